"""Kinds guessed from the first rows, and only where the guess loses nothing.

Leading zeros, more than eighteen digits and scientific notation stay text: they are codes, or
damage that typing would hide. Texts that would become one number, 5.1 and 5.10, are no numbers.
Marks are guessed where the cells leave no doubt: ``1.250.000,50`` has one reading, ``1.500`` two.
Only texts are doubted: the number 1.5 of a spreadsheet is one, however it is written here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pendopo.registers.datasets.days import CODE_NAME, day_form
from pendopo.terms.column import Column, Kind

ROWS_LOOKED_AT = 10_000

_EDGES = " \t\n\r\u00a0"

_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
# From the narrowest on: the first that fits every cell is taken.
_FORMS = (
    (Kind.BOOLEAN, re.compile("|".join(_TRUE + _FALSE))),
    (Kind.INTEGER, re.compile("-?(0|[1-9][0-9]{0,17})")),
    (Kind.DECIMAL, re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,20})?")),  # 38 digits in all
    (Kind.DATE, re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    # A time without a zone is somebody's local time; in UTC it would be another.
    (Kind.DATETIME, re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]" + _TIME)),
)
# Numbers written with a comma before the decimals, or with groups of thousands: the mark before the
# decimals, the one between thousands, and what tells them from any other reading.
_WHOLE = "-?(0|[1-9][0-9]{0,17})"
_NOTATIONS = (
    # 13,5 and 7: what makes three digits behind the mark no thousands is looked at by itself.
    (",", "", rf"{_WHOLE}(,[0-9]{{1,15}})?", r"-?[0-9]+,[0-9]+"),
    # 1.250.000,50 and 1.250.000: two groups at least, or a group and decimals.
    (",", ".", rf"({_WHOLE}|-?[1-9][0-9]{{0,2}}(\.[0-9]{{3}}){{1,5}})(,[0-9]{{1,15}})?",
     r"-?[0-9]{1,3}(\.[0-9]{3}){2,}(,[0-9]+)?|-?[0-9]{1,3}\.[0-9]{3},[0-9]+"),
    (".", ",", rf"({_WHOLE}|-?[1-9][0-9]{{0,2}}(,[0-9]{{3}}){{1,5}})(\.[0-9]{{1,15}})?",
     r"-?[0-9]{1,3}(,[0-9]{3}){2,}(\.[0-9]+)?|-?[0-9]{1,3},[0-9]{3}\.[0-9]+"),
)  # fmt: skip
_GROUPED_ONCE = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_DIGITS_OF_A_GROUP = 3
_DIGITS_MOST = 18

# Plain numbers with either mark.
_MARKED = ((".", _FORMS[2][1]), (",", re.compile(rf"{_WHOLE}(,[0-9]{{1,20}})?")))

# What a person writes of a kind in another notation: 13,5 and 31/12/2026.
_OTHERWISE = {
    Kind.DECIMAL: re.compile(r"-?[0-9]{1,3}(\.?[0-9]{3})*,[0-9]+|-?[0-9]+,[0-9]+"),
    Kind.DATE: re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}"),
}
# Digits that are no number here are a code, or damage; text is right for them.
_CODE = re.compile("-?[0-9]+([.]?[0-9]*[eE][+-]?[0-9]+)?")
# As people make codes: 12A, B-07, GF, III, 5.1.02.
_CODED = re.compile(
    r"[A-Za-z]{1,4}|[A-Za-z]{0,3}[-/]?[0-9]{1,6}[-/]?[A-Za-z]{0,2}|[0-9]+(\.[0-9]+){2,}"
)
# Money and measures that look so too: Rp1250, 92kg, 5jt. One letter is as good a code, but for
# those that stand for thousands, millions and more; B, as houses have it, among large numbers.
_MEASURED = re.compile(
    r"(rp|idr|usd|eur)[0-9]+"
    r"|[0-9]+(rb|jt|mn|bn|kg|gr|mg|kw|km|cm|mm|ml|ha|lt|cc|bh|pc|hr|th|m2|m3)",
    re.IGNORECASE,
)
_SCALED = re.compile(r"[0-9]+([kmt])", re.IGNORECASE)
_SCALED_BESIDE_LARGE = re.compile(r"[0-9]+([kmtb])", re.IGNORECASE)
_LARGE_DIGITS = 4
_PLACE_NAME = re.compile(
    r"(?i)(.*[\W_])?(lat|lon|lng|long|latitude|longitude|lintang|bujur)([\W_].*)?"
)
_MOST = 0.8
_FITTING_LEAST = 2

# What is a number to a person, however it is written, and no code: no zero in front, its groups of
# three digits, a word of money or a share beside it at most.
_GROUP = r"[.,'\u2019\u00a0\u2009\u202f ]"
_FIGURE = rf"(?:[1-9][0-9]{{0,2}}(?:{_GROUP}[0-9]{{3}})+|0|[1-9][0-9]*)(?:[.,][0-9]+)?"
_DASH = r"[-\u2010-\u2015\u2212]"
_BEFORE = r"(?:Rp\.?|IDR|USD|US\$|EUR|[$\u20ac\u00a3\u00a5])"
_BEHIND = (
    r"(?:%|\u2030|ribu|rb|juta|jt|miliar|milyar|mlyr|triliun|trilyun|M|T|K|k|thousand|million|billion"
    r"|rupiah|,-|,00)\.?"
)
_NUMBER = re.compile(
    rf"[+(]?{_DASH}?\s?(?:{_BEFORE}\s?)?[(]?{_DASH}?{_FIGURE}(?:\s?{_BEHIND}){{0,2}}\s?(?:{_DASH}|\))?",
    re.IGNORECASE,
)
_LOOSELY = re.compile(
    r"\W{0,2}[^\W\d_]{0,8}\W{0,2}[0-9OolI.,'\u2019\u00a0 /]*\W{0,2}[^\W\d_]{0,8}\W{0,2}"
)
# A group of thousands in the wrong place, letters for digits: 1.25.000, 1O0, II290.
_DAMAGED = re.compile(
    r"^-?[0-9]{1,3}[.,][0-9]+[.,][0-9]{3}$|[0-9][OolI]+[0-9]|^[OolI][0-9]{2}"
    r"|^(?=.{3})[0-9OolI]*[OolI][0-9][0-9OolI]*$|^[0-9]{3,}[OolI]+$|^[0-9]+[Oo]{2,}$"
)
_WITH_A_WORD = re.compile(rf"-?{_FIGURE}\s?([^\W\d_]{{2,12}}|%)\.?")
_DATED = re.compile(
    r"([^\W\d_]{4,9},? )?"  # the day's name
    r"[0-9]{1,4}\s?[-/. ]\s?([0-9]{1,2}|[^\W\d_]{3,10})\s?[-/. ,]\s?[0-9]{2,4}([T ][0-9:.]+)?"
    r"|[^\W\d_]{3,10} [0-9]{1,2},? [0-9]{4}"
)
_SHORT_FORM = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_SERIAL = re.compile("[34][0-9]{4}|(19|20)[0-9]{6}")
_NO_VALUE = re.compile(
    r"#{3,}|(rp\.?|idr|[$\u20ac])?\s?[-\u2010-\u2015.?*]{1,5}|n/?a|n\.a\.?|null|nil|none|nan|\(blank\)|t/?a|nihil|kosong"
    r"|(tidak|tdk|tak|blm|belum) (ada|diketahui|tersedia|diisi)( data)?|unknown|not available"
    r"|#(n/a|ref!|value!|div/0!|name\?|num!|null!)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mixed:
    """A column of text whose cells are nearly all of one kind.

    :param example: the first cell that is
    :param odd: the distinct cells that are not, in the order of the file
    :param doubtful: whether the column would be another if its cells were written alike: then what
        is published may not be what is meant
    :param alike: whether all of them are in other notations, the example too
    """

    kind: Kind
    example: str
    odd: tuple[str, ...]
    doubtful: bool = False
    alike: bool = False


def mixed(cells: Sequence[str], name: str = "") -> Mixed | None:
    """Tell whether a column of text would be numbers or dates but for how some are written.

    Four of five cells that are filled, and two at least, are of one kind; fewer will do where all
    the others are of that kind in another notation.

    :param name: what the column is called: in one of codes 2M is one
    """
    many = Counter(bare for cell in cells if (bare := cell.strip(_EDGES)))
    found = _mixed(many)
    if found is None:
        return None
    if not CODE_NAME.fullmatch(name) and _are_scaled(many, found):
        found = replace(found, doubtful=True)
    odd = set(found.odd)
    return replace(found, odd=tuple(dict.fromkeys(c for c in cells if c.strip(_EDGES) in odd)))


def _mixed(many: Counter[str]) -> Mixed | None:
    for kind, form in _FORMS:
        fitting = [text for text in many if form.fullmatch(text)]
        odd = tuple(text for text in many if not form.fullmatch(text))
        if fitting and odd and not all(map(_CODE.fullmatch, odd)):
            fit = sum(many[text] for text in fitting)
            nearly = fit >= _FITTING_LEAST and fit >= _MOST * many.total()
            other = _OTHERWISE.get(kind)
            # A dash, NULL or 1O0 is nothing else anywhere: however many there are.
            slips = all(map(_is_slip, odd)) or _have_one_word(kind, odd)
            if nearly or slips or (other and all(map(other.fullmatch, odd))):
                return _nearly(kind, fitting[0], odd)
    return _otherwise(many)


def _nearly(kind: Kind, example: str, odd: tuple[str, ...]) -> Mixed | None:
    codes = [text for text in odd if _CODE.fullmatch(text)]
    if codes and not any(map(_SHORT_FORM.fullmatch, codes)) and kind is not Kind.DATE:
        return None  # zeros in front: a column of codes
    return Mixed(kind, example, odd, doubtful=any(not _is_code(kind, text) for text in odd))


def _are_scaled(many: Iterable[str], found: Mixed) -> bool:
    """Whether what stands apart from numbers may be thousands or millions: 2M, and no 2A beside."""
    if found.kind not in {Kind.INTEGER, Kind.DECIMAL}:
        return False
    plain = [text for text in many if text not in set(found.odd)]
    large = any(len(text.partition(".")[0].lstrip("-")) >= _LARGE_DIGITS for text in plain)
    form = _SCALED_BESIDE_LARGE if large else _SCALED
    return all(map(form.fullmatch, found.odd))


def _is_slip(text: str) -> bool:
    return bool(_NO_VALUE.fullmatch(text) or _DAMAGED.search(text))


def _have_one_word(kind: Kind, odd: Sequence[str]) -> bool:
    """Whether all that stands apart from plain numbers are numbers with one unit beside them."""
    found = [_WITH_A_WORD.fullmatch(text) for text in odd]
    words = {one[1].casefold() for one in found if one}
    return kind in {Kind.INTEGER, Kind.DECIMAL} and all(found) and len(words) == 1


def _is_code(kind: Kind, text: str) -> bool:
    """Whether a cell among numbers may well be a code, and no number that is written otherwise."""
    if _is_slip(text) or _MEASURED.fullmatch(text):
        return False
    if _NUMBER.fullmatch(text) and not text.isalnum():
        return False
    return kind in {Kind.INTEGER, Kind.DECIMAL} and bool(_CODED.fullmatch(text))


def _otherwise(many: Counter[str]) -> Mixed | None:
    """Tell of numbers and dates in a notation that is nobody's here, or in several."""
    for kind, meant, odd in ((Kind.DECIMAL, *_numbers(many)), (Kind.DATE, *_dates(many))):
        fit = sum(many[text] for text in meant)
        filled = sum(many[text] for text in many if not _NO_VALUE.fullmatch(text))
        if fit >= max(_MOST * filled, _FITTING_LEAST):
            alike = meant[0] in odd
            # However alike they are: amounts that stay text are not what a reader adds up.
            return Mixed(kind, meant[0], odd, doubtful=True, alike=alike)
    return None


def odd_among(numbers: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Give the numbers that are not written like the most of them, and one that is.

    :returns: no odd ones where no form has the most
    """
    forms = [re.compile(rf"{form}|{_WHOLE}") for _, _, form, _ in _NOTATIONS] + [_FORMS[2][1]]
    fitting: dict[tuple[str, int], list[str]] = {}
    for number in numbers:
        bare = number.strip(_EDGES)
        figure = re.search(_FIGURE, bare)
        if figure is None:
            continue
        beside = bare.replace(figure[0], "0", 1).removeprefix("-")
        for place, form in enumerate(forms):
            if form.fullmatch(figure[0]):
                fitting.setdefault((beside, place), []).append(number)
    best = max(fitting.values(), key=len, default=[])
    odd = tuple(number for number in numbers if number not in set(best))
    if len(odd) >= len(best):
        return (), ""
    return odd, max(best, key=len)


def _numbers(many: Counter[str]) -> tuple[list[str], tuple[str, ...]]:
    """Give the cells that are numbers to a person, and those that are not written like the rest."""
    meant = [text for text in many if _NUMBER.fullmatch(text) or _SHORT_FORM.fullmatch(text)]
    rest = [t for t in many if t not in set(meant) and not _NO_VALUE.fullmatch(t)]
    plain = _FORMS[2][1]
    odd = tuple(text for text in many if not plain.fullmatch(text))
    if not odd and not _is_doubtful("", many, "."):
        return [], ()
    # A short form is told of by itself; what else is no number makes the column no numbers.
    if all(map(_CODE.fullmatch, odd or ("",))) or not all(map(_LOOSELY.fullmatch, rest)):
        return ([], ()) if odd else (meant, tuple(meant))
    return meant, odd or tuple(meant)


def _dates(many: Counter[str]) -> tuple[list[str], tuple[str, ...]]:
    """Give the cells that are dates, where they are written in several forms."""
    dated = [text for text in many if _DATED.fullmatch(text)]
    meant = [text for text in many if text in set(dated) or _SERIAL.fullmatch(text)]
    forms = {re.sub("[0-9]+", "9", re.sub(r"[^\W\d_]+", "a", text)) for text in meant}
    if not dated or len(forms) == 1:
        return [], ()
    return meant, tuple(text for text in many if not _FORMS[3][1].fullmatch(text))


def infer(name: str, cells: Sequence[str], values: Sequence[bool | None] = ()) -> Column:
    """Guess a column's kind from its first cells; an empty cell says nothing.

    :param cells: text as found, at most ``ROWS_LOOKED_AT`` of them
    :param values: beside them, which were values in the file; nothing where all are texts
    """
    distinct, texts = _distinct(cells, values)
    kind = next(
        (kind for kind, form in _FORMS if distinct and all(map(form.fullmatch, distinct))),
        Kind.TEXT,
    )
    column = Column(name, kind, inferred=True)
    if kind in {Kind.TEXT, Kind.INTEGER} and len(texts) == len(distinct):
        day = day_form(name, [*texts])
        if day:
            return replace(column, kind=Kind.DATE, date_format=day.form)
    if kind is Kind.BOOLEAN:
        return replace(column, true_words=_TRUE, false_words=_FALSE)
    if kind is Kind.DECIMAL and (
        CODE_NAME.fullmatch(name) or _would_be_one(texts, ".") or _is_doubtful(name, texts, ".")
    ):
        return replace(column, kind=Kind.TEXT)
    if kind is Kind.TEXT and distinct:
        return _noted(column, texts, [one for one in distinct if one not in texts])
    return column


def is_number(text: str) -> bool:
    """Tell whether a cell is a number to a person, however it is written."""
    return bool(_NUMBER.fullmatch(text.strip(_EDGES)))


def is_code_name(name: str) -> bool:
    """Tell whether a column is called after codes, not amounts."""
    return bool(CODE_NAME.fullmatch(name))


def _distinct(
    cells: Sequence[str], values: Sequence[bool | None]
) -> tuple[dict[str, None], dict[str, None]]:
    """Give the distinct cells, and those of them that were texts, in the order of the file."""
    # What stands around a number is left out when it is typed, and told.
    bare = [cell.strip(_EDGES) for cell in cells]
    distinct = dict.fromkeys(cell for cell in bare if cell)
    if not any(values):
        return distinct, distinct
    pairs = zip(bare, values, strict=True)
    return distinct, dict.fromkeys(cell for cell, value in pairs if cell and not value)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Cells of a column that would be numbers, if it were known which.

    :param cell: one that may be thousands, and ``beside`` one that speaks against it; or two that
        would become one number
    :param many: all that are of the kind of ``cell``
    """

    cell: str
    beside: str = ""
    many: tuple[str, ...] = ()


def two_readings(
    name: str, cells: Sequence[str], values: Sequence[bool | None] = ()
) -> Doubt | None:
    """Tell whether a column's numbers may be thousands or decimals: ``2.310`` beside ``10.5``."""
    distinct, texts = _distinct(cells, values)
    for mark, form in _MARKED:
        if all(map(form.fullmatch, distinct)) and _is_doubtful(name, texts, mark):
            grouped = [text for text in texts if _grouped(text, mark)]
            zeros = [text for text in grouped if text.endswith("0")]
            # Best beside it is what can only be the other, then what would have been grouped too.
            others = [text for text in distinct if text not in set(grouped)]
            others.sort(key=lambda text: (mark not in text, -len(text) if mark not in text else 0))
            return Doubt((zeros or grouped)[0], others[0] if others else "", tuple(grouped))
    return None


def one_number(name: str, cells: Sequence[str], values: Sequence[bool | None] = ()) -> Doubt | None:
    """Tell of two texts of a column of numbers that would become one: ``5.1`` and ``5.10``."""
    distinct, texts = _distinct(cells, values)
    for mark, form in _MARKED:
        if not CODE_NAME.fullmatch(name) and all(map(form.fullmatch, distinct)):
            return _would_be_one(texts, mark)
    return None


def may_be_thousands(name: str, cells: Sequence[str], values: Sequence[bool | None] = ()) -> Doubt:
    """Give the numbers with a point that may be meant for thousands, where all that have one may.

    :returns: a doubt without cells where there are none
    """
    distinct, texts = _distinct(cells, values)
    grouped = tuple(text for text in texts if _grouped(text, "."))
    marked = sum("." in text for text in texts)
    if _PLACE_NAME.fullmatch(name) or not grouped or len(grouped) < marked:
        return Doubt("")
    others = [text for text in distinct if "." not in text]
    return Doubt(grouped[0], others[0] if others else "", grouped)


def _grouped(text: str, mark: str) -> bool:
    return mark in text and bool(_GROUPED_ONCE.fullmatch(text))


def _is_doubtful(name: str, texts: Iterable[str], mark: str) -> bool:
    """Whether three digits behind a mark may be thousands or decimals.

    They are decimals where every number has just as many and one cannot be thousands (0.125), as a
    program writes them that rounds to three; or where how many there are differs and no zero ends
    them, as one writes them that leaves zeros out. A hand that groups thousands does neither.
    """
    marked = [text for text in texts if mark in text]
    if _PLACE_NAME.fullmatch(name) or not any(_grouped(text, mark) for text in marked):
        return False
    behind = {len(text.rpartition(mark)[2]) for text in marked}
    if behind == {_DIGITS_OF_A_GROUP}:
        fixed = all(mark in text for text in texts)
        return not fixed or all(_grouped(text, mark) for text in marked)
    return any(text.endswith("0") for text in marked)


def _would_be_one(texts: Iterable[str], mark: str) -> Doubt | None:
    """Find two texts with a mark that are one number, but for zeros at their end."""
    seen: dict[str, str] = {}
    for text in texts:
        if mark in text and seen.setdefault(text.rstrip("0"), text) != text:
            return Doubt(seen[text.rstrip("0")], text)
    return None


def _noted(column: Column, texts: Iterable[str], values: Iterable[str]) -> Column:
    """Read numbers in a notation that leaves no doubt.

    :param values: the cells that were numbers whatever the notation of the texts is
    """
    if CODE_NAME.fullmatch(column.name):
        return column
    for decimal, group, form, certain in _NOTATIONS:
        whole = re.compile(form)
        cells = [*texts, *(value.replace(".", decimal) for value in values)]
        if not all(map(whole.fullmatch, cells)) or not any(re.fullmatch(certain, c) for c in texts):
            continue
        if any(sum(map(str.isdigit, cell)) > _DIGITS_MOST for cell in cells):
            continue  # two codes with a comma between them
        doubtful = _is_doubtful(column.name, texts, decimal) or _would_be_one(texts, decimal)
        if group or not doubtful:
            kind = Kind.DECIMAL if any(decimal in cell for cell in cells) else Kind.INTEGER
            return replace(column, kind=kind, decimal_mark=decimal, group_mark=group)
    return column
