"""One purchase: told in sentences, its timeline, its money and documents, and what it raises."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import touched, writing
from pendopo.portal.altered import altered, planned, said_of
from pendopo.portal.explained import Record, explained, money
from pendopo.portal.flagged import address_of, cut, raised, told_apart
from pendopo.portal.linked import links_of
from pendopo.portal.owned import owners_of
from pendopo.portal.pages.process.facts import facts
from pendopo.portal.visit import Context, MovedError, Visit, page
from pendopo.portal.visited import visits_to
from pendopo.registers.contracts.tables import FOLDED
from pendopo.terms.wording import fill

_TABLES: Final = (
    "processes", "planning", "tenders", "bids", "tenderers", "awards", "suppliers", "contracts",
    "amendments", "transactions", "milestones", "documents", "items", "parties",
)  # fmt: skip
_EACH: Final = 200
_CHANGES_MOST: Final = 50
# A list on the page ends somewhere; what is counted and added up is all of it.
_COUNTED: Final = "select count(*) as number from {name} where ocid = ?"
_PAID: Final = """
select
    currency, count(*) as number, count(*) - count(amount) as unknown, sum(amount) as amount
from transactions where ocid = ? group by currency order by currency nulls last
"""
_RAISED: Final = "select * from raised where subject = ? and flag not like 'core%' order by flag"


@page("pages/process/process.html", facts=facts, reads=touched.process)
def process(visit: Visit, ocid: str) -> Context:
    """Gather the page of a purchase.

    :raises Http404: where the state has none of that ocid
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    if not told_apart(visit):
        raise MovedError(_row(visit, {"ocid": ocid}))
    record = _record(visit, ocid)
    if not record["processes"]:
        raise Http404
    [found] = record["processes"]
    said = said_of(visit, ocid)
    changes = altered(said)
    return {
        "found": found,
        "title": found["title"] or ocid,
        "told": explained(record, flagging.ask(visit.state, _PAID, (ocid,))),
        "cut": list(_cut(visit, record, ocid)),
        "raised": raised(visit, flagging.ask(visit.state, _RAISED, (ocid,))),
        "events": sorted(
            _events(record, planned(said)), key=lambda one: (one["day"], one["order"])
        ),
        "documents": record["documents"],
        "buyer": address_of(visit, "buyer", found["buyer_id"] or ""),
        "suppliers": [
            {
                "name": one["supplier"] or one["supplier_id"],
                "address": address_of(visit, "supplier", one["supplier_id"]),
            }
            for one in {row["supplier_id"]: row for row in record["suppliers"]}.values()
        ],
        "bids": [_bid(one) for one in record["bids"]],
        "row": _row(visit, found),
        "links": links_of(visit, record),
        "altered": changes[:_CHANGES_MOST],
        "altered_cut": cut([{"number": len(changes)}] * min(len(changes), _CHANGES_MOST)),
        "owned": owners_of(visit, ocid),
        "visits": visits_to(visit, ocid),
        "card": visit.absolute("process_card", ocid=ocid),
        "crumbs": [{"name": _("Purchases"), "address": visit.address("processes")}],
    }


def _record(visit: Visit, ocid: str) -> Record:
    """Read all that is told of a purchase, its first rows of each table."""
    if visit.static:
        known = visit.once("told of purchases", lambda: _all_told(visit))
        return {name: of.get(ocid, []) for name, of in known.items()}
    with visit.programme.flagging.asking(visit.state) as ask:
        return {
            name: ask(f"from {name} where ocid = ? order by all limit {_EACH}", (ocid,))
            for name in _TABLES
        }


def _all_told(visit: Visit) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Read the same of all purchases at once, for a copy, which has a page of each."""
    told: dict[str, dict[str, list[dict[str, Any]]]] = {}
    with visit.programme.flagging.asking(visit.state) as ask:
        for name in _TABLES:
            told[name] = {}
            for row in ask(f"from {name} order by all"):
                of = told[name].setdefault(row["ocid"], [])
                if len(of) < _EACH:
                    of.append(row)
    return told


def _cut(visit: Visit, record: Record, ocid: str) -> Iterator[Context]:
    """Tell of which tables the page holds the first rows alone."""
    for table in FOLDED:
        shown = len(record.get(table.name, ()))
        if shown == _EACH:
            sql = _COUNTED.format(name=table.name)
            [counted] = visit.programme.flagging.ask(visit.state, sql, (ocid,))
            if counted["number"] > shown:
                values = {
                    "table": writing.said(table.title),
                    "shown": writing.number(shown),
                    "number": writing.number(counted["number"]),
                }
                told = _("{table}: {shown} of {number} stand here; all are in the record.")
                yield {
                    "table": table.name,
                    "shown": shown,
                    "number": counted["number"],
                    "told": fill(told, values),
                }


def _row(visit: Visit, found: dict[str, Any]) -> str:
    """Give the address of a purchase's row in the tables of contracts."""
    table = visit.programme.table(visit.state, "contracts", "processes")
    row = visit.programme.reader(table).row_id(found)
    return visit.address("row", register=table.register, name=table.name, row=row)


def _bid(bid: dict[str, Any]) -> Context:
    return {
        "tenderers": bid["tenderers"] or "",
        "status": bid["status"] or "",
        "day": bid["date"],
        "amount": money(bid["amount"], bid["currency"]),
    }


def _events(record: Record, planned_on: date | None) -> Iterator[Context]:
    """Give what happened on days that the record tells."""
    yield from _planned(record, planned_on)
    for tender in record["tenders"]:
        yield from _event(tender["opened"], 1, _("Bids were asked for"), "")
        yield from _event(tender["closed"], 2, _("The time to bid ended"), "")
    for award in record["awards"]:
        told = ", ".join(
            filter(None, (award["suppliers"], money(award["amount"], award["currency"])))
        )
        yield from _event(award["date"], 3, _became(award["status"]), told)
    for contract in record["contracts"]:
        told = money(contract["amount"], contract["currency"])
        yield from _event(contract["signed"], 4, _("A contract was signed"), told)
        yield from _event(contract["starts"], 5, _("The contract begins"), "")
        yield from _event(contract["ends"], 8, _("The contract ends"), "")
    for change in record["amendments"]:
        told = change["rationale"] or change["description"] or ""
        yield from _event(change["date"], 6, _("It was changed"), told)
    for payment in record["transactions"]:
        told = ", ".join(
            filter(None, (money(payment["amount"], payment["currency"]), payment["payee"]))
        )
        yield from _event(payment["date"], 7, _("A payment was made"), told)
    for step in record["milestones"]:
        yield from _event(
            step["met"] or step["due"], 7, step["title"] or _("A step"), step["status"] or ""
        )
    for document in record["documents"]:
        yield from _event(
            document["published"],
            9,
            _("A document was published"),
            document["title"] or document["type"] or "",
        )


def _planned(record: Record, on: date | None) -> Iterator[Context]:
    for plan in record["planning"]:
        told = money(plan["amount"], plan["currency"])
        yield from _event(on, 0, _("The plan was published"), told)


def _became(status: str | None) -> str:
    """Say what an award of a status is; one without a status is in force."""
    if status == "pending":
        return _("An award was proposed")
    if status in ("cancelled", "unsuccessful"):
        return _("An award that did not stand")
    return _("It was awarded")


def _event(day: Any, order: int, what: str, told: str) -> Iterator[Context]:  # noqa: ANN401
    if day is not None:
        yield {"day": day, "order": order, "what": what, "told": told, "text": writing.day(day)}
