"""What a reader may choose on the page of money, held to what is published."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from pendopo.portal.visit import Visit
from pendopo.programme.cubing import CAPITA
from pendopo.published.cubes.asked import Page, Question
from pendopo.published.cubes.grammar import Among, Cut, Word
from pendopo.published.cubes.model import Model
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.cubes.readings import NOMINAL, Reading
from pendopo.published.errors import QueryError
from pendopo.terms.wording import fill

CUBE: Final = "budget"
YEAR, PUBLISHER, CURRENCY, DIRECTION = "year", "publisher", "currency", "direction"
BY, UNDER, AS = "by", "under", "as"
PARAMETERS: Final = frozenset({YEAR, PUBLISHER, CURRENCY, DIRECTION, BY, UNDER, AS})
NOMINAL_WORD, REAL_WORD, CAPITA_WORD = "nominal", "real", "capita"
READINGS: Final = (NOMINAL_WORD, REAL_WORD, CAPITA_WORD)
# More than any classification has: what was left out would be missing from the total.
CELLS_MOST: Final = 1_000_000
# Where a government plans twice, what it changed its plan to is the plan.
PHASES: Final = ("pre-budget", "proposal", "approved", "revised", "executed", "audited")
PLANS: Final = ("revised", "approved", "proposal", "pre-budget")
SPENT: Final = ("audited", "executed")
_DIRECTIONS: Final = ("revenue", "expenditure", "financing-in", "financing-out")
_UNDER: Final = re.compile(r"([a-z]+)_([1-8]):(.{1,100})")


@dataclass(frozen=True, slots=True)
class Under:
    """A member that is drilled into."""

    classification: str
    level: int
    code: str

    @property
    def ref(self) -> str:
        """The attribute of the cube."""
        return f"{self.classification}_{self.level}.code"

    @property
    def written(self) -> str:
        """As an address has it."""
        return f"{self.classification}_{self.level}:{self.code}"


class Budget:
    """A budget cube asked for one publisher."""

    def __init__(self, visit: Visit, cube: CubeReader) -> None:
        self.visit = visit
        self._cube = cube
        self._asked = {name: visit.query.get(name, "") for name in PARAMETERS}
        self.publishers = cube.places()
        self.publisher = self._choice(PUBLISHER, self.publishers, self.publishers[:1])
        # Amounts of two currencies would not add up: one is chosen.
        self._lines = self._lines_of_currencies()
        self.currency = self._choice(CURRENCY, self.currencies, self._usual_currency())
        self._base = {PUBLISHER: self.publisher, CURRENCY: self.currency}
        self.years = sorted(self._lines[self.currency]) if self.currency else []
        self.year = self._choice(YEAR, self.all_years, [str(one) for one in self.years[-1:]])
        found = set(self._members("direction", self._base | {YEAR: self.year}))
        self.directions = [one for one in _DIRECTIONS if one in found]
        usual = ["expenditure"] if "expenditure" in found else self.directions[:1]
        self.direction = self._choice(DIRECTION, self.directions, usual)
        self._here = self._base | {DIRECTION: self.direction}
        self.under = self._under()
        chosen = (*_cuts(self._here | {YEAR: self.year}), *self._under_cuts())
        levels = [level for one in cube.model.cube.hierarchies for level in one.levels]
        self._levels = cube.filled(Question(cuts=chosen, refs=tuple(levels)))
        self.classifications = [
            one.name
            for one in cube.model.cube.hierarchies
            if any(level in self._levels for level in one.levels)
        ]
        usual = [self.under.classification] if self.under else self._usual()
        self.by = self._choice(BY, self.classifications, usual)
        self.level = self._level()
        self._prices_year = ""
        self.reading_word, self.reading, self.refused = self._reading()

    @property
    def model(self) -> Model:
        """The cube's model."""
        return self._cube.model

    @property
    def prices_year(self) -> str:
        """The year in whose prices amounts may be read; empty where no index is published."""
        return self._prices_year

    @property
    def currencies(self) -> list[str]:
        """The publisher's currencies, the one with the most lines first."""
        return sorted(self._lines, key=lambda one: (-sum(self._lines[one].values()), one))

    @property
    def all_years(self) -> list[str]:
        """The years to choose from: those of a chosen currency, else of all."""
        if self._asked[CURRENCY]:
            return [str(one) for one in self.years]
        return sorted({str(one) for found in self._lines.values() for one in found})

    @property
    def other_currencies(self) -> list[str]:
        """Those in which this year has amounts too, which are not among those shown."""
        return [
            one
            for one in self.currencies
            if one != self.currency and self.year and int(self.year) in self._lines[one]
        ]

    @property
    def ref(self) -> str:
        """The dimension that is shown; empty where there is none deeper."""
        return f"{self.by}_{self.level}" if self.level else ""

    def whole(self, ref: str, direction: str) -> list[dict[str, Any]]:
        """Add up all of the year that goes one way, whatever is drilled into."""
        return self._cells(self._of(direction), () if not ref else (ref,))

    def across(self, drilldown: Sequence[str]) -> list[dict[str, Any]]:
        """Add up all years of what goes this way, whatever is drilled into."""
        return self._cells(_cuts(self._here), drilldown)

    def widest(self, classification: str, direction: str) -> str:
        """Give the first level at which what goes one way has several members, else any it has."""
        refs = [f"{classification}_{level}" for level in range(1, 9)]
        asked = Question(cuts=self._of(direction), refs=tuple(refs))
        found = self._cube.filled(asked)
        known = [ref for ref in refs if ref in found]
        return next((ref for ref in known if found[ref]), next(iter(known), ""))

    def _of(self, direction: str) -> tuple[Cut, ...]:
        return _cuts(self._base | {YEAR: self.year, DIRECTION: direction})

    def cells(self, drilldown: Sequence[str], *, of_year: bool = True) -> list[dict[str, Any]]:
        """Add up what is chosen by phase and month, and by what is named."""
        settled = self._here | ({YEAR: self.year} if of_year else {})
        return self._cells((*_cuts(settled), *self._under_cuts()), drilldown)

    def _cells(self, cuts: tuple[Cut, ...], drilldown: Sequence[str]) -> list[dict[str, Any]]:
        asked = Question(
            cuts=cuts,
            refs=(*drilldown, "phase", "month"),
            aggregates=("amount.sum",),
            page=Page(size=CELLS_MOST),
            reading=self.reading,
        )
        return list(self._cube.aggregate(asked)["cells"])

    def address(self, **changed: str) -> str:
        """Give the address of the page with another choice; empty in a copy, which has one page."""
        if self.visit.static:
            return ""
        kept = {
            PUBLISHER: self._asked[PUBLISHER],
            CURRENCY: self._asked[CURRENCY],
            YEAR: self.year,
            DIRECTION: self.direction,
            BY: self.by,
            UNDER: self.under.written if self.under else "",
            AS: "" if self.reading_word == NOMINAL_WORD else self.reading_word,
        }
        asked = {name: text for name, text in {**kept, **changed}.items() if text}
        return f"{self.visit.plain}?{urlencode(asked)}"

    def rows_address(self, code: str | None) -> str:
        """Give where the rows behind an amount stand, each with its file and line.

        :param code: the member's; empty for what has none, None for all members
        """
        asked = {
            YEAR: self.year,
            PUBLISHER: self.publisher,
            DIRECTION: self.direction,
            CURRENCY: self.currency if len(self._lines) > 1 else "",
        }
        if self.ref and code is not None:
            column = f"{self.ref}_code"
            asked |= {column: code} if code else {f"{column}__empty": "yes"}
        if self.under:
            asked[f"{self.under.classification}_{self.under.level}_code"] = self.under.code
        table = self._cube.model.table
        address = self.visit.address("table", register=table.register, name=table.name)
        if self.visit.static:  # a copy has the table whole, not each question of it
            return address
        return (
            f"{address}?{urlencode({name: text for name, text in asked.items() if name and text})}"
        )

    def path(self) -> list[tuple[str, str]]:
        """Give the members that lie above what is shown, each with its address."""
        if self.under is None:
            return []
        refs = tuple(
            f"{self.under.classification}_{level}" for level in range(1, self.under.level + 1)
        )
        found = self._cube.aggregate(
            Question(
                cuts=(*_cuts(self._here), *self._under_cuts()),
                refs=refs,
                aggregates=("_count",),
                page=Page(size=1),
            )
        )["cells"]
        told = []
        for level, ref in enumerate(refs, 1):
            code = found[0][f"{ref}.code"] if found else None
            if code:
                one = Under(self.under.classification, level, code)
                label = found[0][f"{ref}.label"] or code
                told.append((label, self.address(under=one.written, by=one.classification)))
        return told

    def _under(self) -> Under | None:
        text = self._asked[UNDER]
        if not text:
            return None
        found = _UNDER.fullmatch(text)
        names = {one.name for one in self._cube.model.cube.hierarchies}
        if found is None or found[1] not in names:
            words = _("under is {found}. Write it like functional_2:1.01.")
            raise BadRequest(fill(words, {"found": text}))
        return Under(found[1], int(found[2]), found[3])

    def _under_cuts(self) -> tuple[Cut, ...]:
        return _cuts({self.under.ref: self.under.code}) if self.under else ()

    def _usual(self) -> list[str]:
        """Money is spent for something and comes from something."""
        first = "functional" if self.direction == "expenditure" else "economic"
        return [first] if first in self.classifications else self.classifications[:1]

    def _level(self) -> int:
        """Give the first level below what is drilled into that has several members, else one.

        :returns: 0 where none has any
        """
        above = self.under.level if self.under and self.under.classification == self.by else 0
        refs = [f"{self.by}_{level}" for level in range(above + 1, 9)] if self.by else []
        known = [ref for ref in refs if ref in self._levels]
        found = next((ref for ref in known if self._levels[ref]), next(iter(known), ""))
        return int(found.rpartition("_")[2]) if found else 0

    def _members(self, dimension: str, settled: dict[str, str]) -> list[str]:
        asked = Question(cuts=_cuts(settled), refs=(dimension,), page=Page(size=CELLS_MOST))
        rows = self._cube.members(asked)["data"]
        return [str(cells[0]) for row in rows if (cells := list(row.values()))[0] is not None]

    def _lines_of_currencies(self) -> dict[str, dict[int, int]]:
        """Count the publisher's lines by currency and year."""
        asked = Question(
            cuts=_cuts({PUBLISHER: self.publisher}),
            refs=(CURRENCY, YEAR),
            aggregates=("_count",),
            page=Page(size=CELLS_MOST),
        )
        found: dict[str, dict[int, int]] = {}
        for cell in self._cube.aggregate(asked)["cells"]:
            currency, year = cell["currency.currency"], cell["year.year"]
            if currency is not None and year is not None:
                found.setdefault(currency, {})[year] = cell["_count"]
        return found

    def _usual_currency(self) -> list[str]:
        """Give that of most lines: of the year that is asked for, else of all years."""
        year = self._asked[YEAR]
        of_year = [one for one in self.currencies if year in map(str, self._lines[one])]
        return sorted(of_year, key=lambda one: -self._lines[one][int(year)]) or self.currencies

    def _choice(self, name: str, known: Sequence[str], usual: Sequence[str]) -> str:
        asked = self._asked[name]
        if asked and asked not in known:
            words = _("{name} is {found}. Write one of: {names}.")
            said = {"name": name, "found": asked, "names": ", ".join(known)}
            raise BadRequest(fill(words, said))
        return asked or next(iter(usual), "")

    def _reading(self) -> tuple[str, Reading, dict[str, str]]:
        """Read as what amounts are wanted, and why others are not to be had."""
        asked = self._choice(AS, READINGS, READINGS[:1])
        found: dict[str, Reading] = {NOMINAL_WORD: NOMINAL}
        refused: dict[str, str] = {}
        cubes, state = self.visit.programme.cubes, self.visit.state
        for word in (REAL_WORD, CAPITA_WORD):
            try:
                if word == REAL_WORD:
                    self._prices_year = cubes.newest_prices(state)
                real, per = (self._prices_year, "") if word == REAL_WORD else ("", CAPITA)
                found[word] = cubes.reading(state, self._cube, real, per)
            except QueryError as error:
                refused[word] = fill(_(error.message), error.values)
        if asked not in found:
            raise BadRequest(refused[asked])
        return asked, found[asked], refused


def _cuts(settled: dict[str, str]) -> tuple[Cut, ...]:
    """Write what is settled as cuts."""
    return tuple(
        Among(ref, (Word(text, quoted=ref != YEAR),)) for ref, text in settled.items() if text
    )
