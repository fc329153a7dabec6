"""The feeds: of the site, a register, an office, a place, a publication, a table and its rows."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.peers.trouble import Alarm
from pendopo.portal import touched, writing
from pendopo.portal.about_place import publications, question, tables_of
from pendopo.portal.asked import Asked
from pendopo.portal.cards import Card, cards, gone
from pendopo.portal.feeds import MOST, Item, atom
from pendopo.portal.gazetteer import Gazetteer
from pendopo.portal.listed import title_of
from pendopo.portal.offices import office_of
from pendopo.portal.pages.mirror.view import KINDS, said
from pendopo.portal.pages.table.view import find, shown_columns
from pendopo.portal.visit import ANY, Visit, answer
from pendopo.portal.voices import Hearing
from pendopo.portal.voices import said as heard
from pendopo.portal.withdrawn import BACK, Withdrawn, all_withdrawn
from pendopo.portal.witnessing import waiting_publication
from pendopo.published.arrivals import Arrival
from pendopo.published.asking import SEARCH, SORT, ask
from pendopo.published.errors import QueryError
from pendopo.published.tables import PublishedTable
from pendopo.terms.wording import fill


@answer(reads=touched.publications)
def home_feed(visit: Visit) -> HttpResponse:
    """Give what was published last, as Atom."""
    newest = visit.state.publications[: -MOST - 1 : -1]
    return atom(visit, visit.subject, _items(visit, cards(visit, newest)))


@answer(reads=touched.register)
def register_feed(visit: Visit, register: str) -> HttpResponse:
    """Give what was published last in a register, as Atom.

    :raises Http404: when this programme does not run it
    """
    if register not in visit.programme.registers:
        raise Http404
    newest = [p for p in reversed(visit.state.publications) if p.register == register][:MOST]
    title = writing.said(visit.programme.registers[register].title)
    return atom(visit, _of(visit, title), _items(visit, cards(visit, newest)))


@answer(reads=touched.publications)
def office_feed(visit: Visit, office: str) -> HttpResponse:
    """Give what an office published last, as Atom.

    :raises Http404: when none of that name has published anything
    """
    found = office_of(visit, office)
    if found is None:
        raise Http404
    return atom(visit, _of(visit, found.name), _items(visit, found.cards[:MOST]))


@answer(reads=touched.places)
def place_feed(visit: Visit, scheme: str, code: str) -> HttpResponse:
    """Give the rows about a place that were published last, of every table, as Atom.

    :raises Http404: when no list of this state has that code
    """
    place = Gazetteer(visit).find(scheme, code)
    if place is None:
        raise Http404
    items = _items(visit, publications(visit, place))
    rows = [
        (table, one)
        for table, column in tables_of(visit, scheme)
        for one in visit.programme.arrivals(visit.state, table, question(place, column), MOST)
    ]
    rows.sort(key=lambda found: found[1].publication.time, reverse=True)
    for table, one in rows[:MOST]:  # of many tables, few rows are written
        items += _row_items(visit, table, [one])
    newest = sorted(items, key=lambda item: item.updated, reverse=True)[:MOST]
    return atom(visit, _of(visit, place.name), newest)


@answer(reads=touched.publication)
def publication_feed(visit: Visit, id: str) -> HttpResponse:  # noqa: A002 (the address calls it so)
    """Give the versions of what a publication covers, newest first, as Atom.

    :raises Http404: when this state has none of that id
    """
    try:
        versions = visit.state.versions(visit.state.publication_of(id))
    except KeyError as error:
        if waiting_publication(visit, id) is None:
            raise Http404 from error
        versions = ()  # recorded, and news once it is published
    found = cards(visit, versions[: -MOST - 1 : -1])
    title = next((writing.own(card.facts.title) for card in found if card.facts), "")
    return atom(visit, _of(visit, title or (gone(found[0]) if found else id)), _items(visit, found))


@answer()
def mirror_feed(visit: Visit) -> HttpResponse:
    """Give the alarms of a mirror, newest first, as Atom: raised, and again when they are over.

    :raises Http404: when this is no mirror
    """
    if visit.mirror is None:
        raise Http404
    return atom(visit, _of(visit, _("Alarms")), _alarms(visit, visit.mirror.alarms[:MOST]))


def _alarms(visit: Visit, alarms: Iterable[Alarm]) -> list[Item]:
    items = []
    for alarm in alarms:
        kind, text = str(KINDS[alarm.kind]), said(alarm)
        page, name = visit.absolute("mirror"), f"alarm {alarm.kind} {alarm.key} {alarm.at}"
        if alarm.ended_at:
            over = fill(_("Over: {what}"), {"what": kind})
            items.append(Item(f"{name} over", over, alarm.ended_at, page, text, _("This mirror")))
        items.append(Item(name, kind, alarm.at, page, text, _("This mirror")))
    return sorted(items, key=lambda item: item.updated, reverse=True)


@answer()
def withdrawals_feed(visit: Visit) -> HttpResponse:
    """Give what was held and taken away, newest first, as Atom; again when a hold is over."""
    items = []
    for one in all_withdrawn(visit, 0, MOST):
        page = visit.absolute("withdrawals") + f"#entry-{one.index}"
        summary = " ".join(text for text in (one.because, one.says) if text)
        author = ", ".join(key.office for key in one.by) or visit.government.name
        name = f"withdrawal {one.index}"
        items.append(Item(name, _withdrawn(one), one.at, page, summary, author))
        if one.kind == BACK:
            over = _("Over: {what}")
            title = fill(over, {"what": _withdrawn(one)})
            items.append(Item(f"{name} over", title, one.until, page, summary, author))
    newest = sorted(items, key=lambda item: item.updated, reverse=True)
    return atom(visit, _of(visit, _("Held or taken away")), newest)


@answer()
def claims_feed(visit: Visit) -> HttpResponse:
    """Give what people said of promises, newest first, as Atom."""
    hearing = Hearing.of(visit)
    items = []
    for recorded in hearing.claims.recorded[: -MOST - 1 : -1]:
        one = heard(hearing, recorded)
        title = fill(_("{who}: {value}"), {"who": one.who, "value": one.shown})
        summary = ". ".join(filter(None, (f"{one.about}: {one.question}", one.says)))
        address = visit.base + one.address
        items.append(Item(f"claim {one.index}", title, one.time, address, summary, one.office))
    return atom(visit, _of(visit, _("What people say of promises")), items)


def _withdrawn(one: Withdrawn) -> str:
    entries = ", ".join(writing.number(p.index) for p in one.of)
    return fill(_("{what}: entry {entries}"), {"what": one.why, "entries": entries or "-"})


@answer(ANY, touched.table)
def table_feed(visit: Visit, register: str, name: str) -> HttpResponse:
    """Give the publications of a table, or with a question the new rows that match it, as Atom.

    :raises BadRequest: for a question that the table does not answer
    :raises Http404: when this state has no such table
    """
    table = find(visit, register, name)
    asked = Asked(visit).of_table()
    title = _of(visit, title_of(visit, table))
    if not asked:
        newest = [visit.state.publication(entry) for entry in table.publications]
        of = {p.index: p for one in newest for p in visit.state.versions(one)}
        last = [of[entry] for entry in sorted(of, reverse=True)][:MOST]
        return atom(visit, title, _items(visit, cards(visit, last)))
    try:
        if any(name == SORT for name, _text in asked):
            words = _("A feed has an order of its own; leave out {parameter}.")
            raise BadRequest(fill(words, {"parameter": SORT}))
        query = ask(table, asked)
        rows = visit.programme.arrivals(visit.state, table, query, MOST)
    except QueryError as error:
        raise BadRequest(fill(_(error.message), error.values)) from error
    asked_for = ", ".join(
        f"{text}" if name == SEARCH else f"{name}: {text}" for name, text in asked
    )
    return atom(visit, f"{title}: {asked_for}", _row_items(visit, table, rows))


def _items(visit: Visit, found: Iterable[Card]) -> list[Item]:
    return [_item(visit, card) for card in found]


def _item(visit: Visit, card: Card) -> Item:
    publication, facts = card.publication, card.facts
    said = ngettext("{rows} row, entry {entry}.", "{rows} rows, entry {entry}.", card.rows)
    values = {"rows": writing.number(card.rows), "entry": writing.number(publication.index)}
    summary = fill(said, values)
    if facts is not None:
        told = (writing.own(facts.description), writing.own(facts.note), summary)
        summary = " ".join(text for text in told if text)
    return Item(
        name=f"publication {publication.id}",
        title=writing.own(facts.title) if facts else gone(card),
        updated=publication.time,
        address=visit.absolute("publication", id=publication.id),
        summary=summary,
        author=facts.publisher if facts else visit.government.name,
    )


def _row_items(visit: Visit, table: PublishedTable, rows: Iterable[Arrival]) -> list[Item]:
    columns = shown_columns(table)
    items = []
    for one in rows:
        publication, row_id = one.publication, one.row_id
        facts = visit.programme.metadata(publication)
        # A row of a version that is replaced some day stands at that state for good. A feed of a
        # past state, as a copy's, stands for good itself.
        stands = table.folded or (visit.past and publication.replaced_by is None)
        there = visit if stands else replace(visit, size=publication.index + 1)
        cells = [cell for cell in writing.row(columns, one.row, {}) if cell.text is not None]
        said = [
            f"{writing.said(cell.column.title) or cell.column.name}: {cell.text}" for cell in cells
        ]
        names = {"register": table.register, "name": table.name, "row": row_id}
        items.append(
            Item(
                name=f"row {table.register}/{table.name}/{row_id}",
                title=", ".join(str(cell.text) for cell in cells[:2]) or row_id,
                updated=publication.time,
                address=there.absolute("row", **names),
                summary="; ".join(said),
                author=facts.publisher if facts else visit.government.name,
            )
        )
    return items


def _of(visit: Visit, title: str) -> str:
    return f"{title} · {visit.subject}"
