"""Names of columns as a person sees them, and columns as a spreadsheet names them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_LATIN_LETTERS = 26
# Marks of direction, soft hyphen, joiners of words, byte order mark: nobody sees them in a name.
_UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_JOINERS = re.compile("[\u200c\u200d]")  # which Persian and the scripts of India and Java need
# Cyrillic and Greek letters beside the Latin ones that they look like.
_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u0410\u0412\u0415"
    "\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u0391\u0392\u0395"
    "\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd",
    "aeopcyxijsdqABEKMHOPCTYXIJSABEZHIKMNOPTYXov",
)


def letters(column: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LATIN_LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def lettered(columns: Iterable[int]) -> str:
    """Name columns as a spreadsheet does: A, C."""
    return ", ".join(map(letters, columns))


def unseen(name: str) -> list[str]:
    """Give the characters of a name that nobody sees."""
    found = _UNSEEN.findall(name)
    return found + (_JOINERS.findall(name) if name.isascii() or not _needs_joiners(name) else [])


def seen(name: str) -> str:
    """Give a name without the characters that nobody sees."""
    shown = _UNSEEN.sub("", name)
    return shown if _needs_joiners(name) else _JOINERS.sub("", shown)


def as_seen(names: Sequence[str]) -> tuple[str, ...]:
    """Give names without the characters that nobody sees."""
    return tuple(name if name.isascii() else seen(name) for name in names)


def look_of(name: str) -> str:
    """Give a form of a name that is the same for names that look the same."""
    if name.isascii():
        return " ".join(name.split()).casefold()
    plain = unicodedata.normalize("NFC", seen(name)).translate(_ALIKE)
    return " ".join(plain.split()).casefold()


def mixes_scripts(name: str) -> bool:
    """Tell whether a Latin letter stands beside one of another script that looks like it."""
    return not name.isascii() and any(
        ord(one) in _ALIKE
        and (name[at - 1 : at] + name[at + 1 : at + 2]).strip().isascii()
        and any(map(str.isalpha, name[max(0, at - 1) : at] + name[at + 1 : at + 2]))
        for at, one in enumerate(name)
    )


def _needs_joiners(name: str) -> bool:
    letters_of = (one for one in name if one.isalpha() and not one.isascii())
    return any(not unicodedata.name(one, "").startswith("LATIN") for one in letters_of)
