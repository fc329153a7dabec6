"""A report as JSON and back: what a child process hands to its parent."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from pendopo.terms.column import (
    SPOKEN_OF_COLUMN,
    SPOKEN_OF_TABLE,
    Column,
    ForeignKey,
    Kind,
    Table,
)
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report, Submission, TypedTable
from pendopo.terms.personal import Fate, Treated
from pendopo.terms.spoken import translations, with_translations


def report_to_json(report: Report) -> dict[str, Any]:
    """Write a report as a JSON value."""
    # Hundreds of columns hold nothing but texts, which need no copies.
    bare = [replace(typed, table=replace(typed.table, columns=())) for typed in report.tables]
    told = asdict(replace(report, tables=tuple(bare)))
    for typed, value in zip(report.tables, told["tables"], strict=True):
        table = value["table"]
        table |= translations(typed.table, SPOKEN_OF_TABLE)
        table["columns"] = [_told(column) for column in typed.table.columns]
    return told


def _told(column: Column) -> dict[str, Any]:
    said = {one.name: getattr(column, one.name) for one in fields(column)}
    return said | translations(column, SPOKEN_OF_COLUMN)


def report_from_json(value: Mapping[str, Any]) -> Report:
    """Read a report that ``report_to_json`` wrote.

    :raises KeyError, TypeError, ValueError: for anything else
    """
    return Report(
        submission=Submission(**value["submission"]),
        register=value["register"],
        tables=tuple(_typed_table(table) for table in value["tables"]),
        findings=tuple(finding_from_json(finding) for finding in value["findings"]),
        rules=value["rules"],
        personal=tuple(_treated(one) for one in value["personal"]),
        made_from=Submission(**value["made_from"]) if value["made_from"] else None,
    )


def _typed_table(value: Mapping[str, Any]) -> TypedTable:
    return TypedTable(**{**value, "table": _table(value["table"])})


def _table(value: Mapping[str, Any]) -> Table:
    columns = tuple(_column(column) for column in value["columns"])
    foreign = tuple(ForeignKey(**_tuples(key)) for key in value["foreign"])
    unique = tuple(tuple(names) for names in value["unique"])
    said = _tuples(with_translations(value))
    return Table(**{**said, "columns": columns, "foreign": foreign, "unique": unique})


def _column(value: Mapping[str, Any]) -> Column:
    return Column(**{**_tuples(with_translations(value)), "kind": Kind(value["kind"])})


def finding_from_json(value: Mapping[str, Any]) -> Finding:
    """Read a finding that was written as JSON."""
    return Finding(**{**_tuples(value), "weight": Weight(value["weight"])})


def _treated(value: Mapping[str, Any]) -> Treated:
    return Treated(**{**value, "fate": Fate(value["fate"])})


def _tuples(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in value.items()}
