"""``pendopo measure``: indicators on what is published now, recorded in the log."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import click

from pendopo.cli import words
from pendopo.cli.state import day_of
from pendopo.cli.verb import choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import word
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Entry, Measurement
from pendopo.terms.wording import say


@verb(
    "measure",
    say(
        "Measure indicators on what is published now and record each number in the log with its "
        "whole method. Without NAME, all whose tables are published."
    ),
)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@choice("--as-of", metavar="DATE", text=say("The day that the question is asked for; else today."))
@click.pass_context
def verb_(ctx: click.Context, names: tuple[str, ...], as_of: str | None) -> None:
    """Measure, and print the numbers."""
    opened = programme(ctx)
    at = now()
    show_measured(opened, opened.measure(names, now, _day(opened, as_of, at)))


def _day(opened: Programme, as_of: str | None, at: datetime) -> date:
    if as_of:
        return day_of(as_of, "--as-of")
    return at.astimezone(ZoneInfo(opened.config.government.timezone)).date()


def show_measured(opened: Programme, entries: tuple[Entry, ...]) -> None:
    """Print what was measured, each with its entry."""
    made = {entry.index for entry in entries}
    for entry, measurement in opened.measurements(opened.state()):
        if entry.index in made:
            value = number(opened, measurement)
            text = say("  {name}: {value} (as of {day}, entry {index})")
            click.echo(
                word(
                    text,
                    name=measurement.indicator,
                    value=value,
                    day=measurement.as_of,
                    index=entry.index,
                )
            )
    click.echo(word(say("Indicators measured: {count}."), count=len(entries)))
    tell_waiting(opened)
    if not entries:
        text = say("The tables that they read are not published yet: {names}.")
        reads = {name for indicator in opened.indicators.values() for name in indicator.reads}
        click.echo(word(text, names=", ".join(sorted(reads))))


def number(opened: Programme, measurement: Measurement) -> str:
    """Give a measurement's number with its unit; what is unknown is said, never zero."""
    if measurement.value is None:
        return word(say("unknown, for want of data"))
    indicator = opened.indicators.get(measurement.indicator)
    value = Decimal(measurement.value)
    shown = words.number(value, indicator.decimals) if indicator else str(value)
    return f"{shown} {measurement.unit}"
