"""A record is read over HTTP from a real server on this machine."""

import contextlib
import threading
import time
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pendopo.peers.asking import AskError, post
from pendopo.peers.follow import AddressError, HttpShelf, Patience
from pendopo.published.verify import ShelfError, verify
from tests.published.verify.conftest import VKEY, Record, fill


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A small record."""
    return fill(Record(tmp_path_factory.mktemp("served") / "site" / "public"))


class Static(SimpleHTTPRequestHandler):
    """Any static server, with connections kept open."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def served(record, handler=Static):
    """Serve a record's parent folder and give the address of the record."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *args: handler(*args, directory=str(record.public.parent))
    )
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/public"
    finally:
        server.shutdown()
        server.server_close()


def reading(address, waited=None):
    """Read from an address without ever waiting, but noting how long it would have been."""
    wait = (waited if waited is not None else []).append
    return HttpShelf(address, Patience(timeout_s=2, wait=wait))


def answering(*answers):
    """A server whose first answers are these: functions of the handler, None for the file."""
    left = list(answers)

    class Handler(Static):
        def do_GET(self):
            answer = left.pop(0) if left else None
            if answer is None:
                super().do_GET()
            else:
                answer(self)

    return Handler


def status(code, **headers):
    def answer(handler):
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def hang_up(handler):
    """End the connection without an answer."""
    handler.close_connection = True


def break_off(handler):
    """Promise more than is sent."""
    status(200, Content_Length="50")(handler)
    handler.wfile.write(b"half")
    handler.close_connection = True


def test_a_record_is_verified_over_http_with_what_cannot_be_looked_for_said(record):
    with served(record) as address, reading(address) as shelf:
        found = verify(shelf, VKEY, workers=2)

    assert found.ok
    assert found.size == 8
    assert found.counts["receipts"] == 6
    assert found.counts["checkpoints"] == 5
    said = " ".join(remark.sentence() for remark in found.unchecked)
    assert "This address cannot be listed" in said


def test_every_change_of_a_file_is_found_over_http_too(record):
    named = [record.object(0, "original"), record.folder(1) + "/salts.json", "log/tile/0/000.p/8"]

    with served(record) as address, reading(address) as shelf:
        for path in named:
            whole = (record.public / path).read_bytes()
            record.write(path, whole[:-1] + bytes([whole[-1] ^ 1]))
            changed = verify(shelf, VKEY)
            (record.public / path).unlink()
            missing = verify(shelf, VKEY)
            record.write(path, whole)
            assert path in {problem.where for problem in changed.problems}
            assert path in {problem.where for problem in missing.problems}


def test_an_object_that_the_server_does_not_give_is_a_problem(record):
    path = record.object(0, "original")

    class Failing(Static):
        def do_GET(self):
            if path in self.path:
                status(500)(self)
            else:
                super().do_GET()

    with served(record, Failing) as address, reading(address) as shelf:
        found = verify(shelf, VKEY)

    assert {(problem.what, problem.index) for problem in found.problems} == {
        ("unreadable", 0),
        ("unreadable", 4),
    }
    assert "the server answers 500; tried 4 times" in found.problems[0].sentence()


def test_one_connection_serves_all_files(record):
    connections = set()

    class Counting(Static):
        def do_GET(self):
            connections.add(self.client_address)
            super().do_GET()

    with served(record, Counting) as address, reading(address) as shelf:
        verify(shelf, VKEY)

    assert len(connections) < 5


@pytest.mark.parametrize("first", [hang_up, break_off, status(503), status(429)])
def test_a_try_that_fails_is_made_again(record, first):
    waited: list[float] = []

    with served(record, answering(first, first)) as address, reading(address, waited) as shelf:
        data = shelf.read("policy.txt", 1_000)

    assert data == (record.public / "policy.txt").read_bytes()
    assert waited == [1.0]


def test_a_server_that_asks_for_a_pause_gets_it(record):
    waited: list[float] = []
    answers = [status(429, Retry_After="7"), status(503, Retry_After="110"), status(503)]

    with served(record, answering(*answers)) as address, reading(address, waited) as shelf:
        shelf.read("policy.txt", 1_000)

    assert waited[:2] == [7.0, 110.0]


def test_a_server_that_asks_to_be_left_alone_for_long_is_left_alone(record):
    waited: list[float] = []

    with (
        served(record, answering(status(503, Retry_After="9999"))) as address,
        reading(address, waited) as shelf,
        pytest.raises(ShelfError, match="left alone for 9999 s; tried 1 times"),
    ):
        shelf.read("policy.txt", 1_000)

    assert waited == []


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(record):
    def drip(handler):
        status(200, Content_Length="50")(handler)
        for _ in range(20):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    patience = Patience(timeout_s=0.2, tries=1)
    with (
        served(record, answering(drip)) as address,
        HttpShelf(address, patience) as shelf,
        pytest.raises(ShelfError, match="TimeoutError"),
    ):
        shelf.read("policy.txt", 1_000)


def going_on(handler):
    """Say for long that the question may go on, and then answer."""
    for _ in range(30):
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 5)
        handler.wfile.flush()
        time.sleep(0.03)
    status(200, Content_Length="0")(handler)


def heads(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(60):
        handler.wfile.write(b"X: " + b"a" * 20_000 + b"\r\n")


def trailers(handler):
    """Send a file and then trailers for long, quick enough for a file."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    for _ in range(30):
        handler.wfile.write(b"X: " + b"a" * 2_000 + b"\r\n")
        handler.wfile.flush()
        time.sleep(0.03)
    handler.wfile.write(b"\r\n")


@pytest.mark.parametrize(
    ("harm", "said"),
    [(going_on, "TimeoutError"), (heads, "a head of more"), (trailers, "TimeoutError")],
)
def test_only_bytes_of_the_file_give_a_server_more_time(record, harm, said):
    def odd(handler):
        with contextlib.suppress(OSError):
            harm(handler)

    patience = Patience(timeout_s=0.3, tries=1, slowest=1_000)
    with (
        served(record, answering(odd)) as address,
        HttpShelf(address, patience) as shelf,
        pytest.raises(ShelfError, match=said),
    ):
        shelf.read("policy.txt", 1_000)


def test_a_question_with_a_body_is_answered_in_time_or_not_at_all(record):
    class Odd(Static):
        def do_POST(self):
            with contextlib.suppress(OSError):
                going_on(self)

    with (
        served(record, Odd) as address,
        pytest.raises(AskError, match=r"no answer in time|timed out"),
    ):
        post(address + "/", b"", 0.3, 100)


def test_one_connection_reads_many_files(record):
    ports = set()

    class Counting(Static):
        def do_GET(self):
            ports.add(self.client_address)
            super().do_GET()

    record.write("whole", b"a" * 200_000)
    with served(record, Counting) as address, reading(address) as shelf:
        for _ in range(3):
            assert len(shelf.read("policy.txt", 10_000)) < len(shelf.read("whole", 200_000))

    (record.public / "whole").unlink()
    assert len(ports) == 1


def test_a_file_that_changes_is_sent_again_only_when_it_changed(record):
    asked: list[str] = []

    class Tagged(Static):
        def do_GET(self):
            asked.append(self.headers.get("If-None-Match", ""))
            if asked[-1] == '"one"':
                status(304)(self)
            else:
                status(200, ETag='"one"', Content_Length="4")(self)
                self.wfile.write(b"note")

    with served(record, Tagged) as address, reading(address) as shelf:
        found = [shelf.fresh("log/checkpoint", 100) for _ in range(2)]

    assert found == [b"note", b"note"]
    assert asked == ["", '"one"']


def test_a_server_that_never_answers_well_is_given_up(record):
    waited: list[float] = []

    hanging = answering(*[hang_up] * 4)
    with (
        served(record, hanging) as address,
        reading(address, waited) as shelf,
        pytest.raises(ShelfError, match="tried 4 times"),
    ):
        shelf.read("policy.txt", 1_000)

    assert waited == [1.0, 2.0]


def test_no_server_at_all_is_a_file_that_cannot_be_read():
    with (
        reading("http://127.0.0.1:1/public") as shelf,
        pytest.raises(ShelfError, match="ConnectionRefusedError"),
    ):
        shelf.read("policy.txt", 1_000)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(302, Location="https://elsewhere.example/"), "sends on to 'https://elsewhere"),
        (status(301), "sends on to ''"),
        (status(403), "the server answers 403"),
        (status(206), "the server answers 206"),
        (status(200, Content_Encoding="gzip"), "encodes the file as gzip"),
    ],
)
def test_an_answer_that_is_not_the_file_is_none_and_the_next_is_taken_for_itself(
    record, answer, said
):
    with served(record, answering(answer)) as address, reading(address) as shelf:
        with pytest.raises(ShelfError, match=said):
            shelf.read("policy.txt", 1_000)
        assert shelf.read("policy.txt", 1_000).startswith(b"log ")


def test_a_file_that_is_not_there_is_none(record):
    gone = answering(None, status(410))
    with served(record, gone) as address, reading(address + "/") as shelf:
        assert shelf.read("none", 10) is None
        assert shelf.digest("gone", 10) is None
        assert shelf.names("pub/") is None


def test_no_more_is_read_than_asked_and_the_next_answer_is_still_right(record):
    record.write("big", b"a" * 300_000)

    with served(record) as address, reading(address) as shelf:
        assert len(shelf.read("big", 100_000)) == 100_001
        assert shelf.digest("big", 10)[0] == 11
        assert shelf.read("policy.txt", 1_000).startswith(b"log ")
        assert shelf.digest("big", 300_000)[0] == 300_000

    (record.public / "big").unlink()


@pytest.mark.parametrize(
    "address",
    [
        "public",
        "ftp://data.example/",
        "file:///etc",
        "https://",
        "https://user:word@data.example/",
        "https://data.example/?a=b",
        "https://data.example/#top",
        "https://data.example:port/",
        "https://[data.example/",
    ],
)
def test_what_is_no_address_of_a_folder_is_refused(address):
    with pytest.raises(AddressError, match="is no address"):
        HttpShelf(address)


def test_an_https_address_is_read_with_the_certificate_checked(record):
    with (
        served(record) as address,
        reading(address.replace("http:", "https:")) as shelf,
        pytest.raises(ShelfError, match="SSL"),
    ):
        shelf.read("policy.txt", 1_000)
