"""A desk as it really runs: pages and worker as processes of their own, asked over a real line."""

import base64
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.desk.conftest import PASSWORD, Answer, Desk

_LINE = "a-line-that-no-file-holds"
_PIECE = 8 << 20
_BLOCK = 1 << 20
_BEGINS_S, _ANSWERS_S = 60, 120
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Person:
    """Somebody with a browser elsewhere, that keeps cookies and runs no script."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, {}, [])

    def begin(self, name: str, code: str) -> "Person":
        """Use a code."""
        said = {"name": name, "code": code, "password": PASSWORD, "again": PASSWORD}
        body = urlencode({**said, "csrfmiddlewaretoken": self._token("/code/")}).encode()
        answer = self._ask("POST", "/code/", _sized(body, _FORM), [body])
        assert answer.status == 302, answer.text
        return self

    def by_form(self, path: Path, name: str, **fields: str) -> Answer:
        """Hand a file in by the form that needs no script, as it is read from the disk."""
        fields = {"csrfmiddlewaretoken": self._token("/hand-in/"), **fields}
        parts = [
            f'--{_LINE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'
            for key, text in fields.items()
        ]
        parts.append(
            f'--{_LINE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        head = "".join(parts).encode()
        end = f"\r\n--{_LINE}--\r\n".encode()
        length = len(head) + path.stat().st_size + len(end)
        kind = f"multipart/form-data; boundary={_LINE}"
        headers = {"Content-Type": kind, "Content-Length": str(length)}
        return self._ask("POST", "/hand-in/", headers, _blocks(head, path, end))

    def in_pieces(self, path: Path, name: str, **fields: str) -> Answer:
        """Hand a file in as the script does: tus 1.0.0; give the last answer, or the refusal."""
        said = {"filename": name, **fields}
        words = (f"{key} {base64.b64encode(one.encode()).decode()}" for key, one in said.items())
        size = path.stat().st_size
        about = {"Upload-Length": str(size), "Upload-Metadata": ",".join(words)}
        begun = self._ask("POST", "/uploads/", {**self._tus(), **about, "Content-Length": "0"}, [])
        if begun.status != 201:
            return begun
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                place = {"Upload-Offset": str(file.tell() - len(piece))}
                sized = _sized(piece, "application/offset+octet-stream")
                taken = self._ask("PATCH", begun.to, {**self._tus(), **place, **sized}, [piece])
                assert taken.status == 204, taken.text
        return self.get(begun.to)

    def _tus(self) -> dict[str, str]:
        return {"Tus-Resumable": "1.0.0", "X-CSRFToken": self._token("/hand-in/")}

    def _token(self, form: str) -> str:
        if form not in self.tokens:
            found = _TOKEN.search(self.get(form).text)
            assert found
            self.tokens[form] = found[1]
        return self.tokens[form]

    def _ask(
        self, method: str, address: str, headers: Mapping[str, str], body: Iterable[bytes]
    ) -> Answer:
        """Ask; a body is sent until it is whole or the other side has heard enough."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=_ANSWERS_S)
        line.putrequest(method, address)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        for name, value in {**headers, "Cookie": kept}.items():
            line.putheader(name, value)
        line.endheaders()
        try:
            for block in body:
                line.send(block)
        except (BrokenPipeError, ConnectionResetError):
            pass  # what it had to say before it left is still read
        found = self._read(line.getresponse())
        line.close()
        return found

    def _read(self, answer: HTTPResponse) -> Answer:
        body = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            for one in SimpleCookie(cookie).values():
                self.cookies[one.key] = one.value
        headers = {name.title(): text for name, text in answer.headers.items()}
        return Answer(answer.status, headers, body)


@dataclass
class Outside:
    """A desk whose pages and worker are processes of their own."""

    desk: Desk
    port: int
    pages: int
    worker: int

    def person(self) -> Person:
        return Person(self.port)

    def health(self) -> Answer:
        return Person(self.port).get("/health")

    def pages_held_kb(self) -> int:
        """Give the most memory the pages' process has held, with all that it started; kilobytes."""
        return sum(map(_most_held_kb, _with_children(self.pages)))

    def worker_held_kb(self) -> int:
        """Give the most memory the worker's own process has held, without what reads for it."""
        return _most_held_kb(self.worker)


@contextmanager
def run_outside(desk: Desk) -> Iterator[Outside]:
    """Run a desk's pages and worker; its signer runs already."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pages = _begun(desk, "serve", "--pages-only", "--port", str(port))
    worker = _begun(desk, "worker")
    try:
        made = Outside(desk, port, pages.pid, worker.pid)
        _hold_well(made)
        yield made
    finally:
        for one in (pages, worker):
            one.terminate()
            one.wait(timeout=30)


def _begun(desk: Desk, *words: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pendopo", "--home", str(desk.opened.root), "desk", *words]
    env = {name: text for name, text in os.environ.items() if name != "PENDOPO_HOME"}
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)


def _hold_well(made: Outside) -> None:
    """Wait until pages and worker say that all are there."""
    end = time.monotonic() + _BEGINS_S
    while True:
        try:
            if made.health().status == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < end, "the desk does not begin"
        time.sleep(0.1)


def _with_children(number: int) -> list[int]:
    """Give a process and all that came of it."""
    found, asked = [], [number]
    while asked:
        one = asked.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            asked += map(int, task.read_text().split())
    return found


def _most_held_kb(number: int) -> int:
    status = Path(f"/proc/{number}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def _sized(body: bytes, kind: str) -> dict[str, str]:
    return {"Content-Type": kind, "Content-Length": str(len(body))}


def _blocks(head: bytes, path: Path, end: bytes) -> Iterator[bytes]:
    yield head
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_BLOCK), b"")
    yield end
