"""Assess: a milestone's checks, held against the published record on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pendopo.terms.commitment import Aim, CoverageCheck, DocumentCheck, IndicatorCheck, Milestone
from pendopo.terms.journey import CheckResult, Measurement, Standing, StandingWord

# Engines add doubles in other orders; two values this close are one. Counts and money are exact.
_TOLERANCE = Decimal("1e-9")
_EXACT_DIGITS = 2
PASSED_ON = "passed_on"


def check_indicator(check: IndicatorCheck, measurement: Measurement | None) -> CheckResult:
    """Hold a measured value against the target; no value is unknown, never zero.

    :param measurement: the newest of that indicator up to the day, or None
    """
    aim = {"aim": check.aim.value, "target": str(check.target)}
    if measurement is None or measurement.value is None:
        return CheckResult(check.id, None, {"value": None, **aim})
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
    return CheckResult(check.id, passed, {**evidence, **aim})


def check_document(
    check: DocumentCheck, publications: Sequence[tuple[str, str, Mapping[str, str]]]
) -> CheckResult:
    """Look for a current publication of the register whose scope holds the check's codes.

    :param publications: (id, register, scope) of what stands on the day
    """
    found = [
        publication
        for publication, register, scope in publications
        if register == check.register and check.scope.items() <= scope.items()
    ]
    return CheckResult(check.id, bool(found), {"publications": found})


def check_coverage(check: CoverageCheck, present: Collection[str] | None) -> CheckResult:
    """Count which of a list are present, and name those that are missing.

    :param present: the column's distinct values, or None when no such table is published
    """
    total = len(check.of)
    if present is None:
        return CheckResult(check.id, None, {"covered": None, "of": total, "missing": None})
    missing = [one for one in check.of if one not in present]
    evidence = {"covered": total - len(missing), "of": total, "missing": missing}
    return CheckResult(check.id, not missing, evidence)


def assess(
    milestone: Milestone,
    results: Sequence[CheckResult],
    day: date,
    earlier: Standing | None = None,
) -> Standing:
    """Say what the record shows of a milestone on a day.

    Only results of the milestone's own checks count, so that no claim meets it. A check without a
    result, or with an unknown one, has not passed. A check that once passed and does not now makes
    the milestone regressed until it passes again; its evidence says when it last did.

    :param earlier: the standing last recorded, or None
    """
    by_check = {result.check: result for result in results}
    now = tuple(
        _remembering(by_check.get(check.id, CheckResult(check.id, None)), earlier)
        for check in milestone.checks
    )
    return Standing(milestone.id, _word(milestone, now, day), day.isoformat(), now)


def _gap(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    exact = isinstance(exponent, int) and exponent >= -_EXACT_DIGITS
    return Decimal(0) if exact else _TOLERANCE * max(Decimal(1), abs(value))


def _word(milestone: Milestone, results: Sequence[CheckResult], day: date) -> StandingWord:
    passed = sum(result.passed is True for result in results)
    if results and passed == len(results):
        return StandingWord.ALL
    if any(PASSED_ON in result.evidence for result in results):
        return StandingWord.REGRESSED
    due = milestone.due
    if due and day > due.last:
        return StandingWord.OVERDUE
    if passed:
        return StandingWord.SOME
    # Without a date nobody can say that it is due, nor that it is not.
    return StandingWord.LATER if due and day < due.last else StandingWord.NONE


def _remembering(result: CheckResult, earlier: Standing | None) -> CheckResult:
    """Keep in the evidence of a check that does not pass the day it last did."""
    if result.passed or earlier is None:
        return result
    before = {one.check: one for one in earlier.results}.get(result.check)
    if before is None:
        return result
    last = earlier.as_of if before.passed else before.evidence.get(PASSED_ON)
    if last is None:
        return result
    return replace(result, evidence={**result.evidence, PASSED_ON: last})
