"""A part of a workbook without what reaches outside it, and what must be known to comment it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from pendopo.exports.open_document.raw import Copied, is_empty, with_attribute
from pendopo.exports.reaching import reaches_openly
from pendopo.stages.intake.workbook.refusal import damaged
from pendopo.stages.intake.workbook.xml import local, whole
from pendopo.terms.mapping import same_name

# Programs, what runs them, and what is fetched from elsewhere when a document is opened.
_GOES = frozenset(
    {
        *("scripts", "event-listeners", "dde-links", "dde-source", "table-source"),
        *("cell-range-source", "object-ole", "plugin", "applet", "auto-reload"),
    }
)
_FORMULAS = frozenset({"formula", "condition", "expression"})
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|/|\\|\.\.", re.IGNORECASE)
# What lies upon a sheet or beside it may hold rows of its own; it is left as it is.
ASIDE = frozenset({"shapes", "frame", "forms", "tracked-changes", "annotation"})
CELLS = frozenset({"table-cell", "covered-table-cell"})
_BLANKS = frozenset({"s", "tab", "line-break"})
_HEADER_AMONG = 100
_AREAS_MOST = 20_000


class Stilled(Copied):
    """A part that is copied without what reaches outside."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__(out)
        self._kinds: dict[str, str] = {}
        self._dropping = 0
        self._empty = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Leave an element out, or what of it reaches outside."""
        if self._dropping:
            self._dropping += 1
        elif self.goes(name, attributes):
            self._empty = is_empty(self.tag())
            self._dropping, self._keep = 1, self.place()
        else:
            self._still(attributes)
            self.entered(name, attributes)

    def end(self, name: str) -> None:
        """Go on behind what was left out."""
        if not self._dropping:
            self.left(name)
            return
        self._dropping -= 1
        if not self._dropping:
            self.replace(self._keep, self.behind_end(empty=self._empty))
            self._keep = -1

    def goes(self, name: str, attributes: dict[str, str]) -> bool:  # noqa: ARG002
        """Tell whether an element is left out."""
        return name in _GOES

    def entered(self, name: str, attributes: dict[str, str]) -> None:
        """Be told of an element that stays."""

    def left(self, name: str) -> None:
        """Be told of its end."""

    def _still(self, attributes: dict[str, str]) -> None:
        tag = b""
        for key, value in attributes.items():
            kind = self._kinds.get(key)
            if kind is None:
                short = key.rpartition(":")[2]
                kind = short if short in _FORMULAS or short == "href" else ""
                self._kinds[key] = kind
            if not kind or not _reaches(kind, value):
                continue
            tag = with_attribute(tag or self.tag(), kind.encode(), _INSTEAD.get(kind))
        if tag:
            self.replace(self.place(), self.place() + len(self.tag()), tag)


_INSTEAD = {"href": b"#"}  # a formula goes, and the result that was stored with it stays


def _reaches(kind: str, value: str) -> bool:
    return bool(_OUTSIDE.match(value.strip())) if kind == "href" else reaches_openly(value)


@dataclass
class Table:
    """What is known of a sheet before it is commented.

    :param names: of the rows that may be the header: where which of the names wanted stand
    :param areas: merged ones: first row and column, last row and column, all from 1
    :param noted: rows with a comment
    """

    name: str
    names: dict[int, dict[str, int]] = field(default_factory=dict)
    areas: list[tuple[int, int, int, int]] = field(default_factory=list)
    noted: set[int] = field(default_factory=set)


class Survey(Stilled):
    """The part with the sheets, copied without what reaches outside, and looked over.

    :param header: the names whose columns are looked for
    """

    def __init__(self, out: IO[bytes], header: Sequence[str]) -> None:
        super().__init__(out)
        self.tables: list[Table] = []
        self.ranges: list[str] = []  # the areas of database ranges, as they are written
        self._wanted = {same_name(name) for name in header}
        self._table: Table | None = None
        self._aside = 0
        self._line, self._rows = 1, 1
        self._column, self._count = 1, 1
        self._texts: list[str] | None = None

    def entered(self, name: str, attributes: dict[str, str]) -> None:
        """Count sheets, rows and cells; hear what may be names of columns."""
        if self._aside or name in ASIDE:
            if name == "annotation" and self._table and not self._aside:
                self._table.noted.add(self._line)
            self._aside += 1
        elif name == "table":
            self._begin_table(attributes)
        elif name == "database-range":
            self.ranges.append(local(attributes, "target-range-address"))
        elif self._table:
            self._enter(name, attributes, self._table)

    def _enter(self, name: str, attributes: dict[str, str], table: Table) -> None:
        if name == "table-row":
            self._rows = max(1, whole(local(attributes, "number-rows-repeated"), 1))
            self._column = 1
        elif name in CELLS:
            self._begin_cell(attributes, table)
        elif self._texts is not None and name == "p":
            self.listen()
        elif self._texts is not None and name in _BLANKS:
            self._pieces.append(" ")

    def left(self, name: str) -> None:
        """Go on to the next row or cell."""
        if self._aside:
            self._aside -= 1
        elif name == "table":
            self._table = None
        elif self._table and name == "table-row":
            self._line += self._rows
        elif self._table and name in CELLS:
            self._end_cell(self._table)
        elif name == "p" and self._texts is not None:
            self._texts.append(self.heard())

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        if self._table:
            raise damaged("table:table")
        self._table = Table(local(dict(attributes), "name"))
        self.tables.append(self._table)
        self._line = 1

    def _begin_cell(self, attributes: dict[str, str], table: Table) -> None:
        self._count = max(1, whole(local(attributes, "number-columns-repeated"), 1))
        across = whole(local(attributes, "number-columns-spanned"), 1)
        down = whole(local(attributes, "number-rows-spanned"), 1)
        if (across > 1 or down > 1) and len(table.areas) < _AREAS_MOST:
            last = (self._line + down - 1, self._column + across - 1)
            table.areas.append((self._line, self._column, *last))
        if self._line <= _HEADER_AMONG:
            self._texts = []

    def _end_cell(self, table: Table) -> None:
        if self._texts:
            name = same_name("\n".join(self._texts))
            if name in self._wanted:
                table.names.setdefault(self._line, {}).setdefault(name, self._column)
        self._texts = None
        self._column += self._count
