"""A mapping: a file that names how a source's columns, codes and layout become ours.

It is TOML, so that a person can read and correct it; a new office's spreadsheet needs no code. All
that it may say is in docs/how-to/map-a-spreadsheet.md. Here it is parsed; intake applies it.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import fill, say

STOP, KEEP = "stop", "keep"
# What is said of cells that are on no list: stopped, or kept as they are.
OTHERS = (STOP, KEEP)
_FACTOR = re.compile(r"[0-9]{1,10}(\.[0-9]{1,10})?")
_DATE = re.compile(r"%(.)")
_MONTHS = 12
_PAIR = 2
# RE2, which runs the patterns in time linear to the cells, has no look-around and no references.
_NOT_RE2 = re.compile(r"\(\?(?:=|!|<=|<!|>|\(|P=)|\\[1-9]")


class MappingError(ValueError):
    """A mapping that cannot be followed: where in it, what was found, what to write."""

    def __init__(self, where: str, found: object, write: str) -> None:
        shown = say("not there") if found is None else repr(found)[:80]
        self.message = say("The mapping cannot be followed: {where} is {found}.")
        self.write = write
        self.values = {"where": where, "found": shown}
        super().__init__(f"{fill(self.message, self.values)} {write}")

    def finding(self) -> Finding:
        """Give the finding that stops the file."""
        return Finding(
            "mapping_is_readable", Weight.STOP, self.message, self.values, write=self.write
        )


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are no rows of the table: totals, groups' headings.

    :param column: the source's column that is looked at
    :param matches: a pattern found in its cell; empty when ``words`` or ``empty`` says it
    :param words: whole cells
    :param empty: whether rows are skipped whose cell is empty
    """

    column: str
    matches: str = ""
    words: tuple[str, ...] = ()
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    r"""Parts of a source's cells that are written in another way before anything is made of them.

    :param column: the source's column
    :param pattern: what is found in its cells
    :param text: what is written for it; ``\1`` is the pattern's first group
    """

    column: str
    pattern: str
    text: str


@dataclass(frozen=True, slots=True)
class Unpivot:
    """Columns that become rows: months or years that stand side by side.

    :param columns: their names in the source; empty when ``matches`` finds them
    :param matches: a pattern their names match; its group, where it has one, is what is kept
    :param name: what the column is called that holds their names
    :param value: what the column is called that holds their cells
    :param skip_empty: whether an empty cell makes no row
    """

    name: str
    value: str
    columns: tuple[str, ...] = ()
    matches: str = ""
    skip_empty: bool = False


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """How one column of ours is made.

    :param sources: the source's columns, joined with ``join`` where there are several
    :param value: what every row has; None when the cells come from the file
    :param file_name: a pattern whose group, found in the file's name, every row has
    :param take: a pattern whose group is the part of the cell that is taken
    :param remove: texts taken out of each cell, blanks for instance
    :param replace: patterns and what is written for each, in their order
    :param empty: whole cells that mean that nothing is known
    :param codes: whole cells and what is written for each
    :param others: what becomes of a cell that is not among ``codes``
    :param decimal, group: the marks of its numbers; both empty when they are left as they are
    :param factor: what its numbers are multiplied by, exactly; empty for nothing
    :param parentheses: whether a number in parentheses is below zero
    :param dates: the forms of its dates (``%d/%m/%Y``), each read to ISO 8601
    :param months: the twelve names that ``%B`` stands for
    """

    name: str
    sources: tuple[str, ...] = ()
    value: str | None = None
    file_name: str = ""
    join: str = " "
    take: str = ""
    remove: tuple[str, ...] = ()
    replace: tuple[Replace, ...] = ()
    empty: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    others: str = STOP
    decimal: str = ""
    group: str = ""
    factor: str = ""
    parentheses: bool = False
    dates: tuple[str, ...] = ()
    months: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether its cells are read as numbers."""
        return bool(self.decimal or self.group or self.factor or self.parentheses)


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """A whole mapping.

    :param register: the register whose files it is for
    :param schema: the Table Schema's file, beside the mapping's; empty for none
    :param header: the header's row; 0 to find it
    :param names: the names of the columns of a file that has no header
    :param known: the columns that the source had when the mapping was made, by which a file is
        recognised
    :param replaces: what is written in another way in the source's columns, in their order
    :param ignore: the source's columns that are left out on purpose; ``*`` for all others
    :param fill_down: the source's columns whose empty cells mean: as in the row above
    """

    register: str
    columns: tuple[ColumnRule, ...]
    title: str = ""
    schema: str = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    sheet: str = ""
    header: int = 0
    names: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    skips: tuple[Skip, ...] = ()
    unpivot: Unpivot | None = None
    replaces: tuple[Replace, ...] = ()


def parse_toml(text: str) -> dict[str, Any]:
    """Read a mapping's text to the values that ``mapping_of`` takes.

    :raises MappingError: naming the line that is no TOML
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(
            say("its text"),
            str(error),
            say('Write each line as TOML: name = "text", [[column]] above each column.'),
        ) from error


def mapping_of(raw: Mapping[str, Any]) -> SourceMapping:
    """Read a mapping's content.

    :raises MappingError: for the first thing in it that cannot be followed
    """
    top = Place(raw, "")
    top.only(*_OF_MAPPING)
    source = Place(top.table("source"), "source")
    source.only("encoding", "delimiter", "quote", "sheet", "header", "names", "columns")
    unpivot = _unpivot(top)
    numbers = Place(top.table("numbers"), "numbers")
    numbers.only(*_OF_NUMBERS)
    columns = tuple(_column(place, numbers) for place in top.tables("column"))
    if not columns:
        raise MappingError("column", None, say("Write [[column]] for each column of the table."))
    _check_names(columns)
    header = source.found.get("header", 0)
    if type(header) is not int or header < 0:
        raise MappingError(
            "source.header", header, say("Write the number of the header's row, such as 7.")
        )
    return SourceMapping(
        register=top.text("register") or "datasets",
        columns=columns,
        title=top.text("title"),
        schema=top.text("schema"),
        encoding=source.text("encoding"),
        delimiter=source.text("delimiter"),
        quote=source.text("quote"),
        sheet=source.text("sheet"),
        header=header,
        names=source.texts("names"),
        known=source.texts("columns"),
        ignore=top.texts("ignore"),
        fill_down=top.texts("fill_down"),
        skips=tuple(map(skip_of, top.tables("skip"))),
        unpivot=unpivot,
        replaces=tuple(map(_replace_of, top.tables("replace"))),
    )


def same_name(text: str) -> str:
    """Give the form of a column's name by which two are compared: case and blanks aside."""
    return " ".join(text.split()).casefold()


class Place:
    """One table of the file: where it stands, and what it holds."""

    def __init__(self, found: Mapping[str, Any], where: str) -> None:
        self.found = found
        self.where = where

    def at(self, name: str) -> str:
        """Say where a setting stands."""
        return f"{self.where}.{name}" if self.where else name

    def only(self, *known: str) -> None:
        """Refuse settings that there are not."""
        for name in self.found:
            if name not in known:
                raise MappingError(
                    self.at(name), self.found[name], say("Leave it out: there is no such setting.")
                )

    def text(self, name: str) -> str:
        """Give a text; empty when there is none."""
        value = self.found.get(name, "")
        if not isinstance(value, str):
            raise MappingError(self.at(name), value, say('Write a text: "…", in quotation marks.'))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of texts, or one text as such a list."""
        value = self.found.get(name, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise MappingError(self.at(name), value, say('Write a list of texts: ["…", "…"].'))
        return tuple(listed)

    def truth(self, name: str) -> bool:
        """Give true or false."""
        value = self.found.get(name, False)
        if not isinstance(value, bool):
            raise MappingError(self.at(name), value, say("Write true or false."))
        return value

    def table(self, name: str) -> Mapping[str, Any]:
        """Give a table of settings."""
        value = self.found.get(name, {})
        if not isinstance(value, Mapping):
            raise MappingError(self.at(name), value, say("Write a table of settings, in brackets."))
        return value

    def tables(self, name: str) -> "list[Place]":
        """Give the tables of a list."""
        value = self.found.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise MappingError(self.at(name), value, say("Write its name in double brackets."))
        return [Place(one, _numbered(name, place, one)) for place, one in enumerate(value, 1)]

    def pattern(self, name: str, groups: tuple[int, ...] = (0,)) -> str:
        """Give a regular expression with so many groups."""
        text = self.text(name)
        try:
            found = re.compile(text)
        except (re.error, RecursionError, OverflowError) as error:
            raise MappingError(self.at(name), text, say("Write a regular expression.")) from error
        if _NOT_RE2.search(text):
            raise MappingError(self.at(name), text, say("Write it without looking ahead or back."))
        if text and found.groups not in groups:
            raise MappingError(
                self.at(name),
                text,
                say("Write it with one pair of parentheses, around what is taken.")
                if groups == (1,)
                else say("Write it without capturing parentheses; (?:…) groups."),
            )
        return text

    def codes(self) -> dict[str, str]:
        """Give the codes of a column: whole cells and what is written for each."""
        codes = self.table("codes")
        for code, ours in codes.items():
            if not isinstance(ours, str):
                raise MappingError(
                    f"{self.at('codes')}.{code}",
                    ours,
                    say('Write a text: "…", in quotation marks.'),
                )
        return {code.strip(): ours for code, ours in codes.items()}

    def mark(self, name: str) -> str:
        """Give a mark of numbers: one character, or none."""
        mark = self.text(name)
        if len(mark) > 1 or mark.isdigit() or mark in {"-", "+", "(", ")"}:
            raise MappingError(self.at(name), mark, say('Write one character, such as "," or ".".'))
        return mark


def _numbered(name: str, place: int, found: Mapping[str, Any]) -> str:
    called = found.get("name")
    return f"{name} {called}" if isinstance(called, str) and called else f"{name} {place}"


def skip_of(place: Place) -> Skip:
    """Read how rows are known that are no rows of the table."""
    place.only("column", "matches", "words", "empty")
    skip = Skip(
        place.text("column"),
        place.pattern("matches", (0, 1)),
        place.texts("words"),
        place.truth("empty"),
    )
    if not skip.column:
        raise MappingError(place.at("column"), None, say("Name the column that is looked at."))
    if sum(map(bool, (skip.matches, skip.words, skip.empty))) != 1:
        raise MappingError(
            place.where,
            dict(place.found),
            say("Write one of matches, words and empty: how such a row is known."),
        )
    return skip


def _unpivot(top: Place) -> Unpivot | None:
    if "unpivot" not in top.found:
        return None
    place = Place(top.table("unpivot"), "unpivot")
    place.only("columns", "matches", "name", "value", "skip_empty")
    unpivot = Unpivot(
        name=place.text("name"),
        value=place.text("value"),
        columns=place.texts("columns"),
        matches=place.pattern("matches", (0, 1)),
        skip_empty=place.truth("skip_empty"),
    )
    for name in ("name", "value"):
        if not place.found.get(name):
            raise MappingError(place.at(name), None, say("Name the column that is made."))
    if bool(unpivot.columns) == bool(unpivot.matches):
        raise MappingError(
            "unpivot",
            dict(place.found),
            say("Write columns, a list of names, or matches, a pattern of them."),
        )
    return unpivot


_OF_MAPPING = (
    "register",
    "title",
    "schema",
    "source",
    "ignore",
    "fill_down",
    "replace",
    "skip",
    "unpivot",
    "numbers",
    "column",
)
_OF_NUMBERS = ("decimal", "group", "parentheses")
_OF_COLUMN = (
    "name",
    "from",
    "value",
    "from_file_name",
    "join",
    "take",
    "remove",
    "replace",
    "empty",
    "codes",
    "others",
    "number",
    "decimal",
    "group",
    "factor",
    "parentheses",
    "date",
    "months",
)


def _replace_of(place: Place) -> Replace:
    place.only("column", "pattern", "with")
    column = place.text("column")
    if not column:
        raise MappingError(place.at("column"), None, say("Name the column that is looked at."))
    return _replace(place, column, place.found.get("pattern"), place.found.get("with"))


def _replaces(place: Place, column: str) -> tuple[Replace, ...]:
    pairs = place.found.get("replace", [])
    if not isinstance(pairs, list) or not all(
        isinstance(pair, list) and len(pair) == _PAIR for pair in pairs
    ):
        raise MappingError(
            place.at("replace"), pairs, say("Write pairs of a pattern and a text: [['…', '…']].")
        )
    return tuple(_replace(place, column, pattern, text) for pattern, text in pairs)


def _replace(place: Place, column: str, pattern: object, text: object) -> Replace:
    if not isinstance(text, str):
        raise MappingError(place.at("with"), text, say('Write a text: "…", in quotation marks.'))
    found = Place({"pattern": pattern}, place.where)
    known = found.pattern("pattern", tuple(range(10)))
    if not known:
        raise MappingError(place.at("pattern"), pattern, say("Write a regular expression."))
    groups = re.compile(known).groups
    if re.search(r"\\(?![0-9])", text) or any(int(n) > groups for n in re.findall(r"\\(.)", text)):
        raise MappingError(
            place.at("with"), text, say(r"Write \1 for the pattern's first parentheses, and so on.")
        )
    return Replace(column, known, text)


def _column(place: Place, numbers: Place) -> ColumnRule:
    place.only(*_OF_COLUMN)
    marks = numbers if place.truth("number") else place
    rule = ColumnRule(
        name=place.text("name").strip(),
        sources=place.texts("from"),
        value=place.text("value") if "value" in place.found else None,
        file_name=place.pattern("from_file_name", (1,)),
        join=place.text("join") if "join" in place.found else " ",
        take=place.pattern("take", (1,)),
        remove=place.texts("remove"),
        replace=_replaces(place, place.text("name")),
        empty=place.texts("empty"),
        codes=place.codes(),
        others=place.text("others") or STOP,
        decimal=place.mark("decimal") or marks.mark("decimal"),
        group=place.mark("group") or marks.mark("group"),
        factor=_factor(place),
        parentheses=place.truth("parentheses") or marks.truth("parentheses"),
        dates=_dates(place),
        months=place.texts("months"),
    )
    _check_column(rule, place)
    return rule


def _check_column(rule: ColumnRule, place: Place) -> None:
    if not rule.name:
        raise MappingError(place.at("name"), None, say("Name the column, as the table calls it."))
    origins = [bool(rule.sources), rule.value is not None, bool(rule.file_name)]
    if sum(origins) != 1:
        raise MappingError(
            place.where,
            sorted(place.found),
            say("Write one of from, value and from_file_name: where its cells come from."),
        )
    if rule.others not in OTHERS:
        raise MappingError(place.at("others"), rule.others, say('Write "stop" or "keep".'))
    if rule.decimal and rule.decimal == rule.group:
        raise MappingError(
            place.at("group"), rule.group, say("Write another mark than that of the decimals.")
        )
    if sum(map(bool, (rule.codes, rule.is_number, rule.dates))) > 1:
        raise MappingError(
            place.where,
            sorted(place.found),
            say("Write settings of one kind: codes, or a number's marks, or a date's form."),
        )
    if any("%B" in form for form in rule.dates) != bool(rule.months):
        raise MappingError(
            place.at("months"),
            list(rule.months),
            say("Write the twelve names of the months where the date's form has %B, else none."),
        )


def _factor(place: Place) -> str:
    value = place.found.get("factor", "")
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or (text and not _is_factor(text)):
        # A float of TOML is no exact number; in quotation marks it is one.
        raise MappingError(
            place.at("factor"),
            value,
            say('Write a whole number, or a decimal one in quotation marks: 1000, "0.001".'),
        )
    return text


def _is_factor(text: str) -> bool:
    return bool(_FACTOR.fullmatch(text)) and any(digit in text for digit in "123456789")


def _dates(place: Place) -> tuple[str, ...]:
    forms = place.texts("date")
    for form in forms:
        directives = _DATE.findall(form)
        if sorted(directives) not in (["B", "Y", "d"], ["Y", "d", "m"]):
            raise MappingError(
                place.at("date"),
                form,
                say("Write a form with %d, %m or %B, and %Y once each, such as %d/%m/%Y."),
            )
    shapes = [_DATE.sub("#", form.replace("%Y", "YYYY").replace("%B", "BB")) for form in forms]
    if len(set(shapes)) < len(shapes):
        raise MappingError(
            place.at("date"),
            list(forms),
            say("Write one of two forms that nobody could tell apart: day and month change place."),
        )
    months = place.texts("months")
    if months and len(set(map(same_name, months))) != _MONTHS:
        raise MappingError(place.at("months"), list(months), say("Write twelve different names."))
    return forms


def _check_names(columns: Sequence[ColumnRule]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name.casefold() in seen:
            raise MappingError(
                f"column {column.name}", column.name, say("Give each column a name of its own.")
            )
        seen.add(column.name.casefold())
