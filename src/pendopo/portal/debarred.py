"""Whether a supplier stands on a published list of firms that are shut out; what it won then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from pendopo.portal.flagged import address_of
from pendopo.portal.visit import Visit
from pendopo.published.reads import Filter, Query, Reader
from pendopo.published.tables import PublishedTable

_LIST: Final = ("debarments", "debarments")
_MOST: Final = 100
_AWARDS_MOST: Final = 50
# A firm is meant by scheme and number alone: names are alike.
_NUMBERS: Final = """
select distinct scheme, identifier from parties
where party_id = ? and scheme is not null and identifier is not null
order by scheme, identifier
"""
_AWARDED: Final = """
select p.ocid, p.title, a.date as day
from awards as a
inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
inner join processes as p on a.ocid = p.ocid
where
    s.supplier_id = ?
    and coalesce(a.status, 'active') = 'active'
    and a.date >= ?
    and a.date <= coalesce(?, date '9999-12-31')
order by a.date, p.ocid limit ?
"""


@dataclass(frozen=True, slots=True)
class Won:
    """An award of a firm while it was shut out."""

    title: str
    address: str
    day: date


@dataclass(frozen=True, slots=True)
class Debarred:
    """One decision against a firm.

    :param until: the last day that it holds; None where it has no end
    :param awards: what the firm won in that time; of very many the first 50
    :param address: the row of the list
    """

    since: date
    until: date | None
    authority: str
    reason: str
    law: str
    source: str
    address: str
    awards: Sequence[Won] = ()


def debarred(visit: Visit, party: str) -> list[Debarred] | None:
    """Give the decisions against a supplier, the newest first; None where no list is published."""
    register, name = _LIST
    try:
        table = visit.programme.table(visit.state, register, name)
    except KeyError:
        return None
    numbers = visit.programme.flagging.ask(visit.state, _NUMBERS, (party,))
    known = {(one["scheme"], one["identifier"]) for one in numbers}
    reader = visit.programme.reader(table)
    meant = [row for scheme, number in sorted(known) for row in _named(reader, scheme, number)]
    found = [one for row in meant for one in _decision(visit, table, reader, row, party)]
    return sorted(found, key=lambda one: (one.since, one.address), reverse=True)


def _named(reader: Reader, scheme: str, number: str) -> list[dict[str, Any]]:
    """Give the decisions against a number of a scheme; of very many the newest."""
    asked = (Filter("scheme", "eq", scheme), Filter("identifier", "eq", number))
    return reader.page(Query(asked, sort="since", descending=True), 0, _MOST)


def _decision(
    visit: Visit, table: PublishedTable, reader: Reader, row: dict[str, Any], party: str
) -> Iterator[Debarred]:
    until = _ends(row["until"], row["lifted"])
    # One that was lifted on its first day, or is said to end before it begins, never held.
    if row["since"] is None or (until is not None and until < row["since"]):
        return
    values = (party, row["since"], until, _AWARDS_MOST)
    yield Debarred(
        since=row["since"],
        until=until,
        authority=row["authority"] or "",
        reason=row["reason"] or "",
        law=row["law"] or "",
        source=row["source"] or "",
        address=visit.address(
            "row", register=table.register, name=table.name, row=reader.row_id(row)
        ),
        awards=[
            Won(one["title"] or one["ocid"], address_of(visit, "process", one["ocid"]), one["day"])
            for one in visit.programme.flagging.ask(visit.state, _AWARDED, values)
        ],
    )


def _ends(until: date | None, lifted: date | None) -> date | None:
    """Give the last day: the one before a decision was lifted, where that comes first.

    The calendar's first day has none before it.
    """
    before = lifted - timedelta(days=1) if lifted and lifted > date.min else lifted
    ends = [one for one in (until, before) if one]
    return min(ends, default=None)
