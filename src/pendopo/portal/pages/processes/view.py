"""Purchases: searched by word, narrowed by what they have in common, as a list and as a file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pendopo.portal import touched, writing
from pendopo.portal.bought import (
    FLAG,
    FROM,
    FROM_DAY,
    LEAST,
    MOST,
    NARROWS,
    OCID,
    PARAMETERS,
    RANGES,
    SUPPLIER,
    TO_DAY,
    Q,
    asking,
    chosen,
    conditions,
    label_of,
    query_of,
)
from pendopo.portal.flagged import PURCHASES_COPIED, address_of, cut, told_apart
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.processes.facts import facts
from pendopo.portal.pages.table.view import EACH_COPIED
from pendopo.portal.visit import Context, Visit, answer, page

_EACH: Final = 20
_CHOICES: Final = 12
_FILE_MOST: Final = 100_000
_AT_ONCE: Final = 20_000
# The columns of the file, each as it is called in the answer to the question.
_COLUMNS: Final = (
    *("ocid", "title", "buyer_id", "buyer", "method", "status", "category"),
    *("told_on", "worth", "home_currency", "tenderers", "questions", "flags"),
)
_ROWS: Final = f"""
select
    {", ".join(f"p.{name}" for name in _COLUMNS[:-2])},
    coalesce(r.questions, 0) as questions,
    coalesce(r.flags, '') as flags
{FROM}
left join (
    select subject, count(*) as questions, string_agg(flag, ';' order by flag) as flags
    from raised group by subject
) as r
    on p.ocid = r.subject
where {{where}}
order by p.last_release desc nulls last, p.ocid limit ? offset ?
"""  # noqa: S608  names of our own


@page(
    "pages/processes/processes.html",
    PARAMETERS | {PAGE},
    facts=facts,
    reads=touched.purchases,
)
def processes(visit: Visit) -> Context:
    """Gather a page of purchases.

    :raises Http404: where no contracts are published
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    where, values = conditions(visit)
    [counted] = flagging.ask(visit.state, f"select count(*) as n {FROM} where {where}", values)
    each = EACH_COPIED if visit.static else _EACH
    shown = pager(visit, counted["n"], each)
    rows = flagging.ask(visit.state, _ROWS.format(where=where), (*values, each, shown.offset))
    found = chosen(visit)
    return {
        "words": visit.query.get(Q, "").strip(),
        "rows": [_row(visit, row) for row in rows],
        "pager": shown,
        "facets": [_flags(visit, where, values), *_facets(visit, where, values)],
        "chosen": found,
        "own": [one for one in visit.query.getlist(OCID) if one],
        "kept": _kept(visit, RANGES, SUPPLIER),
        "kept_beside_words": _kept(visit, (Q,)),
        "ranges": {name: visit.query.get(name, "") for name in (FROM_DAY, TO_DAY, LEAST, MOST)},
        "supplier": visit.query.get(SUPPLIER, ""),
        "file": visit.address("purchases_csv") + query_of(visit),
        # What a form leaves empty is not asked, and has no place in what is cited.
        "fixed": replace(visit, size=visit.state.size).address("processes") + query_of(visit),
        "file_cut": cut([{"number": counted["n"]}] * min(counted["n"], _FILE_MOST)),
        "all": visit.plain,
        "apart": told_apart(visit),
        "copied_most": PURCHASES_COPIED,
    }


@answer(PARAMETERS)
def purchases_csv(visit: Visit) -> HttpResponse:
    """Give the purchases that are asked for as a file: CSV, a row for each, at most 100,000.

    :raises Http404: where no contracts are published
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    where, values = conditions(visit)
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow((*_COLUMNS, "page"))
    sql = _ROWS.format(where=where)
    with flagging.asking(visit.state) as ask:
        for offset in range(0, _FILE_MOST, _AT_ONCE):
            rows = ask(sql, (*values, min(_AT_ONCE, _FILE_MOST - offset), offset))
            written.writerows(_line(visit, row) for row in rows)
            if len(rows) < _AT_ONCE:
                break
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="purchases.csv"'
    return response


def _line(visit: Visit, row: dict[str, Any]) -> tuple[Any, ...]:
    address = address_of(visit, "process", row["ocid"])
    return *(row[name] for name in _COLUMNS), visit.base + address if address else ""


def _kept(visit: Visit, own: Iterable[str], *more: str) -> list[tuple[str, str]]:
    """Give what a form with fields of those names must carry along."""
    return [
        (name, text)
        for name, texts in visit.query.lists()
        for text in texts
        if text and name not in {*own, *more, PAGE}
    ]


def _row(visit: Visit, row: dict[str, Any]) -> Context:
    return {
        "ocid": row["ocid"],
        "title": row["title"] or row["ocid"],
        "address": address_of(visit, "process", row["ocid"]),
        "buyer": row["buyer"] or row["buyer_id"] or "",
        "buyer_address": address_of(visit, "buyer", row["buyer_id"] or ""),
        "method": row["method"] or "",
        "status": row["status"] or "",
        "day": row["told_on"],
        "worth": row["worth"],
        "currency": row["home_currency"] or "",
        "questions": row["questions"],
    }


def _facets(visit: Visit, where: str, values: list[object]) -> list[Context]:
    found = []
    for name, (title, column) in NARROWS.items():
        label = "p.buyer" if name == "buyer" else column
        rows = visit.programme.flagging.ask(
            visit.state,
            f"select {column} as code, max({label}) as label, count(*) as n, "
            f"count(*) over () as number {FROM} where {where} and {column} is not null "
            f"group by 1 order by n desc, code limit {_CHOICES}",
            values,
        )
        found.append(_facet(visit, name, str(title), rows))
    return found


def _flags(visit: Visit, where: str, values: list[object]) -> Context:
    rows = visit.programme.flagging.ask(
        visit.state,
        f"select r.flag as code, count(*) as n, count(*) over () as number {FROM} "
        f"inner join raised as r on r.subject = p.ocid where {where} "
        f"group by r.flag order by n desc, code limit {2 * _CHOICES}",
        values,
    )
    known = visit.programme.flagging.flags
    for row in rows:
        row["label"] = writing.said(known[row["code"]].title)
    return _facet(visit, FLAG, _("Flag"), rows)


def _facet(visit: Visit, name: str, title: str, rows: list[dict[str, Any]]) -> Context:
    return {
        "title": title,
        "chosen": bool(visit.query.get(name)),
        "more": rows[0]["number"] - len(rows) if rows else 0,
        "choices": [
            {
                "text": label_of(name, row["code"], row["label"] or ""),
                "count": row["n"],
                "chosen": visit.query.get(name) == row["code"],
                "address": _narrowed(visit, name, row["code"]),
            }
            for row in rows
        ],
    }


def _narrowed(visit: Visit, name: str, code: str) -> str:
    """Give the list narrowed by one choice; in a copy, the page of what is chosen if it has one."""
    if visit.static and name in (FLAG, "buyer"):
        return visit.address("flag", flag=code) if name == FLAG else address_of(visit, name, code)
    return asking(visit, **{name: code})
