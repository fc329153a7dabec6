"""What is new of purchases: of those that a question finds, of one, of a buyer, of a supplier."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.portal import writing
from pendopo.portal.bought import FROM, PARAMETERS, chosen, conditions
from pendopo.portal.explained import money
from pendopo.portal.feeds import MOST, Item, atom
from pendopo.portal.flagged import address_of
from pendopo.portal.visit import Visit, answer
from pendopo.terms.wording import fill

Row = dict[str, Any]
# What was published last of a purchase stands first; each publication that tells more is news.
_NEWEST: Final = f"""
select p.*, coalesce(r.questions, 0) as questions
{FROM}
left join (
    select subject, count(*) as questions from raised where flag not like 'core%' group by subject
) as r on p.ocid = r.subject
where {{where}}
order by p.entry desc, p.ocid limit {MOST}
"""  # noqa: S608  names of our own
_OF_SUPPLIER: Final = """
p.ocid in (
    select ocid from suppliers where supplier_id = ?
    union all
    select ocid from tenderers where tenderer_id = ?
)
"""


@answer(PARAMETERS)
def processes_feed(visit: Visit) -> HttpResponse:
    """Give what is new of the purchases that a question finds, as Atom: a list that is watched.

    :raises Http404: where no contracts are published
    """
    where, values = conditions(visit)
    asked = ", ".join(one.text for one in chosen(visit))
    words = visit.query.get("q", "").strip()
    title = ": ".join(filter(None, (_("Purchases"), ", ".join(filter(None, (words, asked))))))
    return atom(visit, f"{title} · {visit.subject}", _items(visit, _asked(visit, where, values)))


@answer()
def process_feed(visit: Visit, ocid: str) -> HttpResponse:
    """Give what is new of a purchase, as Atom.

    :raises Http404: where the state has none of that ocid
    """
    rows = _asked(visit, "p.ocid = ?", (ocid,))
    return _of(visit, rows, rows[0]["title"] if rows else "")


@answer()
def buyer_feed(visit: Visit, party: str) -> HttpResponse:
    """Give what is new of what a buyer buys, as Atom.

    :raises Http404: where no purchase names it
    """
    rows = _asked(visit, "p.buyer_id = ?", (party,))
    return _of(visit, rows, rows[0]["buyer"] if rows else "", party)


@answer()
def supplier_feed(visit: Visit, party: str) -> HttpResponse:
    """Give what is new of the purchases that a firm bids for or supplies, as Atom.

    :raises Http404: where no purchase names it
    """
    rows = _asked(visit, _OF_SUPPLIER, (party, party))
    named = """
    select max(name) as name from (
        select supplier as name from suppliers where supplier_id = ?
        union all
        select tenderer as name from tenderers where tenderer_id = ?
    )
    """
    name = ""
    if rows:
        [found] = visit.programme.flagging.ask(visit.state, named, (party, party))
        name = found["name"]
    return _of(visit, rows, name, party)


def _asked(visit: Visit, where: str, values: Sequence[object]) -> list[Row]:
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    return flagging.ask(visit.state, _NEWEST.format(where=where), values)


def _of(visit: Visit, rows: list[Row], name: str | None, id_: str = "") -> HttpResponse:
    """Answer with the feed of one purchase or party; of what nobody published there is none."""
    if not rows:
        raise Http404
    title = name or id_ or rows[0]["ocid"]
    return atom(visit, f"{title} · {visit.subject}", _items(visit, rows))


def _items(visit: Visit, rows: list[Row]) -> list[Item]:
    return [_item(visit, row) for row in rows]


def _item(visit: Visit, row: Row) -> Item:
    """Give what a purchase is after the publication that told of it last."""
    publication = visit.state.publication(row["entry"])
    facts = visit.programme.metadata(publication)
    questions = ngettext("{number} question", "{number} questions", row["questions"])
    told = (
        row["buyer"] or row["buyer_id"],
        row["method"],
        row["status"],
        money(row["worth"], row["home_currency"]),
        fill(questions, {"number": writing.number(row["questions"])}),
    )
    return Item(
        name=f"purchase {row['ocid']} {publication.id}",
        title=row["title"] or row["ocid"],
        updated=publication.time,
        address=visit.base + (address_of(visit, "process", row["ocid"]) or _listed(visit, row)),
        summary="; ".join(one for one in told if one),
        author=facts.publisher if facts else visit.government.name,
    )


def _listed(visit: Visit, row: Row) -> str:
    """Give the list that holds a purchase without a page of its own; a copy answers no question."""
    address = visit.address("processes")
    return address if visit.static else f"{address}?{urlencode({'ocid': row['ocid']})}"
