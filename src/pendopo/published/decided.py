"""Whether what people signed is what was taken away: one question for a page and for a verifier."""

from collections.abc import Iterable
from typing import Final

from pendopo.published.people import Signed
from pendopo.published.withdrawals import REASON, SIGNERS_LEAST
from pendopo.terms.entry import ObjectRef

# What a statement says once: said twice, a reader could be shown the one and an officer the other.
ONCE: Final = (REASON, "says", "request", "replacement", "masked", "appeal")


def enough(signed: Signed) -> bool:
    """Whether two people of two units signed, each with a key of their own."""
    keys = {key.key.public for key in signed.by}
    return min(len(keys), len(signed.units)) >= SIGNERS_LEAST


def decides(signed: Signed, names: Iterable[ObjectRef], reason: str) -> bool:
    """Whether a signed statement is the decision to take away just this, for this reason.

    A signature is over objects and a reason: under another redaction it says nothing. Of what was
    signed something may be left out, for it was taken away before.

    :param names: what an entry takes away
    :param reason: the code that it gives
    """
    statement, taken = signed.statement, {one.c for one in names}
    objects = {value.partition(" ")[0] for value in statement.values("object")}
    once = all(len(statement.values(name)) <= 1 for name in ONCE)
    fits = bool(taken) and taken <= objects and statement.values(REASON) == (reason,)
    return once and fits and enough(signed)
