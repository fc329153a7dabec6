"""What identifies persons, looked for in every cell of a staged table before anything is published.

Looking costs the most where there is nothing to find, so that it goes from the cheap to the dear: a
column whose longest cell is short holds no number of a person; one with few distinct values is
looked at once for each; only cells with a row of digits or an ``@`` are held to the patterns.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.validate.cells import Cell
from pendopo.stages.validate.labels import label
from pendopo.stages.validate.pieces import pieces
from pendopo.stages.validate.split import Split, sampled, split_numbers
from pendopo.stages.validate.typed import COLUMNS_AT_ONCE
from pendopo.standards.identity import LIKE_PLAIN, UNSEEN, Pattern, checks
from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind, Table

# The shortest number of a person that has a form of its own: E.164 with a plus and eight digits.
_DIGITS_LEAST = 8
_LETTERS_LEAST = 6
_BETWEEN = re.escape(" .,()/-_\t\n\r")
_DIGITS = f"[0-9](?:[{_BETWEEN}]{{0,3}}[0-9]){{{_DIGITS_LEAST - 1}}}"
# In a column of amounts only numbers as long as a NIK are none.
_LEAST = {Kind.INTEGER: _DIGITS_LEAST, Kind.DECIMAL: 15, Kind.MONEY: 15}
_ROWS_SAMPLED = 20_000
_ROWS_AT_ONCE = 100_000
_DISTINCT_SHARE = 20
# Five times as many as chance would have it are no chance, nor is what it gives once in forty.
_TIMES_CHANCE = 5.0
_LIKELY = 0.025
# Of the numbers of a column at least this share, when a spreadsheet cut them.
_CUT_SHARE = 0.5
_CUT_LEAST = 2
# Telephones and mail make a table one of persons when most of its rows have them: offices have one.
_CONTACT_SHARE = 0.5
_CELLS_SHOWN = 20
_LETTERS_SHOWN = 2
_HIDDEN = "•"
_LETTERS_MOST = 18
# Cells of JSON that are longer on the average are objects and lists.
_DOCUMENT_LETTERS = 100
# budi@..., budi [at] ..., budi at gmail dot com, TTL: Solo, 1 Mei 1990, paspor A1234567
_WORDS = r"@|[Aa][Tt] ?[\])}]| dot | DOT |[Ll]ahir|LAHIR|T\.?T\.?L|ttl|aspo|ASPO|assport|ASSPORT"
_LINE_ENDS = "\t\n\r"
_MAY_HOLD = re.compile(rf"(?:[0-9][^0-9]{{0,3}}){{7}}[0-9]|{_WORDS}")
_PLAIN = str.maketrans({**LIKE_PLAIN, **dict.fromkeys(UNSEEN, "")})
HITS = "cells of persons"
_LOOKED_AT = "columns looked through"
_CELLS = "cells looked through"
_PIECES = "pieces looked through"
_ALIKE = "pieces that differ"
_SHAPED = "what has the form"
# A place of no column: what is known to be no person's, and is not to be found once more.
OF_NO_COLUMN = -1
# What is typed in front of a number without a space.
_CALLED = "nik|e?ktp|no|nomor|nip|npwp|hp|wa|telp|tlp|telepon|telpon|tel|phone|kontak"
# A word behind a number; E+15 is none.
_WORD_BEHIND = r"([0-9]{8})([A-DF-Za-df-z][A-Za-z]*|[Ee][A-Za-z]+)\b"
_LOOKED_FOR = frozenset({Kind.TEXT, Kind.CODE, Kind.JSON, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
# What a standard asks to be published of a contact point.
CONTACTS = frozenset({"email", "phone", "phone-id"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a column holds of persons.

    :param labels: what it is called
    :param patterns: the patterns it was told by
    :param lines: the first rows
    :param cells: what was found in them, all but its first letters hidden
    :param count: how many rows
    """

    column: str
    labels: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    lines: tuple[int, ...]
    cells: tuple[str, ...]
    count: int


def may_hold(text: str) -> bool:
    """Tell whether a text may hold the form of any pattern; the quick test before all of them."""
    return bool(_MAY_HOLD.search(text if text.isascii() else text.translate(_PLAIN)))


def hide(text: str) -> str:
    """Hide all but the first two letters: enough for the cell, too little for the person."""
    kept = text[:_LETTERS_SHOWN] if len(text) > 2 * _LETTERS_SHOWN else ""
    return kept + _HIDDEN * min(len(text) - len(kept), _LETTERS_MOST)


def prepare(engine: duckdb.DuckDBPyConnection) -> None:
    """Give the engine the checks, and a table for what is found."""
    engine.execute(checks())
    engine.execute(
        f'create or replace temp table {quote(HITS)} (place integer, pattern integer, "table" text,'
        f" line bigint, found text, x text)"
    )


class Persons:
    """Looks through one staged table.

    :param table: as typed
    :param text: its rows, in text
    :param known: the pieces of columns of JSON, where they were looked for already
    """

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        patterns: Sequence[Pattern],
        table: Table,
        text: pa.Table,
        known: Mapping[str, pa.Table] | None = None,
    ) -> None:
        self._engine = engine
        self._patterns = patterns
        self._table = table
        self._text = text
        self._known = known or {}
        self._pieces: pa.Table | None = None
        self._likely: list[int] = []
        self._named = {
            column.name: [n for n, pattern in enumerate(patterns) if pattern.names(column.name)]
            for column in table.columns
        }

    def found(self) -> tuple[Found, ...]:
        """Give the columns that hold what identifies persons."""
        if not self._patterns or not self._text.num_rows:
            return ()
        self._engine.register(_LOOKED_AT, self._text)
        suspect = [*self._suspects()]
        self._likely = self._of_any(suspect)
        told: dict[str, list[int]] = {}
        for place, column in enumerate(self._table.columns):
            numbers = self._told(place, column, column in suspect)
            if numbers:
                told[column.name] = numbers
        self._add_split(told)
        self._add_beside(told)
        findings = tuple(
            self._summed(place, column, told[column.name])
            for place, column in enumerate(self._table.columns)
            if column.name in told
        )
        self._engine.unregister(_LOOKED_AT)
        for held in (_SHAPED, _ALIKE):  # of documents they are as large as all else that is held
            self._engine.execute(f"drop table if exists {quote(held)}")
        return findings

    def _suspects(self) -> Iterator[Column]:
        """Give the columns in which a cell has a row of digits or an ``@``."""
        for column in self._table.columns:
            if column.kind in _LOOKED_FOR and self._may_hold(column):
                yield column

    def _may_hold(self, column: Column) -> bool:
        if column.name in self._known:
            return bool(self._known[column.name].num_rows)
        cells = self._text.column(column.name)
        longest = pc.max(pc.binary_length(cells)).as_py() or 0
        if longest < _LEAST.get(column.kind, _LETTERS_LEAST):
            return False
        sample = cells.slice(0, _ROWS_SAMPLED)
        if pc.count_distinct(sample).as_py() * _DISTINCT_SHARE < len(sample):
            cells = pc.unique(cells)
        form = f"{_DIGITS}|{_WORDS}" if longest >= _DIGITS_LEAST else _WORDS
        if pc.all(pc.string_is_ascii(cells), min_count=0).as_py():
            # The same engine of patterns, without the way to the database and back.
            return bool(pc.any(pc.match_substring_regex(cells, form), min_count=0).as_py())
        self._engine.register(_CELLS, pa.table({"cell": cells}))
        which = f"regexp_matches(cell, {literal(form)})"
        cells_of = f"select {plain('cell')} as cell from {quote(_CELLS)}"
        [held] = self._row(f"select count(*) from ({cells_of}) where {which}")
        self._engine.unregister(_CELLS)
        return held > 0

    def _of_any(self, suspect: Sequence[Column]) -> list[int]:
        """Give the patterns whose form stands in any of the columns: mostly that is none.

        Each question has its price, so that a small table is asked once for all its columns; in a
        large one the cells cost more than the questions.
        """
        several = len(suspect) > 1 and self._text.num_rows <= _ROWS_AT_ONCE
        if not several or any(column.kind is Kind.JSON for column in suspect):
            return [n for n, pattern in enumerate(self._patterns) if pattern.form]
        cells = [pc.unique(self._text.column(column.name)) for column in suspect]
        self._engine.register(_CELLS, pa.table({"cell": pa.chunked_array(cells, pa.string())}))
        likely = possible(self._engine, f"select cell from {quote(_CELLS)}", self._patterns)
        self._engine.unregister(_CELLS)
        return likely

    def _told(self, place: int, column: Column, suspect: bool) -> list[int]:  # noqa: FBT001
        """Gather the cells of a column that any pattern finds; give the patterns that did."""
        told: list[int] = []
        named = self._named[column.name]
        apart = suspect and column.kind is Kind.JSON
        self._pieces = self._pieces_of(column) if apart else None
        possible = self._possible(column) if suspect else ()
        # Those that its name tells come first: what they find is not taken for something else.
        for number in (*named, *(n for n in possible if n not in named)):
            pattern = self._patterns[number]
            if pattern.beside or (column.contacts and pattern.name in CONTACTS):
                continue
            if number in named:
                self._gather_named(place, number, column)
                found = bool(self._hits(place, number))
            else:
                found = self._gather(place, number, column, again=bool(told and pattern.chance))
            if found:
                told.append(number)
        return told

    def _pieces_of(self, column: Column) -> pa.Table:
        known = self._known.get(column.name)
        return pieces(self._text.column(column.name), self._patterns) if known is None else known

    def _possible(self, column: Column) -> list[int]:
        cells = f"select {quote(column.name)} as cell from {quote(_LOOKED_AT)}"
        if self._pieces is not None:
            self._engine.register(_PIECES, self._pieces)
            cells = f"select distinct cell from {quote(_PIECES)}"
        likely = [self._patterns[number] for number in self._likely]
        return [self._likely[at] for at in possible(self._engine, cells, likely)]

    def _cells(self, pattern: Pattern, column: Column) -> str:
        """Give the SELECT of a column's cells, or of the pieces of its cells."""
        company = self._beside(pattern, column)
        if self._pieces is None:
            name = quote(column.name)
            return f"select line, {name} as cell, {company} as company from {quote(_LOOKED_AT)}"
        rows = self._engine.sql(f"select {company} from {quote(_LOOKED_AT)}").to_arrow_table()
        at = self._pieces["row"]
        told = {"line": self._text["line"].take(at), "cell": self._pieces["cell"]}
        told["company"] = rows.column(0).take(at)
        self._engine.register(_PIECES, pa.table(told))
        return f"select line, cell, company from {quote(_PIECES)}"

    def _gather(self, place: int, number: int, column: Column, *, again: bool) -> bool:
        """Gather what has a pattern's form; forget it when chance alone explains it.

        :param again: whether the column holds something else too, which is not taken for this
        """
        pattern = self._patterns[number]
        cells = self._cells(pattern, column)
        found = candidates(cells, pattern) if self._pieces is None else self._alike(cells, pattern)
        if again:
            found = self._other_than_found(found, place)
        if pattern.names_other(column.name):
            self._keep_known(number, found)
            return False
        # Looked for once: in a column of documents that takes longer than all else.
        self._engine.execute(f"create or replace temp table {quote(_SHAPED)} as {found}")
        found = f"select * from {quote(_SHAPED)}"
        shaped, passed = self._row(f"select count(*), count(*) filter (passes) from ({found})")
        if by_chance(pattern, shaped, passed):
            found = self._cut(cells, pattern, shaped)
            if not found:
                return False
        self._keep(place, number, f"select line, found, x from ({found}) where passes and not kept")
        kept = self._other_than_found(found, place) if again else found
        self._keep_known(number, f"from ({kept}) where kept")
        return bool(self._hits(place, number))

    def _alike(self, cells: str, pattern: Pattern) -> str:
        """Give the candidates of pieces, of which many are alike: each is looked at once."""
        self._engine.execute(
            f"create or replace temp table {quote(_ALIKE)} as select row_number() over () as nth,"
            f" cell, company, list(line) as lines from ({cells}) group by cell, company"
        )
        of_each = f"select nth as line, cell, company from {quote(_ALIKE)}"
        return (
            f"select unnest(lines) as line, found, x, passes, kept from"
            f" (select line as nth, * exclude (line) from ({candidates(of_each, pattern)}))"
            f" join {quote(_ALIKE)} using (nth)"
        )

    def _other_than_found(self, found: str, place: int) -> str:
        """Leave out candidates that were found as something else already, by their digits."""
        return (
            f"select one.* from ({found}) as one anti join (select line as row, found as before"
            f" from {quote(HITS)} where place = {place} and {self._of_table()})"
            f" on line = row and contains({_digits('before')}, {_digits('one.found')})"
        )

    def _cut(self, cells: str, pattern: Pattern, shaped: int) -> str:
        """Give the candidates of a column whose last digits a spreadsheet took; else nothing."""
        if not pattern.cut or not shaped:
            return ""
        either = replace(pattern, check=f"({pattern.check}) or ({pattern.cut})")
        found = candidates(cells, either)
        passed, apart = self._row(f"select count(*), count(distinct x) from ({found}) where passes")
        many = passed >= _CUT_SHARE * shaped and apart >= _CUT_LEAST
        return found if many else ""

    def _gather_named(self, place: int, number: int, column: Column) -> None:
        """Gather the cells of a column whose name says what it holds."""
        pattern = self._patterns[number]
        cells = (
            f"select line, {quote(column.name)} as cell, {self._beside(pattern, column)} as company"
            f" from {quote(_LOOKED_AT)} where not {Cell(column, trimmed=True).missing}"
        )
        found = []
        if pattern.form:
            held = candidates(cells, pattern)
            found.append(f"select line, found, x from ({held}) where not kept")
            self._keep_known(number, f"from ({held}) where kept")
        if pattern.named:
            found.append(
                f"select line, trim(cell) as found, {stripped('cell', pattern)} as x"
                f" from (select line, {plain('cell')} as cell from ({cells}))"
                f" where regexp_full_match(trim(cell), {literal(pattern.named)})"
            )
        if not found:
            kept = f"select line, cell as found, cell as x from ({cells})"
            found.append(f"from ({kept}) where not coalesce({pattern.keep or 'false'}, false)")
        self._keep(place, number, " union all ".join(found))

    def _add_split(self, told: dict[str, list[int]]) -> None:
        """Also tell of columns that hold a number together, of which none holds it alone."""
        names = [c.name for c in self._table.columns]
        free = {c.name for c in self._table.columns if self._may_be_part(c)} - told.keys()
        if not any(_runs(names, free)):
            return
        sample = sampled(self._text, [name for name in names if name in free])
        for number, pattern in enumerate(self._patterns):
            for run in _runs(names, free):
                for one in split_numbers(self._engine, sample, run, pattern):
                    self._gather_split(number, one)
                    told |= {name: [number] for name in one.columns}
                    free -= {*one.columns}

    def _may_be_part(self, column: Column) -> bool:
        """Tell whether a column may hold one of several parts of a number: documents hold more."""
        if column.kind is not Kind.JSON:
            return column.kind in _LOOKED_FOR
        lengths = pc.binary_length(self._text.column(column.name))
        return (pc.mean(lengths).as_py() or 0) <= _DOCUMENT_LETTERS

    def _gather_split(self, number: int, one: Split) -> None:
        for place, column in enumerate(self._table.columns):
            if column.name in one.columns:
                rows = (
                    f"select line, {quote(column.name)} as found, {one.number} as x"
                    f" from {quote(_LOOKED_AT)}"
                )
                self._keep(place, number, f"from ({rows}) where x is not null")

    def _add_beside(self, told: dict[str, list[int]]) -> None:
        """In a table of persons, also tell of names and addresses."""
        if not self._of_persons(told):
            return
        for place, column in enumerate(self._table.columns):
            for number in self._named[column.name]:
                if self._patterns[number].beside and column.name not in told:
                    self._gather_named(place, number, column)
                    if self._hits(place, number):
                        told[column.name] = [number]

    def _of_persons(self, told: dict[str, list[int]]) -> bool:
        """Tell whether what some column was found to hold makes its table one of persons."""
        if any(self._patterns[n].name not in CONTACTS for found in told.values() for n in found):
            return True
        places = [place for place, one in enumerate(self._table.columns) if told.get(one.name)]
        counted = self._engine.sql(
            f"select place, count(distinct line) from {quote(HITS)} where {self._of_table()}"
            f" group by place"
        ).fetchall()
        least = _CONTACT_SHARE * self._text.num_rows
        return any(rows > least for place, rows in counted if place in places)

    def _beside(self, pattern: Pattern, column: Column) -> str:
        """Whether another text of the row shows that the number is no person's."""
        if not pattern.keep_beside:
            return "false"
        texts = [
            c
            for c in self._table.columns
            if c.kind is Kind.TEXT and c.name != column.name and not pattern.names_workplace(c.name)
        ]
        return _any_like(pattern, [c.name for c in texts[:COLUMNS_AT_ONCE]])

    def _summed(self, place: int, column: Column, numbers: Sequence[int]) -> Found:
        where = f"place = {place} and {self._of_table()}"
        rows = self._engine.sql(
            f"select line, min(found) from {quote(HITS)} where {where}"
            f" group by line order by line limit {_CELLS_SHOWN}"
        ).fetchall()
        count = self._row(f"select count(distinct line) from {quote(HITS)} where {where}")[0]
        patterns = tuple(self._patterns[number] for number in numbers)
        return Found(
            column.name,
            tuple(dict.fromkeys(label(pattern) for pattern in patterns)),
            patterns,
            tuple(line for line, _ in rows),
            tuple(hide(found or "") for _, found in rows),
            int(count),
        )

    def _keep(self, place: int, number: int, rows: str) -> None:
        self._engine.execute(
            f"insert into {quote(HITS)} select {place}, {number}, {literal(self._table.name)},"
            f" line, found, x from ({rows})"
        )

    def _keep_known(self, number: int, rows: str) -> None:
        """Keep what is no person's, each once: firms stand in a release a dozen times."""
        known = f"select distinct null as line, null as found, x from ({rows})"
        self._keep(OF_NO_COLUMN, number, known)

    def _hits(self, place: int, number: int) -> int:
        where = f"place = {place} and pattern = {number} and {self._of_table()}"
        return int(self._row(f"select count(*) from {quote(HITS)} where {where}")[0])

    def _of_table(self) -> str:
        return f'"table" = {literal(self._table.name)}'

    def _row(self, sql: str) -> tuple[int, ...]:
        return self._engine.sql(sql).fetchone() or (0,)


def _runs(names: Sequence[str], chosen: Collection[str]) -> Iterator[list[str]]:
    """Give the runs of chosen names that stand side by side, two at least."""
    for free, run in groupby(names, lambda name: name in chosen):
        side_by_side = [*run]
        if free and len(side_by_side) > 1:
            yield side_by_side


def possible(
    engine: duckdb.DuckDBPyConnection, cells: str, patterns: Sequence[Pattern]
) -> list[int]:
    """Give the places of the patterns whose form stands in any cell, in one look.

    :param cells: a SELECT of ``cell``
    """
    formed = [n for n, pattern in enumerate(patterns) if pattern.form]
    if not formed:
        return []
    asked = ", ".join(f"bool_or({holds(patterns[n])})" for n in formed)
    looked_at = f"select {plain('cell')} as cell from ({cells})"
    row = engine.sql(f"select {asked} from ({looked_at})").fetchone() or ()
    return [number for number, found in zip(formed, row, strict=True) if found]


def like_persons(
    engine: duckdb.DuckDBPyConnection, cells: str, patterns: Sequence[Pattern]
) -> list[str]:
    """Give the cells with the form of any pattern in them, distinct.

    :param cells: a SELECT of ``cell``
    """
    forms = [holds(pattern) for pattern in patterns if pattern.form]
    if not forms:
        return []
    looked_at = f"select cell as found, {plain('cell')} as cell from ({cells})"
    quick = f"regexp_matches(cell, {literal(f'{_DIGITS}|{_WORDS}')})"
    rows = engine.sql(
        f"select distinct found from ({looked_at}) where {quick} and ({' or '.join(forms)})"
    )
    return [found for (found,) in rows.fetchall()]


def candidates(cells: str, pattern: Pattern) -> str:
    """Give the SELECT of what has a pattern's form in some cells.

    :param cells: a SELECT of ``line``, ``cell`` and ``company``
    :returns: one of ``line``, ``found``, ``x`` (without separators), ``passes``, ``kept``
    """
    # Zeros that a spreadsheet writes behind a whole number are no decimals; and what it writes of
    # sixteen digits under a format for thousands, or in scientific notation, is the number.
    whole = (
        r"case when regexp_full_match(found, '[0-9]([.,][0-9]{3}){5}([.,]00?)?')"
        r" then translate(regexp_replace(found, '[.,]00?$', ''), '.,', '')"
        r" when regexp_full_match(found, '[0-9][.,][0-9]{15}[eE][+]?15')"
        r" then left(translate(found, '.,', ''), 16)"
        r" else regexp_replace(found, '^([0-9]{16,18})[.,]0{1,2}$', '\1') end"
    )
    return (
        f"select line, found, x, coalesce({pattern.check or 'true'}, false) as passes,"
        f" company or coalesce({pattern.keep or 'false'}, false) as kept from ("
        f"select line, company, found, {stripped('found', pattern)} as x from ("
        f"select line, company, {whole} as found from ("
        f"select line, company,"
        f" unnest(regexp_extract_all({_apart(pattern)}, {literal(_guarded(pattern))})) as found"
        f" from (select line, company, {plain('cell')} as cell from ({cells}))"
        f" where {holds(pattern)}"
        f")) where regexp_full_match(found, {literal(pattern.form)}))"
    )


def _digits(text: str) -> str:
    return f"regexp_replace({text}, '[^0-9]+', '', 'g')"


def by_chance(pattern: Pattern, shaped: int, passed: int) -> bool:
    """Tell whether chance alone explains how many numbers of a form pass its check."""
    if not passed:
        return True
    chance = pattern.chance
    if passed >= _TIMES_CHANCE * chance * shaped:
        return False
    if passed <= chance * shaped:
        return True
    # The binomial distribution: how often chance would have fewer pass.
    fewer = math.fsum(
        math.exp(
            math.lgamma(shaped + 1)
            - math.lgamma(n + 1)
            - math.lgamma(shaped - n + 1)
            + n * math.log(chance)
            + (shaped - n) * math.log1p(-chance)
        )
        for n in range(passed)
    )
    return 1 - fewer > _LIKELY


def plain(text: str) -> str:
    """Give the SQL of a text with plain signs for those that look like them, all of it seen."""
    like, those = "".join(LIKE_PLAIN) + UNSEEN, "".join(LIKE_PLAIN.values())
    other = f"translate({text}, {literal(like)}, {literal(those)})"
    ends = f"translate({text}, {literal(_LINE_ENDS)}, {literal(' ' * len(_LINE_ENDS))})"
    return f"case when strlen({text}) = length({text}) then {ends} else {other} end"


def holds(pattern: Pattern) -> str:
    """Give the SQL that is true of a plain ``cell`` with the form in it; the cheap test first."""
    need = f"contains(cell, {literal(pattern.needs)}) and " if pattern.needs else ""
    return f"coalesce({need}regexp_matches(cell, {literal(pattern.form)}), false)"


def _apart(pattern: Pattern) -> str:
    """Give the SQL of a plain ``cell`` with spaces where a number ends and something else begins.

    A word or ``_`` may stand right beside a number, and a comma between two; one letter in front
    makes a code of it.
    """
    if pattern.needs or "A-Z" in pattern.form:
        return "cell"
    # A number that is checked is told from a code by that; another only by what it is called.
    word = "[A-Za-z]{2,}" if pattern.cut else _CALLED
    text = "translate(cell, '_', ' ')"
    text = rf"regexp_replace({text}, '(?i)\b({word})(\+?[0-9]{{8}})', '\1 \2', 'g')"
    if pattern.cut:
        text = rf"regexp_replace({text}, {literal(_WORD_BEHIND)}, '\1 \2', 'g')"
    for _ in range(2):  # of three numbers the one in the middle is taken once
        text = rf"regexp_replace({text}, '([0-9]{{8}}),([0-9+(][0-9() .+-]{{7}})', '\1 , \2', 'g')"
    return text


def stripped(text: str, pattern: Pattern) -> str:
    """Give the SQL of a text without white space around it and separators in it."""
    if not pattern.separators:
        return f"trim({text})"
    return f"translate(trim({text}), {literal(pattern.separators)}, '')"


def _any_like(pattern: Pattern, columns: Sequence[str]) -> str:
    like = [
        f"coalesce(regexp_matches({quote(name)}::varchar, {literal(pattern.keep_beside)}), false)"
        for name in columns
    ]
    return f"({' or '.join(like)})" if like else "false"


def _guarded(pattern: Pattern) -> str:
    """Give the form with what would make it part of something longer, a decimal for one.

    What is found with more than the form around it is then no match of the form alone.
    """
    if pattern.needs:
        return pattern.form
    before = "" if pattern.form.startswith(r"\+") else r"(?:[0-9]{0,9}[.,])?\b"
    return rf"{before}(?:{pattern.form})\b(?:[.,][0-9]{{1,14}}\b)?"
