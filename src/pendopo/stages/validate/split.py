"""Numbers of persons that stand in two to four cells of a row, one part in each.

Columns of codes and amounts side by side make numbers of any length, so that this asks for more
than a form and a check: nearly all rows must make one, and they must differ as persons do. Some
rows from everywhere in a table tell; only what looks like one there is asked of the engine.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from pendopo.standards.identity import Pattern
from pendopo.store.engine import literal, quote

_PARTS_MOST = 4
_ROWS_SAMPLED = 1_000
_CELLS_SAMPLED, _ROWS_SAMPLED_LEAST = 400_000, 100
# Of the rows that are filled so many must make a number of a person; and so many at least.
_SHARE = 0.8
_ROWS_LEAST = 3
# No one value of what varies from person to person may stand in more rows than that.
_ONE_VALUE_MOST = 0.5
# A table in which so many neighbours look like one is a table of codes.
_ASKED_MOST = 50
_DIGITS = re.compile("[+]?[0-9]+", re.ASCII)
# As a spreadsheet writes digits: with a fraction of zeros, or a code in groups. One point alone may
# be that of a number.
_FRACTION, _GROUPS = "[+]?[0-9]+[.]0+", "[0-9]+(?:[.][0-9]+){2,}"
_LONGEST = 0.9
_SAMPLE = "rows of parts"


@dataclass(frozen=True, slots=True)
class Split:
    """Columns side by side that hold a number of a person together.

    :param columns: their names, in order
    :param number: SQL of the number over the row; null where the row makes none
    """

    columns: tuple[str, ...]
    number: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows from everywhere in a table.

    :param cells: of each column, in the order of the file, the digits as ``_bare`` gives them
    :param lengths: of each column, how many digits most of its cells have
    """

    rows: pa.Table
    cells: dict[str, list[str]]
    lengths: dict[str, int]


def sampled(text: pa.Table, columns: Sequence[str]) -> Sample:
    """Take some rows of a table, once for all patterns.

    :param text: the rows, with a column of text for each of the names
    :param columns: in the order of the file
    """
    most = max(_ROWS_SAMPLED_LEAST, min(_ROWS_SAMPLED, _CELLS_SAMPLED // len(columns)))
    sample = _every(text.num_rows // most + 1, text.select([*columns]))
    cells = {}
    for name in columns:
        bare: dict[str | None, str] = {}
        cells[name] = [
            bare[c] if c in bare else bare.setdefault(c, _bare(c or ""))
            for c in sample[name].to_pylist()
        ]
    return Sample(sample, cells, {name: _length(found) for name, found in cells.items()})


def _every(step: int, text: pa.Table) -> pa.Table:
    """Take every so manieth row, piece by piece: whole columns would be put together for it."""
    found, before = [], 0
    for batch in text.to_batches():
        rows = pa.array(range(-before % step, batch.num_rows, step), pa.int64())
        found.append(batch.take(rows))
        before += batch.num_rows
    return pa.Table.from_batches(found, text.schema)


def split_numbers(
    engine: duckdb.DuckDBPyConnection, sample: Sample, columns: Sequence[str], pattern: Pattern
) -> Iterator[Split]:
    """Find the columns over which a pattern's numbers are split.

    :param columns: those of the sample that may be, side by side, in the order of the file
    """
    if not pattern.split:
        return
    cells = sample.cells
    taken: set[str] = set()
    asked = 0
    for names, sizes in _windows(sample.lengths, columns, pattern):
        if asked == _ASKED_MOST or not taken.isdisjoint(names):
            continue
        if not _may_be(list(zip(*(cells[name] for name in names), strict=True)), sizes, pattern):
            continue
        asked += 1
        one = Split(names, _number(names, sizes, pattern))
        if _of_persons(engine, sample.rows.select([*names]), one, pattern):
            taken.update(names)
            yield one


def _bare(cell: str) -> str:
    """Give a cell's digits without what a spreadsheet puts behind or between them."""
    text = cell.strip()
    if "." not in text:
        return text
    if re.fullmatch(_FRACTION, text):
        return text.partition(".")[0]
    return text.replace(".", "") if re.fullmatch(_GROUPS, text) else text


def _bare_sql(name: str) -> str:
    """Give the SQL of ``_bare``."""
    text = f"trim({quote(name)})"
    return (
        f"(case when regexp_full_match({text}, {literal(_FRACTION)})"
        f" then split_part({text}, '.', 1)"
        f" when regexp_full_match({text}, {literal(_GROUPS)}) then replace({text}, '.', '')"
        f" else {text} end)"
    )


def _windows(
    lengths: Mapping[str, int], columns: Sequence[str], pattern: Pattern
) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Give the columns side by side that have a number's digits together, the most first."""
    least, most = pattern.split_digits
    for place in range(len(columns)):
        for count in range(_PARTS_MOST, 1, -1):
            names = tuple(columns[place : place + count])
            sizes = [lengths[name] for name in names]
            if len(names) == count and all(sizes) and least <= sum(sizes) <= most:
                yield names, sizes


def _length(cells: Sequence[str]) -> int:
    """Give how many digits most cells have that hold digits alone.

    A spreadsheet takes the zeros in front, so that some have fewer.
    """
    sizes = sorted(len(cell) for cell in cells if _DIGITS.fullmatch(cell))
    return sizes[int(_LONGEST * (len(sizes) - 1) + 0.5)] if sizes else 0


def _may_be(rows: Sequence[tuple[str, ...]], sizes: Sequence[int], pattern: Pattern) -> bool:
    """Tell whether nearly all rows that are filled make a number of the form."""
    first, whole = re.compile(pattern.split_first), re.compile(pattern.split)
    filled = [row for row in rows if all(row)]
    fits = [
        row
        for row in filled
        if first.fullmatch(row[0])
        and whole.fullmatch(
            row[0] + "".join(c.zfill(n) for c, n in zip(row[1:], sizes[1:], strict=True))
        )
    ]
    return len(fits) >= max(_ROWS_LEAST, _SHARE * len(filled))


def _number(names: Sequence[str], sizes: Sequence[int], pattern: Pattern) -> str:
    """Give the SQL of a row's number: its parts, each with the zeros that it had in front."""
    digits = [_bare_sql(name) for name in names]
    parts = [
        f"lpad({text}, greatest({size}, length({text}))::integer, '0')" if at else text
        for at, (text, size) in enumerate(zip(digits, sizes, strict=True))
    ]
    filled = " and ".join(f"{text} <> ''" for text in digits)
    first = f"regexp_full_match({digits[0]}, {literal(pattern.split_first)})"
    whole = f"regexp_full_match({' || '.join(parts)}, {literal(pattern.split)})"
    return f"case when {filled} and {first} and {whole} then {' || '.join(parts)} end"


def _of_persons(
    engine: duckdb.DuckDBPyConnection, sample: pa.Table, one: Split, pattern: Pattern
) -> bool:
    """Tell whether columns hold numbers of persons, and not codes that look like them."""
    engine.register(_SAMPLE, sample)
    filled = " and ".join(f"trim({quote(name)}) <> ''" for name in one.columns)
    x = f"translate(x, {literal('+')}, '')"
    passes = f"coalesce({pattern.check or 'true'}, false)"
    numbers = (
        f"select x is not null and {passes} as passes, {pattern.varies or 'x'} as varies from"
        f" (select {x} as x from (select {one.number} as x from {quote(_SAMPLE)} where {filled}))"
    )
    told = engine.sql(
        f"with numbers as ({numbers}) select (select count(*) from numbers),"
        f" (select count(*) from numbers where passes), (select max(n) from"
        f" (select count(*) as n from numbers where passes group by varies))"
    ).fetchone()
    engine.unregister(_SAMPLE)
    many, passed, alike = told or (0, 0, 0)
    least = max(_ROWS_LEAST, _SHARE * many)
    return bool(passed >= least and (alike or 0) <= _ONE_VALUE_MOST * passed)
