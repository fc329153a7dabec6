"""Cards of purchases and of those who buy: a figure with its questions, for others' frames."""

from typing import Any, Final

from django.http import Http404, HttpResponse

from pendopo.portal.explained import money
from pendopo.portal.pages.cards.view import card
from pendopo.portal.visit import Visit, answer

_PROCESS: Final = """
select
    p.*,
    coalesce(contract_home_amount, award_home_amount, tender_home_amount) as worth,
    (select count(*) from raised where subject = p.ocid and flag not like 'core%') as questions
from processes as p where p.ocid = ?
"""
_BUYER: Final = """
select
    count(*) as purchases, max(p.buyer) as name, max(p.entry) as entry,
    count(*) filter (where p.ocid in (select subject from raised where flag not like 'core%'))
    as asked
from processes as p where p.buyer_id = ? having count(*) > 0
"""


@answer()
def process_card(visit: Visit, ocid: str) -> HttpResponse:
    """Show a purchase as a card: what it costs, where it stands, how many questions it raises.

    :raises Http404: where the state has none of that ocid
    """
    row = _one(visit, _PROCESS, ocid)
    context = {
        "title": row["title"] or ocid,
        "amount": money(row["worth"], row["home_currency"]),
        "row": row,
        "publication": visit.state.publication(row["entry"]),
        "address": visit.address("process", ocid=ocid),
    }
    return card(visit, "pages/cards/process.html", context)


@answer()
def buyer_card(visit: Visit, party: str) -> HttpResponse:
    """Show a buyer as a card: how many purchases, and how many of them raise a question.

    :raises Http404: where no purchase names it
    """
    row = _one(visit, _BUYER, party)
    context = {
        "title": row["name"] or party,
        "row": row,
        "publication": visit.state.publication(row["entry"]),
        "address": visit.address("buyer", party=party),
    }
    return card(visit, "pages/cards/buyer.html", context)


def _one(visit: Visit, sql: str, name: str) -> dict[str, Any]:
    flagging = visit.programme.flagging
    found = flagging.ask(visit.state, sql, (name,)) if flagging.has(visit.state) else []
    if not found:
        raise Http404
    return found[0]
