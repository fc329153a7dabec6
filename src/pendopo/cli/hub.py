"""``pendopo hub``: many governments' records served by one installation."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from pendopo.cli.hub_desks import desks
from pendopo.cli.serve import hold_free, reachable
from pendopo.cli.verb import STOPPED, RefusedError, VerbGroup, choice, home, verb
from pendopo.cli.words import number, word
from pendopo.programme.hub.checking import check
from pendopo.programme.hub.looking import Looker
from pendopo.programme.hub.settings import (
    FILE_NAME,
    Hub,
    Kind,
    Member,
    load,
    parse,
    render,
    render_member,
)
from pendopo.terms.wording import say


@click.group(
    "hub",
    cls=VerbGroup,
    help=say(
        "Serve the records of several governments from one folder with a hub.toml: each with its "
        "own folder, key and log, and one table of all of them."
    ),
)
def verb_() -> None:
    """Hold the verbs of hubs."""


@verb(
    "add",
    say(
        "Add the member CODE to the hub in the current folder, or begin one there. Its record is "
        "begun before, by 'pendopo init' or 'pendopo follow'; one that is listed needs none. A hub "
        "that is being served shows it within a minute."
    ),
)
@click.argument("code", metavar="CODE")
@choice(
    "--kind",
    type=click.Choice([str(kind) for kind in Kind]),
    default=str(Kind.OWN),
    text=say("own, followed, observed, or listed."),
)
@choice("--folder", default="", metavar="DIR", text=say("The member's folder, from the hub's."))
@choice("--host", default="", text=say("A host name at which it stands alone."))
@choice("--region", default="", text=say("The region that the table is filtered by."))
@choice("--locality", default="", text=say("Its name in OGP's file."))
@choice("--name", default="", text=say("What it is called while no record says so."))
@choice("--hub-name", default="", text=say("Who runs the hub, when it is begun."))
@choice("--ogp", default="", metavar="FILE", text=say("OGP's commitments data, a CSV file."))
@click.pass_context
def add_(ctx: click.Context, /, code: str, hub_name: str, ogp: str, **said: str) -> None:
    """Add a member at the end of ``hub.toml``; what a person wrote above it stays as it is."""
    path = home(ctx) / FILE_NAME
    member = Member(code=code, **(said | {"kind": Kind(said["kind"])}))  # type: ignore[arg-type]
    text = _text(path, hub_name, ogp) + render_member(member)
    hub = parse(text, str(path))
    draft = path.with_name(f".{FILE_NAME}")
    draft.write_text(text, "utf-8")
    draft.replace(path)
    click.echo(word(say("{file}: {count} members."), file=path, count=number(len(hub.members))))
    alone = replace(hub, members=(member,), ogp=hub.ogp if member.locality else "")
    for fault in check(path.parent, alone):
        click.echo(fault, err=True)


def _text(path: Path, hub_name: str, ogp: str) -> str:
    """Give the text of the hub's file, begun where there is none.

    :raises RefusedError: when it lacks a name, or has one already
    """
    if path.exists():
        if hub_name or ogp:
            text = say("{file} is there already; write the name or OGP's file into it")
            raise RefusedError(word(text, file=path))
        return path.read_text("utf-8-sig")
    if not hub_name:
        raise RefusedError(word(say("--hub-name is missing; write who runs the hub.")))
    plain = parse('[hub]\nname = "-"\n')
    return render(replace(plain, name=hub_name, ogp=ogp))


@verb(
    "check",
    say(
        "Check the hub in the current folder: every wrong setting and every member that cannot be "
        "read is told with where, what was found and what to write. Exits with 1 when there is one."
    ),
)
@click.pass_context
def check_(ctx: click.Context) -> None:
    """Check a hub."""
    root = home(ctx)
    hub = load(root / FILE_NAME)
    faults = list(check(root, hub))
    found = Looker(root).round(hub)
    told = "\n".join(faults)
    # What is told above in more words is not told twice.
    faults += [
        f"member {facts.code}: {facts.broken}"
        for facts in found.values()
        if facts.broken and f"member {facts.code}:" not in told
    ]
    for fault in faults:
        click.echo(fault, err=True)
    text = say("{members} members, {broken} of them broken.")
    broken = sum(bool(facts.broken) for facts in found.values())
    click.echo(word(text, members=number(len(found)), broken=number(broken)))
    if faults:
        sys.exit(STOPPED)


@verb(
    "serve",
    say(
        "Serve all members of the hub in the current folder, each below its code or at its host "
        "name, and their table. Members that are followed are asked again as hub.toml says. "
        "Ctrl+C ends it."
    ),
)
@choice("--host", text=say("The address to listen on."))
@choice("--port", type=click.IntRange(1, 65_535), text=say("The port to listen on."))
@choice("--workers", type=click.IntRange(1, 256), text=say("How many processes answer."))
@choice(
    "--heartbeat",
    is_flag=True,
    text=say("Also add the day's heartbeat to the log of each member that is run here."),
)
@click.pass_context
def serve_(
    ctx: click.Context,
    host: str | None,
    port: int | None,
    workers: int | None,
    *,
    heartbeat: bool,
) -> None:
    """Serve until it is told to stop; this process becomes the server's."""
    root = home(ctx)
    hub = load(root / FILE_NAME)
    looker = Looker(root)
    if not looker.path.exists():
        looker.round(hub)
    place = host or hub.serve.host, port or hub.serve.port
    hold_free(*place)
    spec = _spec(root, hub, place, workers) | {"heartbeat": heartbeat}
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-P", "-m", "pendopo.web.supervise", json.dumps(spec)]
    os.execv(command[0], command)  # noqa: S606  our own interpreter and our own words


def _spec(
    root: Path, hub: Hub, place: tuple[str, int], workers: int | None
) -> dict[str, str | int | bool]:
    reached = reachable(place[0])
    shown = f"[{reached}]" if ":" in reached else reached
    text = say("Serving {count} members at http://{place}/ (Ctrl+C ends it)")
    return {
        "hub": True,
        "home": str(root),
        "host": place[0],
        "port": place[1],
        "workers": workers or hub.serve.workers,
        "reached": reached,
        "told": word(text, count=number(len(hub.members)), place=f"{shown}:{place[1]}"),
    }


for _one in (add_, check_, serve_, desks):
    verb_.add_command(_one)
