"""Seven checks of whether each reference leads to exactly one thing, and those of organisations."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from pendopo.standards.ocds.process.limits import Limits
from pendopo.standards.ocds.process.values import Process, name_of, object_of

Doubts = Iterator[tuple[str, dict[str, str]]]

# Each reference to an organisation: its name here, its role, its path.
ORGANISATIONS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "supplier": ("supplier", ("awards", "suppliers")),
    "tenderer": ("tenderer", ("tender", "tenderers")),
    "buyer": ("buyer", ("buyer",)),
    "procuring_entity": ("procuringEntity", ("tender", "procuringEntity")),
    "payer": ("payer", ("contracts", "implementation", "transactions", "payer")),
    "payee": ("payee", ("contracts", "implementation", "transactions", "payee")),
}


def parties_of(process: Process) -> dict[str, tuple[str, dict[str, Any]]]:
    """Give the parties whose id only one has, by it, each with its pointer."""
    if process.parties is None:
        process.parties = _parties_of(process)
    return process.parties


def _parties_of(process: Process) -> dict[str, tuple[str, dict[str, Any]]]:
    named: dict[str, tuple[str, dict[str, Any]]] = {}
    several: set[str] = set()
    for where, one in process.at(("parties",)):
        name = name_of(object_of(one).get("id"))
        if name is not None:
            if name in named:
                several.add(name)
            named[name] = where, one
    return {name: one for name, one in named.items() if name not in several}


def _in_parties(process: Process, _: Limits, *, path: tuple[str, ...]) -> Doubts:
    yield from _refers(process.at(path), process.at(("parties",)), "id")


def _in_awards(process: Process, _: Limits) -> Doubts:
    yield from _refers(process.at(("contracts",)), process.at(("awards",)), "awardID")


def _refers(references: list[tuple[str, Any]], things: list[tuple[str, Any]], field: str) -> Doubts:
    """Find references that lead to no thing or to several; 1 and "1" are not the same."""
    if not references:
        return
    many: dict[tuple[bool, str], int] = {}
    for _, one in things:
        name = one.get("id") if isinstance(one, dict) else None
        if name is not None:
            key = type(name) is str, str(name)
            many[key] = many.get(key, 0) + 1
    for where, one in references:
        found = one.get(field) if isinstance(one, dict) else None
        if found is None or many.get((type(found) is str, str(found))) != 1:
            pointer = f"{where}/{field}" if found is not None else where
            yield pointer, {"id": "" if found is None else str(found)}


CHECKS: Final[Mapping[str, Any]] = {
    **{
        f"{name}_in_parties": partial(_in_parties, path=path)
        for name, (_, path) in ORGANISATIONS.items()
    },
    "contract_in_awards": _in_awards,
}
