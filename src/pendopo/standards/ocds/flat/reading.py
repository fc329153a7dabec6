"""Rows of flattened tables put together to releases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.flat.kinds import OBJECT, OBJECTS, TEXT, Kinds, path_of, value_of

Key = tuple[str, str]
_NAMES: Final = ("ocid", "id")


class _Items(dict[int, dict[str, Any]]):
    """The items of a list that one row tells of, by the number in the heading."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One heading, understood.

    :param steps: the names on the way, and for a list the number of the item, else None
    :param last: the field's own name
    """

    steps: tuple[tuple[str, int | None], ...]
    last: str
    kind: str


@dataclass(slots=True)
class Releases:
    """Releases in the order in which each first appeared, in the making.

    Rows of one ocid and id are of one release; objects in a list with one id are one object.

    :param kinds: of the columns, by path
    :param conflicts: cells that say else than an earlier one did, which stands
    """

    kinds: Kinds
    conflicts: list[tuple[Key, str]] = field(default_factory=list)
    _releases: dict[Key, dict[str, Any]] = field(default_factory=dict)
    _columns: dict[str, _Column | None] = field(default_factory=dict)
    _lists: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _unnamed: int = 0

    def __iter__(self) -> Iterator[tuple[Key, dict[str, Any]]]:
        """Give each release with its ocid and id as texts."""
        return iter(self._releases.items())

    def add(self, cells: Iterable[tuple[str, str]]) -> None:
        """Add a row.

        :param cells: the heading and the text of each; empty ones say nothing
        """
        row: dict[str, Any] = {}
        for heading, text in cells:
            column = self._known(heading) if text != "" else None
            if column is not None:
                self._set(row, column, text)
        if not row:
            return
        key = _key(row)
        if key == ("", ""):
            self._unnamed += 1
            key = ("", f"\0{self._unnamed}")
        self._merge(self._releases.setdefault(key, {}), row, key, "")

    def key(self, cells: Iterable[tuple[str, str]]) -> Key:
        """Give the ocid and the id of the release that a row is of; empty where it has none."""
        row: dict[str, Any] = {}
        for heading, text in cells:
            column = self._known(heading) if text != "" else None
            if column is not None and column.last in _NAMES and not column.steps:
                self._set(row, column, text)
        return _key(row)

    def _known(self, heading: str) -> _Column | None:
        if heading not in self._columns:
            self._columns[heading] = self._column(heading)
        return self._columns[heading]

    def _column(self, heading: str) -> _Column | None:
        """Understand a heading; None when it is none: a comment, or a number."""
        given = [step.strip().removesuffix("[]") for step in heading.strip().split("/")]
        if not all(given) or given[0].isdigit() or given[0].startswith("#"):
            return None
        steps: list[tuple[str, int | None]] = []
        path = ""
        for place, name in enumerate(given):
            if name.isdigit():
                continue
            path = f"{path}/{name}" if path else name
            after = given[place + 1] if place + 1 < len(given) else ""
            listed = self.kinds.get(path) == OBJECTS and after != ""
            number = int(after) if after.isdigit() else 0 if listed else None
            steps.append((name, number))
        kind = self.kinds.get(path_of("/".join(given)), TEXT)
        last, number = steps.pop()
        return (
            None
            if kind in {OBJECT, OBJECTS} or number is not None
            else _Column(tuple(steps), last, kind)
        )

    def _set(self, row: dict[str, Any], column: _Column, text: str) -> None:
        node: Any = row
        for name, number in column.steps:
            known = node.get(name)
            if number is None:
                if known is None:
                    known = node[name] = {}
                node = known
            else:
                if known is None:
                    known = node[name] = _Items()
                if type(known) is not _Items:
                    return
                node = known.setdefault(number, {})
            if type(node) is not dict:
                return
        if type(node.get(column.last)) not in {dict, _Items}:
            node[column.last] = value_of(text, column.kind)

    def _merge(self, base: dict[str, Any], row: dict[str, Any], key: Key, at: str) -> None:
        for name, value in row.items():
            here = f"{at}/{name}"
            made = self._room(base, name, value)
            if type(value) is _Items and type(made) is list:
                self._merge_items(made, value, key, here)
            elif type(value) is dict and type(made) is dict:
                self._merge(made, value, key, here)
            elif made is not value and made != value:
                self.conflicts.append((key, here))

    def _room(self, base: dict[str, Any], name: str, value: Any) -> Any:  # noqa: ANN401
        """Give what stands at a field, made where nothing stood."""
        if name not in base:
            base[name] = [] if type(value) is _Items else {} if type(value) is dict else value
        return base[name]

    def _merge_items(self, base: list[Any], items: _Items, key: Key, at: str) -> None:
        named = self._lists.setdefault(id(base), {})
        for number in sorted(items):
            item = items[number]
            name = str(item["id"]) if "id" in item else None
            known = named.get(name) if name is not None else None
            if known is None:
                known = {}
                base.append(known)
                if name is not None:
                    named[name] = known
            self._merge(known, item, key, at)


def _key(row: dict[str, Any]) -> Key:
    return str(row.get("ocid", "")), str(row.get("id", ""))
