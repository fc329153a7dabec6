"""One check, held against what the published record holds on a day."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Protocol

from pendopo.terms.commitment import (
    Aim,
    Check,
    CombinedCheck,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    MeasureCheck,
    Need,
)
from pendopo.terms.journey import CheckResult, Measurement

# Engines add doubles in other orders; two values this close are one. Counts and money are exact.
_TOLERANCE = Decimal("1e-9")
_EXACT_DIGITS = 2
# In evidence: why nothing could be computed, a marked sentence and its values.
WHY: Final = "why"
VALUES: Final = "values"
_SHOWN_MOST: Final = 20


class NotComputableError(ValueError):
    """The record does not hold what a check asks, or its SQL gives no number: unknown, not zero.

    :param message: marked for translation, with placeholders for ``values``
    :param sql: the question that gave none; empty where nothing was asked
    """

    def __init__(self, message: str, sql: str = "", **values: str) -> None:
        super().__init__(message)
        self.message = message
        self.sql = sql
        self.values = values


@dataclass(frozen=True, slots=True)
class Found:
    """A publication that stands.

    :param day: on which it was published, where the government is
    :param office: which published it; empty where no check asks
    """

    id: str
    entry: int
    day: str
    office: str = ""


class Record(Protocol):
    """What a check may ask of the published record; each method raises NotComputableError."""

    def measured(self, check: IndicatorCheck | MeasureCheck) -> Measurement:
        """Give the number that a SELECT gives."""

    def documents(self, check: DocumentCheck | FreshnessCheck) -> Sequence[Found]:
        """Give the publications that stand where the check looks, oldest first."""

    def expected(self, check: CoverageCheck) -> Sequence[str]:
        """Give the list that is to be covered."""

    def present(self, check: CoverageCheck) -> Collection[str]:
        """Give the values that are there."""


def evaluate(check: Check, record: Record, day: date) -> CheckResult:
    """Hold a check against the record; what cannot be computed is unknown and says why."""
    try:
        return _evaluated(check, record, day)
    except NotComputableError as error:
        told = {WHY: error.message, VALUES: error.values}
        return CheckResult(check.id, None, told | ({"sql": error.sql} if error.sql else {}))


def _evaluated(check: Check, record: Record, day: date) -> CheckResult:
    match check:
        case CombinedCheck():
            results = [evaluate(one, record, day) for one in check.checks]
            return check_combined(check, results)
        case DocumentCheck():
            return check_document(check, record.documents(check))
        case FreshnessCheck():
            return check_freshness(check, record.documents(check), day)
        case CoverageCheck():
            return check_coverage(check, record.present(check), record.expected(check))
        case _:
            return check_indicator(check, record.measured(check))


def check_indicator(
    check: IndicatorCheck | MeasureCheck, measurement: Measurement | None
) -> CheckResult:
    """Hold a measured value against the target; no value is unknown, never zero.

    :param measurement: of that question for the day, or None
    """
    aim = {"aim": check.aim.value, "target": str(check.target)}
    if measurement is None or measurement.value is None:
        asked = {"sql": measurement.sql} if measurement else {}
        return CheckResult(check.id, None, {"value": None, **aim, **asked})
    value = Decimal(measurement.value)
    gap = _gap(value)
    match check.aim:
        case Aim.AT_LEAST:
            passed = value >= check.target - gap
        case Aim.AT_MOST:
            passed = value <= check.target + gap
        case Aim.EQUALS:
            passed = abs(value - check.target) <= gap
    evidence = {"value": measurement.value, "as_of": measurement.as_of, "size": measurement.size}
    return CheckResult(check.id, passed, {**evidence, **aim, "sql": measurement.sql})


def check_document(check: DocumentCheck, publications: Sequence[Found]) -> CheckResult:
    """Look for a publication that stands, of the check's office and time.

    :param publications: those of its register and scope
    """
    found = [one for one in publications if _fits(check, one)]
    shown = [_told(one) for one in found[-_SHOWN_MOST:]]
    return CheckResult(check.id, bool(found), {"count": len(found), "publications": shown})


def _fits(check: DocumentCheck, one: Found) -> bool:
    return (
        (not check.office or one.office.casefold() == check.office.casefold())
        and (check.since is None or one.day >= check.since.isoformat())
        and (check.until is None or one.day <= check.until.isoformat())
    )


def check_coverage(
    check: CoverageCheck, present: Collection[str] | None, expected: Sequence[str] = ()
) -> CheckResult:
    """Count which of a list are present, and name those that are missing.

    :param present: the column's distinct values, or None when no such table is published
    :param expected: the list, where a table holds it
    """
    listed = check.of or expected
    if present is None:
        return CheckResult(check.id, None, {"covered": None, "of": len(listed), "missing": None})
    missing = [one for one in listed if one not in present]
    evidence = {"covered": len(listed) - len(missing), "of": len(listed), "missing": missing}
    return CheckResult(check.id, not missing if listed else None, evidence)


def check_freshness(check: FreshnessCheck, publications: Sequence[Found], day: date) -> CheckResult:
    """Count the days since something was last published.

    :param publications: those that stand; none is not passed, for nothing fresh is there
    """
    if not publications:
        return CheckResult(
            check.id, passed=False, evidence={"newest": None, "age": None, "days": check.days}
        )
    newest = max(publications, key=lambda one: (one.day, one.entry))
    age = max(0, (day - date.fromisoformat(newest.day)).days)
    evidence = {"newest": newest.day, "age": age, "days": check.days}
    return CheckResult(check.id, age <= check.days, {**evidence, "publications": [_told(newest)]})


def check_combined(check: CombinedCheck, results: Sequence[CheckResult]) -> CheckResult:
    """Say whether all or any passed; what is unknown decides only where the others do not."""
    found = [one.passed for one in results]
    decisive = check.need is Need.ANY
    passed: bool | None = not decisive
    if decisive in found:
        passed = decisive
    elif None in found:
        passed = None
    return CheckResult(
        check.id,
        passed,
        {
            "need": check.need.value,
            "passed": found.count(True),
            "of": len(found),
            "checks": [asdict(one) for one in results],
        },
    )


def changes_on(check: Check, result: CheckResult, day: date) -> date | None:
    """Give the first day on which time alone can change a result; None when it cannot."""
    match check:
        case CombinedCheck():
            within = [CheckResult(**one) for one in result.evidence.get("checks", ())]
            days = map(changes_on, check.checks, within, [day] * len(within))
            return min((one for one in days if one), default=None)
        case FreshnessCheck() if result.passed:
            newest = date.fromisoformat(result.evidence["newest"])
            return newest + timedelta(days=check.days + 1)
        case IndicatorCheck() | MeasureCheck() if "$as_of" in result.evidence.get("sql", ""):
            return day + timedelta(days=1)
        case _:
            return None


def every(checks: Sequence[Check]) -> Iterator[Check]:
    """Give checks and those within them, each before its own."""
    for one in checks:
        yield one
        if isinstance(one, CombinedCheck):
            yield from every(one.checks)


def _told(one: Found) -> dict[str, Any]:
    return {"id": one.id, "entry": one.entry, "day": one.day, "office": one.office}


def _gap(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    exact = isinstance(exponent, int) and exponent >= -_EXACT_DIGITS
    return Decimal(0) if exact else _TOLERANCE * max(Decimal(1), abs(value))
