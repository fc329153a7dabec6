"""A question in SQL: a field, the answer as a table with where it comes from, and the tables."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.listed import Listed, listed
from pendopo.portal.visit import Context, Visit, answer
from pendopo.published.errors import SqlError
from pendopo.published.sql import kinds
from pendopo.published.sql.pool import ROWS_MOST, SqlAnswer
from pendopo.published.sql.spelling import LETTERS_MOST, spelled
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import fill

_Q = "q"
_SHOWN = 200
_REFUSED = 400
_GROUPS = frozenset({Kind.TEXT, Kind.CODE, Kind.YEAR, Kind.BOOLEAN})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an answer."""

    text: str | None
    number: bool


@answer(frozenset({_Q}))
def sql(visit: Visit) -> HttpResponseBase:
    """Answer a question, or show how to ask one; one that is refused stays in the field."""
    asked = visit.query.get(_Q, "")
    context: Context = {"asked": asked, "letters_most": LETTERS_MOST, "rows_most": ROWS_MOST}
    status = 200
    if asked:
        try:
            context |= _answered(visit, visit.programme.questions.ask(visit.state, asked))
        except SqlError as error:
            context["refused"] = fill(_(error.message), error.values)
            status = _REFUSED
    else:
        visit.programme.questions.expect()
    tables = listed(visit)
    context["tables"] = [{"spelled": _spelled(one.table), "listed": one} for one in tables]
    context["examples"] = _examples(visit, tables)
    page = render_to_string("pages/sql/sql.html", {"visit": visit, **context})
    return HttpResponse(page, status=status)


def _answered(visit: Visit, found: SqlAnswer) -> Context:
    numbers = [kinds.is_number(kind) for _name, kind in found.columns]
    question = f"?{urlencode({_Q: found.sql})}"
    return {
        "answer": found,
        "count": len(found.rows),
        "columns": [
            {"name": name, "number": number}
            for (name, _kind), number in zip(found.columns, numbers, strict=True)
        ],
        "rows": [
            [Cell(_text(text, number), number) for text, number in zip(row, numbers, strict=True)]
            for row in found.rows[:_SHOWN]
        ],
        "shown": min(_SHOWN, len(found.rows)),
        "csv": visit.address("sql_answer_csv") + question,
        "json": visit.address("sql_answer") + question,
        "cite": visit.base + visit.fixed,
        "sources": [
            {
                "table": table,
                "spelled": _spelled(table),
                "publications": [visit.state.publication(index) for index in table.publications],
            }
            for table in found.tables
        ],
    }


def _text(text: str | None, number: bool) -> str | None:  # noqa: FBT001  of each column
    """Write a number as the language does; whatever else there is, as the engine gave it."""
    if text is None or not number:
        return text
    try:
        return writing.number(Decimal(text))
    except InvalidOperation:
        return text


def _spelled(table: PublishedTable) -> str:
    return spelled((table.register, table.name))


def _examples(visit: Visit, tables: list[Listed]) -> list[Context]:
    """Write questions that can be asked as they stand, about the first table that has rows."""
    first = next((one.table for one in tables if one.rows), None)
    if first is None:
        return []
    name = _spelled(first)
    asked = [(_("The first rows"), f"select *\nfrom {name}\nlimit 20")]
    group, money = _first(first, _GROUPS), _first(first, frozenset({Kind.MONEY}))
    if group:
        words = _("How many rows there are of each kind")
        asked.append((words, _grouped(name, group, "count(*) as rows", "rows desc")))
    if group and money:
        total = f"sum({money}) as total"
        words = _("An amount added up")
        asked.append((words, _grouped(name, group, total, "total desc nulls last")))
    return [
        {"title": title, "sql": text, "address": f"{visit.plain}?{urlencode({_Q: text})}"}
        for title, text in asked
    ]


def _grouped(table: str, group: str, what: str, order: str) -> str:
    return f"select {group}, {what}\nfrom {table}\ngroup by {group}\norder by {order}, {group}"


def _first(table: PublishedTable, of: frozenset[Kind]) -> str:
    """Spell the first column of some kinds, one that is no key, since each row has another."""

    def suits(column: Column) -> bool:
        return column.kind in of and column.name not in table.table.key

    found = next((column.name for column in table.table.columns if suits(column)), "")
    return spelled((found,)) if found else ""
