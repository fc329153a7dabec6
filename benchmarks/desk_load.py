"""Whether the desk stays usable while many clerks upload at once, and its queue is drained.

    python benchmarks/desk_load.py --clerks 200 --seconds 600 --acts 1000000

Real processes: the pages and the worker as ``pendopo desk serve --pages-only`` and ``pendopo desk
worker`` start them. Each clerk opens the page for handing in, and sends a file of a megabyte, once,
at a moment spread over the time. Told are the page's p95 meanwhile, what was lost, how fast the
queue was drained, how the memory of the pages grew, and how long the pages of acts take with many,
also while the worker compares all of them.
"""

import argparse
import http.client
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

SETTINGS = """\
[government]
name = "Kabupaten Misal"
level = "regency"
country = "ID"
languages = ["en", "id"]
currency = "IDR"
[log]
origin = "misal.example/log"
[publishing]
licence = "CC-BY-4.0"
"""
OFFICE = "Desa Rejo"
_FACTS, _AT_ONCE = ("at", "who", "what", "submission", "about"), 10_000
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def main() -> None:
    """Run it and tell."""
    parsed = argparse.ArgumentParser(description=__doc__)
    parsed.add_argument("--clerks", type=int, default=20)
    parsed.add_argument("--seconds", type=float, default=60)
    parsed.add_argument("--acts", type=int, default=100_000)
    parsed.add_argument("--megabytes", type=float, default=1)
    asked = parsed.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        keys = prepared(Path(folder) / "hall", asked.clerks, port)
        pages = started(Path(folder) / "hall", "serve", "--pages-only")
        waited(port)
        try:
            uploaded(asked, port, pages, keys)
            drained(Path(folder) / "hall", asked.clerks)
            acts(Path(folder) / "hall", asked.acts, port, keys[0])
        finally:
            pages.terminate()
            pages.wait()


def prepared(root: Path, clerks: int, port: int) -> list[str]:
    """Make a programme with clerks who are signed in; give the keys of their sessions."""
    from pendopo.programme.programme import Programme  # noqa: PLC0415  once Django is set up
    from pendopo.web.desk import make_application, prepare  # noqa: PLC0415  once Django is set up

    prepare()
    settings = f'{SETTINGS}[desk]\nport = {port}\napproval = "second-step"\n'
    make_application(Programme.create(root, settings, datetime(2026, 1, 5, tzinfo=UTC)))
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415  once Django is set up
    from django.http import HttpRequest  # noqa: PLC0415  once Django is set up
    from django.utils import timezone  # noqa: PLC0415  once Django is set up

    from pendopo.desk.inviting import Wanted, invite  # noqa: PLC0415  once Django is set up
    from pendopo.desk.roles import Role  # noqa: PLC0415  once Django is set up
    from pendopo.desk.signing_in import finish  # noqa: PLC0415  once Django is set up

    keys = []
    for number in range(clerks):
        wanted = Wanted(f"clerk.{number}", f"Clerk {number}", Role.PUBLISHER, OFFICE)
        person, _ = invite(wanted, timezone.now(), "operator")
        request = HttpRequest()
        request.session = SessionStore()
        finish(request, person)
        request.session.save()
        keys.append(str(request.session.session_key))
    return keys


def started(root: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start one of the desk's processes."""
    command = [sys.executable, "-m", "pendopo", "--home", str(root), "desk", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def waited(port: int) -> None:
    """Wait until the pages answer."""
    for _ in range(600):
        try:
            asked(port, "GET", "/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the desk does not answer")


def asked(
    port: int, method: str, place: str, cookie: str = "", sent: tuple[bytes, str] = (b"", "")
) -> tuple[int, str, str]:
    """Ask, and give the status, the body and the cookies.

    :param sent: a body and its media type
    """
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request(method, place, sent[0], {"Cookie": cookie, "Content-Type": sent[1]})
    answer = line.getresponse()
    text = answer.read().decode("utf-8", "replace")
    line.close()
    return answer.status, text, answer.getheader("Set-Cookie") or ""


def uploaded(
    options: argparse.Namespace, port: int, pages: subprocess.Popen[bytes], keys: list[str]
) -> None:
    """Have every clerk upload, and tell how the page did meanwhile."""
    content = table(options.megabytes)
    before = memory(pages.pid)
    began = time.monotonic()
    moments = [random.Random(key).uniform(0, options.seconds) for key in keys]

    def clerk(key: str, moment: float) -> tuple[float, int]:
        time.sleep(max(0.0, began + moment - time.monotonic()))
        return handed_in(port, f"pendopo_desk_{port}={key}", content)

    with ThreadPoolExecutor(len(keys)) as threads:
        found = list(threads.map(clerk, keys, moments))
    grown = memory(pages.pid) - before
    took = [opened for opened, _ in found]
    print(
        f"{len(keys)} clerks, {options.megabytes:g} MB each, within {options.seconds:g} s:",
        f"lost {sum(status != 302 for _, status in found)};",
        f"page for handing in p95 {1000 * quantiles(took, n=20)[-1]:.0f} ms,",
        f"slowest {1000 * max(took):.0f} ms; pages grew by {grown / 1024:.1f} MB",
    )


def handed_in(port: int, cookie: str, content: bytes) -> tuple[float, int]:
    """Open the page and send a file; give how long the page took, and the status of the sending."""
    at = time.monotonic()
    _, page, made = asked(port, "GET", "/hand-in/", cookie)
    opened = time.monotonic() - at
    found = _TOKEN.search(page)
    token = found[1] if found else ""
    fields = {"csrfmiddlewaretoken": token, "register": "datasets", "office": OFFICE}
    cookies = f"{cookie}; {made.partition(';')[0]}"
    return opened, asked(port, "POST", "/hand-in/", cookies, form(fields, content))[0]


def table(megabytes: float) -> bytes:
    """Make a table of so many megabytes."""
    row = "Rejo,2026,{}\n"
    rows = int(megabytes * 1e6 / len(row.format(100_000)))
    lines = map(row.format, range(100_000, 100_000 + rows))
    return ("village,year,households\n" + "".join(lines)).encode()


def form(fields: dict[str, str], content: bytes) -> tuple[bytes, str]:
    """Give a form with a file as a browser sends it."""
    line = "a-line-that-no-file-holds"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    head = f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + f"\r\n--{line}--\r\n".encode()
    return body, f"multipart/form-data; boundary={line}"


def drained(root: Path, wanted: int) -> None:
    """Have the worker check all of them, and tell its rate."""
    from pendopo.desk.models import Job, Submission  # noqa: PLC0415  once Django is set up

    worker = started(root, "worker")
    while not Job.objects.exclude(began_at=None).exists():
        time.sleep(0.1)
    began = time.monotonic()
    while (left := Job.objects.filter(ended_at=None).count()) and time.monotonic() - began < 3600:
        time.sleep(0.2)
    took = time.monotonic() - began
    worker.terminate()
    worker.wait()
    checked = Submission.objects.exclude(stage="checking").count()
    print(
        f"queue: {checked} of {wanted} checked, {left} left, in {took:.0f} s:",
        f"{60 * checked / took:.1f} files a minute",
    )


def acts(root: Path, count: int, port: int, key: str) -> None:
    """Fill the table of acts, and tell how long its pages take before and after."""
    from pendopo.desk.models import Person, Post  # noqa: PLC0415  once Django is set up

    Post.objects.create(person=Person.objects.get(name="clerk.0"), role="lead")
    Person.objects.filter(name="clerk.0").update(totp="JBSWY3DPEHPK3PXP")
    cookie = f"pendopo_desk_{port}={key}"
    places = ("/audit/", "/audit/?who=clerk.0", "/account/", "/")
    before = [fastest(port, place, cookie) for place in places]
    fill(count)
    for place, first in zip(places, before, strict=True):
        print(f"{place}: {first:.0f} ms, with {count:,} acts {fastest(port, place, cookie):.0f} ms")
    compared(root, port, cookie, [*places, "/hand-in/"])


def fill(count: int) -> None:
    """Add so many acts, each bound to the one before, as the desk does one by one."""
    from django.db import transaction  # noqa: PLC0415, TID251  the desk's own tables

    from pendopo.desk.audit import _chain, _newest  # noqa: PLC0415  once Django is set up
    from pendopo.desk.models import Act  # noqa: PLC0415  once Django is set up

    chain, at, rows = _newest(), datetime(2026, 1, 1, tzinfo=UTC), []
    with transaction.atomic():
        for number in range(count):
            facts = (at, f"clerk.{number % 200}", "seen", number % 5000, {"file": "a.csv"})
            chain = _chain(chain, facts)
            rows.append(Act(**dict(zip(_FACTS, facts, strict=True)), chain=chain))
            if len(rows) == _AT_ONCE or number == count - 1:
                Act.objects.bulk_create(rows)
                rows = []


def compared(root: Path, port: int, cookie: str, places: list[str]) -> None:
    """Have the worker compare all acts; tell how long it takes, and the pages meanwhile."""
    from pendopo.desk.comparing import newest, order_comparison  # noqa: PLC0415  once it is set up

    order_comparison()
    worker, began, took = started(root, "worker"), time.monotonic(), []
    while not (found := newest()) or found.ended_at is None:
        for place in places:
            at = time.monotonic()
            status, _, _ = asked(port, "GET", place, cookie)
            assert status == 200, (place, status)  # noqa: S101
            took.append(time.monotonic() - at)
        time.sleep(0.7)  # an address gets 600 answers a minute
    held = memory(worker.pid) / 1024
    worker.terminate()
    worker.wait()
    assert found.broken is None, found  # noqa: S101
    print(
        f"all acts compared by the worker until row {found.row:,}:",
        f"{time.monotonic() - began:.0f} s, its memory then {held:.0f} MB; pages meanwhile",
        f"p95 {1000 * quantiles(took, n=20)[-1]:.0f} ms, slowest {1000 * max(took):.0f} ms",
        f"of {len(took)}",
    )


def fastest(port: int, place: str, cookie: str) -> float:
    """Give the milliseconds of the fastest of five."""
    found = []
    for _ in range(5):
        at = time.monotonic()
        status, _, _ = asked(port, "GET", place, cookie)
        assert status == 200, (place, status)  # noqa: S101
        found.append(1000 * (time.monotonic() - at))
    return min(found)


def memory(number: int) -> int:
    """Give the kilobytes that a process and its children hold themselves."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
            status = (path / "status").read_text()
        except OSError:
            continue
        if str(number) in {path.name, parent}:
            total += int(status.partition("VmRSS:")[2].split()[0])
    return total


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    main()
