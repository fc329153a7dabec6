"""Promises: the plans that a record holds, and the standing of each milestone, kept up as it grows.

A milestone is looked at again when something that its checks look at has changed, and on the day on
which time alone can change its standing. What it rests on stands in its last evaluation, so that
what is due follows from the log, whatever was missed meanwhile.
"""

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import duckdb

from pendopo.programme.looking_up import Hall as Looked
from pendopo.programme.looking_up import LookedUp, program
from pendopo.programme.plan_shelf import KEPT, PlanShelf
from pendopo.programme.witnessing import Asking
from pendopo.published.deadline import SlowError
from pendopo.published.sql.measuring import Sandbox
from pendopo.published.standings import ROLE, Standings, as_json
from pendopo.published.state import Publication, State
from pendopo.published.waiting import WitnessRecord
from pendopo.registers.plans.document import digest_of
from pendopo.stages.assess import CHANGED, PASSED_ENTRY, assess, until
from pendopo.stages.assess.checks import evaluate, every
from pendopo.stages.publish import Act, canonical, record_acts
from pendopo.store.engine import engine_name
from pendopo.store.log import Writer
from pendopo.store.place import Staging
from pendopo.terms.commitment import Commitment, Milestone, Plan
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import CheckResult, Entry, Standing
from pendopo.terms.standing import Evaluation, Input, MilestoneKey

REGISTER: Final = "plans"
_ATTEMPTS: Final = 3
_log = logging.getLogger(__name__)

Known = Mapping[MilestoneKey, tuple[Entry, Evaluation]]


class Hall(Looked, Protocol):
    """What promises need of a programme."""

    witnesses: WitnessRecord

    @property
    def plans(self) -> PlanShelf:
        """Give the plans that were published."""

    def state(self, size: int | None = None) -> State:
        """Give what stood at a size; None for now."""

    def object_path(self, c: str) -> Path:
        """Give the place of the object with a commitment."""

    def staging(self) -> AbstractContextManager[Staging]:
        """Give a folder for files on their way in."""

    def writer(self, asking: Asking | None = None) -> AbstractContextManager[Writer]:
        """Take the log's lock and give its writer."""


@dataclass(frozen=True, slots=True)
class Published:
    """A plan that stands, with the publication that holds it."""

    plan: Plan
    publication: Publication

    def commitment(self, name: str) -> Commitment | None:
        """Give the commitment of an id; None where the plan has none."""
        return next((one for one in self.plan.commitments if one.id == name), None)


class Promising:
    """The promises of one programme.

    :param folder: where its serving files lie
    :param seconds: how long one measure may take
    """

    def __init__(self, hall: Hall, folder: Path, seconds: float) -> None:
        self._hall = hall
        self._folder = folder
        self._seconds = seconds
        self._standings = Standings(hall.object_path)
        self._steps: dict[str, tuple[_Step, ...]] = {}

    def plans(self, state: State) -> tuple[Published, ...]:
        """Give the plans that stand in a state, oldest first; none that is taken away."""
        return tuple(
            Published(plan, one)
            for one in state.current(REGISTER)
            if one.original is None or state.gone(one.original) is None
            if (plan := self._hall.plans.read(one)) is not None
        )

    def versions(self, state: State, published: Published) -> tuple[Published, ...]:
        """Give every wording that a plan had, oldest first, itself among them.

        Left out is what cannot be read now: it is held, taken away, or of a later form.
        """
        return tuple(
            Published(plan, one)
            for one in state.versions(published.publication)
            if one.original is None or state.gone(one.original) is None
            if (plan := self._hall.plans.read(one)) is not None
        )

    def standings(self, state: State) -> Known:
        """Give the newest evaluation of every milestone in a state, with its entry."""
        return self._standings.newest(state)

    def evaluation(self, entry: Entry, state: State) -> Evaluation | None:
        """Give what an entry says of a milestone; None where that is held or taken away."""
        return self._standings.read(entry, state)

    def forget(self) -> None:
        """Keep nothing in memory of what was read."""
        self._standings.forget()
        self._hall.plans.forget()
        self._steps.clear()

    def read_ahead(self) -> None:
        """Read what ``follow`` will need of what stands, while something else is waited for.

        It comes to the same without it: whoever needs something that was not read, reads it.
        """
        with suppress(OSError, sqlite3.Error, duckdb.Error):
            state = self._hall.state()
            if any(self._of(one) for one in self.plans(state)):
                self.standings(state)

    def follow(self, at: datetime, *, time_passed: bool = False) -> tuple[Entry, ...]:
        """Look again at the milestones whose standing may have changed, and record what is found.

        While entries wait for witnesses nothing is: what waits is not published. What fails here
        undoes no publication: whoever publishes next, or the heartbeat, goes on.

        :param time_passed: whether to look also where time alone can have changed it
        """
        try:
            return self._follow(at, time_passed=time_passed)
        except (OSError, sqlite3.Error, duckdb.Error):
            _log.exception("milestones were not looked at; the next publication goes on")
            return ()

    def _follow(self, at: datetime, *, time_passed: bool) -> tuple[Entry, ...]:
        for _ in range(_ATTEMPTS):
            if self._hall.witnesses.waiting():
                return ()
            state = self._hall.state()
            found = self._evaluated(state, self._day(at), time_passed=time_passed)
            if not found:
                return ()
            acts = [
                Act(
                    EntryType.MEASUREMENT,
                    {ROLE: canonical(as_json(one))},
                    scope=one.key.scope,
                )
                for one in found
            ]
            with self._hall.staging() as staging, self._hall.writer(Asking(at)) as writer:
                # Somebody else may have published meanwhile: then it is looked at once more.
                if writer.size == state.size:
                    return record_acts(acts, at, writer, staging)
        return ()

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self._hall.config.government.timezone)).date()

    def _evaluated(self, state: State, day: date, *, time_passed: bool) -> list[Evaluation]:
        plans = self.plans(state)
        if not plans:
            return []
        known = self.standings(state)
        with Sandbox(self._folder, self._seconds) as sandbox:
            looked = _Looking(self._hall, state, day, sandbox)
            steps = (step for one in plans for step in self._of(one))
            return list(looked.again(steps, known, time_passed=time_passed))

    def _of(self, published: Published) -> tuple["_Step", ...]:
        """Give the milestones of a plan that have checks; each is named once, since lists are long.

        :param published: of which no wording is ever another
        """
        name = published.publication.id
        if name not in self._steps:
            while len(self._steps) >= KEPT:
                self._steps.pop(next(iter(self._steps)))
            self._steps[name] = tuple(_steps(published))
        return self._steps[name]


@dataclass(frozen=True, slots=True)
class _Step:
    """A milestone that has checks, what these ask, and the entry of the plan that says so.

    :param asked: check to the digest of what it asks
    """

    key: MilestoneKey
    milestone: Milestone
    asked: Mapping[str, str]
    plan: int


def _steps(one: Published) -> Iterator[_Step]:
    for commitment in one.plan.commitments:
        for milestone in commitment.milestones:
            if milestone.checks:
                key = MilestoneKey(one.plan.id, commitment.id, milestone.id)
                asked = {check.id: digest_of(check) for check in milestone.checks}
                yield _Step(key, milestone, asked, one.publication.index)


class _Looking:
    """One look at a state on a day."""

    def __init__(self, hall: Hall, state: State, day: date, sandbox: Sandbox) -> None:
        self._state = state
        self._day = day
        self._record = LookedUp(hall, state, day, sandbox)

    def again(
        self, steps: Iterator[_Step], known: Known, *, time_passed: bool
    ) -> Iterator[Evaluation]:
        """Give the evaluations that are new: of what has changed, and of what time has changed."""
        for step in steps:
            try:
                found = self._again(step, known.get(step.key), time_passed=time_passed)
            except SlowError as error:
                # Trouble of the machine is nothing that the record shows: the next look finds it.
                _log.warning("%s was not looked at: %s", "/".join(step.key), error)
            else:
                if found is not None:
                    yield found

    def _again(
        self, step: _Step, known: tuple[Entry, Evaluation] | None, *, time_passed: bool
    ) -> Evaluation | None:
        entry, before = known or (None, None)
        blank = self._blank(step)
        if before is None or blank.resting_on != before.resting_on:
            return self._evaluated(step, blank, entry, before)
        if not (time_passed and before.until and before.until <= self._day.isoformat()):
            return None
        found = self._evaluated(step, blank, entry, before)
        # A day that brought nothing new is no news: the log would drown in it.
        return found if _says(found.standing) != _says(before.standing) else None

    def _blank(self, step: _Step) -> Evaluation:
        """Say what an evaluation would rest on, before anything is computed."""
        milestone = step.milestone
        return Evaluation(
            key=step.key,
            standing=assess(milestone, (), self._day),
            size=self._state.size,
            plan=step.plan,
            due=milestone.due.last.isoformat() if milestone.due else "",
            checks=step.asked,
            by=tuple(f"{one.id} {one.by.last}" for one in every(milestone.checks) if one.by),
            inputs=self._record.inputs(milestone.checks),
        )

    def _evaluated(
        self, step: _Step, blank: Evaluation, entry: Entry | None, before: Evaluation | None
    ) -> Evaluation:
        milestone, day = step.milestone, self._day
        results = [evaluate(one, self._record, day) for one in milestone.checks]
        lost: dict[str, Any] = {}
        earlier = None
        if before is not None and entry is not None:
            earlier = _of_the_same_checks(before, blank)
            lost = {
                PASSED_ENTRY: entry.index,
                CHANGED: list(_changed(before.inputs, blank.inputs)),
            }
        standing = assess(milestone, results, day, earlier, lost)
        again = until(milestone, standing, day)
        return replace(
            blank,
            standing=standing,
            inputs=self._record.with_rows(blank.inputs),
            until=again.isoformat() if again else "",
            program=program(),
            engine=engine_name(),
        )


def _of_the_same_checks(before: Evaluation, now: Evaluation) -> Standing:
    """Leave out what was found by a check that asks something else today: it lost nothing.

    A check is known again by what it asks: one without an id is numbered by its place, which
    another that is written before it takes.
    """
    found = {before.checks.get(one.check): one for one in before.standing.results}
    results = tuple(
        replace(found[digest], check=name) for name, digest in now.checks.items() if digest in found
    )
    return replace(before.standing, results=results)


def _changed(before: Sequence[Input], now: Sequence[Input]) -> Iterator[dict[str, Any]]:
    """Say what was looked at that is not what it was: the entries that came and went."""
    earlier = {one.name: one for one in before}
    for one in now:
        old = earlier.get(one.name)
        if old is not None and old.version != one.version:
            yield {
                "name": one.name,
                "came": sorted(set(one.entries) - set(old.entries)),
                "gone": sorted(set(old.entries) - set(one.entries)),
            }


def _says(standing: Standing) -> tuple[object, ...]:
    """Give what a standing says, but for the day it was asked and how far the log was then."""
    return standing.word, [_without_day(one) for one in standing.results]


def _without_day(result: CheckResult) -> tuple[object, ...]:
    evidence = {name: value for name, value in result.evidence.items() if name not in _OF_THE_DAY}
    within = [CheckResult(**one) for one in evidence.pop("checks", ())]
    return result.check, result.passed, evidence, [_without_day(one) for one in within]


_OF_THE_DAY: Final = frozenset({"as_of", "size", "age"})
