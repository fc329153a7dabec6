"""The log, newest entries first: what each act was, and the note that signs them all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pendopo.portal import writing
from pendopo.portal.cards import cards, gone
from pendopo.portal.measures import Measure, measure
from pendopo.portal.pager import Pager, page_address, page_number
from pendopo.portal.pages.log.facts import facts
from pendopo.portal.visit import LOG_PAGE, Context, Visit, page
from pendopo.portal.witnessing import lacking, signings, waiting
from pendopo.published.state import Publication
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry

_WITHDRAWING = frozenset({EntryType.HOLD, EntryType.HOLD_LAPSED, EntryType.REDACTION})
_ACTS = {
    EntryType.PUBLICATION: _("Publication"),
    EntryType.MEASUREMENT: _("Measurement"),
    EntryType.RATING: _("Rating"),
    EntryType.ROLE_KEY: _("Key of a role"),
    EntryType.HOLD: _("Hold"),
    EntryType.HOLD_LAPSED: _("Hold lapsed"),
    EntryType.REDACTION: _("Redaction"),
    EntryType.KEY_ROTATION: _("New key of the log"),
    EntryType.HANDOVER: _("Handover, signed by both officers"),
    EntryType.WITNESS_CHANGE: _("Change of witnesses"),
    EntryType.HEARTBEAT: _("Heartbeat: nothing new that day"),
}


@page("pages/log/log.html", frozenset({"page"}), facts=facts)
def log(visit: Visit) -> Context:
    """Gather a page of the log; pages count from its first entry, the newest page stands first."""
    pages = max(visit.last_entry, 0) // LOG_PAGE + 1
    number = page_number(visit, pages)
    if number > pages:
        raise Http404
    first, last = (number - 1) * LOG_PAGE, min(number * LOG_PAGE, visit.state.size)
    entries = visit.state.entries[first:last]
    measured = _measured(visit, entries)
    found = waiting(visit)
    return {
        "waiting": found,
        "waiting_acts": [_waiting_act(visit, entry) for entry in found.entries] if found else [],
        "lacking": lacking(visit, found) if found else [],
        "signings": signings(visit),
        "needed": visit.programme.witnesses.policy(visit.state.size).needed(),
        "acts": [_act(visit, entry, measured) for entry in reversed(entries)],
        "pager": Pager(
            number=number,
            offset=first,
            first=first,
            last=last - 1,
            count=visit.state.size,
            before=page_address(visit, number + 1) if number < pages else "",
            after=page_address(visit, number - 1) if number > 1 else "",
        ),
    }


def _waiting_act(visit: Visit, entry: Entry) -> dict[str, Any]:
    """One entry that waits; what it says of itself is on the disk already."""
    leaf = entry.leaf
    act: dict[str, Any] = {"entry": entry, "kind": _ACTS[leaf.type], "address": "", "title": ""}
    if leaf.type is EntryType.PUBLICATION:
        act["address"] = visit.address("publication", id=leaf.id)
        facts = visit.programme.metadata(Publication(entry.index, leaf))
        act["title"] = facts.title if facts else ""
    return act


def _measured(visit: Visit, entries: Sequence[Entry]) -> dict[int, Measure]:
    """Read the measurements among some entries."""
    alone = replace(visit.state, entries=entries)
    return {
        entry.index: measure(visit, entry, measurement)
        for entry, measurement in visit.programme.measurements(alone)
    }


def _act(visit: Visit, entry: Entry, measured: Mapping[int, Measure]) -> dict[str, Any]:
    """One entry: a publication has a page of its own, a measurement its question and value."""
    leaf = entry.leaf
    act: dict[str, Any] = {"entry": entry, "kind": _ACTS[leaf.type], "address": "", "title": ""}
    act["measure"] = measured.get(entry.index)
    if leaf.type is EntryType.PUBLICATION:
        act["address"] = visit.address("publication", id=leaf.id)
        [card] = cards(visit, [visit.state.publication(entry.index)])
        act["title"] = writing.own(card.facts.title) if card.facts else gone(card)
    elif leaf.type in _WITHDRAWING:
        act["address"] = visit.address("withdrawals")
        act["title"] = gettext("Why, and until when")
    return act
