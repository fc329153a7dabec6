"""The legal lists: for which reasons something published may be hidden or taken away.

One data file a jurisdiction; what was not read at its source says so. A reason is a code, so that a
leaf can hold it, and a text in each language.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_GENERAL = "general"
# The European Union and the European Economic Area, where the regulation holds.
_GDPR = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a list.

    :param code: as a leaf holds it: ``ID-PDP-43``
    :param texts: what it says, by language
    :param sources: the clause, by language
    :param personal: personal data: a hold lasts until it is decided
    :param verified: whether the clause was read at its source
    """

    code: str
    texts: Mapping[str, str]
    sources: Mapping[str, str]
    personal: bool = False
    verified: bool = False

    def text(self, language: str) -> str:
        """Give the text in a language, in English where there is none in it."""
        return self.texts.get(language, self.texts["en"])

    def source(self, language: str) -> str:
        """Give the clause as a language writes it, in English where there is none in it."""
        return self.sources.get(language, self.sources["en"])


@dataclass(frozen=True, slots=True)
class LegalList:
    """What holds in one jurisdiction.

    :param reasons: by their code
    :param against: what may stand against it, which those who decide weigh
    """

    reasons: Mapping[str, Reason]
    against: tuple[Reason, ...] = ()


def legal_list(country: str) -> LegalList:
    """Give the list of a country: the general reasons, and those of its own law.

    :param country: ISO 3166-1, two capital letters
    """
    names = ["id"] if country == "ID" else ["gdpr"] if country in _GDPR else []
    parts = [_read(name) for name in (*names, _GENERAL)]
    reasons = {one.code: one for part in parts for one in part.reasons.values()}
    return LegalList(reasons, tuple(one for part in parts for one in part.against))


def reason_of(code: str) -> Reason | None:
    """Give a reason of any list by its code: a log may have moved, or be of another country."""
    for name in ("id", "gdpr", _GENERAL):
        if code in _read(name).reasons:
            return _read(name).reasons[code]
    return None


@cache
def _read(name: str) -> LegalList:
    raw = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
    reasons = [_reason(one) for one in raw["reason"]]
    against = tuple(_reason(one | {"code": ""}) for one in raw.get("exception", ()))
    return LegalList({one.code: one for one in reasons}, against)


def _reason(raw: Mapping[str, Any]) -> Reason:
    source = raw["source"]
    sources = {"en": source} if isinstance(source, str) else source
    return Reason(raw["code"], raw["text"], sources, raw.get("personal", False), raw["verified"])
