"""How a mirror answers what its origin took away, or hides while it decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pendopo.terms.wording import say

KEEP, DELETE, LISTED = "keep", "delete", "listed"
POLICIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        KEEP: say("What was taken away at the origin is no longer served here, and kept."),
        DELETE: say("What was taken away at the origin is destroyed here too."),
        LISTED: say("What was taken away is destroyed here for some reasons, else kept unserved."),
    }
)
HIDE, SERVE = "hide", "serve"
HOLDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        HIDE: say("What the origin holds is not served here while it is held."),
        SERVE: say("What the origin holds is served here as a file while it is held."),
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a mirror answers a redaction, and a hold.

    :param redactions: ``keep``, ``delete``, or ``listed``
    :param reasons: for ``listed``: the codes for which the bytes are destroyed
    :param holds: ``hide`` or ``serve``
    """

    redactions: str = KEEP
    reasons: tuple[str, ...] = ()
    holds: str = HIDE

    @property
    def hides(self) -> bool:
        """Whether what is held is not served."""
        return self.holds == HIDE

    def destroys(self, reason: str) -> bool:
        """Whether what was taken away for a reason is destroyed."""
        listed = self.redactions == LISTED and reason in self.reasons
        return self.redactions == DELETE or listed
