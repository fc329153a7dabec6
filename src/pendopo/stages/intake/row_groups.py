"""Rows that mean something only beside others: headings among them, and names written once a group.

Who reads such a table sees what belongs together; who filters or sorts it does not. It is told once
where nothing else explains the empty cells: the other columns are filled in all rows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.looks import Look, look
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_ROWS_LOOKED_AT = 2_000
_CELLS_LOOKED_AT = 100_000
_ROWS_LEAST = 4
_NAMED_AMONG = 3  # columns from the left in which a group has its name
_EMPTY_LEAST = 0.4
_WORDS_SHOWN = 120
_COLUMNS_LEAST = 2
_WIDE = 3
_BELOW_LEAST = 2  # rows of a group that nothing but its place shows
_HEADING = re.compile(
    r"(?:kecamatan|kec\.|desa|kelurahan|kel\.|kabupaten|kab\.|kota|provinsi|tahun|bulan|triwulan|"
    r"semester|bagian|program|kegiatan|bidang|urusan|seksi|dinas|district|village|province|year|"
    r"section|part)(?!\w)|(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})\.|[a-z]\.\s",
    re.IGNORECASE,
)
# Places, each of those before it: a heading stands above what is part of it.
_PLACES = (
    re.compile(r"(?i)(?:provinsi|province)\b"),
    re.compile(r"(?i)(?:kabupaten|kab\.|kota|regency|city)"),
    re.compile(r"(?i)(?:kecamatan|kec\.|district)"),
    re.compile(r"(?i)(?:desa|kelurahan|kel\.|village)"),
    re.compile(r"(?i)(?:dusun|rw|rt|hamlet)\b"),
)
# What is part of something else is set in, or stands behind a mark: "- Gaji", "a. Gaji", "1) Gaji".
_SET_IN = re.compile(r"\s+\S|[-\u2013\u2022*]\s*\S|(?:[a-z]|[0-9]{1,2})[.)]\s")

Rows = Sequence[Sequence[str]]


def told_of_groups(
    batches: Iterator[pa.RecordBatch], names: Sequence[str], tell: Tell
) -> Iterator[pa.RecordBatch]:
    """Hand batches on, and tell of the groups among the first rows of the table."""
    rows: list[list[str]] = []
    lines: list[int] = []
    for batch in batches:
        room = min(_ROWS_LOOKED_AT, _CELLS_LOOKED_AT // max(1, len(names))) - len(rows)
        if room > 0:
            head = batch.slice(0, room)
            columns = [column.to_pylist() for column in head.columns]
            lines += columns[0]
            cells = zip(*columns[1:], strict=True)
            rows += [[(cell or "").rstrip() for cell in row] for row in cells]
        yield batch
    if len(names) >= _COLUMNS_LEAST and len(rows) >= _ROWS_LEAST:
        for finding in _findings(rows, lines, names):
            tell(finding)


def _findings(rows: Rows, lines: Sequence[int], names: Sequence[str]) -> Iterator[Finding]:
    alone = [at for at, row in enumerate(rows) if sum(map(bool, row)) == 1]
    apart = frozenset(alone)
    whole = [row for at, row in enumerate(rows) if at not in apart]
    if alone and len(whole) > 1 and _only_headings(rows, alone, whole):
        told = SomeRows()
        for at in alone:
            told.add(lines[at])
        words = " / ".join("".join(rows[at]).lstrip() for at in alone)
        yield _headings(told, words[:_WORDS_SHOWN])
        lines = [line for at, line in enumerate(lines) if at not in apart]
        rows = whole
    if len(rows) < _ROWS_LEAST:
        return
    among = range(min(_NAMED_AMONG, len(names)))
    groups = [place for place in among if _names_groups(rows, place)]
    if groups:
        told = SomeRows()
        for line, row in zip(lines, rows, strict=True):
            if not row[groups[0]]:
                told.add(line)
        found = next(row[groups[0]] for row in rows if row[groups[0]]).lstrip()
        yield _written_once(told, [names[place].strip() for place in groups], found)


def _only_headings(rows: Rows, alone: Sequence[int], whole: Rows) -> bool:
    """Tell whether rows of one cell are headings, or go on with the row above them.

    All other rows fill at least two columns more, or the one that a narrow table has. Then either
    the first column, which has no cell there, is one of them; or something tells these cells from
    those below them, their words or their places. A name without its figure is no heading; but
    where the first row lacks it, and others with rows enough below each, nobody can tell.
    """
    width = len(rows[0])
    always = {place for place in range(width) if all(row[place] for row in whole)}
    places = {place for at in alone for place, cell in enumerate(rows[at]) if cell}
    if len(places) > 1 or len(always - places) < min(_WIDE, width) - 1:
        return False
    [place] = places
    heads = [rows[at][place] for at in alone]
    others = [row[place] for row in whole if row[place]]
    looks = set(map(look, heads))
    if looks == {Look.FIGURE}:
        # 2025 above the names of months; a figure behind a table is no heading.
        return place == 0 and set(map(look, others)) == {Look.WORDS}
    if looks != {Look.WORDS}:
        return False
    if place and 0 in always and width >= _WIDE and alone[0] > 0:
        return True
    wide = width >= _WIDE
    groups = _groups(rows, alone)
    apart = bool(groups) and min(map(len, groups)) >= _BELOW_LEAST
    parted = wide or (bool(groups) and all(groups))
    shown = apart and (wide or not place or _are_numbered(groups))
    if shown or _is_above(heads, others, parted=parted):
        return True
    several = wide or len(heads) > 1 or alone[0] == 0
    raised = several and all(map(str.isupper, heads)) and not any(map(str.isupper, others))
    return raised or (alone[0] == 0 and parted and _begin_alike(heads, others))


def _groups(rows: Rows, alone: Sequence[int]) -> Sequence[Rows]:
    """Give the rows below each that may be a heading; none unless the first is, and others."""
    if len(alone) < 2 or alone[0]:  # noqa: PLR2004 - one parts nothing
        return []
    ends = [*alone[1:], len(rows)]
    return [rows[begin + 1 : end] for begin, end in zip(alone, ends, strict=True)]


def _are_numbered(groups: Sequence[Rows]) -> bool:
    """Tell whether the first cells count the rows, of each group or through them all."""
    cells = [[row[0] for row in group] for group in groups]
    each = [str(at + 1) for group in groups for at in range(len(group))]
    found = [cell for group in cells for cell in group]
    return found in (each, [str(at + 1) for at in range(len(found))])


def _is_above(heads: Sequence[str], others: Sequence[str], *, parted: bool) -> bool:
    """Tell whether cells have the words of headings, or stand further out than all others.

    :param parted: whether their places may be those of headings, too: where none of the others has
        such words, a city or a name with an initial may merely lack its figure
    """
    if others and all(map(_SET_IN.match, others)) and not any(map(_SET_IN.match, heads)):
        return True
    bare = [head.lstrip() for head in heads]
    below = [other.lstrip() for other in others if _HEADING.match(other.lstrip())]
    if not all(map(_HEADING.match, bare)) or not (below or parted):
        return False
    deepest = max(map(_depth, bare))
    return all(0 <= deepest < _depth(other) for other in below)


def _depth(cell: str) -> int:
    """Give how far down a place is, from 0; -1 for what is none."""
    return next((depth for depth, one in enumerate(_PLACES) if one.match(cell)), -1)


def _begin_alike(heads: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether several cells begin with one word, and none of the others with it."""
    first = {head.split()[0].casefold() for head in heads}
    return (
        len(heads) > 1 and len(first) == 1 and not first & {o.split()[0].casefold() for o in others}
    )


def _names_groups(rows: Rows, place: int) -> bool:
    """Tell whether a column is filled in the first row of each group only."""
    cells = [row[place] for row in rows]
    named = [cell for cell in cells if cell]
    empty = len(cells) - len(named)
    if not cells[0] or len(named) < 2 or empty < _EMPTY_LEAST * len(cells):  # noqa: PLR2004
        return False
    others = [at for at in range(len(rows[0])) if at != place and all(row[at] for row in rows)]
    # What is said of some rows, such as a degree, is said of several; a group has one name.
    return max(Counter(named).values()) == 1 and bool(others) and min(others) > place


def _headings(rows: SomeRows, words: str) -> Finding:
    return Finding(
        "rows_stand_alone",
        Weight.WARN,
        say("Rows hold a heading or go on with another row; they were kept: {words}."),
        {"words": words},
        say(
            "Write what a heading says into a column of its own in each row, and a cell that goes "
            "on into its row; or leave such rows out by a mapping, with [[skip]]."
        ),
        lines=tuple(rows.lines),
        count=rows.count,
    )


def _written_once(rows: SomeRows, columns: Sequence[str], found: str) -> Finding:
    return Finding(
        "rows_stand_alone",
        Weight.WARN,
        say(
            "Column {columns} seems to be filled in the first row of each group alone, such as "
            "{found}; the rows below are empty there."
        ),
        {"columns": ", ".join(columns), "found": found[:_WORDS_SHOWN]},
        say("Write it into each row, or have a mapping do so, with fill_down."),
        column=columns[0],
        lines=tuple(rows.lines),
        count=rows.count,
    )
