"""How it is told on the command line that something waits for witnesses, and why."""

import click

from pendopo.cli.words import number, word
from pendopo.programme.programme import Programme
from pendopo.published.waiting import Standing
from pendopo.terms.wording import say

_OUTCOMES = {
    "cosigned": say("has signed"),
    "refused": say("refuses ({status}: {said})"),
    "silent": say("does not answer ({said})"),
    "ahead": say("has seen a larger log: {size} entries"),
}


def tell_waiting(opened: Programme) -> None:
    """Say what is recorded and waits, and why; say nothing when nothing waits."""
    waiting = opened.witnesses.waiting()
    if waiting is None:
        return
    text = say("Recorded, waiting for witnesses ({have} of {needed}): {count} entries.")
    count = number(len(waiting.entries))
    click.echo(word(text, have=waiting.have, needed=waiting.needed, count=count))
    for one in opened.witnesses.lacking(waiting):
        click.echo(f"  {one.name}: {told(one)}")


def told(one: Standing) -> str:
    """Say what a witness did when it was asked last."""
    known = one.known
    if known is None or not known.outcome:
        return word(say("signed the published checkpoint") if one.seconds else say("not yet asked"))
    text = _OUTCOMES.get(known.outcome, "{said}")
    return word(text, status=known.status, said=known.said, size=number(known.size))
