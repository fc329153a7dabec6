"""The parts page: every block of the look in every state, for those who make or check pages."""

from pendopo.portal.causes import causes
from pendopo.portal.pages.parts import samples
from pendopo.portal.visit import Context, Visit, page
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

SIGNS = ("none", "some", "all", "overdue", "regressed", "later")


@page("pages/parts/parts.html")
def parts(visit: Visit) -> Context:  # noqa: ARG001
    """Gather the parts page; all it shows is invented."""
    return {
        "charts": samples.charts(),
        "sparks": samples.sparks(),
        "squares": samples.squares(),
        "signs": SIGNS,
        "causes": causes([_finding(weight) for weight in Weight]),
    }


def _finding(weight: Weight) -> Finding:
    return Finding(
        rule="a_sample",
        weight=weight,
        message=say("Column {column} holds what is no number: {found}."),
        values={"column": "tonnes", "found": "26,44"},
        column="tonnes",
        lines=(4, 9, 12),
        cells=("26,44",) * 3,
        count=3,
    )
