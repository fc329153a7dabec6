"""What independent reviewers code of a commitment, by era: scales, ordinals, and what is not coded.

A scale's values belong to it alone: "Substantial" of completion is not "Substantial" of potential
for results, and an average over two eras means nothing. ND, NR and NA are no values and never zero.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class CodeError(ValueError):
    """A code that its scale does not have: what was found, what to write."""


class Sentinel(StrEnum):
    """Why there is no code."""

    ND = "ND"
    NR = "NR"
    NA = "NA"


@dataclass(frozen=True, slots=True)
class Scale:
    """The codes that a question can be answered with.

    :param ordinals: each code's place in OGP's own data; None where OGP gives none
    :param source: where the codes are from
    :param verified: whether they were held against that source; else pages show them as unknown
    """

    id: str
    ordinals: Mapping[str, int | None]
    source: str
    verified: bool

    def read(self, text: str) -> "str | Sentinel":
        """Read a code as written, or why there is none.

        :raises CodeError: when the scale has no such code
        """
        found = text.strip()
        if found in Sentinel.__members__:
            return Sentinel(found)
        if found not in self.ordinals:
            raise CodeError(f"{self.id} is {text!r}; write one of {', '.join(self.ordinals)}")
        return found

    def ordinal(self, code: "str | Sentinel") -> int | None:
        """Give a code's place on the scale; None for what is not coded, which is never zero."""
        return None if isinstance(code, Sentinel) else self.ordinals[code]


@dataclass(frozen=True, slots=True)
class Era:
    """How plans submitted in some years are coded.

    :param first: the first year of submission
    :param last: the last; None while it goes on
    :param design: the scale of each question about the plan itself
    :param delivery: the scale of each question about what was done
    :param outcome: the scale of each question about what it changed
    """

    id: str
    first: int
    last: int | None
    design: Mapping[str, Scale]
    delivery: Mapping[str, Scale]
    outcome: Mapping[str, Scale]

    @property
    def questions(self) -> Mapping[str, Scale]:
        """Every question of the era, in its order."""
        return {**self.design, **self.delivery, **self.outcome}


@cache
def scales() -> Mapping[str, Scale]:
    """Give every scale by its name."""
    return {
        name: Scale(
            id=name,
            ordinals={**facts["values"], **dict.fromkeys(facts.get("without_ordinal", ()))},
            source=facts["source"],
            verified=facts["verified"],
        )
        for name, facts in _facts()["scales"].items()
    }


@cache
def eras() -> tuple[Era, ...]:
    """Give the eras, the first first."""
    return tuple(
        Era(
            id=facts["id"],
            first=facts["first"],
            last=facts.get("last"),
            **{
                part: {question: scales()[scale] for question, scale in facts[part].items()}
                for part in ("design", "delivery", "outcome")
            },
        )
        for facts in _facts()["eras"]
    )


def era_of(year: int) -> Era:
    """Give the era in which a plan of that year of submission is coded.

    :raises CodeError: for a year before the first plans
    """
    for era in eras():
        if era.first <= year and (era.last is None or year <= era.last):
            return era
    raise CodeError(f"no plan was submitted in {year}; write a year from {eras()[0].first} on")


@cache
def codebooks() -> Mapping[str, Mapping[str, Scale]]:
    """Give what may be answered: each codebook's id to its questions, each with its scale.

    One codebook for each era, and our own, which are of none.
    """
    own = {
        one["id"]: {name: scales()[scale] for name, scale in one["questions"].items()}
        for one in _facts()["own"]
    }
    return {**{era.id: era.questions for era in eras()}, **own}


def attestation() -> str:
    """Give the id of the codebook in which anyone says what they saw."""
    return of_no_era()[0]


def of_no_era() -> tuple[str, ...]:
    """Give the codebooks for plans of every era: what anyone saw, and what was stated in words."""
    return tuple(one["id"] for one in _facts()["own"])


@dataclass(frozen=True, slots=True)
class Answer:
    """A code in words.

    :param codebook: its name, by language
    :param question: what was asked, by language
    :param value: what was answered, by language; None where the scale was not held against its
        source, so that it is shown as unknown
    """

    codebook: Mapping[str, str]
    question: Mapping[str, str]
    value: Mapping[str, str] | None


def in_words(codebook: str, question: str, code: str) -> Answer:
    """Give a code in words, by language.

    :raises CodeError: when the codebook has no such question, or its scale no such code
    """
    scale = scale_of(codebook, question)
    found = scale.read(code)
    words = _words()
    value = words["sentinels"][found] if isinstance(found, Sentinel) else None
    if value is None and scale.verified:
        value = words["values"][scale.id][found]
    return Answer(words["codebooks"][codebook], words["questions"][question], value)


def scale_of(codebook: str, question: str) -> Scale:
    """Give the scale that a question of a codebook is answered on.

    :raises CodeError: when there is no such codebook or question, naming those that there are
    """
    if codebook not in codebooks():
        raise CodeError(f"no codebook is called {codebook!r}; write one of {_list(codebooks())}")
    questions = codebooks()[codebook]
    if question not in questions:
        raise CodeError(f"{codebook} does not ask {question!r}; write one of {_list(questions)}")
    return questions[question]


def _list(names: Mapping[str, object]) -> str:
    return ", ".join(names)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def _facts() -> dict[str, Any]:
    text = files(__package__).joinpath("codebooks.toml").read_text("utf-8")
    return tomllib.loads(text)
