"""A text that its publisher wrote in several languages: a title, what a column means.

It is a ``str``, the wording in its first language, so that whoever knows nothing of languages has
a text to show; who does asks it for another. Working on it as on a text gives a plain one: nobody
can have changed all wordings alike (``docs/decisions/0028``).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pendopo.terms.wording import say

# BCP 47 as far as publishers need it: a language, perhaps its script or region. id, pt-br, zh-hant.
_CODE: Final = re.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*")
TRANSLATIONS: Final = "translations"


class SpokenError(ValueError):
    """Texts by language that cannot be followed: what was found, what to write, and where.

    :param code: the language whose text it is; empty where the languages themselves are meant
    """

    def __init__(self, found: object, write: str, code: str = "") -> None:
        super().__init__(f"{found!r}; {write}")
        self.found = found
        self.write = write
        self.code = code


class Spoken(str):
    """One text in one or several languages; as a text it is the first.

    :param texts: language to wording, in the publisher's order; at least one
    """

    __slots__ = ("texts",)
    texts: Mapping[str, str]

    def __new__(cls, texts: Mapping[str, str]) -> "Spoken":
        """Make a text of its wordings."""
        made = super().__new__(cls, next(iter(texts.values())))
        made.texts = dict(texts)
        return made

    def __getnewargs__(self) -> tuple[Mapping[str, str]]:  # type: ignore[override]
        """Let it be copied with all its wordings."""
        return (self.texts,)

    @property
    def language(self) -> str:
        """The language of what it is as a text."""
        return next(iter(self.texts))

    def told(self, language: str) -> "Spoken":
        """Give the wording for a reader: in their language, or else one near, or else the first.

        Source: RFC 4647, lookup: pt-br is served by pt, and here pt by pt-br as well.
        """
        main = language.partition("-")[0]
        near = (code for code in self.texts if code.partition("-")[0] == main)
        code = language if language in self.texts else next(near, self.language)
        return Spoken({code: self.texts[code]})


def spoken(value: Mapping[Any, Any], default: str = "") -> Spoken:
    """Read texts by language: ``{"id": "Pasar", "en": "Markets"}``.

    :param default: the language that the key "" means, as Data Packages in several languages have
    :raises SpokenError: for the first thing in it that is no language or no text
    """
    if not value:
        raise SpokenError(value, say("Write at least one language, such as id."))
    texts: dict[str, str] = {}
    for key, text in value.items():
        code = (str(key) or default).lower()
        if not _CODE.fullmatch(code):
            raise SpokenError(key, say("Write the code of a language, such as id, en or pt-br."))
        if code in texts:
            raise SpokenError(key, say("Write each language once."))
        if not isinstance(text, str) or not text.strip():
            raise SpokenError(text, say("Write a text for each language, or leave it out."), code)
        texts[code] = text
    return Spoken(texts)


def every(text: str) -> tuple[str, ...]:
    """Give a text in every language that it has."""
    return tuple(text.texts.values()) if isinstance(text, Spoken) else (text,)


def with_ending(text: str, ending: str) -> str:
    """Put a name behind a text, in every language that it has."""
    if isinstance(text, Spoken):
        return Spoken({code: f"{one}: {ending}" for code, one in text.texts.items()})
    return f"{text}: {ending}"


def as_written(text: str) -> str | dict[str, str]:
    """Give a text as its publisher writes it: by language where it has several."""
    return dict(text.texts) if isinstance(text, Spoken) else str(text)


def translations(of: object, names: Iterable[str]) -> dict[str, dict[str, dict[str, str]]]:
    """Give the wordings of those attributes that have any, to stand beside their texts in JSON.

    :returns: ``{"translations": {"title": {"id": …, "en": …}}}``, or nothing, so that what is in
        one language is written as it always was
    """
    found = {name: text for name in names if isinstance(text := getattr(of, name), Spoken)}
    return {TRANSLATIONS: {name: dict(text.texts) for name, text in found.items()}} if found else {}


def with_translations(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Put the wordings that ``translations`` wrote back into the texts that they stand beside.

    The text beside them says which is the first: JSON in its one form has no order of names.
    """
    rest = {name: value for name, value in raw.items() if name != TRANSLATIONS}
    for name, texts in raw.get(TRANSLATIONS, {}).items():
        first = [code for code, text in texts.items() if text == rest.get(name)]
        rest[name] = Spoken({code: texts[code] for code in dict.fromkeys((*first, *texts))})
    return rest
