"""The header row: every column has a name, no two the same, and rows stand below it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.names import lettered, letters, look_of, mixes_scripts, seen, unseen
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.letters import by_number
from pendopo.terms.wording import say

# A question of a survey, written out, has some hundred letters.
_NAME_MOST = 1_000
_COLUMNS_SHOWN = 20
# What pandas, readr, SheetJS and Excel call a column without a name; and pandas the second of one.
_NAMELESS = re.compile(
    r"Unnamed: [0-9]+(?:_level_[0-9]+)?|\.\.\.[0-9]+|__EMPTY(?:_[0-9]+)?|(?:Column|Kolom)[0-9]+"
)
_AGAIN = re.compile(r"(.*[^0-9.])\.[0-9]{1,2}")
_WIDTHS_SHOWN = 5


def check_header(
    header: tuple[str, ...], line: int, tell: Tell, places: Sequence[int] = ()
) -> bool:
    """Tell of columns without a name or with another's; capital letters make no difference.

    :param line: the header's row, as a spreadsheet counts
    :param places: where each of the columns stands, from 0, if some are left out
    """
    placed = list(zip(places or range(len(header)), header, strict=True))
    nameless = [place for place, name in placed if not seen(name).strip()]
    if nameless:
        tell(
            Finding(
                "columns_have_names",
                Weight.STOP,
                say("The header, row {row}, has no name for column {columns}."),
                {"row": str(line), "columns": lettered(nameless[:_COLUMNS_SHOWN])},
                say("Give every column a name in the header, and nothing else above the rows."),
                lines=(line,),
                count=1,
            )
        )
    long = [place for place, name in placed if len(name) > _NAME_MOST]
    if long:
        tell(
            Finding(
                "columns_have_short_names",
                Weight.STOP,
                say("The names of these columns are longer than {most} letters: {columns}."),
                {"most": str(_NAME_MOST), "columns": lettered(long[:_COLUMNS_SHOWN])},
                say("Write a short name; explain the column in the Table Schema."),
                lines=(line,),
                count=1,
            )
        )
    twice = _groups((place, seen(name).strip(), _written(name)) for place, name in placed)
    for name, found in twice:
        tell(
            Finding(
                "column_names_differ",
                Weight.STOP,
                say("The columns {columns} are all called {name}."),
                {"columns": lettered(found), "name": name},
                say("Give each column a name of its own."),
                column=name,
                lines=(line,),
                count=1,
            )
        )
    _tell_of_letters(placed, line, tell)
    return not nameless and not long and not twice


def _written(name: str) -> str:
    """Give the form by which two names are one: without what nobody sees, however composed."""
    return unicodedata.normalize("NFC", seen(name)).strip().casefold()


def _groups(named: Iterable[tuple[int, str, str]]) -> list[tuple[str, list[int]]]:
    """Give the places of columns that share a form of their name, with the first one's name."""
    places: dict[str, list[int]] = defaultdict(list)
    first: dict[str, str] = {}
    for place, name, form in named:
        if form:
            places[form].append(place)
            first.setdefault(form, name)
    return [(first[form], found) for form, found in places.items() if len(found) > 1]


def _tell_of_letters(placed: Sequence[tuple[int, str]], line: int, tell: Tell) -> None:
    """Tell of names that hold what nobody sees, and of those that only look the same."""
    for place, name in placed:
        if hidden := unseen(name):
            tell(
                Finding(
                    "column_names_show_all_they_hold",
                    Weight.WARN,
                    say(
                        "The name of column {column}, {name}, holds characters that cannot be "
                        "seen, which were left out: {found}."
                    ),
                    {
                        "column": letters(place),
                        "name": seen(name).strip(),
                        "found": ", ".join(dict.fromkeys(map(by_number, hidden))),
                    },
                    say("Type the name anew; copied from a page, they come along."),
                    lines=(line,),
                    count=1,
                )
            )
        if mixes_scripts(name):
            tell(
                Finding(
                    "column_names_look_different",
                    Weight.WARN,
                    say(
                        "The name of column {column}, {name}, mixes letters of two scripts that "
                        "look the same."
                    ),
                    {"column": letters(place), "name": seen(name).strip()},
                    say("Type the name anew with the letters of one script."),
                    lines=(line,),
                    count=1,
                )
            )
    if made := _made_by_programs(placed):
        tell(
            Finding(
                "column_names_are_meant",
                Weight.WARN,
                say("Some names were made by a program, not written by a person: {names}."),
                {"names": ", ".join(made[:_COLUMNS_SHOWN])},
                say(
                    "A program names a column so that had no name, or the name of another. Write "
                    "what each of them holds."
                ),
                lines=(line,),
                count=1,
            )
        )
    for name, found in _groups(
        (place, seen(name).strip(), look_of(name)) for place, name in placed
    ):
        names = {_written(other) for place, other in placed if place in found}
        if len(names) > 1:
            tell(
                Finding(
                    "column_names_look_different",
                    Weight.WARN,
                    say("The names of columns {columns} look the same and are not: {name}."),
                    {"columns": lettered(found), "name": name},
                    say("Give each column a name of its own, in the letters of one script."),
                    lines=(line,),
                    count=1,
                )
            )


def _made_by_programs(placed: Sequence[tuple[int, str]]) -> list[str]:
    """Give the names that programs write for want of one: ``Unnamed: 0``, ``...3``, ``n.1``."""
    names = [seen(name).strip() for _, name in placed]
    given = {*names}
    again = [found for name in names if (found := _AGAIN.fullmatch(name))]
    twice = {found[0] for found in again if found[1] in given}
    return [name for name in names if name in twice or _NAMELESS.fullmatch(name)]


def told_when_empty(batches: Iterator[pa.RecordBatch], tell: Tell) -> Iterator[pa.RecordBatch]:
    """Hand batches on, and tell when there was no row in them."""
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        yield batch
    if not rows:
        tell(
            Finding(
                "table_has_rows",
                Weight.WARN,
                say("The table has a header and no rows."),
                write=say(
                    "Hand in the rows. If there are none, leave the file out: published, it takes "
                    "the place of the rows published before, and the table is empty."
                ),
            )
        )


def ragged(widths: Iterable[int], width: int, rows: SomeRows) -> Finding:
    """Tell of rows with more or fewer cells than the header.

    :param widths: how many they have
    :param width: how many the header has
    """
    return Finding(
        "rows_fit_the_header",
        Weight.STOP,
        say("Rows have {found} cells where the header has {width}."),
        {"found": ", ".join(map(str, sorted(widths)[:_WIDTHS_SHOWN])), "width": str(width)},
        say("Give each row as many cells as the header; quote a cell that holds a delimiter."),
        lines=tuple(rows.lines),
        count=rows.count,
    )
