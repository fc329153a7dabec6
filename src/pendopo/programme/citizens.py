"""What is published of a year's budget, gathered for the citizens' budget."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from pendopo.exports.citizens.budget import (
    EXPENDITURE,
    IN,
    OUT,
    REVENUE,
    CitizensBudget,
    Member,
    Part,
    People,
    Source,
    Standing,
    Year,
)
from pendopo.programme.cubing import CAPITA
from pendopo.programme.phases import (
    PHASES,
    PLANS,
    SPENT,
    Amounts,
    Cell,
    by_phase,
    counted,
    months,
)
from pendopo.programme.programme import Programme
from pendopo.published.cubes.asked import Page, Question
from pendopo.published.cubes.grammar import Among, Cut, Word
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.errors import QueryError
from pendopo.published.state import State

CUBE: Final = "budget"
_CELLS_MOST: Final = 1_000_000
# A level with fewer members says too little ("obligatory affairs"); of more, the rest is one row.
_MEMBERS_LEAST: Final = {"functional": 9, "economic": 4}
_MEMBERS_MOST: Final = {REVENUE: 10, EXPENDITURE: 12, IN: 4, OUT: 4}
_KINDS_MOST: Final = 5
_YEARS_MOST: Final = 5
_LEVELS: Final = 8
# Rows of a file that are named one by one; of more, only how many there are.
_LINES_MOST: Final = 3
_FACTS_NAMED_MOST: Final = 60
_NOTHING: Final = Decimal(0)
_ENTRY, _LINE, _COUNT = "record.entry", "record.line", "_count"


class Addresses(Protocol):
    """Where things stand on the site; each is empty where that is not known."""

    def publication(self, id_: str) -> str:
        """Give the page of a publication."""

    def view(self, asked: Mapping[str, str]) -> str:
        """Give the page of money with these choices."""

    def rows(self, asked: Mapping[str, str]) -> str:
        """Give the rows of the table that are cut by these columns."""


@dataclass(frozen=True, slots=True)
class Budgeted:
    """Whose budget of which year is published."""

    publisher: str
    year: int


def published_budgets(opened: Programme, state: State) -> list[Budgeted]:
    """Give the years and publishers of which a budget is published, the newest year first."""
    cube = _cube(opened, state)
    if cube is None:
        return []
    asked = Question(refs=("publisher", "year"), aggregates=(_COUNT,), page=Page(size=_CELLS_MOST))
    found = [
        Budgeted(cell["publisher.publisher"], int(cell["year.year"]))
        for cell in cube.aggregate(asked)["cells"]
        if cell["publisher.publisher"] and cell["year.year"]
    ]
    return sorted(found, key=lambda one: (-one.year, one.publisher))


def gather(
    opened: Programme, state: State, of: Budgeted, addresses: Addresses
) -> CitizensBudget | None:
    """Gather a year's budget; None where none of that year and publisher is published."""
    cube = _cube(opened, state)
    if cube is None or of not in published_budgets(opened, state):
        return None
    book = _Book(cube, of, addresses)
    config, government = opened.config, opened.config.government
    observed = government.observes if government.role == "observer" else ""
    revenue = book.part(REVENUE, "economic")
    purposes = book.part(EXPENDITURE, "functional")
    kinds = book.part(EXPENDITURE, "economic", _KINDS_MOST)
    funds = [book.part(one, "economic") for one in (IN, OUT) if one in book.directions]
    years = book.years()
    signed = opened.public / "log" / "history" / f"{state.size}.checkpoint"
    lines = signed.read_text("utf-8").splitlines() if signed.exists() else []
    return CitizensBudget(
        government=observed or government.name,
        publisher=of.publisher,
        year=of.year,
        currency=book.currency,
        origin=config.log.origin,
        size=state.size,
        root=lines[2] if lines else "",
        on=datetime.fromisoformat(state.time).astimezone(ZoneInfo(government.timezone)).date(),
        revenue=revenue,
        purposes=purposes,
        kinds=kinds,
        funds=funds,
        years=years,
        sources=_sources(opened, state, book, addresses),
        people=_people(opened, state, cube, of),
        keeper=government.name if observed else "",
        contact=government.contact,
        licence=config.publishing.licence,
        language=government.languages[0],
        hue=government.accent_hue,
        invented=government.invented,
        apart=book.apart,
    )


class _Book:
    """One publisher's budget of one year, asked part by part.

    :ivar entries: the publications that any amount came from
    :ivar apart: other currencies of that year
    """

    def __init__(self, cube: CubeReader, of: Budgeted, addresses: Addresses) -> None:
        self._cube, self._of, self._addresses = cube, of, addresses
        self.entries: set[int] = set()
        self._own = {"publisher": of.publisher}
        year = {**self._own, "year": str(of.year)}
        found = self._ask(year, ("currency", "direction"), (_COUNT,))
        lines: dict[str, int] = {}
        for cell in found:
            currency = cell["currency.currency"]
            lines[currency] = lines.get(currency, 0) + cell[_COUNT]
        self.currency, *rest = sorted(lines, key=lambda one: (-lines[one], one))
        self.apart = tuple(sorted(rest))
        self._own["currency"] = self.currency
        self._here = {**year, "currency": self.currency}
        self.directions = {
            cell["direction.direction"]
            for cell in found
            if cell["currency.currency"] == self.currency
        }

    def part(self, direction: str, by: str, most: int = 0) -> Part:
        """Gather one direction by a classification, or by accounts where it has none of these."""
        here = {**self._here, "direction": direction}
        ref = self._ref(here, by) or self._ref(here, "economic")
        cells = self._cells(here, ref)
        name = ref.rpartition("_")[0]
        view = self._here_on_site(direction) | ({"by": name} if name else {})
        plan, spent = _phase(cells, PLANS), _phase(cells, SPENT)
        members = self._members(here, ref, cells, {plan, spent})
        total = _sums([one.amounts for one in members])
        shown, others = _largest(members, plan or spent, most or _MEMBERS_MOST[direction])
        return Part(
            direction=direction,
            by=name,
            plan=plan,
            spent=spent,
            until=months(cells) if spent == "executed" else 0,
            members=shown,
            total=total,
            others=others,
            address=self._addresses.view(view),
        )

    def years(self) -> list[Year]:
        """Gather the years until this one, the last few."""
        refs = ("year", "direction", "phase", "month", _ENTRY)
        cells = self._ask(self._own, refs, ("amount.sum", _COUNT))
        cells = [cell for cell in cells if cell["year.year"] and cell["year.year"] <= self._of.year]
        sums = by_phase(cells, lambda cell: (cell["year.year"], cell["direction.direction"]))
        last = sorted({year for year, _ in sums})[-_YEARS_MOST:]
        own = [cell for cell in cells if cell["year.year"] in last]
        standing = self._standing(own, lambda cell: cell["year.year"])
        return [_year(year, sums, standing.get(year, ())) for year in last]

    def _here_on_site(self, direction: str) -> dict[str, str]:
        return {
            "publisher": self._of.publisher,
            "year": str(self._of.year),
            "direction": direction,
        }

    def _ask(self, cut: Mapping[str, str], refs: Sequence[str], what: Sequence[str]) -> list[Cell]:
        asked = Question(
            cuts=_cuts(cut), refs=tuple(refs), aggregates=tuple(what), page=Page(size=_CELLS_MOST)
        )
        return list(self._cube.aggregate(asked)["cells"])

    def _cells(self, here: Mapping[str, str], ref: str) -> list[Cell]:
        refs = ([ref] if ref else []) + ["phase", "month", _ENTRY]
        return self._ask(here, refs, ("amount.sum", _COUNT))

    def _ref(self, here: Mapping[str, str], by: str) -> str:
        """Give the level with members enough to tell money apart; empty where there is none."""
        refs = [f"{by}_{level}" for level in range(1, _LEVELS + 1)]
        known = self._cube.filled(Question(cuts=_cuts(here), refs=tuple(refs)))
        found = next((ref for ref in refs if ref in known), "")
        for ref in (ref for ref in refs if known.get(ref)):
            found = ref
            asked = Question(cuts=_cuts(here), refs=(ref,), page=Page(size=1))
            if self._cube.members(asked)["total_member_count"] >= _MEMBERS_LEAST[by]:
                break
        return found

    def _members(
        self, here: Mapping[str, str], ref: str, cells: Sequence[Cell], shown: Set[str]
    ) -> list[Member]:
        """Give the members, with where those amounts stand that are of the phases shown."""

        def code(cell: Cell) -> str:
            return str(cell.get(f"{ref}.code") or "")

        names: dict[str, str] = {}
        for cell in cells:
            names.setdefault(code(cell), str(cell.get(f"{ref}.label") or code(cell)))
        standing = self._standing([one for one in cells if one["phase.phase"] in shown], code)
        lines = self._lines(here, ref, standing)
        return [
            Member(
                name=names[one],
                code=one,
                amounts=amounts,
                standing=tuple(
                    Standing(it.entry, it.amounts, lines.get((one, it.entry), ()))
                    for it in standing.get(one, ())
                ),
                address=self._rows(here, ref, one),
            )
            for one, amounts in by_phase(cells, code).items()
        ]

    def _rows(self, here: Mapping[str, str], ref: str, code: str) -> str:
        asked = {**here, f"{ref}_code": code} if code else {**here, f"{ref}_code__empty": "yes"}
        return self._addresses.rows(asked if ref else here)

    def _standing(self, cells: Iterable[Cell], key: Any) -> dict[Any, tuple[Standing, ...]]:  # noqa: ANN401
        """Say in which publications the amounts of each key stand, and how many they are."""
        found: dict[Any, dict[int, int]] = {}
        for of, cell in counted(cells, key):
            counts = found.setdefault(of, {})
            counts[cell[_ENTRY]] = counts.get(cell[_ENTRY], 0) + cell[_COUNT]
        for counts in found.values():
            self.entries |= counts.keys()
        return {
            of: tuple(Standing(entry, counts[entry]) for entry in sorted(counts))
            for of, counts in found.items()
        }

    def _lines(
        self, here: Mapping[str, str], ref: str, standing: Mapping[str, Sequence[Standing]]
    ) -> dict[tuple[str, int], tuple[int, ...]]:
        """Name the rows of the files, for members that have few; a row may hold many months."""
        few = [
            code
            for code, held in standing.items()
            if code and all(one.amounts <= _FACTS_NAMED_MOST for one in held)
        ]
        if not few:
            return {}
        cuts = (*_cuts(here), Among(f"{ref}.code", tuple(Word(one, quoted=True) for one in few)))
        refs = (f"{ref}.code", _ENTRY, _LINE)
        asked = Question(cuts=cuts, refs=refs, aggregates=(_COUNT,), page=Page(size=_CELLS_MOST))
        found: dict[tuple[str, int], list[int]] = {}
        for cell in self._cube.aggregate(asked)["cells"]:
            found.setdefault((cell[f"{ref}.code"], cell[_ENTRY]), []).append(cell[_LINE])
        return {of: tuple(sorted(own)) for of, own in found.items() if len(own) <= _LINES_MOST}


def _cube(opened: Programme, state: State) -> CubeReader | None:
    try:
        cube = opened.cubes.open(state, CUBE)
    except KeyError:
        return None
    return cube if cube.places() else None


def _cuts(settled: Mapping[str, str]) -> tuple[Cut, ...]:
    return tuple(
        Among(ref, (Word(text, quoted=ref != "year"),)) for ref, text in settled.items() if text
    )


def _phase(cells: Sequence[Cell], of: Sequence[str]) -> str:
    return next((phase for phase in of if any(phase == one["phase.phase"] for one in cells)), "")


def _sums(found: Sequence[Mapping[str, Decimal | None]]) -> Amounts:
    """Add up; what one member has no known amount of is not known of all."""
    total: Amounts = {}
    for phase in PHASES:
        known = [one[phase] for one in found if phase in one]
        if known:
            total[phase] = (
                None if None in known else sum((one or _NOTHING for one in known), _NOTHING)
            )
    return total


def _largest(members: Sequence[Member], phase: str, most: int) -> tuple[list[Member], int]:
    """Give the largest, and all others as one row without a name."""

    def order(one: Member) -> tuple[bool, Decimal, str]:
        amount = one.amounts.get(phase)
        return amount is None, -(amount or _NOTHING), one.name

    rows = sorted(members, key=order)
    if len(rows) <= most:
        return rows, 0
    rest = rows[most - 1 :]
    held: dict[int, int] = {}
    for one in rest:
        for where in one.standing:
            held[where.entry] = held.get(where.entry, 0) + where.amounts
    standing = tuple(Standing(entry, held[entry]) for entry in sorted(held))
    return [*rows[: most - 1], Member("", "", _sums([it.amounts for it in rest]), standing)], len(
        rest
    )


def _year(
    year: int, sums: Mapping[tuple[int, str], Amounts], standing: tuple[Standing, ...]
) -> Year:
    """Give a year's plan and what became of it; a direction that says nothing of one is absent."""
    own = {direction: sums[year, direction] for of, direction in sums if of == year}

    def first(phases: Sequence[str]) -> dict[str, Decimal | None]:
        return {
            direction: amounts[phase]
            for direction, amounts in own.items()
            for phase in [next((one for one in phases if one in amounts), "")]
            if phase
        }

    return Year(year, first(PLANS), first(SPENT), standing)


def _sources(opened: Programme, state: State, book: _Book, addresses: Addresses) -> list[Source]:
    zone = ZoneInfo(opened.config.government.timezone)
    found = []
    for entry in sorted(book.entries):
        publication = state.publication(entry)
        facts = opened.metadata(publication)
        on = datetime.fromisoformat(publication.time).astimezone(zone).date()
        title = facts.title if facts else ""
        found.append(Source(entry, title, on, addresses.publication(publication.id)))
    return found


def _people(opened: Programme, state: State, cube: CubeReader, of: Budgeted) -> People | None:
    try:
        people = opened.cubes.reading(state, cube, "", CAPITA).people
    except QueryError:
        return None
    found = people.at(of.publisher, of.year) if people else None
    if people is None or found is None:
        return None
    return People(found[1], found[0], "; ".join(people.counted_by(of.publisher, of.year)))
