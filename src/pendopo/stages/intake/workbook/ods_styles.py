"""Styles of an ODS: for each style of cells its number format, written as Excel writes it.

So one reader of number formats serves both. Source: OpenDocument 1.3, part 3, 16.29.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pendopo.stages.intake.workbook.book import STYLES_MOST
from pendopo.stages.intake.workbook.raised import DOWN, UP
from pendopo.stages.intake.workbook.refusal import too_many_styles
from pendopo.stages.intake.workbook.xml import Follower, local

if TYPE_CHECKING:
    from collections.abc import Callable

_DIGITS_MOST = 40
_PARENTS_MOST = 20
_KINDS = frozenset(
    {
        "number-style",
        "percentage-style",
        "currency-style",
        "date-style",
        "time-style",
        "boolean-style",
        "text-style",
    }
)
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|=|<|>)\s*(-?[0-9]{1,18}(?:\.[0-9]{1,18})?)")
_PARTS = {
    "day": "d",
    "month": "m",
    "year": "y",
    "era": "g",
    "week-of-year": '"w"',
    "quarter": '"q"',
    "day-of-week": "ddd",
    "hours": "h",
    "minutes": "mm",
    "seconds": "s",
}
_WHOLE = {
    "am-pm": "AM/PM",
    "scientific-number": "0.0E+0",
    "fraction": "# ?/?",
    "boolean": "General",
    "text-content": "@",
}


@dataclass
class _DataStyle:
    code: str = ""
    maps: list[tuple[str, str]] = field(default_factory=list)
    elapsed: bool = False


@dataclass
class _CellStyle:
    data: str = ""
    parent: str = ""
    hidden: bool = False
    position: str = ""
    line: str = ""  # the one through its letters; "none" takes that of its parent away


class Styles(Follower):
    """The styles of a document, put together from its two parts that have some."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[str, _CellStyle] = {}
        self._data: dict[str, _DataStyle] = {}
        self._codes: dict[str, str] = {}
        self._open: _DataStyle | None = None
        self._style: _CellStyle | None = None
        self._digits = ""
        self._embedded: list[tuple[int, str]] = []
        self._source: Follower = self
        self._position = 0
        self._texts_of: dict[str, Callable[[str], None]] = {
            "text": self._literal,
            "currency-symbol": self._currency,
            "embedded-text": self._embed,
        }

    def hear(self, source: Follower) -> None:
        """Take the text of elements from another follower, which calls ``start`` and ``end``."""
        self._source = source
        if self._listening:
            source.listen()

    _listening = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a style or a piece of one."""
        self._listening = False
        if len(self._cells) + len(self._data) > STYLES_MOST:
            raise too_many_styles(STYLES_MOST)
        if name == "style":
            self._style = _CellStyle(
                local(attributes, "data-style-name"), local(attributes, "parent-style-name")
            )
            self._cells[local(attributes, "name")] = self._style
        elif name == "table-properties" and self._style:
            self._style.hidden = local(attributes, "display") == "false"
        elif name == "text-properties" and self._style:
            self._style.position = _position(local(attributes, "text-position"))
            self._style.line = local(attributes, "text-line-through-style")
        elif name in _KINDS:
            self._open = _DataStyle(elapsed=local(attributes, "truncate-on-overflow") == "false")
            self._data[local(attributes, "name")] = self._open
        elif self._open:
            self._piece(name, attributes, self._open)

    def _piece(self, name: str, attributes: dict[str, str], style: _DataStyle) -> None:
        if name == "number":
            self._digits = _digits(attributes)
            self._embedded = []
        elif name in self._texts_of:
            self._position = int(local(attributes, "position", "0"))
            self._listening = True
            if self._source is self:
                self.listen()
        elif name in _PARTS:
            style.code += _part(name, attributes)
        elif name in _WHOLE:
            style.code += _WHOLE[name]
        elif name == "map":
            style.maps.append(
                (local(attributes, "condition"), local(attributes, "apply-style-name"))
            )

    def end(self, name: str) -> None:
        """End a style or a piece of one."""
        if name in self._texts_of and self._open:
            self._texts_of[name](self._source.heard())
        elif name == "number" and self._open:
            self._open.code += _embedded(self._digits, self._embedded)
        elif name in _KINDS and self._open:
            if name == "percentage-style" and "%" not in self._open.code:
                self._open.code += "%"
            self._open = None
        elif name == "style":
            self._style = None

    def _literal(self, text: str) -> None:
        if self._open:
            # The sign of a percentage is a text like any other here.
            quoted = '"' + text.replace('"', "'") + '"'
            self._open.code += "%" if text.strip() == "%" else quoted if text else ""

    def _currency(self, text: str) -> None:
        if self._open:
            self._open.code += f"[${text.replace(']', '')}]"

    def _embed(self, text: str) -> None:
        self._embedded.append((self._position, text))

    def hides_table(self, name: str) -> bool:
        """Tell whether a style of tables hides them."""
        return name in self._cells and self._cells[name].hidden

    def position(self, name: str) -> str:
        """Tell whether a style of letters raises or lowers them."""
        for _ in range(_PARENTS_MOST):
            style = self._cells.get(name)
            if style is None or style.position:
                return style.position if style else ""
            name = style.parent
        return ""

    def strikes_out(self, name: str, *, within: bool = False) -> bool:
        """Tell whether a style draws a line through the letters of a cell, or of a part of it.

        :param within: whether one goes through all that the part is a part of
        """
        for _ in range(_PARENTS_MOST):
            style = self._cells.get(name)
            if style is None or style.line:
                return style.line != "none" if style else within
            name = style.parent
        return within

    def code(self, name: str) -> str:
        """Give the number format of a style of cells."""
        if name not in self._codes:
            self._codes[name] = self._found(name)
        return self._codes[name]

    def _found(self, name: str) -> str:
        for _ in range(_PARENTS_MOST):
            style = self._cells.get(name)
            if style is None:
                break
            if style.data:
                return self._with_maps(style.data)
            name = style.parent
        return "General"

    def _with_maps(self, name: str) -> str:
        """Write a format whose parts are for some values as one, with its conditions."""
        style = self._data.get(name)
        if style is None:
            return "General"
        parts = []
        for condition, other in style.maps[:2]:
            found, target = _CONDITION.fullmatch(condition), self._data.get(other)
            if found and target:
                operator = found[1].replace("!=", "<>")
                parts.append(f"[{operator}{found[2]}]{target.code or 'General'}")
        return ";".join([*parts, _elapsed(style)])


def _position(said: str) -> str:
    """Read how far letters are raised: ``super 58%``, ``33% 58%``, ``-33% 58%``."""
    first = next(iter(said.split()), "")
    if first == "sub" or first.startswith("-"):
        return DOWN
    return UP if first.strip("0%") else ""


def _elapsed(style: _DataStyle) -> str:
    if style.elapsed:
        return style.code.replace("h", "[h]", 1) if "h" in style.code else f"[h]{style.code}"
    return style.code or "General"


def _digits(attributes: dict[str, str]) -> str:
    """Write the digits of a number as Excel does."""
    whole = min(int(local(attributes, "min-integer-digits", "1")), _DIGITS_MOST)
    places = local(attributes, "decimal-places", "")
    grouped = local(attributes, "grouping") == "true"
    digits = "#,##0" if grouped else "0" * whole or "#"
    if not places and whole <= 1 and not grouped:
        return "General"
    factor = float(local(attributes, "display-factor", "1"))
    scaled = "," if factor > 1 else ""
    return (
        digits + ("." + "0" * min(int(places), _DIGITS_MOST) if int(places or 0) else "") + scaled
    )


def _embedded(digits: str, texts: list[tuple[int, str]]) -> str:
    """Put texts between digits, each so many places from their right end."""
    whole, point, rest = digits.partition(".")
    for position, text in sorted(texts):
        if whole == "General":
            whole = "0"
        literal = '"' + text.replace('"', "'") + '"'
        at = _place(whole, position)
        whole = whole[:at] + literal + whole[at:]
    return whole + point + rest


def _place(whole: str, position: int) -> int:
    """Find the place that has so many digits to its right."""
    seen, quoted = 0, False
    for at in range(len(whole) - 1, -1, -1):
        quoted ^= whole[at] == '"'
        if not quoted and whole[at] in "0#":
            seen += 1
            if seen == position:
                return at
    return 0


def _part(name: str, attributes: dict[str, str]) -> str:
    letter = _PARTS[name]
    if name == "month" and local(attributes, "textual") == "true":
        return "mmmm"
    if name == "seconds" and int(local(attributes, "decimal-places", "0")):
        return "s.000"
    return letter
