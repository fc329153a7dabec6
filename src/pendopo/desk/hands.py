"""Whose hands a submission went through: nobody lets through what they had a part in.

Not only who sent it last: whoever handed a file of it in, mended cells, or wrote what is said of
it, and of a form whoever began it or wrote in it. The acts tell, which are only ever added, so that
no later act makes anybody a stranger to it.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from pendopo.desk.models import Act, Draft, Submission

FILLED: Final = "filled"
# The acts that make a submission what a reviewer then looks at.
PARTS: Final = frozenset(
    {"handed-in", "filled-in", "mended", "matched", "described", "undescribed", "said", "sent"}
)


def had_part(name: str, submission: Submission) -> bool:
    """Whether somebody made a submission what it is, wholly or in part.

    :param name: the name they sign in with
    """
    parts = _parts(name).filter(submission=submission.pk)
    return parts.exists() or _drafts(name).filter(submission=submission.pk).exists()


def part_in(name: str) -> Q:
    """Give the condition that somebody had a part in a submission, for a query of submissions."""
    of_it = {"submission": OuterRef("pk")}
    return Q(Exists(_parts(name).filter(**of_it))) | Q(Exists(_drafts(name).filter(**of_it)))


def filled_by(draft: Draft) -> list[str]:
    """Give who wrote in a form, by the names they sign in with."""
    acts = Act.objects.filter(what=FILLED, about__draft=draft.key)
    return sorted(set(acts.values_list("who", flat=True)))


def _parts(name: str) -> "QuerySet[Act]":
    return Act.objects.filter(who=name, what__in=PARTS)


def _drafts(name: str) -> "QuerySet[Draft]":
    acts = Act.objects.filter(who=name, what=FILLED)
    keys = acts.annotate(draft=KeyTextTransform("draft", "about")).order_by().values("draft")
    return Draft.objects.filter(Q(by__name=name) | Q(key__in=keys))
