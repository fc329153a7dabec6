"""A mapping drafted from an example: which column of the file is which of ours, and how written.

Names are compared first, then what the columns mean, then what their cells hold. Each match says
by what it was found, so that a person knows where to look twice. Nothing here is applied.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pendopo.stages.intake.mapping_cells import ALSO
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.mapping import same_name

ROWS_LOOKED_AT = 2000
_CERTAIN, _LIKELY = 0.9, 0.55
_MEANING = 0.7
_CONTENT = 0.12
_CODES_MOST = 60
_WIDE_LEAST = 3
_BLANK_SHARE = 0.2
_BEGINS = 4  # so many letters of a word stand for it: cred for credito

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = (
    "january february march april may june july august september october november december",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
)
_NAMED_MONTHS = tuple(tuple(names.split()) for names in _MONTHS)
_TOTAL = re.compile(r"(?i)^\s*(?:grand |sub)?\s*(?:total|jumlah|suma|somme)\b")
_POINTS = re.compile(r"-?\(?\d{1,3}(?:\.\d{3})+(?:,\d+)?\)?|-?\(?\d+,\d+\)?")
_COMMAS = re.compile(r"-?\(?\d{1,3}(?:,\d{3})+(?:\.\d+)?\)?")
_PLAIN = re.compile(r"-?\(?\d+(?:\.\d+)?\)?")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_UNITS = {"rp": "idr", "rupiah": "idr"}
_OF_UNIT = 0.5  # with cells that fit, likely
_CURRENCY = re.compile(r"(Rp\.?|IDR|US\$|\$|€|£)\s*(?=[\d(-])")
_NO_SEN = re.compile(r"(?<=\d),-+$")
_DATES = (
    (re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}"), "/"),
    (re.compile(r"(\d{1,2})-(\d{1,2})-\d{4}"), "-"),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.\d{4}"), "."),
)
_DAY_MONTH_YEAR = re.compile(r"\d{1,2} ([^\W\d_]+) \d{4}")
_LAST_MONTH = 12
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
_SIGNS = frozenset({"decimal", "group"})
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Match:
    """One column of ours and where it comes from.

    :param source: the file's column; empty when none was found
    :param by: ``name``, ``near`` (a name like it), ``meaning``, ``content`` or empty
    :param settings: what the mapping is to say of its cells, name to value
    :param unknown: cells that are not among the codes of our column
    """

    ours: str
    source: str = ""
    by: str = ""
    settings: dict[str, object] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping to be corrected by a person.

    :param left: the file's columns that went nowhere
    :param wide: columns that stand side by side and may be rows: years or months
    :param period: what the column is called that is to hold their names
    :param amount: what the column is called that is to hold their cells
    :param totals: columns in which rows are called a total
    :param sparse: columns whose empty cells may mean: as above
    """

    header: tuple[str, ...]
    matches: tuple[Match, ...]
    left: tuple[str, ...]
    wide: tuple[str, ...] = ()
    period: str = "period"
    amount: str = "amount"
    totals: tuple[str, ...] = ()
    sparse: tuple[str, ...] = ()


def draft(header: Sequence[str], cells: Sequence[Sequence[str]], table: Table | None) -> Draft:
    """Draft a mapping.

    :param cells: for each column of the file its first cells
    :param table: the table it is to become; None for one with the file's own columns
    """
    names = tuple(name.strip() for name in header)
    wide = _wide(names)
    columns = dict(zip(names, cells, strict=True))
    marks = _marks_of_all(cells)
    if table is None:
        own = (name for name in names if name not in wide)
        matches = [Match(_slug(name), name, "name", _written(columns[name], marks)) for name in own]
    else:
        matches = list(_matches(columns, table, wide, marks))
    period, amount = "period", "amount"
    if wide:
        turned = _filled([cell for name in wide for cell in columns[name]])
        signs = _marks(turned) if all(map(_is_number, turned)) else {}
        period, amount = _from_wide(matches, table, signs or marks)
    used = {match.source for match in matches}
    return Draft(
        header=names,
        matches=tuple(matches),
        left=tuple(name for name in names if name not in used and name not in wide),
        wide=wide,
        period=period,
        amount=amount,
        totals=tuple(name for name in names if any(map(_TOTAL.match, columns[name]))),
        sparse=tuple(name for name in names[:3] if _is_sparse(columns[name])),
    )


def _from_wide(
    matches: list[Match], table: Table | None, marks: dict[str, object]
) -> tuple[str, str]:
    """Give the columns that are turned to those of ours that nothing else was found for.

    :returns: what the columns are called that hold their names and their cells
    """
    free = [match.ours for match in matches if not match.source]
    kinds = {column.name: column.kind for column in table.columns} if table else {}
    amount = next((name for name in free if kinds[name] in _NUMBERS), "amount")
    period = next((name for name in free if kinds[name] not in _NUMBERS), "period")
    for name, settings in ((period, {}), (amount, dict(marks))):
        made = Match(name, name, "name", settings)
        places = [place for place, match in enumerate(matches) if match.ours == name]
        if places:
            matches[places[0]] = made
        else:
            matches.append(made)
    return period, amount


def _matches(
    columns: dict[str, Sequence[str]],
    table: Table,
    wide: Sequence[str],
    marks: dict[str, object],
) -> Iterator[Match]:
    """Give each file's column to the column of ours that it is most like."""
    scores = sorted(
        (
            (_score(ours, name, cells), ours.name, name)
            for ours in table.columns
            for name, cells in columns.items()
            if name not in wide
        ),
        key=lambda one: (-one[0][0], one[1], one[2]),
    )
    taken: dict[str, tuple[str, str]] = {}
    for (score, by), ours, name in scores:
        if score >= _LIKELY and ours not in taken and name not in {n for n, _ in taken.values()}:
            taken[ours] = (name, by)
    for column in table.columns:
        if column.name in taken:
            name, by = taken[column.name]
            yield _match(column, (name, by), columns[name], marks)
        else:
            yield Match(column.name)


def _match(
    column: Column, found: tuple[str, str], cells: Sequence[str], marks: dict[str, object]
) -> Match:
    name, by = found
    if column.one_of or column.kind is Kind.BOOLEAN:
        codes, unknown = _codes(column, cells)
        return Match(column.name, name, by, {"codes": codes} if codes else {}, unknown)
    settings: dict[str, object] = {}
    if column.kind in _NUMBERS:
        settings = _marks(_filled(cells)) or _whole(column, marks)
    elif column.kind in {Kind.DATE, Kind.DATETIME}:
        settings = _date(_filled(cells))
    return Match(column.name, name, by, settings)


def _whole(column: Column, marks: dict[str, object]) -> dict[str, object]:
    """Give the marks of the file's other numbers: rows further down may have them too."""
    return {} if column.kind is Kind.INTEGER else {n: m for n, m in marks.items() if n in _SIGNS}


def _score(column: Column, name: str, cells: Sequence[str]) -> tuple[float, str]:
    """Give how alike two columns are, from 0 to 1 and a little, and by what."""
    best, by = max(
        (_named(column, theirs) for theirs in (_words(name), _words(_IN_BRACKETS.sub(" ", name)))),
        key=lambda one: one[0],
    )
    if best < _OF_UNIT and _same_unit(column.unit, name):
        best, by = _OF_UNIT, "meaning"
    fits = _fits(column, cells)
    if best < _CERTAIN:
        best += _CONTENT if fits else -2 * _CONTENT
        by = by if best - _CONTENT >= _LIKELY or not fits else "content"
    return best, by


def _named(column: Column, theirs: Sequence[str]) -> tuple[float, str]:
    """Give how alike a column and a name are, and by what."""
    ours, titled = _words(column.name), _words(column.title)
    if not theirs:
        return 0.0, "name"
    if theirs in (ours, titled):
        return 1.0, "name"
    near = max(_likeness(theirs, ours), _likeness(theirs, titled))
    meant = _shared(theirs, _words(column.meaning) + titled) * _MEANING
    return (near, "near") if near >= meant else (meant, "meaning")


def _same_unit(unit: str, name: str) -> bool:
    """Tell whether a name says a column's unit in brackets: Jumlah (Rp)."""
    said = {_UNITS.get(word, word) for part in _IN_BRACKETS.findall(name) for word in _words(part)}
    return bool(said) and said == {_UNITS.get(word, word) for word in _words(unit)}


def _written_out(words: Sequence[str], among: Sequence[str]) -> list[str]:
    """Write words out that are short for one of some others: tgl for tanggal, kec for kecamatan."""
    return [next((one for one in among if _is_short_for(word, one)), word) for word in words]


def _is_short_for(word: str, whole: str) -> bool:
    """Tell the beginning of a word, or its first letter and some of its consonants."""
    if not 2 <= len(word) < len(whole) or word[0] != whole[0]:  # noqa: PLR2004 - no for nomor
        return False
    if whole.startswith(word):
        return True
    left = iter(whole)
    return not set(word[1:]) & set("aeiou") and all(letter in left for letter in word)


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    one, other = _written_out(one, other), _written_out(other, one)
    if sorted(one) == sorted(other):
        return _CERTAIN
    return SequenceMatcher(None, "".join(one), "".join(other)).ratio() * _CERTAIN


def _shared(words: Sequence[str], among: Sequence[str]) -> float:
    telling = [word for word in words if len(word) > 2]  # noqa: PLR2004 - no, of, di, ke
    meant = sum(
        any(other == word or (len(word) >= _BEGINS and other.startswith(word)) for other in among)
        for word in telling
    )
    return meant / len(telling) if telling else 0.0


def _words(text: str) -> list[str]:
    """Give a name's words without case, accents and marks: ``NamaDesa_1`` is nama, desa, 1."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().casefold()
    return re.findall(r"[a-z]+|\d+", plain)


def _slug(name: str) -> str:
    return "_".join(_words(name)) or "column"


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _fits(column: Column, cells: Sequence[str]) -> bool:
    """Tell whether cells look like those of a column."""
    filled = _filled(cells)
    if not filled:
        return True
    if column.one_of:
        known = set(map(same_name, column.one_of))
        return any(same_name(cell) in known for cell in filled)
    if column.kind is Kind.YEAR:
        return _most(filled, _YEAR)
    if column.kind in {Kind.DATE, Kind.DATETIME}:
        return bool(_date(filled)) or _most(filled, re.compile(r"\d{4}-\d\d-\d\d.*"))
    if column.kind in _NUMBERS:
        return _are_numbers(filled)
    return True


def _most(filled: Sequence[str], form: "re.Pattern[str]") -> bool:
    return sum(map(bool, map(form.fullmatch, filled))) > len(filled) * 0.8


def _bare(cell: str) -> str:
    return _NO_SEN.sub("", _CURRENCY.sub("", cell))


def _is_number(cell: str) -> bool:
    bare = _bare(cell)
    return bool(_POINTS.fullmatch(bare) or _COMMAS.fullmatch(bare) or _PLAIN.fullmatch(bare))


def _written(cells: Sequence[str], marks: dict[str, object]) -> dict[str, object]:
    """Say how cells are written of a column that nobody declared."""
    filled = _filled(cells)
    if filled and all(map(_is_number, filled)):
        # Plain digits may be a code, whose zeros would be lost among numbers.
        return _marks(filled) if marks else {}
    return _date(filled)


def _marks_of_all(cells: Sequence[Sequence[str]]) -> dict[str, object]:
    """Find the marks that the numbers of a file have; none where they disagree."""
    found = [_marks(filled) for one in cells if (filled := _filled(one)) and _are_numbers(filled)]
    signs = [{n: m for n, m in one.items() if n in _SIGNS} for one in found]
    told = [one for one in signs if one]
    return told[0] if told and all(one == told[0] for one in told) else {}


def _are_numbers(filled: Sequence[str]) -> bool:
    return all(map(_is_number, filled[:_LOOKED_AT]))


def _marks(filled: Sequence[str]) -> dict[str, object]:
    """Find the marks of numbers; none where all are plain digits."""
    bare = [_bare(cell) for cell in filled]
    found: dict[str, object] = {}
    remove = {m[0] for cell in filled if (m := _CURRENCY.match(cell))}
    remove |= {m[0] for cell in filled if (m := _NO_SEN.search(cell))}
    if remove:
        found["remove"] = sorted(remove)
    below = any("(" in cell for cell in bare)
    if below:
        found["parentheses"] = True
    points, commas = any(map(_POINTS.fullmatch, bare)), any(map(_COMMAS.fullmatch, bare))
    if points and not commas:
        found |= {"decimal": ",", "group": "."}
    elif commas and not points:
        found |= {"decimal": ".", "group": ","}
    return found


def _date(filled: Sequence[str]) -> dict[str, object]:
    """Find the form of dates; none where they are ISO 8601, or could be two forms."""
    for form, mark in _DATES:
        found = [m for cell in filled if (m := form.fullmatch(cell))]
        if len(found) < len(filled) * 0.8 or not found:
            continue
        if any(int(m[2]) > _LAST_MONTH for m in found):
            return {"date": [mark.join(("%m", "%d", "%Y"))]}
        sure = any(int(m[1]) > _LAST_MONTH for m in found)
        return {"date": [mark.join(("%d", "%m", "%Y"))]} | ({} if sure else {"unsure": True})
    named = Counter(m[1] for cell in filled if (m := _DAY_MONTH_YEAR.fullmatch(cell)))
    for months in _NAMED_MONTHS:
        known = {*months, *(ALSO[month].casefold() for month in months if month in ALSO)}
        if named and all(" ".join(_words(name)) in known for name in named):
            return {"date": ["%d %B %Y"], "months": [name.capitalize() for name in months]}
    return {}


def _codes(column: Column, cells: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Find for each distinct cell the value of ours that it means, by its name."""
    values = column.one_of or (*column.true_words, *column.false_words)
    ours = {same_name(value): value for value in reversed(values)}
    codes: dict[str, str] = {}
    unknown = []
    for cell in dict.fromkeys(_filled(cells)):
        if same_name(cell) in ours:
            codes[cell] = ours[same_name(cell)]
        else:
            unknown.append(cell)
    if not unknown and all(cell == value for cell, value in codes.items()):
        return {}, ()
    return codes, tuple(unknown[:_CODES_MOST])


def _wide(names: Sequence[str]) -> tuple[str, ...]:
    """Find columns that are years or months."""
    for is_one in (_YEAR.fullmatch, _is_month):
        found = tuple(name for name in names if is_one(name))
        if len(found) >= _WIDE_LEAST:
            return found
    return ()


def _is_month(name: str) -> bool:
    word = "".join(_words(name))
    return len(word) > 2 and any(  # noqa: PLR2004 - jan, feb
        month.startswith(word) for months in _NAMED_MONTHS for month in months
    )


def _is_sparse(cells: Sequence[str]) -> bool:
    """Tell a column that names a group once and leaves the rows below it empty."""
    blank = sum(not cell.strip() for cell in cells)
    return bool(cells and cells[0].strip() and blank > len(cells) * _BLANK_SHARE)
