"""What a published plan promised: its commitments and milestones, and how it is coded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pendopo.standards.ogp.codebook import CodeError, era_of
from pendopo.terms.commitment import Plan


@dataclass(frozen=True, slots=True)
class Promised:
    """One published plan.

    :param plan: its id
    :param era: the codebook by which it is coded; empty when nobody knows when it was handed in
    :param commitments: each commitment's id to those of its milestones
    :param titles: a commitment's id to its title
    """

    plan: str
    title: str
    era: str
    commitments: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[tuple[str, str], str] = field(default_factory=dict)


def promised_of(plan: Plan) -> Promised:
    """Give what a plan promises."""
    try:
        era = era_of(plan.submitted).id if plan.submitted else ""
    except CodeError:
        era = ""
    return Promised(
        plan=plan.id,
        title=plan.title,
        era=era,
        commitments={one.id: tuple(step.id for step in one.milestones) for one in plan.commitments},
        titles={one.id: one.title for one in plan.commitments},
        steps={
            (one.id, step.id): step.title for one in plan.commitments for step in one.milestones
        },
    )
