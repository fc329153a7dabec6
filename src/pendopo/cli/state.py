"""``pendopo state``: what stood at a size of the log, or on a day."""

import json
import re
from datetime import date
from typing import Any

import click

from pendopo.cli.verb import RefusedError, choice, programme, verb
from pendopo.cli.words import number, word
from pendopo.programme.programme import Programme
from pendopo.published.state import State
from pendopo.terms.wording import say


@verb(
    "state",
    say("Show what stood at a size of the log or at the end of a day: publications and tables."),
)
@choice("--at", metavar="SIZE|DATE", text=say("A number of entries, or a day (2026-01-31)."))
@choice("--json", "as_json", is_flag=True, text=say("Print the state as JSON."))
@click.pass_context
def verb_(ctx: click.Context, at: str | None, *, as_json: bool) -> None:
    """Show a state."""
    opened = programme(ctx)
    facts = _facts(opened, state_at(opened, at))
    if as_json:
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        _show(facts)


def state_at(opened: Programme, at: str | None) -> State:
    """Give the state of a size or a day; the present one when nothing is said.

    :raises RefusedError: when it is neither
    """
    if at is None:
        return opened.state()
    if not re.fullmatch(r"[0-9]{1,15}", at):
        return opened.state(opened.size_on(day_of(at, "--at")))
    if int(at) > (now := opened.state().size):
        text = say("--at {size}: the log has {now} entries; write no more than that")
        raise RefusedError(word(text, size=at, now=number(now)))
    return opened.state(int(at))


def state_to_copy(opened: Programme, at: str | None) -> State:
    """Give the state that a copy is made of: one in which there is something.

    :raises RefusedError: as ``state_at``, and for a day before the log's first
    """
    state = state_at(opened, at)
    if at is not None and not state.size:
        begun = opened.state(1).time[:10]
        text = say("--at {day}: the log begins on {begun}; write that day or a later one")
        raise RefusedError(word(text, day=at, begun=begun))
    return state


def day_of(text: str, option: str) -> date:
    """Read a day.

    :raises RefusedError: saying how one is written
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    text_ = say("{option} is {found}; write a day such as 2026-01-31{or_size}")
    or_size = word(say(", or a number of entries")) if option == "--at" else ""
    raise RefusedError(word(text_, option=option, found=repr(text), or_size=or_size))


def _facts(opened: Programme, state: State) -> dict[str, Any]:
    tables = opened.tables(state)
    return {
        "size": state.size,
        "root": state.root,
        "time": state.time,
        "publications": [
            {
                "index": one.index,
                "id": one.id,
                "time": one.time,
                "register": one.register,
                "scope": one.scope,
                "title": metadata.title if (metadata := opened.metadata(one)) else None,
            }
            for one in state.current()
        ],
        "tables": [
            {
                "register": table.register,
                "name": table.name,
                "title": table.title,
                "rows": opened.reader(table).count(),
                "version": table.version,
                "publications": list(table.publications),
            }
            for table in tables
        ],
    }


def _show(facts: dict[str, Any]) -> None:
    text = say("{size} entries, the last of {time}.")
    click.echo(word(text, size=number(facts["size"]), time=facts["time"] or "-"))
    click.echo(word(say("Publications that stood: {count}."), count=len(facts["publications"])))
    for one in facts["publications"]:
        codes = [f"{name}={code}" for name, code in one["scope"].items()]
        what = " ".join([one["register"], *codes])
        title = word(say("(taken away by a redaction)")) if one["title"] is None else one["title"]
        click.echo(f"{one['index']:>7}  {one['id']}  {what}  {title}".rstrip())
    click.echo(word(say("Tables: {count}."), count=len(facts["tables"])))
    for table in facts["tables"]:
        rows = word(say("{rows} rows"), rows=number(table["rows"]))
        click.echo(f"  {table['register']}/{table['name']}  {rows}  {table['title']}".rstrip())
