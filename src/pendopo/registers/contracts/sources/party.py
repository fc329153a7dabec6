"""An organisation of a source: a company by its tax number, a person by a pseudonym."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Final

_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_OLD_DIGITS: Final = 15
_NEW_DIGITS: Final = 16
# The first two digits of a tax number of fifteen: of treasurers of government, companies and
# organisations. A person's second digit is 4 to 9 (04 to 09, 24 to 29 and so on).
_OF_COMPANIES: Final = frozenset({"00", "01", "02", "03", "20", "21"})
_OF_PERSONS: Final = frozenset("456789")
# Of the others the name tells. A trading firm (UD) has the number of the person who owns it.
_COMPANY: Final = re.compile(
    r"^\W*(?:PT|CV|PERUM|PERUMDA|PERSERO|KOPERASI|KOP|YAYASAN|FIRMA|FA|BUMDES|PERSEKUTUAN)\b"
    r"|\b(?:PT|CV|TBK|PERSERO)\b\.?\s*\)?\s*$",
    re.IGNORECASE,
)
_NAME_LETTERS: Final = re.compile(r"[\W_]+")
_HASH_DIGITS: Final = 16
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
COMPANY, PERSON = "company", "person"


@dataclass(slots=True)
class Party:
    """One organisation of a release, and the roles it was found in."""

    id: str
    name: str
    scheme: str = ""
    number: str = ""
    roles: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Write it as OCDS has it."""
        found: dict[str, Any] = {"id": self.id, "name": self.name, "roles": self.roles}
        if self.number:
            found["identifier"] = {
                "scheme": self.scheme,
                "id": self.number,
                "legalName": self.name,
            }
        return found


def digits_of(cell: str) -> str:
    """Give the digits of a tax number; none where all are zero."""
    digits = _NO_DIGIT.sub("", cell)
    return digits if digits.strip("0") else ""


def owner_of(digits: str, name: str) -> str:
    """Tell whose a tax number of Indonesia is: a company's, a person's; empty for no such number.

    Sixteen digits that begin with another than 0 are a person's NIK, whatever the name beside
    them. What nobody can tell is held to be a person's.

    Source: PMK 112/PMK.03/2022; kinds by the first digits as in standards/identity/id.toml.
    """
    if len(digits) == _NEW_DIGITS:
        if not digits.startswith("0"):
            return PERSON
        digits = digits[1:]
    if len(digits) != _OLD_DIGITS:
        return ""
    if digits[:2] in _OF_COMPANIES:
        return COMPANY
    return COMPANY if digits[1] not in _OF_PERSONS and _COMPANY.search(name) else PERSON


def same_number(digits: str) -> str:
    """Write a number of fifteen digits and the one of sixteen made of it in one way."""
    return digits[1:] if len(digits) == _NEW_DIGITS and digits.startswith("0") else digits


def id_of_name(name: str) -> str:
    """Make the id of an organisation that is known by its name alone: case and signs aside."""
    plain = _NAME_LETTERS.sub(" ", name).strip().casefold()
    return f"name-{short_hash(plain)}"


def short_hash(text: str) -> str:
    """Give 64 bits of a text's SHA-256 in letters: digits might look like somebody's number."""
    digits = hashlib.sha256(text.encode()).hexdigest()[:_HASH_DIGITS]
    return digits.translate(_LETTERS)
