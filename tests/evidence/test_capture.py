"""Fetching an address that a person gave, without reaching where it should not."""

import dataclasses
import hashlib
import socket
import ssl
import time

import pytest

from pendopo.evidence import capture
from pendopo.evidence.capture import FetchError, fetch, may_reach
from tests.certificate import certificate as make_certificate


def refused(url, into, reach) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(url, into, reach)
    return str(caught.value)


def test_a_file_is_fetched_with_what_its_server_says_of_it(site, near, tmp_path):
    body = b"village,year\nKarangrejo,2026\n"
    site.page("/villages.csv", body, Content_Type="text/csv", ETag='"7"', Last_Modified="Monday")

    captured = fetch(f"{site.url}/villages.csv", tmp_path, near)

    assert captured.path.read_bytes() == body
    assert captured.filename == "villages.csv"
    assert captured.sha256 == hashlib.sha256(body).hexdigest()
    assert (captured.media_type, captured.etag) == ("text/csv", '"7"')
    assert (captured.last_modified, captured.size) == ("Monday", len(body))


def test_a_name_with_spaces_and_letters_of_any_language_is_asked_for_as_it_is(site, near, tmp_path):
    site.page("/r%C3%A9gion%20a?q=%C3%A9", b"x")

    captured = fetch(f"{site.url}/région%20a?q=é", tmp_path, near)

    assert captured.path.read_bytes() == b"x"
    assert captured.filename == "région a"


def test_the_server_may_name_the_file_but_not_its_folder(site, near, tmp_path):
    site.page(
        "/1", b"x", Content_Disposition='attachment; filename="../../etc/cron.d/\x1b[2Jx.csv"'
    )

    captured = fetch(f"{site.url}/1", tmp_path, near)

    assert captured.filename == "__2Jx.csv"
    assert captured.path.parent == tmp_path


def test_an_address_without_a_file_name_still_gives_a_file(site, near, tmp_path):
    site.page("/", b"x")

    captured = fetch(site.url, tmp_path, near)

    assert captured.filename == "file"


def test_a_very_long_name_keeps_its_ending(site, near, tmp_path):
    site.page(f"/{'a' * 400}.csv", b"x")

    captured = fetch(f"{site.url}/{'a' * 400}.csv", tmp_path, near)

    assert captured.filename == "a" * 100 + ".csv"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.csv",
        "gopher://example.org/",
        "data:text/csv,a",
        "//example.org/a.csv",
        "example.org/a.csv",
        "http://",
        "http:///a.csv",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://[::1",
        "http://example.org/a b",
        "http://example.org/\r\nHost: x",
        "http://example.org/\u2028",
    ],
)
def test_an_address_that_is_none_of_the_web_is_refused(url, near, tmp_path):
    message = refused(url, tmp_path, near)

    assert message
    assert list(tmp_path.iterdir()) == []


def test_a_password_in_an_address_is_refused_and_not_repeated(near, tmp_path):
    message = refused("http://budi:rahasia@example.org/a.csv", tmp_path, near)

    assert "write the address without" in message
    assert "rahasia" not in message


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::a00:1",
        "2001:0:53aa:64c:0:fbff:80ff:fffe",
        "192.0.0.9",
        "192.88.99.1",
        "fec0::1",
        "3fff::1",
        "5f00::1",
        "64:ff9b:1::a00:1",
        "2002:c058:6301::1",
    ],
)
def test_an_address_that_is_not_public_may_not_be_reached(address):
    allowed = may_reach("files.example.org", address, ())

    assert not allowed


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_may_be_reached(address):
    allowed = may_reach("files.example.org", address, ())

    assert allowed


@pytest.mark.parametrize(
    ("allow", "allowed"),
    [
        (("10.0.0.0/8",), True),
        (("CKAN.intra",), True),
        (("10.9.0.0/16", "other.intra"), False),
        (("fd00::/8",), False),
    ],
)
def test_the_configuration_opens_a_host_or_a_network_and_nothing_else(allow, allowed):
    may = may_reach("ckan.intra", "10.1.2.3", allow)

    assert may is allowed


def test_this_machine_is_refused_unless_it_is_configured(site, far, tmp_path):
    site.page("/a.csv", b"x")

    message = refused(f"{site.url}/a.csv", tmp_path, far)

    assert "127.0.0.1, which is not a public address" in message
    assert "pull.allow_private" in message
    assert site.asked == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.0.0.1", "017700000001"])
def test_another_way_to_write_this_machine_is_refused(host, site, far, tmp_path):
    # What getaddrinfo makes of such a host: inet_aton's forms, POSIX.
    as_resolved = socket.inet_ntoa(socket.inet_aton(host))
    reach = dataclasses.replace(far, resolve=lambda *_: [as_resolved])

    message = refused(f"http://{host}:{site.port}/", tmp_path, reach)

    assert f"{host} is 127.0.0.1, which is not a public address" in message
    assert site.asked == []


@pytest.mark.parametrize("host", ["localhost", "[::1]"])
def test_this_machine_by_its_names_is_refused(host, site, far, tmp_path):
    message = refused(f"http://{host}:{site.port}/", tmp_path, far)

    assert "not a public address" in message
    assert site.asked == []


def test_a_redirect_into_a_private_network_is_refused(site, near, tmp_path):
    site.redirect("/a.csv", "http://10.0.0.1/secret")
    reach = dataclasses.replace(near, resolve=lambda host, _port: [host])

    message = refused(f"{site.url}/a.csv", tmp_path, reach)

    assert "10.0.0.1 is 10.0.0.1, which is not a public address" in message


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a:b@127.0.0.1/"])
def test_a_redirect_out_of_the_web_is_refused(to, site, near, tmp_path):
    site.redirect("/a.csv", to)

    message = refused(f"{site.url}/a.csv", tmp_path, near)

    assert "address" in message
    assert list(tmp_path.iterdir()) == []


def test_a_host_with_one_private_address_is_refused_before_anyone_is_asked(site, tmp_path, near):
    reach = dataclasses.replace(
        near, allow_private=(), resolve=lambda _host, _port: ["93.184.215.14", "127.0.0.1"]
    )

    message = refused(f"http://two.example.org:{site.port}/", tmp_path, reach)

    assert "two.example.org is 127.0.0.1" in message
    assert site.asked == []


def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to(site, near, tmp_path):
    asked = []

    def rebinding(host, _port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    reach = dataclasses.replace(near, allow_private=("127.0.0.0/8",), resolve=rebinding)
    site.page("/a.csv", b"x")

    captured = fetch(f"http://moving.example.org:{site.port}/a.csv", tmp_path, reach)

    assert captured.path.read_bytes() == b"x"
    assert asked == ["moving.example.org"]
    assert site.asked == [("/a.csv", f"moving.example.org:{site.port}")]


def test_a_name_that_moves_into_a_private_network_between_redirects_is_refused(
    site, near, tmp_path
):
    places = iter([["127.0.0.1"], ["10.0.0.1"]])
    reach = dataclasses.replace(
        near, allow_private=("127.0.0.0/8",), resolve=lambda _host, _port: next(places)
    )
    site.redirect("/a.csv", "/b.csv")

    message = refused(f"http://moving.example.org:{site.port}/a.csv", tmp_path, reach)

    assert "moving.example.org is 10.0.0.1" in message


def test_the_next_address_is_tried_when_one_does_not_answer(site, near, tmp_path):
    reach = dataclasses.replace(
        near, allow_private=("127.0.0.0/8",), resolve=lambda *_: ["127.0.0.2", "127.0.0.1"]
    )
    site.page("/a.csv", b"x")

    captured = fetch(f"http://two.example.org:{site.port}/a.csv", tmp_path, reach)

    assert captured.size == 1


def test_proxies_of_the_environment_are_not_used(site, near, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.page("/a.csv", b"x")

    captured = fetch(f"{site.url}/a.csv", tmp_path, near)

    assert captured.size == 1


def test_five_redirects_are_followed(site, near, tmp_path):
    for n in range(5):
        site.redirect(f"/{n}", f"/{n + 1}")
    site.page("/5", b"x")

    captured = fetch(f"{site.url}/0", tmp_path, near)

    assert captured.final_url == f"{site.url}/5"
    assert captured.url == f"{site.url}/0"


def test_a_sixth_redirect_is_refused(site, near, tmp_path):
    site.redirect("/round", "/round")

    message = refused(f"{site.url}/round", tmp_path, near)

    assert "more than 5 redirects" in message
    assert len(site.asked) == 6


def test_a_redirect_to_nowhere_is_refused(site, near, tmp_path):
    site.page("/a", b"", 302)

    message = refused(f"{site.url}/a", tmp_path, near)

    assert "answered 302 without saying where to go" in message


def test_an_answer_without_a_file_is_named(site, near, tmp_path):
    message = refused(f"{site.url}/missing.csv", tmp_path, near)

    assert "answered 404 Not Found" in message


@pytest.mark.parametrize("told", [True, False])
def test_a_file_over_the_limit_is_refused_whatever_its_server_says_of_its_size(
    told, site, near, tmp_path
):
    site.page("/a.csv", b"x" * 100_001, **({} if told else {"Content_Length": ""}))

    message = refused(f"{site.url}/a.csv", tmp_path, near)

    assert "larger than 100000 bytes" in message
    assert "limits.file_mb" in message


def test_a_file_of_just_the_limit_is_fetched(site, near, tmp_path):
    site.page("/a.csv", b"x" * 100_000)

    captured = fetch(f"{site.url}/a.csv", tmp_path, near)

    assert captured.size == 100_000


def test_a_file_that_breaks_off_is_refused(site, near, tmp_path):
    site.page("/a.csv", b"x" * 10, Content_Length="100")

    message = refused(f"{site.url}/a.csv", tmp_path, near)

    assert "broke off after 10 of 100 bytes" in message


def test_a_packed_answer_is_refused(site, near, tmp_path):
    site.page("/a.csv", b"x", Content_Encoding="gzip")

    message = refused(f"{site.url}/a.csv", tmp_path, near)

    assert "came packed (gzip)" in message


def test_a_server_that_drips_is_left_when_the_time_is_up(site, near, tmp_path):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    site.pages["/a.csv"] = drip
    reach = dataclasses.replace(near, total_s=0.3)
    began = time.monotonic()

    message = refused(f"{site.url}/a.csv", tmp_path, reach)

    assert "took longer than 0.3 seconds" in message
    assert time.monotonic() - began < 2


def test_a_server_that_drips_less_than_it_announced_is_left_for_the_time_too(site, near, tmp_path):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    site.pages["/a.csv"] = drip
    reach = dataclasses.replace(near, total_s=0.3)

    message = refused(f"{site.url}/a.csv", tmp_path, reach)

    assert "took longer than 0.3 seconds" in message


def test_a_server_that_drips_its_headers_is_left_when_the_time_is_up(site, near, tmp_path):
    def drip(handler):
        for _ in range(200):
            handler.wfile.write(b"H")
            time.sleep(0.02)

    site.pages["/a.csv"] = drip
    reach = dataclasses.replace(near, total_s=0.3)

    message = refused(f"{site.url}/a.csv", tmp_path, reach)

    assert "took longer than 0.3 seconds" in message


def test_a_server_that_does_not_answer_is_left(site, near, tmp_path):
    site.pages["/a.csv"] = lambda _handler: time.sleep(1)
    reach = dataclasses.replace(near, wait_s=0.2)

    message = refused(f"{site.url}/a.csv", tmp_path, reach)

    assert "no answer in time" in message


def test_a_server_that_speaks_something_else_is_named(site, near, tmp_path):
    site.pages["/a.csv"] = lambda handler: handler.wfile.write(b"SSH-2.0\r\n\r\n")

    message = refused(f"{site.url}/a.csv", tmp_path, near)

    assert f"{site.url}/a.csv: " in message


def test_a_port_where_nobody_listens_is_named(near, tmp_path):
    url = "http://127.0.0.1:1/a.csv"

    message = refused(url, tmp_path, near)

    assert "Connection refused" in message


def test_a_host_that_does_not_exist_is_named(near, tmp_path):
    def unknown(*_place):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    reach = dataclasses.replace(near, resolve=unknown)

    message = refused("http://nowhere.invalid/a.csv", tmp_path, reach)

    assert "the host nowhere.invalid was not found" in message


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "a..b"])
def test_a_host_that_cannot_be_one_is_named(host, near, tmp_path):
    message = refused(f"http://{host}/a.csv", tmp_path, near)

    assert "was not found" in message


def test_a_host_without_any_address_is_named(near, tmp_path):
    reach = dataclasses.replace(near, resolve=lambda *_: [])

    message = refused("http://empty.example.org/", tmp_path, reach)

    assert "has no address" in message


def test_names_are_resolved_by_the_machine():
    addresses = capture.resolve("localhost", 80)

    assert set(addresses) <= {"127.0.0.1", "::1"}
    assert len(addresses) == len(set(addresses)) > 0


@pytest.fixture
def certificate(tmp_path):
    """A certificate for files.example.org, and its key, in one file."""
    path = tmp_path / "certificate.pem"
    path.write_bytes(b"".join(make_certificate("files.example.org")))
    return path


@pytest.fixture
def secure(serve_tls, certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return serve_tls(tls)


def secure_reach(near, certificate=None):
    return dataclasses.replace(
        near,
        allow_private=("127.0.0.0/8",),
        resolve=lambda *_: ["127.0.0.1"],
        tls=lambda: ssl.create_default_context(cafile=certificate),
    )


def test_a_certificate_is_checked_for_the_name_not_for_the_address(
    secure, near, certificate, tmp_path
):
    secure.page("/a.csv", b"x")
    into = tmp_path / "into"
    into.mkdir()

    captured = fetch(
        f"https://files.example.org:{secure.port}/a.csv", into, secure_reach(near, certificate)
    )

    assert captured.size == 1


def test_a_certificate_of_another_name_is_refused(secure, near, certificate, tmp_path):
    url = f"https://other.example.org:{secure.port}/a.csv"

    message = refused(url, tmp_path, secure_reach(near, certificate))

    assert "its certificate is not valid" in message


def test_a_certificate_of_nobody_known_is_refused(secure, near, tmp_path):
    url = f"https://files.example.org:{secure.port}/a.csv"

    message = refused(url, tmp_path, secure_reach(near))

    assert "its certificate is not valid" in message


def test_a_redirect_that_gives_up_encryption_is_refused(secure, site, near, certificate, tmp_path):
    secure.redirect("/a.csv", f"{site.url}/a.csv")
    url = f"https://files.example.org:{secure.port}/a.csv"

    message = refused(url, tmp_path, secure_reach(near, certificate))

    assert "where anyone on the way could change the file" in message
    assert site.asked == []


def test_an_encrypted_drip_is_left_when_the_time_is_up(secure, near, certificate, tmp_path):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    secure.pages["/a.csv"] = drip
    reach = dataclasses.replace(secure_reach(near, certificate), total_s=0.4)
    into = tmp_path / "into"
    into.mkdir()

    message = refused(f"https://files.example.org:{secure.port}/a.csv", into, reach)

    assert "took longer than 0.4 seconds" in message
