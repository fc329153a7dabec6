"""An action plan: its commitments, their milestones, and the checks that meet them.

How they are written in files is ``registers/plans``'s to say; here is what they are. A person's
word is a claim: no check is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pendopo.terms.period import Period


class Aim(StrEnum):
    """How an indicator's value is held against its target."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUALS = "equals"


@dataclass(frozen=True, slots=True)
class IndicatorCheck:
    """Passed while an indicator's value keeps to its target.

    :param target: an exact decimal, in the indicator's unit
    """

    id: str
    indicator: str
    aim: Aim
    target: Decimal
    written_by: str = ""
    agreed_with: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """Passed while a publication of that register and scope stands in the log.

    :param scope: codes that the publication's scope must hold; empty for any
    """

    id: str
    register: str
    scope: Mapping[str, str] = field(default_factory=dict)
    written_by: str = ""
    agreed_with: str = ""


@dataclass(frozen=True, slots=True)
class CoverageCheck:
    """Passed while a column of a published table holds every value of a list.

    :param table: ``register.table``
    :param of: the whole list, so that what is missing can be named
    """

    id: str
    table: str
    column: str
    of: tuple[str, ...]
    written_by: str = ""
    agreed_with: str = ""


Check = IndicatorCheck | DocumentCheck | CoverageCheck


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
    """

    commitment: str
    how: str
    reason: str = ""


# From the one that is hardest to undo to the one that is easiest.
LEGAL_LEVELS = (
    "national-law",
    "national-regulation",
    "local-law",
    "local-regulation",
    "agreement",
    "none",
)
LINEAGES = ("carried-forward", "split", "merged", "dropped")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of an action plan.

    The texts are those that the OGP's templates ask for, of 2016 (subnational pilot), 2015 to 2021,
    and since 2022; each template asks for some of them.

    :param ogp_id: OGP's own: two letters and four digits, three letters for a local one
    :param lead: the office that answers for it
    :param supporting: other offices of government
    :param civil_society: organisations that take part
    :param others: whoever else takes part
    :param start: None when nobody has said
    :param end: None when nobody has said
    :param texts: answers in prose, by the name of what a template asks
    :param sdg_targets: goals and targets: ``16``, ``16.6``
    :param budget_lines: as the budget numbers them
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
    supporting: tuple[str, ...] = ()
    civil_society: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    policy_areas: tuple[str, ...] = ()
    ogp_values: tuple[str, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    legal_basis: tuple[Basis, ...] = ()
    budget_lines: tuple[str, ...] = ()
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
