"""What pages say, as JSON says it: the same facts, addresses whole, amounts as exact text.

A value that nobody knows is null, never zero. A page's facts are picked from the very context that
its template shows, so that the two cannot differ.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pendopo.portal import writing
from pendopo.portal.cards import Card
from pendopo.portal.listed import Listed
from pendopo.portal.measures import Measure
from pendopo.portal.pager import Pager
from pendopo.portal.visit import Context, Visit
from pendopo.published.metadata import Metadata
from pendopo.published.reads import Cell
from pendopo.published.state import Publication
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column
from pendopo.terms.finding import Finding
from pendopo.terms.register import Register


def of_register(visit: Visit, register: Register) -> Context:
    """Say what a register is."""
    return {
        "name": register.name,
        "title": writing.said(register.title),
        "summary": writing.said(register.summary),
        "standard": register.standard,
        "page": visit.absolute("register", register=register.name),
    }


def of_table(visit: Visit, listed: Listed) -> Context:
    """Say what a table is and where its rows are."""
    names = {"register": listed.register.name, "name": listed.table.name}
    return {
        "register": listed.register.name,
        "name": listed.table.name,
        "title": listed.title,
        "row": writing.said(listed.table.table.row),
        "rows": listed.rows,
        "version": listed.table.version,
        "page": visit.absolute("table", **names),
        **{form.name: visit.base + form.address for form in listed.forms},
    }


def of_columns(columns: Sequence[Column]) -> list[Context]:
    """Say what columns hold."""
    return [
        {
            "name": column.name,
            "kind": column.kind.value,
            "title": writing.said(column.title) or column.name,
            "meaning": writing.said(column.meaning),
            "unit": writing.said(column.unit),
            "source": column.source,
        }
        for column in columns
    ]


def of_publication(visit: Visit, publication: Publication, facts: Metadata | None) -> Context:
    """Say who published what, when and under which licence."""
    said: Context = {
        "id": publication.id,
        "entry": publication.index,
        "time": publication.time,
        "register": publication.register,
        "scope": publication.scope,
        "replaces": publication.prev,
        "replaced_by": publication.replaced_by,
        "title": None,
        "page": visit.absolute("publication", id=publication.id),
    }
    if facts is not None:
        said |= {
            "title": writing.own(facts.title),
            "description": writing.own(facts.description),
            "publisher": facts.publisher,
            "licence": facts.licence,
            "note": writing.own(facts.note),
            "rows": facts.rows,
            "file": {"name": facts.filename, "bytes": facts.bytes, "from": facts.came_from or None},
        }
    return said


def of_cards(visit: Visit, cards: Sequence[Card]) -> list[Context]:
    """Say what a list of publications says."""
    return [
        of_publication(visit, card.publication, card.facts) | {"warnings": card.warnings}
        for card in cards
    ]


def of_measure(visit: Visit, measure: Measure) -> Context:
    """Say an answer, its question and its method."""
    return {
        "indicator": measure.measurement.indicator,
        "question": writing.said(measure.question),
        "value": measure.measurement.value,
        "unit": measure.measurement.unit,
        "as_of": measure.measurement.as_of,
        "entry": measure.entry.index,
        "reads": [f"{register}.{name}" for register, name in measure.tables],
        "sql": measure.measurement.sql,
        "object": visit.base + measure.object_address,
    }


def of_finding(finding: Finding) -> Context:
    """Say what a rule found and what to write instead."""
    said = asdict(finding) | {"weight": finding.weight.value, "values": dict(finding.values)}
    return said | {"message": writing.sentence(finding), "write": writing.advice(finding)}


def of_pager(visit: Visit, pager: Pager) -> Context:
    """Say which part of a list this is, and where the parts beside it are."""
    return {
        "page_number": pager.number,
        "first": pager.first,
        "last": pager.last,
        "count": pager.count,
        "before": _beside(visit, pager.before),
        "after": _beside(visit, pager.after),
    }


def of_rows(table: PublishedTable, rows: Sequence[dict[str, Cell]]) -> list[Context]:
    """Give rows as they are published."""
    return [{column.name: plain(row[column.name]) for column in table.columns} for row in rows]


def plain(value: Cell) -> Any:  # noqa: ANN401 (JSON)
    """Give a cell as JSON has it: what would lose digits or has no form there is text."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _beside(visit: Visit, address: str) -> str | None:
    """Turn the address of a page into that of the JSON beside it."""
    if not address:
        return None
    path, mark, query = address.partition("?")
    return f"{visit.base}{path}index.json{mark}{query}"
