"""An archive is sent to servers of others' making, and lies there as it does here."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.holding import DRAFTS as HERE
from pendopo.exports.archive.holding import Kept, listed_in
from pendopo.exports.sending.listed import SENT
from pendopo.exports.sending.opened import opened
from pendopo.exports.sending.send import Sent, send
from pendopo.exports.sending.target import Outgoing, Place, Target, Told
from tests.exports.sending.conftest import Server, fill

FIRST = {
    "index.html": b"<!doctype html><title>1</title>",
    "id/index.html": b"<!doctype html><title>satu</title>",
    "objects/ab/abc": b"\0bytes\xff" * 1000,
    "pub/01A/entry.json": b"{}",
}


def _nobody(_news: Mapping[str, Any]) -> None:
    pass


def _rsync_target(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """ssh looks in the user's own list of hosts; here it is told of another one."""
    known = folder.parent / "known"
    known.write_text(f"[127.0.0.1]:{server.port} {server.host_key}\n", "utf-8")
    ssh = folder.parent / "bin" / "ssh"
    ssh.parent.mkdir(exist_ok=True)
    ssh.write_text(
        f'#!/bin/sh\nexec /usr/bin/ssh -F none -o UserKnownHostsFile={known} "$@"\n', "utf-8"
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}:{os.environ['PATH']}")
    return opened(server.place("rsync", folder), identity=server.key)


@pytest.fixture(params=["sftp", "rsync"])
def target(
    request: pytest.FixtureRequest, sshd: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Target]:
    """A folder ``there``, reached in one way or the other."""
    if request.param == "rsync":
        request.getfixturevalue("rsync")
        found = _rsync_target(sshd, tmp_path / "there", monkeypatch)
    else:
        found = opened(sshd.place("sftp", tmp_path / "there"), sshd.fingerprint, sshd.key)
    yield found
    found.close()


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != SENT
    }


def test_what_lies_there_is_what_lies_here(tmp_path: Path, target: Target) -> None:
    archive = fill(tmp_path / "here", 2, FIRST)

    sent = send(archive, target, _nobody)

    assert _files(tmp_path / "there") == _files(archive)
    assert sent.files == len(_files(archive)) - 1
    assert (tmp_path / "there" / "index.html").stat().st_mode & 0o777 == 0o644


def test_a_second_sending_sends_nothing(tmp_path: Path, target: Target) -> None:
    archive = fill(tmp_path / "here", 2, FIRST)
    send(archive, target, _nobody)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "there").rglob("*") if p.is_file()}

    sent = send(archive, target, _nobody)

    assert sent == Sent(0, 0, 0, len(_files(archive)) - 1)
    assert before == {
        p: p.stat().st_mtime_ns for p in (tmp_path / "there").rglob("*") if p.is_file()
    }


def test_what_changed_is_sent_and_what_is_gone_is_removed(tmp_path: Path, target: Target) -> None:
    archive = fill(tmp_path / "here", 2, FIRST)
    send(archive, target, _nobody)
    later = {**FIRST, "index.html": b"<!doctype html><title>2</title>"}
    del later["objects/ab/abc"]
    fill(archive, 3, later)
    for file in (one for one in archive.rglob("*") if one.is_file()):
        # A page of the same length, made in the same second: only its content tells.
        os.utime(file, (1_700_000_000, 1_700_000_000))
        there = tmp_path / "there" / file.relative_to(archive)
        if there.is_file():
            os.utime(there, (1_700_000_000, 1_700_000_000))

    sent = send(archive, target, _nobody)

    assert _files(tmp_path / "there") == _files(archive)
    assert (sent.files, sent.removed) == (3, 1)  # the page, the history's newest, and the list
    assert not (tmp_path / "there" / "objects").exists()


def test_a_longer_log_is_never_written_over(tmp_path: Path, target: Target) -> None:
    send(fill(tmp_path / "longer", 3, FIRST), target, _nobody)
    shorter = fill(tmp_path / "here", 2, FIRST)

    with pytest.raises(ArchiveError, match="a log never shrinks"):
        send(shorter, target, _nobody)

    assert _files(tmp_path / "there") == _files(tmp_path / "longer")


def test_a_log_that_parted_is_refused(tmp_path: Path, target: Target) -> None:
    send(fill(tmp_path / "theirs", 2, FIRST, mark="other"), target, _nobody)
    ours = fill(tmp_path / "here", 3, FIRST)

    with pytest.raises(ArchiveError, match="is not the beginning"):
        send(ours, target, _nobody)


def test_another_log_is_refused(tmp_path: Path, target: Target) -> None:
    send(fill(tmp_path / "theirs", 2, FIRST, origin="lain.example/log"), target, _nobody)
    ours = fill(tmp_path / "here", 3, FIRST)

    with pytest.raises(ArchiveError, match="record of") as refused:
        send(ours, target, _nobody)

    assert refused.value.values["found"] == "lain.example/log"


def test_a_folder_of_others_is_left_alone(tmp_path: Path, target: Target) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "index.php").write_text("theirs")
    (tmp_path / "there" / ".htaccess").write_text("theirs")

    with pytest.raises(ArchiveError, match="did not send"):
        send(fill(tmp_path / "here", 2, FIRST), target, _nobody)

    assert sorted(p.name for p in (tmp_path / "there").iterdir()) == [".htaccess", "index.php"]


class _Cut:
    """A target whose line is cut after some files."""

    def __init__(self, inner: Target, after: int) -> None:
        self._inner, self._left = inner, after
        self.names, self.read, self.close = inner.names, inner.read, inner.close

    def put(self, files: Sequence[Outgoing], told: Told) -> None:
        for one in files:
            if self._left == 0:
                raise ArchiveError("the line was cut")
            self._left -= 1
            self._inner.put([one], told)

    def remove(self, paths: Sequence[str]) -> None:  # noqa: ARG002
        raise ArchiveError("the line was cut")


def test_a_sending_that_was_cut_is_finished_by_the_next(tmp_path: Path, target: Target) -> None:
    archive = fill(tmp_path / "here", 2, FIRST)
    for after in (1, 4, 8):
        with pytest.raises(ArchiveError, match="was cut"):
            send(archive, _Cut(target, after), _nobody)
        assert not (tmp_path / "there" / "log" / "checkpoint").exists()

    send(archive, target, _nobody)

    assert _files(tmp_path / "there") == _files(archive)


def test_what_a_cut_left_behind_is_removed_once_it_is_gone_here(
    tmp_path: Path, target: Target
) -> None:
    archive = fill(tmp_path / "here", 2, FIRST)
    with pytest.raises(ArchiveError, match="was cut"):
        send(archive, _Cut(target, 4), _nobody)
    later = {path: content for path, content in FIRST.items() if not path.startswith("objects/")}
    fill(archive, 3, later)

    send(archive, target, _nobody)

    assert _files(tmp_path / "there") == _files(archive)


def test_an_archive_is_not_filled_while_it_is_sent(tmp_path: Path, bucket: Any) -> None:  # noqa: ARG001
    archive = fill(tmp_path / "here", 2, FIRST)
    target = opened(Place("s3", "contoh", "hall"))

    def meanwhile(_news: Mapping[str, Any]) -> None:
        with pytest.raises(ArchiveError, match="another process"):
            fill(archive, 3, FIRST)

    sent = send(archive, target, meanwhile)
    target.close()

    assert sent.files > 0


def test_a_bucket_holds_what_lies_here(tmp_path: Path, bucket: Any) -> None:
    archive = fill(tmp_path / "here", 2, FIRST)
    target = opened(Place("s3", "contoh", "hall"))

    send(archive, target, _nobody)
    later = {path: content for path, content in FIRST.items() if not path.startswith("objects/")}
    fill(archive, 3, later)
    sent = send(archive, target, _nobody)
    target.close()

    listed = bucket.list_objects_v2(Bucket="contoh")["Contents"]
    found = {
        one["Key"].removeprefix("hall/"): bucket.get_object(Bucket="contoh", Key=one["Key"])[
            "Body"
        ].read()
        for one in listed
        if not one["Key"].endswith(SENT)
    }
    assert found == _files(archive)
    assert (sent.files, sent.removed) == (2, 1)  # the list among them
    page = bucket.head_object(Bucket="contoh", Key="hall/id/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"


def test_an_object_in_a_bucket_is_a_file_to_keep(tmp_path: Path, bucket: Any) -> None:
    target = opened(Place("s3", "contoh", ""))

    send(fill(tmp_path / "here", 1, FIRST), target, _nobody)
    target.close()

    found = bucket.head_object(Bucket="contoh", Key="objects/ab/abc")
    assert found["ContentDisposition"] == "attachment"
    assert found["ContentType"] == "application/octet-stream"


def test_a_bucket_needs_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)

    with pytest.raises(ArchiveError, match="AWS_ACCESS_KEY_ID"):
        opened(Place("s3", "contoh", ""))


def test_a_host_that_nobody_knows_is_not_believed(
    sshd: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    with pytest.raises(ArchiveError, match="not in known_hosts") as refused:
        opened(sshd.place("sftp", tmp_path / "there"), identity=sshd.key)

    assert refused.value.values["found"] == sshd.fingerprint


def test_a_host_with_another_key_is_not_believed(sshd: Server, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="not the one of --host-key"):
        opened(sshd.place("sftp", tmp_path / "there"), "SHA256:other", sshd.key)


def test_a_host_is_known_by_its_whole_key(sshd: Server, tmp_path: Path) -> None:
    target = opened(sshd.place("sftp", tmp_path / "there"), sshd.host_key, sshd.key)

    assert target.names() == []
    target.close()


def test_who_has_no_key_is_told_what_to_do(
    sshd: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    other = tmp_path / "other"
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(other))

    with pytest.raises(ArchiveError, match="did not let"):
        opened(sshd.place("sftp", tmp_path / "there"), sshd.fingerprint, other)


def test_the_list_of_an_archive_names_every_file(tmp_path: Path) -> None:
    archive = fill(tmp_path / "here", 1, FIRST)

    found = dict(listed_in(archive))

    assert set(found) == set(_files(archive))
    assert isinstance(found["index.html"], Kept)
    assert not (archive / HERE).exists()
