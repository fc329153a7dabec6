"""What is known of each member, whatever is wrong with one of them."""

import shutil
import threading
from datetime import date

import pytest

from pendopo.programme.hub import looking
from pendopo.programme.hub.facts import decode, encode
from pendopo.programme.hub.looking import Looker, known
from pendopo.programme.hub.settings import FILE_NAME, load, parse
from pendopo.programme.hub.table import Condition, Cycle, events, sorted_by, table
from tests.programme.hub.small import HUB, copied, whole

HUB_READ = parse(HUB)
DAY = date(2026, 12, 2)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = copied(tmp_path_factory.mktemp("looked"))
    Looker(root).round(HUB_READ)
    return root


@pytest.fixture(scope="module")
def rows(root):
    return {row.member.code: row for row in table(HUB_READ, known(root), DAY)}


def test_an_own_record_tells_its_publications_witnesses_and_plan(rows):
    own = rows["contoh"]

    assert (own.name, own.published, own.published_ago) == (
        "Kabupaten Contoh", date(2026, 11, 19), 13,
    )  # fmt: skip
    assert (own.witnesses.signed, own.witnesses.of) == (0, 0)
    assert (own.cycle, own.month) == (Cycle.RUNNING, (12, 24))
    assert own.plan.title == "Action plan of Contoh"


def test_overdue_is_what_is_past_its_day_and_not_shown_as_met(rows, root):
    before = {row.member.code: row for row in table(HUB_READ, known(root), date(2026, 11, 30))}

    assert [step.title for step in rows["contoh"].overdue] == ["Every contract is public"]
    assert before["contoh"].overdue == ()
    assert rows["contoh"].undated == 1


def test_what_nobody_knows_is_unknown_and_not_zero(rows):
    assert rows["umpama"].overdue is None
    assert (rows["umpama"].plan, rows["umpama"].cycle) == (None, Cycle.UNKNOWN)
    assert {row.disputed for row in rows.values()} == {None}
    assert rows["nun-jauh"].overdue is None


def test_a_member_that_runs_nothing_is_known_through_an_observer(rows):
    facts = rows["umpama"].facts

    assert (facts.about, facts.kept_by) == ("Kabupaten Umpama", "Forum Warga")


def test_a_member_that_runs_nothing_is_known_through_ogps_file(rows):
    row = rows["nun-jauh"]

    assert (row.name, row.condition, row.cycle) == (
        "Nun Jauh, Contoh", Condition.NONE, Cycle.ENDED,
    )  # fmt: skip
    assert [(one.title, one.completion) for one in row.plan.promises] == [
        ("Open contracts of roads", "Limited"),
        ("Ask the villages", ""),
    ]
    assert row.plan.steps is None
    assert (row.published, row.witnesses) == (None, None)


def test_a_followed_member_tells_its_origins_last_sign_of_life(rows):
    row = rows["misal"]

    assert row.facts.following.of.startswith("http://127.0.0.1")
    assert (row.alive, row.condition) == (date(2026, 11, 18), Condition.SILENT)


def test_a_broken_member_is_broken_and_no_other_is(rows):
    assert rows["pecah"].condition is Condition.BROKEN
    assert rows["pecah"].name == "Kota Pecah"
    assert "not TOML" in rows["pecah"].facts.broken
    assert [row.member.code for row in rows.values() if row.facts.broken] == ["pecah"]


def test_what_is_known_is_read_again_as_it_was_written(root):
    found = known(root)

    assert decode(encode(found)) == found
    assert decode(b'{"v":0,"members":[]}') == decode(b"[") == {}


def test_only_what_changed_is_looked_at_again(root, monkeypatch):
    looked, plain = [], looking._looked

    def note(top, member, *rest):
        looked.append(member.code)
        return plain(top, member, *rest)

    monkeypatch.setattr(looking, "_looked", note)
    (root / "members/contoh/public/policy.txt").touch()

    for _ in range(2):
        Looker(root).round(HUB_READ)

    # What is broken is looked at each time: it may be whole again.
    assert sorted(looked) == ["contoh", "pecah", "pecah"]


@pytest.mark.parametrize("spoilt", ["log", "objects", "pendopo.toml"])
def test_a_folder_that_is_gone_or_spoilt_breaks_its_member_alone(tmp_path, spoilt):
    root = copied(tmp_path)
    if spoilt == "objects":
        shutil.rmtree(root / "members/contoh/public/objects")
    elif spoilt == "log":
        (root / "members/contoh/public/log/checkpoint").write_bytes(b"\xff")
    else:
        (root / "members/contoh/pendopo.toml").unlink()

    found = Looker(root).round(load(root / FILE_NAME))

    # Objects may be redacted: what is lacking is not read, and the record stands.
    assert bool(found["contoh"].broken) is (spoilt != "objects")
    assert not found["umpama"].broken


def test_a_folder_that_does_not_answer_is_waited_for_once(tmp_path, monkeypatch):
    root, goes_on, plain = copied(tmp_path), threading.Event(), looking._looked

    def hang(top, member, *rest):
        if member.code == "contoh":
            goes_on.wait()
        return plain(top, member, *rest)

    monkeypatch.setattr(looking, "_looked", hang)
    looker = Looker(root, patience_s=0.2)
    first, second = looker.round(HUB_READ), looker.round(HUB_READ)
    goes_on.set()
    looker._waiting["contoh"].join()
    third = looker.round(HUB_READ)

    assert "within 0.2 s" in first["contoh"].broken
    assert second["contoh"].broken == "its folder does not answer"
    assert not first["umpama"].broken
    assert not third["contoh"].broken


def test_the_unknown_comes_last_whichever_way_it_is_sorted(rows):
    for backwards in (False, True):
        names = [
            row.member.code for row in sorted_by(rows.values(), "published", backwards=backwards)
        ]
        assert names[0] == "contoh"
        assert set(names[1:]) == set(rows) - {"contoh"}
    assert next(iter(sorted_by(rows.values(), "state"))).member.code == "pecah"


def test_what_happened_is_told_the_newest_first(rows):
    told = [(row.member.code, event.text) for row, event in events(rows.values(), 10)]

    assert told == [("contoh", "Action plan")]
    assert events(rows.values(), 0) == ()


def test_a_member_nobody_has_looked_at_yet_stands_in_the_table():
    unseen = table(HUB_READ, {}, DAY)

    assert len(unseen) == 5
    assert {row.condition for row in unseen} == {Condition.NONE}


def test_the_hub_of_the_tests_is_left_as_it_is():
    assert not (whole() / "derived").exists()
