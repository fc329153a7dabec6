"""What identifies persons in what is said of a file: its title, notes, the names of its columns.

All of it is published beside the rows, so that it is held to the same patterns as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from pendopo.stages.validate.labels import label
from pendopo.stages.validate.persons import HITS, OF_NO_COLUMN, candidates, hide, possible
from pendopo.stages.validate.sentences import few
from pendopo.standards.identity import Pattern
from pendopo.store.engine import quote
from pendopo.terms.column import SPOKEN_OF_COLUMN, Column, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.personal import RULE, SAID
from pendopo.terms.spoken import every
from pendopo.terms.wording import say

_TEXTS = "texts looked through"


@dataclass(frozen=True, slots=True)
class _Text:
    """One text that is said of the file.

    :param called: the option it is written with; empty for what is said of a column
    """

    text: str
    called: str
    table: str = ""
    column: str = ""


def said(
    engine: duckdb.DuckDBPyConnection,
    texts: Mapping[str, str],
    tables: Sequence[Table],
    patterns: Sequence[Pattern],
) -> tuple[Finding, ...]:
    """Stop for each text that holds what identifies a person.

    :param texts: what is said of the file as a whole, by the option it is written with
    :param tables: those that the file itself declares, as read
    """
    given = [_Text(text, called) for called, text in texts.items()]
    given += [_Text("\n".join((*every(one.title), one.row)), "", one.name) for one in tables]
    given += [
        _Text(_of(column), "", one.name, column.name) for one in tables for column in one.columns
    ]
    cells = pa.array([one.text for one in given], pa.string())
    engine.register(_TEXTS, pa.table({"line": range(len(given)), "cell": cells}))
    found: dict[int, tuple[list[str], list[str]]] = {}
    for place in possible(engine, f"select cell from {quote(_TEXTS)}", patterns):
        for line, text, x in _held(engine, patterns[place]):
            labels, shown = found.setdefault(line, ([], []))
            # A number that is one thing already is not another by chance.
            if not patterns[place].chance or {*labels} <= {label(patterns[place])}:
                labels.append(label(patterns[place]))
                shown.append(hide(text))
                _remember(engine, x)
    engine.unregister(_TEXTS)
    return tuple(_finding(given[line], *found[line]) for line in sorted(found))


def _of(column: Column) -> str:
    spoken = (text for name in SPOKEN_OF_COLUMN for text in every(getattr(column, name)))
    return "\n".join(dict.fromkeys((column.name, *spoken, column.source, *column.one_of)))


def _held(engine: duckdb.DuckDBPyConnection, pattern: Pattern) -> list[tuple[int, str, str]]:
    cells = f"select line, cell, false as company from {quote(_TEXTS)}"
    return engine.sql(
        f"select distinct line, found, x from ({candidates(cells, pattern)})"
        " where passes and not kept order by all"
    ).fetchall()


def _remember(engine: duckdb.DuckDBPyConnection, x: str) -> None:
    """Keep the file's own header from being told once more as a text outside its tables."""
    engine.execute(f"insert into {quote(HITS)} values ($1, $1, '', 0, null, $2)", [OF_NO_COLUMN, x])


def _finding(one: _Text, labels: Sequence[str], cells: Sequence[str]) -> Finding:
    values = {"what": ", ".join(dict.fromkeys(labels)), "found": few(cells), "said": SAID}
    if not one.column:
        return Finding(
            RULE,
            Weight.STOP,
            say("{option} holds what looks like personal data, {what}: {found}."),
            {**values, "option": one.called or say("The description of the table")},
            say(
                "Write it without; or, if it may be published, write "
                '--personal "{said}=publish:REASON".'
            ),
            table=one.table,
        )
    return Finding(
        RULE,
        Weight.STOP,
        say(
            "What is said of column {column}, its name among it, holds what looks like personal "
            "data, {what}: {found}."
        ),
        {**values, "column": one.column},
        say(
            "Write another name or description; or, if it may be published, write "
            '--personal "{said}=publish:REASON".'
        ),
        table=one.table,
        column=one.column,
    )
