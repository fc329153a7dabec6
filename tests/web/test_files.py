"""The archive's own files, and nothing else, can be read over HTTP."""

import os
from pathlib import Path

import pytest

from pendopo.web.files import PublicFiles

C = "ab" + "0" * 62
ULID = "01J00000000000000000000001"
GOOD = {
    "/log/checkpoint": "text/plain; charset=utf-8",
    "/log/tile/0/000": "application/octet-stream",
    "/log/tile/0/x001/x234/067.p/5": "application/octet-stream",
    "/log/tile/entries/000.p/255": "application/octet-stream",
    "/log/history/12.checkpoint": "text/plain; charset=utf-8",
    f"/objects/ab/{C}": "application/octet-stream",
    f"/pub/{ULID}/entry.json": "application/json",
    f"/pub/{ULID}/salts.json": "application/json",
    f"/pub/{ULID}/receipt.tlog-proof": "text/plain; charset=utf-8",
    "/policy.txt": "text/plain; charset=utf-8",
    "/VERIFY.md": "text/markdown; charset=utf-8",
}


def behind(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"a page"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "log.key").write_text("secret")
    (tmp_path / "secret").write_text("secret")
    for path in GOOD:
        file = tmp_path / "public" / path[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"the file {path}")
    return tmp_path


@pytest.fixture
def files(folder: Path) -> PublicFiles:
    return PublicFiles(folder / "public", behind)


@pytest.mark.parametrize("path", GOOD)
def test_every_file_of_the_archive_is_sent_with_its_type(ask, files, path):
    answer = ask(files, path)

    assert answer.status == 200
    assert answer.body == f"the file {path}".encode()
    assert answer.headers["Content-Type"] == GOOD[path]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_object_is_an_attachment_that_may_run_nothing(ask, files):
    answer = ask(files, f"/objects/ab/{C}")

    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("path", [f"/objects/ab/{C}", f"/pub/{ULID}/salts.json"])
def test_what_a_redaction_takes_away_is_kept_for_minutes(path, ask, files):
    assert ask(files, path).headers["Cache-Control"] == "public, max-age=300"


def test_tiles_are_kept_for_good_and_the_checkpoint_for_seconds(ask, files):
    tile, checkpoint = ask(files, "/log/tile/0/000"), ask(files, "/log/checkpoint")

    assert "immutable" in tile.headers["Cache-Control"]
    assert checkpoint.headers["Cache-Control"] == "public, max-age=5"


def test_other_addresses_are_handed_on(ask, files):
    assert ask(files, "/en/").body == b"a page"
    assert ask(files, "/logbook").body == b"a page"


@pytest.mark.parametrize(
    "path",
    [
        "/objects/../secret",
        "/objects/ab/../../../secret",
        "/objects/ab/../../../private/log.key",
        "/log/../../private/log.key",
        "/log/tile/../../../secret",
        "/log//checkpoint",
        "/log/checkpoint/",
        "/log/checkpoint\0",
        "/log/checkpoint\n",
        "/log/./checkpoint",
        "/log/%2e%2e/%2e%2e/secret",
        "/log/..%2f..%2fsecret",
        "/log/\\..\\..\\secret",
        "/log/history/../../../secret",
        "/log/history/01.checkpoint",
        "/log/tile/0/000.p/0",
        "/log/tile/0/000.p/256",
        "/log/tile/64/000",
        "/log/tile/0/" + "\N{ARABIC-INDIC DIGIT ZERO}" * 3,
        "/log/tile",
        "/log/",
        "/log",
        "/objects/",
        "/objects/ab",
        f"/objects/cd/{C}",
        f"/objects/ab/{C.upper()}",
        f"/objects/ab/{C}/",
        f"/objects/ab/{C}/../{C}",
        f"/pub/{ULID}",
        f"/pub/{ULID}/",
        f"/pub/{ULID}/../../../secret",
        f"/pub/{ULID}/held.json",
        f"/pub/{ULID.lower()}/entry.json",
        f"/pub/{ULID}/entry.json.draft-12",
    ],
)
def test_no_other_address_below_the_archive_reads_anything(ask, files, path):
    answer = ask(files, path)

    assert answer.status == 404
    assert b"secret" not in answer.body


@pytest.mark.parametrize(
    "path", ["/../secret", "/private/log.key", "//private/log.key", "/policy.txt/../../secret"]
)
def test_no_address_outside_the_archive_reaches_the_disk(ask, files, path):
    assert ask(files, path).body == b"a page"


@pytest.mark.parametrize(
    "path", [f"/objects/ab/{C}", "/policy.txt", "/log/checkpoint", "/log/history/12.checkpoint"]
)
def test_a_link_is_not_followed_even_to_a_file_of_the_archive(ask, folder, files, path):
    file = folder / "public" / path[1:]
    file.unlink()
    file.symlink_to(folder / "secret")

    assert ask(files, path).status == 404


@pytest.mark.parametrize("name", ["objects", "log", "objects/ab"])
def test_a_linked_folder_is_not_followed(ask, folder, files, name):
    place = folder / "public" / name
    place.rename(folder / "moved")
    place.symlink_to(folder / "moved")
    path = "/log/checkpoint" if name == "log" else f"/objects/ab/{C}"

    assert ask(files, path).status == 404


def test_a_folder_or_a_pipe_in_a_files_place_is_not_sent(ask, folder, files):
    (folder / "public" / "policy.txt").unlink()
    (folder / "public" / "policy.txt").mkdir()
    (folder / "public" / "VERIFY.md").unlink()
    os.mkfifo(folder / "public" / "VERIFY.md")

    assert ask(files, "/policy.txt").status == 404
    assert ask(files, "/VERIFY.md").status == 404


def test_the_same_file_is_not_sent_twice(ask, files):
    tag = ask(files, "/policy.txt").headers["ETag"]

    again = ask(files, "/policy.txt", HTTP_IF_NONE_MATCH=f'"other", {tag}')

    assert (again.status, again.body) == (304, b"")


def test_head_says_the_length_and_sends_nothing(ask, files):
    answer = ask(files, "/policy.txt", method="HEAD")

    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len("the file /policy.txt"))


def test_nothing_can_be_written(ask, files):
    answer = ask(files, "/policy.txt", method="PUT")

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=0-2", 206, b"the", "bytes 0-2/20"),
        ("bytes=4-", 206, b"file /policy.txt", "bytes 4-19/20"),
        ("bytes=-4", 206, b".txt", "bytes 16-19/20"),
        ("bytes=18-900", 206, b"xt", "bytes 18-19/20"),
        ("bytes=-900", 200, b"the file /policy.txt", None),
        ("bytes=20-", 416, b"416 Range Not Satisfiable\n", "bytes */20"),
        ("bytes=-0", 416, b"416 Range Not Satisfiable\n", "bytes */20"),
        ("bytes=5-2", 200, b"the file /policy.txt", None),
        ("bytes=0-1,3-4", 200, b"the file /policy.txt", None),
        ("bytes=-", 200, b"the file /policy.txt", None),
        ("lines=0-1", 200, b"the file /policy.txt", None),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(ask, files, asked, status, body, told):
    answer = ask(files, "/policy.txt", HTTP_RANGE=asked)

    assert (answer.status, answer.body) == (status, body)
    assert answer.headers.get("Content-Range") == told


def test_a_part_of_a_file_that_changed_since_is_the_whole(ask, files):
    answer = ask(files, "/policy.txt", HTTP_RANGE="bytes=0-2", HTTP_IF_RANGE='"older"')

    assert (answer.status, answer.body) == (200, b"the file /policy.txt")
