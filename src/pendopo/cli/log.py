"""``pendopo log``: the public acts that the log records."""

import json

import click

from pendopo.cli.verb import choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import number, word
from pendopo.terms.journey import Entry
from pendopo.terms.wording import say


@verb(
    "log",
    say(
        "List the log's entries, the newest last; or add the day's heartbeat, which tells a quiet "
        "log from a stopped one (let cron call it daily)."
    ),
)
@choice("--heartbeat", is_flag=True, text=say("Add the day's sign of life, once a day."))
@choice(
    "--last",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    text=say("How many entries to list; 0 for all."),
)
@choice("--json", "as_json", is_flag=True, text=say("Print the entries as JSON."))
@click.pass_context
def verb_(ctx: click.Context, last: int, *, heartbeat: bool, as_json: bool) -> None:
    """List or add."""
    opened = programme(ctx)
    if heartbeat:
        entry = opened.heartbeat(now)
        text = say("Heartbeat: entry {index}.") if entry else say("Today's heartbeat is there.")
        click.echo(word(text, index=entry.index if entry else ""))
        opened.withdrawing.ask_mirrors(now())
        tell_waiting(opened)
        opened.flagging.follow()
        return
    entries = opened.state().entries
    shown = entries[-last:] if last else entries
    if as_json:
        click.echo(json.dumps([_as_json(entry) for entry in shown], indent=2))
        return
    for entry in shown:
        click.echo(_line(entry))
    signed = opened.checkpoint()
    if signed:
        text = say("{origin} has {size} entries; root {root}.")
        click.echo(
            word(text, origin=signed.origin, size=number(signed.size), root=signed.root_base64)
        )


def _as_json(entry: Entry) -> dict[str, object]:
    leaf: dict[str, object] = json.loads(entry.leaf.encode())
    return {"index": entry.index} | leaf


def _line(entry: Entry) -> str:
    leaf = entry.leaf
    scope = " ".join(f"{name}={code}" for name, code in (leaf.scope or {}).items())
    words = [leaf.register, scope, word(say("replaces {index}"), index=leaf.prev)]
    shown = words if leaf.prev is not None else words[:2]
    what = " ".join(part for part in shown if part)
    return f"{entry.index:>7}  {leaf.time}  {leaf.type.value:12}  {leaf.id}  {what}".rstrip()
