"""Which encodings some bytes may be written in, and what their words are under each.

Nothing is decided here: a person reads the words. The order is by how much the letters look like
those of a language: letters of one script stand together, capitals at the start of words.
"""

import re
import unicodedata

import charset_normalizer

# From the most widespread on; of those that read the same, the first is shown.
_NAMES = (
    "windows-1252",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "koi8-r",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
    "mac_roman",
    "cp850",
    "cp437",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-5",
    "iso-8859-7",
)
# Most Latin text is Western Europe's; the library's opinion is no help among these.
_LATIN = frozenset({"windows-1250", "windows-1254", "windows-1257", "windows-1258"})
_PYTHON = {"windows-874": "cp874", "shift_jis": "cp932", "euc_kr": "cp949"}
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_SHOWN = 4
_WORDS_SHOWN = 3
_WORD_MOST = 40
_NEARLY = 0.75
_OPINION = 0.1
_NUL_SHARE = 0.2
_BETWEEN = re.compile(r"[\s,;|\"]+")
_WORDS_LOOKED_AT = 200
# Signs that texts of offices have beside letters.
_SIGNS = frozenset(
    "\u2013\u2014\u2018\u2019“”„\u201a•…€£¥§°²³¼½¾«»¿¡ºª±\u00d7µ·©®™"
    "、。・「」\uff08\uff09\uff0c\uff1a\uff1b\u30fc"
)
_APOSTROPHES = frozenset("\u2019\u2018\u00b4`·\u30fc")
_CASED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def readings(sample: bytes) -> list[tuple[str, str]]:
    """Give encodings that have every byte of a sample, the likeliest first, with some of its words.

    :param sample: lines that hold bytes beyond ASCII
    """
    opinion = charset_normalizer.from_bytes(sample[: 1 << 14]).best()
    liked = opinion.encoding if opinion else ""
    found: dict[tuple[str, ...], tuple[float, str]] = {}
    for name in _NAMES:
        words = _words(_decoded(sample, _PYTHON.get(name, name)))
        if words and words not in found:
            likely = _likelihood(words) + (_OPINION if _same(name, liked) else 0)
            found[words] = (likely - (_OPINION if name in _LATIN else 0), name)
    order = sorted(found.items(), key=lambda one: -one[1][0])
    near = [(n, words) for words, (likely, n) in order if likely > order[0][1][0] - _NEARLY]
    return _told_apart(near[:_SHOWN])


def _told_apart(near: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    """Show for each encoding the words by which a person can tell it from the others."""
    places = range(min((len(words) for _, words in near), default=0))
    other = [at for at in places if len({words[at] for _, words in near}) == len(near)]
    some = [at for at in places if near[0][1][at] != near[min(1, len(near) - 1)][1][at]]
    found = dict.fromkeys([*(other or some)[: _WORDS_SHOWN - 1], *places[:_WORDS_SHOWN]])
    shown = sorted(list(found)[:_WORDS_SHOWN])
    return [(name, ", ".join(words[at][:_WORD_MOST] for at in shown)) for name, words in near]


def without_mark(head: bytes) -> list[tuple[str, str]]:
    """Give the wide encodings that a text with many NUL bytes may be in, with its first words."""
    if head.count(0) < _NUL_SHARE * len(head):
        return []
    found: list[tuple[float, str, str]] = []
    for name in _WIDE:
        text = _decoded(head[: len(head) - len(head) % 4], name)
        if text and "\0" not in text and _likelihood(tuple(text[:400].split())) > 0:
            # In the wrong byte order the commas and line ends of a table are rare Chinese signs.
            plain = sum(map(str.isascii, text)) / len(text)
            found.append((plain, name, " ".join(text[:_WORD_MOST].split())))
    found.sort(reverse=True)
    return [(name, words) for plain, name, words in found if plain > found[0][0] - _NEARLY]


def _decoded(sample: bytes, name: str) -> str:
    """Decode a sample, which may end within a letter; empty when it cannot be."""
    for cut in range(4):
        try:
            return sample[: len(sample) - cut].decode(name)
        except UnicodeError:
            continue
    return ""


def _same(name: str, liked: str) -> bool:
    """Tell whether an encoding is the one of the library's opinion."""
    return name not in _LATIN and name.replace("windows-", "cp").replace("-", "_") == liked


def _words(text: str) -> tuple[str, ...]:
    odd = (word for word in _BETWEEN.split(text) if not word.isascii())
    return tuple(dict.fromkeys(odd))[:_WORDS_LOOKED_AT]


def _likelihood(words: tuple[str, ...]) -> float:
    """Give the mean of what each letter beyond ASCII is worth where it stands, at most 1."""
    worth = [
        _worth(letter, word[at - 1 : at], word[at + 1 : at + 2])
        for word in words
        for at, letter in enumerate(word)
        if not letter.isascii()
    ]
    return sum(worth) / len(worth) if worth else 1.0


def _worth(letter: str, before: str, after: str) -> float:
    kind = unicodedata.category(letter)
    if kind in {"Cc", "Cn", "Co"}:
        return -2.0
    if not kind.startswith(("L", "M")):
        return _worth_of_sign(letter, before, after)
    script = _script(letter)
    beside = [_script(one) for one in (before, after) if one.isalpha()]
    if any(other != script for other in beside):
        return -1.0
    if script == "LATIN" and len(beside) > 1 and not (before + after).isascii():
        # Latin words have their ASCII letters between the others.
        return -0.5 if not before.isascii() and not after.isascii() else 1.0
    raised = script in _CASED_SCRIPTS and letter.isupper() and before.islower()
    return -0.7 if raised else 1.0


def _worth_of_sign(letter: str, before: str, after: str) -> float:
    within = before.isalpha() and after.isalpha()
    if letter not in _SIGNS:
        return -0.5
    return -0.5 if within and letter not in _APOSTROPHES else 0.7


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    script = name.split(" ", 1)[0]
    return "HAN" if script in {"CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH"} else script
