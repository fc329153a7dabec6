"""``pendopo desk``: who begins is handed a code, or sent it; and who has an account, a role."""

import os
import re
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pendopo.programme.programme import Programme
from tests.certificate import certificate
from tests.desk.conftest import SETTINGS, START
from tests.desk.letters import Letters, taking

_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


def invite(home: Path, name: str, *words: str, **environment: str):
    """Call it in a process of its own: a desk is opened once in each."""
    return desk(home, "invite", name, "--role", "administrator", *words, **environment)


def desk(home: Path, *words: str, **environment: str):
    command = [sys.executable, "-m", "pendopo", "--home", str(home), "desk"]
    return subprocess.run(
        [*command, *words],
        env={**os.environ, "LANG": "en_US.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    own, key = certificate("localhost")
    (tmp_path / "own.pem").write_bytes(own)
    (tmp_path / "both.pem").write_bytes(own + key)
    return tmp_path / "own.pem"


@pytest.fixture
def letters(certified: Path) -> Iterator[Letters]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certified.with_name("both.pem"))
    with taking(tls) as found:
        yield found


@pytest.fixture
def home(tmp_path: Path, letters: Letters) -> Path:
    mail = f'[desk]\nmail = "smtp://localhost:{letters.port}"\n'
    Programme.create(tmp_path / "hall", SETTINGS + mail, START)
    return tmp_path / "hall"


def test_an_invitation_is_sent_by_the_server_and_shown_to_nobody(
    home: Path, letters: Letters, certified: Path
):
    done = invite(home, "sari", "--email", "sari@misal.example", SSL_CERT_FILE=str(certified))

    [letter] = [message_from_bytes(one, policy=policy.default) for one in letters.taken]
    assert (done.returncode, done.stderr) == (0, "")
    assert "the code went to sari@misal.example" in done.stdout
    assert not _CODE.search(done.stdout)
    assert letter["To"] == "sari@misal.example"
    assert _CODE.search(str(letter.get_content()))
    assert not any(b"@" in line for line in letters.plain)


def test_a_letter_that_was_not_taken_is_told_with_what_to_do(home: Path, letters: Letters):
    done = invite(home, "sari", "--email", "sari@misal.example")

    assert done.returncode == 2
    assert "CERTIFICATE_VERIFY_FAILED" in done.stderr
    assert "Write 'pendopo desk code sari' for a code to pass on" in done.stderr
    assert letters.taken == []


def test_without_a_server_it_says_what_to_set_and_invites_nobody(tmp_path: Path):
    home = tmp_path / "hall"
    Programme.create(home, SETTINGS, START)

    refused = invite(home, "sari", "--email", "sari@misal.example")
    handed = invite(home, "sari")

    assert refused.returncode == 2
    assert 'mail = "smtp://mail.example.org" under [desk]' in refused.stderr
    assert handed.returncode == 0
    assert _CODE.search(handed.stdout)


def test_what_is_no_address_is_refused_before_anybody_is_invited(home: Path):
    refused = invite(home, "sari", "--email", "sari")
    handed = invite(home, "sari")

    assert "--email is sari; write it as name@example.org." in refused.stderr
    assert (refused.returncode, handed.returncode) == (2, 0)


def test_who_serves_a_desk_whose_log_knows_no_approver_is_told_what_to_do(tmp_path: Path):
    Programme.create(tmp_path / "hall", SETTINGS, START)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    command = [sys.executable, "-m", "pendopo", "--home", str(tmp_path / "hall"), "desk", "serve"]

    with subprocess.Popen(
        [*command, "--pages-only", "--port", port],
        env={**os.environ, "LANG": "en_US.UTF-8"},
        stderr=subprocess.PIPE,
        text=True,
    ) as desk:
        assert desk.stderr
        told = desk.stderr.readline()
        desk.terminate()

    assert "the log knows no approver's passkey" in told
    assert 'approval = "second-step"' in told


def test_the_only_administrator_is_given_a_role_from_the_shell(tmp_path: Path):
    Programme.create(tmp_path / "hall", SETTINGS, START)
    own = tmp_path / "hall"
    invite(own, "ratna")

    given = desk(own, "give", "ratna", "--role", "reviewer", "--office", "Desa Rejo")
    stranger = desk(own, "give", "sari", "--role", "reviewer")
    homeless = desk(own, "give", "ratna", "--role", "publisher")

    assert (given.returncode, given.stdout) == (0, "ratna has the role now.\n")
    assert (stranger.returncode, homeless.returncode) == (2, 2)
    assert "nobody has this name" in stranger.stderr
    assert "A publisher publishes for an office." in homeless.stderr


def test_what_is_kept_no_longer_is_removed_from_the_shell(tmp_path: Path):
    own = tmp_path / "hall"
    Programme.create(own, SETTINGS, START)
    invite(own, "ratna")
    ended = "update desk_code set ends_at = '2020-01-01 00:00:00'"
    with closing(sqlite3.connect(own / "private" / "desk" / "desk.sqlite")) as database:
        database.execute(ended)
        database.commit()

    first, second = desk(own, "clear"), desk(own, "clear")

    assert (first.returncode, first.stdout) == (0, "Rows and files removed: 1.\n")
    assert second.stdout == "Rows and files removed: 0.\n"
