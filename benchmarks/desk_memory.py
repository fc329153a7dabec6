"""Whether the desk's pages hold no more memory after a thousand uploads than after a hundred.

    python benchmarks/desk_memory.py --uploads 1000 --kilobytes 100

The real process, as ``pendopo desk serve --pages-only`` starts it. One clerk hands in a file again
and again, each another one, by the form that needs no script. Told is what the process and its
children hold themselves after each tenth of the uploads, and how much that grew since the first.
"""

import argparse
import os
import socket
import tempfile
import time
from pathlib import Path

from desk_load import asked, form, memory, prepared, started, table, waited


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
        [key] = prepared(Path(folder) / "hall", 1, port)
        pages = started(Path(folder) / "hall", "serve", "--pages-only")
        waited(port)
        try:
            held = uploaded(options, port, pages.pid, f"pendopo_desk_{port}={key}")
        finally:
            pages.terminate()
            pages.wait()
    tenth = max(1, options.uploads // 10)
    for count, kilobytes in enumerate(held, 1):
        print(f"{count * tenth:>6} uploads: {kilobytes / 1024:.1f} MB")
    print(f"grown since the first {tenth}: {(held[-1] - held[0]) / 1024:.1f} MB")


def uploaded(options: argparse.Namespace, port: int, number: int, cookie: str) -> list[int]:
    """Hand the files in; give the kilobytes that are held after each tenth of them.

    :param number: of the process
    """
    _, page, made = asked(port, "GET", "/hand-in/", cookie)
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    cookies = f"{cookie}; {made.partition(';')[0]}"
    fields = {"csrfmiddlewaretoken": token, "register": "datasets", "office": "Desa Rejo"}
    rows, held, began = table(options.kilobytes / 1000), [], time.monotonic()
    for count in range(1, options.uploads + 1):
        body = form(fields, b"%sLast,2026,%d\n" % (rows, count))
        status, _, _ = asked(port, "POST", "/hand-in/", cookies, body)
        if status != 302:
            raise SystemExit(f"upload {count} was answered with {status}")
        if count % max(1, options.uploads // 10) == 0:
            held.append(memory(number))
    each = 1000 * (time.monotonic() - began) / options.uploads
    print(f"{options.uploads} uploads of {options.kilobytes:g} kB, {each:.0f} ms each")
    return held


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    main()
