"""Whether the desk holds no more memory after a thousand uploads than after a hundred.

    python benchmarks/desk_memory.py --uploads 1000 --kilobytes 100

The real processes, as ``pendopo desk serve --pages-only`` and ``pendopo desk worker`` start them.
One clerk hands in a file again and again, each another one, by the form that needs no script, and
the worker checks them meanwhile. Told is what each process and its children hold themselves after
each tenth of the uploads, once the worker has nothing left to do. Claimed: neither grows by more
than 50 MB since the first tenth; where one does, this ends with 1.
"""

import argparse
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from desk_load import asked, form, memory, prepared, started, table, waited

GROWN_MOST_MB = 50


def main() -> None:
    """Run it and tell."""
    parsed = argparse.ArgumentParser(description=__doc__)
    parsed.add_argument("--uploads", type=int, default=200)
    parsed.add_argument("--kilobytes", type=float, default=100)
    options = parsed.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        root = Path(folder) / "hall"
        [key] = prepared(root, 1, port)
        both = {
            "pages": started(root, "serve", "--pages-only"),
            "worker": started(root, "worker"),
        }
        waited(port)
        try:
            held = uploaded(options, port, both, f"pendopo_desk_{port}={key}")
        finally:
            for one in both.values():
                one.terminate()
                one.wait()
    tell(held, max(1, options.uploads // 10))


def tell(held: dict[str, list[int]], tenth: int) -> None:
    """Tell what was held after each tenth, and end with 1 where it grew too much.

    :param held: the kilobytes of each process
    """
    for count in range(len(held["pages"])):
        found = ", ".join(f"{name} {held[name][count] / 1024:.1f} MB" for name in held)
        print(f"{(count + 1) * tenth:>6} uploads: {found}")
    grown = {name: (max(found) - found[0]) / 1024 for name, found in held.items()}
    for name, megabytes in grown.items():
        print(f"{name}, most since the first {tenth}: {megabytes:+.1f} MB of {GROWN_MOST_MB}")
    if max(grown.values()) > GROWN_MOST_MB:
        raise SystemExit(f"claimed are {GROWN_MOST_MB} MB at most")


def uploaded(
    options: argparse.Namespace,
    port: int,
    both: dict[str, "subprocess.Popen[bytes]"],
    cookie: str,
) -> dict[str, list[int]]:
    """Hand the files in; give the kilobytes that each process holds after each tenth of them."""
    _, page, made = asked(port, "GET", "/hand-in/", cookie)
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    cookies = f"{cookie}; {made.partition(';')[0]}"
    fields = {"csrfmiddlewaretoken": token, "register": "datasets", "office": "Desa Rejo"}
    rows, began, sent = table(options.kilobytes / 1000), time.monotonic(), 0.0
    held: dict[str, list[int]] = {name: [] for name in both}
    for count in range(1, options.uploads + 1):
        body, at = form(fields, b"%sLast,2026,%d\n" % (rows, count)), time.monotonic()
        status, _, _ = asked(port, "POST", "/hand-in/", cookies, body)
        sent += time.monotonic() - at
        if status != 302:
            raise SystemExit(f"upload {count} was answered with {status}")
        if count % max(1, options.uploads // 10) == 0:
            drained()
            for name, process in both.items():
                held[name].append(memory(process.pid))
    each, took = 1000 * sent / options.uploads, time.monotonic() - began
    print(f"{options.uploads} uploads of {options.kilobytes:g} kB, {each:.0f} ms each,", end=" ")
    print(f"all checked after {took:.0f} s")
    return held


def drained() -> None:
    """Wait until the worker has nothing left to do."""
    from pendopo.desk.models import Job  # noqa: PLC0415  once Django is set up

    while Job.objects.filter(ended_at=None).exists():
        time.sleep(0.2)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    main()
