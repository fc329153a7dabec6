"""An action plan: its commitments, their milestones, and the checks that meet them.

How they are written in files is ``registers/plans``'s to say; here is what they are. A person's
word is a claim: no check is one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pendopo.terms.period import Period


class Aim(StrEnum):
    """How an indicator's value is held against its target."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUALS = "equals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authored:
    """Who wrote a check, and whether those whom the promise is made to agreed to it.

    :param title: what it asks, in words; empty for what its fields say
    :param by: it must pass by then, where that is before its milestone is due
    :param agreed_with: civil society that agreed; empty when nobody has said so
    :param agreed_on: the day of that; None when it is not said
    :param agreed_source: an address or a document that shows it
    """

    title: str = ""
    by: Period | None = None
    written_by: str = ""
    agreed_with: str = ""
    agreed_on: date | None = None
    agreed_source: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorCheck(Authored):
    """Passed while an indicator's value keeps to its target.

    :param target: an exact decimal, in the indicator's unit
    """

    id: str
    indicator: str
    aim: Aim
    target: Decimal


@dataclass(frozen=True, slots=True)
class MeasureCheck(Authored):
    """Passed while the one number that a SELECT gives keeps to its target.

    :param sql: in the portable subset; a table goes by its bare name, the day is ``$as_of``
    :param reads: the tables it reads, each ``register.table``
    :param unit: what the number counts: ``villages``
    """

    id: str
    sql: str
    reads: tuple[str, ...]
    aim: Aim
    target: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCheck(Authored):
    """Passed while a publication of that register, scope, office and time stands in the log.

    :param scope: codes that the publication's scope must hold; empty for any
    :param office: who must have published it; empty for any
    :param since: the first day on which it may have been published; None for any
    :param until: the last such day; None for any
    """

    id: str
    register: str
    scope: Mapping[str, str] = field(default_factory=dict)
    office: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CoverageCheck(Authored):
    """Passed while a column of a published table holds every value of a list.

    :param table: ``register.table``
    :param of: the whole list, so that what is missing can be named; empty when a table holds it
    :param where: only rows whose cells are these, column to cell
    :param of_table: the table that holds the list, ``register.table``
    :param of_column: its column
    :param of_where: only its rows whose cells are these
    """

    id: str
    table: str
    column: str
    of: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    of_table: str = ""
    of_column: str = ""
    of_where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FreshnessCheck(Authored):
    """Passed while what was published last is no older than so many days.

    :param register: the register it is looked for in
    :param table: the name of one of its tables; empty for any publication of the register
    :param scope: codes that the publication's scope must hold; empty for any
    :param days: how old it may be; published today is 0 days
    """

    id: str
    register: str
    days: int
    table: str = ""
    scope: Mapping[str, str] = field(default_factory=dict)


class Need(StrEnum):
    """How many of some checks must pass."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class CombinedCheck(Authored):
    """Passed while all of its checks pass, or any of them."""

    id: str
    need: Need
    checks: "tuple[Check, ...]"


Check = (
    IndicatorCheck | MeasureCheck | DocumentCheck | CoverageCheck | FreshnessCheck | CombinedCheck
)


def each_check(checks: Iterable[Check]) -> Iterator[Check]:
    """Give checks and those within them, each before what it holds."""
    for one in checks:
        yield one
        if isinstance(one, CombinedCheck):
            yield from each_check(one.checks)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step of a commitment.

    :param due: it is in time up to its last day; None when nobody has said
    :param outputs: what is there when it is done, in words
    :param start: None when nobody has said
    :param lead: the office that answers for it; empty for the commitment's own
    :param supporting: offices, organisations and others who take part
    :param checks: met when the record passes all; without one, nothing can show that it is met
    """

    id: str
    title: str
    due: Period | None
    checks: tuple[Check, ...] = ()
    outputs: str = ""
    start: Period | None = None
    lead: str = ""
    supporting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """A rule that a commitment stands on.

    :param level: one of ``LEGAL_LEVELS``; empty when it is unknown
    """

    title: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """An earlier commitment that this one takes further.

    :param commitment: its id, in the plan that it stood in
    :param how: one of ``LINEAGES``
    :param plan: the id of that plan; empty for one that its own plan follows
    """

    commitment: str
    how: str
    reason: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """Why one thing of a running plan was changed.

    :param on: the day on which that was decided
    :param of: the commitment, or ``commitment/milestone``; empty for the plan
    :param what: the field that was changed, ``added`` or ``removed``; empty where nothing else of
        it was
    """

    on: date
    reason: str
    of: str = ""
    what: str = ""


# From the one that is hardest to undo to the one that is easiest.
LEGAL_LEVELS = (
    "national-law",
    "national-regulation",
    "local-law",
    "local-regulation",
    "agreement",
    "none",
)
# Who answers: an office that stays when people change, or those who were elected and their own.
CIVIL_SERVICE = "civil-service"
LEAD_KINDS = (CIVIL_SERVICE, "political")
DROPPED = "dropped"
LINEAGES = ("carried-forward", "split", "merged", DROPPED)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of an action plan.

    The texts are those that the OGP's templates ask for, of 2016 (subnational pilot), 2015 to 2021,
    and since 2022; each template asks for some of them.

    :param ogp_id: OGP's own: two letters and four digits, three letters for a local one
    :param lead: the office that answers for it
    :param lead_kind: one of ``LEAD_KINDS``; empty when nobody has said
    :param supporting: other offices of government
    :param civil_society: organisations that take part
    :param others: whoever else takes part
    :param start: None when nobody has said
    :param end: None when nobody has said
    :param texts: answers in prose, by the name of what a template asks
    :param sdg_targets: goals and targets: ``16``, ``16.6``
    :param budget_lines: as the budget numbers them
    :param used_by: who else uses what it made, each in words or by an address
    :param prose: Markdown
    :param coded: what else a source said of it, column to cell, kept as it was
    """

    id: str
    title: str
    lead: str
    start: Period | None
    end: Period | None
    milestones: tuple[Milestone, ...] = ()
    ogp_id: str = ""
    number: str = ""
    theme: str = ""
    lead_kind: str = ""
    supporting: tuple[str, ...] = ()
    civil_society: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    policy_areas: tuple[str, ...] = ()
    ogp_values: tuple[str, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    legal_basis: tuple[Basis, ...] = ()
    budget_lines: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    continues: tuple[Lineage, ...] = ()
    prose: str = ""
    coded: Mapping[str, str] = field(default_factory=dict)


class Level(StrEnum):
    """Who makes a plan."""

    NATIONAL = "national"
    LOCAL = "local"
    PARLIAMENT = "parliament"


@dataclass(frozen=True, slots=True)
class Plan:
    """An action plan.

    :param level: None when it is unknown
    :param template: the year from which its OGP template held: ``2015``, ``2016-subnational``,
        ``2022``; empty when it is unknown
    :param submitted: the year it was handed in, which decides how reviewers code it; None when
        unknown
    :param commitments: in their order
    :param administration: in whose term of office it was made; empty when nobody has said
    :param follows: the ids of the plans before it
    :param dropped: commitments of those that nothing here takes further
    :param amendments: why it is not as it was first published
    """

    id: str
    title: str
    level: Level | None
    government: str
    start: Period | None = None
    end: Period | None = None
    template: str = ""
    submitted: int | None = None
    ogp_id: str = ""
    number: str = ""
    commitments: tuple[Commitment, ...] = ()
    prose: str = ""
    administration: str = ""
    follows: tuple[str, ...] = ()
    dropped: tuple[Lineage, ...] = ()
    amendments: tuple[Amendment, ...] = ()
