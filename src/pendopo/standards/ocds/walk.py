"""What is to be asked of objects of known types, written as one function.

A call for every object of a release costs more than all that is asked there; so the questions are
written one below the other, as ``dataclasses`` writes its methods. Names in it are our own: no
text of a schema or of data becomes a part of the program.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

# What was kept aside of one release, by places.
Aside = list[list[Any]]
# Goes through a release, keeping values aside; None when it has to be looked at in full.
Walk = Callable[[Any], Aside | None]


@dataclass(frozen=True, slots=True)
class Keep:
    """The value is kept aside.

    :param place: where
    """

    place: int


@dataclass(frozen=True, slots=True)
class Fields:
    """Some fields of an object are gone through, where they are there.

    :param each: names in the type
    """

    each: tuple[tuple[str, "Step"], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of objects is gone through.

    :param inner: what is asked of each; None for nothing
    :param name: of their id in the type; empty where they have none
    :param differ: whether their ids must differ
    :param unique: whether they must differ themselves
    """

    inner: "Step | None"
    name: str
    differ: bool
    unique: bool


@dataclass(frozen=True, slots=True)
class Unlike:
    """A list of plain values must not hold one twice."""


Step = Keep | Fields | Items | Unlike


def walk_of(step: Step | None, places: int) -> Walk:
    """Write and compile what goes through a release.

    :param places: where values are kept aside
    """
    writer = _Writer()
    writer.write(step, "release", 1)
    begin = ["def walk(release):", *(f" aside{one} = []" for one in range(places))]
    begin += [f" keep{one} = aside{one}.append" for one in sorted(writer.places)]
    end = ", ".join(f"aside{one}" for one in range(places))
    program = "\n".join([*begin, *writer.lines, f" return [{end}]"])
    # Nothing but what is written above, with numbers in it.
    exec(program, writer.names)  # noqa: S102
    walk: Walk = writer.names["walk"]
    return walk


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: set[int] = set()
        self.names: dict[str, Any] = {"differ": _differ}
        self._many = 0

    def write(self, step: Step | None, name: str, level: int) -> None:
        match step:
            case Keep(place):
                self.places.add(place)
                self._line(level, f"keep{place}({name})")
            case Fields(each):
                for field, inner in each:
                    found = self._new()
                    self._line(level, f"{found} = {name}.{field}")
                    self._line(level, f"if {found} is not None:")
                    self.write(inner, found, level + 1)
            case Items():
                self._items(step, name, level)
            case Unlike():
                self._line(level, f"if len(set({name})) < len({name}): return None")
            case None:
                pass

    def _items(self, step: Items, name: str, level: int) -> None:
        if step.name and (step.differ or step.unique):
            take = self._new()
            self.names[take] = attrgetter(step.name)
            asked = f"not differ(set(map({take}, {name})), len({name}), {step.unique})"
            self._line(level, f"if len({name}) > 1 and {asked}: return None")
        elif step.unique:
            self._line(level, f"if len({name}) > 1: return None")
        else:
            self._line(level, "pass")  # nothing may be asked
        if step.inner:
            one = self._new()
            self._line(level, f"for {one} in {name}:")
            self.write(step.inner, one, level + 1)

    def _new(self) -> str:
        self._many += 1
        return f"v{self._many}"

    def _line(self, level: int, text: str) -> None:
        self.lines.append(" " * level + text)


def _differ(names: set[Any], many: int, unique: bool) -> bool:  # noqa: FBT001 - as it is written
    """Whether all differ as texts; None is one of them unless the things themselves must differ."""
    if len(names) < many:
        return False
    for one in names:
        if type(one) is not str:
            break
    else:
        return True
    return not (unique and None in names) and len(set(map(str, names))) == many
