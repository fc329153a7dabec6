"""Typing a staged table: what its cells are is found first, then each is cast or refused."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from pendopo.stages.validate.cells import DECIMAL_DIGITS_MOST, SHORT_FORM, ZONE, Cell
from pendopo.stages.validate.sentences import (
    NOT_OF_KIND,
    SHORT_FORM_SENTENCES,
    TOO_LONG_SENTENCES,
    TOO_MANY_DIGITS_SENTENCES,
    example_of,
    few,
)
from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

LINES_SHOWN = 20
# The engine plans a statement in time that grows with the square of its columns: 1,000 at once
# took half a minute, in groups they take four seconds.
COLUMNS_AT_ONCE = 32
_LOOKED_AT = "columns looked at"
# Enough rows to find three cells that differ among them.
_CELLS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """A table whose cells are understood.

    :param table: as declared, with the columns that turned out to be text made text
    :param cells: how to type each column, in the table's order
    """

    table: Table
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]

    def select(self, staged: str) -> str:
        """Give the SELECT of the typed table from the staged one."""
        values = ", ".join(
            f"({cell.value})::{cell.type} as {quote(cell.column.name)}" for cell in self.cells
        )
        return f"select line, {values} from {quote(staged)}"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one look at a column's text shows.

    :param missing: cells without a value, where that matters
    :param unfit: cells that hold something else than the column says
    :param zoneless: times that name no zone
    :param before, after: the most digits before and behind a decimal's mark
    """

    missing: int
    unfit: int
    zoneless: int
    before: int
    after: int


class Typing:
    """The typing of one staged table.

    :param staged: the name its text goes by in the engine
    :param text: the same text
    """

    def __init__(
        self, engine: duckdb.DuckDBPyConnection, table: Table, staged: str, text: pa.Table
    ) -> None:
        self._engine = engine
        self._table = table
        self._staged = quote(staged)
        self._text = text
        self._required = set(table.key) | {c.name for c in table.columns if c.required}
        self._findings: list[Finding] = []

    def run(self) -> Typed:
        """Look at every column and decide how it is typed; what does not fit is told."""
        plain = [Cell(column) for column in self._table.columns]
        cells = [self._settled(cell, facts) for cell, facts in self._look(plain)]
        table = replace(self._table, columns=tuple(cell.column for cell in cells))
        return Typed(table, tuple(cells), tuple(self._findings))

    def _look(self, cells: list[Cell]) -> Iterator[tuple[Cell, _Facts]]:
        """Look at columns, in one pass over the text for as many as are asked of at once."""
        for first in range(0, len(cells), COLUMNS_AT_ONCE):
            group = cells[first : first + COLUMNS_AT_ONCE]
            asked = ", ".join(self._questions(cell) for cell in group)
            # Of the whole table, every statement would pay for every column.
            looked_at = self._text.select([cell.column.name for cell in group])
            self._engine.register(_LOOKED_AT, looked_at)
            row = self._engine.sql(f"select {asked} from {quote(_LOOKED_AT)}").fetchone() or ()
            self._engine.unregister(_LOOKED_AT)
            for place, cell in enumerate(group):
                missing, unfit, zoneless, before, after = row[5 * place : 5 * place + 5]
                yield cell, _Facts(missing, unfit, zoneless, before or 0, after or 0)

    def _questions(self, cell: Cell) -> str:
        """Give the five figures to ask of a column; a constant where the answer is of no use."""
        missing = unfit = zoneless = "0"
        before = after = "null"
        if cell.column.name in self._required:
            missing = f"count(*) filter ({cell.missing})"
        if not cell.is_text:
            unfit = f"count(*) filter ({cell.unfit})"
        elif cell.column.kind is Kind.CODE or cell.column.inferred:
            unfit = f"count(*) filter ({_in_short_form(cell)})"
        if cell.column.kind is Kind.DECIMAL:
            # Of cells that do not fit only those of the second look are left out: it is the last.
            which = cell.fits if cell.trimmed else f"not {cell.missing}"
            before = f"max({cell.digits_before}) filter ({which})"
            after = f"max({cell.digits_after}) filter ({which})"
        if cell.column.kind is Kind.DATETIME and not cell.column.date_format:
            zoneless = f"count(*) filter ({_without_zone(cell)})"
        return f"{missing}, {unfit}, {zoneless}, {before}, {after}"

    def _settled(self, cell: Cell, facts: _Facts) -> Cell:
        """Decide on a column by what was seen of it."""
        if cell.is_text:
            settled = self._settled_text(cell, facts)
        else:
            settled, facts = self._settled_value(cell, facts)
        if facts.missing:
            self._tell(_MISSING, settled.missing, facts.missing, settled)
        return settled

    def _settled_text(self, cell: Cell, facts: _Facts) -> Cell:
        if facts.unfit:
            rule = _SHORT_FORM_GUESSED if cell.column.inferred else _SHORT_FORM
            self._tell(rule, _in_short_form(cell), facts.unfit, cell)
        return replace(cell, doubtful=False)

    def _settled_value(self, cell: Cell, facts: _Facts) -> tuple[Cell, _Facts]:
        spaced = facts.unfit > 0
        if spaced:
            cell = replace(cell, trimmed=True)
            [(cell, facts)] = self._look([cell])
        too_long = facts.before + facts.after > DECIMAL_DIGITS_MOST
        if cell.column.inferred and (facts.unfit or too_long):
            return self._text_again(cell, facts), facts
        if spaced:
            self._tell_of_space(cell)
        if facts.unfit:
            self._tell_of_unfit(cell)
        if too_long:
            unfit = f"{cell.digits_before} + {facts.after} > {DECIMAL_DIGITS_MOST}"
            self._tell(_TOO_MANY_DIGITS, f"{cell.fits} and {unfit}", 0, cell)
        if facts.zoneless:
            self._tell(_NO_ZONE, _without_zone(cell), facts.zoneless, cell)
        after = min(facts.after, DECIMAL_DIGITS_MOST - min(facts.before, DECIMAL_DIGITS_MOST - 1))
        sized = replace(cell, doubtful=facts.unfit > 0, before=facts.before, after=after)
        return sized, facts

    def _text_again(self, cell: Cell, facts: _Facts) -> Cell:
        """Take back a guess that a later cell does not bear out."""
        column = Column(cell.column.name, Kind.TEXT, inferred=True)
        where = cell.unfit if facts.unfit else "false"
        self._tell(_GUESS_TAKEN_BACK, where, facts.unfit, cell)
        return Cell(column, doubtful=False)

    def _tell_of_space(self, cell: Cell) -> None:
        spaced = f"{quote(cell.column.name)} <> {cell.text} and not {cell.unfit}"
        self._tell(_SPACE, spaced, 0, cell)

    def _tell_of_unfit(self, cell: Cell) -> None:
        short = f"regexp_full_match({cell.text}, {literal(SHORT_FORM)})"
        number = cell.column.kind in {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY}
        if number:
            self._tell(_SHORT_FORM, f"{cell.unfit} and {short}", 0, cell)
            self._tell(_TOO_LONG[cell.column.kind], f"{cell.unfit} and {cell.too_long}", 0, cell)
        message, write = NOT_OF_KIND[cell.column.kind]
        asked = _Asked(f"cell_is_{cell.column.kind}", Weight.STOP, message, write)
        other = f" and not {short} and not {cell.too_long}" if number else ""
        self._tell(asked, cell.unfit + other, 0, cell)

    def _tell(self, asked: "_Asked", where: str, count: int, cell: Cell) -> None:
        """Tell of the rows where something is so; say nothing when there are none.

        :param count: how many there are, when it is known already; else 0
        """
        column = cell.column
        rows = self._engine.sql(
            f"select line, {quote(column.name)} from {self._staged}"
            f" where {where} order by line limit {_CELLS_LOOKED_AT}"
        ).fetchall()
        if not rows and asked is not _GUESS_TAKEN_BACK:
            return
        count = count or self._count(where)
        values = {
            "count": str(count),
            "column": column.name,
            "found": few(text for _, text in rows),
            "kind": column.kind.value,
            "mark": column.decimal_mark,
            "example": example_of(column),
        }
        used = {n: v for n, v in values.items() if "{" + n + "}" in asked.message + asked.write}
        self._findings.append(
            Finding(
                asked.rule,
                asked.weight,
                asked.message,
                used,
                asked.write,
                table=self._table.name,
                column=column.name,
                lines=tuple(line for line, _ in rows[:LINES_SHOWN]),
                count=count,
                source=column.source,
            )
        )

    def _count(self, where: str) -> int:
        found = self._engine.sql(f"select count(*) from {self._staged} where {where}").fetchone()
        return int(found[0]) if found else 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """A kind of finding: its rule, weight and sentences."""

    rule: str
    weight: Weight
    message: str
    write: str = ""


_MISSING = _Asked(
    "cell_is_filled",
    Weight.STOP,
    say("Column {column} is empty in rows that need it."),
    say("Fill in the value; if it is not known, leave the row out until it is."),
)
_SHORT_FORM = _Asked("cell_is_written_out", Weight.STOP, *SHORT_FORM_SENTENCES)
_SHORT_FORM_GUESSED = _Asked("cell_is_written_out", Weight.WARN, *SHORT_FORM_SENTENCES)
_TOO_MANY_DIGITS = _Asked("number_is_holdable", Weight.STOP, *TOO_MANY_DIGITS_SENTENCES)
_TOO_LONG = {
    kind: _Asked("number_is_holdable", Weight.STOP, *sentences)
    for kind, sentences in TOO_LONG_SENTENCES.items()
}
_NO_ZONE = _Asked(
    "time_names_its_zone",
    Weight.NOTE,
    say("Times of column {column} name no zone and were read as UTC: {found}."),
    say("Write Z behind a time in UTC, or the offset from it, such as +07:00."),
)
_SPACE = _Asked(
    "cell_has_no_space_around",
    Weight.NOTE,
    say("Cells of column {column} had spaces around them, which were left out."),
)
_GUESS_TAKEN_BACK = _Asked(
    "guess_holds",
    Weight.NOTE,
    say("Column {column} was taken for {kind}, which is not true of {found}; it was kept as text."),
    say("Mend the cells, or hand in a Table Schema that says what the column is."),
)


def _in_short_form(cell: Cell) -> str:
    """Whether a text is a number that Excel shortened; the cheap test first."""
    shape = f"regexp_full_match({cell.text}, {literal(SHORT_FORM)})"
    return f"coalesce(contains(upper({cell.text}), 'E+') and {shape}, false)"


def _without_zone(cell: Cell) -> str:
    """Whether a time names no zone; the cheap test first."""
    named = f"regexp_matches({cell.text}, {literal(ZONE + '$')})"
    return f"right({cell.text}, 1) <> 'Z' and not {cell.missing} and not {named} and {cell.fits}"
