"""Words as the index knows them: folded, without accents, reduced to their stem."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import Stemmer  # type: ignore[import-not-found]  # written in C

# Letters and digits; FTS5's own tokenizer then leaves each word as it is.
_WORD = re.compile(r"[^\W_]+")
# ISO 639-1 to the name that snowball gives the language.
_NAMES = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_STEMS_KEPT = 100_000
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def fold(text: str) -> str:
    """Fold a text: small letters, no accents, one form for each letter."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    # No sign of ASCII stands upon another, and a long text has few different others.
    upon = [sign for sign in set(_BEYOND_ASCII.findall(parts)) if unicodedata.combining(sign)]
    return parts.translate(dict.fromkeys(map(ord, upon))) if upon else parts


def words(text: str) -> list[str]:
    """Give the words of a text, folded, in their order."""
    return _WORD.findall(fold(text))


def places(text: str) -> Iterator[tuple[int, int]]:
    """Give where each word of a text begins and ends."""
    for found in _WORD.finditer(text):
        yield found.span()


def stemmer_of(language: str) -> str | None:
    """Name the stemmer of a language; None where there is none."""
    name = _NAMES.get(language.split("-", maxsplit=1)[0])
    return name if name in Stemmer.algorithms() else None


class Stems:
    """Reduces words to stems: by the snowball stemmers of some languages, one after the other.

    A record mixes languages: a title in Indonesian, a column's meaning in English. One word has
    one stem, whichever of the languages it is of, so that a text and a question always meet. The
    programme's own language comes first, English, the language of the declarations, last.

    :param languages: codes such as ``id``; one that has no stemmer leaves words as they are
    """

    def __init__(self, languages: Sequence[str]) -> None:
        named = [name for code in languages if (name := stemmer_of(code)) not in {None, "english"}]
        self.names = (*dict.fromkeys(map(str, named)), "english")
        self._stemmers = [Stemmer.Stemmer(name) for name in self.names]
        self._stem = lru_cache(_STEMS_KEPT)(self._stem_anew)

    @property
    def version(self) -> str:
        """Names exactly how words are reduced: an index made otherwise must be made again."""
        return f"{','.join(self.names)} {Stemmer.version()}"

    def __call__(self, word: str) -> str:
        """Give the stem of a folded word."""
        return self._stem(word)

    def text(self, text: str) -> str:
        """Give the stems of a text, as the index takes them."""
        return self.of(words(text))

    def of(self, found: Iterable[str]) -> str:
        """Give the stems of words, as the index takes them."""
        return " ".join(map(self._stem, found))

    def _stem_anew(self, word: str) -> str:
        for stemmer in self._stemmers:
            word = stemmer.stemWord(word)
        return word
