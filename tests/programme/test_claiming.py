"""What people say of promises comes into the log without a sign-off, and stays."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.hub.looking import OgpFile, look
from pendopo.programme.hub.settings import Hub, Kind, Member
from pendopo.programme.own_key import new_key, sign
from pendopo.programme.programme import Programme
from pendopo.programme.signing import Introduction
from pendopo.published.claims.claim import Claim, ClaimError
from pendopo.published.people import SignedError
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Declaration
from tests.programme.conftest import BEGINNING

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
NOW = BEGINNING + timedelta(hours=1)
PLAN = {
    "pendopo_plan": 1,
    "id": "uji-2026",
    "title": "Plan of Uji",
    "level": "local",
    "government": "Kabupaten Uji",
    "submitted": 2026,
    "start": {"text": "2026", "first": "2026-01-01", "last": "2026-12-31"},
    "end": {"text": "2027", "first": "2027-01-01", "last": "2027-12-31"},
    "commitments": [
        {
            "id": "open-contracting",
            "title": "Every contract in the open",
            "lead": "Procurement unit",
            "unknown": ["start", "end"],
            "milestones": [
                {"id": "payments", "title": "Payments are shown", "unknown": ["due"]},
            ],
        }
    ],
}
CLAIM = Claim(
    log="uji.example/log",
    at="2026-03-01T02:30:00Z",
    role="reviewer",
    plan="uji-2026",
    commitment="open-contracting",
    codebook="irm-2020",
    question="completion_end",
    value="Limited",
    sources=("https://example.org/review.pdf",),
    says="Payments are missing.",
    language="en",
    number=1,
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A regency whose plan is published, with one key for each role; to be copied."""
    folder = tmp_path_factory.mktemp("begun")
    programme = Programme.create(folder / "uji", render(CONFIG), BEGINNING)
    (folder / "plan.json").write_text(json.dumps(PLAN))
    said = Declaration(scope={"plan": "uji-2026"})
    outcome = programme.publish([Request(folder / "plan.json", "plans", BEGINNING, said)])
    assert not outcome.stopped, [f.sentence() for r in outcome.reports for f in r.findings]
    for role in ("publisher", "civil-society", "reviewer"):
        asked = Introduction(new_key(folder / role), (role,), f"Office of the {role}", role)
        programme.signing.introduce(asked, lambda: BEGINNING)
    programme.close()
    return folder


@pytest.fixture
def programme(begun, tmp_path):
    shutil.copytree(begun / "uji", tmp_path / "uji", symlinks=True)
    return Programme.open(tmp_path / "uji")


@pytest.fixture
def spoken(begun):
    """Draft and sign a claim in a role."""

    def say(role="reviewer", **changed):
        claim = replace(CLAIM, role=role, **changed)
        return sign(claim.statement(), begun / role)[0].encode()

    return say


def test_a_claim_is_public_when_it_is_handed_in_and_the_next_commit_takes_it(programme, spoken):
    programme.claiming.hand_in(spoken(), NOW)
    [waiting] = programme.claiming.waiting()
    programme.heartbeat(NOW + timedelta(days=1))
    [recorded] = programme.claiming.claims().recorded

    assert waiting.claim == recorded.claim == CLAIM
    assert recorded.office == "Office of the reviewer"
    assert programme.claiming.waiting() == ()
    assert programme.verify().ok


def test_a_key_is_not_ended_before_its_claims_are_taken(programme, spoken):
    programme.claiming.hand_in(spoken(), NOW)
    key = programme.signing.people().keys[-1]

    end = programme.signing.end(key.id, "left", lambda: NOW)

    [recorded] = programme.claiming.claims().recorded
    assert recorded.index < end.index


def test_files_received_one_after_another_are_published_behind_a_claim_that_waits(
    programme, spoken, tmp_path
):
    programme.claiming.hand_in(spoken(), NOW)
    requests = []
    for minute in (1, 2):
        file = tmp_path / f"{minute}.csv"
        file.write_text(f"village,wells\nRejo,{minute}\n")
        at = NOW + timedelta(minutes=minute)
        said = Declaration(scope={"dataset": f"wells-{minute}"}, title=f"Wells {minute}")
        requests.append(Request(file, "datasets", at, said))

    outcome = programme.publish(requests)

    [recorded] = programme.claiming.claims().recorded
    assert [one.index for one in outcome.entries] == [recorded.index + 1, recorded.index + 2]
    assert {one.leaf.time for one in outcome.entries} == {"2026-03-01T03:02:00Z"}


def test_an_older_claim_stays_beside_the_newer(programme, spoken):
    for number, value in enumerate(("Not Started", "Limited"), 1):
        programme.claiming.record(spoken(number=number, value=value), lambda: NOW)

    claims = programme.claiming.claims().of("uji-2026", "open-contracting")

    assert [one.claim.value for one in claims.recorded] == ["Not Started", "Limited"]
    assert claims.newer(claims.recorded[0]) == claims.recorded[1]
    assert claims.conflicts == ()


def test_two_voices_that_differ_are_a_conflict_until_one_says_otherwise(programme, spoken):
    programme.claiming.record(spoken("publisher", value="Complete"), lambda: NOW)
    programme.claiming.record(spoken("civil-society", value="NR"), lambda: NOW)
    programme.claiming.record(spoken(), lambda: NOW)
    then = programme.claiming.claims()
    programme.claiming.record(spoken("publisher", number=2), lambda: NOW)

    [conflict] = then.conflicts
    assert [one.claim.value for one in conflict.sides] == ["Complete", "Limited"]
    assert then.disputed == {("uji-2026", "open-contracting")}
    assert not programme.claiming.claims().disputed
    assert programme.claiming.claims(programme.state(then.recorded[-1].index + 1)) == then


def test_answers_to_other_questions_are_no_conflict(programme, spoken):
    saw = {"codebook": "attestation-1", "question": "seen_done", "value": "Yes"}
    programme.claiming.record(spoken("publisher", value="Complete"), lambda: NOW)
    programme.claiming.record(spoken("civil-society", **saw), lambda: NOW)
    programme.claiming.record(spoken(milestone="payments"), lambda: NOW)

    assert programme.claiming.claims().conflicts == ()


def test_a_claim_that_never_came_is_missed(programme, spoken):
    programme.claiming.record(spoken(number=1), lambda: NOW)
    programme.claiming.record(spoken(number=4), lambda: NOW)

    [missing] = programme.claiming.claims().missing

    assert (missing.key.office, missing.spans) == ("Office of the reviewer", ((2, 3),))
    assert missing.numbers == ("2-3",)


def test_a_number_far_beyond_the_last_is_told_at_the_door(programme, spoken):
    programme.claiming.hand_in(spoken(number=1_000), NOW)

    with pytest.raises(ClaimError, match="comes after") as refused:
        programme.claiming.hand_in(spoken(number=999_999_999), NOW)

    assert (refused.value.values["last"], refused.value.values["next"]) == ("0", "1")


def test_a_gap_costs_no_more_for_being_wide(programme, spoken):
    """A copy may hold what another program's door took."""
    programme.claiming.record(spoken(number=3), lambda: NOW)
    claims = programme.claiming.claims()
    [one] = claims.recorded
    far = replace(one, index=99, claim=replace(one.claim, number=999_999_999))

    [missing] = replace(claims, recorded=(one, far)).missing

    assert missing.spans == ((1, 2), (4, 999_999_998))


def test_personal_data_is_refused_and_the_log_says_so(programme, spoken):
    said = spoken(says="Budi saw it, budi@example.org.")
    waiting = programme.claiming.hand_in(said, NOW)
    programme.heartbeat(NOW + timedelta(days=1))
    claims = programme.claiming.claims()
    programme.claiming.record(spoken(number=2), lambda: NOW + timedelta(days=2))

    [refused] = claims.refused
    assert waiting.refused == refused.why == "personal-data"
    assert (refused.key.office, refused.number) == ("Office of the reviewer", 1)
    assert refused.subject == ("uji-2026", "open-contracting", "")
    assert claims.recorded == ()
    assert programme.claiming.claims().missing == ()
    assert not any(b"budi@" in one.read_bytes() for one in _files(programme))


def test_at_the_desk_too_a_refusal_is_in_the_log(programme, spoken):
    with pytest.raises(ClaimError, match="The log says so"):
        programme.claiming.record(spoken(says="budi@example.org saw it."), lambda: NOW)

    assert len(programme.claiming.claims().refused) == 1


def test_a_withdrawn_claim_leaves_its_place(programme, spoken):
    entry = programme.claiming.record(spoken(), lambda: NOW)
    programme.claiming.record(spoken(number=2, value="Substantial"), lambda: NOW)
    programme.withdrawing.hold([entry.leaf.id], "ID-PDP-43", (), lambda: NOW)

    claims = programme.claiming.claims()

    assert [(one.index, one.number) for one in claims.gone] == [(entry.index, 1)]
    assert claims.gone[0].withdrawn is not None
    assert claims.missing == ()


def test_what_the_government_records_for_others_has_no_key(programme):
    claim = replace(CLAIM, number=None, office="Forum Warga", role="civil-society")

    programme.claiming.record(claim.statement().text().encode(), lambda: NOW)

    [recorded] = programme.claiming.claims().recorded
    assert (recorded.key, recorded.office) == (None, "Forum Warga")


def test_the_same_file_twice_is_one_claim(programme, spoken):
    note = spoken()

    programme.claiming.hand_in(note, NOW)
    programme.claiming.hand_in(note, NOW)
    first = programme.claiming.record(note, lambda: NOW)
    programme.claiming.hand_in(note, NOW)

    assert programme.claiming.record(note, lambda: NOW) == first
    assert len(programme.claiming.claims().recorded) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"plan": "other"}, "No plan"),
        ({"commitment": "other"}, "no commitment"),
        ({"milestone": "other"}, "no milestone"),
        ({"codebook": "irm-2018", "value": "Complete"}, "is coded by"),
        ({"at": "2026-03-02T02:30:00Z"}, "to come"),
        ({"at": "2026-02-30T02:30:00Z"}, "no calendar has"),
        ({"office": "Another office"}, "leaves the office to the key"),
        ({"number": None, "office": "Forum"}, "has a number"),
    ],
)
def test_a_claim_of_nothing_promised_is_told_at_the_door(programme, spoken, changed, told):
    with pytest.raises(ClaimError, match=told):
        programme.claiming.hand_in(spoken(**changed), NOW)

    assert programme.claiming.waiting() == ()


def test_a_number_is_used_once(programme, spoken):
    programme.claiming.hand_in(spoken(), NOW)
    with pytest.raises(ClaimError, match="waits already"):
        programme.claiming.hand_in(spoken(value="Complete"), NOW)
    programme.heartbeat(NOW + timedelta(days=1))

    with pytest.raises(ClaimError, match="in the log already") as refused:
        programme.claiming.hand_in(spoken(value="Complete"), NOW)

    assert refused.value.values["next"] == "2"


def test_of_two_claims_of_one_number_handed_in_at_once_one_is_kept(programme, spoken, monkeypatch):
    notes = [spoken(value=value) for value in ("Complete", "Limited", "Substantial")]
    keep = programme.claiming._handed_in.keep

    def slowly(*kept):
        time.sleep(0.2)  # until everybody has looked at what waits
        keep(*kept)

    monkeypatch.setattr(programme.claiming._handed_in, "keep", slowly)

    def hand_in(note):
        try:
            programme.claiming.hand_in(note, NOW)
        except ClaimError as error:
            return error.message
        return ""

    with ThreadPoolExecutor(len(notes)) as people:
        told = list(people.map(hand_in, notes))

    assert sorted(told) == ["", *["Another claim {number} of this key waits already."] * 2]
    assert len(programme.claiming.waiting()) == 1


def test_one_number_is_one_claim_whatever_it_is_about(programme, spoken):
    programme.claiming.hand_in(spoken(), NOW)
    with pytest.raises(ClaimError, match="waits already"):
        programme.claiming.hand_in(spoken(milestone="payments"), NOW)
    personal = spoken(number=2, says="budi@example.org saw it.")
    programme.claiming.hand_in(personal, NOW)
    programme.claiming.hand_in(personal, NOW)
    with pytest.raises(ClaimError, match="waits already"):
        programme.claiming.hand_in(spoken(number=2), NOW)

    assert [one.scope["number"] for one in programme.claiming.waiting()] == ["1", "2"]


def test_what_comes_late_is_not_what_a_voice_says_now(programme, spoken):
    newer = programme.claiming.record(spoken(number=2, value="Substantial"), lambda: NOW)
    programme.claiming.record(spoken(number=1, value="Limited"), lambda: NOW)
    claims = programme.claiming.claims()

    assert [one.claim.value for one in claims.latest.values()] == ["Substantial"]
    assert [claims.newer(one) and claims.newer(one).index for one in claims.recorded] == [
        None,
        newer.index,
    ]


def test_words_beside_an_address_are_read_for_personal_data(programme, spoken):
    words = ("Talk with Budi, budi@example.org, see https://example.org/review.pdf",)

    assert programme.claiming.hand_in(spoken(sources=words), NOW).refused == "personal-data"


def test_a_file_that_cannot_be_taken_away_stops_no_commit(programme, spoken, monkeypatch):
    programme.claiming.hand_in(spoken(), NOW)
    (programme.place.claims / f"{'0' * 64}.refused").write_text('{"key": "?", "number": "x"}')
    real = Path.unlink

    def unlink(path, **how):
        if path.parent == programme.place.claims:
            raise PermissionError(13, "Permission denied", str(path))
        real(path, **how)

    monkeypatch.setattr(Path, "unlink", unlink)
    programme.heartbeat(NOW + timedelta(days=1))
    programme.heartbeat(NOW + timedelta(days=2))

    assert len(programme.claiming.claims().recorded) == 1
    assert programme.claiming.waiting() == ()


def test_who_was_not_introduced_is_not_heard(programme, tmp_path):
    new_key(tmp_path / "stranger")
    note = sign(CLAIM.statement(), tmp_path / "stranger")[0].encode()

    with pytest.raises(SignedError, match="never introduced"):
        programme.claiming.hand_in(note, NOW)


def test_a_claim_speaks_in_the_role_of_its_key(programme, begun):
    as_reviewer = sign(CLAIM.statement(), begun / "civil-society")[0].encode()

    with pytest.raises(ClaimError, match="speaks as"):
        programme.claiming.hand_in(as_reviewer, NOW)


def test_no_attestation_and_no_rating_is_a_measurement(programme, spoken):
    saw = {"codebook": "attestation-1", "question": "seen_done", "value": "Yes"}
    programme.claiming.record(spoken("publisher", milestone="payments", **saw), lambda: NOW)

    state = programme.state()

    assert state.entries[-1].leaf.type is EntryType.RATING
    assert programme.measurements(state) == ()


def _files(programme):
    return (path for path in programme.public.rglob("*") if path.is_file())


def test_a_hub_counts_the_promises_on_which_voices_differ(programme, spoken, tmp_path):
    member = Member(code="uji", kind=Kind.OWN, folder="uji")
    hub = Hub("Hub", ("id",), "Asia/Jakarta", 200, "", "", 0, 1, members=(member,))
    file = OgpFile(tmp_path, hub)

    silent = look(tmp_path, member, None, file)
    programme.claiming.record(spoken("publisher", value="Complete"), lambda: NOW)
    agreed = look(tmp_path, member, None, file)
    programme.claiming.record(spoken(), lambda: NOW)
    differing = look(tmp_path, member, None, file)

    assert [one.disputed for one in (silent, agreed, differing)] == [None, 0, 1]
