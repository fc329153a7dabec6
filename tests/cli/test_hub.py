"""``pendopo hub``: members are added, checked and served by one command each."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from typing import IO, cast

import pytest

from pendopo.cli import hub_desks
from pendopo.cli.hub_desks import wait_for
from pendopo.programme.hub.checking import shared_ports
from pendopo.programme.hub.settings import load
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
    # Two publications, and how the four milestones stand that the plan lets be checked.
    assert "6 entries here" in mirrored.stdout
    assert "Everything that was checked is as it was signed." in verified.stdout


def desk_at(folder, port):
    """Give a member a desk at a port."""
    path = folder / "pendopo.toml"
    text = re.sub(r"(?s)\n\[desk\].*?(?=\n\[|\Z)", "", path.read_text())
    path.write_text(f"{text}\n[desk]\nport = {port}\n")


def cut_off(root):
    """Begin the hub with a member whose desk's database does not answer."""
    shutil.copytree(root / "members/umpama", root / "members/putus", symlinks=True)
    desk_at(root / "members/putus", f'{free_port()}\ndatabase = "postgresql://x@127.0.0.1:1/x"')
    member = '[[member]]\ncode = "putus"\nkind = "observed"\nfolder = "members/putus"\n\n'
    hub = root / "hub.toml"
    hub.write_text(hub.read_text().replace("[[member]]", f"{member}[[member]]", 1))


def cookies_of(port):
    """Name the cookies that a desk gives to who comes to sign in."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/") as answer:
        return {one.partition("=")[0] for one in answer.headers.get_all("Set-Cookie")}


def test_desks_at_one_place_are_told_and_none_is_opened(run, tmp_path):
    root = copied(tmp_path)
    for code in ("contoh", "umpama"):
        desk_at(root / "members" / code, 8499)

    unknown = run("--home", root, "hub", "desks", "--only", "misal")
    shared = run("--home", root, "hub", "desks")

    assert (unknown.exit_code, "misal is no member that is run here" in unknown.stderr) == (2, True)
    assert (shared.exit_code, "as that of member contoh; write" in shared.stderr) == (2, True)


def test_figures_of_two_desks_at_one_place_are_told(run, tmp_path):
    root = copied(tmp_path)
    for code, port in (("contoh", 8498), ("umpama", 8499)):
        desk_at(root / "members" / code, f'{port}\nmetrics = "127.0.0.1:9099"')

    shared = run("--home", root, "hub", "desks")

    assert shared.exit_code == 2
    assert "desk.metrics is 127.0.0.1:9099, as that of member contoh" in shared.stderr


def test_a_desk_that_ends_is_told_while_those_before_it_go_on(capsys):
    def ending(seconds):
        words = f"import time; time.sleep({seconds}); raise SystemExit(1)"
        return subprocess.Popen([sys.executable, "-Sc", words])

    wait_for([("long", ending(0.8)), ("short", ending(0))])

    told = capsys.readouterr().err.splitlines()
    assert [line.split()[3] for line in told] == ["short", "long"]
    assert [line.rpartition("; ")[2] for line in told] == ["the others go on.", "no other is left."]


def test_when_no_desk_is_left_the_hub_ends_with_a_fault(run, tmp_path, monkeypatch):
    root = copied(tmp_path)
    for number, code in enumerate(("contoh", "umpama")):
        desk_at(root / "members" / code, 8498 + number)
    monkeypatch.setattr(hub_desks, "_serving", lambda *_of: ["/bin/true"])
    monkeypatch.setattr(signal, "signal", lambda *_of: None)

    ended = run("--home", root, "hub", "desks")

    assert (ended.exit_code, "no other is left." in ended.stderr) == (1, True), ended.output


@pytest.mark.parametrize(
    ("contoh", "umpama"),
    [
        ('8499\nhost = "0.0.0.0"', "8499"),
        ('8499\nhost = "localhost"', "8499"),
        ('8498\nmetrics = "127.0.0.1:8499"', "8499"),
    ],
)
def test_two_names_of_one_place_are_one_place(root, tmp_path, contoh, umpama):
    members = load(root / "hub.toml").members[:2]
    for member, desk in zip(members, (contoh, umpama), strict=True):
        folder = tmp_path / member.folder
        folder.mkdir(parents=True)
        shutil.copy(root / member.folder / "pendopo.toml", folder)
        desk_at(folder, desk)

    assert [one.code for one, _ in shared_ports(tmp_path, members)] == ["umpama"]


def test_each_member_that_is_run_here_has_a_desk_of_its_own(tmp_path):
    root = copied(tmp_path)
    cut_off(root)
    ports = {"contoh": free_port(), "umpama": free_port()}
    folders = [root / "members" / code for code in ports]
    for folder, port in zip(folders, ports.values(), strict=True):
        desk_at(folder, port)
    command = [sys.executable, "-m", "pendopo", "--home", str(root), "hub", "desks"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            out = cast("IO[str]", process.stdout)
            told = " ".join(out.readline() for _ in ports)
            names = [cookies_of(port) for port in ports.values()]
        finally:
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=30)[1]

    assert all(f":{port}/" in told for port in ports.values())
    assert "member pecah: " in said  # which is broken, and takes no other along
    assert "member putus: desk.database: " in said  # nor does one whose database is away
    assert names[0].isdisjoint(names[1])  # at one host a browser sends both to each
    assert len({next(f.rglob("desk.key")).read_bytes() for f in folders}) == len(ports)


@pytest.mark.parametrize("words", [("check",), ("serve",), ("desks",)])
def test_a_folder_without_a_hub_is_told_how_to_begin_one(run, tmp_path, words):
    told = run("--home", tmp_path, "hub", *words)

    assert told.exit_code == 2
    assert "hub.toml: cannot be read" in told.stderr
    assert "pendopo hub add" in told.stderr
