"""Tables of a web page, which many programs save under the name of an XLS.

A web page has no values behind what it shows, so its cells are text like those of a CSV.
Source: HTML Living Standard, 4.9 (tables).
"""

import re
from html.parser import HTMLParser

from pendopo.stages.intake.workbook.book import COLUMNS_MOST, PLACES_KEPT, Book, Bounds, Leaf
from pendopo.stages.intake.workbook.grid import Area, Grid, Kind, Look, Place
from pendopo.stages.intake.workbook.raised import DOWN, UP, written
from pendopo.stages.intake.workbook.refusal import hostile, tag_too_long, text_too_long
from pendopo.stages.intake.workbook.xml import DEPTH_MOST, TAG_MOST, TEXT_MOST, too_deep, whole
from pendopo.terms.wording import say

_SPAN_MOST = 65_534  # HTML, attributes of cells: no row span reaches further
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_BREAKS = frozenset({"br", "p", "div", "li"})
_NOT_TEXT = frozenset({"table", "tr", "br", "img", "input", "hr", "col", "wbr"})
_ASIDE = frozenset({"script", "style", "title", "head", "rt", "rp"})
_CELLS = frozenset({"td", "th"})
_STRUCK = frozenset({"del", "strike", "s"})
_RAISED = {"sup": UP, "sub": DOWN}

Attributes = list[tuple[str, str | None]]


class Page(HTMLParser):
    """A web page; each table in it becomes a sheet."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(convert_charrefs=True)
        self.book = Book()
        self._bounds = bounds
        self._open: list[_Table] = []
        self._aside = 0
        self._unseen = ("", 0)  # the element that is not shown, and how many of its kind are open

    def take(self, text: str) -> None:
        """Read on.

        :raises RefusedError: when it asks for more than any table
        """
        self.feed(text)
        if len(self.rawdata) > TAG_MOST:
            raise tag_too_long(TAG_MOST >> 20)

    def finish(self) -> None:
        """End the page, and what it left open."""
        self.close()
        while self._open:
            self._end_table()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Begin a table, a row or a cell."""
        table = self._open[-1] if self._open else None
        if table and tag in _CELLS:
            table.begin_cell(dict(attrs))
        if self._is_unseen(tag, attrs):
            return
        if tag in _ASIDE:
            self._aside += 1
        elif tag == "table":
            self._begin_table()
        elif table and tag == "tr":
            table.begin_row(hidden=_is_hidden(attrs))
        elif table and tag in _RAISED:
            table.position = _RAISED[tag]
        elif table and tag in _BREAKS:
            table.break_line()

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row or a cell."""
        if self._unseen[0] and not self._ends_the_unseen(tag):
            return
        if tag in _ASIDE:
            self._aside = max(0, self._aside - 1)
        elif not self._open:
            return
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag in _CELLS:
            self._open[-1].end_cell()
        elif tag in _RAISED:
            self._open[-1].position = ""

    def handle_data(self, data: str) -> None:
        """Put text into the open cell."""
        if not self._open or self._aside:
            return
        if self._unseen[0]:
            self._open[-1].pass_over(data, struck=self._unseen[0] in _STRUCK)
        else:
            self._open[-1].put(data)

    def _is_unseen(self, tag: str, attributes: Attributes) -> bool:
        """Tell whether a tag begins what is not shown or struck out, or is within it."""
        kind, open_ = self._unseen
        if kind in _CELLS and tag in {*_CELLS, "tr"}:
            self._unseen = kind, open_ = "", 0
        if kind:
            self._unseen = (kind, open_ + (tag == kind))
        elif not self._open or tag in _NOT_TEXT:
            return False
        elif tag in _STRUCK or _is_hidden(attributes):
            self._unseen = (tag, 1)
        return bool(self._unseen[0])

    def _ends_the_unseen(self, tag: str) -> bool:
        """Tell whether what is not shown ends with a cell, a row or a table, which end too."""
        kind, open_ = self._unseen
        left = open_ - (tag == kind)
        # The end of a cell or a row may be left out.
        ended = not left or tag in {"tr", "table"}
        self._unseen = ("", 0) if ended else (kind, left)
        return ended and tag in {"tr", "table", *_CELLS}

    def _begin_table(self) -> None:
        if len(self._open) >= DEPTH_MOST:
            raise too_deep()
        table = _Table(f"Table {len(self.book.leaves) + 1}", self._bounds)
        self._open.append(table)
        self.book.add(Leaf(table.grid.name, hidden=False, read=lambda: table.grid))

    def _end_table(self) -> None:
        self._open.pop().close()


def _is_hidden(attributes: Attributes) -> bool:
    return any(
        name == "hidden" or (name == "style" and _HIDDEN.search(value or ""))
        for name, value in attributes
    )


class _Table:
    def __init__(self, name: str, bounds: Bounds) -> None:
        self.grid = Grid(name)
        self._bounds = bounds
        self._look = self.grid.look(Look(Kind.TEXT))
        self._line = 0
        self._texts: list[str] = []
        self.position = ""
        self._cell: list[tuple[str, str]] | None = None
        self._held = 0
        self._spans: tuple[int, int] = (1, 1)
        self._taken: dict[int, int] = {}  # column to the last row that a cell above reaches
        self._column = 0

    def begin_row(self, *, hidden: bool) -> None:
        self.end_row()
        self._line += 1
        self._column = 0
        if hidden:
            self.grid.hidden_rows.append(self._line)

    def begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        self._line = self._line or 1
        while self._taken.get(self._column, 0) >= self._line:
            self._column += 1
        across = max(1, whole(attributes.get("colspan") or "", 1))
        down = max(1, whole(attributes.get("rowspan") or "", 1))
        self._spans = (min(across, 1000), min(down, _SPAN_MOST))
        self._cell, self._held, self.position = [], 0, ""

    def break_line(self) -> None:
        if self._cell:
            self._cell.append(("\v", ""))

    def put(self, text: str) -> None:
        if self._cell is None:
            return
        self._cell.append((text, self.position))
        self._held += len(text)
        if self._held > TEXT_MOST:
            raise text_too_long(self._held, TEXT_MOST)

    def pass_over(self, text: str, *, struck: bool) -> None:
        """Note that the open cell has text that is not shown, or struck out."""
        place = Place(self._line, self._column)
        noted = self.grid.struck if struck else self.grid.unseen
        fresh = noted[-1:] != [place] and len(noted) < PLACES_KEPT
        if text.strip() and self._cell is not None and fresh:
            noted.append(place)

    def end_cell(self) -> None:
        if self._cell is None:
            return
        whole_text, mark = written(self._cell)
        if mark and len(self.grid.marks) < PLACES_KEPT:
            self.grid.marks.append((Place(self._line, self._column), mark))
        text = _SPACES.sub(" ", whole_text).replace("\u00a0", " ")
        text = "\n".join(part.strip() for part in text.split("\v")).strip()
        self._cell = None
        self._bounds.count(1)
        across, down = self._spans
        if text and self._column >= COLUMNS_MOST:
            raise hostile(
                say("The table reaches beyond {most} columns, by cells that span others."),
                most=COLUMNS_MOST,
            )
        if text:
            self._texts += [""] * (self._column - len(self._texts)) + [text]
        if across > 1 or down > 1:
            last = (self._line + down - 1, self._column + across - 1)
            self.grid.merged.append(Area(self._line, self._column, *last))
        for column in range(self._column, self._column + across):
            if down > 1:
                self._taken[column] = self._line + down - 1
        self._column += across
        self._bounds.hold(self.grid, Place(self._line, min(self._column, COLUMNS_MOST)))

    def end_row(self) -> None:
        self.end_cell()
        if self._texts:
            looks = [self._look if text else 0 for text in self._texts]
            self.grid.add(self._line, self._texts, looks)
            self._texts = []

    def close(self) -> None:
        self.end_row()
        self.grid.close()
