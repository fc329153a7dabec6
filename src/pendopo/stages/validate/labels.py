"""What readers are told that a pattern finds: one name, one label, whatever country it is of."""

from collections.abc import Callable

from pendopo.standards.identity import Pattern
from pendopo.terms.wording import each, say

LABELS = {
    "nik": "NIK",
    "npwp": "NPWP",
    "nip": "NIP",
    "iban": "IBAN",
    "kk": say("family card number (KK)"),
    "phone": say("telephone number"),
    "phone-id": say("telephone number"),
    "email": say("e-mail"),
    "card": say("payment card"),
    "bank-account": say("bank account"),
    "passport": say("passport number"),
    "bpjs": say("health insurance number (BPJS)"),
    "birth-date": say("date of birth"),
    "mothers-name": say("mother's name"),
    "home": say("address of a person"),
    "name": say("name of a person"),
}


def label(pattern: Pattern) -> str:
    """Give what a pattern's finds are called."""
    return LABELS[pattern.name]


def called(value: str, translate: Callable[[str], str]) -> str:
    """Say in another language what patterns find, several with commas between; all else as is."""
    known = {*LABELS.values()}
    return each(value, translate) if known.issuperset(value.split(", ")) else value
