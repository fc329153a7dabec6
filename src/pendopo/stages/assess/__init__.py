"""Assess: a milestone's checks, held against the published record on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from pendopo.stages.assess.checks import changes_on, every
from pendopo.terms.commitment import Check, CombinedCheck, Milestone, Need
from pendopo.terms.journey import CheckResult, Standing, StandingWord

# In the evidence of a check that passed and does not now: when it last did, what it gave then, the
# entry that says so, and what is no longer as it was.
PASSED_ON: Final = "passed_on"
PASSED_WITH: Final = "passed_with"
PASSED_ENTRY: Final = "passed_entry"
CHANGED: Final = "changed"
_REMEMBERED: Final = (PASSED_ON, PASSED_WITH, PASSED_ENTRY, CHANGED)
_TELLING: Final = ("value", "covered", "of", "missing", "newest", "count", "publications")


def assess(
    milestone: Milestone,
    results: Sequence[CheckResult],
    day: date,
    earlier: Standing | None = None,
    lost: Mapping[str, Any] | None = None,
) -> Standing:
    """Say what the record shows of a milestone on a day.

    Only results of the milestone's own checks count, so that no claim meets it. A check without a
    result, or with an unknown one, has not passed. A check that once passed and does not now makes
    the milestone regressed until it passes again; its evidence says when it last did.

    :param earlier: the standing last recorded, or None
    :param lost: what is told of a check that passed then and does not now, beside its evidence
    """
    by_check = {result.check: result for result in results}
    now = tuple(
        _remembering(by_check.get(check.id, CheckResult(check.id, None)), earlier, lost or {})
        for check in milestone.checks
    )
    return Standing(milestone.id, _word(milestone, now, day), day.isoformat(), now)


def until(milestone: Milestone, standing: Standing, day: date) -> date | None:
    """Give the first day on which time alone can give another standing; None when it cannot."""
    results = {one.check: one for one in standing.results}
    days = [changes_on(check, results[check.id], day) for check in milestone.checks]
    due = milestone.due
    if due and standing.word is not StandingWord.ALL:
        # On its last day it is due, and on the next it is late.
        days += [due.last, due.last + timedelta(days=1)]
    days += [one.by.last + timedelta(days=1) for one in every(milestone.checks) if one.by]
    return min((one for one in days if one and one > day), default=None)


def _word(milestone: Milestone, results: Sequence[CheckResult], day: date) -> StandingWord:
    passed = sum(result.passed is True for result in results)
    if results and passed == len(results):
        return StandingWord.ALL
    if any(PASSED_ON in result.evidence for result in results):
        return StandingWord.REGRESSED
    due = milestone.due
    if (due and day > due.last) or _late(milestone.checks, results, day):
        return StandingWord.OVERDUE
    if passed:
        return StandingWord.SOME
    # Without a date nobody can say that it is due, nor that it is not.
    return StandingWord.LATER if due and day < due.last else StandingWord.NONE


def _late(checks: Sequence[Check], results: Sequence[CheckResult], day: date) -> bool:
    """Whether a check has not passed by the day that it names itself."""
    found = {one.check: one for one in results}
    return any(_is_late(one, found.get(one.id), day) for one in checks)


def _is_late(check: Check, result: CheckResult | None, day: date) -> bool:
    """Whether a check is late, or one within it that it needs: of ``any`` only all together."""
    if result is not None and result.passed:
        return False
    if check.by and day > check.by.last:
        return True
    if not isinstance(check, CombinedCheck):
        return False
    told = result.evidence.get("checks", ()) if result else ()
    found = {one["check"]: CheckResult(**one) for one in told}
    needed = all if check.need is Need.ANY else any
    return needed(_is_late(one, found.get(one.id), day) for one in check.checks)


def _remembering(
    result: CheckResult, earlier: Standing | None, lost: Mapping[str, Any]
) -> CheckResult:
    """Keep in the evidence of a check that does not pass the day it last did, and with what."""
    if result.passed or earlier is None:
        return result
    before = {one.check: one for one in earlier.results}.get(result.check)
    if before is None:
        return result
    if before.passed:
        kept = {PASSED_ON: earlier.as_of, **lost}
        with_ = {name: before.evidence[name] for name in _TELLING if name in before.evidence}
        kept |= {PASSED_WITH: with_} if with_ else {}
    else:
        kept = {name: before.evidence[name] for name in _REMEMBERED if name in before.evidence}
    return replace(result, evidence={**result.evidence, **kept})
