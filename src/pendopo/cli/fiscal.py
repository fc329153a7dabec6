"""``pendopo fiscal``: the tools of budget data in packages, for anyone's, without a programme."""

import click

from pendopo.cli.fiscal_check import check_
from pendopo.cli.fiscal_convert import convert_
from pendopo.cli.verb import VerbGroup
from pendopo.terms.wording import say


@click.group(
    "fiscal",
    cls=VerbGroup,
    help=say(
        "Tools for Fiscal Data Packages: budgets and spending in CSV beside a datapackage.json. "
        "They need no programme, publish nothing and fetch nothing."
    ),
)
def verb_() -> None:
    """Hold the verbs of fiscal data, each in a file ``fiscal_<verb>.py``."""


verb_.add_command(check_)
verb_.add_command(convert_)
