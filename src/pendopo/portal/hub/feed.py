"""What happened at the members, in Atom: publications, alarms and their ends.

Source: RFC 4287, as in ``pendopo.portal.feeds``.
"""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from django.http import HttpResponse
from django.utils.translation import gettext as _

from pendopo.portal.feeds import MOST, NEVER, Head, Item, written
from pendopo.portal.hub.visit import HubVisit
from pendopo.programme.hub.facts import Event
from pendopo.programme.hub.table import Row, events
from pendopo.terms.wording import fill


def of(visit: HubVisit, rows: Iterable[Row]) -> HttpResponse:
    """Answer with the newest of what happened at some members."""
    items = [_item(visit, row, event) for row, event in events(rows, MOST)]
    head = Head(
        id=_id(f"{visit.hub.name} feed {visit.language}"),
        language=visit.language,
        title=fill(_("What happened at the members of {hub}"), {"hub": visit.hub.name}),
        updated=items[0].updated if items else NEVER,
        author=visit.hub.name,
        address=visit.base + visit.here,
        page=visit.base + visit.address("members"),
    )
    return written(head, items)


def _item(visit: HubVisit, row: Row, event: Event) -> Item:
    address = visit.base + visit.address("member", code=row.member.code)
    text, about = event.text, _("Published")
    if event.what == "publication":
        address = visit.base + visit.publication(row, event.id)
    else:
        text = fill(_(event.text), event.values)
        about = _("An alarm") if event.what == "alarm" else _("An alarm is over")
    return Item(
        name=_id(f"{row.facts.origin} {row.member.code} {event.what} {event.id}"),
        title=f"{row.name}: {text or event.id}",
        updated=event.time,
        address=address,
        summary=about,
        author=row.facts.kept_by or row.name,
    )


def _id(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
