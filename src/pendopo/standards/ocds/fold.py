"""Releases of one process folded in place into its compiled release, by the tree of rules."""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, unique
from typing import Any, Final

import orjson

from pendopo.standards.ocds.rules import UNKNOWN, Rules

# Where a value stands: the place of what holds it, and its own name or number there.
Place = tuple[Any, str | int] | None
Release = dict[str, Any]


class MergeError(ValueError):
    """The releases of one process cannot be merged: they disagree about the shape of a field."""


@unique
class Clause(Enum):
    """Where the words of the specification and the reference library part.

    Source: OCDS 1.1, merging, merge routine.
    """

    ORDER = "order"  # releases in the order of moments; the library sorts texts
    UNDATED = "undated"  # releases without a date come first; the library refuses them
    NULL = "null"  # null removes an object or a list of objects; the library keeps it
    ID = "id"  # ids that are written alike are one; the library parts 1 and "1"
    NO_ID = "no-id"  # an id of null is no id; the library takes all of them for one
    SHAPE = "shape"  # a later value replaces one of another shape; the library drops it


@unique
class Override(Enum):
    """How a list merges against its rule, when the person who merges says so."""

    APPEND = "append"
    BY_POSITION = "by-position"


Overrides = Mapping[tuple[str, ...], Override]
_NONE: Final[Overrides] = {}
_CONTAINERS: Final = frozenset({dict, list})
_TEXTS: Final = {str}
# An object of these alone is copied as it is: more than half of all are.
_PLAIN: Final = frozenset({str, int, float, bool, Decimal})
# `tag` has omitWhenMerged since 1.1.4 only; it is discarded in every version.
_FIRST_OMITTED: Final = frozenset({"tag"})


@dataclass(slots=True)
class Notes:
    """What was met while folding that somebody should know.

    :param clauses: for each clause that may make a difference, the pointers where it was met
    :param repeated: lists in which one release has one id twice, as pointers
    :param unnamed: lists with items that have no id, which every release appends anew
    """

    clauses: dict[Clause, dict[str, None]] = field(default_factory=dict)
    repeated: dict[str, None] = field(default_factory=dict)
    unnamed: dict[str, None] = field(default_factory=dict)

    def told(self) -> list[str]:
        """Give what a publisher should look at, a sentence each."""
        return [
            *(f"{at}: an id stands twice in one release" for at in self.repeated),
            *(
                f"{at}: an item has no id, so that every release adds it anew"
                for at in self.unnamed
            ),
        ]

    def met(self, clause: Clause, place: Place) -> None:
        """Keep that a clause was met at a place."""
        self.clauses.setdefault(clause, {})[pointer(place)] = None


def pointer(place: Place) -> str:
    """Write a place as a JSON pointer."""
    steps: list[str] = []
    while place is not None:
        place, step = place
        steps.append("/" + str(step).replace("~", "~0").replace("/", "~1"))
    return "".join(reversed(steps))


def fold(
    releases: Iterable[Release], rules: Rules, notes: Notes, overrides: Overrides = _NONE
) -> Release:
    """Fold releases, oldest first, into a compiled release; the releases stay as they are.

    :raises MergeError: when an object meets a list or a literal
    """
    compiled: Release = {"tag": ["compiled"]}
    state = _Fold(notes, overrides)
    for release in releases:
        _identify(compiled, release)
        content = release.copy()
        content.pop("tag", None)
        state.into(compiled, content, rules, None)
    return compiled


def fold_last(releases: Sequence[Release], rules: Rules) -> Release | None:
    """Give what ``fold`` gives where the last release says again all that those before it said.

    Nearly all publishers send what stands, each time more of it: then the last alone counts, and
    what did not change is compared and not folded. Fields may stand in another order.

    :returns: None where an earlier release has something that the last has not, or anything may be
        met that ``Notes`` tells a publisher
    """
    last = releases[-1]
    for release in releases[:-1]:
        if not _says_again(last, release, rules, _FIRST_OMITTED):
            return None
    compiled: Release = {"tag": ["compiled"]}
    for release in releases:
        _identify(compiled, release)
    content = last.copy()
    content.pop("tag", None)
    state = _Fold(Notes(), _NONE)
    state.into(compiled, content, rules, None)
    return None if state.unsure else compiled


def _says_again(  # noqa: C901 - as hot as the fold itself
    last: Release, early: Release, rules: Rules, besides: frozenset[str] = frozenset()
) -> bool:
    """Whether folding one object and then another gives what the other alone does.

    That equal values have the ids of their items written alike, too, is known once the other is
    folded and was sure.

    :param besides: fields that are discarded whatever the schema says
    """
    children, omits = rules.children, rules.omits
    for key, value in early.items():
        later, kind = last.get(key), type(value)
        if kind is not dict and kind is not list:
            if value is not None and later is not None and type(later) not in _CONTAINERS:
                continue  # the later one takes its place
        elif later == value:
            continue
        if key in omits or key in besides:
            continue
        if type(later) is not kind or kind not in _CONTAINERS:
            return False
        rule = children.get(key, UNKNOWN)
        if rule.whole:
            continue
        again: Callable[[Any, Any, Rules], bool] = _says_again if kind is dict else _lists_again
        if not again(later, value, rule):
            return False
    return True


def _lists_again(last: list[Any], early: list[Any], rule: Rules) -> bool:
    """Whether folding one list and then another gives what the other alone does."""
    if is_literal(early) or is_literal(last):
        return is_literal(early) and is_literal(last)
    if len(early) > len(last):
        return False
    for one, later in zip(early, last, strict=False):
        if one != later:
            name = one.get("id")
            if type(name) is not str or name != later.get("id"):
                return False
            if not _says_again(later, one, rule):
                return False
    return True


def _identify(compiled: Release, release: Release) -> None:
    """Give the compiled release its own metadata: merging, discarded fields, the note."""
    ocid, date = release.get("ocid"), release.get("date")
    compiled["ocid"] = ocid
    if isinstance(date, str) and date:
        compiled["id"] = f"{ocid}-{date}"
        compiled["date"] = date
    else:
        compiled.setdefault("id", str(ocid))


class _Fold:
    """One compiled release in the making."""

    __slots__ = ("_lists", "_loose", "_notes", "_overrides", "unsure")

    def __init__(self, notes: Notes, overrides: Overrides) -> None:
        self._notes = notes
        self._overrides = overrides
        # Of every list that merges by id: the list itself, which keeps its identity taken, and
        # the position of each id in it.
        self._lists: dict[int, tuple[list[Any], dict[Any, int]]] = {}
        # Items that came without an id: merged by position, they take any that comes later.
        self._loose: dict[int, Release] = {}
        # Whether a list was met whose items have not each a text of its own as their id.
        self.unsure = False

    def into(self, out: Release, source: Release, rules: Rules, place: Place) -> None:  # noqa: C901, PLR0912, PLR0915 - the hot loop: a call a value would double its time
        """Fold an object into another."""
        children, omits = rules.children, rules.omits
        for key, value in source.items():
            kind = type(value)
            old = out.get(key)
            if kind is str:  # what most values are
                if key in omits:
                    continue
                if old is not None and type(old) is not str and type(old) in _CONTAINERS:
                    self._over(old, value, (place, key))
                out[key] = value
                continue
            if kind is dict or kind is list:
                rule = children.get(key, UNKNOWN)
                if rule.omit:
                    continue
                if not rule.whole:
                    if kind is dict:
                        if type(old) is dict:
                            if value != old or self._differs(old, value):
                                self.into(old, value, rule, (place, key))
                        else:
                            self._put(out, value, rule, (place, key))
                        continue
                    if not is_literal(value):
                        self._list(out, value, rule, (place, key))
                        continue
            elif key in omits:
                continue
            if type(old) in _CONTAINERS:
                self._over(old, value, (place, key))
            if value is not None:
                out[key] = value
            elif old is not None:
                del out[key]

    def _differs(self, old: Any, value: Any) -> bool:  # noqa: ANN401 - JSON holds anything
        """Whether folding a value into one that equals it may still change something.

        Most publishers send again what they have sent. Not so easy are items without an id, which
        every release appends, and 1, 1.0 and true, which are equal here and are not in JSON.
        """
        return bool(self._loose or self._overrides) or not identical(old, value)

    def _new(self, source: Release, rules: Rules, place: Place) -> Release | None:  # noqa: C901, PLR0912, PLR0915 - as hot
        """Give a copy of an object that stands where nothing stood; None when it tells nothing."""
        children = rules.children
        made = source.copy()
        told = False
        for key, value in source.items():
            kind = type(value)
            if kind is str:  # what most values are
                continue
            if kind is dict or kind is list:
                rule = children.get(key, UNKNOWN)
                if rule.omit or rule.whole:
                    continue
                new: Any
                if kind is dict:
                    if value and not rule.omits and _PLAIN.issuperset(map(type, value.values())):
                        new = value.copy()
                    else:
                        new = self._new(value, rule, (place, key))
                elif is_literal(value):
                    continue
                else:
                    new = self._new_list(value, rule, (place, key))
                if new is None:
                    del made[key]
                else:
                    made[key] = new
            elif value is None:
                told = told or key not in rules.omits
                del made[key]
        if rules.omits:
            for key in rules.omits:
                made.pop(key, None)
        return made if made or told else None

    def _put(self, out: Release, value: Release, rule: Rules, place: tuple[Place, Any]) -> None:
        """Put an object where none stood."""
        new = self._new(value, rule, place)
        if new is not None:
            self._hold_free(out, value, place)
            out[place[1]] = new

    def _hold_free(self, out: Release, value: object, place: tuple[Place, Any]) -> None:
        if out.get(place[1]) is not None:
            raise disagreement(out[place[1]], value, place)

    def _list(
        self, out: Release, value: list[Release], rule: Rules, place: tuple[Place, Any]
    ) -> None:
        """Fold a list of objects into what stands at a place."""
        key = place[1]
        old = out.get(key)
        if type(old) is not list:
            new = self._new_list(value, rule, place)
            if new is not None:
                self._hold_free(out, value, place)
                out[key] = new
        elif old == value and not self._differs(old, value):
            return
        elif id(old) in self._lists:
            self._items(old, self._lists[id(old)][1], rule, (value, place))
        else:
            # A list of anything stood there: its objects merge, the rest stays. Not in place, as
            # it may be a release's own.
            self._notes.met(Clause.SHAPE, place)
            items, positions = _positions_of(old)
            self._lists[id(items)] = items, positions
            self._items(items, positions, rule, (value, place))
            out[key] = items

    def _new_list(self, value: list[Release], rule: Rules, place: Place) -> list[Release] | None:
        items: list[Release] = []
        positions = _all_named(value) if not self._overrides and "id" not in rule.omits else None
        if positions:
            bare = not rule.omits
            for number, item in enumerate(value):
                if bare and _PLAIN.issuperset(map(type, item.values())):
                    items.append(item.copy())
                elif new := self._new(item, rule, (place, number)):
                    items.append(new)  # it has an id, so that it tells something
        else:
            self.unsure = self.unsure or bool(value)
            positions = {}
            self._items(items, positions, rule, (value, place))
        if not items:
            return None
        self._lists[id(items)] = items, positions
        return items

    def _items(  # noqa: C901, PLR0915 - as hot
        self,
        items: list[Any],
        positions: dict[Any, int],
        rule: Rules,
        given: tuple[list[Release], Place],
    ) -> None:
        """Fold the items of one release's list into those that are there."""
        value, place = given
        override = self._overrides.get(names_of(place)) if self._overrides else None
        before = len(items)
        seen: set[Any] = set()
        for number, item in enumerate(value):
            name = item.get("id")
            if type(name) is not str:
                name = name_of(item, place, self._notes)
                if name is None and before and item:
                    self._notes.unnamed[pointer(place)] = None
            if name in seen and name is not None:
                self._notes.repeated[pointer(place)] = None
            seen.add(name)
            if override is not None:
                name = number if override is Override.BY_POSITION else None
            if name in positions:
                self._known(items[positions[name]], item, rule, (place, positions[name]))
                continue
            new = self._new(item, rule, (place, len(items)))
            if new is None:
                continue
            # The id names the item even where the schema discards it.
            if item.get("id") is not None:
                new["id"] = item["id"]
            else:
                self._loose[id(new)] = new
            if name is not None:
                positions[name] = len(items)
            items.append(new)

    def _known(self, old: Release, item: Release, rule: Rules, place: Place) -> None:
        """Fold an item into the one that has its id; the id stays as it was first written."""
        if old == item and not self._differs(old, item):
            return
        kept = old.get("id")
        self.into(old, item, rule, place)
        if kept is not None and id(old) not in self._loose:
            if type(kept) is not type(item.get("id", kept)):
                self._notes.met(Clause.ID, place)
            old["id"] = kept

    def _over(self, old: Any, value: Any, place: Place) -> None:  # noqa: ANN401 - JSON
        """Note that a literal takes the place of an object, or of a list that merges by id."""
        if type(old) is dict or id(old) in self._lists:
            self._notes.met(Clause.NULL if value is None else Clause.SHAPE, place)


def name_of(item: Release, place: Place, notes: Notes) -> Any:  # noqa: ANN401 - what a list is keyed by
    """Give what names an item in its list: 1 and "1" are one name; None where there is none.

    :raises MergeError: when the id is an object or a list
    """
    given = item.get("id")
    if type(given) is str:
        return given
    if given is None:
        if "id" in item:
            notes.met(Clause.NO_ID, place)
        return None
    if type(given) is not int:
        if isinstance(given, dict | list):
            raise MergeError(f"{pointer(place)}: the id is {given!r}; write a text or a number")
        notes.met(Clause.ID, place)
    return str(given)


def identical(one: Any, other: Any) -> bool:  # noqa: ANN401 - JSON holds anything
    """Whether two equal values are written alike too; False where that is not quickly told."""
    try:
        return orjson.dumps(one) == orjson.dumps(other)
    except TypeError:  # numbers that are kept as decimals
        return False


def is_literal(value: list[Any]) -> bool:
    """Whether an array holds anything but objects: merging, array values."""
    for item in value:  # noqa: SIM110 - a generator costs more than the loop
        if type(item) is not dict:
            return True
    return False


def _all_named(value: list[Release]) -> dict[Any, int] | None:
    """Give the place of each item by its id; None unless each has a text of its own."""
    names = [item.get("id") for item in value]
    if set(map(type, names)) != _TEXTS:
        return None
    positions = {name: number for number, name in enumerate(names)}
    return positions if len(positions) == len(names) else None


def _positions_of(old: list[Any]) -> tuple[list[Any], dict[Any, int]]:
    items = copy.deepcopy(old)
    positions = {
        str(item["id"]): number
        for number, item in enumerate(items)
        if isinstance(item, dict) and isinstance(item.get("id"), str | int)
    }
    return items, positions


def names_of(place: Place) -> tuple[str, ...]:
    """Give the names of the fields above a place and its own, without numbers."""
    names: list[str] = []
    while place is not None:
        place, step = place
        if isinstance(step, str):
            names.append(step)
    return tuple(reversed(names))


def disagreement(old: object, new: object, place: Place) -> MergeError:
    """Say that two releases have different shapes at a place."""
    return MergeError(
        f"{pointer(place)}: {shape(old)} in an earlier release, {shape(new)} in a later one; "
        "write one shape in both"
    )


def shape(value: object) -> str:
    """Name the shape of a value."""
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a literal"
