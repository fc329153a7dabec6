"""The nouns of the journey: Submission, Report, Entry, Measurement, Standing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pendopo.terms.column import Table
from pendopo.terms.entry import Leaf
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.personal import Decision, Treated


@dataclass(frozen=True, slots=True)
class Submission:
    """Bytes as received, who sent them, when.

    :param path: where the bytes lie; a string, since terms know no disk
    :param sha256: hexadecimal
    :param size: bytes
    :param sender: a role or office, never a password's owner: what may be published
    :param received_at: RFC 3339, UTC
    :param came_from: the address it was pulled from; empty for a file
    """

    path: str
    filename: str
    sha256: str
    size: int
    sender: str
    received_at: str
    came_from: str = ""


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A submission's table after typing: a Parquet file and what describes it.

    :param path: the Parquet file, columns as declared plus ``line``
    :param digest: 64 hexadecimal digits over the rows' canonical text, in any order; another
        Parquet writer gives other bytes but the same digest
    """

    table: Table
    path: str
    rows: int
    digest: str


# What a publisher may say in several languages (``terms.spoken``).
SPOKEN: Final = ("title", "description", "note")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a publisher says of a file: what it is, whose it is, and how it may be reused.

    :param licence: the id of a reuse licence (``terms.licence``); without one nothing is published
    :param scope: the register's codes for what this publication replaces
    :param replaces: the id of the publication it takes the place of, in a register that merges
    :param personal: what is decided of columns with personal data: a column, or ``table.column``
    """

    title: str = ""
    description: str = ""
    publisher: str = ""
    licence: str = ""
    note: str = ""
    scope: Mapping[str, str] = field(default_factory=dict)
    replaces: str = ""
    personal: Mapping[str, Decision] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked: the submission, its tables, and what the rules say of them.

    :param personal: what was done with columns that hold personal data
    :param made_from: what was handed in, where the submission was made of it by a mapping; it is
        kept back
    """

    submission: Submission
    register: str
    tables: tuple[TypedTable, ...]
    findings: tuple[Finding, ...]
    rules: int = 0
    personal: tuple[Treated, ...] = ()
    made_from: Submission | None = None

    def count(self, weight: Weight) -> int:
        """How many findings have that weight."""
        return sum(finding.weight is weight for finding in self.findings)

    @property
    def stopped(self) -> bool:
        """Whether any finding blocks publication."""
        return self.count(Weight.STOP) > 0

    @property
    def withheld(self) -> bool:
        """Whether the submitted file is not published, since it holds what its tables hide."""
        return any(treated.hides for treated in self.personal)


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf and its place in the log."""

    index: int
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number, and everything needed to compute it again.

    :param value: a decimal in text, or None where the record holds no data: unknown is never zero
    :param as_of: the day the question was asked for, YYYY-MM-DD
    :param size: the log's size the tables were read at
    :param tables: table name to the logical digests of its parts
    :param sql: the whole method
    """

    indicator: str
    value: str | None
    unit: str
    as_of: str
    size: int
    sql: str
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    program: str = ""
    engine: str = ""


class StandingWord(StrEnum):
    """What the record shows of a milestone. Never a reviewer's word."""

    NONE = "none"
    SOME = "some"
    ALL = "all"
    OVERDUE = "overdue"
    REGRESSED = "regressed"
    LATER = "later"  # not yet due, nothing passed


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of a milestone on a day: passed, not passed, or unknown for want of data (None)."""

    check: str
    passed: bool | None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the published record says of a milestone on a day."""

    milestone: str
    word: StandingWord
    as_of: str
    results: tuple[CheckResult, ...] = ()
