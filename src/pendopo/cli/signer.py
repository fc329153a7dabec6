"""``pendopo signer``: it alone reads the log's key, and publishes what was let through."""

import threading

import click

from pendopo.cli.desk import opened_desk
from pendopo.cli.verb import now, verb
from pendopo.terms.wording import say


@verb(
    "signer",
    say(
        "Publish what was let through at the desk, until told to stop. It listens on a socket in "
        "private/desk, and only the users that pendopo.toml names may ask it. Run it as the user "
        "who owns private/keys; the desk's pages and worker then never read a key. It adds the "
        "day's heartbeat too, which carries one hash over all that was done at the desk."
    ),
)
@click.pass_context
def verb_(ctx: click.Context) -> None:
    """Listen."""
    opened = opened_desk(ctx)
    from pendopo.desk.beating import LOOK_EVERY_S, beat_daily  # noqa: PLC0415  once the desk is open
    from pendopo.desk.signer import serve  # noqa: PLC0415

    never = threading.Event()
    daily = (opened, now, lambda: never.wait(LOOK_EVERY_S))
    threading.Thread(target=beat_daily, args=daily, daemon=True).start()
    serve(opened, opened.config.desk.signer_users)
