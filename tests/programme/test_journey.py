"""The journey, with real parts: a file becomes a table, an entry, a number, and stays so."""

import multiprocessing
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Outcome, Programme
from pendopo.published.reads import ALL
from pendopo.published.state import State, UnknownStateError
from pendopo.stages.measure import MeasureError
from pendopo.stages.publish import PublishError
from pendopo.store.place import LogError
from pendopo.terms.entry import EntryType
from pendopo.terms.finding import Weight
from pendopo.terms.journey import Declaration, Entry
from tests.programme.conftest import BEGINNING

Make = Callable[..., Request]
Publish = Callable[..., Outcome]
ROADS = "code,length_m\n007,1200\n0164A,80\n"


def rows(
    programme: Programme, name: str = "roads", size: int | None = None
) -> list[dict[str, object]]:
    table = programme.table(programme.state(size), "datasets", name)
    page = programme.reader(table).page(ALL, 0, 100)
    return [{k: v for k, v in row.items() if k not in {"entry", "line"}} for row in page]


def test_the_tables_of_a_state_are_looked_up_once(
    programme: Programme, request_for: Make, publish: Publish
):
    publish(request_for(ROADS))
    before = programme.state()
    first = programme.table(before, "datasets", "roads")

    publish(request_for(f"{ROADS}0165,9\n", minutes=2))

    made_by_hand = State(before.size, [])
    assert programme.table(before, "datasets", "roads") is first
    assert programme.table(programme.state(), "datasets", "roads").version != first.version
    assert programme.tables(made_by_hand) == ()
    assert programme.table(before, "datasets", "roads") is first


def test_an_outcome_is_told_once_and_before_all_is_made_of_it(
    programme: Programme, request_for: Make
):
    told: list[tuple[Outcome, int]] = []

    def then(outcome: Outcome) -> None:
        told.append((outcome, programme.state().size))

    published = programme.publish([request_for(ROADS)], then=then)
    stopped = programme.publish([request_for("code,code\n1,2\n", "twice")], then=then)

    assert stopped.stopped
    assert told == [(published, 2), (stopped, 2)]


def test_a_file_becomes_a_table_whose_rows_lead_back_to_it(
    programme: Programme, request_for: Make, publish: Publish
):
    request = request_for(ROADS, title="Roads")

    [entry] = publish(request).entries

    state = programme.state()
    publication = state.publication(entry.index)
    metadata = programme.metadata(publication)
    original = programme.object_path(publication.object("original").c)
    table = programme.table(state, "datasets", "roads")
    page = programme.reader(table).page(ALL, 0, 10)
    assert original.read_bytes() == request.file.read_bytes()
    assert [(row["entry"], row["line"], row["code"]) for row in page] == [
        (entry.index, 2, "007"),
        (entry.index, 3, "0164A"),
    ]
    assert metadata is not None
    assert (metadata.title, metadata.licence, metadata.publisher, metadata.rows) == (
        "Roads",
        "CC-BY-4.0",
        "Dinas Uji",
        2,
    )
    assert original.stat().st_mode & 0o222 == 0


def test_everything_published_verifies(programme: Programme, request_for: Make, publish: Publish):
    publish(request_for(ROADS), request_for("a\n1\n", "other"))
    publish(request_for("a\n2\n", "other", minutes=2))

    verdict = programme.verify()

    assert verdict.problems == ()
    assert verdict.size == 4


def test_a_correction_replaces_its_scope_and_the_past_keeps_what_it_had(
    programme: Programme, request_for: Make, publish: Publish
):
    [first] = publish(request_for(ROADS)).entries
    before = rows(programme)
    size = programme.state().size

    [second] = publish(
        request_for("code,length_m\n007,1300\n", minutes=2, note="Measured again")
    ).entries

    assert second.leaf.prev == first.index
    assert rows(programme) == [{"code": "007", "length_m": 1300}]
    assert rows(programme, size=size) == before
    state = programme.state()
    assert [p.index for p in state.versions(state.publication(second.index))] == [1, 2]
    assert [p.index for p in state.current("datasets")] == [2]
    assert [p.index for p in programme.state(size).current("datasets")] == [1]


def test_two_versions_in_one_commit_replace_each_other_in_order(
    programme: Programme, request_for: Make, publish: Publish, tmp_path: Path
):
    one = request_for(ROADS)
    shutil.copy(one.file, tmp_path / "first.csv")
    two = request_for("code,length_m\n1,2\n", minutes=2)

    entries = publish(replace(one, file=tmp_path / "first.csv"), two).entries

    assert [entry.leaf.prev for entry in entries] == [None, entries[0].index]
    assert programme.verify().problems == ()


def test_a_stop_blocks_all_or_only_itself(programme: Programme, request_for: Make):
    good, bad = request_for(ROADS), request_for("a,b\n1\n", "ragged")

    nothing = programme.publish([good, bad])
    others = programme.publish([good, bad], keep_going=True)

    assert nothing.stopped
    assert nothing.entries == ()
    assert [entry.leaf.scope for entry in others.entries] == [{"dataset": "roads"}]
    assert not list(programme.place.held.iterdir()) or programme.heartbeat(BEGINNING) is None
    assert programme.verify().problems == ()


def test_a_missing_licence_is_a_stop(programme: Programme, request_for: Make):
    bare = Programme(
        programme.root,
        replace(programme.config, publishing=replace(programme.config.publishing, licence="")),
    )

    outcome = bare.publish([request_for(ROADS)])

    [stop] = [f for f in outcome.reports[0].findings if f.weight is Weight.STOP]
    assert "licence" in stop.sentence()
    assert outcome.entries == ()


def test_a_file_that_changes_while_it_is_published_is_published_as_checked(
    programme: Programme, request_for: Make
):
    request = request_for(ROADS)

    def meddle(_: object) -> None:
        request.file.write_text("code,length_m\n999,1\n", "utf-8")

    [entry] = programme.publish([request], meddle).entries

    c = programme.state().publication(entry.index).object("original").c
    assert programme.object_path(c).read_text("utf-8") == ROADS
    assert rows(programme)[0]["code"] == "007"


def test_the_same_bytes_are_stored_once(programme: Programme, request_for: Make, publish: Publish):
    publish(request_for(ROADS), request_for(ROADS, "copy"))

    [one, two] = programme.state().current("datasets")

    assert one.object("original").c == two.object("original").c
    assert programme.verify().problems == ()


def test_a_day_has_one_heartbeat(programme: Programme):
    again = programme.heartbeat(BEGINNING + timedelta(hours=1))
    tomorrow = programme.heartbeat(BEGINNING + timedelta(days=1))

    assert again is None
    assert tomorrow is not None
    assert tomorrow.leaf.type is EntryType.HEARTBEAT
    assert programme.verify().problems == ()


def test_a_day_ends_where_the_government_is(
    programme: Programme, request_for: Make, publish: Publish
):
    # 17:30 UTC on the first of March is half past midnight on the second in Jakarta.
    publish(request_for(ROADS, minutes=15 * 60 + 30))

    assert programme.size_on(date(2026, 2, 28)) == 0
    assert programme.size_on(date(2026, 3, 1)) == 1
    assert programme.size_on(date(2026, 3, 2)) == 2


def test_a_state_that_never_was_is_refused(programme: Programme):
    with pytest.raises(UnknownStateError, match="the log has 1"):
        programme.state(99)


def test_replacing_what_is_not_there_is_refused(programme: Programme, tmp_path: Path):
    file = tmp_path / "r.json"
    file.write_text(
        '{"ocid":"ocds-abc123-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],'
        '"initiationType":"tender"}',
        "utf-8",
    )
    request = Request(file=file, register="contracts", received_at=BEGINNING + timedelta(minutes=1))
    wrong = replace(request, declaration=replace(request.declaration, replaces="nothing"))

    with pytest.raises(PublishError, match="no publication of contracts has that id"):
        programme.publish([wrong])

    assert programme.state().size == 1


def test_releases_merge_and_one_publication_can_take_the_place_of_another(
    programme: Programme, tmp_path: Path, publish: Publish
):
    def releases(minutes: int, amount: int, replaces: str = "") -> Request:
        file = tmp_path / f"{minutes}.json"
        file.write_text(
            '[{"ocid":"ocds-abc123-1","tag":["tender"],"initiationType":"tender",'
            f'"id":"{minutes}","date":"2026-01-0{minutes}T00:00:00Z","tender":{{"id":"t",'
            f'"title":"Road","value":{{"amount":{amount}.10,"currency":"IDR"}}}}}}]',
            "utf-8",
        )
        return Request(
            file=file,
            register="contracts",
            received_at=BEGINNING + timedelta(minutes=minutes),
            declaration=replace(Declaration(), replaces=replaces),
        )

    def value(size: int | None = None) -> Decimal:
        table = programme.table(programme.state(size), "contracts", "processes")
        [row] = programme.reader(table).page(ALL, 0, 10)
        amount = row["tender_amount"]
        assert isinstance(amount, Decimal)
        return amount

    publish(releases(1, 100))
    [second] = publish(releases(2, 200)).entries
    merged = value()
    publish(releases(3, 300, replaces=second.leaf.id))

    assert merged == Decimal("200.10")
    assert value() == Decimal("300.10")
    assert value(size=2) == Decimal("100.10")
    assert value(size=3) == Decimal("200.10")
    assert [p.index for p in programme.state().current("contracts")] == [1, 3]


def test_a_measurement_is_an_entry_with_its_evidence(
    programme: Programme, tmp_path: Path, publish: Publish
):
    file = tmp_path / "r.json"
    file.write_text(
        '[{"ocid":"ocds-abc123-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],'
        '"initiationType":"tender","tender":{"id":"t","procurementMethod":"open",'
        '"numberOfTenderers":1,"tenderPeriod":{"startDate":"2026-01-02T00:00:00Z"}}}]',
        "utf-8",
    )
    publish(Request(file=file, register="contracts", received_at=BEGINNING + timedelta(minutes=1)))

    entries = programme.measure((), BEGINNING + timedelta(minutes=2), date(2026, 3, 1))

    found = {m.indicator: m for _, m in programme.measurements(programme.state())}
    of_contracts = {
        name
        for name, one in programme.indicators.items()
        if all(read.startswith("contracts.") for read in one.reads)
    }
    assert len(entries) == len(found)
    assert found.keys() == of_contracts
    share = found["single_bid_share"]
    assert share.value == "1.0"
    assert share.size == 2
    assert share.as_of == "2026-03-01"
    assert all(len(digest) == 64 for digests in share.tables.values() for digest in digests)
    assert share.tables
    assert programme.verify().problems == ()


def test_an_unknown_indicator_names_those_there_are(programme: Programme):
    with pytest.raises(ValueError, match="write one of"):
        programme.measure(["happiness"], BEGINNING, date(2026, 3, 1))


def test_serving_files_are_made_again_from_the_record(
    programme: Programme, request_for: Make, publish: Publish
):
    publish(request_for(ROADS))
    before = rows(programme)
    shutil.rmtree(programme.place.private / "derived")

    made = Programme.open(programme.root).rebuild()

    assert made == 1
    assert rows(Programme.open(programme.root)) == before


def _publish_in_another_process(root: Path, file: Path, minutes: int) -> None:
    other = Programme.open(root)
    request = Request(
        file=file,
        register="datasets",
        received_at=BEGINNING + timedelta(minutes=minutes),
        declaration=replace(Declaration(), scope={"dataset": f"d{minutes}"}),
    )
    other.publish([request], clock=lambda: datetime.now(UTC))


def test_two_publishers_at_once_take_turns(programme: Programme, tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n", "utf-8")
    fork = multiprocessing.get_context("spawn")

    both = [
        fork.Process(target=_publish_in_another_process, args=(programme.root, file, minutes))
        for minutes in (5, 3)
    ]
    for process in both:
        process.start()
    for process in both:
        process.join(60)

    assert [process.exitcode for process in both] == [0, 0]
    assert programme.state().size == 3
    assert programme.verify().problems == ()


def test_a_measure_outside_the_portable_subset_is_refused(
    programme: Programme, tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "r.json"
    file.write_text(
        '[{"ocid":"ocds-abc123-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],'
        '"initiationType":"tender","tender":{"id":"t"}}]',
        "utf-8",
    )
    publish(Request(file=file, register="contracts", received_at=BEGINNING + timedelta(minutes=1)))
    monkeypatch.setattr(
        "pendopo.programme.measuring.resources.files", lambda _: _Shelf("select median(1) as value")
    )

    with pytest.raises(MeasureError, match="portable subset"):
        programme.measure(["single_bid_share"], BEGINNING + timedelta(minutes=2), date(2026, 3, 1))


class _Shelf:
    """A package whose only file is one SQL text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def joinpath(self, *_: str) -> "_Shelf":
        return self

    def read_text(self, _: str) -> str:
        return self.text


def test_an_entry_made_while_a_file_is_checked_does_not_make_its_publication_late(
    programme: Programme, request_for: Make
):
    request = request_for(ROADS, minutes=1)
    made: list[Entry | None] = []

    def meanwhile(_: object) -> None:
        if not made:
            made.append(programme.heartbeat(BEGINNING + timedelta(days=1)))

    [entry] = programme.publish(
        [request], meanwhile, clock=lambda: BEGINNING + timedelta(days=1, minutes=1)
    ).entries

    assert made[0] is not None
    assert entry.index == made[0].index + 1
    assert programme.verify().problems == ()


def test_a_stopped_file_leaves_no_copy_behind(programme: Programme, request_for: Make):
    outcome = programme.publish([request_for("a,b\n1\n", "ragged")])

    assert outcome.stopped
    assert list(programme.place.held.iterdir()) == []


def test_a_programme_is_not_begun_over_another(programme: Programme):
    before = (programme.root / "pendopo.toml").read_text("utf-8")
    other = before.replace("Kabupaten Uji", "Kabupaten Lain")

    with pytest.raises(LogError, match="a log is here already"):
        Programme.create(programme.root, other, BEGINNING)

    assert (programme.root / "pendopo.toml").read_text("utf-8") == before


def test_a_record_that_was_rolled_back_is_told_by_what_was_promised_here(
    programme: Programme, request_for: Make, publish: Publish
):
    copy = programme.root.parent / "copy"
    shutil.copytree(programme.public, copy)
    publish(request_for(ROADS))
    shutil.rmtree(programme.public)
    shutil.copytree(copy, programme.public)

    [problem] = programme.verify().problems

    assert problem.what == "rolled-back"
