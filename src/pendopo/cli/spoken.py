"""The options by which a publisher says in several languages what a file is."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pendopo.cli.verb import RefusedError, choice
from pendopo.cli.words import word
from pendopo.terms.journey import SPOKEN, Declaration
from pendopo.terms.spoken import Spoken, SpokenError, spoken
from pendopo.terms.wording import say

_CHOICES = (
    choice(
        "--title",
        default="",
        text=say("What it is, in one line; else that of what it replaces; else the file's name."),
    ),
    choice("--description", default="", text=say("What is in it and what is left out.")),
    choice("--note", default="", text=say("A note that is published with it.")),
    choice(
        "--title-in",
        multiple=True,
        metavar="LANGUAGE=TEXT",
        text=say(
            "The title in another language, once for each: en=Markets. The title itself is then in "
            "the programme's first language."
        ),
    ),
    choice(
        "--description-in",
        multiple=True,
        metavar="LANGUAGE=TEXT",
        text=say("The description in another language, once for each."),
    ),
    choice(
        "--note-in",
        multiple=True,
        metavar="LANGUAGE=TEXT",
        text=say("The note in another language, once for each."),
    ),
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the options say of a file, as they were written.

    :param plain: name to text
    :param others: name to ``language=text`` of each other language
    """

    plain: Mapping[str, str]
    others: Mapping[str, Sequence[str]]

    def declared(self, first: str) -> Declaration:
        """Declare the title, description and note, each in the languages that it was written in.

        :param first: the programme's first language, in which a text without a language is
        :raises RefusedError: for what is no language or no text, or for a language said twice
        """
        title, description, note = (self._text(name, first) for name in SPOKEN)
        return Declaration(title=title, description=description, note=note)

    def _text(self, name: str, first: str) -> str:
        plain, others = self.plain[name], self.others[name]
        if not others:
            return plain
        texts = {first: plain} if plain else {}
        for other in others:
            code, mark, text = other.partition("=")
            if not mark:
                raise _refused(name, other, say("Write a language, = and the text."))
            if code.lower() in texts:
                raise _refused(name, other, say("Write each language once."))
            try:
                texts |= spoken({code: text}).texts
            except SpokenError as error:
                raise _refused(name, other, error.write) from error
        return Spoken(texts)


def _refused(name: str, found: str, write: str) -> RefusedError:
    text = say("--{name}-in {found}: {write} For example: --{name}-in {example}")
    return RefusedError(
        word(text, name=name, found=found, write=word(write), example='en="Road repairs in 2026"')
    )


def speaks(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options, and hand them to it as one ``texts``."""

    @functools.wraps(verb)
    def taken(*args: Any, **options: Any) -> None:  # noqa: ANN401 - click's own
        texts = Texts(
            {name: options.pop(name) for name in SPOKEN},
            {name: options.pop(f"{name}_in") for name in SPOKEN},
        )
        verb(*args, texts=texts, **options)

    for one in reversed(_CHOICES):
        taken = one(taken)
    return taken
