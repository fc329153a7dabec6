"""``pendopo plan lint``: what a draft lacks before anyone can check it, and a check that could."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pendopo.cli.plan_files import FOLDER, files_of
from pendopo.cli.verb import STOPPED, choice, home, verb
from pendopo.cli.words import number, word
from pendopo.programme.config import FILE_NAME
from pendopo.programme.offering import measured_of, offers_of
from pendopo.programme.programme import Programme
from pendopo.registers.plans.drafting.lint import Remark, remarks_of
from pendopo.registers.plans.drafting.propose import Proposal, propose
from pendopo.registers.plans.written import parse_plan
from pendopo.terms.commitment import Plan
from pendopo.terms.wording import say


@verb(
    "lint",
    say(
        "Say what each promise in DIR, else in the programme's folder plan, lacks before anyone "
        "can check it: object, count, unit, deadline, where to look; vague words; and what is "
        "Modest at best. Proposes checks from what is published here. It asks; you decide."
    ),
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@choice("--json", "as_json", is_flag=True, text=say("Print the same as JSON."))
@choice("--strict", is_flag=True, text=say("Exit with 1 when anything is lacking."))
@click.pass_context
def lint(ctx: click.Context, folder: Path | None, *, as_json: bool, strict: bool) -> None:
    """Lint a plan's files."""
    plan = parse_plan(files_of(folder or home(ctx) / FOLDER))
    found = [one for commitment in plan.commitments for one in remarks_of(commitment)]
    proposals = _proposals(home(ctx), plan)
    if as_json:
        said = {
            "remarks": [_remark(one) for one in found],
            "proposals": [_proposal(one) for one in proposals],
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        _tell(plan, found, proposals)
    if found and strict:
        sys.exit(STOPPED)


def _proposals(place: Path, plan: Plan) -> Sequence[Proposal]:
    """Propose checks; none where no programme is at hand."""
    if not (place / FILE_NAME).exists():
        return ()
    opened = Programme.open(place)
    try:
        offers, measured = offers_of(opened), measured_of(opened)
    finally:
        opened.close()
    return [one for promise in plan.commitments for one in propose(promise, offers, measured)]


def _tell(plan: Plan, found: Sequence[Remark], proposals: Sequence[Proposal]) -> None:
    for one in found:
        where = "/".join(filter(None, (one.commitment, one.milestone)))
        what = word(say(" “{found}”:"), found=one.found) if one.found else ""
        text = say("{where}, {field} ({lack}):{what} {message} {write}")
        click.echo(
            word(
                text,
                where=where,
                field=one.field,
                lack=one.lack.value,
                what=what,
                message=word(one.message),
                write=word(one.write),
            )
        )
    for proposal in proposals:
        where = f"{proposal.commitment}/{proposal.milestone}"
        why = word(proposal.why, **proposal.values)
        click.echo(word(say("{where}: a check that could show it. {why}"), where=where, why=why))
        for line in proposal.toml.splitlines():
            click.echo(f"    {line}")
    counts = Counter(one.lack.value for one in found)
    if not found:
        click.echo(word(say("Nothing is lacking that a program can see.")))
        return
    text = say("{count} remarks on {promises} promises: {counts}.")
    listed = ", ".join(f"{name} {number(count)}" for name, count in counts.most_common())
    promises = number(len(plan.commitments))
    click.echo(word(text, count=number(len(found)), promises=promises, counts=listed))


def _remark(one: Remark) -> dict[str, Any]:
    return {
        "commitment": one.commitment,
        "milestone": one.milestone or None,
        "field": one.field,
        "lack": one.lack.value,
        "found": one.found or None,
        "message": word(one.message),
        "write": word(one.write),
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "commitment": one.commitment,
        "milestone": one.milestone,
        "check": one.toml,
        "why": word(one.why, **one.values),
    }
