"""What is wrong with texts that no eye sees: hidden characters, look-alikes, spellings that differ.

A text is published as it was found, so that nothing here changes it. What makes two cells differ
that look the same is a warning; what may be meant is a note.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.validate.doubts import INVISIBLE, UNSEEN, Asked
from pendopo.stages.validate.sentences import few, short
from pendopo.stages.validate.typed import COLUMNS_AT_ONCE
from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.letters import by_number
from pendopo.terms.wording import say

_UNSEEN = re.compile(re.sub(r"\\x\{(\w+)\}", r"\\u\1", INVISIBLE))
_AROUND = 16
_LOOKED_AT = "texts looked at"
# Spellings are compared where a column has few values, in the beginning of the file.
_ROWS_COMPARED = 20_000
_ROWS_LEAST = 10
_VALUES_MOST = 200
_VALUES_A_ROW = 0.5
# Scripts that need characters of no width, and signs that are joined by them.
_NEEDS_THEM = (
    r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}"
    r"\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Thai}"
    r"\p{Lao}\p{Javanese}\p{Balinese}\p{Mongolian}\p{So}\p{Sk}]"
)
_FIXED_SPACE = r"[\pL\pN,;][\x{00A0}\x{2007}\x{202F}\x{3000}][\pL\pN]"
_LATIN = "[A-Za-z0-9]"
_ALIKE = rf"{_LATIN}\p{{Cyrillic}}|\p{{Cyrillic}}{_LATIN}"
_ALIKE_IN_CODES = rf"{_ALIKE}|{_LATIN}\p{{Greek}}|\p{{Greek}}{_LATIN}|[\x{{FF01}}-\x{{FF5E}}]"
_SAME = r"lower(regexp_replace(nfc_normalize(trim({})), '[\s\x{00A0}\x{202F}]+', ' ', 'g'))"


@dataclass(frozen=True, slots=True)
class Letters:
    """Looks at the texts of one staged table.

    :param text: its rows, in text
    """

    engine: duckdb.DuckDBPyConnection
    table: Table
    text: pa.Table

    def findings(self) -> Iterator[Finding]:
        """Tell what cannot be seen, and what is spelled in several ways."""
        columns = [c for c in self.table.columns if c.kind in {Kind.TEXT, Kind.CODE}]
        self.engine.register(_LOOKED_AT, self.text)
        for column in columns:
            if not pc.all(pc.string_is_ascii(self.text.column(column.name)), min_count=0).as_py():
                yield from self._unseen(column)
        for column in self._of_few_values(columns):
            yield from self._spellings(column)
        yield from self._damaged(columns)
        self.engine.unregister(_LOOKED_AT)

    def _of_few_values(self, columns: Sequence[Column]) -> Iterator[Column]:
        """Give the columns that are categories: what is spelled apart in names may be two names."""
        rows = min(self.text.num_rows, _ROWS_COMPARED)
        if rows < _ROWS_LEAST:
            return
        for first in range(0, len(columns), COLUMNS_AT_ONCE):
            group = columns[first : first + COLUMNS_AT_ONCE]
            asked = ", ".join(f"approx_count_distinct({name})" for name in map(_name, group))
            row = self.engine.sql(
                f"select {asked} from (from {quote(_LOOKED_AT)} limit {_ROWS_COMPARED})"
            ).fetchone()
            for column, values in zip(group, row or (), strict=True):
                if 1 < values <= min(_VALUES_MOST, rows * _VALUES_A_ROW):
                    yield column

    def _unseen(self, column: Column) -> Iterator[Finding]:
        name = _name(column)
        hidden = f"{_has(name, INVISIBLE)} and not {_has(name, _NEEDS_THEM)}"
        yield from self._told(_HIDDEN, column, hidden, shown=_unhidden)
        alike = _ALIKE_IN_CODES if column.kind is Kind.CODE else _ALIKE
        yield from self._told(_MIXED_SCRIPTS, column, _has(name, alike))
        fixed = _has(name, _FIXED_SPACE)
        counted = self.engine.sql(
            f"select count(*) filter ({fixed}), count(*) filter (contains({name}, ' '))"
            f" from {quote(_LOOKED_AT)}"
        ).fetchone()
        # Where all spaces are so, somebody meant it.
        if counted and 0 < counted[0] < counted[1]:
            yield from self._told(_FIXED, column, fixed)

    def _damaged(self, columns: Sequence[Column]) -> Iterator[Finding]:
        """Tell what a program left in a text: an error, a letter's name, a mark for itself."""
        for first in range(0, len(columns), COLUMNS_AT_ONCE):
            group = columns[first : first + COLUMNS_AT_ONCE]
            asked = ", ".join(
                f"bool_or({cheap.format(_name(column))})"
                for column in group
                for cheap, _, _ in _DAMAGE
            )
            row = self.engine.sql(f"select {asked} from {quote(_LOOKED_AT)}").fetchone() or ()
            for place, column in enumerate(group):
                seen = row[len(_DAMAGE) * place :]
                for (_, form, words), may_be in zip(_DAMAGE, seen, strict=False):
                    if may_be and not (column.inferred and self._of_numbers(column)):
                        yield from self._told(words, column, _has(_name(column), form))

    def _of_numbers(self, column: Column) -> bool:
        """Tell whether a guessed column is numbers but for a few cells, of which it is told so."""
        row = self.engine.sql(
            f"select count(*) filter ({_has(_name(column), _FIGURES)}) * 2 > count(*)"
            f" from {quote(_LOOKED_AT)} where {_name(column)} <> ''"
        ).fetchone()
        return bool(row and row[0])

    def _spellings(self, column: Column) -> Iterator[Finding]:
        if not self._may_be_spelled(column):
            return
        name = _name(column)
        # Edges of a code, and of a text that nobody declared, are left out when it is typed.
        cell = name if column.kind is Kind.TEXT and not column.inferred else f"trim({name})"
        counted = (
            f"select {cell} as word, count(*) as many from"
            f" (select {name} from {quote(_LOOKED_AT)} limit {_ROWS_COMPARED})"
            f" where {name} <> '' group by word"
        )
        # Of each group of spellings all but the commonest are told.
        rarer = self.engine.sql(
            f"select word, usual from (select word, first(word order by many desc, word) over same"
            f" as usual from ({counted}) window same as (partition by {_SAME.replace('{}', 'word')}"
            f" rows between unbounded preceding and unbounded following))"
            f" where word <> usual order by word"
        ).fetchall()
        if rarer:
            listed = ", ".join(literal(word) for word, _ in rarer)
            example = f"{rarer[0][0]} / {rarer[0][1]}"
            yield from self._told(_SPELLINGS, column, f"{cell} in ({listed})", example)

    def _may_be_spelled(self, column: Column) -> bool:
        """Tell whether any two of a column's few values may be one word: asking the engine costs.

        It holds letters to be the same no more often than this.
        """
        values = pc.unique(self.text.column(column.name).slice(0, _ROWS_COMPARED)).to_pylist()
        words = {word for word in values if word}
        return len({_as_one(word) for word in words}) < len(words)

    def _told(
        self,
        asked: Asked,
        column: Column,
        where: str,
        found: str = "",
        shown: Callable[[str], str] = str,
    ) -> Iterator[Finding]:
        rows = self.engine.sql(
            f"select line, {_name(column)}, count(*) over () from {quote(_LOOKED_AT)}"
            f" where {where} order by line limit {LINES_SHOWN}"
        ).fetchall()
        if not rows:
            return
        yield Finding(
            asked.rule,
            asked.weight,
            asked.message,
            {"column": column.name, "found": found or few(shown(text) for _, text, _ in rows)},
            asked.write,
            table=self.table.name,
            column=column.name,
            lines=tuple(line for line, _, _ in rows),
            cells=tuple(short(text) for _, text, _ in rows),
            count=rows[0][2],
            source=column.source,
        )


def _as_one(word: str) -> str:
    """Give a word without what spellings differ in, and more: capitals, marks, spaces."""
    # Taken apart first: a dotted capital I is folded to an i with its dot behind it.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(one for one in folded if not unicodedata.combining(one) and not one.isspace())


def _unhidden(text: str) -> str:
    """Show the first hidden character of a text by its number, with what stands around it."""
    first = next((at for at, one in enumerate(text) if _UNSEEN.match(one)), 0)
    before = text[max(0, first - _AROUND) : first]
    around = before + text[first : first + _AROUND]
    shown = _UNSEEN.sub(lambda one: by_number(one[0]), around)
    return ("…" if first > _AROUND else "") + shown + ("…" if first + _AROUND < len(text) else "")


def _name(column: Column) -> str:
    return quote(column.name)


def _has(text: str, form: str) -> str:
    return f"coalesce(regexp_matches({text}, {literal(form)}), false)"


_HIDDEN = replace(UNSEEN, weight=Weight.WARN)
_MIXED_SCRIPTS = Asked(
    "letters_are_of_one_script",
    Weight.WARN,
    say("Column {column} mixes letters of two scripts that look the same: {found}."),
    say("Type the cell anew with the letters of one script."),
)
_FIXED = Asked(
    "spaces_are_plain",
    Weight.WARN,
    say("Column {column} holds no-break spaces where other cells have plain ones: {found}."),
    say("Replace them by plain spaces: cells that look the same are otherwise different."),
)
_FIGURES = r"^\s*-?[0-9][0-9.,]*\s*$"
_ENTITY = (
    r"&(?:#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5}|amp|lt|gt|quot|apos|nbsp|[A-Za-z]{1,2}(?:acute|grave"
    r"|uml|circ|tilde|cedil|ring|slash|lig)|[lr][ds]quo|[nm]dash|hellip|deg|middot|sup[123]);"
)
# As programs write letters for each other: JSON, mails, addresses, UTF-7, HZ, workbooks. An address
# keeps them, and it has a stroke before them.
_NOTATION = (
    r"\\u[0-9A-Fa-f]{4}|=[C-F][0-9A-F](?:=[89AB][0-9A-F])+"
    r"|^[^/]*%(?i:[c-f][0-9a-f](?:%[89ab][0-9a-f])+)|\+A[A-P][AEIMQUYcgkosw048](?:-|\s|$)"
    r"|~\{[!-}]{2,}~\}|_x00[0-9A-Fa-f]{2}_"
)
_MAY_BE_NOTATION = " or ".join(
    f"contains({{0}}, {literal(one)})" for one in ("\\u", "=", "%", "+A", "~{{", "_x")
)
# What may show it, in SQL that costs little; the form; what is said.
_DAMAGE = (
    (
        "contains({}, '#')",
        r"(?i)^\s*(?:#(?:n/?a|ref!|value!|div/0!|name\?|num!|null!|spill!|calc!)|#{3,})\s*$",
        Asked(
            "cells_hold_no_errors",
            Weight.WARN,
            say("Column {column} holds a spreadsheet's errors as text: {found}."),
            say("Mend the formula, or leave the cell empty if the value is not known."),
        ),
    ),
    (
        "contains({}, '&')",
        _ENTITY,
        Asked(
            "letters_are_whole",
            Weight.WARN,
            say("Column {column} holds letters in the notation of web pages: {found}."),
            say("Write the letters themselves: & and é, not &amp; and &eacute;."),
        ),
    ),
    (
        _MAY_BE_NOTATION,
        _NOTATION,
        Asked(
            "letters_are_whole",
            Weight.WARN,
            say("Column {column} holds letters in the notation of programs: {found}."),
            say(
                "Write the letters themselves, such as \u00e9; export the table anew as CSV UTF-8, "
                "which needs no other way to write them."
            ),
        ),
    ),
    (
        "starts_with({}, chr(39))",
        r"^'[0-9][0-9 .,/-]*$",
        Asked(
            "cells_show_all_they_hold",
            Weight.WARN,
            say("Column {column} holds digits behind an apostrophe: {found}."),
            say(
                "A spreadsheet marks a text so, and does not show it: take the apostrophe out of "
                "the file, and format the column as text."
            ),
        ),
    ),
)
_SPELLINGS = Asked(
    "words_have_one_spelling",
    Weight.NOTE,
    say("Column {column} spells the same word in several ways: {found}."),
    say("Write each word in one way, with the same capitals and spaces."),
)
