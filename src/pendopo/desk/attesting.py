"""A milestone's attestation: filled in here, signed on one's own device, handed in as a claim.

Nobody signs it off, and nobody else's key stands under it (``docs/decisions/0039``); what the desk
writes is the text, made of the codebook of attestations and the plans that were published.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pendopo.desk.form_cells import NO_WHOLE, amount_of
from pendopo.desk.forms import Row, Step
from pendopo.desk.models import Draft
from pendopo.desk.wishes import WishError, told
from pendopo.programme.programme import Programme
from pendopo.programme.promises import Promised
from pendopo.published.claims.claim import Claim, ClaimError, claim_of
from pendopo.published.people import SignedError
from pendopo.standards.ogp.codebook import attestation, codebooks
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

STEP: Final = "attestation"
# Where a draft holds what was signed, as a row of its own.
SIGNED: Final = "@signed"
NOTE: Final = "note"
_ROLE: Final = "publisher"
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


def step_of(promises: Iterable[Promised]) -> Step:
    """Give the one step: which milestone, what was seen of it, and where everybody can see it."""
    places = tuple(
        "/".join(filter(None, (plan.plan, commitment, milestone)))
        for plan in promises
        for commitment, milestones in plan.commitments.items()
        for milestone in (*milestones, "")
    )
    [(question, scale)] = codebooks()[attestation()].items()
    columns = (
        Column(
            "about",
            Kind.CODE,
            title=say("Plan, commitment and milestone"),
            required=True,
            one_of=tuple(dict.fromkeys(places)),
        ),
        Column(
            question,
            Kind.CODE,
            title=say("Is it done, as far as you saw?"),
            required=True,
            one_of=tuple(scale.ordinals),
        ),
        Column("says", Kind.TEXT, title=say("In your words; nobody's name")),
        Column(
            "source",
            Kind.TEXT,
            title=say("Where it can be seen"),
            meaning=say("An address, an entry of the log, or a document."),
            required=True,
        ),
        Column(
            "number",
            Kind.INTEGER,
            title=say("Which of your claims it is"),
            meaning=say("1 for the first that your key signs, then 2, 3 …"),
            required=True,
            minimum="1",
        ),
    )
    return Step(Table(STEP, say("What you saw"), "", columns), alone=True)


def text_of(opened: Programme, row: Row, language: str, now: datetime) -> str:
    """Write the text that is signed.

    :raises ClaimError: when it is no claim
    :raises StatementError: when a value is none that a line may hold
    """
    [question] = codebooks()[attestation()]
    plan, commitment, milestone = [*row.get("about", "").split("/"), "", ""][:3]
    said = " ".join(row.get("says", "").split())
    claim = Claim(
        log=opened.config.log.origin,
        at=now.strftime(_TIME),
        role=_ROLE,
        plan=plan,
        commitment=commitment,
        milestone=milestone,
        codebook=attestation(),
        question=question,
        value=row.get(question, ""),
        sources=(row.get("source", ""),),
        says=said,
        language=language if said else "",
        number=_number(row.get("number", "1")),
        seen=opened.recorded().size or None,
    )
    statement = claim.statement()
    claim_of(statement)  # which holds it to its form
    return statement.text()


def hand_in(opened: Programme, number: int, now: datetime) -> None:
    """Keep what was signed for the next commit: the signer's, since it lies among what is public.

    :param number: of the draft that holds it
    :raises WishError: when it does not hold
    """
    found = Draft.objects.filter(pk=number, form=STEP).first()
    note = next((row[NOTE] for row in (found.content.get(SIGNED, []) if found else [])), "")
    try:
        opened.claiming.hand_in(note.encode(), now)
    except (ClaimError, SignedError) as error:
        raise WishError(told(error)) from error


def _number(text: str) -> int:
    amount = amount_of(text)
    if amount is None or amount % 1:
        raise ClaimError(NO_WHOLE)
    return int(amount)
