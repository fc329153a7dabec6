"""What identifies a person: patterns by country, read from data files.

A pattern says what to look for and how sure that is; looking is the business of whoever holds the
data. Regular expressions are RE2's, checks are DuckDB's SQL over ``x``: the text found, without its
separators.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_GENERAL = "general"
COUNTRIES = ("ID",)
# What looks like a space or a hyphen and is often typed by a program in their place.
LIKE_PLAIN = {
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\n\r", " "),
    **dict.fromkeys("\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    # Digits of other scripts, and what a keyboard for Chinese or Japanese writes for ours.
    **{
        chr(zero + n): str(n)
        for zero in (0xFF10, 0x0660, 0x06F0, 0x0966, 0xA9D0)
        for n in range(10)
    },
    "\uff20": "@",
    "\uff0b": "+",
    "\uff0e": ".",
}
# What takes no place at all, and parts a number for a program only.
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing that identifies a person.

    :param name: the same in every file for the same thing
    :param form: what it looks like, wherever in a cell it stands; empty when only a column's name
        tells it
    :param sought: what stands wherever the form does and is quicker to look for among many cells;
        empty for the form itself
    :param named: what a whole cell looks like in a column so named; empty for anything
    :param columns: names of columns that hold it, each a regular expression over a plain name;
        all of them share their pseudonyms
    :param more_columns: further names, each with pseudonyms of its own, as in releases before
    :param not_columns: names of columns whose numbers are something else
    :param separators: characters that may stand between its digits
    :param needs: a text without which there is none; empty for a row of digits
    :param check: SQL that is true of what it is; empty where its form is all there is
    :param keep: SQL that is true of one that is no person's
    :param keep_beside: what a name in the same row looks like that is no person's
    :param not_beside: names of columns that say where a person works, and not who the row is of
    :param chance: the share of other numbers of the form that pass the check
    :param split: what it looks like without separators when its parts stand in cells side by side;
        empty where it is not sought so
    :param split_digits: how many digits it has then, at least and at most
    :param split_first: what the first of those parts looks like
    :param varies: SQL over ``x`` of what differs from person to person, also where codes do not
    :param beside: whether it counts only in a table that holds another
    :param verified: whether its facts were held against the primary source
    """

    name: str
    form: str = ""
    sought: str = ""
    named: str = ""
    columns: tuple[str, ...] = ()
    more_columns: tuple[str, ...] = ()
    not_columns: tuple[str, ...] = ()
    separators: str = ""
    needs: str = ""
    check: str = ""
    cut: str = ""
    normal: str = ""
    keep: str = ""
    keep_beside: str = ""
    not_beside: tuple[str, ...] = ()
    split: str = ""
    split_digits: tuple[int, ...] = (0, 0)
    split_first: str = ""
    varies: str = ""
    chance: float = 0.0
    beside: bool = False
    verified: bool = True
    source: str = ""

    def names(self, column: str) -> bool:
        """Tell whether a column's name says that it holds this."""
        return _any((*self.columns, *self.more_columns), column)

    def names_family(self, column: str) -> bool:
        """Tell whether a column's name gives it the pseudonyms of this pattern."""
        return _any(self.columns, column)

    def names_workplace(self, column: str) -> bool:
        """Tell whether a column's name says where the person of a row works."""
        return _any(self.not_beside, column)

    def names_other(self, column: str) -> bool:
        """Tell whether a column's name says that it holds numbers of something else."""
        return _any(self.not_columns, column)


# Of one register every file has the same columns.
@lru_cache(maxsize=1 << 14)
def _any(forms: tuple[str, ...], column: str) -> bool:
    name = plain_name(column)
    return any(re.fullmatch(form, name) for form in forms)


def plain_name(column: str) -> str:
    """Write a column's name in small letters, with one ``_`` for whatever is no letter or digit."""
    text = unicodedata.normalize("NFKC", column).casefold()
    return re.sub(r"[\W_]+", "_", text).strip("_")


@cache
def patterns(country: str = "") -> tuple[Pattern, ...]:
    """Give the patterns of a country and the general ones; of every country when none is named.

    Those of a country come first: they know more.

    :param country: ISO 3166-1, two capital letters; one that has no file has the general ones
    """
    chosen = [known for known in COUNTRIES if country in ("", known)]
    raw = [_read(known.lower()) for known in chosen]
    kept = {name: sql for one in raw for name, sql in one.get("keep", {}).items()}
    local = [Pattern(**_fields(each)) for one in raw for each in one["pattern"]]
    general = [Pattern(**_fields(each)) for each in _read(_GENERAL)["pattern"]]
    return (*local, *(_kept(pattern, kept) for pattern in general))


def checks() -> str:
    """Give the macros that the checks name."""
    return files(__package__).joinpath("checks.sql").read_text("utf-8")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def _fields(raw: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(raw)
    for key in ("columns", "more_columns", "not_columns", "not_beside"):
        fields[key] = tuple(raw.get(key, ()))
    fields["split_digits"] = tuple(raw.get("split_digits", (0, 0)))
    for key in ("form", "named"):
        # "~" in a form is what may stand between its groups.
        between = f"[{re.escape(raw.get('separators', ''))}]{{1,3}}"
        fields[key] = raw.get(key, "").replace("~", between)
    return fields


def _kept(pattern: Pattern, kept: Mapping[str, str]) -> Pattern:
    """Add what a country knows to be no person's."""
    said = [f"({sql})" for sql in (pattern.keep, kept.get(pattern.name, "")) if sql]
    return replace(pattern, keep=" or ".join(said))
