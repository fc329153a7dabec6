"""Cells of a source as values of OCDS: amounts, moments and texts, each as its mapping says."""

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from pendopo.standards.identity import UNSEEN
from pendopo.terms.release_mapping import ISO, Marks

# The first year that a date of e-procurement may have, and the last: 1-01-01 is a program's empty.
_YEARS: Final = range(1990, 2101)
_DIGITS_MOST: Final = 40
_CACHED: Final = 1 << 16
_BLANKS: Final = " \t\r\n\u00a0\u202f"
# What a browser takes for a tag; "< 7 m" is none.
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
# What changes only the look of some letters: a number goes on behind it.
_INLINE: Final = re.compile(
    r"</?(?:b|i|u|em|strong|span|font|sup|sub|small|mark|a)\b[^<>]*>", re.IGNORECASE
)
_UNSEEN: Final = re.compile(f"[{UNSEEN}\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
# What a word processor leaves where a dash stood.
_SOFT: Final = " \u00ad "
_PLAIN: Final = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,15})?", re.ASCII)
# A fraction that no grouping of thousands gives: 12.5, 1250000.50, 0.125.
_FRACTION: Final = re.compile(
    r"-?(?:[0-9]{1,30}\.[0-9]{1,2}|(?:0|[0-9]{4,30})\.[0-9]{1,15})", re.ASCII
)
_ISO: Final = re.compile(
    r"(?P<Y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:[T ](?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<z>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII | re.IGNORECASE,
)
_PARTS: Final = {
    "d": r"(?P<d>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "Y": r"(?P<Y>\d{4})",
    "B": r"(?P<B>[^\W\d_]{3,12})\.?",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})",
    "p": r"(?P<p>[AaPp]\.?[Mm]\.?)",
    "z": r"(?P<z>Z|[+-]\d{2}(?::?\d{2})?)",
}
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january januari jan", "february februari pebruari feb peb", "march maret mar",
            "april apr", "may mei", "june juni jun", "july juli jul",
            "august agustus aug agu agt ags", "september sept sep", "october oktober oct okt",
            "november nopember nov nop", "december desember dec des",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NOON: Final = 12


class Figure(str):
    """The text of a cell that is a number in its file: no marks are looked for in it."""

    __slots__ = ()


def plain_text(cell: str) -> str:
    """Give a text without markup, and with one blank where there were several."""
    if "<" in cell:
        cell = _TAG.sub(" ", _INLINE.sub("", cell))
    if "&" in cell:
        cell = html.unescape(cell)
    return " ".join(_UNSEEN.sub("", cell.replace(_SOFT, " - ")).split())


def number_reader(marks: Marks) -> Callable[[str], Decimal | None]:
    """Give what reads the numbers of a source: None for what is none.

    With ``,`` and ``.`` and the words jt and m: ``273,7 Jt`` is 273,700,000 and ``1,1 M`` is
    1,100,000,000.
    """
    group, decimal = re.escape(marks.group), re.escape(marks.decimal)
    whole = rf"(?:[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[0-9]{{1,30}})"
    whole = whole if group else r"[0-9]{1,30}"
    written = re.compile(rf"-?{whole}(?:{decimal}[0-9]{{1,15}})?", re.ASCII)
    beside = [re.compile(re.escape(one), re.IGNORECASE) for one in marks.remove]
    word = re.compile(r"(.*?[0-9])\s*([^\W\d_]+)\.?")

    @lru_cache(_CACHED)
    def read(cell: str) -> Decimal | None:
        text = cell
        for one in beside:
            text = one.sub("", text)
        text = text.strip(_BLANKS)
        factor = Decimal(1)
        short = word.fullmatch(text)
        if short:
            known = marks.words.get(short[2].casefold())
            if known is None:
                return None
            text, factor = short[1], known
        if written.fullmatch(text):
            plain = text.replace(marks.group, "") if marks.group else text
            return Decimal(plain.replace(marks.decimal, ".")) * factor
        return Decimal(text) * factor if _FRACTION.fullmatch(text) else None

    return lambda cell: _figure(cell) if isinstance(cell, Figure) else read(cell)


def number_text(number: Decimal) -> str:
    """Write a number as JSON does, without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(cell: str) -> Decimal | None:
    try:
        number = Decimal(cell)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < _DIGITS_MOST else None


def date_reader(forms: Sequence[str], zone: str) -> Callable[[str, bool], str | None]:
    """Give what reads the dates of a source to date-times of OCDS; None for what is none.

    What is read is asked whether it ends something: a day without an hour then ends with its last
    second.

    :param forms: ``iso`` for ISO 8601 with a T or a blank, an hour or none, and a zone or none
    :param zone: of what names none

    Source: OCDS 1.1, dates: a time of 23:59:59 for deadlines, 00:00:00 for others, where unknown.
    """
    known = [_ISO if form == ISO else _compiled(form) for form in forms]
    local = ZoneInfo(zone)

    @lru_cache(_CACHED)
    def read(cell: str, end: bool = False) -> str | None:  # noqa: FBT001, FBT002
        text = cell.strip(_BLANKS)
        for form in known:
            match = form.fullmatch(text)
            if match:
                return _moment({k: v for k, v in match.groupdict().items() if v}, local, end=end)
        return None

    return read


def _compiled(form: str) -> re.Pattern[str]:
    pieces = re.split("%(.)", form)
    body = "".join(_PARTS[one] if at % 2 else _literal(one) for at, one in enumerate(pieces))
    return re.compile(body, re.ASCII if "%B" not in form else 0)


def _literal(text: str) -> str:
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", text))


def _moment(found: Mapping[str, str], local: ZoneInfo, *, end: bool) -> str | None:
    month = int(found["m"]) if "m" in found else _MONTHS.get(found["B"].casefold(), 0)
    hour, minute, second = _time(found, end=end)
    if int(found["Y"]) not in _YEARS:
        return None
    try:
        zone = _offset(found["z"]) if "z" in found else local
        day = (int(found["Y"]), month, int(found["d"]))
        moment = datetime(*day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    text = moment.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _time(found: Mapping[str, str], *, end: bool) -> tuple[int, int, int]:
    if "H" not in found and "I" not in found:
        return (23, 59, 59) if end else (0, 0, 0)
    hour = int(found.get("H") or found["I"])
    if "p" in found:
        hour = hour % _NOON + (_NOON if found["p"][0] in "Pp" else 0)
    return hour, int(found.get("M", 0)), int(found.get("S", 0))


def _offset(text: str) -> timezone:
    if text.upper() in {"Z", "UTC"}:
        return timezone.utc  # noqa: UP017 - as the offsets beside it
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def items_of(cell: str, split: str) -> list[object]:
    """Give the items of a list in a cell: of a JSON list, or of texts with a mark between them."""
    if split:
        return [part.strip() for part in cell.split(split) if part.strip()]
    try:
        found = json.loads(cell, parse_float=Figure, parse_int=Figure, parse_constant=str)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else [found]


def is_plain_number(text: str) -> bool:
    """Tell whether a text is a number as JSON writes it."""
    return bool(_PLAIN.fullmatch(text))
