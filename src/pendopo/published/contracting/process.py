"""One contracting process: its releases, and what they come to; merged when somebody asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from pendopo.published.contracting.index import Released
from pendopo.standards.ocds.exact import dump, parse
from pendopo.standards.ocds.fold import Release
from pendopo.standards.ocds.merge import Form, MergeError, Merging, compile_in_order
from pendopo.standards.ocds.rules import Rules
from pendopo.standards.ocds.timeline import Told, timeline
from pendopo.standards.ocds.told import is_held, rules_told

_BEFORE_ALL: Final = datetime.min  # noqa: DTZ901 - moments are in UTC, without a zone


@dataclass(frozen=True)
class Process:
    """The releases of one ocid.

    :param releases: in the order of the log
    """

    ocid: str
    releases: Sequence[Released]

    @cached_property
    def _contents(self) -> list[Release]:
        return [parse(one.text) for one in self.releases]

    @cached_property
    def ordered(self) -> list[tuple[Released, Release]]:
        """Give the releases oldest first, each with what it says.

        Dates without a zone are of the publisher's own, as in the tables of the register.
        """
        both = zip(self.releases, self._contents, strict=True)
        return sorted(both, key=lambda one: one[0].moment or _BEFORE_ALL)

    @property
    def compiled(self) -> Release | None:
        """Its compiled release; None where the releases contradict each other."""
        try:
            return compile_in_order([content for _, content in self.ordered], self._rules)[0]
        except MergeError:
            return None

    @property
    def versioned(self) -> Release | None:
        """Its versioned release: never stored, for it is several times what it is made of."""
        try:
            return Merging(self._rules, Form.VERSIONED).merge(self._contents).release
        except MergeError:
            return None

    def timeline(self) -> Iterator[Told]:
        """Give every value that each field ever had.

        :raises MergeError: when the releases contradict each other
        """
        return timeline(self._contents, self._rules)

    @property
    def _rules(self) -> Rules:
        return rules_told(dict.fromkeys(name for one in self.releases for name in one.extensions))

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions that its releases' packages declared, in the order of the log."""
        return extensions_of(self.releases)


def extensions_of(releases: Sequence[Released]) -> tuple[str, ...]:
    """Give the extensions that the packages of some releases declared, each once."""
    named = (address for one in releases for address in one.extensions)
    return tuple(dict.fromkeys(address for address in named if not is_held(address)))


def written(value: Any) -> bytes:  # noqa: ANN401 - JSON holds anything
    """Write a release that was merged; empty for none."""
    return dump(value).encode() if value is not None else b""
