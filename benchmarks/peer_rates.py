"""Claim: a mirror catches up, and a witness answers, at a small multiple of what the machine costs.

Measures this machine as ``log_rates.py`` does: hashes of an entry, Ed25519, 4 kB that reach the
disk; and, since a mirror waits for its origin, how often a second one small file comes over a kept
connection. Then, in the same run, as ratios to those: a mirror that catches up with a log of signs
of life (entries alone) and with publications (each a folder of three files and an object of 10 kB),
served as they lie by a process of this machine; and a witness that cosigns a log growing by one
entry at a time, p50 and p99 of a request. Ratios hold on another machine; seconds do not.

    python benchmarks/peer_rates.py [entries, 10000] [publications, 200] [requests, 300]
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from log_rates import BEGAN, leaves, machine

from pendopo.peers.follow import HttpShelf
from pendopo.peers.witness import create_witness, open_witness
from pendopo.programme import mirroring
from pendopo.programme.config import Config, Government, LogSettings, render
from pendopo.programme.programme import Programme
from pendopo.standards.tlog.merkle import consistency_proof
from pendopo.standards.tlog.witness import AddCheckpoint
from pendopo.store.acknowledged import promised_note
from pendopo.store.files import Disk
from pendopo.store.keys import load_key
from pendopo.store.log import Content, open_writer
from pendopo.store.place import Staging
from pendopo.store.tiles import Tiles
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, commitment

NOW = datetime(2026, 1, 2, tzinfo=UTC)
OBJECT_BYTES = 10_000
_SERVER = """
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
SimpleHTTPRequestHandler.protocol_version = "HTTP/1.1"
SimpleHTTPRequestHandler.wbufsize = -1
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler).serve_forever()
"""


def begun(folder: Path, name: str) -> Programme:
    """Begin a record with a log."""
    government = Government("Benchmark", "regency", "ID", ("en",), "IDR", "UTC")
    settings = render(Config(government, LogSettings(f"{name}.example/log")))
    return Programme.create(folder, settings, BEGAN)


def beat(programme: Programme, count: int) -> None:
    """Add signs of life in one commit."""
    signer = load_key(programme.key_path)
    with open_writer(programme.place, signer, Disk(programme.place.scratch)) as writer:
        writer.commit(None, leaves(1, count))


def publish(programme: Programme, count: int) -> None:
    """Add publications in one commit."""
    disk, signer = Disk(programme.place.scratch), load_key(programme.key_path)
    staging, made, known = Staging(programme.place, "benchmark", disk), [], []
    for number in range(count):
        data = os.urandom(OBJECT_BYTES)
        salt, digest, name = os.urandom(32), sha256(data).digest(), f"01J{number:023d}"
        c = commitment(salt, digest)
        leaf = Leaf(
            type=EntryType.PUBLICATION,
            id=name,
            time=f"{BEGAN + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}",
            register="datasets",
            scope={"dataset": f"d{number}"},
            actor="publisher",
            objects=(ObjectRef("original", c, len(data)),),
        )
        salts = f'{{"c":"{c}","role":"original","salt":"{salt.hex()}","sha256":"{digest.hex()}"}}'
        staging.add(f"objects/{c[:2]}/{c}", data)
        staging.add(f"pub/{name}/entry.json", leaf.encode())
        staging.add(f"pub/{name}/salts.json", f'{{"objects":[{salts}],"v":1}}'.encode())
        made.append(leaf)
        known.append(Content(digest, c, salt))
    with open_writer(programme.place, signer, disk) as writer:
        writer.commit(staging, made, known)
    staging.close()


@contextmanager
def serving(public: Path) -> Iterator[str]:
    """Serve a record's folder as it lies, from a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", _SERVER, str(port)]
    with subprocess.Popen(command, cwd=public, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def fetches(address: str) -> float:
    """Give how often a second one small file comes over a kept connection."""
    with HttpShelf(address) as shelf:
        shelf.read("log/checkpoint", 10_000)
        began = time.perf_counter()
        for _ in range(200):
            shelf.read("log/checkpoint", 10_000)
        return 200 / (time.perf_counter() - began)


def catch_up(programme: Programme, into: Path, rates: dict[str, float]) -> None:
    """Let a new mirror catch up, and say what an entry costs."""
    with serving(programme.public) as address:
        a_second = fetches(address)
        mirroring.begin(into, address, "")
        began, worked = time.perf_counter(), time.process_time()
        done = mirroring.follow(into, NOW, lambda _: None)
        took, work = time.perf_counter() - began, time.process_time() - worked
        began = time.perf_counter()
        mirroring.follow(into, NOW, lambda _: None)
        idle = time.perf_counter() - began
    if done.unanswered or done.size != programme.state().size:
        sys.exit(done.unanswered or "not whole")
    print(
        f"{done.size:>8,} entries  {done.size / took:>8,.0f}/s  an entry: "
        f"{work / done.size * rates['entry hashes']:>8,.0f} entry hashes, "
        f"{took / done.size * a_second:>6.2f} fetches, {took / done.size * rates['syncs']:>6.3f} "
        f"syncs;  nothing new: {idle * a_second:>4.0f} fetches"
    )


def cosign(folder: Path, requests: int, rates: dict[str, float]) -> None:
    """Let a witness cosign a log that grows by one entry at a time."""
    programme = begun(folder / "log", "grown")
    create_witness(folder / "witness", "saksi.example/witness")
    place, signer = programme.place, load_key(programme.key_path)
    seconds, worked, old = [], [], 0
    with open_witness(folder / "witness") as witness:
        witness.watch(programme.vkey)
        with open_writer(place, signer, Disk(place.scratch)) as writer:
            for number in range(requests):
                writer.commit(None, leaves(number + 1, 1))
                size = number + 2
                subtree = Tiles(place.prefix, size).subtree
                proof = tuple(consistency_proof(old, size, subtree)) if old else ()
                body = AddCheckpoint(old, proof, promised_note(place)).encode()
                began, busy = time.perf_counter(), time.process_time()
                answer = witness.add_checkpoint(body, NOW)
                seconds.append(time.perf_counter() - began)
                worked.append(time.process_time() - busy)
                if answer.status != HTTPStatus.OK:
                    sys.exit(f"{answer.status} {answer.body}")
                old = size
    ordered = sorted(seconds)
    middle, slow = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    one = 1 / rates["signatures"] + 1 / rates["signature checks"]
    print(
        f"{requests:>8,} requests p50 {middle * 1000:>7.1f} ms = {middle * rates['syncs']:>5.1f} "
        f"syncs, p99 {slow * 1000:>7.1f} ms = {slow * rates['syncs']:>5.1f} syncs;  work: "
        f"{statistics.median(worked) / one:>5.1f} times a signature and a check"
    )


def main() -> None:
    """Measure the machine, then peers beside it."""
    given = [int(one) for one in sys.argv[1:]]
    entries, publications, requests = given + [10_000, 200, 300][len(given) :]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rates = machine(folder)
        print("This machine, a second: " + ", ".join(f"{v:,.0f} {n}" for n, v in rates.items()))
        print("\nA mirror catches up:")
        alive = begun(folder / "alive", "alive")
        beat(alive, entries)
        catch_up(alive, folder / "mirror-alive", rates)
        published = begun(folder / "published", "published")
        publish(published, publications)
        catch_up(published, folder / "mirror-published", rates)
        print("\nA witness cosigns a log that grows by one entry at a time:")
        cosign(folder / "witnessed", requests, rates)


if __name__ == "__main__":
    main()
