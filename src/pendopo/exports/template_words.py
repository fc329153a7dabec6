"""The texts of a workbook to fill in, marked here and put into a language by who asks for it."""

from collections.abc import Callable
from typing import Any

from pendopo.terms.column import Kind
from pendopo.terms.wording import say

# How a cell of each kind is written, for a person who fills in a sheet.
KINDS = {
    Kind.TEXT: say("text"),
    Kind.CODE: say("code: text whose zeros and length count"),
    Kind.INTEGER: say("whole number"),
    Kind.DECIMAL: say("number"),
    Kind.MONEY: say("amount of money, at most two decimals, no currency sign"),
    Kind.BOOLEAN: say("yes or no, chosen from the list"),
    Kind.DATE: say("day of the calendar"),
    Kind.DATETIME: say("day and time with its zone"),
    Kind.YEAR: say("year in four digits"),
    Kind.JSON: say("JSON"),
}


def template_words(word: Callable[..., str]) -> dict[str, Any]:
    """Give the texts for ``TemplateWords``.

    :param word: puts a marked text, with its values, into the language in use
    """
    heads = (
        say("Table"),
        say("Column"),
        say("Title"),
        say("How it is written"),
        say("Unit"),
        say("Needed"),
        say("Meaning"),
        say("What is allowed"),
        say("Example"),
        say("Source"),
    )
    return {
        "columns": word(say("Columns")),
        "example": word(say("Example")),
        "lists": word(say("Lists")),
        "heads": [word(head) for head in heads],
        "kinds": {kind: word(text) for kind, text in KINDS.items()},
        "required": word(say("must be filled")),
        "optional": word(say("may be empty")),
        "unit": word(say("Unit")),
        "such_as": word(say("Example")),
        "one_of": word(say("One of")),
        "between": word(say("Between")),
        "not_so": word(say("This column takes:")),
        "said": word,
    }
