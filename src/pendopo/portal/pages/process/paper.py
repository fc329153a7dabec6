"""The papers of a contract, as PDF: the board for its site, and the sheet of a visit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils.text import slugify

from pendopo.exports.works.told import facts
from pendopo.exports.works.work import Money, Step, Thing, Work
from pendopo.portal import writing
from pendopo.portal.codes import said_code
from pendopo.portal.visit import Visit, answer
from pendopo.terms.wording import fill

Row = dict[str, Any]
_STANDS: Final = "coalesce(status, 'active') not in ('cancelled', 'unsuccessful')"
_PAID: Final = """
select currency, sum(amount) as amount, count(*) - count(amount) as unknown
from transactions where ocid = ? group by currency
"""
_SPAN: Final = f"""
select min(starts) as begins, max(ends) as ends from contracts where ocid = ? and {_STANDS}
"""  # noqa: S608  words of our own
_SUPPLIERS: Final = """
select string_agg(supplier, ', ' order by supplier) as names from (
    select distinct coalesce(s.supplier, s.supplier_id) as supplier
    from suppliers as s
    inner join awards as a on s.ocid = a.ocid and s.award_id = a.award_id
    where s.ocid = ? and coalesce(a.status, 'active') = 'active'
)
"""
# What was contracted stands over what was awarded, and that over what was asked for.
_THINGS: Final = """
select description, class, item_id, quantity, unit from items
where ocid = ? and part = (
    select part from items
    where ocid = ? and part in ('tender', 'award', 'contract')
    order by case part when 'contract' then 1 when 'award' then 2 else 3 end limit 1
)
order by part_id, item_id
"""
_STEPS: Final = """
select title, milestone_id, due from milestones where ocid = ? order by due nulls last, milestone_id
"""
_QUESTIONS: Final = """
select distinct flag from raised where subject = ? and flag not like 'core%' order by flag
"""


@answer()
def work_board(visit: Visit, ocid: str) -> HttpResponse:
    """Print the board for the site.

    :raises Http404: where the state has no such purchase
    """
    return _printed(visit, ocid, "board")


@answer()
def visit_sheet(visit: Visit, ocid: str) -> HttpResponse:
    """Print the sheet that somebody takes along to the site.

    :raises Http404: where the state has no such purchase
    """
    return _printed(visit, ocid, "visit")


def _printed(visit: Visit, ocid: str, name: str) -> HttpResponse:
    told = facts(_work(visit, ocid), visit.language, _word)
    # Typst is loaded when a paper is asked for, and by no other page.
    printing = import_module("pendopo.exports.works.printing")
    print_it = printing.print_board if name == "board" else printing.print_visit
    data = print_it(told, datetime.fromisoformat(visit.state.time))
    response = HttpResponse(data, content_type="application/pdf")
    file = f"{name}-{slugify(ocid) or 'purchase'}-{visit.language}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{file}"'
    return response


def _work(visit: Visit, ocid: str) -> Work:
    """Gather what is published of a purchase."""
    flagging = visit.programme.flagging
    if not flagging.has(visit.state) or visit.day is None:
        raise Http404

    def ask(sql: str, *values: object) -> list[Row]:
        return flagging.ask(visit.state, sql, values)

    found = ask("from processes where ocid = ?", ocid)
    if not found:
        raise Http404
    process, government = found[0], visit.government
    [span], [suppliers] = ask(_SPAN, ocid), ask(_SUPPLIERS, ocid)
    signed = bool(process["contracts"])
    part = "contract" if signed else "award"
    # A board hangs for months: it leads to the page as it is when somebody scans it.
    page = replace(visit, size=None).absolute("process", ocid=ocid)
    return Work(
        ocid=ocid,
        title=process["title"] or ocid,
        government=visit.subject,
        origin=visit.origin,
        size=visit.state.size,
        on=visit.day,
        buyer=process["buyer"] or process["buyer_id"] or "",
        suppliers=suppliers["names"] or "",
        method=said_code(process["method"]),
        value=_money(process[f"{part}_amount"], process[f"{part}_currency"]),
        signed=signed,
        estimate=_money(process["tender_amount"], process["tender_currency"]),
        paid=_paid(ask(_PAID, ocid)),
        begins=span["begins"],
        ends=span["ends"],
        things=[
            Thing(one["description"] or one["class"] or one["item_id"], one["quantity"],
                  one["unit"] or "")
            for one in ask(_THINGS, ocid, ocid)
        ],
        steps=[Step(one["title"] or one["milestone_id"], one["due"]) for one in ask(_STEPS, ocid)],
        questions=[
            writing.said(flagging.flags[one["flag"]].question)
            for one in ask(_QUESTIONS, ocid)
            if one["flag"] in flagging.flags
        ],
        complaints_to=government.contact,
        address=page,
        hue=government.accent_hue,
        invented=government.invented,
        keeper=government.name if government.observed else "",
    )  # fmt: skip


def _paid(rows: Sequence[Row]) -> Money | None:
    """Give all payments together; None where one is unknown, or their currencies differ."""
    if len(rows) != 1 or rows[0]["unknown"]:
        return None
    return _money(rows[0]["amount"], rows[0]["currency"])


def _money(amount: Any, currency: str | None) -> Money | None:  # noqa: ANN401  decimal or None
    return None if amount is None else Money(amount, currency or "")


def _word(text: str, /, **values: object) -> str:
    return fill(writing.said(text), {name: str(value) for name, value in values.items()})
