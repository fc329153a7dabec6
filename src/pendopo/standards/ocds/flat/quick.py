"""Releases like those before them, laid out at once: read into columns, not value by value.

What the releases so far taught of each object (its fields, their columns, their types) becomes a
type for the reader of JSON. A release that fits is rows of texts when it is read; one that does not
goes the long way, and teaches more.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, Final

import msgspec

from pendopo.standards.ocds.flat.kinds import NUMBER, SEPARATOR, Numbers, Texts, list_cell
from pendopo.standards.ocds.flat.rows import Field, Place, Table, Tables
from pendopo.standards.ocds.package import PARTS
from pendopo.standards.ocds.reading import Package

# Adds the rows of a release; gives its ocid, its id, and whether some thing of a list is told apart
# from the others by no id.
Lay = Callable[[Any], tuple[Any, Any, bool]]
# Releases that went the long way, until a new try; twice as many where the last was of no use.
_LEARNED_FROM: Final = 50
_POOR: Final = 4  # times as many that do not fit as that do: then it is not worth trying
_DEEPEST: Final = 24
_LISTS_MOST: Final = 15  # within each other: a program may hold twenty blocks so
_KEY: Final = ("ocid", "id")
# What a double might give back otherwise than it was written: a number of sixteen digits, one with
# an exponent or with a fraction that ends in 0, one that is very small. Below this limit only those
# with a long fraction have as many digits.
_FEW: Final = msgspec.Meta(gt=-(10**13), lt=10**13)
_WHOLE: Final = Annotated[int, _FEW]
_NUMBERS: Final = _WHOLE | Annotated[float, _FEW]
_FRACTION: Final = re.compile(rb"\.[0-9]+(?:(?<=[0-9]0)|(?<=[0-9]{3}))(?![0-9A-Za-z])")
_SHAPE: Final = bytes.maketrans(b"123456789+-E", b"00000000000e")  # and E as e
_EXPONENT: Final = b"0e0"
# The same where a number can stand.
_NUMBER: Final = re.compile(
    rb"[:,\[][ \t\r\n]*-?(?:[0-9][0-9.]{15}|[0-9.]+[eE]|0\.0000|[0-9]+\.[0-9]+0[ \t\r\n]*[,}\]])"
)
_HOLLOW: Final = re.compile(rb"\{[ \t\r\n]*\}")
_SOME: Final = msgspec.Meta(min_length=1)
_TEXT: Final = Annotated[str, _SOME]
_ODD: Final = (msgspec.MsgspecError, UnicodeDecodeError, ValueError, TypeError, RecursionError)


class Truth(str):
    """The cell of a yes or no."""

    __slots__ = ()


class Quick:
    """Reads and lays out releases that are like those before them.

    :param tables: what was learned so far; it goes on to grow
    """

    def __init__(self, tables: Tables) -> None:
        self._known = tables
        self._root: _Rows | None = None
        self._ways: list[Lay] = []
        self._lay: Lay
        self._others = False
        self._decoder: msgspec.json.Decoder[Any] | None = None
        self._learned_from = _LEARNED_FROM
        self._fit = self._unfit = 0
        self.tables: Sequence[Table] = ()

    def read(self, raw: bytes, _: Package) -> Any:  # noqa: ANN401 - a type that is made here
        """Read a release; None when it is not like those before it, or is not JSON."""
        if self._unfit >= self._learned_from:
            self._learn()
        if self._decoder is not None and _held_by_doubles(raw) and not _HOLLOW.search(raw):
            try:
                found = self._decoder.decode(raw)
            except _ODD:
                pass
            else:
                self._fit += 1
                return found
        self._unfit += 1
        self._others = True
        if self._unfit > _LEARNED_FROM + _POOR * self._fit:
            self._decoder = None
        return None

    def lay(self, release: Any) -> tuple[tuple[str, str], bool] | None:  # noqa: ANN401
        """Add the rows of a release.

        :returns: its ocid and id, and whether something in it has no cell that says it; None when
            it was not read here
        """
        root = self._root
        if root is None or type(release) is not root.type:
            return None
        if self._others:  # which may have brought columns
            self._others = False
            self._lay = self._ways[root.is_narrow()]
        ocid, given, odd = self._lay(release)
        return (str(ocid), str(given)), odd

    def _learn(self) -> None:
        """Make the types anew of all that was seen so far."""
        worth = self._fit > self._unfit
        self._learned_from = _LEARNED_FROM if worth else 2 * self._learned_from
        self._fit = self._unfit = 0
        root = _Rows(self._known.root, (), set())
        self._root, self._decoder = None, None
        if "ocid" in root.names:
            self._root, self.tables = root, tuple(root.tables())
            self._ways = [laying_of(root, narrow=one) for one in (False, True)]
            self._others = True
            self._decoder = msgspec.json.Decoder(root.type, dec_hook=_cell)


def _held_by_doubles(raw: bytes) -> bool:
    """Whether every number is written as a double gives it back."""
    doubtful = _FRACTION.search(raw) or _EXPONENT in raw.translate(_SHAPE)
    return not (doubtful and _NUMBER.search(raw))


class _Rows:
    """The objects of a list, each of which has a row; or the releases.

    :param above: the places whose ids a row bears, in the order in which they are told
    :param taken: the tables that others lay rows into

    :ivar type: of the objects
    :ivar names: the way to the ocid and the id, where the objects have them
    """

    def __init__(self, place: Place, above: Sequence[Place | None], taken: set[Table]) -> None:
        self._place = place
        self.table = place.table
        self._taken = taken
        taken.add(place.table)
        self._above = tuple(above)
        self._leaves: list[tuple[int, str]] = []
        self.below: list[tuple[str, tuple[str, ...], _Rows]] = []
        self.names = _names(place, "")
        self.type = self._object(place, "", ())
        self.width = len(place.table.columns)

    def tables(self) -> list[Table]:
        """Give the tables that rows are laid into."""
        return [self.table, *(one for _, _, rows in self.below for one in rows.tables())]

    def is_narrow(self) -> bool:
        """Whether a table has got columns since."""
        narrow = len(self.table.columns) > self.width
        return narrow or any(rows.is_narrow() for _, _, rows in self.below)

    def cells(self, one: str, ids: Sequence[str]) -> list[str]:
        """Give what is in each column of a row, as a program says it.

        :param one: the name of the object
        :param ids: what says the ids of what it stands in
        """
        found = {self._place.ids[place]: name for place, name in zip(self._above, ids, strict=True)}
        found |= {column: f"{one}.{way}" for column, way in self._leaves}
        return [found.get(column, '""') for column in range(self.width)]

    def _object(
        self, place: Place, way: str, ids: tuple[tuple[Place, str], ...]
    ) -> type[msgspec.Struct]:
        """Make the type of an object in the row, and take its fields down."""
        name = _names(place, way).get("id")
        ids = (*ids, (place, name)) if name else ids
        fields: list[Any] = []
        renamed: dict[str, str] = {}
        for number, (key, field) in enumerate(place.fields.items()):
            label = _label(number)
            given = self._field(field, way + label, ids)
            if given is not None:
                # What has no ocid may be no release.
                needed = not self._above and field.heading == "ocid"
                fields.append((label, *given[: 1 if needed else None]))
                renamed[label] = key
        named: dict[str, Any] = {"rename": renamed, "kw_only": True, "forbid_unknown_fields": True}
        return msgspec.defstruct("Object", fields, frozen=True, gc=False, **named)

    def _field(
        self, field: Field, way: str, ids: tuple[tuple[Place, str], ...]
    ) -> tuple[Any, Any] | None:
        """Give the type of a field, and what is there where it is not; None for the long way."""
        if not _is_one_thing(field) or way.count(".") > _DEEPEST:
            return None
        if field.index >= 0:
            kind = _leaf(field)
            if kind is None:
                return None
            self._leaves.append((field.index, way))
            return kind, ""
        if field.inner is not None:
            made = self._object(field.inner, f"{way}.", ids)
            return made, made()
        return self._list(field.items, way, ids) if field.items is not None else None

    def _list(
        self, place: Place, way: str, ids: tuple[tuple[Place, str], ...]
    ) -> tuple[Any, Any] | None:
        above = (*(self._above or (None,)), *(one for one, _ in ids))
        id_field = place.fields.get("id")
        counted = id_field is not None and _leaf(id_field) not in (None, _TEXT, _WHOLE)
        if place.table in self._taken or counted or not set(above) <= place.ids.keys():
            return None
        if len(above) > _LISTS_MOST:
            return None
        rows = _Rows(place, above, self._taken)
        self.below.append((way, tuple(name for _, name in ids), rows))
        return Annotated[list[rows.type], _SOME], ()  # type: ignore[name-defined]


def laying_of(root: _Rows, *, narrow: bool = False) -> Lay:
    """Write and compile what lays a release out: its own rows, then those of its lists.

    :param narrow: whether tables may have got columns since

    A call for every object costs more than its row; so the rows are written one below the other,
    as ``dataclasses`` writes its methods. Names in it are our own: no text of data is in it.
    """
    writer = _Writer(narrow=narrow)
    ocid, given = (f"one.{root.names[name]}" if name in root.names else '""' for name in _KEY)
    writer.row(root, "one", (), 1)
    writer.lists(root, "one", (ocid,), 1)
    lines = ["def lay(one):", " odd = False", *writer.lines, f" return {ocid}, {given}, odd"]
    # Nothing but what is written here, with numbers in it.
    exec("\n".join(lines), writer.names)  # noqa: S102
    lay: Lay = writer.names["lay"]
    return lay


class _Writer:
    def __init__(self, *, narrow: bool) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"apart": _apart}
        self._narrow = narrow
        self._many = 0

    def row(self, rows: _Rows, one: str, ids: Sequence[str], level: int) -> None:
        table = self._named("table", rows.table)
        cells = ", ".join(rows.cells(one, ids))
        row = f"({cells}{',' * (rows.width == 1)})"
        if self._narrow:
            row += f' + ("",) * (len({table}.columns) - {rows.width})'
        self._line(level, f"{table}.rows.append({row})")

    def lists(self, rows: _Rows, one: str, ids: Sequence[str], level: int) -> None:
        for way, names, below in rows.below:
            found, item = self._new(), self._new()
            self._line(level, f"{found} = {one}.{way}")
            self._line(level, f"if {found}:")
            if "id" in below.names:
                get = self._named("get", attrgetter(below.names["id"]))
                told = f"{found}[0].{below.names['id']} != ''"
                apart = f"({told} if len({found}) == 1 else apart([*map({get}, {found})]))"
                self._line(level + 1, f"odd = odd or not {apart}")
            else:
                self._line(level + 1, "odd = True")
            self._line(level + 1, f"for {item} in {found}:")
            above = (*ids, *(f"{one}.{name}" for name in names))
            self.row(below, item, above, level + 2)
            self.lists(below, item, above, level + 2)

    def _named(self, kind: str, thing: object) -> str:
        name = f"{kind}{len(self.names)}"
        self.names[name] = thing
        return name

    def _new(self) -> str:
        self._many += 1
        return f"v{self._many}"

    def _line(self, level: int, text: str) -> None:
        self.lines.append(" " * level + text)


def _apart(ids: list[Any]) -> bool:
    """Whether each of several things has an id of its own."""
    return len(set(ids)) == len(ids) and "" not in ids


def _label(number: int) -> str:
    return f"f{number}"


def _names(place: Place, way: str) -> dict[str, str]:
    """Give the ways to what names an object."""
    return {
        key: way + _label(number)
        for number, (key, field) in enumerate(place.fields.items())
        if key in {"ocid", "id"} and _is_one_thing(field) and field.index >= 0 and _leaf(field)
    }


def _is_one_thing(field: Field) -> bool:
    """Whether all that was met in a field was of one nature: plain, an object, or objects."""
    natures = (field.index >= 0, field.inner is not None, field.items is not None)
    return field.heading not in {"", *PARTS} and sum(natures) == 1


def _leaf(field: Field) -> Any:  # noqa: ANN401 - what the reader of JSON takes for a type
    """Give the type of what was met in a field and is read back as it is; None for none."""
    held, expected = field.kind.held, field.kind.expected
    if len(held) == 1 and (kind := _PLAIN.get(next(iter(held)))):
        return kind
    if held and held <= {int, float, Decimal}:
        # A whole number among others changes nothing of what kind they are; not the other way.
        return _WHOLE if held == {int} and expected != NUMBER else _NUMBERS
    return None


_PLAIN: Final[dict[type, Any]] = {str: _TEXT, bool: Truth, Texts: Texts, Numbers: Numbers}


def _cell(kind: type, value: Any) -> Any:  # noqa: ANN401 - JSON holds anything
    """Give the cell of a value that is no text and no number.

    :raises ValueError: where it has none
    """
    if kind is Texts:
        joined = SEPARATOR.join(value)
        if "" not in value and joined.count(SEPARATOR) == len(value) - 1:
            return Texts(joined)
    elif kind is Truth and type(value) is bool:
        return Truth("true" if value else "false")
    elif kind is Numbers and type(cell := list_cell(value)) is Numbers:
        return cell
    raise ValueError(value)
