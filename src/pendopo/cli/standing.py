"""``pendopo standing``: what the published record shows of each promise."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import click

from pendopo.cli.state import state_at
from pendopo.cli.verb import RefusedError, choice, programme, verb
from pendopo.cli.words import number, word
from pendopo.programme.programme import Programme
from pendopo.programme.promising import Published
from pendopo.published.standings import as_json, that_counts
from pendopo.published.state import State
from pendopo.stages.assess.words import (
    WORDS,
    Sentence,
    of_commitment,
    of_milestone,
    of_result,
    unit_of,
)
from pendopo.terms.commitment import Check, Commitment, Milestone
from pendopo.terms.journey import CheckResult, Entry
from pendopo.terms.standing import Evaluation, MilestoneKey
from pendopo.terms.wording import say

_NAMED_MOST = 5
_PLACES = 6


@verb(
    "standing",
    say(
        "Show where promises stand: of each milestone, how many checks passed on which day, what "
        "each gave, and the entry of the log that says so. Without COMMITMENT, all of them."
    ),
)
@click.argument("commitment", metavar="[COMMITMENT]", required=False)
@choice("--at", metavar="SIZE|DATE", text=say("A number of entries, or a day (2026-01-31)."))
@choice("--json", "as_json", is_flag=True, text=say("Print it as JSON, with what it rests on."))
@click.pass_context
def verb_(ctx: click.Context, commitment: str | None, at: str | None, *, as_json: bool) -> None:
    """Show where promises stand."""
    opened = programme(ctx)
    shown = _Shown(opened, state_at(opened, at))
    found = list(shown.commitments(commitment))
    if commitment and not found:
        text = say("COMMITMENT is {found}; write one of {names}")
        names = ", ".join(one.id for _, one in shown.commitments(None)) or "-"
        raise RefusedError(word(text, found=repr(commitment), names=names))
    if as_json:
        facts = [shown.facts(plan, one) for plan, one in found]
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo(word(say("No action plan has been published in this record.")))
    for plan, one in found:
        shown.show(plan, one)


class _Shown:
    """The promises of one state."""

    def __init__(self, opened: Programme, state: State) -> None:
        self._indicators = opened.indicators
        self._plans = opened.promising.plans(state)
        self._known = opened.promising.standings(state)

    def commitments(self, wanted: str | None) -> Iterator[tuple[Published, Commitment]]:
        """Give the commitments of an id, of every plan; all where none is wanted."""
        for plan in self._plans:
            for one in plan.plan.commitments:
                if wanted in {None, one.id, one.ogp_id or None}:
                    yield plan, one

    def facts(self, plan: Published, one: Commitment) -> dict[str, Any]:
        """Give one as JSON."""
        return {
            "plan": plan.plan.id,
            "commitment": one.id,
            "title": one.title,
            "milestones": [
                {
                    "id": step.id,
                    "title": step.title,
                    "due_by": step.due.last.isoformat() if step.due else None,
                    "checks": len(step.checks),
                    "entry": known[0].index if known else None,
                    "evaluation": as_json(known[1]) if known else None,
                }
                for step, known in self._steps(plan, one)
            ],
        }

    def show(self, plan: Published, one: Commitment) -> None:
        """Print one."""
        steps = list(self._steps(plan, one))
        words = [known[1].standing.word if known else None for _, known in steps]
        click.echo(f"{plan.plan.id}/{one.id}  {one.title}")
        unchecked = sum(not step.checks for step, _ in steps)
        click.echo(f"  {_told(of_commitment(words, unchecked))}")
        for step, known in steps:
            if known is None:
                unseen = word(say("nothing has looked at it yet"))
                click.echo(f"  {step.id}: {unseen}. {step.title}")
                continue
            entry, evaluation = known
            standing = evaluation.standing
            click.echo(f"  {step.id}: {word(WORDS[standing.word])}. {step.title}")
            told = _told(of_milestone(step, standing))
            click.echo(f"    {told} {word(say('(entry {index})'), index=entry.index)}")
            results = {result.check: result for result in standing.results}
            for check in step.checks:
                if check.id in results:
                    self._show_check(check, results[check.id])

    def _show_check(self, check: Check, result: CheckResult) -> None:
        told = _told(of_result(result, unit_of(check, self._indicators)))
        missing = result.evidence.get("missing") or []
        if missing:
            more = " …" if len(missing) > _NAMED_MOST else ""
            names = ", ".join(missing[:_NAMED_MOST]) + more
            told = f"{told} {word(say('Missing: {names}'), names=names)}"
        click.echo(f"    {check.id}: {told}")

    def _steps(
        self, plan: Published, one: Commitment
    ) -> Iterator[tuple[Milestone, tuple[Entry, Evaluation] | None]]:
        for step in one.milestones:
            key = MilestoneKey(plan.plan.id, one.id, step.id)
            yield step, that_counts(step, self._known.get(key))


def _told(sentences: Sequence[Sentence]) -> str:
    return " ".join(word(one.text, **_written(one)) for one in sentences)


def _written(one: Sentence) -> dict[str, str]:
    return {name: _value(one, name, value) for name, value in one.values.items()}


def _value(one: Sentence, name: str, value: object) -> str:
    match value:
        case Decimal():
            exponent = value.normalize().as_tuple().exponent
            places = -exponent if isinstance(exponent, int) else 0
            unit = word(str(one.values.get("unit", "")))
            return f"{number(value, min(max(places, 0), _PLACES))} {unit}".rstrip()
        case date():
            return value.isoformat()
        case int():
            return number(value)
        case _:
            return word(str(value)) if name in one.marked else str(value)
