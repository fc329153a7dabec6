"""A release laid out as rows: one for itself, one for each object in a list of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.flat.kinds import TEXT, Kinds, found_kind, list_cell, path_of

Sheet = tuple[str, ...]
Cells = dict[str, Any]
MAIN: Final[Sheet] = ("releases",)
_LETTERS: Final = 3
_FILE_MOST: Final = 100  # characters of a file's name
_UNNAMED: Final = str.maketrans(dict.fromkeys("[]:*?/\\\x00", "-"))


@dataclass(slots=True)
class Rows:
    """The rows of one release.

    :param rows: the sheet of each, and its cells by column
    :param odd: whether something in the release has no cell that says it
    """

    rows: list[tuple[Sheet, Cells]]
    odd: bool = False


class Layout:
    """What is known of a place in releases, kept from one release to the next.

    :param prefix: the headings there begin with
    :param sheet: the names of the lists and objects above, the place's own last
    """

    __slots__ = ("_below", "id", "names", "prefix", "sheet")

    def __init__(self, prefix: str = "", sheet: Sheet = ()) -> None:
        self.prefix = prefix
        self.sheet = sheet
        self.id = f"{prefix}id"
        self.names: dict[str, str] = {}
        self._below: dict[tuple[str, str], Layout] = {}

    def name(self, key: str) -> str:
        """Give the heading of a field; empty when it would be read otherwise."""
        no_heading = not key or "/" in key or key.isdigit() or key.endswith("[]")
        found = "" if no_heading or key != key.strip() else self.prefix + key
        self.names[key] = found
        return found

    def below(self, key: str, between: str) -> "Layout":
        """Give the place below a field."""
        known = self._below.get((key, between))
        if known is None:
            known = Layout(f"{self.prefix}{key}{between}", (*self.sheet, key))
            self._below[key, between] = known
        return known

    def rows_of(self, release: dict[str, Any]) -> Rows:
        """Lay a release out.

        A row of a list bears the ids of what it stands in, as flatten-tool writes and reads them.
        """
        ocid = release.get("ocid")
        ids = {"ocid": ocid} if _names(ocid) else {}
        cells: Cells = dict(ids)
        made = Rows([(MAIN, cells)])
        _object(made, release, cells, (self, ids))
        return made


def _object(made: Rows, value: Mapping[str, Any], cells: Cells, at: tuple[Layout, Cells]) -> None:
    """Lay an object out into the cells of a row.

    :param at: the place, and the ids above it
    """
    layout, ids = at
    names = layout.names
    if _names(given := value.get("id")):
        ids = {**ids, layout.id: given}
    if not value:
        made.odd = True
    for key, part in value.items():
        kind = type(part)
        if kind is dict:
            _object(made, part, cells, (layout.below(key, "/"), ids))
        elif kind is list:
            _list(made, part, cells, (layout, key, ids))
        elif part is None or part == "":
            made.odd = True
            continue
        elif name := names.get(key) or layout.name(key):
            cells[name] = part
            continue
        made.odd = made.odd or not (names.get(key) or layout.name(key))


def _list(made: Rows, items: list[Any], cells: Cells, at: tuple[Layout, str, Cells]) -> None:
    layout, key, ids = at
    if not items or any(type(item) is not dict for item in items):
        cell = list_cell(items) if not any(type(item) is dict for item in items) else None
        name = layout.names.get(key) or layout.name(key)
        if cell and name:
            cells[name] = cell
        made.odd = made.odd or type(cell) in {str, type(None)}
        return
    below = layout.below(key, "/0/")
    names = {str(item["id"]) for item in items if type(item.get("id")) in {str, int}}
    if len(names) != len(items):
        made.odd = True
    for item in items:
        row = dict(ids)
        made.rows.append((below.sheet, row))
        _object(made, item, row, (below, ids))


def _names(given: object) -> bool:
    """Whether a value can name an object."""
    if type(given) is str or type(given) is int:
        return given != ""
    return given is not None and not isinstance(given, dict | list)


@dataclass(slots=True)
class Columns:
    """The sheets of some releases, their columns and what was found in them.

    :param sheets: for each sheet its columns, in the order in which they were found
    """

    sheets: dict[Sheet, dict[str, set[type]]] = field(default_factory=dict)

    def look(self, rows: Iterable[tuple[Sheet, Cells]]) -> None:
        """Look at the rows of a release."""
        for sheet, cells in rows:
            columns = self.sheets.get(sheet)
            if columns is None:
                columns = self.sheets[sheet] = {}
            for name, value in cells.items():
                types = columns.get(name)
                if types is None:
                    columns[name] = {type(value)}
                else:
                    types.add(type(value))

    def found(self, expected: Kinds) -> dict[str, str]:
        """Give the kinds that are other than the schema's, by path."""
        types: dict[str, set[type]] = {}
        for columns in self.sheets.values():
            for name, seen in columns.items():
                types.setdefault(path_of(name), set()).update(seen)
        kinds = {path: found_kind(seen, expected.get(path, "")) for path, seen in types.items()}
        return {path: kind for path, kind in kinds.items() if kind != expected.get(path, TEXT)}

    def names(self, most: int = _FILE_MOST) -> dict[Sheet, str]:
        """Give each sheet its name, no two alike whatever the case.

        :param most: characters that a name may have
        """
        names: dict[Sheet, str] = {}
        taken: set[str] = set()
        for sheet in self.sheets:
            wanted = "_".join([*(step[:_LETTERS] for step in sheet[:-1]), sheet[-1]])
            wanted = wanted.translate(_UNNAMED).strip(". '") or "list"
            name, number = wanted[:most], 1
            while name.lower() in taken:
                number += 1
                name = f"{wanted[: most - 4]}_{number}"
            taken.add(name.lower())
            names[sheet] = name
        return names
