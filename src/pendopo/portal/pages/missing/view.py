"""What is missing of purchases: buyers that publish none, documents and figures nobody told."""

from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.portal.buyers import Expected, expected
from pendopo.portal.flagged import address_of
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.missing.facts import facts
from pendopo.portal.visit import Context, Visit, page

# What a citizen asks each buyer for, and where the record tells of it. The types are those of the
# OCDS codelist documentType, which is open: a publisher may write termsOfReference, too.
DOCUMENTS: Final = (
    (
        "plan",
        gettext_lazy("Plan of the purchase"),
        gettext_lazy("A section on planning, or a document procurementPlan or projectPlan."),
    ),
    (
        "budget",
        gettext_lazy("Budget document"),
        gettext_lazy("The budget that pays: its id or its amount."),
    ),
    (
        "terms",
        gettext_lazy("Terms of reference"),
        gettext_lazy(
            "A document technicalSpecifications, termsOfReference, biddingDocuments or "
            "billOfQuantity."
        ),
    ),
    (
        "schedule",
        gettext_lazy("Schedule"),
        gettext_lazy("A document contractSchedule, milestones, or the days of the contract."),
    ),
)
FIGURES: Final = (
    ("estimate", gettext_lazy("Estimated value"), gettext_lazy("The value of the tender.")),
    ("days", gettext_lazy("Time to bid"), gettext_lazy("The first and the last day for bids.")),
    (
        "award",
        gettext_lazy("Award value"),
        gettext_lazy("Of what was awarded: the value of the award."),
    ),
    (
        "contract",
        gettext_lazy("Contract"),
        gettext_lazy("Of what was awarded: a contract with its value."),
    ),
    (
        "paid",
        gettext_lazy("Payments"),
        gettext_lazy("Of what was contracted: at least one payment."),
    ),
)
_EACH: Final = """
with filed as (
    select
        ocid,
        bool_or(type in ('procurementPlan', 'projectPlan')) as plan,
        bool_or(
            type in (
                'technicalSpecifications', 'termsOfReference', 'biddingDocuments', 'billOfQuantity'
            )
        ) as terms,
        bool_or(type = 'contractSchedule') as schedule
    from documents group by ocid
),

planned as (
    select ocid, bool_or(budget_id is not null or amount is not null) as budget
    from planning group by ocid
),

dated as (
    select ocid from milestones
    union
    select ocid from contracts where starts is not null and ends is not null
    union
    select ocid from tenders where contract_starts is not null and contract_ends is not null
),

told as (
    select
        p.buyer_id,
        p.buyer,
        p.last_release,
        p.awards > 0 as awarded,
        p.contracts > 0 as contracted,
        l.ocid is not null or coalesce(f.plan, false) as plan,
        coalesce(l.budget, false) as budget,
        coalesce(f.terms, false) as terms,
        coalesce(f.schedule, false) or d.ocid is not null as schedule,
        p.tender_amount is not null as estimate,
        p.tender_opened is not null and p.tender_closed is not null as days,
        p.award_amount is not null as award,
        p.contract_amount is not null as contract,
        t.ocid is not null as paid
    from processes as p
    left join filed as f on p.ocid = f.ocid
    left join planned as l on p.ocid = l.ocid
    left join dated as d on p.ocid = d.ocid
    left join (select distinct ocid from transactions) as t on p.ocid = t.ocid
)

select
    buyer_id,
    max(buyer) as name,
    count(*) as purchases,
    max(last_release) as newest,
    count(*) filter (where awarded) as awarded,
    count(*) filter (where contracted) as contracted,
    count(*) filter (where plan) as plan,
    count(*) filter (where budget) as budget,
    count(*) filter (where terms) as terms,
    count(*) filter (where schedule) as schedule,
    count(*) filter (where estimate) as estimate,
    count(*) filter (where days) as days,
    count(*) filter (where awarded and award) as award,
    count(*) filter (where awarded and contract) as contract,
    count(*) filter (where contracted and paid) as paid
from told group by buyer_id order by name nulls last, buyer_id nulls last
"""
# As many as a page names; the next page names the others.
_ABSENT_EACH: Final = 500
_OF: Final = {"award": "awarded", "contract": "awarded", "paid": "contracted"}


@page("pages/missing/missing.html", frozenset({PAGE}), facts=facts)
def missing(visit: Visit) -> Context:
    """Gather what is missing.

    :raises Http404: where no contracts are published
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    listed = expected(visit)
    rows = flagging.ask(visit.state, _EACH)
    told = {row["buyer_id"] for row in rows if row["buyer_id"]}
    names = listed.names if listed else {}
    absent = sorted(names.keys() - told)
    shown = pager(visit, len(absent), _ABSENT_EACH)
    return {
        "expected": listed,
        "every": len(names),
        "there": len(told & names.keys()),
        "absent": [{"id": id_, "name": names[id_]} for id_ in absent[shown.offset : shown.last]],
        "pager": shown,
        "more": len(told - names.keys()) if listed else 0,
        "buyers": [_buyer(visit, row, listed) for row in rows],
        "documents": _heads(DOCUMENTS),
        "figures": _heads(FIGURES),
        "crumbs": [{"name": _("Purchases"), "address": visit.address("processes")}],
    }


def _heads(columns: tuple[tuple[str, Any, Any], ...]) -> list[Context]:
    return [{"key": key, "title": title, "meaning": meaning} for key, title, meaning in columns]


def _buyer(visit: Visit, row: dict[str, Any], listed: Expected | None) -> Context:
    """Give one buyer: of how many of its purchases each thing is told."""
    id_ = row["buyer_id"] or ""
    names = listed.names if listed else {}
    return {
        "id": id_,
        "name": row["name"] or names.get(id_) or id_ or _("A buyer that is not named"),
        "address": address_of(visit, "buyer", id_),
        "purchases": row["purchases"],
        "newest": row["newest"],
        "documents": [_cell(key, title, row) for key, title, _meaning in DOCUMENTS],
        "figures": [_cell(key, title, row) for key, title, _meaning in FIGURES],
    }


def _cell(key: str, title: object, row: dict[str, Any]) -> Context:
    """Give n of N; of what has nothing to tell of, N is 0."""
    return {"key": key, "title": title, "there": row[key], "of": row[_OF.get(key, "purchases")]}
