"""A file of persons from the stop to the page: nobody in it is public, and all of it verifies."""

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.entry import commitment
from pendopo.terms.journey import Declaration
from pendopo.terms.personal import ORIGINAL, Decision, Fate
from pendopo.terms.reading import Reading

NIK = "3522010101900001"
ROWS = f"nik,nama,rp\n{NIK},Budi Santoso,600000\n3522014101910002,Siti Aminah,600000\n"


def decide(request, **fates):
    decisions = {name: Decision(Fate(fate), "UU 27/2022") for name, fate in fates.items()}
    return replace(request, declaration=replace(request.declaration, personal=decisions))


@pytest.fixture
def hidden(programme, request_for, publish):
    """The publication of a file with a masked and a dropped column."""
    publish(decide(request_for(ROWS, "aid"), nik="mask", nama="drop"))
    [publication] = programme.state().current()
    return publication


def column(programme, name):
    [table] = programme.tables(programme.state())
    return [value.as_py() for value in pq.read_table(table.parts[0].path).column(name)]


def public_bytes(programme):
    return b"".join(p.read_bytes() for p in programme.public.rglob("*") if p.is_file())


def test_nothing_is_published_until_somebody_decides(programme, request_for):
    outcome = programme.publish([request_for(ROWS, "aid")])

    assert outcome.stopped
    assert outcome.entries == ()
    assert NIK.encode() not in public_bytes(programme)
    assert not (programme.root / "private" / "secrets").exists()


def test_what_is_hidden_is_nowhere_in_public(programme, hidden):
    public = public_bytes(programme)

    assert hidden.original is None
    assert not any(word in public for word in (NIK.encode(), b"Budi", b"Siti", b"3522014101910002"))


def test_the_file_is_kept_back_with_what_opens_its_commitment(programme, hidden):
    folder = programme.root / "private" / "withheld" / hidden.id
    opening = json.loads((folder / "salt.json").read_bytes())

    assert (folder / "original").read_text("utf-8") == ROWS
    assert programme.original_path(hidden) == folder / "original"
    c = commitment(bytes.fromhex(opening["salt"]), bytes.fromhex(opening["sha256"]))
    assert c == opening["c"] == programme.metadata(hidden).withheld
    assert stat.S_IMODE((folder / "original").stat().st_mode) == 0o600


def test_readers_see_what_was_decided_by_whom_and_why(programme, hidden):
    metadata = programme.metadata(hidden)

    told = [(one.table, one.column, one.fate, one.by, one.reason) for one in metadata.personal]
    assert told == [
        ("data", "nik", Fate.MASK, "Dinas Uji", "UU 27/2022"),
        ("data", "nama", Fate.DROP, "Dinas Uji", "UU 27/2022"),
    ]
    assert [column.name for column in metadata.tables[0].table.columns] == ["nik", "rp"]


def test_the_record_verifies_and_can_be_served_again(programme, hidden):
    assert programme.verify().ok

    programme.rebuild()

    [table] = programme.tables(programme.state())
    assert table.publications == (hidden.index,)
    assert programme.serving_file(table).exists()


def test_a_pseudonym_stays_over_releases_and_a_restart(programme, request_for, hidden):
    before = column(programme, "nik")
    again = Programme.open(programme.root)
    again.publish([decide(request_for(ROWS + "\n", "aid", minutes=2), nik="mask", nama="drop")])

    assert column(again, "nik") == before
    assert again.state().current()[0].index > hidden.index


def test_what_may_be_published_is_published_with_the_file(programme, request_for, publish):
    publish(decide(request_for(ROWS, "aid"), nik="publish", nama="publish"))

    [publication] = programme.state().current()
    assert programme.original_path(publication).read_text("utf-8") == ROWS
    assert {one.fate for one in programme.metadata(publication).personal} == {Fate.PUBLISH}
    assert not (programme.root / "private" / "secrets").exists()


def test_a_file_can_be_kept_back_for_what_stands_outside_its_table(programme, request_for, publish):
    request = request_for("a,b\n1,2\n# NIP 196501011990031001,x\n", "aid")
    assert programme.publish([request]).stopped

    publish(decide(request, **{ORIGINAL: "drop", "a": "drop"}))

    [publication] = programme.state().current()
    assert publication.original is None
    assert programme.verify().ok


def test_a_foreign_key_is_held_to_what_is_published_now(programme, request_for, publish):
    publish(request_for("kode,nama\n01,Rejo\n02,Sari\n", "villages"))
    key = {"fields": "desa", "reference": {"resource": "datasets/villages", "fields": "kode"}}
    schema = {"fields": [{"name": "desa"}], "foreignKeys": [key]}
    right, wrong, lost = (
        replace(request_for(f"desa\n{code}\n", name, minutes=2), reading=Reading(schema=given))
        for code, name, given in (
            ("02", "right", schema),
            ("2", "wrong", schema),
            (
                "02",
                "lost",
                {
                    **schema,
                    "foreignKeys": [
                        key | {"reference": {"resource": "datasets/nowhere", "fields": "kode"}}
                    ],
                },
            ),
        )
    )

    reports = programme.publish([right, wrong, lost], keep_going=True).reports

    assert [report.stopped for report in reports] == [False, True, True]
    assert reports[1].findings[0].rule == "cell_refers_to_a_row"
    assert reports[2].findings[0].rule == "schema_is_readable"


def test_a_foreign_key_is_held_to_a_table_that_a_fold_makes(
    programme, request_for, publish, tmp_path
):
    publish(*(contracts(tmp_path, number) for number in (1, 2)))
    key = {
        "fields": "kontrak",
        "reference": {"resource": "contracts/tenders", "fields": "ocid"},
    }
    schema = {"fields": [{"name": "kontrak"}], "foreignKeys": [key]}
    both, one = (
        replace(
            request_for(f"kontrak\nocds-abc123-1\nocds-abc123-{number}\n", name, minutes=2),
            reading=Reading(schema=schema),
        )
        for number, name in ((2, "both"), (3, "one"))
    )

    reports = programme.publish([both, one], keep_going=True).reports

    assert [report.stopped for report in reports] == [False, True]
    [dangling] = [f for f in reports[1].findings if f.rule == "cell_refers_to_a_row"]
    assert (dangling.lines, dangling.cells) == ((3,), ("ocds-abc123-3",))


def contracts(folder, number):
    """Ask to publish a package of one release."""
    release = {
        "ocid": f"ocds-abc123-{number}", "id": "1", "date": "2026-02-02T09:00:00Z",
        "tag": ["tender"], "initiationType": "tender", "tender": {"id": "1", "title": "Jalan"},
    }  # fmt: skip
    package = {
        "uri": f"https://contoh.example/{number}", "version": "1.1",
        "publisher": {"name": "Contoh"}, "publishedDate": "2026-02-02T09:00:00Z",
        "releases": [release],
    }  # fmt: skip
    file = folder / f"releases-{number}.json"
    file.write_text(json.dumps(package), "utf-8")
    return Request(
        file=file,
        register="contracts",
        received_at=datetime(2026, 3, 1, 2, 1, tzinfo=UTC),
        declaration=Declaration(),
    )


def test_a_table_that_nobody_published_has_no_files(programme):
    assert programme._published("contracts/contracts") == ()
    assert programme._published("nowhere/x") == ()
