"""An export of a bookkeeping program's database: which of its tables become which of ours.

What the tables are called stands in ``exports/*.toml``; no code knows a program.
"""

import re
import tomllib
from collections.abc import Generator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.villages import told
from pendopo.registers.villages.folded import SUBMITTED
from pendopo.registers.villages.placing import clean
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding
from pendopo.terms.register import Sheet

Cells = dict[str, pa.Array]
Taken = list[tuple[Table, Cells]]
_FOLDER: Final = "pendopo.registers.villages.exports"
# A column of a table that has one row for the whole export: ``Ta_Pemda.Kd_Prov``.
_ELSEWHERE: Final = re.compile(r"(\w+)[.](\w+)")


@cache
def _exports() -> tuple[Mapping[str, Any], ...]:
    found = sorted(files(_FOLDER).iterdir(), key=lambda one: one.name)
    return tuple(tomllib.loads(one.read_text("utf-8")) for one in found if one.name[-5:] == ".toml")


def exported(sheets: Sequence[Sheet]) -> Generator[Finding, None, Taken | None]:
    """Take the tables of an export.

    :returns: each of our tables with its cells; None for what is no export that is known
    """
    # Before anything is known: whatever else is packed beside them, persons would be published.
    for export in _exports():
        filled = _personal(export, sheets)
        if filled:
            yield told.persons(filled, list(_wanted(export).values()))
            return []
    by_name = {sheet.name.lower(): sheet for sheet in sheets}
    for export in _exports():
        if {one.lower() for one in export["known"]} <= by_name.keys():
            return (yield from _taken(export, by_name))
    return None


def _personal(export: Mapping[str, Any], sheets: Sequence[Sheet]) -> list[str]:
    """Name the sheets with rows that are an export's tables of persons.

    People rename what they export: ``dbo.Ta_UserID`` and ``Ta_UserID (2)`` are that table too.
    """
    names = "|".join(map(re.escape, export["personal"]))
    wanted = re.compile(rf"(?<![a-z0-9])({names})(?![a-z0-9])", re.IGNORECASE)
    return [
        sheet.name
        for sheet in sheets
        if wanted.search(sheet.name) and any(batch.num_rows for batch in sheet.batches)
    ]


def _taken(
    export: Mapping[str, Any], sheets: Mapping[str, Sheet]
) -> Generator[Finding, None, Taken]:
    wanted = _wanted(export)
    cells = {name: _cells(sheets[name]) for name in wanted if name in sheets}
    taken: Taken = []
    for rows in export["rows"]:
        if rows["from"].lower() not in cells:
            continue
        lacking = _lacking(rows, cells)
        if lacking:
            yield told.export_lacks(rows["from"], lacking)
            return []
        made = _made(rows, cells)
        if len(made["line"]):
            taken.append((_table(rows["table"]), _labelled(export, rows["table"], made, cells)))
    return taken


def _wanted(export: Mapping[str, Any]) -> dict[str, str]:
    """Give the tables that are read, by their names in small letters."""
    found = [one["from"] for one in (*export["rows"], *export.get("labels", ()))]
    parts = [
        part for rows in export["rows"] for column in rows["columns"].values() for part in column
    ]
    found += [match[1] for match in map(_ELSEWHERE.fullmatch, parts) if match]
    return {name.lower(): name for name in found}


def columns_wanted() -> Mapping[str, tuple[str, ...]]:
    """Give the tables of all exports that are read, and of each the columns."""
    found: dict[str, dict[str, None]] = {}
    for export in _exports():
        for rows in export["rows"]:
            parts = [part for column in rows["columns"].values() for part in column]
            if "where" in rows:
                parts.append(rows["where"]["column"])
            for part in parts:
                match = _ELSEWHERE.fullmatch(part)
                table, column = (match[1], match[2]) if match else (rows["from"], part)
                found.setdefault(table, {})[column] = None
        for one in export.get("labels", ()):
            found.setdefault(one["from"], {}).update(dict.fromkeys((one["key"], one["label"])))
    return {table: tuple(columns) for table, columns in found.items()}


def _table(name: str) -> Table:
    return next(table for table in SUBMITTED if table.name == name)


def _cells(sheet: Sheet) -> Cells:
    """Put a table into columns, named in small letters: exports differ in how they write them."""
    batches = list(sheet.batches)
    lines = [one.column("line") for one in batches]
    found = {"line": pa.chunked_array(lines, pa.int64()).combine_chunks()}
    for at, name in enumerate(sheet.header):
        column = [one.column(str(at)).cast(pa.string()) for one in batches]
        whole = pa.chunked_array(column, pa.string()).combine_chunks()
        found[name.strip().lower()] = pc.utf8_trim_whitespace(pc.fill_null(whole, ""))
    return found


def _lacking(rows: Mapping[str, Any], cells: Mapping[str, Cells]) -> list[str]:
    own = cells[rows["from"].lower()]
    parts = [part for column in rows["columns"].values() for part in column]
    lacking = []
    for part in parts:
        match = _ELSEWHERE.fullmatch(part)
        where = cells.get(match[1].lower(), {}) if match else own
        if (match[2] if match else part).lower() not in where:
            lacking.append(part)
    return lacking


def _made(rows: Mapping[str, Any], cells: Mapping[str, Cells]) -> Cells:
    own = cells[rows["from"].lower()]
    if "where" in rows:
        kept = pc.is_in(own[rows["where"]["column"].lower()], pa.array(rows["where"]["is"]))
        own = {name: column.filter(kept) for name, column in own.items()}
    made = {"line": own["line"]}
    for name, parts in rows["columns"].items():
        columns = [_part(part, own, cells) for part in parts]
        joined = columns[0]
        if len(columns) > 1:
            joined = pc.binary_join_element_wise(*map(clean, columns), ".")
        if name in rows.get("take", {}):
            found = pc.extract_regex(joined, rows["take"][name])
            joined = pc.fill_null(pc.struct_field(found, [0]), "")
        if name in rows.get("codes", {}):
            codes = rows["codes"][name]
            place = pc.index_in(joined, pa.array(list(codes), pa.string()))
            joined = pc.coalesce(pa.array(list(codes.values()), pa.string()).take(place), joined)
        made[name] = joined
    return made


def _part(part: str, own: Cells, cells: Mapping[str, Cells]) -> pa.Array:
    match = _ELSEWHERE.fullmatch(part)
    if not match:
        return own[part.lower()]
    column = cells[match[1].lower()][match[2].lower()]
    value = column[0].as_py() if len(column) else ""
    return pa.repeat(pa.scalar(value, pa.string()), len(own["line"]))


def _labelled(
    export: Mapping[str, Any], table: str, made: Cells, cells: Mapping[str, Cells]
) -> Cells:
    for one in export.get("labels", ()):
        there = cells.get(one["from"].lower(), {})
        if one["table"] != table or not {one["key"].lower(), one["label"].lower()} <= there.keys():
            continue
        place = pc.index_in(clean(made[one["code"]]), clean(there[one["key"].lower()]))
        made[one["column"]] = there[one["label"].lower()].take(place)
    return made
