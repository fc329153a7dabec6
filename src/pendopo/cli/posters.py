"""``pendopo posters``: the boards of villages, to be printed and shared."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

from pendopo.cli.archive import address as address_of
from pendopo.cli.progress import watched
from pendopo.cli.state import state_at
from pendopo.cli.verb import STOPPED, RefusedError, choice, folder_for, programme, readable, verb
from pendopo.cli.words import speaking, word
from pendopo.exports.boards.board import ITEMS, Board
from pendopo.exports.boards.printing import Sheet, print_boards
from pendopo.exports.boards.shapes import SHAPES
from pendopo.exports.boards.told import facts
from pendopo.programme.boarding import Boards
from pendopo.programme.programme import Programme
from pendopo.programme.settings import LANGUAGES
from pendopo.terms.wording import fill, say

Words = Callable[..., str]


@dataclass(frozen=True, slots=True)
class _Print:
    """What is printed.

    :param languages: each with its words
    """

    out: Path
    at: datetime
    own: str
    languages: Sequence[tuple[str, Words]]

    def sheets(self, boards: Sequence[Board]) -> Iterator[Sheet]:
        """Give every file that is to be printed."""
        for board in boards:
            for language, words in self.languages:
                for shape in SHAPES:
                    name = f"{board.code}-{board.year}-{shape.name}-{language}.{shape.ending}"
                    told = facts(board, language, self.own, shape, words)
                    yield Sheet(self.out / name, shape, told, self.at)


@verb(
    "posters",
    say(
        "Print the boards of villages into the folder OUT: of each a poster (A3) and a banner (3 m "
        "by 1 m) as PDF/UA-1, and a picture of 1080 by 1350 dots to share, in each language. A "
        "village of which something that the law wants on a board is not published gets none, and "
        "is named with what is missing; the exit code is then 1."
    ),
)
@choice(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    text=say("The folder to write into."),
)
@choice(
    "--village",
    "villages",
    multiple=True,
    metavar="CODE",
    text=say("Only this village, by its code; may be given several times."),
)
@choice("--year", type=int, text=say("The fiscal year; else the newest that has begun."))
@choice("--at", metavar="SIZE|DATE", text=say("A number of entries, or a day (2026-01-31)."))
@choice(
    "--address",
    default="",
    metavar="URL",
    text=say("The address of the site, for the square of dots on the paper."),
)
@choice(
    "--words",
    multiple=True,
    metavar="CODE=FILE",
    text=say(
        "Another language too, by a file of its words (PO): jv=jawa.po. What it lacks is said in "
        "the first language."
    ),
)
@choice(
    "--with-gaps",
    is_flag=True,
    text=say("Print those with gaps too; each gap says that it is not published."),
)
@choice(
    "--workers",
    type=click.IntRange(1, 64),
    default=lambda: min(os.cpu_count() or 1, 8),
    text=say("How many processes print at once; else one for each processor."),
)
@click.pass_context
def verb_(
    ctx: click.Context,
    out: Path,
    villages: Sequence[str],
    year: int | None,
    at: str | None,
    address: str,
    words: Sequence[str],
    workers: int,
    *,
    with_gaps: bool,
) -> None:
    """Print and tell."""
    opened = programme(ctx)
    state = state_at(opened, at)
    languages = _languages(opened, words)
    site, first = address_of(address, "--address"), languages[0][0]
    found = Boards(opened, state, partial(_page, site, state.size, first))
    boards = list(found.gather(_year(found.years(), year, state.day), set(villages)))
    _hold_found(boards, villages)
    whole = [one for one in boards if with_gaps or not one.lacking()]
    folder_for(out)
    printing = _Print(out, datetime.fromisoformat(state.time), first, languages)
    count = len(whole) * len(languages) * len(SHAPES)
    with watched() as progress:
        for done, _ in enumerate(print_boards(printing.sheets(whole), count, workers), 1):
            progress({"stage": "print", "done": done, "total": count})
    click.echo(
        word(say("Printed: {files} files of {count} villages."), files=count, count=len(whole))
    )
    silent = [] if villages else found.silent(boards)
    if _tell_gaps(boards, silent):
        sys.exit(STOPPED)


def _page(site: str, size: int, language: str, id_: str) -> str:
    """Give where a publication is checked: for good, at the state that the board was made from."""
    return f"{site}/at/{size}/{language}/publications/{id_}/" if site else ""


def _year(known: Sequence[int], year: int | None, day: date | None) -> int:
    """Choose a year: the one asked for, else the newest that has begun on a day.

    :raises RefusedError: when no village's budget is published, or none of that year
    """
    if not known:
        text = say("No village's budget is published; publish them first: register villages")
        raise RefusedError(word(text))
    if year is not None and year not in known:
        text = say("--year is {year}; write one of {years}")
        raise RefusedError(word(text, year=year, years=", ".join(map(str, known))))
    begun = [one for one in known if day is None or one <= day.year]
    return year or (begun[0] if begun else known[-1])


def _hold_found(boards: Sequence[Board], villages: Sequence[str]) -> None:
    lacking = [code for code in villages if code not in {one.code for one in boards}]
    if lacking:
        text = say(
            "{villages}: nothing is published of it for this year; write another code or --year"
        )
        raise RefusedError(word(text, villages=", ".join(lacking)))


def _tell_gaps(boards: Sequence[Board], silent: Sequence[tuple[str, str]]) -> bool:
    """Name each village and what the law wants that is not published; say whether there is any.

    :param silent: villages of which nothing is published
    """
    lacking = [(one, one.lacking()) for one in boards if one.lacking()]
    for one, items in lacking:
        text = say("{village} ({code}): not published: {items}")
        named = ", ".join(word(ITEMS[item]) for item in items)
        click.echo(word(text, village=one.village, code=one.code, items=named), err=True)
    for code, name in silent:
        text = say("{village} ({code}): nothing is published for this year")
        click.echo(word(text, village=name, code=code), err=True)
    if lacking or silent:
        text = say(
            "{count} of {all} villages lack what Permendagri 20/2018, art. 39 and 72, wants on a "
            "board."
        )
        count, of = len(lacking) + len(silent), len(boards) + len(silent)
        click.echo(word(text, count=count, all=of), err=True)
    return bool(lacking or silent)


def _languages(opened: Programme, words: Sequence[str]) -> list[tuple[str, Words]]:
    """Give the languages, the programme's own first."""
    known = [one for one in opened.config.government.languages if one in LANGUAGES]
    first, *others = known or ["en"]
    found = [(one, partial(_said, one)) for one in (first, *others)]
    return found + [_supplied(one, first) for one in words]


def _said(language: str, text: str, /, **values: object) -> str:
    with speaking(language):
        return word(text, **values)


def _supplied(text: str, first: str) -> tuple[str, Words]:
    """Read the words of another language.

    :raises RefusedError: when it is no code and file, or a code of no language that is known
    """
    code, mark, name = text.partition("=")
    if not mark or not code.isalpha():
        raise RefusedError(
            word(say("--words is {found}; write it like jv=jawa.po"), found=repr(text))
        )
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError) as error:
        raise RefusedError(
            word(say("--words: no language {code} is known; write it like jv=jawa.po"), code=code)
        ) from error
    with readable(Path(name)).open("rb") as opened:
        catalogue = read_po(opened, locale=code)
    known = {str(one.id): str(one.string) for one in catalogue if one.id and one.string}

    def say_it(text: str, /, **values: object) -> str:
        own = known.get(text, "")
        if not own:
            return _said(first, text, **values)
        return fill(own, {name: str(value) for name, value in values.items()})

    return code, say_it
