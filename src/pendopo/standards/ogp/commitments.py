"""OGP's commitments data: a CSV file with a row for each commitment, read whole and written back.

Every column is kept as written, unknown ones too. What a row says beyond its texts (dates, codes,
policy areas) is read beside them; what cannot be read is told by row and column, and loses nothing.

Source: OGP's commitments data of 3 July 2024, 171 columns; its names and kinds stand in
``columns.csv``.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, TextIO

from pendopo.standards.ogp.codebook import CodeError, Sentinel, scales
from pendopo.standards.ogp.stars import Code, Star, star_since_2015, star_until_2015
from pendopo.standards.ogp.when import When, WhenError, Why, read_when

ID: Final = "Commitment Unique Identifier"
_PLAN: Final = "Action Plan ID"
_DATES: Final = ("Start Date", "End Date")
_SLASHED = re.compile(r"(\d\d?)/(\d\d?)/\d")
_CODE, _ORDINAL = "code:", "ordinal:"


class CommitmentsError(ValueError):
    """A file that is not OGP's commitments data: where, what was found, what to write."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell that says less than its column wants.

    :param row: the commitment's id
    :param line: of the file, from 1; the header is line 1
    :param found: the cell, as written
    :param why: what it is, and what to write instead
    """

    row: str
    line: int
    column: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment as OGP's data has it.

    :param line: of the file, from 1
    :param cells: every cell by its column's name, as written
    :param start: None where the cell names no day
    :param end: None where the cell names no day
    :param codes: what reviewers coded, by column; a sentinel where they did not
    :param policy_areas: the tags that are set
    """

    line: int
    cells: Mapping[str, str]
    start: When | None
    end: When | None
    codes: Mapping[str, Code]
    policy_areas: tuple[str, ...]

    @property
    def id(self) -> str:
        """The commitment's id: two letters and four digits, three letters for a local one."""
        return self.cells[ID]

    def text(self, column: str) -> str | None:
        """Give a text; None where the data has none."""
        found = self.cells.get(column, "").strip()
        return None if found in {"", *Sentinel.__members__, "N/A"} else found

    @property
    def star_until_2015(self) -> Star:
        """The star of the formula that held until 2015."""
        return star_until_2015(
            self._code("Specificity"),
            self._code("_Relevant"),
            self._code("Potential Impact"),
            self._code("Completion (Progress Report)"),
        )

    def star_since_2015(self, completion: str = "Completion (End Of Term)") -> Star:
        """Give the star of the later formula.

        :param completion: the column whose completion counts
        """
        return star_since_2015(
            self._code("Verifiable"),
            self._code("_Relevant"),
            self._code("Potential Impact"),
            self._code(completion),
        )

    def _code(self, column: str) -> Code:
        return self.codes.get(column, Sentinel.ND)


@dataclass(frozen=True, slots=True)
class Commitments:
    """A file's commitments, and what of it could not be used.

    :param columns: the header, as written
    :param unknown: columns that OGP's data of 3 July 2024 does not have
    :param missing: columns that it has and the file has not
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unusable: tuple[Unusable, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


@cache
def columns() -> Mapping[str, str]:
    """Give OGP's columns in their order, each with its kind.

    :returns: ``text``, ``tag`` (0 or 1), ``date``, ``year``, ``derived`` (from other columns, by
        OGP), ``code:<scale>``, or ``ordinal:<column>`` of whose code it is the ordinal
    """
    text = files(__package__).joinpath("columns.csv").read_text("utf-8")
    return {row["name"]: row["kind"] for row in csv.DictReader(text.splitlines())}


def read_commitments(lines: Iterable[str]) -> Commitments:
    """Read OGP's commitments data.

    :param lines: of a CSV file, their ends kept; a byte order mark is passed over
    :raises CommitmentsError: when it has no header with an id, a row is longer than it, or an id
        stands twice
    """
    raw = list(_raw(lines))
    header = raw[0][1]
    rows = [(line, _cells(line, header, cells)) for line, cells in raw[1:]]
    _hold_ids_apart(rows)
    customs = _customs(cells for _, cells in rows)
    unusable: list[Unusable] = []
    read = tuple(_row(line, cells, customs, unusable) for line, cells in rows)
    return Commitments(
        columns=tuple(header),
        rows=read,
        unusable=tuple(unusable),
        unknown=tuple(name for name in header if name not in columns()),
        missing=tuple(name for name in columns() if name not in header),
    )


def row_of(cells: Mapping[str, str]) -> Row:
    """Read one row alone; what it cannot be used for is left out."""
    return _row(1, cells, {}, [])


def write_commitments(found: Commitments, out: TextIO) -> None:
    """Write the rows back, every cell as it was."""
    writer = csv.writer(out)  # CRLF: else a CR within a cell is not quoted
    writer.writerow(found.columns)
    writer.writerows([row.cells[name] for name in found.columns] for row in found.rows)


def _raw(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the header, then the rows that hold anything, each with the line that it begins on."""
    reader = csv.reader(_unmarked(lines), strict=True)
    begins, headed = 1, False
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, [cell.strip() for cell in cells] if not headed else cells
                headed = True
            begins = reader.line_num + 1
    except csv.Error as error:
        raise CommitmentsError(
            f"line {reader.line_num}: not CSV ({error}); write the file as CSV with quotes"
        ) from error
    if not headed:
        raise CommitmentsError(f"the file is empty; write a header with {ID!r} on line 1")


def _unmarked(lines: Iterable[str]) -> Iterator[str]:
    for place, line in enumerate(lines):
        yield line.removeprefix("\ufeff") if place == 0 else line


def _cells(line: int, header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if ID not in header:
        raise CommitmentsError(
            f"line 1 has no column {ID!r} but {', '.join(header[:3])} …; write OGP's header there"
        )
    twice = [name for name, times in Counter(header).items() if times > 1]
    if twice:
        raise CommitmentsError(f"line 1 has {twice[0]!r} twice; write each column once")
    if len(cells) > len(header):
        raise CommitmentsError(
            f"line {line}: {len(cells)} cells for {len(header)} columns; put quotes around texts "
            f"that hold commas"
        )
    return dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))


def _hold_ids_apart(rows: Sequence[tuple[int, Mapping[str, str]]]) -> None:
    seen: dict[str, int] = {}
    for line, cells in rows:
        name = cells[ID].strip()
        if not name or name in seen:
            found = f"the id {name!r} of line {seen[name]}" if name else "no id"
            raise CommitmentsError(f"line {line}: {found}; write an id of its own in {ID!r}")
        seen[name] = line


def _customs(rows: Iterable[Mapping[str, str]]) -> Mapping[str, bool]:
    """Tell for each plan whether its days come first, where one of its dates shows it.

    The data mixes 12/31/2014 and 31/12/2014; what can be both is read as its plan's others are.
    """
    shown: dict[str, set[bool]] = defaultdict(set)
    for cells in rows:
        for column in _DATES:
            text = cells.get(column, "")
            try:
                read_when(text)
            except WhenError:
                continue
            day = _SLASHED.search(text)
            if day and int(day[1]) != int(day[2]):
                shown[cells.get(_PLAN, "")].add(int(day[1]) > int(day[2]))
    return {plan: next(iter(ways)) for plan, ways in shown.items() if len(ways) == 1}


class _Reading:
    """One row as it is read: what its cells say, and what they say less of than they should."""

    def __init__(self, cells: Mapping[str, str], customs: Mapping[str, bool]) -> None:
        self._cells = cells
        self._day_first = customs.get(cells.get(_PLAN, ""))
        self.dates: dict[str, When | None] = {}
        self.codes: dict[str, Code] = {}
        self.areas: list[str] = []

    def take(self, column: str, kind: str) -> None:
        """Read a cell.

        :raises WhenError: when it is no date
        :raises CodeError: when it is no code of its column
        """
        text = self._cells[column]
        if kind == "date":
            self.dates[column] = self._when(text)
        elif kind.startswith(_CODE):
            self.codes[column] = scales()[kind.removeprefix(_CODE)].read(text)
        elif kind.startswith(_ORDINAL):
            _hold_to_code(text, kind.removeprefix(_ORDINAL), self._cells)
        elif kind == "tag" and _tagged(column, text):
            self.areas.append(column)

    def _when(self, text: str) -> When | None:
        try:
            return read_when(text, day_first=self._day_first)
        except WhenError as error:
            if error.why is Why.MISSING:
                return None
            raise


def _row(
    line: int, cells: Mapping[str, str], customs: Mapping[str, bool], unusable: list[Unusable]
) -> Row:
    reading = _Reading(cells, customs)
    for column in filter(cells.__contains__, columns()):
        try:
            reading.take(column, columns()[column])
        except (WhenError, CodeError) as error:
            found = Unusable(cells[ID].strip(), line, column, cells[column], str(error))
            unusable.append(found)
    return Row(
        line=line,
        cells=cells,
        start=reading.dates.get("Start Date"),
        end=reading.dates.get("End Date"),
        codes=reading.codes,
        policy_areas=tuple(reading.areas),
    )


def _hold_to_code(ordinal: str, column: str, cells: Mapping[str, str]) -> None:
    """Hold an ordinal of OGP's to the code that it stands for.

    :raises CodeError: when the two say different things
    """
    scale = scales()[columns()[column].removeprefix(_CODE)]
    try:
        code = scale.read(cells.get(column, ""))
    except CodeError:
        return  # told of its own column
    wanted = code if isinstance(code, Sentinel) else str(scale.ordinal(code))
    if ordinal.strip() != wanted:
        raise CodeError(f"{ordinal!r} stands beside {code!r} in {column!r}; write {wanted}")


def _tagged(column: str, text: str) -> bool:
    if text.strip() not in {"0", "1", "", *Sentinel.__members__}:
        raise CodeError(f"{column} is {text!r}; write 0 or 1")
    return text.strip() == "1"
