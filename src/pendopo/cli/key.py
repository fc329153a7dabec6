"""``pendopo key``: the keys that sign the log, and how one takes over from another."""

import json

import click

from pendopo.cli.verb import VerbGroup, choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import word
from pendopo.programme.programme import Programme
from pendopo.programme.rotating import LogKeys
from pendopo.standards.tlog.note import Verifier
from pendopo.terms.rotation import DAYS_BOTH
from pendopo.terms.wording import say


@click.group(
    "key",
    cls=VerbGroup,
    help=say(
        "The log's signing key. Its name stays for good; the key can change: the old key signs the "
        "entry that names the new one, and for a while both sign each checkpoint."
    ),
)
def verb_() -> None:
    """Hold the verbs of the log's keys."""


@verb("show", say("Show the keys that sign now, and those that sign no longer."))
@choice("--json", "as_json", is_flag=True, text=say("Print the same as JSON."))
@click.pass_context
def show(ctx: click.Context, *, as_json: bool) -> None:
    """Tell which keys there are."""
    opened = programme(ctx)
    keys = opened.log_keys(now())
    if as_json:
        click.echo(json.dumps(_as_json(keys), indent=2))
        return
    _tell(opened, keys)


@verb(
    "rotate",
    say(
        "Make a new key and record that it takes over. Both keys sign every checkpoint for 90 "
        "days, so that mirrors and witnesses who know the old one come to know the new one."
    ),
)
@choice(
    "--days",
    type=click.IntRange(7, 730),
    default=DAYS_BOTH,
    show_default=True,
    text=say("For how many days both keys sign."),
)
@choice(
    "--at-once",
    is_flag=True,
    text=say(
        "Change it though the one before it signs still: the key was stolen, or whoever had it "
        "left. Whoever knows the older one alone has to be told the new one."
    ),
)
@click.pass_context
def rotate(ctx: click.Context, days: int, *, at_once: bool) -> None:
    """Change the key."""
    opened = programme(ctx)
    rotation = opened.rotate_key(now, days, at_once=at_once)
    click.echo(word(say("Recorded in entry {index}."), index=rotation.index))
    _tell(opened, opened.log_keys(now()))
    new = opened.key_file(opened.log_keys(now()).newest)
    text = say("Keep a copy of {file} where only you reach it. Without it the log cannot go on.")
    click.echo(word(text, file=new))
    text = say(
        "Make the new key known where the old one was made known. Witnesses that run Pendopo and "
        "know this site's address learn it by themselves; tell all others before {day}."
    )
    click.echo(word(text, day=rotation.until))
    tell_waiting(opened)
    opened.follow()


def _tell(opened: Programme, keys: LogKeys) -> None:
    first, *others = keys.present
    click.echo(word(say("Signs: {vkey}"), vkey=first.vkey))
    for key in others:
        text = say("Signs too, until {day}: {vkey}")
        click.echo(word(text, day=keys.until, vkey=key.vkey))
    for key, day in keys.retired:
        click.echo(word(say("Signed until {day}: {vkey}"), day=day, vkey=key.vkey))
        file = opened.key_file(key)
        if file.exists():
            text = say("It signs no longer. Destroy {file} and every copy of it.")
            click.echo(word(text, file=file))


def _as_json(keys: LogKeys) -> dict[str, object]:
    def one(key: Verifier, until: str) -> dict[str, object]:
        return {"vkey": key.vkey, "id": key.key_id, "until": until or None}

    present = [one(key, keys.until if at else "") for at, key in enumerate(keys.present)]
    return {"signs": present, "retired": [one(key, day) for key, day in keys.retired]}


for _verb in (show, rotate):
    verb_.add_command(_verb)
