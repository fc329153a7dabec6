"""Which part of a text promises something: the problem, or who to write to, is no promise.

A draft in a plan's files has a field for each; a text of OGP's data has the headings of its
template within it (``headings.toml``).
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from pendopo.terms.commitment import Commitment

# The answers to what is promised; others tell of the problem, of values, of what was done before.
_PROMISING: Final = frozenset({"summary", "solution", "objective", "results"})


def promised_part(one: Commitment) -> str:
    """Give what a commitment promises in words: title, promising answers, prose, milestones."""
    steps = [part for step in one.milestones for part in (step.title, step.outputs)]
    answers = [text for name, text in one.texts.items() if name in _PROMISING]
    parts = (one.title, *answers, _without_others(one.prose), *steps)
    return "\n".join(part for part in parts if part)


def _without_others(text: str) -> str:
    """Leave out what stands below a heading that asks for something else than the promise."""
    kept, begins, promises = [], 0, True
    marks = [
        (found.start(), found.end(), kind == "promise")
        for kind, pattern in _headings().items()
        for found in pattern.finditer(text)
    ]
    for start, end, promising in sorted(marks):
        if start >= begins:  # not within a longer heading
            if promises:
                kept.append(text[begins:start])
            begins, promises = end, promising
    if promises:
        kept.append(text[begins:])
    return "\n".join(kept)


@cache
def _headings() -> dict[str, re.Pattern[str]]:
    text = files(__package__).joinpath("headings.toml").read_text("utf-8")
    listed = tomllib.loads(text)
    return {kind: re.compile("|".join(ways), re.IGNORECASE) for kind, ways in listed.items()}
