"""The demo's witnesses: processes on this machine, each of which can be ended and begun again."""

import os
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from pendopo.cli.witness import address, command, serving
from pendopo.cli.words import word
from pendopo.peers.witness import create_witness, open_witness
from pendopo.programme.programme import Programme
from pendopo.programme.quorum import with_witness
from pendopo.standards.tlog.note import Verifier
from pendopo.standards.tlog.policy import Party, Policy
from pendopo.terms.wording import say

FOLDER = "witnesses"
MOST = 5
_HOST = "127.0.0.1"
# Whom a government might ask: five who do not answer to it, nor to one another.
_NAMES = ("lsm", "kampus", "pers", "tetangga", "publik")
_ENDING = ".saksi.example"


@dataclass(frozen=True, slots=True)
class DemoWitness:
    """One of them.

    :param name: its name in the policy
    """

    folder: Path
    name: str
    port: int


def begin(folder: Path, opened: Programme, count: int) -> tuple[list[DemoWitness], Policy]:
    """Make witnesses of a programme in a folder, each with a port of its own.

    :returns: them, and the policy that names them
    """
    policy = opened.witnesses.policy()
    made: list[DemoWitness] = []
    for number, name in enumerate(_NAMES[:count], start=1):
        place = folder / FOLDER / name
        vkey = create_witness(place, name + _ENDING)
        with open_witness(place) as witness:
            witness.watch(opened.vkey)
        one = DemoWitness(place, name + _ENDING, free(opened.config.serve.port + number, made))
        party = Party(Verifier.parse(vkey), address(_HOST, one.port))
        policy = with_witness(policy, one.name, party)
        made.append(one)
    return made, policy


def found(folder: Path, opened: Programme) -> list[DemoWitness]:
    """Give the witnesses that were made before, but those that run already."""
    made = [
        DemoWitness(
            folder / FOLDER / name.removesuffix(_ENDING), name, urlsplit(party.url).port or 0
        )
        for name, party in opened.witnesses.policy().witnesses.items()
    ]
    return [one for one in made if one.folder.is_dir() and one.port and _is_free(one.port)]


@contextmanager
def running(made: Sequence[DemoWitness]) -> Iterator[None]:
    """Let witnesses answer for as long as this lasts."""
    if not made:
        yield
        return
    spec = {"witnesses": [serving(one.folder, (_HOST, one.port), one.name) for one in made]}
    process = subprocess.Popen(command(spec), stdout=subprocess.PIPE)  # noqa: S603  our own
    assert process.stdout is not None  # noqa: S101
    try:
        for _ in made:
            process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.stdout.close()
        process.wait()


def keep_running(made: Sequence[DemoWitness]) -> None:
    """Let witnesses answer until the last process ends that this one becomes or starts."""
    if not made:
        return
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)  # noqa: FBT003  its own signature
    told = [
        word(
            say("Witness {name}: process {process}, {place}"),
            name=one.name,
            process="{process}",  # known to the process that starts it
            place=address(_HOST, one.port),
        )
        for one in made
    ]
    spec = {
        "witnesses": [
            serving(one.folder, (_HOST, one.port), text)
            for one, text in zip(made, told, strict=True)
        ],
        "until": reading,
    }
    # Of a session of its own: Ctrl+C reaches the pages alone, and they end once, by the pipe.
    subprocess.Popen(command(spec), pass_fds=[reading], start_new_session=True)  # noqa: S603
    os.close(reading)
    one = made[0]
    text = say(
        "To see what happens without one, run: kill PROCESS. To begin it again: pendopo witness "
        "serve {folder} --port {port}"
    )
    click.echo(word(text, folder=one.folder, port=one.port))


def free(wanted: int, taken: Sequence[DemoWitness]) -> int:
    """Give a port that nothing listens on, the one that is wanted if it can be."""
    if _is_free(wanted) and wanted not in [one.port for one in taken]:
        return wanted
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True
