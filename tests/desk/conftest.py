"""The desk of a small programme, in this process: its pages by WSGI, its worker called by hand."""

import io
import os
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit
from wsgiref.types import WSGIApplication

import pyotp
import pytest

from pendopo.programme.programme import Programme
from tests.desk.postgres import running

SETTINGS = """\
[government]
name = "Kabupaten Misal"
level = "regency"
country = "ID"
languages = ["en", "id"]
currency = "IDR"
timezone = "Asia/Jakarta"
[log]
origin = "misal.example/log"
[publishing]
licence = "CC-BY-4.0"
"""
PASSWORD = "tiga kuda hijau lari"
START = datetime(2026, 1, 5, tzinfo=UTC)
_BOUNDARY = "a-line-that-no-file-holds"
_TABLES: list[bytes] = []
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def to(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """Somebody with a browser that keeps cookies and runs no script."""

    application: WSGIApplication
    address: str = "192.0.2.7"
    cookies: dict[str, str] = field(default_factory=dict)
    secret: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **more: str) -> Answer:
        return self._ask("GET", address, b"", "", more)

    def post(self, address: str, form: str = "", **fields: str | Sequence[str]) -> Answer:
        """Send a form, with the token that the page it stands on holds."""
        sent = {"csrfmiddlewaretoken": self.token(form), **fields}
        body = urlencode(sent, doseq=True).encode()
        return self._ask("POST", address, body, "application/x-www-form-urlencoded", {})

    def upload(
        self,
        address: str,
        file: tuple[str, bytes],
        form: str = "",
        field: str = "file",
        **fields: str,
    ) -> Answer:
        fields = {"csrfmiddlewaretoken": self.token(form or address), **fields}
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in fields.items()
        ]
        name, content = file
        parts.append(
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; '
            f'filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        return self._ask("POST", address, body, f"multipart/form-data; boundary={_BOUNDARY}", {})

    def token(self, form: str = "") -> str:
        key = self.cookies.get("pendopo_desk_form", "")
        if not key or key not in self.tokens:
            found = _TOKEN.search(self.get(form or "/account/").text)
            key = self.cookies.get("pendopo_desk_form", "")
            self.tokens[key] = found[1] if found else ""
        return self.tokens[key]

    def begin(self, name: str, code: str, *, second: bool = False) -> "Visitor":
        """Use a code; with the second step, set that up too."""
        self.post("/code/", "/code/", name=name, code=code, password=PASSWORD, again=PASSWORD)
        if second:
            found = re.search(r'<p class="hash">([A-Z2-7 ]+)</p>', self.get("/account/").text)
            assert found
            self.secret = found[1].replace(" ", "")
            self.post("/account/second-step/", digits=pyotp.TOTP(self.secret).now())
        return self

    def _ask(
        self, method: str, address: str, body: bytes, kind: str, more: dict[str, str]
    ) -> Answer:
        parts = urlsplit(address)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": self.address,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **more,
        }
        got: list[tuple[str, list[tuple[str, str]]]] = []

        def answer(status, headers, _fault=None):
            got.append((status, headers))

        found = self.application(environ, answer)
        content = b"".join(found)
        getattr(found, "close", lambda: None)()
        [(status, headers)] = got[-1:]
        for name, value in headers:
            if name == "Set-Cookie":
                for cookie in SimpleCookie(value).values():
                    self.cookies[cookie.key] = cookie.value
        return Answer(int(status[:3]), dict(headers), content)


@dataclass
class Desk:
    opened: Programme
    application: WSGIApplication

    def visitor(self) -> Visitor:
        return Visitor(self.application)

    def invite(
        self, name: str, role: str, office: str = "", registers: tuple[str, ...] = ()
    ) -> str:
        from pendopo.desk.inviting import Wanted, invite
        from pendopo.desk.roles import Role

        wanted = Wanted(name, name.title(), Role(role), office, registers)
        return invite(wanted, datetime.now(UTC), "operator")[1]

    def signed_in(
        self, name: str, role: str, office: str = "", registers: tuple[str, ...] = ()
    ) -> Visitor:
        signs = role in {"reviewer", "lead", "moderator", "administrator"}
        code = self.invite(name, role, office, registers)
        return self.visitor().begin(name, code, second=signs)

    def work(self) -> None:
        """Let the worker do all that waits."""
        from django.core.management import call_command

        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def open_in(root: Path, more: str = "", approval: str = "second-step") -> Desk:
    """Open a desk.

    :param more: settings besides ``SETTINGS``
    :param approval: what letting through takes; tests that are about it say ``own-key``
    """
    from pendopo.web.desk import make_application, prepare

    prepare()
    said = more if "[desk]" in more else f"{more}[desk]\n"
    said = said.replace("[desk]\n", f'[desk]\napproval = "{approval}"\n')
    opened = Programme.create(root, SETTINGS + said, START)
    if not opened.config.desk.database:
        _lay_tables(opened)
    return Desk(opened, make_application(opened))


def _lay_tables(opened: Programme) -> None:
    """Lay SQLite's tables as they are once all migrations ran, which is done once a process."""
    from pendopo.desk.laying import DATABASE, FOLDER
    from pendopo.desk.opening import open_desk

    place = opened.place.private / FOLDER / DATABASE
    if not _TABLES:
        open_desk(opened)
        with TemporaryDirectory() as folder, closing(sqlite3.connect(place)) as database:
            database.execute("vacuum into ?", (f"{folder}/copy",))
            _TABLES.append(Path(folder, "copy").read_bytes())
        return
    place.parent.mkdir(mode=0o700)
    place.write_bytes(_TABLES[0])
    place.chmod(0o600)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with its signer; one for each file of tests."""
    yield from as_asked(tmp_path_factory)


def as_asked(
    tmp_path_factory: pytest.TempPathFactory, more: str = "", approval: str = "second-step"
) -> Iterator[Desk]:
    """Open a desk with its signer, whose tables SQLite keeps, or PostgreSQL where that is asked.

    :param more: settings of the desk
    """
    if os.environ.get("DESK_DATABASE") == "postgresql":
        yield from on_postgresql(tmp_path_factory, more, approval)
    else:
        home = tmp_path_factory.mktemp("desk") / "hall"
        yield from signing(home, f"[desk]\n{more}", approval)


def on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, said: str = "", approval: str = "second-step"
) -> Iterator[Desk]:
    """Open a desk whose tables PostgreSQL keeps.

    :param said: settings of the desk besides
    """
    with TemporaryDirectory(prefix="pendopo-") as folder:  # which another user may enter
        Path(folder).chmod(0o755)
        for address in running(Path(folder)):
            more = f'[desk]\ndatabase = "{address}"\n{said}'
            yield from signing(tmp_path_factory.mktemp("desk") / "hall", more, approval)


def signing(root: Path, more: str = "", approval: str = "second-step") -> Iterator[Desk]:
    """Open a desk with its signer in a thread."""
    made = open_in(root, more, approval)
    os.environ["PENDOPO_HOME"] = str(root)
    from pendopo.desk.signer import serve

    threading.Thread(target=serve, args=(made.opened,), daemon=True).start()
    yield made
    del os.environ["PENDOPO_HOME"]
