"""One supplier: what it won and where, whom it meets in tenders, and the questions it raises."""

from typing import Final

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import touched
from pendopo.portal.debarred import debarred
from pendopo.portal.explained import money
from pendopo.portal.flagged import EACH, address_of, cut, percent, raised
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.supplier.facts import facts
from pendopo.portal.visit import Context, Visit, page

_WHO: Final = """
select max(name) as name, count(distinct ocid) as purchases from (
    select ocid, supplier as name from suppliers where supplier_id = ?
    union all
    select ocid, tenderer as name from tenderers where tenderer_id = ?
) having count(*) > 0
"""
_QUESTIONS: Final = """
select * from raised
where list_contains(parties, ?) and flag not like 'core%'
order by flag, subject limit ? offset ?
"""
_RAISED: Final = """
select count(*) as number from raised where list_contains(parties, ?) and flag not like 'core%'
"""
# Of each buyer: what the firm won beside all that the buyer awarded, so that a share can be told.
_BUYERS: Final = """
with standing as (
    select p.buyer_id, p.buyer, a.ocid, a.award_id, a.home_amount, a.home_currency
    from awards as a
    inner join processes as p on a.ocid = p.ocid
    where coalesce(a.status, 'active') = 'active'
),

whole as (
    select
        buyer_id, count(*) as awards, sum(home_amount) as amount,
        count(*) - count(home_amount) as unknown
    from standing group by buyer_id
)

select
    x.buyer_id, max(x.buyer) as name, count(*) as awards, sum(x.home_amount) as amount,
    max(x.home_currency) as currency, max(w.awards) as all_awards, max(w.amount) as all_amount,
    max(w.unknown) as unknown, count(*) over () as number
from standing as x
inner join whole as w on x.buyer_id is not distinct from w.buyer_id
inner join suppliers as s on x.ocid = s.ocid and x.award_id = s.award_id
where s.supplier_id = ?
group by x.buyer_id order by amount desc nulls last, awards desc, x.buyer_id limit 25
"""
_MET: Final = """
with taking as (
    select ocid, tenderer_id, max(tenderer) as tenderer
    from tenderers where part = 'bid' group by ocid, tenderer_id
),

winners as (
    select distinct s.ocid, s.supplier_id
    from suppliers as s
    inner join awards as a on s.ocid = a.ocid and s.award_id = a.award_id
    where coalesce(a.status, 'active') = 'active'
)

select
    y.tenderer_id, max(y.tenderer) as name, count(*) as met,
    count(*) filter (where w.supplier_id is not null) as won, count(*) over () as number
from taking as x
inner join taking as y on x.ocid = y.ocid and x.tenderer_id <> y.tenderer_id
left join winners as w
    on x.ocid = w.ocid and w.supplier_id = x.tenderer_id
where x.tenderer_id = ?
group by y.tenderer_id order by met desc, y.tenderer_id limit 25
"""
_WON: Final = """
select p.ocid, p.title, s.day, coalesce(r.n, 0) as questions, count(*) over () as number
from (
    select w.ocid, min(a.date) as day
    from suppliers as w
    inner join awards as a on w.ocid = a.ocid and w.award_id = a.award_id
    where w.supplier_id = ? and coalesce(a.status, 'active') = 'active'
    group by w.ocid
) as s
inner join processes as p on s.ocid = p.ocid
left join (select subject, count(*) as n from raised group by subject) as r on p.ocid = r.subject
order by s.day desc nulls last, p.ocid limit 25
"""


@page("pages/supplier/supplier.html", frozenset({PAGE}), facts=facts, reads=touched.supplier)
def supplier(visit: Visit, party: str) -> Context:
    """Gather the page of a supplier.

    :raises Http404: where no purchase names it as one that bids or supplies
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    who = flagging.ask(visit.state, _WHO, (party, party))
    if not who:
        raise Http404
    [counted] = flagging.ask(visit.state, _RAISED, (party,))
    shown = pager(visit, counted["number"], EACH)
    buyers, met, won = (flagging.ask(visit.state, sql, (party,)) for sql in (_BUYERS, _MET, _WON))
    return {
        "id": party,
        "name": who[0]["name"] or party,
        "purchases": who[0]["purchases"],
        "raised": raised(visit, flagging.ask(visit.state, _QUESTIONS, (party, EACH, shown.offset))),
        "pager": shown,
        "debarred": debarred(visit, party),
        "buyers": [
            {
                "name": row["name"] or row["buyer_id"] or _("not named"),
                "address": address_of(visit, "buyer", row["buyer_id"] or ""),
                "awards": row["awards"],
                "all_awards": row["all_awards"],
                "amount": money(row["amount"], row["currency"]),
                # Of a value that is not known of each award no share can be told.
                "share": ""
                if row["unknown"] or not row["all_amount"]
                else percent(row["amount"], row["all_amount"]),
            }
            for row in buyers
        ],
        "met": [
            {
                "name": row["name"] or row["tenderer_id"],
                "address": address_of(visit, "supplier", row["tenderer_id"]),
                "met": row["met"],
                "won": percent(row["won"], row["met"]),
            }
            for row in met
        ],
        "won": [
            {
                "title": row["title"] or row["ocid"],
                "address": address_of(visit, "process", row["ocid"]),
                "day": row["day"],
                "questions": row["questions"],
            }
            for row in won
        ],
        "cut": {"buyers": cut(buyers), "met": cut(met), "won": cut(won)},
        "crumbs": [{"name": _("Purchases"), "address": visit.address("processes")}],
    }
