"""Which line of a budget pays for a purchase: code, office and fiscal year have to agree.

A code alone says little, since each office writes the same account in each year, and so does the
neighbour. Where the record does not say more, the code is told to be found there, and no more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

from pendopo.portal.visit import Visit
from pendopo.published.reads import Filter, Query, Reader
from pendopo.registers.budgets.levels import LEVELS, code_of

TABLE: Final = ("budgets", "lines")
# What names a line, the narrower first.
NAMES: Final = ("line_id", "code")
_OFFICES: Final = tuple(code_of("administrative", level) for level in range(1, LEVELS + 1))
_UNIT: Final = "-"  # between a government's code and that of a unit that publishes for itself
_PARTS: Final = 3
# The years in which a purchase is paid for: those of the contract, as near as the record tells.
_YEARS: Final = """
select
    p.ocid,
    year(coalesce(
        c.starts, t.contract_starts, c.signed, p.award_date, p.tender_opened, c.ends
    )) as first_year,
    year(coalesce(
        c.ends, t.contract_ends, c.starts, t.contract_starts, c.signed, p.award_date,
        p.tender_opened
    )) as last_year
from processes as p
left join tenders as t on p.ocid = t.ocid
left join (
    select ocid, min(starts) as starts, max(ends) as ends, min(signed) as signed
    from contracts where coalesce(status, '') <> 'cancelled' group by ocid
) as c on p.ocid = c.ocid
"""
# Who buys, under each code that the record has for it.
_BUYERS: Final = """
with named as (
    select ocid, buyer_id as office from processes
    union
    select ocid, procuring_entity_id as office from tenders
)

select ocid, office from named where office is not null
union
select a.ocid, a.identifier as office
from parties as a
inner join named as n on a.ocid = n.ocid and a.party_id = n.office
where a.identifier is not null
"""
_PAID: Final = f"""
p.ocid in (
    select n.ocid from planning as n
    inner join ({_YEARS}) as y on n.ocid = y.ocid
    where n.budget_id = ? and ? between y.first_year and y.last_year
)
"""  # noqa: S608  names of our own
_BY: Final = f"p.ocid in (select o.ocid from ({_BUYERS}) as o where list_contains(?, o.office))"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Paying:
    """What a purchase has to say so that a line pays for it.

    :param name: the code or id of the line
    :param offices: of whom it has to be one; none where any office of the record does
    """

    year: int
    offices: tuple[str, ...]
    name: str

    @property
    def text(self) -> str:
        """Write it as it stands in an address: ``2026/99.01+1.01/5.2.04.01``."""
        offices = "+".join(quote(one, safe="") for one in self.offices)
        return f"{self.year}/{offices}/{self.name}"

    @property
    def condition(self) -> tuple[str, list[Any]]:
        """Give it as a condition on ``processes as p`` and its values."""
        if not self.offices:
            return _PAID, [self.name, self.year]
        return f"{_PAID} and {_BY}", [self.name, self.year, list(self.offices)]


def parse_paying(text: str) -> Paying | None:
    """Read it from an address; None where it is not written so."""
    parts = text.split("/", _PARTS - 1)
    if len(parts) != _PARTS or not parts[2] or not (parts[0].isascii() and parts[0].isdigit()):
        return None
    offices = tuple(unquote(one) for one in parts[1].split("+") if one)
    return Paying(int(parts[0]), offices, parts[2])


@dataclass(frozen=True, slots=True)
class Line:
    """Rows of a budget that have one code, year, publisher and office.

    :param column: which of ``NAMES`` the code stands in
    :param offices: column and code of each level of the office, the widest first
    """

    column: str
    name: str
    year: int
    publisher: str
    offices: tuple[tuple[str, str], ...]

    def paying(self, whole: str) -> Paying:
        """Give what a purchase has to say so that this pays for it.

        A line of the whole government is any office's, unless it names one itself; a line id has
        the office in it. Of another publisher a purchase has to name the publisher.

        :param whole: whose budget is that of the whole government; empty where nobody's is
        """
        if self.publisher != whole:
            return Paying(self.year, (self.publisher,), self.name)
        if not self.offices or self.column == "line_id":
            return Paying(self.year, (), self.name)
        codes = (code for _column, code in self.offices)
        return Paying(self.year, tuple(dict.fromkeys([*codes, self.publisher])), self.name)

    def address(self, visit: Visit, buyers: Iterable[str]) -> str:
        """Give its rows in the table, those of the office that the purchase names alone."""
        asked = {self.column: self.name, "year": self.year, "publisher": self.publisher}
        of = next((one for one in self.offices if one[1] in buyers), None)
        return rows_of(visit, asked | (dict([of]) if of else {}))


def rows_of(visit: Visit, asked: Mapping[str, object]) -> str:
    """Give the address of rows of the table."""
    register, table = TABLE
    return f"{visit.address('table', register=register, name=table)}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a code stands in the budgets, held to what the purchase says.

    :param paying: the lines that pay for it, each once with the address of its rows
    :param elsewhere: the others that have the code
    """

    paying: dict[str, Line]
    elsewhere: list[Line]


def find(visit: Visit, ocid: str, name: str) -> Found:
    """Look for the lines that a purchase names; none where no budget is published."""
    reader = _reader(visit)
    lines = visit.once((TABLE, name), lambda: _lines(reader, name)) if reader else []
    if not (reader and lines):
        return Found({}, [])
    whole, said = _whole(visit, reader), _said(visit, ocid)
    found = Found({}, [])
    for line in lines:
        if said.agrees(line.paying(whole)):
            found.paying[line.address(visit, said.buyers)] = line
        else:
            found.elsewhere.append(line)
    return found


def lines_of(visit: Visit, row: Mapping[str, Any]) -> Iterator[Paying]:
    """Give what a purchase has to say so that a row of the budgets pays for it, by each name."""
    if reader := _reader(visit):
        whole = _whole(visit, reader)
        for column in NAMES:
            if row.get(column):
                yield _line(column, row).paying(whole)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a purchase says of when and by whom it is made.

    :param years: the first and the last; None where it tells no day
    """

    years: tuple[int, int] | None
    buyers: frozenset[str]

    def agrees(self, paying: Paying) -> bool:
        if self.years is None or not self.years[0] <= paying.year <= self.years[1]:
            return False
        return not paying.offices or not self.buyers.isdisjoint(paying.offices)


def _said(visit: Visit, ocid: str) -> _Said:
    if visit.static:
        return visit.once("when and by whom", lambda: _all_said(visit, ""))[ocid]
    return _all_said(visit, ocid)[ocid]


def _all_said(visit: Visit, ocid: str) -> dict[str, _Said]:
    """Read what purchases say, of one or of all; the same words as ``Paying.condition`` reads."""
    where, values = ("where ocid = ?", (ocid,)) if ocid else ("", ())
    buyers: dict[str, set[str]] = {}
    with visit.programme.flagging.asking(visit.state) as ask:
        for row in ask(f"select * from ({_BUYERS}) {where}", values):  # noqa: S608  names of our own
            buyers.setdefault(row["ocid"], set()).add(row["office"])
        told = ask(f"select * from ({_YEARS}) {where}", values)  # noqa: S608  names of our own
    return {
        row["ocid"]: _Said(
            (row["first_year"], row["last_year"]) if row["first_year"] is not None else None,
            frozenset(buyers.get(row["ocid"], ())),
        )
        for row in told
    }


def _reader(visit: Visit) -> Reader | None:
    try:
        return visit.programme.reader(visit.programme.table(visit.state, *TABLE))
    except KeyError:
        return None


def _lines(reader: Reader, name: str) -> list[Line]:
    """Give where a code stands, by the narrower of its names that is there."""
    for column in NAMES:
        asked = Query((Filter(column, "eq", name),))
        if found := reader.sums(asked, ("year", "publisher", *_OFFICES), "amount"):
            return [_line(column, {column: name} | cells) for cells, _amount in found]
    return []


def _line(column: str, row: Mapping[str, Any]) -> Line:
    offices = tuple((one, str(row[one])) for one in _OFFICES if row[one])
    return Line(column, str(row[column]), int(row["year"]), str(row["publisher"]), offices)


def _whole(visit: Visit, reader: Reader) -> str:
    """Give whose budget is that of the whole government: the one that all others are units of.

    A unit's code begins with its government's and a hyphen. Of two that are no units none is whole:
    a purchase then has to name the one that pays.
    """
    publishers: Sequence[str] = visit.once("publishers", lambda: reader.values("publisher"))
    wide = [
        one
        for one in publishers
        if not any(one.startswith(f"{other}{_UNIT}") for other in publishers)
    ]
    return wide[0] if len(wide) == 1 else ""
