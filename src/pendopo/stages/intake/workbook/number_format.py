"""Number formats: what a cell shows is its value under a format, and at times more than its value.

Measured of the usual reader: a cell that shows 00164 under the format ``00000`` was handed on as
164, one that shows 2024 under ``yyyy`` as a day of 1905, and one that shows ###### because its
date is below zero as midnight. Here a format is read for what it adds to the value or hides of it.

Source: ECMA-376-1, 18.8.30 and 18.8.31.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite

from pendopo.stages.intake.workbook.grid import Kind, Look

# Excel keeps fifteen digits of a number; what a person typed behind them is gone from the file.
DIGITS_KEPT = 15
# So many digits a file may write of a number, and mean each.
DIGITS_OF_A_DOUBLE = 16
# A rounded number is plainly what was meant where it has no more digits than this, and where so
# many stand before its point, fifteen leave none for the sen.
_DIGITS_OF_A_SHORT_ONE = 12
_DIGITS_OF_SEN = 14

_CODE_MOST = 1000
_LAST_DAY = 2_958_466  # the day behind 9999-12-31
_NO_DAY = 60  # 29 February 1900, which Excel has and the calendar has not
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_DAYS_1904 = 1462
_SECONDS_A_DAY = 86_400

# Formats that files name by number alone. Those with a currency sign take it from the reader's
# own settings, so that nothing of the file says which it is.
_DATES = {14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "m/d/yy h:mm"}
_TIMES = {18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss"}
_ELAPSED = {45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"}
_EAST_ASIAN = dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd")
_NUMBERS = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
BUILT_IN = {**_DATES, **_TIMES, **_ELAPSED, **_EAST_ASIAN, **_NUMBERS}

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<wide>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<noon>AM/PM|A/P)|(?P<power>E[+-])|(?P<digits>[0#?]+)"
    r"|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)"
    r"|(?P<time>[ymdhsgb]+|e+)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?[0-9]{1,18}(?:\.[0-9]{1,18})?)")
_ELAPSED_PART = re.compile(r"h+|m+|s+", re.IGNORECASE)
_NO_UNIT = re.compile(r"[\s()\-+.,:;/'\u00a0\u200b]*")
_GROUP_MARKS = frozenset(" .,'\u00a0")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]*[1-9])?")


@dataclass
class _Section:
    """One part of a format: what it does to the values it is for.

    :param condition: an operator and a number, where the part says for which values it is
    :param prefix: words before the digits; ``inner`` and ``suffix`` those between and behind them
    """

    condition: tuple[str, Decimal] | None = None
    kind: Kind = Kind.NUMBER
    unit: str = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)
    date_parts: str = ""
    fraction: bool = False


@dataclass(frozen=True)
class Format:
    """A number format.

    :param plain: numbers under it are shown as they are
    :param dated: it shows days or times
    """

    code: str
    sections: tuple[_Section, ...]
    plain: bool
    dated: bool

    def number(self, raw: str) -> tuple[str, Look]:
        """Write a number as it is shown, where what is shown adds to it; else exactly.

        :param raw: as the file has it
        :raises ValueError: when it is no number
        """
        text = number(raw)
        if self.plain:
            return text, _LONG if is_long(text) else _NUMBER
        section = self._section(Decimal(text))
        if section.kind is Kind.PADDED:
            shown = _padded(Decimal(text), section.pieces)
            odd = "." in text and "." not in self.code
            return shown, Look(Kind.PADDED, f"{self.code} ≠ {text}" if odd else self.code)
        if section.kind is Kind.NUMBER and is_long(text):
            return text, _LONG
        detail = section.unit if section.kind is Kind.UNIT else self.code
        return text, _NUMBER if section.kind is Kind.NUMBER else Look(section.kind, detail)

    def serial(self, raw: str, *, from_1904: bool) -> tuple[str, Look]:
        """Write a number that is shown as a day or a time, by ISO 8601 as far as it is shown.

        :raises ValueError: when it is no number
        """
        value = float(raw)
        section = self._section(Decimal(number(raw)))
        if not section.date_parts:
            return self.number(raw)
        if section.date_parts[0] == "[":
            return _elapsed(value, fraction=section.fraction)
        moment = _moment(value, from_1904=from_1904, fraction=section.fraction)
        only_time = not set("ymd") & set(section.date_parts)
        if moment is None or (value < 1 and not only_time and not from_1904):
            return number(raw), Look(Kind.NO_DATE, self.code)
        return shown(moment, section.date_parts, has_day=value >= 1)

    def moment(self, value: datetime, *, has_day: bool = True) -> tuple[str, Look]:
        """Write a moment that a file has as such, as far as it is shown."""
        parts = self.sections[0].date_parts.replace("[", "") or (
            "ymd"
            if has_day and value == value.replace(hour=0, minute=0, second=0, microsecond=0)
            else "ymdhs"
            if has_day
            else "hs"
        )
        return shown(value, parts, has_day=has_day)

    def _section(self, value: Decimal) -> _Section:
        for section in self.sections:
            if section.condition and _meets(value, *section.condition):
                return section
        return next((s for s in reversed(self.sections) if s.condition is None), self.sections[-1])


_NUMBER = Look(Kind.NUMBER)
_LONG = Look(Kind.LONG)


def number(raw: str) -> str:
    """Write a number without exponent, and without the noise of binary fractions.

    :raises ValueError: when it is none
    """
    if len(raw) <= DIGITS_KEPT and _PLAIN_NUMBER.fullmatch(raw):
        return raw
    value = float(raw)
    if not isfinite(value):
        raise ValueError(raw)
    if value.is_integer():
        return str(int(Decimal(raw.strip())))
    text = _spelt(format(value, f".{DIGITS_KEPT}g"))
    if float(text) != value and not _is_noise(text):
        plain = _PLAIN_NUMBER.fullmatch(raw) and len(raw.strip("-0.")) - 1 <= DIGITS_OF_A_DOUBLE
        text = raw if plain else _spelt(repr(value))
    return "0" if text == "-0" else text


def _spelt(text: str) -> str:
    """Write a number without an exponent, and without zeros that say nothing."""
    text = format(Decimal(text), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_noise(rounded: str) -> bool:
    """Tell whether the last digits of a number are those that binary fractions leave.

    Excel writes seventeen digits and shows fifteen: what is 0.30000000000000004 there is 0.3. A
    number that is as long when it is rounded has digits of its own.
    """
    whole = rounded.lstrip("-").partition(".")[0]
    digits = rounded.lstrip("-0.").replace(".", "")
    return len(digits) <= _DIGITS_OF_A_SHORT_ONE and len(whole) < _DIGITS_OF_SEN


def is_long(text: str) -> bool:
    """Tell whether a number has more digits than a spreadsheet keeps."""
    return len(text) > DIGITS_KEPT and len(text.lstrip("-").partition(".")[0]) > DIGITS_KEPT


@lru_cache(maxsize=4096)
def format_of(code: str) -> Format:
    """Read a format's code."""
    codes = _split(code[:_CODE_MOST])
    sections = tuple(_section(part) for part in codes[:3])
    if len(sections) > 1 and not any(section.condition for section in sections):
        _usual_conditions(sections)
        if "[" not in codes[1] and _words(sections[0]) == _words(sections[1]):
            # Below zero it shows neither a sign nor brackets nor a colour.
            sections[1].kind = Kind.VEILED
    dated = any(section.date_parts for section in sections)
    plain = not dated and all(section.kind is Kind.NUMBER for section in sections)
    return Format(code, sections, plain, dated)


def _usual_conditions(sections: tuple[_Section, ...]) -> None:
    """Two parts are for what is not negative and what is; three add one for zero."""
    sections[1].condition = ("<", Decimal(0))
    if len(sections) > 2:  # noqa: PLR2004
        sections[2].condition = ("=", Decimal(0))


def _words(section: _Section) -> list[str]:
    """Give what a part of a format writes around and between digits."""
    return [text for kind, text in section.pieces if kind in _LITERALS and text.strip()]


def _split(code: str) -> list[str]:
    """Part a code at its semicolons."""
    parts = [""]
    for token in _TOKEN.finditer(code):
        if token["plain"] == ";":
            parts.append("")
        else:
            parts[-1] += token[0]
    return parts


def _meets(value: Decimal, operator: str, limit: Decimal) -> bool:
    return {
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
        "<>": value != limit,
        "<=": value <= limit,
        ">=": value >= limit,
    }[operator]


def _section(code: str) -> _Section:
    section = _Section()
    numeric = False
    for token in _TOKEN.finditer(code):
        kind, text = str(token.lastgroup), token[str(token.lastgroup)]
        numeric = numeric or kind in {"digits", "general", "text"}
        if kind == "bracket":
            _bracket(text, section)
        elif kind == "time" and not numeric:
            section.date_parts += text.lower()
        else:
            section.pieces.append((kind, text))
    if section.date_parts:
        section.date_parts = _named_parts(section)
        section.fraction = any(kind == "digits" for kind, _ in section.pieces)
        section.kind = Kind.DATE
        return section
    _settle(section)
    return section


def _bracket(text: str, section: _Section) -> None:
    """Read what stands in brackets: elapsed time, a condition, a currency, or a colour."""
    condition = _CONDITION.fullmatch(text)
    if _ELAPSED_PART.fullmatch(text):
        section.date_parts = "[" + section.date_parts + text.lower()
    elif condition:
        section.condition = (condition[1], Decimal(condition[2]))
    elif text.startswith("$"):
        section.pieces.append(("quoted", text[1:].partition("-")[0]))


def _named_parts(section: _Section) -> str:
    """Tell months from minutes: an m beside hours or seconds is a minute."""
    parts = section.date_parts
    elapsed = parts.startswith("[")
    letters = parts.replace("[", "").replace("e", "y").replace("g", "y").replace("b", "y")
    timed = "h" in letters or "s" in letters
    if timed and not set("yd") & set(letters):
        letters = letters.replace("m", "")
    elif timed:
        # With a day and a time in it, the runs of m next to h or s are minutes.
        letters = re.sub(r"(?<=h)m+|m+(?=s)", "", letters)
    if "m" in letters and re.search(r"m{3,}", letters) is None and not timed:
        letters = letters.replace("mm", "m")
    if re.fullmatch(r"d{3,}|", letters):
        letters = letters and "w"
    return ("[" if elapsed else "") + letters


def _settle(section: _Section) -> None:
    """Find what a part of a format does to a number."""
    kinds = [kind for kind, _ in section.pieces]
    if "general" not in kinds and "digits" not in kinds:
        words = "".join(text for kind, text in section.pieces if kind in _LITERALS)
        # A dash for zero is how accountants write it; anything else hides the number.
        shows = "text" in kinds or _NO_UNIT.fullmatch(words)
        section.kind = Kind.NUMBER if shows and section.pieces else Kind.VEILED
        return
    if "general" in kinds:
        first = last = kinds.index("general")
    else:
        first = kinds.index("digits")
        last = len(kinds) - 1 - kinds[::-1].index("digits")
    section.unit = _unit(section.pieces, first, last)
    section.kind = _kind(section, kinds, first, last)


_LITERALS = frozenset({"quoted", "escaped", "plain", "point", "comma", "slash", "time"})


def _unit(pieces: list[tuple[str, str]], first: int, last: int) -> str:
    around = [*pieces[:first], ("plain", " "), *pieces[last + 1 :]]
    words = "".join(text for kind, text in around if kind in {"quoted", "escaped", "plain", "time"})
    return "" if _NO_UNIT.fullmatch(words) else " ".join(words.split()).strip("-+() ")


def _kind(section: _Section, kinds: list[str], first: int, last: int) -> Kind:
    if "percent" in kinds:
        return Kind.PERCENT
    whole = _whole(section.pieces, first, last)
    if last + 1 < len(kinds) and kinds[last + 1] == "comma":
        return Kind.SCALED
    digits = "".join(text for kind, text in whole if kind == "digits")
    marks = "".join(text for kind, text in whole if kind in {"quoted", "escaped", "plain"})
    groups = set(marks) <= _GROUP_MARKS and digits.endswith("##0") and digits.count("0") == 1
    grouped = any(kind == "comma" for kind, _ in whole)
    special = {"power", "slash"} & set(kinds[first : last + 1])
    if not special and not grouped and (digits.count("0") > 1 or (marks and not groups)):
        return Kind.PADDED
    return Kind.UNIT if section.unit else Kind.NUMBER


def _whole(pieces: list[tuple[str, str]], first: int, last: int) -> list[tuple[str, str]]:
    """Give the pieces of the digits before the point."""
    whole = pieces[first : last + 1]
    points = [at for at, (kind, _) in enumerate(whole) if kind == "point"]
    return whole[: points[0]] if points else whole


def _padded(value: Decimal, pieces: list[tuple[str, str]]) -> str:
    """Write a number into a pattern of digits and marks: 3522012001 as 35.22.01.2001."""
    point = next((at for at, (kind, _) in enumerate(pieces) if kind == "point"), len(pieces))
    places = sum(len(text) for kind, text in pieces[point:] if kind == "digits")
    fixed = format(abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    whole, _, decimals = fixed.partition(".")
    head = _filled(whole, pieces[:point])
    tail = ""
    for kind, text in pieces[point:]:
        if kind == "digits":
            tail += decimals[: len(text)]
            decimals = decimals[len(text) :]
        elif kind in _LITERALS:
            tail += text
    return ("-" if value < 0 else "") + head + tail


def _filled(digits: str, pieces: list[tuple[str, str]]) -> str:
    left = sum(len(text) for kind, text in pieces if kind == "digits")
    rest = digits.lstrip("0")
    rest = "0" * max(0, left - len(rest)) + rest
    written = ""
    for kind, text in pieces:
        if kind == "digits":
            # The first place takes all digits that are more than there are places.
            take = len(rest) - left + len(text)
            part, rest, left = rest[:take], rest[take:], left - len(text)
            written += _zeros_kept(part, text)
        elif kind in _LITERALS:
            written += text
    return written


def _zeros_kept(part: str, places: str) -> str:
    """Leave out the zeros in front that the pattern does not ask for."""
    asked = len(places) - len(places.lstrip("#?"))
    zeros = min(len(part) - len(part.lstrip("0")), asked)
    return part[zeros:]


def _moment(value: float, *, from_1904: bool, fraction: bool) -> datetime | None:
    """Turn days since the file's first day into a moment; None where the calendar has none."""
    last = _LAST_DAY - (_DAYS_1904 if from_1904 else 0)
    if not 0 <= value < last or (int(value) == _NO_DAY and not from_1904):
        return None
    epoch = _EPOCH_1904 if from_1904 else _EPOCH_1900
    early = not from_1904 and value < _NO_DAY
    days = int(value)
    seconds = round((value - days) * _SECONDS_A_DAY, 3 if fraction else 0)
    return epoch + timedelta(days=days + early, seconds=seconds)


def _elapsed(value: float, *, fraction: bool) -> tuple[str, Look]:
    if not 0 <= value < _LAST_DAY:
        return number(repr(value)), Look(Kind.NO_DATE, "[h]:mm:ss")
    return elapsed(round(value * _SECONDS_A_DAY, 3 if fraction else 0)), Look(Kind.DURATION)


def elapsed(seconds: float) -> str:
    """Write a length of time as hours, minutes and seconds: 30:05:00."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    part = f"{seconds - whole:.3f}"[1:].rstrip("0").rstrip(".")
    return f"{hours:02}:{minutes:02}:{rest:02}{part}"


def shown(moment: datetime, parts: str, *, has_day: bool) -> tuple[str, Look]:
    """Write as much of a moment as its format shows, and say what else it holds.

    :param parts: of y, m, d, h, s and w (a day of the week) those that are shown
    """
    asked = set(parts)
    day, clock = moment.date(), moment.time()
    precision = "milliseconds" if clock.microsecond else "seconds"
    if asked & set("hs") and not asked & set("ymdw"):
        return clock.isoformat(precision), Look(Kind.TIME, "day" if has_day else "")
    if asked & set("hs"):
        kind = Kind.DATETIME if {"y", "m", "d"} <= asked else Kind.PART
        return moment.isoformat("T", precision), Look(kind)
    return _shown_day(day, asked, has_time=clock != datetime.min.time())


def _shown_day(day: date, asked: set[str], *, has_time: bool) -> tuple[str, Look]:
    if {"y", "m", "d"} <= asked:
        return day.isoformat(), Look(Kind.DATE, "time" if has_time else "")
    if {"y", "m"} <= asked:
        return day.isoformat()[:7], Look(Kind.MONTH, "" if day.day == 1 else "day")
    if "y" in asked:
        first = (day.month, day.day) == (1, 1)
        return day.isoformat()[:4], Look(Kind.YEAR, "" if first else "day")
    return day.isoformat(), Look(Kind.PART)
