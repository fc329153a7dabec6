"""What was sent or let through is taken back before it is public: by who sent it or let it through.

What was signed stands in a table beside it, and whoever writes there can put it back. So the act of
taking back, which is only ever added, names the signature that counts no more, and the signer looks
for it there.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from pendopo.desk.audit import record
from pendopo.desk.models import Act, Person, Stage, Submission, Work
from pendopo.published.approvals import challenge
from pendopo.terms.wording import say

PUBLISHING: Final = say("It is being published at this moment.")
TAKEN_BACK: Final = "taken-back"
RECALLED: Final = "recalled"
# From where who takes it back takes it, and to which stage that brings it.
_WAYS: Final = {
    TAKEN_BACK: (frozenset({Stage.SENT, Stage.APPROVED}), Stage.READY),
    RECALLED: (frozenset({Stage.APPROVED}), Stage.SENT),
}
_NOBODY: Final[Mapping[str, Any]] = {
    "reviewer": None,
    "reviewed_at": None,
    "reviewed_sha256": "",
    "reviewed": "",
    "approval": {},
}


class MovedError(Exception):
    """It is no more where it could be taken back from."""


class PublishingError(Exception):
    """The signer is at it."""


def take_back(number: int, person: Person, what: str) -> None:
    """Take back what was sent or let through; nobody has let it through any more.

    :param what: ``taken-back`` by who publishes it, ``recalled`` by who let it through
    :raises MovedError: when it is published or was taken back already
    :raises PublishingError: while the signer is at it, though nobody waits for its answer any more
    """
    before, after = _WAYS[what]
    with transaction.atomic():
        # The signer marks the same row as it begins: one of both is first, and the other sees it.
        found = Submission.objects.select_for_update().get(pk=number)
        asked = found.jobs.filter(work=Work.PUBLISH, ended_at=None)
        if found.stage not in before:
            raise MovedError
        if found.stage == Stage.APPROVED and (found.begun_at is not None or _runs(found)):
            raise PublishingError
        facts = _said(found)
        changed = {"stage": after, "changed_at": timezone.now(), **_NOBODY}
        Submission.objects.filter(pk=number).update(**changed)
        asked.update(cancelled=True)
        record(person.name, what, number, **facts)


def counts_no_more(number: int, statement: str) -> bool:
    """Whether what was signed of a submission was taken back since."""
    back = Act.objects.filter(submission=number, what__in=_WAYS)
    return back.filter(about__signed=challenge(statement).hex()).exists()


def _runs(found: Submission) -> bool:
    waits = found.jobs.filter(work=Work.PUBLISH, ended_at=None, cancelled=False)
    return waits.exclude(began_at=None).exists()


def _said(found: Submission) -> dict[str, str]:
    """Name who sent it and who had let it through, and what they signed."""
    said = {"publisher": found.by.name}
    if found.reviewer:
        said["reviewer"] = found.reviewer.name
    if found.approval:
        said["signed"] = challenge(str(found.approval.get("statement", ""))).hex()
    return said
