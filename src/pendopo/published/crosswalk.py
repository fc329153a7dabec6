"""A crosswalk between two charts of accounts: what a code of one is in the other.

It is a published dataset named ``crosswalk-<from>--<to>``, so that it is signed as all that is
published: a row says of which classification it is, from which code, to which, and by what share.
Amounts are carried over only as far as it covers them; what it does not cover is told, never
guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pendopo.published.outline import Outline, Path

REGISTER: Final = "datasets"
COLUMNS: Final = ("classification", "from", "to", "share")
# Of the value of a year so much must be covered, or the line is broken there.
COVERED_LEAST: Final = Decimal("0.98")
_WHOLE: Final = Decimal(1)


def dataset_of(source: str, target: str) -> str:
    """Name the dataset that leads from one chart to another."""
    return f"crosswalk-{source}--{target}"


@dataclass(frozen=True, slots=True)
class Carried:
    """What amounts of one chart come to under a code of another.

    :param value: what lies under the code; None where it is not known
    :param covered: share of all value, by its size, that the crosswalk leads over, 0 to 1
    """

    value: Decimal | None
    covered: Decimal

    @property
    def holds(self) -> bool:
        """Whether enough is covered to stand beside the other years."""
        return self.value is not None and self.covered >= COVERED_LEAST


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """One classification's codes from one chart to another.

    :param entry: the publication's entry
    :param steps: a code to those that it becomes, each with its share; shares of a code make one
    """

    source: str
    target: str
    entry: int
    steps: Mapping[str, Mapping[str, Decimal]]

    def carry(
        self, amounts: Iterable[tuple[Path, Decimal | None]], under: str, outline: Outline
    ) -> Carried:
        """Carry the amounts of a year over, and add up what lies under a code.

        What leads to a code above it, or to one whose place is not known, is not covered: some of
        it may lie under the code, and nobody said how much.

        :param amounts: each with its codes in the chart that is left, the highest first
        :param outline: what lies under what in the chart that is led to
        """
        value, known, covered = Decimal(0), Decimal(0), Decimal(0)
        for path, amount in amounts:
            if amount is None:
                return Carried(None, Decimal(0))
            known += abs(amount)
            for target, share in self._becomes(path).items():
                lies = outline.lies(target, under)
                if lies is not None:
                    covered += abs(amount) * share
                if lies:
                    value += amount * share
        return Carried(value, covered / known if known else Decimal(0))

    def _becomes(self, path: Path) -> Mapping[str, Decimal]:
        """Find the step of a line's own code, or that of the nearest above it in its levels."""
        return next((self.steps[code] for code in reversed(path) if code in self.steps), {})


def crosswalk_of(
    names: tuple[str, str], classification: str, entry: int, rows: Iterable[Mapping[str, Any]]
) -> Crosswalk:
    """Read one classification's steps; a code whose shares do not make one leads nowhere."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        if row["classification"] != classification or not row["from"]:
            continue
        share, target = _share(row["share"]), row["to"]
        steps = found.setdefault(str(row["from"]), {})
        if share is not None and target:
            steps[str(target)] = steps.get(str(target), Decimal(0)) + share
    whole = {code: steps for code, steps in found.items() if sum(steps.values()) == _WHOLE}
    return Crosswalk(*names, entry, whole)


def _share(text: object) -> Decimal | None:
    try:
        share = Decimal(str(text))
    except InvalidOperation:
        return None
    return share if share.is_finite() and 0 < share <= 1 else None
