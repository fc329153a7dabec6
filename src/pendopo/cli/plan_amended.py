"""What a plan's files change in the plan that is published, and whether they say why."""

import json
from pathlib import Path
from typing import Final

import click

from pendopo.cli.words import word
from pendopo.programme.config import FILE_NAME
from pendopo.registers.plans.amended import What, changes
from pendopo.terms.commitment import Plan
from pendopo.terms.wording import say

_WHAT: Final = {
    What.ADDED: say("added"),
    What.REMOVED: say("taken out"),
    What.TITLE: say("another title"),
    What.LEAD: say("another office answers"),
    What.DATES: say("other dates"),
    What.CHECKS: say("other checks"),
    What.TEXT: say("other words"),
    What.ORDER: say("another order"),
    What.REASON: say("a reason taken out"),
}


def tell_amendments(plan: Plan, home: Path) -> None:
    """Name each change that has no reason; nothing where no such plan is published here."""
    if not (home / FILE_NAME).exists():
        return
    # Without a programme a plan is checked by its files alone, and nothing else is loaded.
    from pendopo.programme.programme import Programme  # noqa: PLC0415

    opened = Programme.open(home)
    for one in opened.promising.plans(opened.state()):
        if one.plan.id != plan.id:
            continue
        found = changes(one.plan, plan)
        silent = [change for change in found if change.why is None]
        if found:
            text = say("Changes in the plan that is published: {all}; without a reason: {silent}.")
            click.echo(word(text, all=len(found), silent=len(silent)))
        for change in silent:
            text = say("{of}: {what}; say why under [[amendments]] in plan.md, with what = {name}")
            facts = {"of": change.of or plan.id, "what": word(_WHAT[change.what])}
            click.echo(word(text, name=json.dumps(change.name), **facts))
