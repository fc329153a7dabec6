"""The pages of a mirror: the origin's own, marked, with what is known of it and every alarm."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from pendopo.peers.follow import Patience
from pendopo.programme import mirroring
from pendopo.programme.programme import Programme
from pendopo.store.files import Disk
from pendopo.store.halt import Halt, write_halt
from tests.peers.origin import serving
from tests.portal.conftest import reader
from tests.published.verify.conftest import Record


@pytest.fixture(scope="module")
def mirrored(hall, tmp_path_factory):
    """A mirror of the small programme, after a rollback of its origin."""
    folder = tmp_path_factory.mktemp("mirrored")
    shutil.copytree(hall.public, folder / "origin")
    at = datetime.fromisoformat(hall.state().time).astimezone(UTC)
    manner = mirroring.Manner(Patience(tries=1, wait=lambda _: None), lambda _: None)
    shutil.copy(folder / "origin/policy.txt", folder / "policy")
    record = Record(folder / "origin")
    shutil.move(folder / "policy", folder / "origin/policy.txt")
    with serving(record) as origin:
        mirroring.begin(folder / "copy", origin.address, "")
        first = mirroring.follow(folder / "copy", at, lambda _: None, manner)
        assert (first.open, first.unanswered) == ([], "")
        past = min((folder / "origin/log/history").glob("*"), key=lambda p: int(p.stem))
        (folder / "origin/log/checkpoint").unlink()
        shutil.copy(past, folder / "origin/log/checkpoint")
        later = at + timedelta(hours=30)
        mirroring.follow(folder / "copy", later, lambda _: None, manner)
    return Programme.open(folder / "copy")


@pytest.fixture(scope="module")
def see(mirrored):
    """Ask the mirror's whole application."""
    return reader(mirrored)


def main_of(answer):
    return answer.body.decode().split("<main")[1].split("</main>")[0]


def test_the_same_pages_stand_in_a_mirror_below_its_mark(see, read, hall, ids):
    paths = ["/en/", "/id/registers/", "/en/log/", f"/en/publications/{ids[0]}/"]
    table = next(iter(hall.tables(hall.state())))
    paths.append(f"/en/registers/{table.register}/{table.name}/")

    for path in paths:
        ours, theirs = see(path), read(path)
        assert (ours.status, main_of(ours)) == (200, main_of(theirs)), path
        assert "banner--mirror" in ours.body.decode()
        assert "banner--mirror" not in theirs.body.decode()


def test_what_is_asked_of_the_copy_is_answered_as_by_the_origin(see, read):
    for path in ("/catalog.jsonld", "/log/checkpoint", "/at/3/en/", "/en/search/?q=road"):
        assert see(path).status == read(path).status == 200, path


def test_the_mark_names_the_origin_and_its_last_sign_of_life(see, mirrored):
    text = see("/en/").body.decode()

    assert mirrored.config.mirror.of in text
    assert "The origin's last sign of life:" in " ".join(text.split())
    assert "2 alarms last." in " ".join(text.split())
    assert "last sign of life" not in see("/at/3/en/").body.decode()


def test_alarms_have_a_page_its_facts_and_a_feed(see):
    page = see("/en/mirror/").body.decode()
    facts = json.loads(see("/en/mirror/index.json").body)
    feed = ET.fromstring(see("/en/mirror/feed.atom").body)  # noqa: S314  our own

    assert "Entries were taken back" in page
    assert "No sign of life since" in page
    assert {alarm["kind"] for alarm in facts["alarms"]} == {"rollback", "silent"}
    titles = [one.text or "" for one in feed.iter("{http://www.w3.org/2005/Atom}title")][1:]
    assert sorted(titles) == ["Entries were taken back", "No sign of life"]
    [evidence] = [alarm["evidence"] for alarm in facts["alarms"] if alarm["evidence"]]
    assert [see("/" + url.split("/", 3)[3]).status for url in evidence] == [200, 200]


def test_what_was_seen_is_served_for_others_to_hold_the_log_to(see, mirrored):
    [largest] = [p for p in mirrored.public.glob("*/checkpoint") if len(p.parent.name) == 64]

    assert see(f"/{largest.parent.name}/checkpoint").body.decode() == largest.read_text()
    assert see("/mirror/status.json").status == 200
    assert see("/mirror/alarms.json").status == 200


def test_nothing_is_published_in_a_mirror(mirrored):
    with pytest.raises(Exception, match="is a mirror of"):
        mirrored.heartbeat(datetime.now(UTC))

    assert not (mirrored.place.private / "keys").exists()
    assert mirrored.verify().problems == ()


def test_what_is_no_mirror_has_no_such_page(read):
    assert read("/en/mirror/").status == 404
    assert read("/en/mirror/feed.atom").status == 404


def test_a_log_that_may_only_be_read_says_so_on_its_pages(fresh):
    see = reader(fresh)
    before = see("/en/").body.decode()
    halt = Halt("behind", "2026-01-01T00:00:00Z", "{who} has seen more.", {"who": "saksi"})
    write_halt(fresh.place, halt, {"ours": "note"}, Disk(fresh.place.scratch))

    after = see("/en/").body.decode()

    assert "Nothing is published here at present." not in before
    assert "Nothing is published here at present." in after
    assert "saksi has seen more." in after
    assert see("/halted/ours.checkpoint").body.decode() == "note"
    assert "Nothing is published" not in see("/at/3/en/").body.decode()
