"""``pendopo signer``: it alone reads the log's key, and publishes what was let through."""

import click

from pendopo.cli.desk import opened_desk
from pendopo.cli.verb import verb
from pendopo.terms.wording import say


@verb(
    "signer",
    say(
        "Publish what was let through at the desk, until told to stop. It listens on a socket in "
        "private/desk, and only the users that pendopo.toml names may ask it. Run it as the user "
        "who owns private/keys; the desk's pages and worker then never read a key."
    ),
)
@click.pass_context
def verb_(ctx: click.Context) -> None:
    """Listen."""
    opened = opened_desk(ctx)
    from pendopo.desk.signer import serve  # noqa: PLC0415  once the desk is open

    serve(opened, opened.config.desk.signer_users)
