"""Withdrawal in the open: hidden at once, back after 72 hours, gone by two, never quietly."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from pendopo.exports.archive import verify_archive
from pendopo.peers.follow import Patience
from pendopo.programme import mirroring
from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Peers, Publishing, render
from pendopo.programme.own_key import new_key, sign
from pendopo.programme.programme import Programme
from pendopo.programme.signing import Introduction
from pendopo.programme.withdrawable import WithdrawalError, hold_free
from pendopo.programme.withdrawing import Request as Asked
from pendopo.published.people import SignedError
from pendopo.published.reads import Query
from pendopo.published.search import Asked as Words
from pendopo.published.search import Page
from pendopo.stages.publish import Act, record_acts
from pendopo.store.withdraw import interrupted
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Declaration
from tests.bytes_below import places_of
from tests.peers.origin import serving
from tests.programme.conftest import BEGINNING
from tests.published.verify.conftest import Record

SECRET = "Sukmawati Ningrum"  # noqa: S105  a name
ROADS = f"road,keeper\nR1,{SECRET}\nR2,office\n"
LIKE = "ID-PDP-43"
CONFIG = Config(
    government=Government(
        name="Kabupaten Uji",
        level="regency",
        country="ID",
        languages=("id", "en"),
        currency="IDR",
        timezone="Asia/Jakarta",
        invented=True,
    ),
    log=LogSettings("uji.example/log"),
    publishing=Publishing(licence="CC-BY-4.0", publisher="Dinas Uji"),
)


class Clock:
    """A clock that tests set."""

    def __init__(self):
        self.now = BEGINNING + timedelta(minutes=10)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now

    def later(self, **by):
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A record with a secret in it, and three officers of two units; made once."""
    root, clock = tmp_path_factory.mktemp("begun"), Clock()
    clock.now = BEGINNING
    programme = Programme.create(root / "home", render(CONFIG), BEGINNING)
    for text, dataset in ((ROADS, "roads"), ("road,keeper\nR1,-\n", "masked")):
        file = root / f"{dataset}.csv"
        file.write_text(text)
        said = Declaration(scope={"dataset": dataset})
        assert programme.publish([Request(file, "datasets", clock(), said)]).entries
    for name, unit in (("a", "legal"), ("b", "inspectorate"), ("c", "legal")):
        asked = Introduction(new_key(root / name), ("officer",), f"Office {unit}", unit)
        programme.signing.introduce(asked, clock)
    programme.prepare()
    return root


@pytest.fixture
def programme(begun, tmp_path):
    """A copy of it."""
    shutil.copytree(begun / "home", tmp_path / "home")
    return Programme.open(tmp_path / "home")


@pytest.fixture
def roads(programme):
    """The id of the publication with the secret."""
    return programme.state().publications[0].id


@pytest.fixture
def officers(begun):
    """The key files of two officers of two units, and of a third of the first unit."""
    return [begun / name for name in "abc"]


def offline(programme):
    """Give what the verifier that needs nothing finds wrong."""
    archive = verify_archive.Archive(str(programme.public), None, False)
    archive.run()
    return archive.faults


def read_all(programme):
    """Make every derived file that a reader's visit makes."""
    programme.prepare()
    state = programme.state()
    table = programme.table(state, "datasets", "roads")
    programme.parquet_file(table)
    return programme.reader(table).page(Query(), 0, 10), programme.search.find(
        Words("Sukmawati"), Page(0, 10)
    )


def redact(programme, officers, clock, ids, **more):
    said = {"reason": LIKE, "says": "Nama seseorang ada di dalamnya."} | more
    statement = programme.withdrawing.draft(Asked(ids=ids, **said), clock.now)
    notes = [sign(statement, key)[0] for key in officers]
    return programme.withdrawing.apply(notes, clock)


def test_a_hold_hides_at_once_and_what_it_hides_is_back_after_72_hours(programme, roads, clock):
    before = places_of(programme.public, SECRET.encode())
    salts = (programme.public / f"pub/{roads}/salts.json").read_bytes()
    read_all(programme)
    entry = programme.withdrawing.hold([roads], "COURT-ORDER", (), clock)

    assert entry.leaf.own == ()
    assert entry.leaf.scope == {"reason": "COURT-ORDER"}
    assert places_of(programme.public, SECRET.encode()) == []
    assert places_of(programme.place.private / "derived", SECRET.encode()) == []
    assert [one.name for one in programme.tables(programme.state())] == ["masked"]
    assert programme.search.find(Words("Sukmawati"), Page(0, 10)).count == 0
    assert programme.verify().ok
    assert offline(programme) == []

    clock.later(hours=71, minutes=55)
    programme.heartbeat(clock)
    assert programme.state().withdrawn.lasting
    clock.later(minutes=10)
    programme.heartbeat(clock)

    [hold] = programme.state().withdrawn.holds
    assert hold.lapsed
    assert places_of(programme.public, SECRET.encode()) == before
    assert (programme.public / f"pub/{roads}/salts.json").read_bytes() == salts
    assert not any((programme.place.hidden).rglob("*.json"))
    assert programme.verify().ok
    assert offline(programme) == []
    assert read_all(programme)[1].count > 0


def test_a_hold_for_personal_data_lasts_and_is_logged_again_each_day(programme, roads, clock):
    programme.withdrawing.hold([roads], LIKE, (), clock)
    for _ in range(5):
        clock.later(hours=24)
        programme.heartbeat(clock)
        programme.heartbeat(clock)

    [hold] = programme.state().withdrawn.lasting
    holds = [e for e in programme.state().entries if e.leaf.type == "hold"]
    assert len(holds) == 6
    assert hold.since[:10] == "2026-03-01"
    assert hold.again[:10] == "2026-03-06"
    assert places_of(programme.public, SECRET.encode()) == []
    assert programme.verify().ok
    assert offline(programme) == []


def test_a_hold_for_personal_data_outlives_a_corrected_country_and_a_code_that_left(
    programme, roads, clock
):
    programme.withdrawing.hold([roads], LIKE, (), clock)
    [hold] = programme.state().withdrawn.lasting
    country = replace(programme.config.government, country="NL")
    programme.config = replace(programme.config, government=country)
    clock.later(hours=80)
    programme.heartbeat(clock)

    assert programme.state().withdrawn.lasting
    assert programme.withdrawing.lasts(replace(hold, reason="ID-PDP-OLD"))
    assert not programme.withdrawing.lasts(replace(hold, reason="MALWARE"))


@pytest.mark.parametrize("lapsed", [False, True])
def test_personal_data_can_be_held_after_or_under_another_hold_and_is_never_seen(
    programme, roads, clock, lapsed
):
    programme.withdrawing.hold([roads], "MALWARE", (), clock)
    if lapsed:
        clock.later(hours=73)
        programme.heartbeat(clock)
    entry = programme.withdrawing.hold([roads], LIKE, (), clock)
    clock.later(hours=80)
    programme.heartbeat(clock)

    first, second = programme.state().withdrawn.holds
    assert (first.lapsed, second.index, second.ended) == (True, entry.index, None)
    assert first.ended == (second.index - 1 if not lapsed else first.ended)
    assert places_of(programme.public, SECRET.encode()) == []
    assert programme.verify().ok
    assert offline(programme) == []
    with pytest.raises(WithdrawalError, match="withdrawn already"):
        programme.withdrawing.hold([roads], LIKE, (), clock)


def test_what_is_held_is_given_back_when_it_was_decided_not_to_take_it_away(
    programme, roads, clock
):
    before = places_of(programme.public, SECRET.encode())
    with pytest.raises(WithdrawalError, match="Nothing of it is held"):
        programme.withdrawing.end([roads], (), clock)
    programme.withdrawing.hold([roads], LIKE, (), clock)
    [entry] = programme.withdrawing.end([roads], (), clock)

    assert (entry.leaf.type, entry.leaf.scope) == (EntryType.HOLD_LAPSED, {"reason": LIKE})
    assert programme.state().withdrawn.lasting == ()
    assert places_of(programme.public, SECRET.encode()) == before
    assert programme.verify().ok
    assert offline(programme) == []
    with pytest.raises(WithdrawalError, match="and came back"):
        programme.withdrawing.hold([roads], LIKE, (), clock)


def test_what_was_recorded_while_waiting_for_the_lock_counts(
    programme, roads, clock, officers, monkeypatch
):
    statement = programme.withdrawing.draft(Asked((roads,), LIKE, "Nama."), clock.now)
    notes = [sign(statement, key)[0] for key in officers[:2]]
    other, taking = Programme.open(programme.root), programme.writer
    key = programme.signing.people().keys[0].id

    def late(act):
        @contextmanager
        def writer(asking=None):
            act()
            with taking(asking) as found:
                yield found

        return writer

    with monkeypatch.context() as patched:
        patched.setattr(programme, "writer", late(lambda: other.signing.end(key, "stolen", clock)))
        with pytest.raises(SignedError, match="was ended"):
            programme.withdrawing.apply(notes, clock)
    with monkeypatch.context() as patched:
        held = ([roads], "MALWARE", (), clock)
        patched.setattr(programme, "writer", late(lambda: other.withdrawing.hold(*held)))
        with pytest.raises(WithdrawalError, match="withdrawn already"):
            programme.withdrawing.hold(*held)


def test_after_two_signatures_no_byte_of_it_nor_of_its_salts_is_anywhere(
    programme, roads, clock, officers
):
    read_all(programme)
    opened = json.loads((programme.public / f"pub/{roads}/salts.json").read_bytes())
    salts = [one["salt"] for one in opened["objects"]]
    needles = [SECRET.encode(), *(s.encode() for s in salts), *(bytes.fromhex(s) for s in salts)]
    assert len(places_of(programme.root, *needles)) > 5
    programme.withdrawing.hold([roads], LIKE, (), clock)
    clock.later(hours=30)
    programme.heartbeat(clock)

    entry, signed = redact(programme, officers[:2], clock, (roads,))

    assert signed.units == {"legal", "inspectorate"}
    assert not any(
        "not signed by two people" in one.message for one in programme.verify().unchecked
    )
    assert places_of(programme.root, *needles) == []
    assert programme.metadata(programme.state().publication_of(roads)) is None
    assert programme.verify().ok
    assert offline(programme) == []
    [taken] = programme.state().withdrawn.redactions
    assert (taken.index, taken.reason) == (entry.index, LIKE)
    assert programme.state().withdrawn.lasting == ()


def test_what_a_crash_left_undone_behind_the_entry_the_next_heartbeat_does(
    programme, roads, clock, monkeypatch
):
    def die():
        raise OSError(5, "the power went")

    monkeypatch.setattr(programme.withdrawing, "carry_out", die)
    with pytest.raises(OSError, match="the power went"):
        programme.withdrawing.hold([roads], LIKE, (), clock)
    assert places_of(programme.public, SECRET.encode())
    assert programme.verify().ok
    again = Programme.open(programme.root)
    assert again.metadata(again.state().publication_of(roads)) is None
    assert [one.name for one in again.tables(again.state())] == ["masked"]

    again.heartbeat(clock)

    assert places_of(programme.public, SECRET.encode()) == []
    assert programme.verify().ok


def test_what_was_removed_by_hand_before_leaves_neither_salts_nor_rows_behind(
    programme, roads, clock, officers
):
    read_all(programme)
    salts = json.loads((programme.public / f"pub/{roads}/salts.json").read_bytes())["objects"]
    needles = [SECRET.encode(), *(one["salt"].encode() for one in salts)]
    needles += [bytes.fromhex(one["salt"]) for one in salts]
    kept = [programme.object_path(one["c"]) for one in salts]
    for path in kept:
        path.unlink()

    redact(programme, officers[:2], clock, (roads,))

    assert places_of(programme.root, *needles) == []
    assert programme.verify().ok


def test_what_waits_for_witnesses_is_carried_out_whole_when_they_signed(
    programme, roads, clock, officers, monkeypatch
):
    published = programme.state()
    read_all(programme)
    with monkeypatch.context() as waiting:
        waiting.setattr(programme, "recorded", programme.state)
        waiting.setattr(programme, "state", lambda _=None: published)
        redact(programme, officers[:2], clock, (roads,))
        assert places_of(programme.public, SECRET.encode())
        programme.withdrawing.carry_out()
        assert interrupted(programme.place)

    programme.heartbeat(clock)

    assert places_of(programme.root, SECRET.encode()) == []
    assert not interrupted(programme.place)


def test_one_role_is_taken_away_and_the_rest_stays(programme, roads, clock, officers):
    redact(programme, officers[:2], clock, (roads,), roles=("original",), reason="COPYRIGHT")

    found = programme.state().publication_of(roads)
    assert not programme.object_path(found.original.c).exists()
    assert read_all(programme)[0]
    assert programme.verify().ok
    assert offline(programme) == []


def test_what_goes_without_an_entry_fails_every_verification(programme, roads):
    found = programme.state().publication_of(roads)
    programme.object_path(found.original.c).unlink()

    assert not programme.verify().ok
    assert [what for _, what in offline(programme)] == ["gone"]


def test_a_hold_that_nobody_ends_explains_an_absence_for_a_day_longer_only(
    programme, roads, clock, monkeypatch
):
    programme.withdrawing.hold([roads], "MALWARE", (), clock)
    monkeypatch.setattr(programme.withdrawing, "keep_time", lambda *_: ())
    found = []
    for hours in (72, 25):
        clock.later(hours=hours)
        programme.heartbeat(clock)
        found.append((programme.verify().ok, offline(programme) == []))

    assert found == [(True, True), (False, False)]


@pytest.mark.parametrize("who", [(0,), (0, 2), (0, 0)])
def test_officers_of_one_unit_are_not_two(programme, roads, clock, officers, who):
    with pytest.raises(WithdrawalError, match="two officers of different units"):
        redact(programme, [officers[i] for i in who], clock, (roads,))


def test_a_key_that_was_ended_takes_nothing_away(programme, roads, clock, officers):
    programme.signing.end(programme.signing.people().keys[0].id, "stolen", clock)

    with pytest.raises(SignedError, match="was ended"):
        redact(programme, officers[:2], clock, (roads,))
    assert not programme.state().redacted


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reason": "BECAUSE"}, "no reason"),
        ({"says": ""}, "letters"),
        ({"says": "x " * 300}, "letters"),
        ({"says": "Milik NIK 3171012501900003."}, "personal data"),
        ({"appeal": "x" * 201}, "letters; at most"),
        ({"appeal": "Ibu Siti, NIK 3171012501900003"}, "personal data"),
        ({"roles": ("table:rivers",)}, "no object"),
        ({"replacement": "01JH5Q0E4ZQF4Q2M1K7Y8C3V9T"}, "No publication"),
    ],
)
def test_a_request_that_the_law_or_the_log_does_not_know_is_not_drafted(
    programme, roads, clock, more, told
):
    asked = {"reason": LIKE, "says": "Nama seseorang."} | more

    with pytest.raises(WithdrawalError, match=told):
        programme.withdrawing.draft(Asked(ids=(roads,), **asked), clock.now)


def test_a_replacement_stands_and_what_was_masked_in_it_is_signed(
    programme, roads, clock, officers
):
    masked = programme.state().publications[1].id
    more = {"replacement": masked, "masked": "keeper", "reference": "180/PPID/2026"}
    more["appeal"] = "PPID Utama, Jalan Contoh 1, siti.aminah@kab.example"
    statement = programme.withdrawing.draft(
        Asked(ids=(roads,), reason=LIKE, says="Nama.", **more), clock.now
    )
    programme.withdrawing.apply([sign(statement, key)[0] for key in officers[:2]], clock)

    assert statement.value("masked") == "keeper"
    assert "180/PPID" not in statement.text()
    assert [p.id for p in programme.state().current()] == [roads, masked]
    assert programme.verify().ok


def test_what_is_gone_is_not_taken_away_twice_and_a_lapsed_hold_not_repeated(
    programme, roads, clock, officers
):
    programme.withdrawing.hold([roads], "COURT-ORDER", (), clock)
    with pytest.raises(WithdrawalError, match="withdrawn already"):
        programme.withdrawing.hold([roads], "COURT-ORDER", (), clock)
    clock.later(hours=73)
    programme.heartbeat(clock)
    with pytest.raises(WithdrawalError, match="and came back"):
        programme.withdrawing.hold([roads], "COURT-ORDER", (), clock)
    redact(programme, officers[:2], clock, (roads,))

    with pytest.raises(WithdrawalError, match="withdrawn already"):
        redact(programme, officers[:2], clock, (roads,))


@pytest.mark.parametrize("what", ["another object", "another reason", "nothing"])
def test_a_signature_under_another_redaction_than_it_was_given_for_counts_for_nothing(
    programme, roads, clock, officers, what
):
    entry, _ = redact(programme, officers[:2], clock, (roads,), roles=("original",))
    note = programme.object_path(entry.leaf.own[0].c).read_bytes()
    [other, *_] = programme.state().publications[1].objects
    names = {"another object": (other._replace(role="redacts"),), "nothing": ()}
    reason = "COPYRIGHT" if what == "another reason" else LIKE
    act = Act(
        EntryType.REDACTION,
        {"statement": note},
        names.get(what, entry.leaf.objects[1:]),
        {"reason": reason},
    )
    with programme.staging() as staging, programme.writer() as writer:
        [again] = record_acts([act], clock(), writer, staging)
        programme.withdrawing.carry_out()

    first, second = programme.state().withdrawn.redactions
    assert programme.withdrawing.signed(first)
    assert programme.withdrawing.signed(second) is None
    [told] = [one for one in programme.verify().unchecked if "not signed by two" in one.message]
    assert told.values["entries"] == str(again.index)


def test_what_has_the_same_bytes_is_named_and_is_no_replacement(
    programme, roads, clock, officers, tmp_path
):
    file = tmp_path / "roads.csv"
    file.write_text(ROADS)

    def publish(dataset):
        said = Declaration(scope={"dataset": dataset})
        [entry] = programme.publish([Request(file, "datasets", clock(), said)]).entries
        return entry.leaf.id

    twin = publish("twin")
    asked = Asked(ids=(roads,), reason=LIKE, says="Nama.")
    with pytest.raises(WithdrawalError, match="would lose") as refused:
        programme.withdrawing.draft(replace(asked, replacement=twin), clock.now)
    statement = programme.withdrawing.draft(asked, clock.now)
    notes = [sign(statement, key)[0] for key in officers[:2]]
    third = publish("third")
    with pytest.raises(WithdrawalError, match="does not say so") as late:
        programme.withdrawing.apply(notes, clock)
    held = programme.withdrawing.hold([roads], LIKE, (), clock)

    assert "original" in refused.value.values["roles"]
    assert statement.values("also") == (twin,)
    assert late.value.values["ids"] == third
    assert programme.withdrawing.shared(held, [roads]) == [twin, third]


@pytest.mark.parametrize("kind", ["role-key", "redaction"])
def test_what_says_whose_keys_count_can_neither_be_hidden_nor_taken_away(
    programme, roads, clock, officers, kind
):
    redact(programme, officers[:2], clock, (roads,), roles=("original",))
    id_ = [e.leaf.id for e in programme.state().entries if e.leaf.type == kind][-1]

    with pytest.raises(WithdrawalError, match="is no publication"):
        programme.withdrawing.hold([id_], LIKE, (), clock)
    with pytest.raises(WithdrawalError, match="is no publication"):
        redact(programme, officers[:2], clock, (id_,))


def test_a_file_with_the_bytes_of_a_key_does_not_take_the_key_with_it(programme):
    [leaf, *_] = [e.leaf for e in programme.state().entries if e.leaf.type == "role-key"]

    with pytest.raises(WithdrawalError, match="is no publication"):
        hold_free(programme.state(), leaf.own)


def served(public):
    """Give a folder as what serves it takes it."""
    return cast("Record", SimpleNamespace(public=public))


@contextmanager
def mirror_of(programme, folder, **settings):
    """Give what follows the programme from a folder at a time, over HTTP."""
    with serving(served(programme.public)) as origin:
        config = mirroring.begin(folder, origin.address, programme.vkey)
        config = replace(config, mirror=replace(config.mirror, **settings))
        (folder / "pendopo.toml").write_text(render(config))
        manner = mirroring.Manner(Patience(tries=1, wait=lambda _: None), lambda _: None)

        def follow(at):
            found = mirroring.follow(folder, at, lambda _: None, manner)
            assert found.unanswered == ""
            return [alarm.kind for alarm in found.open]

        yield follow


def test_the_drill_with_a_mirror_leaves_no_byte_and_every_verification_holds(
    programme, roads, clock, officers, tmp_path
):
    salts = json.loads((programme.public / f"pub/{roads}/salts.json").read_bytes())["objects"]
    raw = [bytes.fromhex(one[name]) for one in salts for name in ("salt", "sha256")]
    needles = [SECRET.encode(), *raw, *(one.hex().encode() for one in raw)]
    copy = tmp_path / "copy"
    read_all(programme)
    with mirror_of(programme, copy, redactions="delete") as follow:
        assert follow(clock()) == []
        assert places_of(copy, *needles)
        mirrored = Programme.open(copy)
        read_all(mirrored)
        programme.withdrawing.hold([roads], LIKE, (), clock)
        assert follow(clock()) == []
        clock.later(hours=20)
        programme.heartbeat(clock)
        redact(programme, officers[:2], clock, (roads,))
        assert follow(clock()) == []

    assert places_of(programme.root, *needles) == []
    assert places_of(copy, *needles) == []
    assert programme.verify().ok
    assert Programme.open(copy).verify().ok
    assert offline(programme) == offline(Programme.open(copy)) == []
    assert mirrored.metadata(mirrored.state().publication_of(roads)) is None


def test_a_mirror_may_keep_what_it_does_not_serve_and_says_so(
    programme, roads, clock, officers, tmp_path
):
    copy = tmp_path / "copy"
    settings = {"redactions": "listed", "reasons": ("MALWARE",)}
    with mirror_of(programme, copy, **settings) as follow:
        follow(clock())
        redact(programme, officers[:2], clock, (roads,))
        assert follow(clock()) == []

    said = json.loads((copy / "public/mirror/redactions.json").read_bytes())
    assert {path.partition("/")[0] for path in places_of(copy, SECRET.encode())} == {"private"}
    assert (said["policy"], said["reasons"]) == ("listed", ["MALWARE"])
    assert [(one["reason"], one["did"]) for one in said["acknowledged"]] == [(LIKE, "set apart")]
    assert Programme.open(copy).verify().ok

    with serving(served(copy / "public")) as site:
        programme.config = replace(programme.config, peers=Peers(mirrors=(site.address,)))
        [told] = programme.withdrawing.ask_mirrors(clock())
    [taken] = programme.state().withdrawn.redactions
    assert (told.policy, told.reasons, told.entries) == ("listed", ("MALWARE",), (taken.index,))
    assert programme.withdrawing.acknowledged() == (told,)
    assert programme.verify().ok


def test_a_mirror_serves_no_file_that_is_held_and_has_it_back_when_the_hold_lapses(
    programme, roads, clock, tmp_path
):
    copy = tmp_path / "copy"
    salts = copy / f"public/pub/{roads}/salts.json"
    with mirror_of(programme, copy) as follow:
        follow(clock())
        whole = salts.read_bytes()
        programme.withdrawing.hold([roads], "COURT-ORDER", (), clock)
        assert follow(clock()) == []

        hidden = json.loads((copy / "public/mirror/redactions.json").read_bytes())
        found = programme.state().publication_of(roads)
        assert {one.c for one in found.objects} == {*hidden["hidden"]}
        assert hidden["holds"] == "hide"
        assert {path.split("/")[0] for path in places_of(copy, SECRET.encode())} == {"private"}
        assert json.loads(salts.read_bytes())["objects"] == []
        assert Programme.open(copy).verify().ok

        clock.later(hours=73)
        programme.heartbeat(clock)
        assert follow(clock()) == []

    assert salts.read_bytes() == whole
    assert "public" in {path.split("/")[0] for path in places_of(copy, SECRET.encode())}
    assert json.loads((copy / "public/mirror/redactions.json").read_bytes())["hidden"] == []
    assert Programme.open(copy).verify().ok
    assert offline(Programme.open(copy)) == []


def test_a_mirror_hides_nothing_for_longer_than_a_hold_lasts_when_the_origin_falls_silent(
    programme, roads, clock, tmp_path
):
    copy = tmp_path / "copy"
    salts = copy / f"public/pub/{roads}/salts.json"
    with mirror_of(programme, copy) as follow:
        follow(clock())
        whole = salts.read_bytes()
        programme.withdrawing.hold([roads], "COURT-ORDER", (), clock)
        follow(clock())
    manner = mirroring.Manner(Patience(tries=1, wait=lambda _: None), lambda _: None)

    clock.later(hours=71)
    still = mirroring.follow(copy, clock(), lambda _: None, manner)
    hidden = salts.read_bytes()
    clock.later(hours=2)
    after = mirroring.follow(copy, clock(), lambda _: None, manner)

    assert still.unanswered
    assert after.unanswered
    assert json.loads(hidden)["objects"] == []
    assert salts.read_bytes() == whole
    assert json.loads((copy / "public/mirror/redactions.json").read_bytes())["hidden"] == []
    assert Programme.open(copy).verify().ok


def test_a_mirror_sets_apart_what_it_hid_when_it_is_taken_away(
    programme, roads, clock, officers, tmp_path
):
    copy = tmp_path / "copy"
    with mirror_of(programme, copy) as follow:
        follow(clock())
        programme.withdrawing.hold([roads], LIKE, (), clock)
        follow(clock())
        redact(programme, officers[:2], clock, (roads,))
        assert follow(clock()) == []

    found = {"/".join(path.split("/")[:2]) for path in places_of(copy, SECRET.encode())}
    assert found == {"private/withdrawn"}
    assert Programme.open(copy).verify().ok


def test_a_mirror_may_serve_what_is_held_and_says_so(programme, roads, clock, tmp_path):
    copy = tmp_path / "copy"
    with mirror_of(programme, copy, holds="serve") as follow:
        follow(clock())
        programme.withdrawing.hold([roads], LIKE, (), clock)
        follow(clock())

    said = json.loads((copy / "public/mirror/redactions.json").read_bytes())
    assert (said["holds"], said["hidden"]) == ("serve", [])
    assert "public" in {path.split("/")[0] for path in places_of(copy, SECRET.encode())}


def test_a_mirror_raises_an_alarm_for_what_goes_without_an_entry(programme, roads, clock, tmp_path):
    with mirror_of(programme, tmp_path / "copy") as follow:
        follow(clock())
        found = programme.state().publication_of(roads)
        programme.object_path(found.original.c).unlink()
        alarms = follow(clock.later(hours=25))

    assert "absent" in alarms
    assert places_of(tmp_path / "copy/public", SECRET.encode())
