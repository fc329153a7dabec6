"""The part with the sheets once more, with other texts in some of its cells."""

from collections.abc import Mapping
from typing import IO

from pendopo.exports.open_document.annotated import Annotated, Cell, Marks, Said
from pendopo.exports.open_document.raw import closing, is_empty, opened, with_attribute
from pendopo.exports.open_document.stilled import CELLS
from pendopo.exports.open_document.words import OFFICE, TEXT, paragraphs
from pendopo.stages.intake.workbook.xml import local
from pendopo.terms.finding import Weight

# What a cell says of its value; whoever reads it goes by these and not by what it shows.
_VALUE = (
    "formula", "value-type", "value", "date-value", "time-value", "boolean-value", "string-value",
    "currency",
)  # fmt: skip


class Rewritten(Annotated):
    """A copy in which some cells hold another text, and all else is as it was.

    What is written is text: no cell begins a formula. A comment or a picture in the cell stays.

    :param table: which sheet, by its place among all
    :param texts: for its rows, the columns and what is to stand there; empty for nothing
    :ivar calculates: whether a cell of any sheet has a formula, whose result may hang on these
    """

    def __init__(self, out: IO[bytes], table: int, texts: Mapping[int, Mapping[int, str]]) -> None:
        said: dict[int, Said] = {
            line: {column: (Weight.NOTE, [text]) for column, text in row.items()}
            for line, row in texts.items()
        }
        super().__init__(out, Marks(table, said, {}, frozenset()))
        self.calculates = False
        self._beside_text: dict[int, list[tuple[int, int]]] = {}
        self._aside_from = 0
        self._aside_empty = False

    def _in_table(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS and local(attributes, "formula"):
            self.calculates = True
        super()._in_table(name, attributes)

    def _begin_aside(self, name: str) -> None:
        if not self._aside and self._cell:
            self._aside_from, self._aside_empty = self.place(), is_empty(self.tag())
        super()._begin_aside(name)

    def _end_aside(self, name: str) -> None:
        super()._end_aside(name)
        if not self._aside and self._cell:
            span = (self._aside_from, self.behind_end(empty=self._aside_empty))
            self._beside_text.setdefault(self._cell.start, []).append(span)

    def _cell_of(
        self, cell: Cell, raw: bytes, count: int, said: tuple[Weight, list[str]] | None
    ) -> bytes:
        """Write a cell with its new text, where it has one."""
        if said is None:
            return with_attribute(cell.tag, *_times(count)) + raw[len(cell.tag) :]
        [text] = said[1]
        tag = with_attribute(cell.tag, *_times(1))
        for name in _VALUE:
            while (less := with_attribute(tag, name.encode(), None)) != tag:
                tag = less
        inner = b"".join(
            raw[start - cell.start : end - cell.start]
            for start, end in self._beside_text.get(cell.start, ())
        )
        if text:
            tag = _as_text(tag)
            inner += paragraphs(text).replace("<text:p>", f"<text:p{TEXT}>").encode()
        return opened(tag) + inner + closing(tag)


def _times(count: int) -> tuple[bytes, bytes | None]:
    return b"number-columns-repeated", str(count).encode() if count > 1 else None


def _as_text(tag: bytes) -> bytes:
    """Say that a cell's value is a text, under a prefix of our own: the document may have none."""
    named = OFFICE.replace("xmlns:office", "xmlns:pendopo").encode()
    end = b"/>" if is_empty(tag) else b">"
    return tag.removesuffix(end).rstrip() + named + b' pendopo:value-type="string"' + end
