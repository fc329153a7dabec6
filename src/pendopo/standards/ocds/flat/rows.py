"""A release laid out as rows: one for itself, one for each object in a list of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.flat.kinds import HELD, TEXT, Kinds, found_kind, list_cell, path_of

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


def rows_of(release: dict[str, Any]) -> Rows:
    """Lay a release out.

    A row of a list bears the ids of what it stands in, as flatten-tool writes and reads them.
    """
    made = Rows([])
    cells: Cells = {}
    made.rows.append((MAIN, cells))
    ids = {"ocid": release["ocid"]} if _names(release.get("ocid")) else {}
    cells |= ids
    _object(made, release, cells, ("", ids, ()))
    return made


def _object(  # noqa: C901 - the hot loop
    made: Rows, value: Mapping[str, Any], cells: Cells, at: tuple[str, Cells, Sheet]
) -> None:
    """Lay an object out into the cells of a row.

    :param at: the heading before its fields, the ids above it, and the names of the lists
    """
    prefix, ids, sheet = at
    if _names(value.get("id")):
        ids = {**ids, f"{prefix}id": value["id"]}
    if not value:
        made.odd = True
    for key, part in value.items():
        name = prefix + key
        if type(part) is str or type(part) is int:
            cells[name] = part
        elif type(part) is dict:
            _object(made, part, cells, (f"{name}/", ids, (*sheet, key)))
        elif type(part) is list:
            _list(made, part, cells, (name, ids, (*sheet, key)))
        elif part is None:
            made.odd = True
            continue
        else:
            cells[name] = part
        if part == "" or _no_heading(key):
            made.odd = True
            cells.pop(name, None)


def _names(given: object) -> bool:
    """Whether a value can name an object."""
    return given not in {None, ""} if not isinstance(given, dict | list) else False


def _no_heading(key: str) -> bool:
    """Whether a field's name would be read otherwise in a heading."""
    return not key or "/" in key or key.isdigit() or key.endswith("[]") or key != key.strip()


def _list(made: Rows, items: list[Any], cells: Cells, at: tuple[str, Cells, Sheet]) -> None:
    name, ids, sheet = at
    if not items or any(type(item) is not dict for item in items):
        cell = list_cell(items) if not any(type(item) is dict for item in items) else None
        if cell:
            cells[name] = cell
        made.odd = made.odd or type(cell) in {str, type(None)}
        return
    names = {str(item["id"]) for item in items if type(item.get("id")) in {str, int}}
    if len(names) != len(items):
        made.odd = True
    for item in items:
        row = dict(ids)
        made.rows.append((sheet, row))
        _object(made, item, row, (f"{name}/0/", ids, sheet))


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


def held(rows: Sequence[tuple[Sheet, Cells]], kinds: Kinds) -> bool:
    """Whether every cell is read back as it was given."""
    return all(
        type(value) in HELD[kinds.get(path_of(name), TEXT)]
        for _, cells in rows
        for name, value in cells.items()
    )
