"""Promises as pages show them: a commitment, its milestones, where each stands, what shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.programme.promising import Published
from pendopo.programme.reproducing import Recipe, recipe
from pendopo.published.standings import that_counts
from pendopo.published.state import State
from pendopo.stages.assess import assess
from pendopo.stages.assess.words import (
    WORDS,
    Sentence,
    Value,
    asks,
    of_commitment,
    of_milestone,
    of_result,
    together,
    unit_of,
)
from pendopo.terms.commitment import Check, CombinedCheck, Commitment, Milestone
from pendopo.terms.journey import CheckResult, Entry, Standing, StandingWord
from pendopo.terms.standing import Evaluation, MilestoneKey
from pendopo.terms.wording import fill

# Digits behind the mark of a measured number, as it is shown; all of them stand in its JSON.
_PLACES = 6
_NAMED_MOST = 12
_SQL_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Looked:
    """One check, and what it gave.

    :param name: its id, behind those of the checks that it stands in
    :param asked: what it asks, in words
    :param told: what it gave, in sentences
    :param documents: publications that it found, id and day
    :param missing: of a list, what is not there
    :param recipe: how anyone computes the same; None where nothing is computed
    :param address: the file of SQL; empty where there is none
    :param commands: three lines that compute the same; empty where there are none
    """

    check: Check
    result: CheckResult
    name: str
    asked: str
    told: str
    documents: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    within: "tuple[Looked, ...]" = ()
    recipe: Recipe | None = None
    address: str = ""
    commands: str = ""

    @property
    def few_missing(self) -> bool:
        """Whether all that is missing is named at once."""
        return len(self.missing) <= _NAMED_MOST

    @property
    def shown_sql(self) -> str:
        """The SQL as its check has it; empty where it is too long to be read on a page."""
        return self.recipe.sql if self.recipe and len(self.recipe.sql) <= _SQL_MOST else ""

    @property
    def source_address(self) -> bool:
        """Whether what shows that civil society agreed is an address that can be followed."""
        return self.check.agreed_source.startswith(("https://", "http://"))

    @property
    def shape(self) -> str:
        """The sign of what it gave."""
        return {True: "all", False: "none", None: "later"}[self.result.passed]


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone and where it stands.

    :param entry: of its evaluation; None where nothing has looked
    :param told: where it stands, in sentences with numbers
    """

    milestone: Milestone
    standing: Standing
    word: str
    told: str
    entry: Entry | None
    evaluation: Evaluation | None
    address: str
    checks: tuple[Looked, ...]

    @property
    def due(self) -> str:
        """By when, in the words of the plan; a day as readers write it; empty where nobody says."""
        due = self.milestone.due
        return "" if due is None else writing.short_day(due.last) if due.exact else str(due)

    @property
    def shape(self) -> str:
        """The sign of its standing."""
        return self.standing.word.value


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment of a plan and where it stands."""

    published: Published
    commitment: Commitment
    steps: tuple[Step, ...]

    @property
    def words(self) -> list[StandingWord | None]:
        """The standing of each milestone; None where nothing has looked."""
        return [step.standing.word if step.entry else None for step in self.steps]

    @property
    def headline(self) -> str:
        """Where it stands in few words: what is lost or late is not hidden by what passed."""
        if self.unchecked == len(self.steps):
            return gettext("Nothing checks it")
        return writing.said(WORDS[together(self.words)])

    @property
    def unchecked(self) -> int:
        """How many milestones have no check."""
        return sum(not step.milestone.checks for step in self.steps)

    @property
    def told(self) -> str:
        """Where it stands, in sentences with numbers."""
        return told(of_commitment(self.words, self.unchecked))


def promises(visit: Visit) -> list[tuple[Published, list[Promise]]]:
    """Give every plan that stands, each with its commitments."""
    return [
        (one, [promise(visit, one, commitment) for commitment in one.plan.commitments])
        for one in visit.programme.promising.plans(visit.state)
    ]


def promise(visit: Visit, published: Published, commitment: Commitment) -> Promise:
    """Give one commitment with where its milestones stand."""
    known = visit.programme.promising.standings(visit.state)
    keys = [MilestoneKey(published.plan.id, commitment.id, o.id) for o in commitment.milestones]
    steps = (
        _step(visit, key, milestone, that_counts(milestone, known.get(key)))
        for key, milestone in zip(keys, commitment.milestones, strict=True)
    )
    return Promise(published, commitment, tuple(steps))


def told(sentences: Sequence[Sentence]) -> str:
    """Write sentences in the reader's language, numbers and days as its readers write them."""
    return " ".join(fill(gettext(one.text), _written(one)) for one in sentences)


def _written(one: Sentence) -> dict[str, str]:
    return {name: _value(one, name, value) for name, value in one.values.items()}


def _value(one: Sentence, name: str, value: Value) -> str:
    match value:
        case Decimal():
            number = writing.measured(value, str(one.values.get("unit", "")), _PLACES)
            return " ".join(filter(None, number))
        case date():
            return writing.day(value)
        case int():
            return writing.number(value)
        case _:
            return writing.said(value) if name in one.marked else value


def _step(
    visit: Visit,
    key: MilestoneKey,
    milestone: Milestone,
    known: tuple[Entry, Evaluation] | None,
) -> Step:
    entry, evaluation = known or (None, None)
    day = visit.day or date.min
    # What nothing has looked at, or nothing can show, has a day that it is due all the same.
    standing = evaluation.standing if evaluation else assess(milestone, (), day)
    results = {one.check: one for one in standing.results}
    looker = _Looker(visit, key, entry)
    return Step(
        milestone=milestone,
        standing=standing,
        word=writing.said(WORDS[standing.word]) if milestone.checks else gettext("No check"),
        told=told(of_milestone(milestone, standing)),
        entry=entry,
        evaluation=evaluation,
        address=visit.log_address(entry.index) if entry else "",
        checks=tuple(looker.look(one, results.get(one.id)) for one in milestone.checks),
    )


@dataclass(frozen=True, slots=True)
class _Looker:
    """Writes the checks of one milestone.

    :param entry: of its evaluation; None where nothing has looked
    """

    visit: Visit
    key: MilestoneKey
    entry: Entry | None

    def look(self, check: Check, result: CheckResult | None, above: str = "") -> Looked:
        """Write one check and those within it."""
        result = result or CheckResult(check.id, None)
        evidence, indicators = result.evidence, self.visit.programme.indicators
        name = f"{above}{check.id}"
        found = recipe(check, indicators) if self.entry else None
        address = self._address(name) if found and self._has_tables(found) else ""
        return Looked(
            check=check,
            result=result,
            name=name,
            asked=writing.said(check.title) or told((asks(check, indicators),)),
            told=told(of_result(result, unit_of(check, indicators))),
            documents=tuple((one["id"], one["day"]) for one in evidence.get("publications") or ()),
            missing=tuple(evidence.get("missing") or ()),
            within=tuple(self._within(check, evidence.get("checks", ()), name)),
            recipe=found,
            address=address,
            commands="\n".join(self._lines(found, address)) if found and address else "",
        )

    def _within(
        self, check: Check, results: Sequence[Mapping[str, Any]], name: str
    ) -> Iterator[Looked]:
        given = {one["check"]: CheckResult(**one) for one in results}
        for one in check.checks if isinstance(check, CombinedCheck) else ():
            yield self.look(one, given.get(one.id), f"{name}~")

    @property
    def _size(self) -> int:
        """How many entries the log had with the evaluation: what it looked at stood then.

        A copy has the tables of its own state alone.
        """
        if self.visit.static:
            return self.visit.state.size
        return self.entry.index + 1 if self.entry else 0

    def _has_tables(self, found: Recipe) -> bool:
        """Whether the tables can be had as they were: a copy may hold later ones."""
        if not self.visit.static or self.entry is None:
            return True
        then = self.visit.programme.state(self.entry.index + 1)
        return all(self._version(then, *one) == self._version(None, *one) for one in found.tables)

    def _version(self, state: State | None, register: str, name: str) -> str:
        programme = self.visit.programme
        try:
            return programme.table(state or self.visit.state, register, name).version
        except KeyError:
            return ""

    def _address(self, name: str) -> str:
        return self.visit.absolute("check_sql", **self.key.scope, check=name, size=self._size)

    def _lines(self, found: Recipe, address: str) -> Iterator[str]:
        """Give the three lines that compute the same in anyone's DuckDB, from what is published."""
        tables = [
            "-O " + self.visit.absolute("table-parquet", register=r, name=n, size=self._size)
            for r, n in found.tables
        ]
        yield f"curl {' '.join(tables)}"
        yield f"curl -O {address}"
        yield f"duckdb -f {address.rpartition('/')[2]}"
