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
from functools import cache
from importlib.resources import files
from typing import Any

_GENERAL = "general"
COUNTRIES = ("ID",)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing that identifies a person.

    :param name: the same in every file for the same thing
    :param label: what it is called where it is from
    :param form: what it looks like, wherever in a cell it stands; empty when only a column's name
        tells it
    :param named: what a whole cell looks like in a column so named; empty for anything
    :param columns: names of columns that hold it, each a regular expression over a plain name
    :param separators: characters that may stand between its digits
    :param needs: a text without which there is none; empty for a row of digits
    :param check: SQL that is true of what it is; empty where its form is all there is
    :param keep: SQL that is true of one that is no person's
    :param keep_beside: what a name in the same row looks like that is no person's
    :param chance: the share of other numbers of the form that pass the check
    :param beside: whether it counts only in a table that holds another
    :param verified: whether its facts were held against the primary source
    """

    name: str
    label: str
    form: str = ""
    named: str = ""
    columns: tuple[str, ...] = ()
    separators: str = ""
    needs: str = ""
    check: str = ""
    keep: str = ""
    keep_beside: str = ""
    chance: float = 0.0
    beside: bool = False
    verified: bool = True
    source: str = ""

    def names(self, column: str) -> bool:
        """Tell whether a column's name says that it holds this."""
        name = plain_name(column)
        return any(re.fullmatch(form, name) for form in self.columns)


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
    return {**raw, "columns": tuple(raw.get("columns", ()))}


def _kept(pattern: Pattern, kept: Mapping[str, str]) -> Pattern:
    """Add what a country knows to be no person's."""
    said = [f"({sql})" for sql in (pattern.keep, kept.get(pattern.name, "")) if sql]
    return replace(pattern, keep=" or ".join(said))
