"""The forms for those without a file, made of what the registers declare of their columns.

A form's steps are the sheets that its register asks people to fill in; what all of them say alike
is asked once. What comes out is a file of the register, which goes the way of every file.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pendopo.desk.form_cells import Told, amount_of, fault_of
from pendopo.registers.villages.charts import direction_of, names
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.register import Register
from pendopo.terms.wording import say

ROW: Final = "@row"
OUT: Final = "@out"
SCOPE: Final = "scope"
GIVEN: Final = "@given"
REPLY: Final = "reply"
ANSWER: Final = "answer"
ROWS_MOST: Final = 500
_FOUND_MOST = 12
_GIVEN_MOST = 200
_ID_DIGITS = 16
Row = dict[str, str]
Sums = Callable[[Sequence[Row]], list[tuple[str, Decimal]]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    :param sheets: the names of the register's sheets, one step each
    :param alone: those of them of which there is one row
    :param sums: adds up the rows of a step; empty lists nothing
    :param claims: whether a text to be signed comes of it (``attesting``), and no file
    :param charts: a column to the chart in which its codes have names
    :param keyed: the column of the first sheet that the draft itself gives an id, and nobody fills
    :param linked: the columns that the link which leads to the form may fill
    :param begins: what other columns begin with, of ``{office}`` and ``{day}``
    :param pictured: the columns that the photo of a row fills, and nobody else
    """

    name: str
    register: str
    title: str
    summary: str
    sheets: tuple[str, ...]
    alone: tuple[str, ...] = ()
    sums: Sums | None = None
    charts: Mapping[str, str] | None = None
    claims: bool = False
    keyed: str = ""
    linked: tuple[str, ...] = ()
    begins: Mapping[str, str] | None = None
    pictured: tuple[str, ...] = ()


def _of_a_budget(rows: Sequence[Row]) -> list[tuple[str, Decimal]]:
    """Add up revenue, expenditure and financing apart: added together they mean nothing."""
    found = dict.fromkeys(_WAYS, Decimal(0))
    for row in rows:
        way = direction_of(row.get("account_code", ""))
        amount = amount_of(row.get("amount", ""))
        if way and amount is not None:
            found[way] += amount
    balance = found["revenue"] - found["expenditure"]
    balance += found["financing-in"] - found["financing-out"]
    sums = [(_WAYS[way], total) for way, total in found.items()]
    return [*sums, (say("What is left (SiLPA)"), balance)]


_WAYS: Final = {
    "revenue": say("Revenue"),
    "expenditure": say("Expenditure"),
    "financing-in": say("Financing in"),
    "financing-out": say("Financing out"),
}
VISIT: Final = Form(
    "visit",
    "visits",
    say("A visit to a site"),
    say("What you saw at the site of a purchase, on which day, where, and a photo."),
    ("visits",),
    alone=("visits",),
    keyed="visit",
    linked=("ocid",),
    begins={"party": "{office}", "seen_on": "{day}"},
    pictured=("sha256", "likeness"),
)
FORMS: Final[Mapping[str, Form]] = {
    one.name: one
    for one in (
        Form(
            "village-budget",
            "villages",
            say("A village's budget"),
            say("Its regulation, then line by line: activity, account, amount. Sums are shown."),
            ("books", "lines"),
            alone=("books",),
            sums=_of_a_budget,
            charts={"activity_code": "activities", "account_code": "accounts"},
        ),
        Form(
            "meeting",
            "villages",
            say("A meeting's minutes"),
            say("When villagers met, who came, and where the minutes are."),
            ("events",),
            alone=("events",),
        ),
        Form(
            "document",
            "documents",
            say("A document"),
            say("What it is, of which year, who decided it, and where everyone can fetch it."),
            ("files",),
        ),
        Form(
            "attestation",
            "plans",
            say("A milestone's attestation"),
            say("What you saw of a promise, as a text that you sign on your own device."),
            (),
            claims=True,
        ),
        Form(
            ANSWER,
            "answers",
            say("An answer to a question"),
            say("What the office says to a question that somebody asked about a published line."),
            ("answers",),
            alone=("answers",),
            linked=("question",),
            begins={"answered_by": "{office}", "answered_on": "{day}"},
        ),
        Form(
            REPLY,
            "replies",
            say("A reply to a flag"),
            say(
                "What the office says to a question that a purchase raises. A supplier, who has no "
                "account here, replies through the buyer or the moderator."
            ),
            ("replies",),
            alone=("replies",),
            keyed="reply",
            linked=("flag", "subject"),
            begins={"role": "buyer", "party": "{office}", "day": "{day}"},
        ),
        VISIT,
    )
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a form: a table, or what its publication is to replace.

    :param alone: whether there is one row
    """

    table: Table
    alone: bool

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.table.name


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a step, with what stands in it.

    :param choices: what the words in it may have meant, code and name each
    """

    column: Column
    text: str
    told: Told | None
    choices: tuple[tuple[str, str], ...] = ()


def steps_of(form: Form, register: Register) -> tuple[Step, ...]:
    """Give a form's steps; what the first one says is not asked again."""
    declared = register.sheets() if register.sheets else register.tables
    tables = {one.name: one for one in declared}
    chosen = [tables[name] for name in form.sheets]
    said = {column.name for column in chosen[0].columns}
    made = {form.keyed, *form.pictured}
    asks = tuple(one for one in chosen[0].columns if one.name not in made)
    steps = [Step(replace(chosen[0], columns=asks), chosen[0].name in form.alone)]
    for table in chosen[1:]:
        left = tuple(one for one in table.columns if one.name not in said or one.name == "note")
        steps.append(Step(replace(table, columns=left), table.name in form.alone))
    asked = [part for part in register.scope if part.name not in said]
    return (_scope(register), *steps) if asked else tuple(steps)


def with_list(steps: Sequence[Step], column: str, codes: Sequence[str]) -> tuple[Step, ...]:
    """Give steps in which a column is one of a list that its register does not know."""
    return tuple(
        replace(
            step,
            table=replace(
                step.table,
                columns=tuple(
                    replace(one, one_of=tuple(codes)) if one.name == column else one
                    for one in step.table.columns
                ),
            ),
        )
        for step in steps
    )


def begins_with(form: Form, asked: Mapping[str, str], office: str, day: date) -> Row:
    """Give what a form begins with: what the link to it said, and what is so of most.

    :param asked: column to text, of the columns that a link may fill
    """
    said = {name: " ".join(asked.get(name, "").split())[:_GIVEN_MOST] for name in form.linked}
    own = {name: text.format(office=office, day=day) for name, text in (form.begins or {}).items()}
    return {name: text for name, text in (own | said).items() if text}


def with_key(form: Form, key: str, office: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what was filled in, its rows with the id that the draft gives them.

    Of the office too: whoever makes up a draft's key meets the id of no other office's row. A
    letter stands first, since sixteen figures look like the number of a person.
    """
    if not form.keyed:
        return content
    number = "a" + hashlib.sha256(f"{office}\n{key}".encode()).hexdigest()[: _ID_DIGITS - 1]
    name = form.sheets[0]
    return {**content, name: [row | {form.keyed: number} for row in content.get(name, [])]}


def _scope(register: Register) -> Step:
    columns = tuple(
        Column(
            part.name, Kind.CODE, title=part.title, required=not part.optional, pattern=part.pattern
        )
        for part in register.scope
    )
    title = say("What it is of")
    return Step(Table(SCOPE, title, "", columns), alone=True)


def rows_in(content: Mapping[str, Any], name: str) -> list[Row]:
    """Give the rows of a step that were not taken out."""
    return [row for row in content.get(name, []) if OUT not in row]


def scope_of(form: Form, register: Register, content: Mapping[str, Any]) -> dict[str, str]:
    """Give the codes of what a form's file replaces."""
    first = (rows_in(content, SCOPE) or rows_in(content, form.sheets[0]) or [{}])[0]
    return {part.name: first[part.name] for part in register.scope if first.get(part.name)}


def filled(
    form: Form, register: Register, content: Mapping[str, Any]
) -> list[tuple[Table, list[Row]]]:
    """Give the sheets of the file: each row with what was asked once."""
    declared = register.sheets() if register.sheets else register.tables
    tables = {one.name: one for one in declared}
    head: Row = {}
    if form.sheets[0] in form.alone:
        head = (rows_in(content, form.sheets[0]) or [{}])[0]
    head = {name: text for name, text in head.items() if name not in {ROW, "note"}}
    return [(tables[name], [head | row for row in rows_in(content, name)]) for name in form.sheets]


def fields_of(form: Form, step: Step, row: Row, *, told: bool = True) -> list[Field]:
    """Give the fields of a row.

    :param told: whether what is wrong is said; of a row that nobody filled in yet it is not
    """
    return [
        Field(
            column,
            row.get(column.name, ""),
            fault_of(column, row.get(column.name, "")) if told else None,
            _meant(form, column, row.get(column.name, "")) if told else (),
        )
        for column in step.table.columns
    ]


def faults_in(step: Step, row: Row) -> int:
    """Count the fields of a row that cannot be read."""
    return sum(fault_of(one, row.get(one.name, "")) is not None for one in step.table.columns)


def looked_up(form: Form, column: Column, text: str) -> str:
    """Give the code of words that mean one in the chart and no other; else the words."""
    found = _meant(form, column, text)
    return found[0][0] if len(found) == 1 else text


def sums_of(form: Form, step: Step, rows: Sequence[Row]) -> list[tuple[str, Decimal]]:
    """Add up the rows of a step."""
    if step.alone:
        return []
    money = [column for column in step.table.columns if column.kind is Kind.MONEY]
    if form.sums and money:
        return form.sums(rows)
    return [(column.title, sum(_amounts(rows, column), Decimal(0))) for column in money]


def _amounts(rows: Sequence[Row], column: Column) -> Iterator[Decimal]:
    for row in rows:
        amount = amount_of(row.get(column.name, ""))
        if amount is not None:
            yield amount


def _meant(form: Form, column: Column, text: str) -> tuple[tuple[str, str], ...]:
    """Give the codes in whose names all the words of a text stand; none for a code."""
    chart = (form.charts or {}).get(column.name)
    words = text.casefold().split()
    if chart is None or not words or fault_of(column, text) is None:
        return ()
    known = ((code, name) for code, name in names(chart).items() if fault_of(column, code) is None)
    found = [(code, name) for code, name in known if all(one in name.casefold() for one in words)]
    return tuple(found[:_FOUND_MOST])
