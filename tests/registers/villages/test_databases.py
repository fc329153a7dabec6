"""Siskeudes' own database is read by its tables; with what it holds of persons it is kept back."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.published.reads import ALL
from pendopo.registers.villages.database import database
from pendopo.stages.intake.database import _numeric, pack_tables
from pendopo.terms.journey import Declaration
from tests.corpus.databases import DAY, DOUBLE, MONEY, PAGE, TEXT, Table, write_database
from tests.portal.hall import FIRST, settings

EXPORT = "src/pendopo/registers/villages/example/an_export_of_siskeudes/submitted.zip"
KINDS = {"Anggaran": MONEY, "AnggaranPAK": MONEY, "AnggaranStlhPAK": DOUBLE, "TglPosting": DAY}
PERSON = Table({"UserID": TEXT, "Nama": TEXT, "Password": TEXT}, [("1", "admin", "rahasia")])


def tables_of(packed: bytes) -> dict[str, Table]:
    """Give the tables of the export, amounts and days kept as Access keeps them."""
    found = {"Ta_UserID": PERSON}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            head, *rows = csv.reader(archive.read(name).decode().splitlines(), delimiter=";")
            columns = {one: KINDS.get(one, TEXT) for one in head}
            typed = [
                tuple(cell(kind, text) for kind, text in zip(columns.values(), row, strict=True))
                for row in rows
            ]
            found[Path(name).stem] = Table(columns, typed)
    return found


def cell(kind: int, text: str) -> object:
    if not text:
        return None
    return float(text) if kind == DOUBLE else text


@pytest.fixture(scope="module")
def tables(root):
    return tables_of((root / EXPORT).read_bytes())


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    return Programme.create(tmp_path_factory.mktemp("databases") / "hall", settings(), FIRST)


@pytest.fixture(scope="module")
def handed_in(hall, tables, root, tmp_path_factory):
    """Hand in the database, and give the rows of it beside those of the export as CSV."""
    folder = tmp_path_factory.mktemp("given")
    made = write_database(folder / "DataAPBDES.mde", tables)
    seen: list[Any] = []
    for file in (root / EXPORT, made):
        at = FIRST.replace(hour=9 + len(seen))
        outcome = hall.publish([Request(file, "villages", at, Declaration(title=file.name))])
        state = hall.state()
        found = {}
        for name in ("lines", "books", "activities"):
            rows = hall.reader(hall.table(state, "villages", name)).page(ALL, 0, 100)
            found[name] = [
                {key: one for key, one in row.items() if key not in {"entry", "line"}}
                for row in rows
            ]
        seen.append((outcome, found))
    return made, seen


def test_a_database_gives_the_rows_that_its_export_gives(handed_in):
    (_, exported), (outcome, read) = handed_in[1]

    assert not outcome.reports[0].stopped
    assert read == exported
    assert max(str(one["amount"]) for one in read["lines"]) == "800000000.00"


def test_what_is_published_is_the_tables_and_the_database_is_kept_back(hall, handed_in):
    made, [_, (outcome, _)] = handed_in
    publication = hall.state().current("villages")[-1]
    metadata, kept = hall.metadata(publication), hall.place.withheld

    with zipfile.ZipFile(hall.original_path(publication)) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}

    assert held.keys() == {f"{name}.csv" for name in database()} - {"Ref_Kegiatan.csv"}
    assert (metadata.filename, metadata.made_from) == ("DataAPBDES.zip", "DataAPBDES.mde")
    assert (kept / publication.id / "original").read_bytes() == made.read_bytes()
    for path in hall.root.rglob("*"):
        if path.is_file() and not path.is_relative_to(kept):
            assert b"rahasia" not in path.read_bytes(), path
    told = {one.rule: one for one in outcome.reports[0].findings}["database_is_read_by_its_tables"]
    assert "Ta_UserID" not in told.values["tables"]


def moved(data: bytes, owner: int) -> bytes:
    """Move rows of a table as an edit that lengthens them does, two of three pages pointers."""
    out = bytearray(data)
    for at in range(PAGE, len(data), PAGE):
        if data[at : at + 2] != b"\1\1" or int.from_bytes(data[at + 4 : at + 8], "little") != owner:
            continue
        second, third = bytearray(data[at : at + PAGE]), bytearray(data[at : at + PAGE])
        new = len(out) // PAGE
        for nth in range(int.from_bytes(data[at + 12 : at + 14], "little")):
            place = 14 + 2 * nth
            row = int.from_bytes(data[at + place : at + place + 2], "little")
            hidden = (row | 0x8000).to_bytes(2, "little")
            pointer = (row | 0x4000).to_bytes(2, "little")
            out[at + place : at + place + 2] = pointer if nth % 2 else hidden
            second[place : place + 2] = hidden if nth % 2 else pointer
            third[place : place + 2] = hidden
            where = ((new if nth % 2 else new + 1) << 8 | nth).to_bytes(4, "little")
            if nth % 2:
                out[at + row : at + row + 4] = where
            else:
                second[row : row + 4] = where
        out += second + third
    return bytes(out)


def taken(path: Path) -> tuple[bytes, list[zipfile.ZipInfo]]:
    told: list[Any] = []
    assert pack_tables(path, {"Ta_Anggaran": ["Kd_Rincian"]}, path.with_suffix(".zip"), told.append)
    with zipfile.ZipFile(path.with_suffix(".zip")) as packed:
        return packed.read("Ta_Anggaran.csv"), packed.infolist()


def test_rows_that_moved_to_other_pages_are_read_to_their_ends(tmp_path):
    rows = [(f"5.2.7.{nth:02}.{'9' * nth}",) for nth in range(12)]
    table = Table({"Kd_Rincian": TEXT}, rows)
    # Its declaration is page 3: the head, the map of pages and the catalogue stand before it.
    whole = write_database(tmp_path / "whole.mde", {"Ta_Anggaran": table}).read_bytes()
    (tmp_path / "moved.mde").write_bytes(moved(whole, 3))

    found, members = taken(tmp_path / "moved.mde")

    assert sorted(found.split()[1:]) == sorted(row.encode() for (row,) in rows)
    assert [one.compress_type for one in members] == [zipfile.ZIP_DEFLATED]


def test_a_decimal_of_no_bytes_is_told_and_no_fault_of_the_program(tmp_path, monkeypatch):
    path = write_database(tmp_path / "a.mde", {"Ta_Anggaran": Table({"Kd_Rincian": TEXT}, [("",)])})
    monkeypatch.setattr("pendopo.stages.intake.database._text", lambda _: lambda _: _numeric("", 4))
    told: list[Any] = []

    assert not pack_tables(path, {"Ta_Anggaran": ["Kd_Rincian"]}, tmp_path / "a.zip", told.append)
    assert [one.rule for one in told] == ["database_can_be_read"]


def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2 // PAGE * PAGE]


def encoded(data: bytes) -> bytes:
    return data[:PAGE] + bytes(byte ^ 0x5A for byte in data[PAGE:])


def declaration(data: bytes) -> int:
    """Find the page that declares the budgets, by a column that only they have."""
    return data.index("AnggaranPAK".encode("utf-16-le")) // PAGE * PAGE


def of_rows_that_are_not_there(data: bytes) -> bytes:
    """Let a table say that it has a row more than it has."""
    at = declaration(data)
    count = int.from_bytes(data[at + 16 : at + 20], "little")
    return data[: at + 16] + (count + 1).to_bytes(4, "little") + data[at + 20 :]


def of_a_declaration_without_end(data: bytes) -> bytes:
    """Let a table's declaration go on in itself."""
    at = declaration(data)
    return data[: at + 4] + (at // PAGE).to_bytes(4, "little") + data[at + 8 :]


def of_noise(data: bytes) -> bytes:
    return data[:32] + bytes(range(256)) * 400


BROKEN = (cut_off, encoded, of_rows_that_are_not_there, of_a_declaration_without_end, of_noise)


@pytest.fixture(scope="module")
def answers(hall, tables, tmp_path_factory):
    """Check all of them at once, and give the one stop of each."""
    folder = tmp_path_factory.mktemp("broken")
    given = [write_database(folder / "other.mdb", {"Ta_UserID": PERSON})]
    whole = write_database(folder / "whole.mde", tables).read_bytes()
    for one in BROKEN:
        given.append(folder / f"{one.__name__}.mde")
        given[-1].write_bytes(one(whole))
    asked = [Request(path, "villages", FIRST, Declaration(title="x")) for path in given]
    work = tmp_path_factory.mktemp("work")
    stops = {}
    for path, report in zip(given, hall.check(asked, work), strict=True):
        stops[path.stem] = next(one for one in report.findings if one.weight.value == "stop")
    return stops


@pytest.mark.parametrize("name", [one.__name__ for one in BROKEN])
def test_a_broken_database_is_answered_with_what_to_do(answers, name):
    assert answers[name].rule in {"database_can_be_read", "file_can_be_read"}
    assert answers[name].write


def test_a_database_without_its_tables_is_told_which_they_are(answers):
    assert answers["other"].rule == "database_has_its_tables"
    assert "Ta_Anggaran" in answers["other"].sentence()
