"""What a compiled release says of itself that cannot all be so: 37 checks of one process.

They ask what the checks of compiled releases of Pelican (open-contracting/pelican-backend) ask, by
their names. Where those compare in dollars, these compare only amounts in one currency.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.process import coherent, consistent, referring
from pendopo.standards.ocds.process.limits import Limits
from pendopo.standards.ocds.process.values import Process, process_of

__all__ = ["CHECKS", "Doubt", "Limits", "Process", "doubts"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One place where a process contradicts itself.

    :param check: the check's name: ``coherent.period``
    :param pointer: the JSON pointer in the compiled release
    :param values: what stands there, by name
    """

    check: str
    pointer: str
    values: Mapping[str, str] = field(default_factory=dict)


_Check = Callable[[dict[str, Any], Limits], Iterator[tuple[str, dict[str, str]]]]
CHECKS: Final[Mapping[str, _Check]] = {
    **{f"coherent.{name}": check for name, check in coherent.CHECKS.items()},
    **{f"consistent.{name}": check for name, check in consistent.CHECKS.items()},
    **{f"reference.{name}": check for name, check in referring.CHECKS.items()},
}


def doubts(release: dict[str, Any], limits: Limits) -> Iterator[Doubt]:
    """Give every doubt about a compiled release."""
    process = process_of(release)
    for name, check in CHECKS.items():
        for pointer, values in check(process, limits):
            yield Doubt(name, pointer, values)
