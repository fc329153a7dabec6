"""A release laid out as rows: one for itself, one for each object in a list of it.

What is known of a field is found once, at its first appearance; from then on a text costs one look
into a dictionary.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from pendopo.standards.ocds.flat.kinds import HELD, TEXT, cell_of, found_kind, list_cell, path_of

Sheet = tuple[str, ...]
Row = list[Any]
MAIN: Final[Sheet] = ("releases",)
_LETTERS: Final = 3
_FILE_MOST: Final = 100  # bytes of a file's name
# What no name of a file or a sheet may hold: ECMA-376, 18.2.19 (sheet), and XML 1.0, 2.2.
_UNNAMED: Final = re.compile(r'[\[\]:*?/\\<>|"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')
_RESERVED: Final = "history"  # no sheet of a workbook may be called so
# Between these a double is written without an exponent, as its digits stood in the text.
_PLAIN_LEAST, _PLAIN_MOST = 1e-4, 1e16
_LARGE: Final = 10**18  # from which on an integer is kept as a decimal: exact.py
_NONE: Final[frozenset[type]] = frozenset()


class Kind:
    """What kind the values at a path are of, as far as they were seen.

    :ivar held: the types seen there that are read back as they were given, by what is known so far
    """

    __slots__ = ("_accepted", "expected", "held", "path", "types")

    def __init__(self, path: str, expected: str) -> None:
        self.path = path
        self.expected = expected
        self.types: set[type] = set()
        self.held: set[type] = set()
        self._accepted: set[type] = set()

    def meet(self, kind: type) -> bool:
        """Note a type that was not seen before; whether it is held by what is known now."""
        self.types.add(kind)
        self.held = self.types & HELD.get(self.found(), _NONE)
        self._accepted |= self.held
        return kind in self.held

    def found(self) -> str:
        """Give the kind under which what was seen is read back."""
        return found_kind(self.types, self.expected)

    def misjudged(self) -> bool:
        """Whether something was taken for held that is not, by all that was seen."""
        return not self._accepted <= self.held


class Table:
    """The rows of one kind of object.

    :ivar columns: the place of each heading, in the order in which they were found
    :ivar rows: those not yet written anywhere, each as wide as the table; a tuple holds an empty
        text where it has no cell
    """

    __slots__ = ("columns", "rows", "sheet")

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.columns: dict[str, int] = {}
        self.rows: list[Row | tuple[Any, ...]] = []

    def column(self, heading: str) -> int:
        """Give the place of a column, which may be new."""
        place = self.columns.get(heading)
        if place is None:
            place = self.columns[heading] = len(self.columns)
            self.rows = [[*row, None] for row in self.rows]
        return place


class Field:
    """A field at a place.

    :ivar heading: empty when it would be read otherwise
    :ivar index: its column; -1 as long as nothing was met
    """

    __slots__ = ("heading", "index", "inner", "items", "key", "kind")

    def __init__(self, key: str, heading: str, kind: Kind) -> None:
        self.key = key
        self.heading = heading
        self.kind = kind
        self.index = -1
        self.inner: Place | None = None
        self.items: Place | None = None


class Place:
    """A kind of object: where it stands, the table it is laid into, its fields.

    :ivar names: of the lists and objects above, its own last
    :ivar texts: the columns of those fields in which texts were met and are held
    :ivar ids: in which columns of the table the ids of those above stand
    """

    __slots__ = ("fields", "ids", "known", "names", "prefix", "table", "texts")

    def __init__(self, prefix: str, names: Sheet, table: Table, known: "Tables") -> None:
        self.prefix = prefix
        self.names = names
        self.table = table
        self.known = known
        self.fields: dict[str, Field] = {}
        self.texts: dict[str, int] = {}
        self.ids: dict[Place | None, int] = {}

    def field(self, key: str) -> Field:
        """Make a field known."""
        no_heading = not key or "/" in key or key.isdigit() or key.endswith("[]")
        heading = "" if no_heading or key != key.strip() else self.prefix + key
        found = self.fields[key] = Field(key, heading, self.known.kind(heading))
        return found

    def inner(self, field: Field) -> "Place":
        """Give the place of the object in a field, which shares the row."""
        made = Place(f"{self.prefix}{field.key}/", (*self.names, field.key), self.table, self.known)
        field.inner = made
        return made

    def items(self, field: Field) -> "Place":
        """Give the place of the objects in a field's list, which have rows of their own."""
        names = (*self.names, field.key)
        field.items = Place(
            f"{self.prefix}{field.key}/0/", names, self.known.table(names), self.known
        )
        return field.items


class Tables:
    """The tables of some releases, in the order in which they were found."""

    def __init__(self, expected: Mapping[str, str]) -> None:
        self._expected = expected
        self._kinds: dict[str, Kind] = {}
        self.tables: dict[Sheet, Table] = {}
        self.root = Place("", (), Table(MAIN), self)

    def __iter__(self) -> Iterator[Table]:
        """Give each table."""
        return iter(self.tables.values())

    def table(self, sheet: Sheet) -> Table:
        """Give a table, which may be new."""
        found = self.tables.get(sheet)
        if found is None:
            found = self.tables[sheet] = Table(sheet)
        return found

    def kind(self, heading: str) -> Kind:
        """Give what is known of the values under a heading."""
        path = path_of(heading)
        found = self._kinds.get(path)
        if found is None:
            found = self._kinds[path] = Kind(path, self._expected.get(path, ""))
        return found

    def found(self) -> dict[str, str]:
        """Give the kinds that are other than the schema's, by path."""
        kinds = {one.path: one.found() for one in self._kinds.values() if one.types}
        return {
            path: kind for path, kind in kinds.items() if kind != self._expected.get(path, TEXT)
        }

    def misjudged(self) -> bool:
        """Whether something was taken for held that is not, by all that was seen."""
        return any(one.misjudged() for one in self._kinds.values())

    def names(self, most: int = _FILE_MOST, encoding: str = "utf-8") -> dict[Sheet, str]:
        """Give each table its name, no two alike whatever the case.

        :param most: bytes that a name may have
        :param encoding: in which they are counted
        """
        names: dict[Sheet, str] = {}
        taken: set[str] = {_RESERVED}
        numbers: dict[str, int] = {}
        for sheet in self.tables:
            wanted = "_".join([*(step[:_LETTERS] for step in sheet[:-1]), sheet[-1]])
            wanted = _UNNAMED.sub("-", wanted).strip(". '") or "list"
            name = first = _cut(wanted, most, encoding)
            while name.lower() in taken:
                number = numbers[first.lower()] = numbers.get(first.lower(), 1) + 1
                ending = f"_{number}"
                name = _cut(wanted, most - len(ending.encode(encoding)), encoding) + ending
            taken.add(name.lower())
            names[sheet] = name
        return names


def _cut(name: str, most: int, encoding: str) -> str:
    """Cut a name to so many bytes, at a character."""
    return name.encode(encoding)[:most].decode(encoding, "ignore").rstrip(". '")


class Laid:
    """One release, laid out.

    :ivar rows: the table of each, and its cells in the order of the table's columns
    :ivar odd: whether something in the release has no cell that says it, or none that is held
    :ivar loose: whether there are numbers whose digits may stand otherwise in the text
    :ivar inexact: whether there are numbers that have to be read digit by digit
    """

    __slots__ = ("inexact", "loose", "odd", "rows")

    def __init__(self, release: dict[str, Any], tables: Tables) -> None:
        self.odd = self.loose = self.inexact = False
        root = tables.root
        tables.tables.setdefault(MAIN, root.table)
        row = _bearing((None, root, {"ocid": release.get("ocid")}), root)
        self.rows: list[tuple[Table, Row]] = [(root.table, row)]
        _object(self, release, row, (root, None))


_Above = tuple[Any, Place, Mapping[str, Any]] | None


def _object(  # noqa: C901 - the hot loop: a call a value would double its time
    made: Laid, value: dict[str, Any], row: Row, at: tuple[Place, _Above]
) -> None:
    """Lay an object out into the cells of a row.

    :param at: the place, and the objects above with theirs
    """
    place = at[0]
    fields, texts = place.fields, place.texts
    above: _Above = (at[1], place, value)
    if not value:
        made.odd = True
    for key, part in value.items():
        kind = type(part)
        if kind is str:
            if not part:
                made.odd = True
            elif key in texts:
                row[texts[key]] = part
            else:
                _cell(made, part, row, (place, fields.get(key) or place.field(key)))
            continue
        field = fields.get(key) or place.field(key)
        if kind is dict:
            _object(made, part, row, (field.inner or place.inner(field), above))
            made.odd = made.odd or not field.heading
        elif kind is list:
            _list(made, part, row, (place, field, above))
        elif part is None:
            made.odd = True
        else:
            _cell(made, part, row, (place, field))


def _cell(made: Laid, part: Any, row: Row, at: tuple[Place, Field]) -> None:  # noqa: ANN401
    """Write a value into its cell, under a heading that may be new."""
    place, field = at
    if not field.heading:
        made.odd = True
        return
    kind = type(part)
    if kind not in field.kind.held and not field.kind.meet(kind):
        made.odd = True
    if kind is bool:
        part = cell_of(part)
    elif kind is float or kind is int:
        _look_at_number(made, part)
    if field.index < 0:
        field.index = place.table.column(field.heading)
        row.extend([None] * (len(place.table.columns) - len(row)))
    if kind is str and kind in field.kind.held:
        place.texts[field.key] = field.index
    row[field.index] = part


def _look_at_number(made: Laid, part: Any) -> None:  # noqa: ANN401 - int or float
    if type(part) is float:
        made.loose = True
        if part and not _PLAIN_LEAST <= abs(part) < _PLAIN_MOST:
            made.inexact = True
    elif not -_LARGE < part < _LARGE:
        made.inexact = True


def _list(made: Laid, items: list[Any], row: Row, at: tuple[Place, Field, _Above]) -> None:
    place, field, above = at
    made.odd = made.odd or not field.heading
    for item in items:
        if type(item) is not dict:
            _plain_list(made, items, row, (place, field))
            return
    if items:
        _rows(made, items, (field.items or place.items(field), above))
        # A list named ``releases`` is laid into the table of the releases.
        row.extend([None] * (len(place.table.columns) - len(row)))
    else:
        made.odd = True


def _plain_list(made: Laid, items: list[Any], row: Row, at: tuple[Place, Field]) -> None:
    """Write a list of texts or numbers into one cell; other lists have none."""
    cell = None
    if not any([type(item) is dict for item in items]):  # noqa: C419
        cell = list_cell(items)
    if type(cell) in {str, type(None)}:
        made.odd = True
    if cell:
        for item in items:
            if type(item) in {int, float}:
                _look_at_number(made, item)
        _cell(made, cell, row, at)


def _rows(made: Laid, items: list[dict[str, Any]], at: tuple[Place, _Above]) -> None:
    """Lay out a list of objects: a row each, which bears the ids of what it stands in.

    So flatten-tool writes and reads them.
    """
    below, above = at
    table = below.table
    base = _bearing(above, below)
    names = set()
    for item in items:
        row = base.copy()
        if len(row) != len(table.columns):
            row.extend([None] * (len(table.columns) - len(row)))
        made.rows.append((table, row))
        given = item.get("id")
        if type(given) is str or type(given) is int:
            names.add(str(given))
        _object(made, item, row, at)
    if len(names) != len(items):
        made.odd = True


def _bearing(above: _Above, below: Place) -> Row:
    """Give a row with the ids of what it stands in, the ocid first."""
    row: Row = [None] * len(below.table.columns)
    ids, one, ocid = below.ids, above, None
    while one is not None:
        one, place, value = one
        given = value.get("id")
        if (given and type(given) is str) or _names(given):
            if place not in ids:
                return _bearing_new(above, below)
            row[ids[place]] = given if type(given) is not bool else cell_of(given)
        ocid = value.get("ocid")
    if _names(ocid):
        if None not in ids:
            return _bearing_new(above, below)
        row[ids[None]] = ocid if type(ocid) is not bool else cell_of(ocid)
    return row


def _bearing_new(above: _Above, below: Place) -> Row:
    """Give the same, after making columns for those ids that come for the first time."""
    found: list[Place | None] = []
    one = above
    while one is not None:
        one, place, value = one
        found += [place] if _names(value.get("id")) else []
        found += [None] if one is None and _names(value.get("ocid")) else []
    for known in reversed(found):
        if known not in below.ids:
            heading = f"{known.prefix}id" if known else "ocid"
            below.ids[known] = below.table.column(heading)
    return _bearing(above, below)


def _names(given: object) -> bool:
    """Whether a value can name an object."""
    if type(given) is str or type(given) is int:
        return given != ""
    return isinstance(given, bool | float | Decimal)
