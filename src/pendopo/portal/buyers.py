"""Who should publish purchases, where the record says so: a list, and what it was taken from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pendopo.portal.visit import Visit
from pendopo.published.reads import ALL, Cell, Reader
from pendopo.terms.commitment import Check, CoverageCheck, each_check

# A published list with these columns: the id as the purchases have it, and a name.
_LIST: Final = ("datasets", "publishing-units")
_ID, _NAME = "id", "name"
_AT_ONCE: Final = 20_000
_BUYERS: Final = ("contracts.processes", "buyer_id")


@dataclass(frozen=True, slots=True)
class Expected:
    """The buyers that should publish.

    :param names: by id; the name is empty where the list has none
    :param page: the address of what lists them
    :param promised: whether that is a promise, else it is a published list
    """

    names: Mapping[str, str]
    page: str
    promised: bool


def expected(visit: Visit) -> Expected | None:
    """Give who should publish; None where nothing in this state lists them.

    A published list comes first, then what a promise of a plan that stands is held to.
    """
    return _listed(visit) or next(_promised(visit), None)


def _listed(visit: Visit) -> Expected | None:
    register, name = _LIST
    try:
        table = visit.programme.table(visit.state, register, name)
    except KeyError:
        return None
    if _ID not in {one.name for one in table.columns}:
        return None
    reader = visit.programme.reader(table)
    names = {str(row[_ID]): str(row.get(_NAME) or "") for row in _rows(reader) if row[_ID]}
    return Expected(names, visit.address("table", register=register, name=name), promised=False)


def _rows(reader: Reader) -> Iterator[Mapping[str, Cell]]:
    """Give all rows of the list: who is not read would be called neither there nor missing."""
    for offset in range(0, reader.count(), _AT_ONCE):
        yield from reader.page(ALL, offset, _AT_ONCE)


def _promised(visit: Visit) -> Iterator[Expected]:
    for published in visit.programme.promising.plans(visit.state):
        plan = published.plan
        for commitment in plan.commitments:
            page = visit.address("commitment", plan=plan.id, commitment=commitment.id)
            for step in commitment.milestones:
                for names in filter(None, map(_buyers, each_check(step.checks))):
                    yield Expected(dict.fromkeys(names, ""), f"{page}#{step.id}", promised=True)


def _buyers(check: Check) -> tuple[str, ...]:
    """Give the buyers that a check counts; none of another check."""
    if isinstance(check, CoverageCheck) and (check.table, check.column) == _BUYERS:
        return check.of
    return ()
