"""Plans: action plans of the Open Government Partnership, their commitments and milestones."""

from pendopo.registers.plans.tables import SUBMITTED
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="plans",
    title=say("Action plans"),
    summary=say("What the government promised: plans, their commitments and dated milestones."),
    standard=say("OGP action plan"),
    fold=Fold.REPLACE,
    forms=("json",),
    read=later(__name__, "read"),
    tables=SUBMITTED,
    scope=(
        ScopePart(
            name="plan",
            title=say("The plan's id"),
            pattern="[a-z0-9][a-z0-9._-]{0,63}",
            example="contoh-2025-2027",
        ),
    ),
    source="https://www.opengovpartnership.org/national-handbook/",
)
