"""A village's board: the poster, the banner and the picture that ``pendopo posters`` prints too."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from django.http import Http404, HttpResponse

from pendopo.exports.boards.shapes import SHAPES
from pendopo.exports.boards.told import TEMPLATE, facts
from pendopo.portal import touched, writing
from pendopo.portal.visit import Visit, answer
from pendopo.programme.boarding import Boards
from pendopo.terms.wording import fill, say

_TYPES: Final = {"pdf": "application/pdf", "png": "image/png"}
_NAMES: Final = {
    "poster": say("Poster (A3)"),
    "banner": say("Banner (3 m by 1 m)"),
    "picture": say("Picture to share"),
}


def boards_of(visit: Visit, code: str, year: int) -> list[dict[str, Any]]:
    """Give the addresses of a village's boards; those of a copy are in the first language alone."""
    own = next(iter(visit.government.languages), visit.language)
    spoken = replace(visit, language=own) if visit.static else visit
    return [
        {
            "name": writing.said(_NAMES[one.name]),
            "form": one.ending.upper(),
            "language": spoken.language,
            "address": spoken.address(
                "village_board", code=code, year=year, shape=one.name, ending=one.ending
            ),
        }
        for one in SHAPES
    ]


def _reads(visit: Visit, code: str, year: int, shape: str, ending: str) -> Hashable:
    return touched.villages(visit, code), year, shape, ending


@answer(reads=_reads)
def village_board(visit: Visit, code: str, year: int, shape: str, ending: str) -> HttpResponse:
    """Print it.

    :raises Http404: where nothing of that village and year is published, or less than the law
        wants on a board, which the village's page says
    """
    form = next((one for one in SHAPES if (one.name, one.ending) == (shape, ending)), None)
    base = visit.base if visit.static is None else visit.static.live
    fixed = replace(visit, size=visit.state.size)

    def page(id_: str) -> str:
        return f"{base}{fixed.address('publication', id=id_)}" if base else ""

    boards = Boards(visit.programme, visit.state, page)
    board = next(boards.gather(year, {code}), None) if form else None
    if form is None or board is None or board.lacking():
        raise Http404
    own = next(iter(visit.government.languages), visit.language)
    told = facts(board, visit.language, own, form, _word)
    # Typst is loaded when a paper is asked for, and by no other page.
    printing = import_module("pendopo.exports.boards.printing")
    press = import_module("pendopo.exports.printed.paper").Press(TEMPLATE)
    data = printing.set_board(press, form, told, datetime.fromisoformat(visit.state.time))
    response = HttpResponse(data, content_type=_TYPES[ending])
    name = f"{code}-{year}-{shape}-{visit.language}.{ending}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _word(text: str, /, **values: object) -> str:
    return fill(writing.said(text), {name: str(value) for name, value in values.items()})
