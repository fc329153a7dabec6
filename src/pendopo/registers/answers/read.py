"""A table of answers in; its rows, column by column, out."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.answers.tables import ANSWERS
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.register import Rows, Source
from pendopo.terms.wording import say

_ALL = tuple(column.name for column in ANSWERS.columns)
_QUESTION = "question"
_NEEDED = tuple(column.name for column in ANSWERS.columns if column.required)


def read(source: Source) -> Iterator[Rows | Finding]:
    """Give the rows of the first sheet; each is of the question that its scope names."""
    header = [name.strip() for name in source.sheets[0].header] if source.sheets else []
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        yield Finding(
            "list_has_its_columns",
            Weight.STOP,
            say("The list has no column {columns}; it has {found}."),
            {"columns": ", ".join(missing), "found": ", ".join(header)},
            say("Write the columns that the template has: pendopo template answers."),
        )
        return
    places = {name: place for place, name in enumerate(header)}
    named = source.scope.get(_QUESTION, "")
    for batch in source.sheets[0].batches:
        nothing = pa.nulls(batch.num_rows, pa.string())
        cells = [batch.column(places[n] + 1) if n in places else nothing for n in _ALL]
        if named:
            yield from _of_others(named, batch.column(0), cells[_ALL.index(_QUESTION)])
        yield Rows(ANSWERS, pa.record_batch([batch.column(0), *cells], ["line", *_ALL]))


def _of_others(named: str, lines: pa.Array, questions: pa.Array) -> Iterator[Finding]:
    """Stop the rows of another question than the scope's; an empty cell is told as such."""
    said = pc.utf8_trim_whitespace(questions)
    other = pc.fill_null(
        pc.and_(pc.not_equal(said, named), pc.not_equal(said, "")), fill_value=False
    )
    found = said.filter(other)
    if len(found):
        yield Finding(
            "rows_are_of_the_scope",
            Weight.STOP,
            say("It is published as {column} {said}, and rows say {found}."),
            {
                "column": _QUESTION,
                "said": named,
                "found": ", ".join(found.unique()[:LINES_SHOWN].to_pylist()),
            },
            say("Correct --scope or the rows: a scope replaces only what it names."),
            table=ANSWERS.name,
            column=_QUESTION,
            lines=tuple(lines.filter(other)[:LINES_SHOWN].to_pylist()),
            cells=tuple(found[:LINES_SHOWN].to_pylist()),
            count=len(found),
        )
