"""Typing a staged table: what its cells are is found first, then each is cast or refused."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.validate.cells import DECIMAL_DIGITS_MOST, SHORT_FORM, SPACE, ZONE, Cell
from pendopo.stages.validate.doubts import SHORT, SHORT_GUESSED, Asked, doubts
from pendopo.stages.validate.sentences import (
    TOO_MANY_DIGITS_SENTENCES,
    example_of,
    few,
    short,
)
from pendopo.store.engine import literal, quote, register_once
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

# The engine plans a statement in time that grows with the square of its columns: 1,000 at once
# took half a minute, in groups they take four seconds.
COLUMNS_AT_ONCE = 32
_LOOKED_AT = "columns looked at"
# Texts that begin at three depths and more are indented: an outline, as in budgets.
_DEPTHS_OF_A_SLIP = 2
# So many rows a guess is made from.
_GUESSED_FROM = 10_000
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
    :param anew: reads columns of it from the disk once
    """

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        table: Table,
        staged: str,
        text: pa.Table,
        anew: Callable[[Sequence[str]], pa.RecordBatchReader],
    ) -> None:
        self._engine = engine
        self._table = table
        self._staged = quote(staged)
        self._text = text
        self._anew = anew
        self._required = set(table.key) | {c.name for c in table.columns if c.required}
        self._findings: list[Finding] = []

    def run(self) -> Typed:
        """Look at every column and decide how it is typed; what does not fit is told."""
        plain = [Cell(column) for column in self._table.columns]
        some = [cell for cell in plain if not self._is_empty(cell)]
        settled = {cell.column.name: self._settled(cell, facts) for cell, facts in self._look(some)}
        cells = [settled.get(cell.column.name) or replace(cell, doubtful=False) for cell in plain]
        table = replace(self._table, columns=tuple(cell.column for cell in cells))
        return Typed(table, tuple(cells), tuple(self._findings))

    def _is_empty(self, cell: Cell) -> bool:
        """Tell of a column that may be empty, and is: nothing is asked of it."""
        whole = self._text.column(cell.column.name)
        return (
            whole.null_count == len(whole)
            and cell.column.name not in self._required
            and not cell.column.inferred
        )

    def _look(self, cells: list[Cell]) -> Iterator[tuple[Cell, _Facts]]:
        """Look at columns, in one pass over the text for as many as are asked of at once."""
        for group in _groups(cells):
            asked = ", ".join(self._questions(cell) for cell in group)
            names = [cell.column.name for cell in group]
            if group[0].column.kind is Kind.JSON:
                register_once(self._engine, _LOOKED_AT, self._anew(names))
            else:  # of the whole table, every statement would pay for every column
                self._engine.register(_LOOKED_AT, self._text.select(names))
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
            rule = SHORT_GUESSED if cell.column.inferred else SHORT
            self._tell(rule, _in_short_form(cell), facts.unfit, cell)
        if cell.column.kind is Kind.CODE or cell.column.inferred:
            cell = self._without_edges(cell)
        return replace(cell, doubtful=False)

    def _without_edges(self, cell: Cell) -> Cell:
        """Leave out white space around a code, or a text that nobody declared; keep indentation."""
        name, trimmed = quote(cell.column.name), replace(cell, trimmed=True)
        text = self._text.column(cell.column.name)
        # Nearly no column has any: that is seen without asking the engine.
        bare = pc.equal(text, pc.utf8_trim(text, SPACE))
        if pc.all(bare, min_count=0).as_py():
            return cell
        # Of the whole table, the statement would pay for every column.
        self._engine.register(_LOOKED_AT, self._text.select([cell.column.name]))
        found = self._engine.sql(
            f"select count(*) filter ({name} <> {trimmed.text}),"
            f" count(distinct length({name}) - length(ltrim({name}))) from {quote(_LOOKED_AT)}"
        ).fetchone()
        self._engine.unregister(_LOOKED_AT)
        edges, depths = found or (0, 0)
        if not edges or (cell.column.kind is Kind.TEXT and depths > _DEPTHS_OF_A_SLIP):
            return cell
        self._tell_of_space(trimmed)
        return trimmed

    def _settled_value(self, cell: Cell, facts: _Facts) -> tuple[Cell, _Facts]:
        spaced = facts.unfit > 0
        if spaced:
            cell = replace(cell, trimmed=True)
            [(cell, facts)] = self._look([cell])
        facts = _multiplied(cell, facts)
        too_long = facts.before + facts.after > DECIMAL_DIGITS_MOST
        if cell.column.inferred and (facts.unfit or too_long):
            return self._text_again(cell, facts), facts
        if self._would_be_one(cell, facts):
            return Cell(Column(cell.column.name, Kind.TEXT, inferred=True), doubtful=False), facts
        if spaced:
            self._tell_of_space(cell)
        if facts.unfit:
            self._tell_of_unfit(cell)
        if too_long:
            unfit = f"{cell.digits_before} + {facts.after} > {DECIMAL_DIGITS_MOST}"
            self._tell(_TOO_MANY_DIGITS, f"{cell.fits} and {unfit}", 0, cell)
        self._tell_of_reading(cell, facts)
        after = min(facts.after, DECIMAL_DIGITS_MOST - min(facts.before, DECIMAL_DIGITS_MOST - 1))
        sized = replace(cell, doubtful=facts.unfit > 0, before=facts.before, after=after)
        return sized, facts

    def _tell_of_reading(self, cell: Cell, facts: _Facts) -> None:
        """Tell how cells were read that are what they should be."""
        if cell.shift:
            self._tell(_MULTIPLIED, f"not {cell.missing}", 0, cell)
        if facts.zoneless:
            self._tell(_NO_ZONE, _without_zone(cell), facts.zoneless, cell)

    def _text_again(self, cell: Cell, facts: _Facts) -> Cell:
        """Take back a guess that a later cell does not bear out."""
        column = Column(cell.column.name, Kind.TEXT, inferred=True)
        where = cell.unfit if facts.unfit else "false"
        # Codes among numbers are what text is for; anything else may be a number gone wrong.
        codes = f"regexp_full_match({cell.text}, {literal(_CODES)})"
        doubtful = facts.unfit and self._count(f"{cell.unfit} and not coalesce({codes}, false)")
        taken_back = _GUESSES_TAKEN_BACK[cell.column.kind]
        weight = Weight.WARN if doubtful else Weight.NOTE
        self._tell(replace(taken_back, weight=weight), where, facts.unfit, cell)
        return Cell(column, doubtful=False)

    def _would_be_one(self, cell: Cell, facts: _Facts) -> bool:
        """Tell of texts that a guess would make one number: 5.1 and 5.10.

        The guess looked at its first rows alone; of fewer rows there is nothing to look at.
        """
        column = cell.column
        guessed = column.inferred and column.kind is Kind.DECIMAL and not column.group_mark
        if not guessed or not facts.after or self._text.num_rows <= _GUESSED_FROM:
            return False
        marked = f"contains({cell.text}, {literal(column.decimal_mark)})"
        uneven = f"{marked} and suffix({cell.text}, '0')"
        fewer = f"{marked} and {cell.digits_after} < {facts.after}"
        if not self._count(uneven) or not self._count(fewer):
            return False
        bare = f"rtrim({cell.text}, '0')"
        twice = (
            f"select {bare} from {self._staged} where {marked}"
            f" group by {bare} having count(distinct {cell.text}) > 1"
        )
        before = len(self._findings)
        self._tell(_APART, f"{marked} and {bare} in ({twice})", 0, cell)
        return len(self._findings) > before

    def _tell_of_space(self, cell: Cell) -> None:
        spaced = f"{quote(cell.column.name)} <> {cell.text} and not {cell.unfit}"
        self._tell(_SPACE, spaced, 0, cell)

    def _tell_of_unfit(self, cell: Cell) -> None:
        """Tell each reason apart; a cell that has several is told by the first."""
        others = cell.unfit
        for asked, where in doubts(cell):
            self._tell(asked, f"{others} and {where}", 0, cell)
            others += f" and not ({where})"

    def _tell(self, asked: Asked, where: str, count: int, cell: Cell) -> None:
        """Tell of the rows where something is so; say nothing when there are none.

        :param count: how many there are, when it is known already; else 0
        """
        column = cell.column
        rows = self._engine.sql(
            f"select line, {quote(column.name)} from {self._staged}"
            f" where {where} order by line limit {_CELLS_LOOKED_AT}"
        ).fetchall()
        if not rows and asked.rule != "guess_holds":
            return
        count = count or self._count(where)
        values = {
            "count": str(count),
            "column": column.name,
            "found": few(text for _, text in rows),
            "mark": column.decimal_mark,
            "factor": str(column.factor),
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
                cells=tuple(short(text) for _, text in rows[:LINES_SHOWN]),
                count=count,
                source=column.source,
            )
        )

    def _count(self, where: str) -> int:
        found = self._engine.sql(f"select count(*) from {self._staged} where {where}").fetchone()
        return int(found[0]) if found else 0


_MISSING = Asked(
    "cell_is_filled",
    Weight.STOP,
    say("Column {column} is empty in rows that need it."),
    say("Fill in the value; if it is not known, leave the row out until it is."),
)
_TOO_MANY_DIGITS = Asked("number_is_holdable", Weight.STOP, *TOO_MANY_DIGITS_SENTENCES)
_NO_ZONE = Asked(
    "time_names_its_zone",
    Weight.NOTE,
    say("Times of column {column} name no zone and were read as UTC: {found}."),
    say("Write Z behind a time in UTC, or the offset from it, such as +07:00."),
)
_SPACE = Asked(
    "cell_has_no_space_around",
    Weight.NOTE,
    say("Cells of column {column} had spaces around them, which were left out."),
)
_MULTIPLIED = Asked(
    "factor_is_applied",
    Weight.NOTE,
    say("Each number of column {column} was multiplied by {factor}, as its Table Schema asks."),
)
_MEND = say("Mend the cells, or hand in a Table Schema that says what the column is.")
_GUESSES_TAKEN_BACK = {
    Kind.BOOLEAN: Asked(
        "guess_holds",
        Weight.WARN,
        say(
            "Column {column} was taken for true and false, which is not so of {found}; it was kept "
            "as text."
        ),
        _MEND,
    ),
    Kind.INTEGER: Asked(
        "guess_holds",
        Weight.WARN,
        say(
            "Column {column} was taken for whole numbers, which is not so of {found}; it was kept "
            "as text."
        ),
        _MEND,
    ),
    Kind.DECIMAL: Asked(
        "guess_holds",
        Weight.WARN,
        say(
            "Column {column} was taken for numbers, which is not so of {found}; it was kept as "
            "text."
        ),
        _MEND,
    ),
    Kind.DATE: Asked(
        "guess_holds",
        Weight.WARN,
        say(
            "Column {column} was taken for dates, which is not so of {found}; it was kept as text."
        ),
        _MEND,
    ),
    Kind.DATETIME: Asked(
        "guess_holds",
        Weight.WARN,
        say(
            "Column {column} was taken for times of a day, which is not so of {found}; it was kept "
            "as text."
        ),
        _MEND,
    ),
}
_APART = Asked(
    "texts_stay_apart",
    Weight.NOTE,
    say("Column {column} is text: cells such as {found} would become one number."),
    say("If they are numbers, say so in a Table Schema: type number."),
)
_CODES = "-?0[0-9]+|[0-9]{19,}|[A-Za-z]{1,4}|[A-Za-z]{0,3}[-/]?[0-9]{1,6}[-/]?[A-Za-z]{0,2}"


def _groups(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    """Give the columns that are looked at together; those of documents are alone."""
    for documents, side_by_side in groupby(cells, lambda cell: cell.column.kind is Kind.JSON):
        run, many = list(side_by_side), 1 if documents else COLUMNS_AT_ONCE
        for first in range(0, len(run), many):
            yield run[first : first + many]


def _multiplied(cell: Cell, facts: _Facts) -> _Facts:
    """Give the digits that the multiplied numbers have."""
    if not cell.shift:
        return facts
    return replace(facts, before=facts.before + cell.shift, after=max(facts.after - cell.shift, 0))


def _in_short_form(cell: Cell) -> str:
    """Whether a text is a number that Excel shortened; the cheap test first."""
    shape = f"regexp_full_match({cell.text}, {literal(SHORT_FORM)})"
    return f"coalesce(contains(upper({cell.text}), 'E+') and {shape}, false)"


def _without_zone(cell: Cell) -> str:
    """Whether a time names no zone; the cheap test first."""
    named = f"regexp_matches({cell.text}, {literal(ZONE + '$')})"
    return f"right({cell.text}, 1) <> 'Z' and not {cell.missing} and not {named} and {cell.fits}"
