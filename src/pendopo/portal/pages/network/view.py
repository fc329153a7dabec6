"""Firms that bid in the same tenders: those that meet most often drawn, every pair in a table."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pendopo.portal.charts.chart import plain
from pendopo.portal.charts.network import laid
from pendopo.portal.flagged import EACH, address_of
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.network.facts import facts
from pendopo.portal.visit import Context, Visit, answer, page

BUYER: Final = "buyer"
# As many firms as can be told apart on a sheet; the table has all.
_FIRMS_MOST: Final = 40
_LINKS_MOST: Final = 120
_HEIGHT, _EDGE = 520, 22  # px
_THICKEST: Final = 7
# Who bids: the firms of the bids; where none is published, those that the tender lists.
_TAKING: Final = """
with bidding as (select distinct ocid from tenderers where part = 'bid'),

taking as (
    select t.ocid, t.tenderer_id, max(t.tenderer) as tenderer
    from tenderers as t
    inner join processes as p on t.ocid = p.ocid
    left join bidding as b on t.ocid = b.ocid
    where
        p.quarantined is null and coalesce(p.status, '') <> 'cancelled'
        and (t.part = 'bid' or (t.part = 'tender' and b.ocid is null))
        and ($buyer = '' or p.buyer_id = $buyer)
    group by t.ocid, t.tenderer_id
),

winners as (
    select distinct s.ocid, s.supplier_id
    from suppliers as s
    inner join awards as a on s.ocid = a.ocid and s.award_id = a.award_id
    where coalesce(a.status, 'active') = 'active'
),

pairs as (
    select
        x.tenderer_id as first_id, y.tenderer_id as second_id,
        max(x.tenderer) as first_name, max(y.tenderer) as second_name, count(*) as met,
        count(v.ocid) as first_won, count(w.ocid) as second_won
    from taking as x
    inner join taking as y on x.ocid = y.ocid and x.tenderer_id < y.tenderer_id
    left join winners as v on x.ocid = v.ocid and x.tenderer_id = v.supplier_id
    left join winners as w on y.ocid = w.ocid and y.tenderer_id = w.supplier_id
    group by x.tenderer_id, y.tenderer_id
)
"""
_PAIRS: Final = f"""{_TAKING}
select * from pairs order by met desc, first_id, second_id limit $most offset $offset
"""  # noqa: S608  names of our own
_COUNTED: Final = f"""{_TAKING}
select
    (select count(*) from pairs) as pairs,
    (select count(distinct tenderer_id) from taking) as firms,
    (select count(distinct ocid) from taking) as tenders,
    (select count(*) from processes where buyer_id = $buyer) as bought,
    (select max(buyer) from processes where buyer_id = $buyer) as name
"""  # noqa: S608
_FIRMS: Final = f"""{_TAKING}
select
    t.tenderer_id as id, max(t.tenderer) as name, count(*) as tenders, count(w.ocid) as won
from taking as t
left join winners as w on t.ocid = w.ocid and t.tenderer_id = w.supplier_id
where list_contains($firms, t.tenderer_id)
group by t.tenderer_id order by tenders desc, id
"""  # noqa: S608


@page("pages/network/network.html", frozenset({BUYER, PAGE}), facts=facts)
def network(visit: Visit) -> Context:
    """Gather the firms that meet.

    :raises Http404: where no contracts are published, or no purchase names the buyer
    """
    buyer, counted = _asked(visit)
    shown = pager(visit, counted["pairs"], EACH)
    rows = _ask(visit, _PAIRS, buyer=buyer, most=EACH, offset=shown.offset)
    drawn = _drawn(visit, buyer)
    return {
        **drawn,
        "buyer": buyer,
        "name": counted["name"] or buyer,
        "counted": counted,
        "pairs": [_pair(visit, row) for row in rows],
        "pager": shown,
        "svg": visit.address("network_svg") + (f"?{urlencode({BUYER: buyer})}" if buyer else ""),
        "crumbs": [{"name": _("Purchases"), "address": visit.address("processes")}],
    }


@answer(frozenset({BUYER}))
def network_svg(visit: Visit) -> HttpResponse:
    """Draw the firms that meet, as a file of its own.

    :raises Http404: where there is nothing to draw
    """
    buyer, _counted = _asked(visit)
    drawn = _drawn(visit, buyer)
    if not drawn["firms"]:
        raise Http404
    text = render_to_string("pages/network/network.svg", {"visit": visit, "alone": True, **drawn})
    return HttpResponse(text, content_type="image/svg+xml; charset=utf-8")


def _asked(visit: Visit) -> tuple[str, Context]:
    if not visit.programme.flagging.has(visit.state):
        raise Http404
    buyer = visit.query.get(BUYER, "")
    [counted] = _ask(visit, _COUNTED, buyer=buyer)
    if buyer and not counted["bought"]:
        raise Http404
    return buyer, counted


def _ask(visit: Visit, sql: str, **values: object) -> list[dict[str, Any]]:
    return visit.programme.flagging.ask(visit.state, sql, values)


def _drawn(visit: Visit, buyer: str) -> Context:
    """Place the firms that meet most often, and the links between them."""
    links = _strongest(_ask(visit, _PAIRS, buyer=buyer, most=_LINKS_MOST, offset=0))
    names = sorted({row[end] for row in links for end in ("first_id", "second_id")})
    firms = _ask(visit, _FIRMS, buyer=buyer, firms=names)
    at = {firm["id"]: number for number, firm in enumerate(firms)}
    most = max((row["met"] for row in links), default=1)
    ends = [(at[row["first_id"]], at[row["second_id"]], row["met"] / most) for row in links]
    places = [_placed(*place) for place in laid(len(firms), ends)]
    return {
        "height": _HEIGHT,
        "title": _("Firms that bid in the same tenders"),
        "firms": [
            {**firm, "number": number, "name": firm["name"] or firm["id"], **places[number - 1],
             "address": address_of(visit, "supplier", firm["id"])}
            for number, firm in enumerate(firms, 1)
        ],
        "links": [
            {"from": places[one], "to": places[other], "met": row["met"],
             "width": plain(1 + (_THICKEST - 1) * strength)}
            for (one, other, strength), row in zip(ends, links, strict=True)
        ],
    }  # fmt: skip


def _strongest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the links that can be drawn: those met most often, until there are enough firms."""
    known: set[str] = set()
    found = []
    for row in rows:
        ends = {row["first_id"], row["second_id"]}
        if len(known | ends) <= _FIRMS_MOST:
            known |= ends
            found.append(row)
    return found


def _placed(x: float, y: float) -> Context:
    """Write a place: across in per cent, down in px, with room for the mark at every edge."""
    return {"x": f"{plain(6 + 88 * x)}%", "y": plain(_EDGE + (_HEIGHT - 2 * _EDGE) * y)}


def _pair(visit: Visit, row: dict[str, Any]) -> Context:
    return {
        "met": row["met"],
        "firms": [
            {
                "id": row[f"{end}_id"],
                "name": row[f"{end}_name"] or row[f"{end}_id"],
                "address": address_of(visit, "supplier", row[f"{end}_id"]),
                "won": row[f"{end}_won"],
            }
            for end in ("first", "second")
        ],
    }
