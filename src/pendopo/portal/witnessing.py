"""What pages say of witnesses: who has signed, what waits for them, and what they answered last."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from pendopo.portal.visit import Context, Visit
from pendopo.published.state import Publication
from pendopo.published.waiting import Standing, Waiting
from pendopo.published.witnessed import Known, cosignatures
from pendopo.standards.tlog.proof import parse_proof
from pendopo.terms.entry import EntryType
from pendopo.terms.wording import fill


@dataclass(frozen=True, slots=True)
class Signing:
    """One witness on a page.

    :param time: of its signature on the checkpoint shown, RFC 3339; empty where it has none there
    :param answer: what it said last; empty on a page of the past, and where it signed
    """

    name: str
    time: str
    answer: str
    url: str


def waiting(visit: Visit) -> Waiting | None:
    """Give what waits for witnesses; a page of the past knows nothing of it."""
    return None if visit.past else visit.programme.witnesses.waiting()


def signings(visit: Visit) -> list[Signing]:
    """Give the witnesses of this state's checkpoint."""
    if not visit.note:
        return []
    found = visit.programme.witnesses.standing(visit.note, visit.state.size)
    return [_signing(one, live=not visit.past) for one in found]


def lacking(visit: Visit, found: Waiting) -> list[Signing]:
    """Give the witnesses whose signatures what waits has not."""
    return [_signing(one, live=True) for one in visit.programme.witnesses.lacking(found)]


def receipt_names(visit: Visit, publication: Publication) -> list[str]:
    """Give the witnesses whose signatures a publication's receipt carries."""
    path = visit.programme.public / "pub" / publication.id / "receipt.tlog-proof"
    try:
        note = parse_proof(path.read_bytes()).checkpoint
        size = int(note.split("\n", 2)[1])
        return list(cosignatures(note, visit.programme.witnesses.policy(size)))
    except (OSError, ValueError):
        return []


def waiting_publication(visit: Visit, name: str) -> tuple[Waiting, Publication] | None:
    """Give a publication that is recorded and waits for witnesses, or None."""
    found = waiting(visit)
    for entry in found.entries if found else ():
        if found and entry.leaf.type is EntryType.PUBLICATION and entry.leaf.id == name:
            return found, Publication(entry.index, entry.leaf)
    return None


def facts_of_waiting(found: Waiting | None) -> Context | None:
    """Say in JSON what waits."""
    if found is None:
        return None
    return {
        "size": found.checkpoint.size,
        "entries": [
            {"entry": entry.index, "type": entry.leaf.type.value, "id": entry.leaf.id}
            for entry in found.entries
        ],
        "have": found.have,
        "needed": found.needed,
        "signed": list(found.signed),
        "checkpoint": found.checkpoint.note,
    }


def facts_of_signings(found: list[Signing]) -> list[Context]:
    """Say in JSON who has signed."""
    return [
        {"name": one.name, "signed": one.time or None, "answer": one.answer or None}
        for one in found
    ]


def _signing(one: Standing, *, live: bool) -> Signing:
    time = f"{datetime.fromtimestamp(one.seconds, UTC):%Y-%m-%dT%H:%M:%SZ}" if one.seconds else ""
    return Signing(one.name, time, _answer(one.known) if live else "", one.party.url)


def _answer(known: Known | None) -> str:
    if known is None or not known.outcome or known.outcome == "cosigned":
        return ""
    sentences = {
        "refused": _("It refused: {said}"),
        "silent": _("It did not answer: {said}"),
        "ahead": _("It has seen a larger log than this one: {size} entries."),
    }
    said = known.said or str(known.status)
    return fill(sentences.get(known.outcome, "{said}"), {"said": said, "size": str(known.size)})
