"""``pendopo verify``: what was checked, how many, and what is wrong with which publication."""

import functools
import re
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def archive(publish, villages, home):
    """A programme with one publication."""
    assert publish(villages).exit_code == 0
    return home


def vkey_of(home):
    policy = (home / "public" / "policy.txt").read_text()
    return next(line.split()[1] for line in policy.splitlines() if line.startswith("log "))


@pytest.mark.usefixtures("archive")
def test_a_sound_programme_verifies(run):
    result = run("verify")

    assert result.exit_code == 0, result.output
    assert "Log: data.example.org/log" in result.stdout
    assert "2  Entries, held to the signed root" in result.stdout
    assert "1  Publications" in result.stdout
    assert "3  Objects, held to their commitments" in result.stdout
    assert "Everything that was checked is as it was signed." in result.stdout


@pytest.mark.usefixtures("archive")
def test_figures_are_written_as_the_language_writes_them(run):
    english, indonesian = run("verify").stdout, run("--language", "id", "verify").stdout

    [read] = re.findall(r"([0-9,]+)  Bytes read", english)
    assert "," in read
    assert f" {read.replace(',', '.')}  Bita dibaca" in indonesian


def test_the_key_of_a_folder_is_shown_for_comparison(run, archive):
    result = run("verify", archive)

    assert result.exit_code == 0, result.output
    assert "Not checked: The log's key was taken from the record itself." in result.stdout
    assert vkey_of(archive) in result.stdout


def test_a_copy_verifies_with_the_key_that_was_handed_over(run, archive, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(archive / "public", copy)

    result = run("verify", copy, "--key", vkey_of(archive))

    assert result.exit_code == 0, result.output
    assert "taken from the record itself" not in result.stdout


def test_the_own_folder_verifies_with_a_key_too(run, archive):
    result = run("verify", "--key", vkey_of(archive))

    assert result.exit_code == 0, result.output


def test_another_key_is_not_that_of_the_log(run, archive):
    vkey = vkey_of(archive)
    other = vkey.replace("data.example.org", "data.example.com")

    result = run("verify", archive, "--key", other)

    assert result.exit_code in {1, 2}
    assert "Everything that was checked" not in result.stdout


def test_a_flipped_bit_is_told_with_its_publication(run, archive, entries):
    [published] = [entry for entry in entries() if entry["type"] == "publication"]
    original = next(one for one in published["objects"] if one["role"] == "original")["c"]
    path = archive / "public" / "objects" / original[:2] / original
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)

    result = run("verify")

    assert result.exit_code == 1
    assert f"WRONG datasets entry 1 {published['id']}: " in result.stdout
    assert f"objects/{original[:2]}/{original}" in result.stdout
    assert "Wrong: " in result.stdout


def test_a_missing_object_is_wrong(run, archive, entries):
    [published] = [entry for entry in entries() if entry["type"] == "publication"]
    c = published["objects"][0]["c"]
    (archive / "public" / "objects" / c[:2] / c).unlink()

    result = run("verify", archive)

    assert result.exit_code == 1
    assert published["id"] in result.stdout


def test_a_folder_without_a_log_is_refused(run, tmp_path):
    result = run("verify", tmp_path)

    assert result.exit_code == 2
    assert f"{tmp_path}: no log is here" in result.stderr


@pytest.fixture
def address(archive):
    """The programme's public folder as a plain web server gives it."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_words):
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(archive / "public"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_programme_verifies_over_http(run, archive, address):
    result = run("verify", address, "--key", vkey_of(archive))

    assert result.exit_code == 0, result.output
    assert "Everything that was checked is as it was signed." in result.stdout
    assert "Not checked: " in result.stdout


def test_an_address_where_nothing_answers_is_refused_and_no_verdict(run):
    result = run("verify", "http://127.0.0.1:9/")

    assert result.exit_code == 2
    assert "http://127.0.0.1:9/: no answer" in result.stderr


def test_an_address_of_a_page_is_no_log(run, address):
    result = run("verify", address + "en/")

    assert result.exit_code == 2
    assert "no log is at this address" in result.stderr


def test_a_kept_checkpoint_tells_a_log_that_was_cut_short(run, archive, address, tmp_path):
    log = archive / "public" / "log"
    kept = tmp_path / "kept"
    kept.write_bytes((log / "checkpoint").read_bytes())
    first = (log / "history" / "1.checkpoint").read_bytes()
    (log / "checkpoint").unlink()
    (log / "checkpoint").write_bytes(first)

    without, held = run("verify", address), run("verify", address, "--checkpoint", kept)

    assert without.exit_code == 0
    assert "longer on an earlier day" in without.stdout
    assert held.exit_code == 1
    assert "entries were taken back" in held.stdout


def test_what_is_wrong_over_http_is_told(run, archive, address, entries):
    [published] = [entry for entry in entries() if entry["type"] == "publication"]
    c = published["objects"][0]["c"]
    (archive / "public" / "objects" / c[:2] / c).unlink()

    result = run("verify", address)

    assert result.exit_code == 1
    assert published["id"] in result.stdout
