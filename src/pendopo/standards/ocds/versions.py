"""Releases of one process folded into its versioned release: every value that a field ever had."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pendopo.standards.ocds.fold import (
    Clause,
    Notes,
    Override,
    Overrides,
    Place,
    Release,
    disagreement,
    identical,
    is_literal,
    name_of,
    names_of,
    pointer,
)
from pendopo.standards.ocds.rules import UNKNOWN, Rules

_NONE: Final[Overrides] = {}
# Of a release: its ocid is not versioned, and its tag goes into each value.
_APART: Final = frozenset({"ocid", "tag"})


class History(list[dict[str, Any]]):
    """The values of one field, oldest first, each with the release that told it."""


def version(
    releases: Iterable[Release], rules: Rules, notes: Notes, overrides: Overrides = _NONE
) -> Release:
    """Fold releases, oldest first, into a versioned release; the releases stay as they are.

    A null over an object ends every field below it, as its own version with the value null: the
    form has no other place for it.

    :raises MergeError: when an object meets a list or a literal

    Source: OCDS 1.1, merging, versioned values.
    """
    versioned: Release = {}
    state = _Versions(notes, overrides)
    for release in releases:
        if release.get("ocid") is not None:
            versioned["ocid"] = release["ocid"]
        content = {name: value for name, value in release.items() if name not in _APART}
        state.add(versioned, release, content, rules)
    return versioned


class _Versions:
    """One versioned release in the making."""

    __slots__ = ("_about", "_last", "_lists", "_loose", "_notes", "_overrides", "_told")

    def __init__(self, notes: Notes, overrides: Overrides) -> None:
        self._notes = notes
        self._overrides = overrides
        self._lists: dict[int, tuple[list[Any], dict[Any, int]]] = {}
        # Items that came without an id: merged by position, a later id is a field like others.
        self._loose: dict[int, Release] = {}
        # Of every object and list: itself, which keeps its identity taken, and what it last told.
        self._last: dict[int, tuple[Any, Any]] = {}
        self._about: dict[str, Any] = {}
        # The histories that end with a value of the release that is being added.
        self._told: dict[int, History] = {}

    def add(self, versioned: Release, release: Release, content: Release, rules: Rules) -> None:
        """Add a release."""
        self._about = {
            "releaseID": release.get("id"),
            "releaseDate": release.get("date"),
            "releaseTag": release.get("tag"),
        }
        self._told = {}
        self._into(versioned, content, rules, None)

    def _into(self, out: dict[str, Any], source: Release, rules: Rules, place: Place) -> bool:
        """Fold an object into another; say whether it told anything."""
        told = False
        for key, value in source.items():
            kind = type(value)
            rule = rules.children.get(key, UNKNOWN)
            if rule.omit:
                continue
            if kind is dict and not rule.whole:
                told |= self._object(out, rule, value, (place, key))
            elif kind is list and not rule.whole and not is_literal(value):
                told |= self._list(out, rule, value, (place, key))
            else:
                told = True
                self._literal(out, value, (place, key))
        return told

    def _literal(self, out: dict[str, Any], value: Any, place: tuple[Place, Any]) -> None:  # noqa: ANN401
        key = place[1]
        old = out.get(key)
        if old is None:
            out[key] = new = History([{**self._about, "value": value}])
            self._told[id(new)] = new
        elif type(old) is not History:
            if value is not None:
                raise disagreement(old, value, place)
            self._notes.met(Clause.NULL, place)
            self._end(old)
        else:
            self._append(old, value, place)

    def _append(self, history: History, value: Any, place: Place) -> None:  # noqa: ANN401
        """Add a value when it is new; a release that tells an id twice tells the later value."""
        if self._told.pop(id(history), None):
            history.pop()
        if history and (last := history[-1]["value"]) == value:
            if isinstance(last, bool) is isinstance(value, bool):
                return
            self._notes.met(Clause.SHAPE, place)  # for the library, true is 1
        history.append({**self._about, "value": value})
        self._told[id(history)] = history

    def _end(self, node: Any) -> None:  # noqa: ANN401 - JSON holds anything
        """Give every field below a node the value null."""
        self._last.clear()
        for history in histories(node):
            self._append(history, None, None)

    def _object(
        self, out: dict[str, Any], rule: Rules, value: Release, place: tuple[Place, Any]
    ) -> bool:
        key = place[1]
        old = out.get(key)
        if type(old) is dict:
            return self._again(old, value) or self._into(old, value, rule, place)
        new: dict[str, Any] = {}
        if not self._into(new, value, rule, place):
            return False
        self._hold_free(old, new, place)
        self._last[id(new)] = new, value
        out[key] = new
        return True

    def _again(self, node: Any, value: Any) -> bool:  # noqa: ANN401 - JSON holds anything
        """Whether a node was last told the very same: then there is nothing to add.

        Most publishers send again what they have sent. Items without an id are added anew.
        """
        _, last = self._last.get(id(node), (None, None))
        plain = not self._loose and not self._overrides
        if plain and last == value and identical(last, value):
            return True
        self._last[id(node)] = node, value
        return False

    def _hold_free(self, old: object, new: object, place: Place) -> None:
        """Hold a place to be free: nothing was told there but null."""
        if old is None:
            return
        if type(old) is History and all(one["value"] is None for one in old):
            self._notes.met(Clause.NULL, place)
            return
        raise disagreement(old[-1]["value"] if type(old) is History else old, new, place)

    def _list(
        self, out: dict[str, Any], rule: Rules, value: list[Release], place: tuple[Place, Any]
    ) -> bool:
        key = place[1]
        old = out.get(key)
        if type(old) is list and self._again(old, value):
            return True
        items, positions = self._lists.get(id(old), ([], {})) if type(old) is list else ([], {})
        told = self._items((items, positions), rule, value, place)
        if not told:
            return False
        if items is not old:
            self._hold_free(old, items, place)
            self._lists[id(items)] = items, positions
            self._last[id(items)] = items, value
            out[key] = items
        return True

    def _items(
        self,
        known: tuple[list[Any], dict[Any, int]],
        rule: Rules,
        value: list[Release],
        place: Place,
    ) -> bool:
        items, positions = known
        told = False
        for name, item in self._named(value, place):
            position = positions.get(name) if name is not None else None
            if position is not None:
                told |= self._known(items[position], item, rule, (place, position))
                continue
            new = self._new_item(item, rule, (place, len(items)))
            if new is not None:
                told = True
                if name is not None:
                    positions[name] = len(items)
                items.append(new)
        return told

    def _named(self, value: list[Release], place: Place) -> Iterator[tuple[Any, Release]]:
        """Give the items of a list, each with what tells it from the others."""
        override = self._overrides.get(names_of(place)) if self._overrides else None
        seen: set[Any] = set()
        for number, item in enumerate(value):
            name = name_of(item, place, self._notes)
            if name is not None and name in seen:
                self._notes.repeated[pointer(place)] = None
            seen.add(name)
            if override is not None:
                name = number if override is Override.BY_POSITION else None
            yield name, item

    def _known(self, old: Release, item: Release, rule: Rules, place: Place) -> bool:
        """Fold an item into the one that it names."""
        if id(old) in self._loose:
            return self._into(old, item, rule, place)
        if self._again(old, item):
            return True
        if type(old.get("id")) is not type(item.get("id")):
            self._notes.met(Clause.ID, place)
        return self._into(old, _without_id(item), rule, place)

    def _new_item(self, item: Release, rule: Rules, place: Place) -> Release | None:
        """Give an item that was not there; None when it tells nothing."""
        new: Release = {} if item.get("id") is None else {"id": item["id"]}
        # An id alone tells of the item, unless the schema discards it.
        alone = "id" in item and "id" not in rule.omits
        if not (self._into(new, _without_id(item), rule, place) or alone):
            return None
        self._last[id(new)] = new, item
        if "id" not in new:
            self._loose[id(new)] = new
        return new


def _without_id(item: Release) -> Release:
    """Leave the id out: it is kept as it is, not versioned: merging, identifier merge."""
    return {name: value for name, value in item.items() if name != "id"}


def histories(node: Any) -> Iterator[History]:  # noqa: ANN401 - JSON holds anything
    """Give the history of every field at and below a node of a versioned release."""
    if type(node) is History:
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from histories(part)
    elif isinstance(node, list):
        for part in node:
            yield from histories(part)
