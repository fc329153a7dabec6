"""Where the table of a JSON file is: in which list, of what, and under which names."""

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from pendopo.stages.intake.json_text import JsonText, NoNumber, Number, Scientific
from pendopo.stages.intake.some_rows import SomeRows

SEPARATOR = "."
_PLAIN = frozenset({str, Number, Scientific, NoNumber, bool, type(None)})
COLUMNS_MOST = 4096
_LISTS_DEEP = 3
_MEMBERS_MOST = 20_000
_LEVELS_FLATTENED = 8
_SHAPES_MOST = 2_000
_SHAPE_NAMES_MOST = 100_000
_NAME_CHARACTERS_MOST = 1_000_000  # of all names together
_ALIKE_LEAST = 0.8
_ALIKE_AMONG = 60
_ALIKE_CHARACTERS_MOST = 80
_DIGITS = re.compile("[0-9]+")
# Lists that describe the table beside them, by the names that CKAN, pandas and web services use.
HEADERS = ("columns", "fields", "headers", "header")
_BESIDE = frozenset({*HEADERS, "links", "errors", "warnings", "messages", "index"})


@dataclass
class Facts:
    """What the elements of a list are, counted while they pass.

    :param shapes: the names of an object's columns, in their order, to how many objects have them
    :param kinds: ``object``, ``array``, ``null`` and ``value`` to how many elements are one
    :param first: the first element, where it is an array
    :param others: each kind but ``object`` to the elements that are of it, from 1
    :param twice: the elements in which an object holds a name twice
    :param made: the columns made of objects within objects, among them those that an object's own
        name with a point in it (``pointed``) may also mean
    """

    rows: int = 0
    shapes: dict[tuple[str, ...], int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    widths: Counter[int] = field(default_factory=Counter)
    first: Any = None
    others: dict[str, SomeRows] = field(default_factory=dict)
    twice: SomeRows = field(default_factory=SomeRows)
    flattened: bool = False
    made: set[str] = field(default_factory=set)
    pointed: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    too_wide: bool = False
    shape_names: int = 0
    name_characters: int = 0
    _seen_within: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, element: Any, *, twice: bool = False) -> None:  # noqa: ANN401 - JSON holds anything
        """Count an element.

        :param twice: whether an object in it holds a name twice
        """
        self.rows += 1
        if twice:
            self.twice.add(self.rows)
        kind = kind_of(element)
        self.kinds[kind] += 1
        if kind == "object":
            self._add_object(element)
            return
        if kind == "array":
            self.widths[len(element)] += 1
            self.first = element if self.rows == 1 else self.first
        self.others.setdefault(kind, SomeRows()).add(self.rows)

    def _add_object(self, element: dict[str, Any]) -> None:
        own = element
        if not _PLAIN.issuperset(map(type, element.values())):
            element = self._flat(element)
        shape = tuple(element)
        known = self.shapes.get(shape)
        if self.flattened or known is None:
            self.pointed.update(name for name in own if SEPARATOR in name)
        if known is not None:
            self.shapes[shape] = known + 1
        elif self._may_be_kept(shape):
            self.shapes[shape] = 1
            self.shape_names += len(shape)
            self._widen(shape)
        else:
            self._widen(shape)
            for name in shape:
                if name in self.columns:
                    self.columns[name] += 1

    def _flat(self, element: dict[str, Any]) -> dict[str, Any]:
        """Flatten an object, and note what became of what it held."""
        flat = flatten(element)
        self.lists.update(name for name, value in flat.items() if isinstance(value, list))
        shape = tuple(flat)
        if shape not in self._seen_within:
            inner = [key for key, value in element.items() if isinstance(value, dict)]
            self.flattened = self.flattened or bool(inner)
            self.made |= {name for key in inner for name in flatten({key: element[key]})}
            if len(self._seen_within) < _SHAPES_MOST:
                self._seen_within.add(shape)
        return flat

    def clashing(self) -> set[str]:
        """Give the columns that come both of a name with a point and of an object in an object."""
        return self.made & self.pointed

    def _may_be_kept(self, shape: tuple[str, ...]) -> bool:
        few = len(self.shapes) < _SHAPES_MOST
        return few and self.shape_names + len(shape) < _SHAPE_NAMES_MOST

    def _widen(self, shape: tuple[str, ...]) -> None:
        for name in shape:
            if name not in self.columns and not self.too_wide:
                self.columns[name] = 0
                self.name_characters += len(name)
                self.too_wide = (
                    len(self.columns) > COLUMNS_MOST or self.name_characters > _NAME_CHARACTERS_MOST
                )

    def names(self) -> tuple[str, ...]:
        """Give the names of the columns: those of the first object first, others as they come."""
        return tuple(self.columns)

    def missing(self) -> dict[str, int]:
        """Give the names that some objects lack, and how many of them do."""
        have: Counter[str] = Counter(self.columns)
        for shape, count in self.shapes.items():
            for name in shape:
                have[name] += count
        rows = self.kinds["object"]
        return {name: rows - have[name] for name in self.columns if have[name] < rows}

    def perhaps_one(self) -> list[tuple[str, str]]:
        """Give pairs of names that are alike and never stand in one object: one, misspelt."""
        names = [name for name in self.missing() if len(name) <= _ALIKE_CHARACTERS_MOST]
        return [
            (one, other)
            for one, other in combinations(names[:_ALIKE_AMONG], 2)
            if _are_alike(one.casefold(), other.casefold())
            and not any(one in shape and other in shape for shape in self.shapes)
        ]


def _are_alike(one: str, other: str) -> bool:
    """Tell names with a letter or two between them; years and other numbers are meant to differ."""
    if one != other and _DIGITS.sub("", one) == _DIGITS.sub("", other):
        return False
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE_LEAST


def kind_of(element: object) -> str:
    """Give what an element is."""
    if type(element) is dict:
        return "object"
    if isinstance(element, list):
        return "array"
    return "null" if element is None else "value"


def flatten(element: dict[str, Any], level: int = 0) -> dict[str, Any]:
    """Write objects within an object as columns of their own: ``place.name``.

    A list stays what it is, and so does what is nested deeper than eight; an empty object says
    nothing and is nothing.
    """
    if dict not in map(type, element.values()) or level == _LEVELS_FLATTENED:
        return element
    flat: dict[str, Any] = {}
    for key, value in element.items():
        if type(value) is dict:
            for name, inner in flatten(value, level + 1).items():
                flat[f"{key}{SEPARATOR}{name}"] = inner
        else:
            flat[key] = value
    return flat


@dataclass(frozen=True, slots=True)
class Found:
    """A list of the file.

    :param path: the names that lead to it, joined; empty when it is the file
    :param place: its first byte
    """

    path: str
    place: int
    facts: Facts

    @property
    def is_rows(self) -> bool:
        """Whether it holds objects or arrays, and not plain values."""
        return bool(self.facts.kinds["object"] or self.facts.kinds["array"])


@dataclass
class Walk:
    """What stands in a file's first value.

    :param values: the plain values, by the names that lead to them
    :param objects: the names under which objects stand
    :param more: whether another value follows it
    """

    lists: list[Found] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    objects: list[str] = field(default_factory=list)
    twice: str = ""
    too_many: bool = False
    is_object: bool = False
    more: bool = False


def walk(text: JsonText) -> Walk:
    """Look through the first value of a text, and count what its lists hold."""
    found = Walk()
    start = text.peek()
    if start == "[":
        found.lists.append(_list(text, ""))
    elif start == "{":
        found.is_object = True
        _walk_object(text, "", 0, found)
    else:
        found.values[""] = text.value()
    found.more = text.peek() != ""
    return found


def _list(text: JsonText, path: str) -> Found:
    place, facts = text.place(), Facts()
    for element in text.elements():
        facts.add(element, twice=text.saw_twice())
    return Found(path, place, facts)


def _walk_object(text: JsonText, before: str, level: int, found: Walk) -> None:
    text.expect("{")
    if text.peek() == "}":
        text.expect("}")
        return
    seen: set[str] = set()
    while True:
        if text.peek() != '"':
            text.expect('"')
        key = str(text.value())
        text.expect(":")
        found.twice = key if key in seen else found.twice
        seen.add(key)
        found.too_many = found.too_many or len(seen) > _MEMBERS_MOST
        _walk_member(text, before + key, level, found)
        if text.expect(",}") == "}":
            return


def _walk_member(text: JsonText, path: str, level: int, found: Walk) -> None:
    start = text.peek()
    if found.too_many:
        text.value()
    elif start == "[":
        found.lists.append(_list(text, path))
    elif start == "{" and level < _LISTS_DEEP:
        found.objects.append(path)
        _walk_object(text, path + SEPARATOR, level + 1, found)
    else:
        found.values[path] = text.value()


def candidates(found: Walk) -> list[Found]:
    """Give the lists that may be the table: not those that describe it."""
    rows = [one for one in found.lists if one.is_rows]
    telling = [one for one in rows if one.path.rpartition(SEPARATOR)[2].lower() not in _BESIDE]
    return telling or rows
