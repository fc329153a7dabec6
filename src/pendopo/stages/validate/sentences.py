"""What a clerk reads of a cell that is not what its column says."""

from collections.abc import Iterable

from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import say

# Kind to the sentence of what was found, and the sentence of what to write.
NOT_OF_KIND = {
    Kind.INTEGER: (
        say("Column {column} holds what is no whole number: {found}."),
        say("Write {example}: digits only, at most 18, and no zero before the first."),
    ),
    Kind.DECIMAL: (
        say("Column {column} holds what is no number: {found}."),
        say("Write {example}: digits, “{mark}” before the decimals, no unit and no exponent."),
    ),
    Kind.MONEY: (
        say("Column {column} holds what is no amount: {found}."),
        say("Write {example}: digits, “{mark}” before at most two decimals, no currency sign."),
    ),
    Kind.BOOLEAN: (
        say("Column {column} holds what is neither yes nor no: {found}."),
        say("Write one of these words: {example}."),
    ),
    Kind.DATE: (
        say("Column {column} holds what is no date of the calendar: {found}."),
        say("Write a day that exists, in this form: {example}."),
    ),
    Kind.DATETIME: (
        say("Column {column} holds what is no date and time: {found}."),
        say("Write {example}: date, time, and Z for UTC or the offset from it, such as +07:00."),
    ),
    Kind.YEAR: (
        say("Column {column} holds what is no year: {found}."),
        say("Write the year with four digits, such as {example}."),
    ),
    Kind.JSON: (
        say("Column {column} holds what is no JSON: {found}."),
        say("Write a JSON value, such as {example}."),
    ),
}

SHORT_FORM_SENTENCES = (
    say("Column {column} holds Excel's short form of long numbers: {found}."),
    say(
        "Its last digits are no longer in the file: format the column as text in Excel, fill the "
        "numbers in again from their source, and save the file anew."
    ),
)

TOO_MANY_DIGITS_SENTENCES = (
    say("Column {column} holds numbers with too many digits to be kept exactly: {found}."),
    say("Write at most 38 digits, those behind the mark of any cell in the column included."),
)

# What has the kind's form, but for its length.
TOO_LONG_SENTENCES = {
    Kind.INTEGER: (
        say("Column {column} holds whole numbers of more than 18 digits: {found}."),
        say("Write at most 18; numbers by which something is called belong in a column of text."),
    ),
    Kind.DECIMAL: TOO_MANY_DIGITS_SENTENCES,
    Kind.MONEY: (
        say("Column {column} holds amounts of more than 16 digits before the mark: {found}."),
        say("Write at most 16 digits before the mark."),
    ),
}

_VALUES_SHOWN = 3
_LETTERS_SHOWN = 60
_CELL_LETTERS_MOST = 200


def few(texts: Iterable[str | None]) -> str:
    """Write the first few of the texts that differ, each cut where it is long."""
    distinct = list(dict.fromkeys(text for text in texts if text is not None))[:_VALUES_SHOWN]
    return ", ".join(
        text if len(text) <= _LETTERS_SHOWN else text[:_LETTERS_SHOWN] + "…" for text in distinct
    )


def short(text: str | None) -> str:
    """Write a cell as it was found; of a long one the beginning."""
    text = text or ""
    return text if len(text) <= _CELL_LETTERS_MOST else text[:_CELL_LETTERS_MOST] + "…"


def is_cut(text: str) -> bool:
    """Whether a cell's text may be the beginning alone of what was found."""
    return len(text) > _CELL_LETTERS_MOST and text.endswith("…")


def example_of(column: Column) -> str:
    """Write a value as this column would have it."""
    mark, group = column.decimal_mark, column.group_mark
    whole = f"1{group}250{group}000"
    examples = {
        Kind.INTEGER: whole,
        Kind.DECIMAL: f"{whole}{mark}5",
        Kind.MONEY: f"{whole}{mark}50",
        Kind.BOOLEAN: ", ".join((*column.true_words, *column.false_words)),
        Kind.DATE: _dated(column.date_format) or "2026-03-01",
        Kind.DATETIME: _dated(column.date_format) or "2026-03-01T09:30:00+07:00",
        Kind.YEAR: "2026",
        Kind.JSON: '{"name": "value"}',
    }
    return examples.get(column.kind, "")


def _dated(given: str) -> str:
    parts = {"Y": "2026", "m": "03", "d": "01", "H": "09", "M": "30", "S": "00", "f": "0"}
    for directive, value in {**parts, "b": "Mar", "B": "March"}.items():
        given = given.replace(f"%{directive}", value)
    return given
