"""Prices compared: the same class in the same unit, at the same stage, over all buyers."""

from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.portal import writing
from pendopo.portal.explained import money
from pendopo.portal.flagged import EACH, address_of
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.prices.facts import facts
from pendopo.portal.visit import INSTEAD, Context, Visit, page

# What names one thing: an estimate is not compared with a price that was agreed.
_OF: Final = ("scheme", "class", "unit", "stage")
_LEAST: Final = 2
STAGES: Final = {
    "tender": gettext_lazy("estimated"),
    "award": gettext_lazy("awarded"),
    "contract": gettext_lazy("contracted"),
}
_PRICED: Final = """
with priced as (
    select
        i.ocid, i.part_id, i.item_id, i.description, i.class, i.quantity, i.home_currency,
        coalesce(i.scheme, '') as scheme, i.class_id, coalesce(i.unit, i.unit_id) as unit,
        i.part as stage, i.home_amount as price
    from items as i
    inner join processes as p on i.ocid = p.ocid
    where
        i.part in ('tender', 'award', 'contract')
        and i.class_id is not null and coalesce(i.unit, i.unit_id) is not null
        and i.home_amount > 0 and coalesce(p.status, '') <> 'cancelled'
)"""
# Picked by rank, and so exact: none of them is reckoned from two prices.
_GROUPS: Final = f"""{_PRICED},

grouped as (
    select
        scheme, class_id, unit, stage, max(class) as name, count(*) as prices,
        max(home_currency) as currency, min(price) as lowest,
        quantile_disc(price, 0.25) as q1, quantile_disc(price, 0.5) as median,
        quantile_disc(price, 0.75) as q3, max(price) as highest
    from priced group by scheme, class_id, unit, stage
)
"""  # noqa: S608  names of our own
_LIST: Final = f"""{_GROUPS}
select *, count(*) over () as number from grouped where prices >= {_LEAST}
order by prices desc, class_id, scheme, unit, stage limit ? offset ?
"""  # noqa: S608  names of our own
_COUNTED: Final = f"""{_GROUPS}
select
    count(*) filter (where prices >= {_LEAST}) as compared,
    count(*) filter (where prices < {_LEAST}) as alone
from grouped
"""  # noqa: S608  names of our own
_ONE: Final = f"""{_GROUPS}
select * from grouped where scheme = ? and class_id = ? and unit = ? and stage = ?
"""  # noqa: S608  names of our own
_EACH: Final = f"""{_PRICED}
select
    x.*, p.title, p.buyer, p.buyer_id,
    coalesce(p.award_date, p.tender_opened, cast(p.last_release as date)) as day
from priced as x
inner join processes as p on x.ocid = p.ocid
where x.scheme = ? and x.class_id = ? and x.unit = ? and x.stage = ?
order by x.price desc, x.ocid, x.part_id, x.item_id limit ? offset ?
"""  # noqa: S608  names of our own
_UNTOLD: Final = """
select
    count(*) as items,
    count(*) filter (where amount is null or currency is null) as price,
    count(*) filter (where class_id is null) as class,
    count(*) filter (where unit is null and unit_id is null) as unit
from items where part in ('tender', 'award', 'contract')
"""


@page("pages/prices/prices.html", frozenset({*_OF, PAGE}), facts=facts)
def prices(visit: Visit) -> Context:
    """Gather the things that are compared, or all prices of one.

    :raises Http404: where no contracts are published, or nothing has that name
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    crumbs = [{"name": _("Purchases"), "address": visit.address("processes")}]
    if visit.query.get("class"):
        return _one(visit, crumbs)
    [counted] = flagging.ask(visit.state, _COUNTED)
    shown = pager(visit, counted["compared"], EACH)
    rows = flagging.ask(visit.state, _LIST, (EACH, shown.offset))
    [untold] = flagging.ask(visit.state, _UNTOLD)
    return {
        "groups": [_group(visit, row) for row in rows],
        "alone": counted["alone"],
        "untold": untold,
        "pager": shown,
        "crumbs": crumbs,
    }


def _one(visit: Visit, crumbs: list[Context]) -> Context:
    flagging = visit.programme.flagging
    named = tuple(visit.query.get(name, "") for name in _OF)
    found = flagging.ask(visit.state, _ONE, named)
    if not found:
        raise Http404
    group = _group(visit, found[0])
    shown = pager(visit, group["prices"], EACH)
    rows = flagging.ask(visit.state, _EACH, (*named, EACH, shown.offset))
    return {
        INSTEAD: "pages/prices/one.html",
        "group": group,
        "each": [_price(visit, row, found[0]["median"]) for row in rows],
        "pager": shown,
        "crumbs": [*crumbs, {"name": _("Prices compared"), "address": visit.plain}],
    }


def _group(visit: Visit, row: dict[str, Any]) -> Context:
    asked = (row["scheme"], row["class_id"], row["unit"], row["stage"])
    query = urlencode(dict(zip(_OF, asked, strict=True)))
    amounts = {
        name: money(row[name], row["currency"])
        for name in ("lowest", "q1", "median", "q3", "highest")
    }
    return {
        "name": row["name"] or row["class_id"],
        "class": row["class_id"],
        "scheme": row["scheme"],
        "unit": row["unit"],
        "stage": row["stage"],
        "stage_name": STAGES[row["stage"]],
        "prices": row["prices"],
        "address": f"{visit.plain}?{query}",
        "times": _times(row["highest"], row["median"]),
        **amounts,
    }


def _price(visit: Visit, row: dict[str, Any], median: Decimal) -> Context:
    return {
        "ocid": row["ocid"],
        "title": row["title"] or row["ocid"],
        "address": address_of(visit, "process", row["ocid"]),
        "buyer": row["buyer"] or row["buyer_id"] or "",
        "buyer_address": address_of(visit, "buyer", row["buyer_id"] or ""),
        "item": row["description"] or "",
        "quantity": row["quantity"],
        "day": row["day"],
        "price": money(row["price"], row["home_currency"]),
        "times": _times(row["price"], median),
    }


def _times(price: Decimal, median: Decimal) -> str:
    return writing.rounded(price / median, 2)
