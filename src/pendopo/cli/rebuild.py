"""``pendopo rebuild``: make everything again that follows from the log."""

import click

from pendopo.cli.progress import watched
from pendopo.cli.verb import programme, verb
from pendopo.cli.words import word
from pendopo.terms.wording import say


@verb(
    "rebuild",
    say(
        "Make again what follows from the log and its objects: the files that pages and the API "
        "read. Nothing that is published changes."
    ),
)
@click.pass_context
def verb_(ctx: click.Context) -> None:
    """Rebuild the serving files."""
    opened = programme(ctx)
    with watched() as progress:
        made = opened.rebuild(progress)
    click.echo(word(say("Tables made again: {count}."), count=made))
