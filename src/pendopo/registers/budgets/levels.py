"""The six classifications of a budget line: up to eight levels of each, a code and a label."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import say

LEVELS: Final = 8


class Said(NamedTuple):
    """What is said of a classification's columns: a title for each level, and one meaning."""

    title: str
    meaning: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]


CLASSIFICATIONS: Final[Mapping[str, Said]] = {
    "administrative": Said(
        say("Office"),
        say("Whose money it is: department, unit; the administrative classification."),
        (
            say("Office, level 1: code"),
            say("Office, level 2: code"),
            say("Office, level 3: code"),
            say("Office, level 4: code"),
            say("Office, level 5: code"),
            say("Office, level 6: code"),
            say("Office, level 7: code"),
            say("Office, level 8: code"),
        ),
        (
            say("Office, level 1"),
            say("Office, level 2"),
            say("Office, level 3"),
            say("Office, level 4"),
            say("Office, level 5"),
            say("Office, level 6"),
            say("Office, level 7"),
            say("Office, level 8"),
        ),
    ),
    "functional": Said(
        say("Function"),
        say("What it is for: the functional classification of its chart."),
        (
            say("Function, level 1: code"),
            say("Function, level 2: code"),
            say("Function, level 3: code"),
            say("Function, level 4: code"),
            say("Function, level 5: code"),
            say("Function, level 6: code"),
            say("Function, level 7: code"),
            say("Function, level 8: code"),
        ),
        (
            say("Function, level 1"),
            say("Function, level 2"),
            say("Function, level 3"),
            say("Function, level 4"),
            say("Function, level 5"),
            say("Function, level 6"),
            say("Function, level 7"),
            say("Function, level 8"),
        ),
    ),
    "economic": Said(
        say("Account"),
        say("What it is spent on or comes from: the economic classification of its chart."),
        (
            say("Account, level 1: code"),
            say("Account, level 2: code"),
            say("Account, level 3: code"),
            say("Account, level 4: code"),
            say("Account, level 5: code"),
            say("Account, level 6: code"),
            say("Account, level 7: code"),
            say("Account, level 8: code"),
        ),
        (
            say("Account, level 1"),
            say("Account, level 2"),
            say("Account, level 3"),
            say("Account, level 4"),
            say("Account, level 5"),
            say("Account, level 6"),
            say("Account, level 7"),
            say("Account, level 8"),
        ),
    ),
    "programme": Said(
        say("Programme"),
        say("Programme, activity, sub-activity."),
        (
            say("Programme, level 1: code"),
            say("Programme, level 2: code"),
            say("Programme, level 3: code"),
            say("Programme, level 4: code"),
            say("Programme, level 5: code"),
            say("Programme, level 6: code"),
            say("Programme, level 7: code"),
            say("Programme, level 8: code"),
        ),
        (
            say("Programme, level 1"),
            say("Programme, level 2"),
            say("Programme, level 3"),
            say("Programme, level 4"),
            say("Programme, level 5"),
            say("Programme, level 6"),
            say("Programme, level 7"),
            say("Programme, level 8"),
        ),
    ),
    "source": Said(
        say("Funding source"),
        say("Where the money comes from that is spent."),
        (
            say("Funding source, level 1: code"),
            say("Funding source, level 2: code"),
            say("Funding source, level 3: code"),
            say("Funding source, level 4: code"),
            say("Funding source, level 5: code"),
            say("Funding source, level 6: code"),
            say("Funding source, level 7: code"),
            say("Funding source, level 8: code"),
        ),
        (
            say("Funding source, level 1"),
            say("Funding source, level 2"),
            say("Funding source, level 3"),
            say("Funding source, level 4"),
            say("Funding source, level 5"),
            say("Funding source, level 6"),
            say("Funding source, level 7"),
            say("Funding source, level 8"),
        ),
    ),
    "geography": Said(
        say("Place"),
        say("Where it is spent."),
        (
            say("Place, level 1: code"),
            say("Place, level 2: code"),
            say("Place, level 3: code"),
            say("Place, level 4: code"),
            say("Place, level 5: code"),
            say("Place, level 6: code"),
            say("Place, level 7: code"),
            say("Place, level 8: code"),
        ),
        (
            say("Place, level 1"),
            say("Place, level 2"),
            say("Place, level 3"),
            say("Place, level 4"),
            say("Place, level 5"),
            say("Place, level 6"),
            say("Place, level 7"),
            say("Place, level 8"),
        ),
    ),
}


def code_of(classification: str, level: int) -> str:
    """Give the name of the column of a level's codes: ``economic_3_code``."""
    return f"{classification}_{level}_code"


def label_of(classification: str, level: int) -> str:
    """Give the name of the column of a level's labels: ``economic_3_label``."""
    return f"{classification}_{level}_label"


def level_columns() -> tuple[Column, ...]:
    """Give the columns of all levels of all classifications."""
    found = []
    for name, said in CLASSIFICATIONS.items():
        for level in range(1, LEVELS + 1):
            code, label = said.codes[level - 1], said.labels[level - 1]
            found += [
                Column(code_of(name, level), Kind.CODE, title=code, meaning=said.meaning),
                Column(label_of(name, level), Kind.TEXT, title=label),
            ]
    return tuple(found)
