"""``pendopo hold``: one officer hides something published, at once and for 72 hours."""

import click

from pendopo.cli.verb import choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import language, word
from pendopo.terms.wording import say


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
    required=True,
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
@click.pass_context
def verb_(ctx: click.Context, ids: tuple[str, ...], reason: str, roles: tuple[str, ...]) -> None:
    """Hide."""
    opened = programme(ctx)
    entry = opened.withdrawing.hold(ids, reason, roles, now)
    opened.search.follow()
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
    tell_waiting(opened)
    click.echo(word(say("Copies elsewhere: run your archive and publish-to again, empty caches.")))
