"""Mail goes by STARTTLS or not at all: a real server on this machine, with its own certificate."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pendopo.desk.mail import MailError, send
from pendopo.programme.config import Desk
from tests.certificate import certificate
from tests.desk.letters import Letters, taking


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of the certificate that this server has."""
    own, key = certificate("localhost")
    (tmp_path / "own.pem").write_bytes(own)
    (tmp_path / "both.pem").write_bytes(own + key)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/mail.password").write_text("kunci rahasia\n")
    return tmp_path


@pytest.fixture
def letters(place: Path) -> Iterator[Letters]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(place / "both.pem")
    with taking(tls) as found:
        yield found


def by(letters: Letters, place: Path) -> Any:
    """What a letter is sent by: a programme's settings and its private folder."""
    desk = replace(Desk(), mail=f"smtp://pendopo@localhost:{letters.port}")
    return SimpleNamespace(config=SimpleNamespace(desk=desk), place=SimpleNamespace(private=place))


def test_a_letter_and_its_password_go_by_starttls(
    letters: Letters, place: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(place / "own.pem"))

    send(by(letters, place), "sari@misal.example", "Kode", "isi")

    assert letters.signed_in == [("pendopo", "kunci rahasia")]
    assert b"sari@misal.example" in letters.taken[0]
    assert [line[:4].upper() for line in letters.plain] == [b"EHLO", b"STAR"]


def test_no_line_break_adds_a_head_to_a_letter(
    letters: Letters, place: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(place / "own.pem"))
    odd = "Kode\r\nBcc: maling@misal.example"

    for to, subject in (
        (odd, "Kode"),
        ("sari@misal.example", odd),
        (f"a@b.example\n{odd}", "Kode"),
    ):
        with pytest.raises(MailError):
            send(by(letters, place), to, subject, "isi")

    assert letters.taken == []


def test_to_a_server_with_anothers_certificate_nothing_goes(letters: Letters, place: Path):
    with pytest.raises(MailError, match="CERTIFICATE_VERIFY_FAILED"):
        send(by(letters, place), "sari@misal.example", "Kode", "isi")

    assert (letters.taken, letters.signed_in) == ([], [])
    assert [line[:4].upper() for line in letters.plain] == [b"EHLO", b"STAR"]
