"""``pendopo hold``: one officer hides something published, at once and for 72 hours."""

from typing import TYPE_CHECKING

import click

from pendopo.cli.verb import RefusedError, choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import language, word
from pendopo.terms.wording import say

if TYPE_CHECKING:
    from pendopo.programme.programme import Programme


@verb(
    "hold",
    say(
        "Hide publications at once. It is logged before anything disappears. After 72 hours what "
        "was hidden is back by itself, unless two officers have decided: pendopo redact. Personal "
        "data stays hidden until then, and is logged again each day. ID is one that 'pendopo log' "
        "shows."
    ),
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@choice(
    "--reason",
    default="",
    metavar="CODE",
    text=say("Of the legal list: pendopo redact reasons."),
)
@choice(
    "--object",
    "roles",
    multiple=True,
    metavar="ROLE",
    text=say("Only these of its objects: original, metadata, table:NAME; else all."),
)
@choice(
    "--end",
    is_flag=True,
    text=say("Give back what is held: it was decided not to take it away."),
)
@click.pass_context
def verb_(
    ctx: click.Context, ids: tuple[str, ...], reason: str, roles: tuple[str, ...], *, end: bool
) -> None:
    """Hide, or give back."""
    if end and reason:
        raise RefusedError(word(say("--end takes no --reason; leave one of them out.")))
    if not end and not reason:
        asked = next(one for one in ctx.command.params if one.name == "reason")
        raise click.MissingParameter(ctx=ctx, param=asked)
    opened = programme(ctx)
    if end:
        _give_back(opened, ids, roles)
    else:
        _hide(opened, ids, reason, roles)
    tell_waiting(opened)
    if not end:
        text = say("Copies elsewhere: run your archive and publish-to again, empty caches.")
        click.echo(word(text))


def _give_back(opened: "Programme", ids: tuple[str, ...], roles: tuple[str, ...]) -> None:
    for entry in opened.withdrawing.end(ids, roles, now):
        text = say("Given back: entry {index}, {count} objects.")
        click.echo(word(text, index=entry.index, count=len(entry.leaf.objects)))
    opened.follow()


def _hide(opened: "Programme", ids: tuple[str, ...], reason: str, roles: tuple[str, ...]) -> None:
    entry = opened.withdrawing.hold(ids, reason, roles, now)
    opened.follow()
    text = say("Held: entry {index}, {count} objects ({reason}).")
    said = opened.withdrawing.reasons.reasons[reason]
    told = {"index": entry.index, "count": len(entry.leaf.objects)}
    click.echo(word(text, **told, reason=said.text(language())))
    for id_ in opened.withdrawing.shared(entry, ids):
        click.echo(word(say("Hidden there too, for it has the same bytes: {id}."), id=id_))
    if said.personal:
        click.echo(word(say("It stays hidden until it is decided: pendopo redact draft.")))
    else:
        click.echo(word(say("It is back in 72 hours unless it is decided: pendopo redact draft.")))
