"""An evaluation: what the checks of a milestone gave on a day, and what they rested on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pendopo.terms.journey import Standing


class MilestoneKey(NamedTuple):
    """Names a milestone: the ids of its plan, of its commitment, and its own."""

    plan: str
    commitment: str
    milestone: str

    @property
    def scope(self) -> dict[str, str]:
        """The codes that an entry of it carries."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Input:
    """What a check looked at: a table, or publications.

    :param name: ``contracts.processes``; of publications the register with the codes of scope
    :param version: SHA-256 over the commitments of a table's parts, in the order of the log, a line
        each; of publications over their ids. Whoever has the log can tell what was looked at
    :param entries: the entries that they stand in
    :param rows: how many rows the table had; None for publications, and where there is no table
    """

    name: str
    version: str
    entries: tuple[int, ...] = ()
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the record showed of a milestone, and everything needed to look again.

    :param size: the log's size it was looked at
    :param plan: the entry of the plan that says what the checks are
    :param due: the last day on which the milestone is in time; empty when nobody has said
    :param checks: the id of each check to the SHA-256 of what it asks: the same while it is the
        same, whatever it is called
    :param by: the days that checks name themselves, each as ``id day``
    :param inputs: what was looked at
    :param until: the first day on which time alone can give another standing; empty for none
    :param program: name and version, ``pendopo 0.1.0``
    :param engine: name and version, ``duckdb 1.5.6``
    """

    key: MilestoneKey
    standing: Standing
    size: int
    plan: int
    due: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    until: str = ""
    program: str = ""
    engine: str = ""

    @property
    def resting_on(self) -> tuple[object, ...]:
        """What it is a function of, but for the day: while that is the same, so is the answer."""
        inputs = [(one.name, one.version) for one in self.inputs]
        return self.due, dict(self.checks), self.by, inputs
