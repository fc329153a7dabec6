"""What the pages say of what is held and what was taken away, and what they no longer show."""

import json
import shutil
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from pendopo.programme.own_key import new_key, sign
from pendopo.programme.programme import Programme
from pendopo.programme.signing import Introduction
from pendopo.programme.withdrawing import Request
from tests.portal.conftest import reader

SAYS = "Nama seseorang tertulis di dalamnya."


@pytest.fixture(scope="module")
def withdrawn(hall, tmp_path_factory):
    """A record of which one version was taken away, one publication is held, and one in part."""
    folder = tmp_path_factory.mktemp("withdrawn")
    shutil.copytree(hall.root, folder / "hall", symlinks=True)
    programme = Programme.open(folder / "hall")
    now = datetime.fromisoformat(programme.state().time)

    def clock():
        nonlocal now
        now += timedelta(seconds=5)
        return now

    for unit in ("ppid", "inspektorat"):
        key = Introduction(new_key(folder / unit), ("officer",), f"Kantor {unit}", unit)
        programme.signing.introduce(key, clock)
    taken, masked, held, part = [one.id for one in programme.state().publications]
    asked = Request((taken,), "ID-PDP-43", SAYS, (), "180/2026", masked, "PPID Utama", "penjaga")
    statement = programme.withdrawing.draft(asked, clock())
    notes = [sign(statement, folder / unit)[0] for unit in ("ppid", "inspektorat")]
    programme.withdrawing.apply(notes, clock)
    programme.withdrawing.hold([held], "COURT-ORDER", (), clock)
    programme.withdrawing.hold([part], "ID-PDP-43", ("original",), clock)
    now += timedelta(hours=49)
    programme.heartbeat(clock)
    return programme


@pytest.fixture(scope="module")
def see(withdrawn):
    return reader(withdrawn)


def test_the_tombstone_says_why_by_which_law_who_signed_and_what_stands_now(see, ids):
    page = see(f"/en/publications/{ids[0]}/").body.decode()
    facts = json.loads(see(f"/en/publications/{ids[0]}/index.json").body)["withdrawn"]

    for said in (
        "A publication that was taken away",
        "personal data that must be deleted",
        "UU 27/2022, art. 43",
        "clause not verified",
        SAYS,
        "Kantor ppid,",
        "Kantor inspektorat",
        f"/en/publications/{ids[1]}/",
        "penjaga",
        "PPID Utama",
    ):
        assert said in page
    assert "None was removed" not in page
    assert [one["kind"] for one in facts] == ["taken"]
    assert facts[0]["signed_by"][1] == {"office": "Kantor inspektorat", "unit": "inspektorat"}


def test_the_clause_is_written_as_the_readers_language_writes_it(see, ids):
    page = see(f"/id/publications/{ids[0]}/").body.decode()

    assert "UU 27/2022, pasal 43 (pasal 8; pengecualian dalam pasal 15)" in page
    assert "exceptions in" not in page


def test_the_page_of_the_replacement_says_what_it_stands_for_and_what_was_masked(see, ids):
    page = see(f"/en/publications/{ids[1]}/").body.decode()
    other = see(f"/en/publications/{ids[3]}/").body.decode()
    [facts] = json.loads(see(f"/en/publications/{ids[1]}/index.json").body)["stands_for"]

    assert "It stands in the place of what entry" in page
    assert "Masked here: penjaga." in " ".join(page.split())
    assert f"/en/publications/{ids[0]}/" in page
    assert "It stands in the place" not in other
    assert (facts["masked"], facts["kind"]) == ("penjaga", "taken")


def test_what_was_taken_away_is_on_no_page_of_the_past_either(see, hall, ids):
    title = hall.metadata(hall.state().publication_of(ids[0])).description or "Roads"

    for address in (f"/at/2/en/publications/{ids[0]}/", "/at/2/en/", "/at/2/en/log/"):
        assert title not in see(address).body.decode(), address
    assert see(f"/at/2/en/publications/{ids[0]}/").status == 200


def test_a_publication_that_is_held_says_when_it_is_back(see, ids):
    whole = see(f"/en/publications/{ids[2]}/").body.decode()
    part = see(f"/en/publications/{ids[3]}/").body.decode()

    assert "A publication that is held for now" in whole
    assert "back at the latest" in whole
    assert "Part of it is not shown" in part
    assert "until it is decided" in part
    assert "Original file (" not in part


def test_the_first_page_counts_and_the_list_and_its_feed_name_them(see):
    home = see("/en/").body.decode()
    facts = json.loads(see("/en/withdrawals/index.json").body)
    page = see("/id/withdrawals/").body.decode()
    feed = ET.fromstring(see("/en/withdrawals/feed.atom").body)  # noqa: S314  our own

    assert "2 publications are held for now, 1 taken away" in home
    assert "lasted 2 days" in home
    assert (facts["held"], facts["taken_away"], facts["oldest_hold_days"]) == (2, 1, 2)
    assert page.count("<h2") >= 3
    assert "perintah pengadilan" in page
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 3


def test_a_record_of_which_nothing_was_withdrawn_says_so_and_counts_nothing(read):
    assert "Nothing was ever held or taken away" in read("/en/withdrawals/").body.decode()
    assert "held for now" not in read("/en/").body.decode()


def test_a_redaction_that_nobody_signed_is_recorded_by_the_government(withdrawn, ids):
    [taken] = withdrawn.state().withdrawn.redactions
    path = withdrawn.object_path(taken.statement.c)
    kept = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(kept.replace(SAYS.encode(), b"Something else."))
    try:
        page = reader(withdrawn)(f"/en/publications/{ids[0]}/").body.decode()
    finally:
        path.write_bytes(kept)

    assert "recorded by the government" in page
    assert "Something else." not in page
