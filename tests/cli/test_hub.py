"""``pendopo hub``: members are added, checked and served by one command each."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request

import pytest

from tests.cli.test_serve import free_port, status
from tests.programme.hub.small import copied


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("hub"))


def test_a_hub_is_begun_by_adding_its_first_member(run, root, tmp_path):
    shutil.copytree(root / "members/umpama", tmp_path / "umpama")
    folder = ("--kind", "observed", "--folder", "umpama", "--region", "Java")

    nameless = run("--home", tmp_path, "hub", "add", "umpama", *folder)
    begun = run("--home", tmp_path, "hub", "add", "umpama", *folder, "--hub-name", "Forum")
    again = run("--home", tmp_path, "hub", "add", "umpama", *folder)
    checked = run("--home", tmp_path, "hub", "check")

    assert (nameless.exit_code, "--hub-name is missing" in nameless.stderr) == (2, True)
    assert (begun.exit_code, "1 members" in begun.stdout) == (0, True)
    assert (again.exit_code, "2 members have the code 'umpama'" in again.stderr) == (2, True)
    assert (checked.exit_code, checked.stderr) == (0, "")


def test_what_a_person_wrote_stays_when_a_member_is_added(run, tmp_path):
    text = '# Ours.\n[hub]\nname = "Forum"\n'
    (tmp_path / "hub.toml").write_text(text)

    added = run("--home", tmp_path, "hub", "add", "contoh", "--folder", "nowhere")

    assert (tmp_path / "hub.toml").read_text().startswith(text)
    assert added.exit_code == 0
    assert "member contoh: folder is 'nowhere'" in added.stderr


def test_each_fault_of_a_member_is_told_with_what_to_write(run, tmp_path):
    root = copied(tmp_path)
    text = (root / "hub.toml").read_text()
    text = text.replace('kind = "observed"', 'kind = "own"')
    text = text.replace('locality = "Nun Jauh, Contoh"', 'locality = "Nun Jauh"')
    (root / "hub.toml").write_text(text)
    shutil.rmtree(root / "members/misal")
    shutil.copytree(root / "members/contoh", root / "members/contoh/inner")
    (root / "hub.toml").write_text(
        text + '[[member]]\ncode = "dalam"\nkind = "own"\nfolder = "members/contoh/inner"\n'
    )
    (root / "members/umpama/private").chmod(0o755)

    checked = run("--home", root, "hub", "check")

    assert checked.exit_code == 1
    for told in (
        "member umpama: kind is 'own' but its pendopo.toml is of one that is observed; write",
        "umpama/private: others on this machine may read it; run: chmod 700",
        "Did you mean Nun Jauh, Contoh?",
        "member misal: folder is 'members/misal', and",
        "member pecah: ",
        "member dalam: its log has the name or the key of member contoh",
        "lies within the folder of member contoh",
    ):
        assert told in checked.stderr, (told, checked.stderr)


def test_a_hub_serves_pages_files_and_what_others_verify(run, root, tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "pendopo", "--home", str(root), "hub", "serve"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "en_US.UTF-8"}
    with subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            found = re.search(r"Serving 5 members at (http://\S+)", line)
            assert found, line
            address = found[1]
            codes = [status(address + path) for path in ("en/", "contoh/en/", "pecah/en/")]
            with urllib.request.urlopen(f"{address}members.json") as answer:  # noqa: S310  ours
                names = [one["name"] for one in json.load(answer)["members"]]
            verified = subprocess.run(
                [sys.executable, "-m", "pendopo", "verify", f"{address}contoh/"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            mirrored = run("follow", f"{address}contoh", "--into", tmp_path / "copy")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)

    assert codes == [200, 200, 503]
    assert "Kabupaten Contoh" in names
    # 14: nobody has given its log a sign of life since it was made.
    assert (verified.returncode, mirrored.exit_code) == (0, 14), verified.stderr
    assert "2 entries here" in mirrored.stdout
    assert "Everything that was checked is as it was signed." in verified.stdout


@pytest.mark.parametrize("words", [("check",), ("serve",)])
def test_a_folder_without_a_hub_is_told_how_to_begin_one(run, tmp_path, words):
    told = run("--home", tmp_path, "hub", *words)

    assert told.exit_code == 2
    assert "hub.toml: cannot be read" in told.stderr
    assert "pendopo hub add" in told.stderr
