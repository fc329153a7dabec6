"""A register's rules over a submission's typed tables: each row a rule selects breaks it."""

import re
from collections.abc import Iterator, Sequence

import duckdb

from pendopo.stages.validate.sentences import short
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.rule import Rule
from pendopo.terms.wording import say

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def broken(engine: duckdb.DuckDBPyConnection, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """Run rules over the tables that the engine holds under their declared names."""
    for rule in rules:
        try:
            finding = _run(engine, rule)
        except duckdb.Error as error:
            finding = _failed(rule, str(error))
        if finding:
            yield finding


def _run(engine: duckdb.DuckDBPyConnection, rule: Rule) -> Finding | None:
    # A rule ends in a line of its own, whatever comment closes it.
    rows_broken = f"({rule.sql.strip().removesuffix(';')}\n)"
    # Ordered by the line, then by all the rest, so that the example is the same each time.
    # What takes long is to find them: they are kept, and counted where they are.
    found = engine.sql(
        f"with broken as materialized {rows_broken} select (select count(*) from broken), line, *"
        f" from broken order by all limit {LINES_SHOWN}"
    )
    names, counted = found.columns[1:], found.fetchall()
    if not counted:
        return None
    rows, count = [row[1:] for row in counted], counted[0][0]
    shown = dict(zip(names, rows[0], strict=True))
    asked = _PLACEHOLDER.findall(rule.message + rule.write)
    return Finding(
        rule.name,
        rule.weight,
        rule.message,
        {name: _text(shown[name]) for name in asked if name in shown},
        rule.write,
        table=rule.table,
        column=rule.column,
        lines=tuple(dict.fromkeys(row[0] for row in rows)),
        cells=_cells(rule, names, rows),
        count=count,
        source=rule.source,
    )


def _cells(rule: Rule, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> tuple[str, ...]:
    """Give the cell of the rule's column in each line, where its SELECT has that column."""
    if rule.column not in names:
        return ()
    place = names.index(rule.column)
    first: dict[object, str] = {}
    for row in rows:
        first.setdefault(row[0], short(_text(row[place])))
    return tuple(first.values())


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _failed(rule: Rule, error: str) -> Finding:
    return Finding(
        "rules_can_be_run",
        Weight.STOP,
        say("The rule {rule} could not be run, so nobody knows whether the file keeps it: {error}"),
        {"rule": rule.name, "error": error.splitlines()[0][:200]},
        say("Report this to those who run this programme: the rule needs mending, not the file."),
    )
