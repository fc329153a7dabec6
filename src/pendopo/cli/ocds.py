"""``pendopo ocds``: the tools of open contracting, for any file of anyone, without a programme."""

import click

from pendopo.cli.ocds_check import check_
from pendopo.cli.ocds_flatten import flatten_, unflatten_
from pendopo.cli.ocds_merge import merge_
from pendopo.cli.ocds_stats import stats_
from pendopo.cli.ocds_upgrade import upgrade_
from pendopo.cli.verb import VerbGroup
from pendopo.terms.wording import say


@click.group(
    "ocds",
    cls=VerbGroup,
    help=say(
        "Tools for files in the Open Contracting Data Standard (OCDS). They need no programme, "
        "publish nothing and fetch nothing: an address in a file stays an address."
    ),
)
def verb_() -> None:
    """Hold the verbs of open contracting, each in a file ``ocds_<verb>.py``."""


verb_.add_command(check_)
verb_.add_command(merge_)
verb_.add_command(flatten_)
verb_.add_command(unflatten_)
verb_.add_command(upgrade_)
verb_.add_command(stats_)
