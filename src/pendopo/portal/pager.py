"""Long lists in pages: which rows a page shows, and where the pages before and after it are."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal.visit import Visit
from pendopo.terms.wording import fill

PAGE = "page"
_DIGITS_MOST = 9


@dataclass(frozen=True, slots=True)
class Pager:
    """One page of a list.

    :param offset: how many are before it
    :param first: the first shown, counted from 1
    :param before: the address of the page before; empty on the first
    """

    number: int
    offset: int
    first: int
    last: int
    count: int
    before: str
    after: str


def pager(visit: Visit, count: int, each: int, usual: int = 1) -> Pager:
    """Read ``?page=`` and say what it shows.

    :param each: how many a page holds
    :param usual: which page the address without a number shows
    :raises BadRequest: when it is no page number
    :raises Http404: when the list has no such page
    """
    number = page_number(visit, usual)
    offset = (number - 1) * each
    if offset and offset >= count:
        raise Http404
    return Pager(
        number=number,
        offset=offset,
        first=min(offset + 1, count),
        last=min(offset + each, count),
        count=count,
        before=page_address(visit, number - 1, usual) if number > 1 else "",
        after=page_address(visit, number + 1, usual) if offset + each < count else "",
    )


def page_number(visit: Visit, default: int) -> int:
    """Read ``?page=``.

    :raises BadRequest: when it is no page number
    """
    text = visit.query.get(PAGE, str(default))
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= _DIGITS_MOST and int(text) > 0):
        words = _("page is {found}. Write a whole number from 1.")
        raise BadRequest(fill(words, {"found": text}))
    return int(text)


def page_address(visit: Visit, number: int, first: int = 0) -> str:
    """Give the address of another page of the list that is shown.

    :param first: the page that the bare address shows, which needs no number
    """
    asked = [(key, text) for key, texts in visit.query.lists() for text in texts if key != PAGE]
    if number != first:
        asked.append((PAGE, str(number)))
    return f"{visit.plain}?{urlencode(asked)}" if asked else visit.plain
