"""``pendopo citizens-budget``: the money of a year on four pages, in each language, as PDF."""

from pathlib import Path

import click

from pendopo.cli.archive import address as address_of
from pendopo.cli.state import state_at
from pendopo.cli.verb import RefusedError, choice, folder_for, programme, verb
from pendopo.cli.words import word
from pendopo.exports.archive.asking import Site
from pendopo.exports.archive.copy import Copy
from pendopo.portal.visit import languages_of
from pendopo.programme.citizens import Budgeted, published_budgets
from pendopo.terms.wording import say
from pendopo.web.wsgi import pages_of

_OK = 200


@verb(
    "citizens-budget",
    say(
        "Print the money of a year for citizens into the folder OUT: four pages in each language "
        "(PDF/UA-1), made from what is published, each number with where it stands."
    ),
)
@choice(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    text=say("The folder to write into."),
)
@choice("--year", type=int, text=say("The fiscal year; else the newest that is published."))
@choice(
    "--publisher", metavar="CODE", text=say("Whose budget; needed where several publish theirs.")
)
@choice("--at", metavar="SIZE|DATE", text=say("A number of entries, or a day (2026-01-31)."))
@choice(
    "--address",
    default="",
    metavar="URL",
    text=say("The address of the site, for the square of dots on the paper."),
)
@click.pass_context
def verb_(
    ctx: click.Context,
    out: Path,
    year: int | None,
    publisher: str | None,
    at: str | None,
    address: str,
) -> None:
    """Print it."""
    opened = programme(ctx)
    state = state_at(opened, at)
    of = _chosen(published_budgets(opened, state), year, publisher)
    site = Site(pages_of(opened), Copy(live=address_of(address, "--address")))
    folder_for(out)
    for language in languages_of(opened):
        page = f"/at/{state.size}/{language}/money/{of.publisher}/{of.year}/budget.pdf"
        answer = site.get(page)
        if answer.status != _OK:
            text = say("{page}: the site answers {status}; see its log")
            raise RefusedError(word(text, page=page, status=answer.status))
        file = out / f"budget-{of.publisher}-{of.year}-{language}.pdf"
        file.write_bytes(b"".join(answer.blocks()))
        click.echo(word(say("Written: {file}"), file=file))


def _chosen(found: list[Budgeted], year: int | None, publisher: str | None) -> Budgeted:
    """Choose a budget.

    :raises RefusedError: when none is published, none of what is asked for, or several are
    """
    if not found:
        raise RefusedError(word(say("No budget is published; publish one first: register budgets")))
    fit = [one for one in found if year in {None, one.year} and publisher in {None, one.publisher}]
    newest = [one for one in fit if one.year == fit[0].year]
    if len(newest) == 1:
        return newest[0]
    names = ", ".join(f"--publisher {one.publisher} --year {one.year}" for one in newest or found)
    raise RefusedError(word(say("Which budget? Write one of: {names}"), names=names))
