"""What became of commitments from one plan to the next, over terms of office.

A commitment says which earlier ones it takes further; a plan says which of those it follows are
dropped. What neither says of is untold: that shows, and nobody has to notice it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pendopo.terms.commitment import Commitment, Lineage, Plan


@dataclass(frozen=True, slots=True)
class Link:
    """One step from an earlier commitment to a later one.

    :param plan: the other plan; None where it is not in this record
    :param commitment: the other commitment; None where nothing takes it further, or it is not here
    :param name: its id, as it is written
    :param how: one of ``LINEAGES``
    """

    plan: Plan | None
    commitment: Commitment | None
    name: str
    how: str
    reason: str


def earlier(plans: Sequence[Plan], plan: Plan, commitment: Commitment) -> tuple[Link, ...]:
    """Give what a commitment takes further."""
    return tuple(_back(plans, plan, line) for line in commitment.continues)


def later(plans: Iterable[Plan], plan: Plan, commitment: Commitment) -> tuple[Link, ...]:
    """Give what takes a commitment further, and which plan drops it."""
    return tuple(_forth(plans, plan, commitment))


def untold(plans: Sequence[Plan], plan: Plan) -> tuple[tuple[Plan, Commitment], ...]:
    """Give the commitments of the plans before it of which a plan says nothing."""
    before = [one for one in plans if one.id in plan.follows]
    return tuple(
        (one, commitment)
        for one in before
        for commitment in one.commitments
        if not any(_forth([plan], one, commitment))
    )


def _back(plans: Sequence[Plan], plan: Plan, line: Lineage) -> Link:
    for one in plans:
        if _may_mean(line, plan, one):
            for found in one.commitments:
                if line.commitment in _names(found):
                    return Link(one, found, line.commitment, line.how, line.reason)
    return Link(None, None, line.commitment, line.how, line.reason)


def _forth(plans: Iterable[Plan], plan: Plan, commitment: Commitment) -> Iterator[Link]:
    names = _names(commitment)
    for one in plans:
        for found in one.commitments:
            for line in found.continues:
                if line.commitment in names and _may_mean(line, one, plan):
                    yield Link(one, found, found.id, line.how, line.reason)
        for line in one.dropped:
            if line.commitment in names and _may_mean(line, one, plan):
                yield Link(one, None, line.commitment, line.how, line.reason)


def _may_mean(line: Lineage, plan: Plan, other: Plan) -> bool:
    """Whether a line of a plan can be about another plan's commitments."""
    return line.plan == other.id if line.plan else other.id in plan.follows


def _names(commitment: Commitment) -> frozenset[str]:
    return frozenset(filter(None, (commitment.id, commitment.ogp_id)))
