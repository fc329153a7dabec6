"""One contracting process: its releases, and what they come to; merged when somebody asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pendopo.published.contracting.index import Released
from pendopo.standards.ocds.exact import dump, parse
from pendopo.standards.ocds.fold import Release
from pendopo.standards.ocds.merge import Form, MergeError, Merging, in_order
from pendopo.standards.ocds.timeline import Told, timeline


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
        """Give the releases oldest first, each with what it says."""
        places = in_order(self._contents)
        return [(self.releases[place], self._contents[place]) for place in places]

    @property
    def compiled(self) -> Release | None:
        """Its compiled release; None where the releases contradict each other."""
        return self._merged(Form.COMPILED)

    @property
    def versioned(self) -> Release | None:
        """Its versioned release: never stored, for it is several times what it is made of."""
        return self._merged(Form.VERSIONED)

    def timeline(self) -> Iterator[Told]:
        """Give every value that each field ever had.

        :raises MergeError: when the releases contradict each other
        """
        return timeline(self._contents)

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions that its releases' packages declared, in the order of the log."""
        return extensions_of(self.releases)

    def _merged(self, form: Form) -> Release | None:
        try:
            return Merging(form=form).merge(self._contents).release
        except MergeError:
            return None


def extensions_of(releases: Sequence[Released]) -> tuple[str, ...]:
    """Give the extensions that the packages of some releases declared, each once."""
    return tuple(dict.fromkeys(address for one in releases for address in one.extensions))


def written(value: Any) -> bytes:  # noqa: ANN401 - JSON holds anything
    """Write a release that was merged; empty for none."""
    return dump(value).encode() if value is not None else b""
