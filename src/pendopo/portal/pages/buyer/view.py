"""One buyer: its figures, the questions it raises, and from whom it buys."""

from typing import Final

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import touched
from pendopo.portal.explained import money
from pendopo.portal.flagged import EACH, address_of, cut, raised, unnamed
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.buyer.facts import facts
from pendopo.portal.visit import Context, Visit, page

_WHO: Final = """
select max(buyer) as name, count(*) as purchases, max(home_currency) as currency
from processes where buyer_id = ? having count(*) > 0
"""
_FIGURES: Final = "select * from raised where subject = ? and flag like 'core%' order by flag"
_QUESTIONS: Final = """
select * from raised
where list_contains(parties, ?) and flag not like 'core%'
order by flag, subject limit ? offset ?
"""
_RAISED: Final = """
select count(*) as number from raised where list_contains(parties, ?) and flag not like 'core%'
"""
_COUNTS: Final = """
select r.flag, count(*) as n from raised as r inner join processes as p on r.subject = p.ocid
where p.buyer_id = ? group by r.flag order by n desc, r.flag
"""
_SUPPLIERS: Final = """
select
    s.supplier_id, max(s.supplier) as name, count(*) as awards, sum(a.home_amount) as amount,
    count(*) - count(a.home_amount) as unknown, count(*) over () as number
from awards as a
inner join processes as p on a.ocid = p.ocid
inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
where p.buyer_id = ? and coalesce(a.status, 'active') = 'active'
group by s.supplier_id order by amount desc nulls last, awards desc, s.supplier_id limit 25
"""


@page("pages/buyer/buyer.html", frozenset({PAGE}), facts=facts, reads=touched.purchases)
def buyer(visit: Visit, party: str) -> Context:
    """Gather the page of a buyer.

    :raises Http404: where no purchase names it
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    who = flagging.ask(visit.state, _WHO, (party,))
    if not who:
        raise Http404
    figures = flagging.ask(visit.state, _FIGURES, (party,))
    without = {row["flag"]: unnamed(row["inputs"]) for row in figures}
    [counted] = flagging.ask(visit.state, _RAISED, (party,))
    shown = pager(visit, counted["number"], EACH)
    suppliers = flagging.ask(visit.state, _SUPPLIERS, (party,))
    return {
        "id": party,
        "name": who[0]["name"] or party,
        "purchases": who[0]["purchases"],
        "figures": [
            {
                "flag": one.flag,
                "value": one.value,
                "shown": one.shown,
                "without": without[one.flag.name],
            }
            for one in raised(visit, figures)
        ],
        "raised": raised(visit, flagging.ask(visit.state, _QUESTIONS, (party, EACH, shown.offset))),
        "pager": shown,
        "counts": [
            {"flag": flagging.flags[row["flag"]], "count": row["n"]}
            for row in flagging.ask(visit.state, _COUNTS, (party,))
        ],
        "suppliers": [
            {
                "name": row["name"] or row["supplier_id"],
                "address": address_of(visit, "supplier", row["supplier_id"]),
                "awards": row["awards"],
                "unknown": row["unknown"],
                "amount": money(row["amount"], who[0]["currency"]),
            }
            for row in suppliers
        ],
        "cut": cut(suppliers),
        "card": visit.absolute("buyer_card", party=party),
        "crumbs": [{"name": _("Purchases"), "address": visit.address("processes")}],
    }
