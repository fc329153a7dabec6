"""The nginx of the examples, a real one, before a real Pendopo: TLS, cache, files and patience."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from pendopo.programme.programme import Programme
from tests.certificate import certificate
from tests.cli.test_serve import free_port, served
from tests.portal.hall import build

ROOT = Path(__file__).parents[2]
NAME = "data.example.org"


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not found:
        pytest.skip("nginx is not installed; on Debian: apt-get install nginx-light")
    return found


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Programme:
    made = build(tmp_path_factory.mktemp("behind"))
    file = made.root / "pendopo.toml"
    text = file.read_text("utf-8")
    text = text.replace("behind = []", 'behind = ["127.0.0.1"]').replace(
        "hsts_days = 0", "hsts_days = 1"
    )
    file.write_text(text, "utf-8")
    return Programme.open(made.root)


@pytest.fixture(scope="module")
def site(nginx, hall, tmp_path_factory):
    """The port of an nginx before one worker of Pendopo."""
    folder = tmp_path_factory.mktemp("nginx")
    with served(hall.root, "--workers", "1") as (address, _process):
        port, plain = free_port(), free_port()
        upstream = int(re.findall(r":(\d+)/", address)[0])
        _write(folder, hall, {"443": port, "80": plain, "8420": upstream})
        with _running(nginx, folder, port):
            yield Site(port, plain)


class Site:
    """Asks by TLS, for the name of the site unless another is given."""

    def __init__(self, port: int, plain: int) -> None:
        self.port, self.plain = port, plain
        self.trust = ssl._create_unverified_context()  # noqa: S323  our own certificate

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.trust, timeout=20)
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, text in {"Host": NAME, **headers}.items():
            line.putheader(name.replace("_", "-"), text)
        line.endheaders()
        answer = line.getresponse()
        answer.whole = answer.read()  # type: ignore[attr-defined]
        line.close()
        return answer

    def raw(self, request: bytes) -> bytes:
        with (
            socket.create_connection(("127.0.0.1", self.port), 20) as line,
            self.trust.wrap_socket(line, server_hostname=NAME) as safe,
        ):
            found = b""
            try:
                safe.sendall(request)
                while block := safe.recv(65536):
                    found += block
            except OSError:  # it is cut off
                pass
            return found


def _write(folder: Path, hall: Programme, ports: dict[str, int]) -> None:
    """Write the configuration of the examples with our ports and places, and a certificate."""
    text = (ROOT / "examples" / "nginx.conf").read_text("utf-8")
    for theirs, ours in ports.items():
        text = re.sub(rf"(listen |127\.0\.0\.1:){theirs}\b", rf"\g<1>{ours}", text)
    for old, new in {
        "/srv/pendopo/record": str(hall.root),
        "/etc/nginx/conf.d": str(folder),
        "/var/cache/nginx/pendopo": str(folder / "cache"),
        "/etc/ssl/certs/data.example.org.pem": str(folder / "cert.pem"),
        "/etc/ssl/private/data.example.org.key": str(folder / "cert.key"),
        "listen ": "listen 127.0.0.1:",
    }.items():
        text = text.replace(old, new)
    (folder / "pendopo.conf").write_text(text, "utf-8")
    shutil.copy(ROOT / "examples" / "nginx-record.inc", folder / "pendopo-record.inc")
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user}\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        "worker_processes 1;\n"
        "events { worker_connections 64; }\nhttp {\n"
        f"access_log off;\n{temporary}\ninclude {folder}/pendopo.conf;\n}}\n",
        "utf-8",
    )
    _certify(folder)


def _certify(folder: Path) -> None:
    own, key = certificate(NAME)
    (folder / "cert.pem").write_bytes(own)
    (folder / "cert.key").write_bytes(key)


@contextmanager
def _running(nginx: str, folder: Path, port: int):
    command = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            deadline = time.monotonic() + 20
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, process.stderr.read()
                    assert time.monotonic() < deadline
                    time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(20)


def test_a_page_comes_by_tls_and_says_to_come_so_again(site):
    answer = site.ask("/en/")

    assert answer.status == 200
    assert answer.getheader("Strict-Transport-Security") == "max-age=86400"
    assert answer.getheader("Content-Security-Policy").startswith("default-src 'none'")
    assert answer.getheader("Set-Cookie") is None
    assert b'href="https://data.example.org/en/"' in answer.whole


def test_without_tls_one_is_sent_there(site):
    line = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=20)
    line.request("GET", "/en/?q=1", headers={"Host": "evil.example"})

    answer = line.getresponse()

    assert answer.status == 301
    assert answer.getheader("Location") == "https://data.example.org/en/?q=1"
    line.close()


def test_the_second_reader_is_answered_from_what_is_kept(site):
    first = site.ask("/en/log/", Accept_Encoding="br, gzip;q=0.5")
    second = site.ask("/en/log/", Accept_Encoding="gzip, deflate")
    plain = site.ask("/en/log/")
    again = site.ask("/en/log/", If_None_Match=plain.getheader("ETag"))

    assert (first.getheader("X-Cache"), second.getheader("X-Cache")) == ("MISS", "HIT")
    assert first.getheader("Content-Encoding") == second.getheader("Content-Encoding") == "gzip"
    assert first.whole == second.whole
    assert plain.getheader("Content-Encoding") is None
    assert again.status == 304


def test_a_header_that_a_page_does_not_depend_on_makes_no_other_page(site):
    clean = site.ask("/en/downloads/").whole

    for header in ("X-Forwarded-Host", "X-Original-URL", "X-Forwarded-For", "Forwarded", "Cookie"):
        answer = site.ask("/en/downloads/?", **{header.replace("-", "_"): "evil.example"})
        assert answer.whole == clean
        assert b"evil.example" not in answer.whole


def test_what_may_not_be_kept_is_not_kept(site):
    statuses = [site.ask("/en/?colour=red") for _ in range(2)]

    assert [answer.status for answer in statuses] == [400, 400]
    assert {answer.getheader("X-Cache") for answer in statuses} == {"MISS"}


def test_another_name_is_not_answered(site):
    found = site.raw(b"GET /en/ HTTP/1.1\r\nHost: evil.example\r\n\r\n")

    assert found == b""


def test_files_of_the_record_are_sent_as_pendopo_sends_them(site, hall):
    objects = sorted((hall.public / "objects").glob("*/*"))
    path = "/" + str(objects[0].relative_to(hall.public))
    told = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control",
            "Content-Security-Policy", "Cross-Origin-Resource-Policy",
            "Access-Control-Allow-Origin")  # fmt: skip
    direct = _direct(hall)

    for address in (path, "/log/checkpoint"):
        by_nginx, ours = site.ask(address), direct(address)
        assert by_nginx.whole == ours.body == (hall.public / address[1:]).read_bytes()
        assert by_nginx.getheader("X-Cache") is None
        assert {name: by_nginx.getheader(name) for name in told} == {
            name: ours.headers.get(name) for name in told
        }
    part = site.ask(path, Range="bytes=0-3")
    assert (part.status, part.whole) == (206, objects[0].read_bytes()[:4])


def _direct(hall):
    from tests.portal.conftest import reader  # noqa: PLC0415

    return reader(hall)


@pytest.mark.parametrize(
    "path",
    [
        "/private/keys/log.key",
        "/objects/../../private/keys/log.key",
        "/log/../../pendopo.toml",
        "/log/tile/../../../private/keys/log.key",
        "/objects/%2e%2e/%2e%2e/private/keys/log.key",
        "/log/tile/..%2f..%2f..%2fprivate/keys/log.key",
        "/objects//../private/keys/log.key",
        "/pendopo.toml",
        "/log/",
        "/objects/",
    ],
)
def test_nothing_outside_the_record_is_read(site, hall, path):
    found = site.raw(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())

    assert re.match(rb"HTTP/1.1 (400|404|403)", found)
    assert (hall.root / "private" / "keys" / "log.key").read_bytes()[:20] not in found


_CHUNKED = "Content-Length: 5\r\nTransfer-Encoding: chunked"


@pytest.mark.parametrize(
    ("line", "headers"),
    [
        ("POST /en/", f"Host: {NAME}\r\n{_CHUNKED}\r\n\r\n0"),
        ("GET /en/", f"Host: {NAME}\r\n{_CHUNKED}\r\n\r\n0"),
        ("GET /en/", f"Host: {NAME}\r\nTransfer-Encoding: xchunked\r\n\r\n0"),
        ("GET /en/", f"Host: {NAME}\r\nTransfer-Encoding : chunked\r\n\r\n0"),
        ("GET /en/", f"Host: {NAME}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        ("GET /en/", f"Host: {NAME}\r\nHost: evil.example"),
        ("GET /en/", "X: 1"),
        ("DELETE /en/", f"Host: {NAME}\r\nConnection: close"),
        ("GET /" + "a" * 40_000, f"Host: {NAME}"),
        ("GET /en/", f"Host: {NAME}\r\nX: {'a' * 40_000}"),
    ],
)
def test_a_request_that_two_servers_could_read_differently_is_refused(site, line, headers):
    hidden = f"GET /en/about/ HTTP/1.1\r\nHost: {NAME}\r\n\r\n"

    found = site.raw(f"{line} HTTP/1.1\r\n{headers}\r\n\r\n{hidden}".encode())

    assert re.match(rb"HTTP/1.1 (400|404|405|413|414|494|501)|$", found)
    assert b"200 OK" not in found


def test_what_witnesses_signed_gets_through_and_is_judged(site):
    note = b"no checkpoint"
    head = f"POST /log/add-cosignature HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n"

    found = site.raw(f"{head}Content-Length: {len(note)}\r\n\r\n".encode() + note)
    large = site.raw(f"{head}Content-Length: 70000\r\n\r\n".encode())

    assert found.startswith(b"HTTP/1.1 400 ")
    assert b"no signed checkpoint" in found
    assert large.startswith(b"HTTP/1.1 413 ")


def test_those_who_read_slowly_keep_nobody_waiting(site):
    lines = []
    try:
        for _ in range(6):
            line = socket.create_connection(("127.0.0.1", site.port), 20)
            safe = site.trust.wrap_socket(line, server_hostname=NAME)
            safe.sendall(
                f"GET /data/contracts/processes.json HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
            )
            lines.append(safe)
        began = time.monotonic()

        answer = site.ask("/en/about/")

        assert answer.status == 200
        assert time.monotonic() - began < 5
    finally:
        for line in lines:
            line.close()


def test_a_program_reads_the_addresses_it_came_by(site):
    found = json.loads(site.ask("/openapi.json").whole)

    assert found["servers"] == [{"url": "https://data.example.org"}]
