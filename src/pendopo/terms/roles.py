"""The roles in which people sign, and which acts each may sign. A role is never a person."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pendopo.terms.wording import say

REDACTION: Final = "redaction"
RATING: Final = "rating"
HANDOVER: Final = "handover"
APPROVAL: Final = "approval"

# The one role whose keys are passkeys, and who has a passkey has no other: what signs a text that
# people read, and what signs on a page of the desk, are two kinds of keys.
APPROVER: Final = "approver"

# Which roles may sign an act. A government rates its own commitments too, beside the others.
ACTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        REDACTION: frozenset({"officer"}),
        RATING: frozenset({"publisher", "civil-society", "reviewer", "monitoring-body"}),
        HANDOVER: frozenset({"outgoing", "incoming"}),
        APPROVAL: frozenset({APPROVER}),
    }
)
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "publisher": say("publishes for the government and rates its commitments"),
        "officer": say("decides with an officer of another unit what is taken away"),
        "reviewer": say("rates commitments as an independent reviewer"),
        "civil-society": say("rates commitments for civil society"),
        "monitoring-body": say("rates commitments for a body that monitors them"),
        "outgoing": say("hands the record over"),
        "incoming": say("takes the record over"),
        APPROVER: say("lets through at the desk, with a passkey, what others hand in"),
    }
)
# Why a key signs no longer.
ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "left": say("the person no longer has the role"),
        "replaced": say("another key took its place"),
        "lost": say("the key was lost"),
        "stolen": say("the key may be in other hands"),
    }
)
UNIT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def may_sign(act: str, roles: tuple[str, ...]) -> bool:
    """Tell whether one of some roles may sign an act."""
    return bool(ACTS.get(act, frozenset()) & set(roles))
