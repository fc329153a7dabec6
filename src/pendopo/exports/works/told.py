"""A contracted work as the facts of its two papers: the board at the site, the sheet of a visit."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from pendopo.exports.printed.square import square
from pendopo.exports.printed.writing import Writing
from pendopo.exports.works.work import Money, Work
from pendopo.terms.wording import say

BOARD: Final = "works/board.typ"
VISIT: Final = "works/visit.typ"
# A board is one page, and a sheet two: what is more stands on the page that the square leads to.
_TITLE_MOST: Final = 160
_NAME_MOST: Final = 90
_THINGS_MOST: Final = 12
_STEPS_MOST: Final = 8
_QUESTIONS_MOST: Final = 6

Words = Callable[..., str]

_WORDS: Final = {
    "page": say("page"),
    "scan": say("Scan to see every document, payment and change"),
    "board": say("Public works, in the open"),
    "visit": say("Sheet for a visit to the site"),
    "buyer": say("Who pays for it"),
    "suppliers": say("Who carries it out"),
    "complaints": say("Something wrong here? Tell"),
    "seen_on": say("Day of the visit"),
    "seen_by": say("Who visits"),
    "place": say("Where exactly"),
    "ordered": say("What was ordered, and what is there"),
    "thing": say("What"),
    "quantity": say("How much"),
    "there": say("Seen"),
    "steps": say("Steps"),
    "step": say("Step"),
    "due": say("Due"),
    "done": say("Done"),
    "questions": say("Questions that the record raises"),
    "questions_note": say("A question is no verdict. Look, ask, and write down what you see."),
    "work": say("The work"),
    "share": say("How much of the work is done, in hundredths, as far as you can see"),
    "people": say("Who works here, and is a board with these figures at the site"),
    "notes": say("What you see"),
    "photos": say("Photos: number and what each shows; no faces without consent"),
    "send": say("Send it in with the ocid above, or bring it to the office that pays."),
}
_UNKNOWN: Final = say("not published")


def facts(work: Work, language: str, word: Words) -> Mapping[str, Any]:
    """Write a work as the facts of both templates.

    :param word: gives a marked text in the reader's language
    """
    writing = Writing(language)

    def money(value: Money | None) -> str:
        if value is None:
            return word(_UNKNOWN)
        return f"{writing.number(value.amount)} {value.currency}".strip()

    def day(value: date | None) -> str:
        return word(_UNKNOWN) if value is None else writing.day(value)

    made = say("Made from the published record as of {day}: {origin}, {size} entries.")
    return {
        "language": language,
        "hue": work.hue,
        "title": _cut(work.title, _TITLE_MOST),
        "ocid": work.ocid,
        "government": work.government,
        "buyer": work.buyer or word(_UNKNOWN),
        "suppliers": _cut(work.suppliers, _TITLE_MOST) or word(_UNKNOWN),
        "facts": [
            [word(name), said]
            for name, said in (
                (say("Contract value") if work.signed else say("Award value"), money(work.value)),
                (say("Paid so far"), money(work.paid)),
                (say("Begins"), day(work.begins)),
                (say("Ends"), day(work.ends)),
                (say("Estimated value"), money(work.estimate)),
                (say("Method"), work.method or word(_UNKNOWN)),
            )
        ],
        "complaints": work.complaints_to,
        "things": [
            [_cut(one.name, _NAME_MOST), _quantity(one.quantity, one.unit, writing)]
            for one in work.things[:_THINGS_MOST]
        ],
        "more_things": _more(len(work.things) - _THINGS_MOST, word, writing),
        "steps": [[_cut(one.name, _NAME_MOST), day(one.due)] for one in work.steps[:_STEPS_MOST]],
        "more_steps": _more(len(work.steps) - _STEPS_MOST, word, writing),
        "questions": list(work.questions[:_QUESTIONS_MOST]),
        "more_questions": _more(len(work.questions) - _QUESTIONS_MOST, word, writing),
        "square": square(work.address),
        "address": work.address,
        "notes": _notes(work, word),
        "origin": word(
            made, day=writing.day(work.on), origin=work.origin, size=writing.number(work.size)
        ),
        "words": {name: word(text) for name, text in _WORDS.items()},
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def _quantity(quantity: Any, unit: str, writing: Writing) -> str:  # noqa: ANN401  a number or None
    return "" if quantity is None else f"{writing.number(quantity)} {unit}".strip()


def _more(count: int, word: Words, writing: Writing) -> str:
    return word(say("and {count} more"), count=writing.number(count)) if count > 0 else ""


def _notes(work: Work, word: Words) -> list[str]:
    """Say what a reader must know before the first number."""
    found = []
    if work.invented:
        found.append(word(say("This government does not exist; every number is invented.")))
    if work.keeper:
        text = say("Kept by {keeper}. The government itself did not publish it.")
        found.append(word(text, keeper=work.keeper))
    return found
