"""Which language the command line speaks, and the words in it.

Texts are English in the code, marked with ``say``; the catalogues are the portal's. The language is
the one of ``--language``, else of the environment (LC_ALL, LC_MESSAGES, LANG), else the first of
``pendopo.toml``, else English.
"""

import gettext
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module, resources
from pathlib import Path

from pendopo.programme.settings import LANGUAGES
from pendopo.terms.spoken import Spoken
from pendopo.terms.wording import fill, say

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class _Voice:
    """The language in use; a command line has one."""

    def __init__(self) -> None:
        self.language = ""
        self.catalogue: gettext.NullTranslations = gettext.NullTranslations()


_voice = _Voice()


def speak(chosen: str, configured: Sequence[str] = ()) -> str:
    """Choose the language and give it.

    :param chosen: what ``--language`` says; empty when it says nothing
    :param configured: the languages of ``pendopo.toml``
    """
    language = chosen or _of_environment() or next(iter(configured), "en")
    _voice.language = language
    _voice.catalogue = _catalogue(language)
    return language


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Find the words of a language once: two are spoken in turn for every text of a board."""
    folder = Path(str(resources.files("pendopo"))) / "locale"
    return gettext.translation("django", folder, [language], fallback=True)


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak a language for a while, and then the one before."""
    before = _voice.language, _voice.catalogue
    speak(chosen)
    try:
        yield
    finally:
        _voice.language, _voice.catalogue = before


def language() -> str:
    """Give the language in use."""
    return _voice.language or "en"


def word(text: str, /, **values: object) -> str:
    """Give a marked text, with its values, or a publisher's own, in the language in use."""
    if isinstance(text, Spoken):
        return str(text.told(language()))
    translated = _voice.catalogue.gettext(text) if text else ""
    return fill(translated, {name: str(value) for name, value in values.items()})


def number(value: Decimal | float, decimals: int = 0) -> str:
    """Write a number with the marks of the language in use: 1,234.5 or 1.234,5."""
    # A verb that counts nothing should not wait for Babel to be loaded.
    write = import_module("babel.numbers").format_decimal
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return str(write(value, format=pattern, locale=language()))


def meant(found: str, words: Iterable[str]) -> str:
    """Suggest which of the words was probably meant; empty when none is near."""
    lower = {known.lower(): known for known in words}
    match = get_close_matches(found.lower(), lower, n=1, cutoff=0.6)
    return word(say(" Did you mean {word}?"), word=lower[match[0]]) if match else ""


def _of_environment() -> str:
    """Give the language of the environment when there is a catalogue for it."""
    for variable in _VARIABLES:
        value = os.environ.get(variable, "")
        if value:
            name = value.split(".")[0].split("_")[0]
            return name if name in LANGUAGES else ""
    return ""
