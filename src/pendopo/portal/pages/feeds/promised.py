"""The feeds of a plan and of a promise: what the record shows, what people say, what changed."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.continuity import amended
from pendopo.portal.feeds import MOST, Item, atom
from pendopo.portal.promises import told
from pendopo.portal.visit import Visit, answer
from pendopo.portal.voices import Hearing
from pendopo.portal.voices import said as heard
from pendopo.programme.promising import Published
from pendopo.published.standings import is_standing, key_of
from pendopo.stages.assess.words import WORDS, of_milestone
from pendopo.terms.journey import Entry
from pendopo.terms.wording import fill


@answer()
def plan_feed(visit: Visit, plan: str) -> HttpResponse:
    """Give what is new of a plan, as Atom.

    :raises Http404: when none of that id stands
    """
    published = _published(visit, plan)
    return atom(visit, f"{published.plan.title} · {visit.subject}", _newest(visit, published, ""))


@answer()
def commitment_feed(visit: Visit, plan: str, commitment: str) -> HttpResponse:
    """Give what is new of a promise, as Atom.

    :raises Http404: when no plan of this state has it
    """
    published = _published(visit, plan)
    found = published.commitment(commitment)
    if found is None:
        raise Http404
    return atom(visit, f"{found.title} · {visit.subject}", _newest(visit, published, commitment))


def _published(visit: Visit, plan: str) -> Published:
    for one in visit.programme.promising.plans(visit.state):
        if one.plan.id == plan:
            return one
    raise Http404


def _newest(visit: Visit, published: Published, commitment: str) -> list[Item]:
    items = [
        *_looked(visit, published, commitment),
        *_said(visit, published, commitment),
        *_changed(visit, published, commitment),
    ]
    return sorted(items, key=lambda item: item.updated, reverse=True)[:MOST]


def _looked(visit: Visit, published: Published, commitment: str) -> Iterator[Item]:
    """Give the newest looks at milestones that the plan still has."""
    titles = {
        (one.id, step.id): step for one in published.plan.commitments for step in one.milestones
    }
    found = [entry for entry in visit.state.entries if _is_of(entry, published.plan.id, commitment)]
    for entry in found[: -MOST - 1 : -1]:
        key = key_of(entry)
        step = titles.get((key.commitment, key.milestone))
        evaluation = visit.programme.promising.evaluation(entry, visit.state)
        if step is None or evaluation is None:
            continue
        word = writing.said(WORDS[evaluation.standing.word])
        page = visit.absolute("commitment", plan=key.plan, commitment=key.commitment)
        yield Item(
            name=f"standing {entry.index}",
            title=f"{step.title}: {word}",
            updated=entry.leaf.time,
            address=f"{page}#{key.milestone}",
            summary=told(of_milestone(step, evaluation.standing)),
            author=visit.government.name,
        )


def _is_of(entry: Entry, plan: str, commitment: str) -> bool:
    if not is_standing(entry):
        return False
    key = key_of(entry)
    return key.plan == plan and commitment in ("", key.commitment)


def _said(visit: Visit, published: Published, commitment: str) -> Iterator[Item]:
    hearing = Hearing.of(visit)
    found = [
        one
        for one in hearing.claims.recorded
        if one.claim.plan == published.plan.id and commitment in ("", one.claim.commitment)
    ]
    for recorded in found[: -MOST - 1 : -1]:
        one = heard(hearing, recorded)
        title = fill(_("{who}: {value}"), {"who": one.who, "value": one.shown})
        summary = ". ".join(filter(None, (f"{one.about}: {one.question}", one.says)))
        address = visit.base + one.address
        yield Item(f"claim {one.index}", title, one.time, address, summary, one.office)


def _changed(visit: Visit, published: Published, commitment: str) -> Iterator[Item]:
    """Give the wordings of the plan that changed something."""
    for one in amended(visit, published, commitment)[:MOST]:
        told = (f"{each.what}: {each.title}. {each.reason}".strip() for each in one.changes)
        yield Item(
            name=f"amended {one.publication.index} {commitment}".strip(),
            title=_("The plan was amended"),
            updated=one.publication.time,
            address=visit.absolute("publication", id=one.publication.id),
            summary=" ".join(told),
            author=published.plan.government,
        )
