"""What a clerk says of a dataset's columns in a browser, and the Table Schema that comes of it.

Only what somebody said is declared; the other columns are guessed as before, so that a doubt about
one of them is told still. A descriptor that was handed in as a file keeps what no form asks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from pendopo.desk.models import Submission
from pendopo.registers.datasets.schema import SchemaError, table_of, type_of
from pendopo.terms.column import KIND_WORDS, Column, Kind
from pendopo.terms.journey import Report
from pendopo.terms.register import Register
from pendopo.terms.wording import SaidError, say

FILE_BYTES: Final = 256 * 1024
_LETTERS: Final = 4000
_LOOKED_BACK: Final = 50
# A field of a type that the form has no word for stays as the file has it.
KEPT: Final = "kept"
# What the form asks; everything else of a field came in a file, and stays.
_ASKED: Final = frozenset(
    {
        "name", "type", "kind", "format", "decimalChar", "groupChar", "factor", "trueValues",
        "falseValues", "missingValues", "unit",
    }
)  # fmt: skip
_TYPES: Final[Mapping[str, tuple[str, str]]] = {
    kind: type_of(kind) for kind in Kind if kind is not Kind.JSON
}
KINDS: Final = tuple((str(kind), KIND_WORDS[kind]) for kind in _TYPES)
_FRACTIONS: Final = frozenset({Kind.DECIMAL.value, Kind.MONEY.value})
# The mark before decimals and the one between thousands, by a number that is written so.
MARKS: Final[Mapping[str, str]] = {
    ".": "1250000.5",
    ",": "1250000,5",
    ",.": "1.250.000,5",
    ".,": "1,250,000.5",
    ", ": "1 250 000,5",
    ". ": "1 250 000.5",
}
_ISO: Final = "%Y-%m-%d"
DAYS: Final[Mapping[str, str]] = {
    _ISO: "2026-12-31",
    "%d/%m/%Y": "31/12/2026",
    "%d-%m-%Y": "31-12-2026",
    "%d.%m.%Y": "31.12.2026",
    "%m/%d/%Y": "12/31/2026",
    "%Y/%m/%d": "2026/12/31",
    "%Y%m%d": "20261231",
    "%d %B %Y": "31 Desember 2026",
    "%d %b %Y": "31 Des 2026",
}
FACTORS: Final[Mapping[str, str]] = {
    "1": say("as it is written"),
    "1000": say("in thousands"),
    "1000000": say("in millions"),
    "1000000000": say("in billions (thousand millions)"),
}
_NO_MARKS: Final = say("Choose how the numbers of column {column} are written.")
_NO_DAYS: Final = say("Choose how the days of column {column} are written.")
_TOO_LARGE: Final = say(
    "A Table Schema of more than 256 KB is not read. Leave out what it repeats."
)
_NO_JSON: Final = say(
    "This is no JSON. Choose a Table Schema, a file that ends in .json, or say above what the "
    "columns are."
)


class DescribingError(SaidError):
    """What was said of a column is not enough: a marked sentence and its values."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one column, as the form has it.

    :param kind: a name of ``KINDS``, ``KEPT``, or empty where it is to be guessed
    :param marks: a name of ``MARKS``, or other two signs that a file declared
    :param day: the form of its days, a name of ``DAYS`` or another
    :param factor: what its numbers are multiplied by
    :param missing: what means that nothing is known, between semicolons; so ``yes`` and ``no``
    """

    kind: str = ""
    marks: str = ""
    day: str = ""
    unit: str = ""
    factor: str = "1"
    missing: str = ""
    yes: str = ""
    no: str = ""


def describes(register: Register) -> bool:
    """Whether each file of a register has columns of its own, which somebody may describe."""
    return not register.tables


def field_of(name: str, told: Told, before: Mapping[str, Any]) -> dict[str, Any] | None:
    """Make a field of a Table Schema; None where the column is to be guessed.

    :param before: the field as it is, of which stays what the form does not ask
    :raises DescribingError: when the form of numbers or days was not said
    """
    if told.kind == KEPT and before:
        return dict(before)
    if told.kind not in _TYPES:
        return None
    type_, own = _TYPES[told.kind]
    same = before.get("type", "string") == type_ and before.get("kind", "") == own
    kept = {n: v for n, v in before.items() if n not in _ASKED and (same or n != "constraints")}
    field: dict[str, Any] = {"name": name, "type": type_, **({"kind": own} if own else {}), **kept}
    field |= _written(name, told, before if same else {})
    unit = before.get("unit", "")
    if told.unit or not isinstance(unit, str):  # one in several languages came in a file
        field["unit"] = told.unit or unit
    if missing := _words(told.missing):
        field["missingValues"] = ["", *missing]
    return field


def _written(name: str, told: Told, before: Mapping[str, Any]) -> dict[str, Any]:
    """Say how the cells of a column are written."""
    if told.kind in _FRACTIONS:
        return _fractions(name, told)
    if told.kind == Kind.INTEGER:
        return {"groupChar": told.marks[1:]} if told.marks[1:] else {}
    if told.kind == Kind.DATE:
        if not told.day:
            raise DescribingError(_NO_DAYS, column=name)
        return {} if told.day == _ISO else {"format": told.day}
    if told.kind == Kind.BOOLEAN:
        words = {"trueValues": _words(told.yes), "falseValues": _words(told.no)}
        return {key: some for key, some in words.items() if some}
    return {"format": before["format"]} if "format" in before else {}


def _fractions(name: str, told: Told) -> dict[str, Any]:
    """Say which marks the numbers of a column have, and what they are multiplied by."""
    if not told.marks:
        raise DescribingError(_NO_MARKS, column=name)
    group = {"groupChar": told.marks[1:]} if told.marks[1:] else {}
    factor = {"factor": int(told.factor)} if told.factor.isdecimal() and told.factor != "1" else {}
    return {"decimalChar": told.marks[0], **group, **factor}


def told_of(field: Mapping[str, Any] | None, guess: Column | None) -> Told:
    """Give what the form shows of a column: what was said, or how the guess is written.

    A column that is guessed to be text has no form of numbers that could be proposed.
    """
    if field is None:
        return _told_of_guess(guess)
    kinds = {types: kind for kind, types in _TYPES.items()}
    found = (str(field.get("type", "string")), str(field.get("kind", "")))
    missing = field.get("missingValues", [])
    unit = field.get("unit", "")
    return Told(
        kind=str(kinds.get(found, KEPT)),
        marks=f"{field.get('decimalChar', '.')}{field.get('groupChar', '')}",
        day=_day(field.get("format", "")),
        unit=unit if isinstance(unit, str) else "",
        factor=str(field.get("factor", 1)),
        missing="; ".join(word for word in missing if word),
        yes="; ".join(field.get("trueValues", [])),
        no="; ".join(field.get("falseValues", [])),
    )


def _day(form: str) -> str:
    return _ISO if form in {"", "default"} else form


def _told_of_guess(guess: Column | None) -> Told:
    if guess is None:
        return Told()
    if guess.kind in {Kind.DECIMAL, Kind.INTEGER}:
        return Told(marks=f"{guess.decimal_mark}{guess.group_mark}")
    return Told(day=_day(guess.date_format)) if guess.kind is Kind.DATE else Told()


def schema_of(
    names: Sequence[str], said: Sequence[Told], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Make the Table Schema of what was said; empty where every column is to be guessed.

    :param names: the file's columns, and ``said`` what is said of each
    :param before: the descriptor as it was
    :raises DescribingError: when something is missing, or the whole cannot be followed
    """
    old = fields_of(before)
    made = [field_of(name, told, old.get(name, {})) for name, told in zip(names, said, strict=True)]
    fields = [field for field in made if field is not None]
    if not fields:
        return {}
    besides = {name: value for name, value in before.items() if name not in {"fields", "$schema"}}
    match = {} if len(fields) == len(names) else {"fieldsMatch": ["subset"]}
    schema = {**besides, "fields": fields, **match}
    hold(schema)
    return schema


def fields_of(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Give the fields of a descriptor by their names."""
    return {str(field["name"]).strip(): field for field in schema.get("fields", ())}


def schema_in(content: bytes) -> dict[str, Any]:
    """Read a Table Schema that was handed in as a file.

    It is small and JSON alone, which orjson reads without going deeper than it can.

    :raises DescribingError: when it is none, or cannot be followed
    """
    if len(content) > FILE_BYTES:
        raise DescribingError(_TOO_LARGE)
    try:
        found = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise DescribingError(_NO_JSON) from None
    hold(found)
    return dict(found)


def hold(schema: Mapping[str, Any]) -> None:
    """Refuse a descriptor that cannot be followed.

    :raises DescribingError: for the first thing in it
    """
    try:
        table_of(schema)
    except SchemaError as error:
        finding = error.finding()
        raise DescribingError(finding.message, finding.write, **dict(finding.values)) from error


def offered(submission: Submission, report: Report | None) -> Submission | None:
    """Give what the office last described, where this file has all of those columns.

    :param report: what the check said of the file; None before it has
    """
    if submission.schema or report is None or not report.tables:
        return None
    here = {column.name for column in report.tables[0].table.columns}
    own = Submission.objects.filter(register=submission.register, office=submission.office)
    for one in own.exclude(pk=submission.pk).exclude(schema={})[:_LOOKED_BACK]:
        if here.issuperset(fields_of(one.schema)):
            return one
    return None


def shown_of(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give what was said of each column, as it is read over before it is let through."""
    titles = dict(KINDS)
    rows = []
    for name, field in fields_of(schema).items():
        told = told_of(field, None)
        written = MARKS.get(told.marks, told.marks) if told.kind in _FRACTIONS else ""
        if told.kind == Kind.DATE:
            written = DAYS.get(told.day, told.day)
        factor = FACTORS.get(told.factor, told.factor) if told.factor != "1" else ""
        rows.append(
            {
                "name": name,
                "kind": titles.get(told.kind, ""),
                "type": field.get("type", ""),
                "written": written,
                "factor": factor,
                "unit": told.unit,
                "missing": told.missing,
            }
        )
    return rows


def said(sent: Mapping[str, str], place: int) -> Told:
    """Read what was sent of the column at a place of the form."""

    def word(name: str) -> str:
        return sent.get(f"{name}-{place}", "").strip()[:_LETTERS]

    marks = sent.get(f"marks-{place}", "")[:2]
    return Told(
        word("kind"), marks, word("day"), word("unit"), word("factor") or "1",
        word("missing"), word("yes"), word("no"),
    )  # fmt: skip


def _words(text: str) -> list[str]:
    return [word for one in text.split(";") if (word := one.strip())]
