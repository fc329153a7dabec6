"""``pendopo scorecard``: what the record shows of villages, made anew from their tables."""

import csv
import sys

import click

from pendopo.cli.state import state_at
from pendopo.cli.verb import RefusedError, choice, programme, verb
from pendopo.cli.words import word
from pendopo.programme.scoring import scorecard_sql, scores
from pendopo.terms.wording import say

_MET = {True: "yes", False: "no", None: "unknown"}


@verb(
    "scorecard",
    say(
        "Make the villages' scorecards anew from what is published: one line of CSV for each "
        "village and item, with what was looked at. unknown is what the record cannot tell."
    ),
)
@choice("--year", type=click.IntRange(1990, 2100), text=say("The fiscal year; else the state's."))
@choice("--village", default="", metavar="CODE", text=say("One village alone."))
@choice("--at", metavar="SIZE|DATE", text=say("A number of entries, or a day (2026-01-31)."))
@choice("--sql", "method", is_flag=True, text=say("Print the method, one SELECT, and stop."))
@click.pass_context
def verb_(
    ctx: click.Context, year: int | None, village: str, at: str | None, *, method: bool
) -> None:
    """Print the scorecards, or how they are made."""
    if method:
        click.echo(scorecard_sql(), nl=False)
        return
    opened = programme(ctx)
    state = state_at(opened, at)
    day = state.day
    try:
        found = scores(opened, state, year or day.year, day, village) if day else []
    except KeyError:
        found = []
    if not found:
        text = say("no budget of {village} is published for {year}")
        raise RefusedError(
            word(text, village=village or "-", year=year or (day.year if day else "-"))
        )
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("village", "part", "item", "met", "seen"))
    out.writerows((one.village, one.part, one.item, _MET[one.met], one.seen) for one in found)
