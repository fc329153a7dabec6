"""What a person is at the desk. A role says nothing of whom it is of."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pendopo.terms.wording import say


class Role(StrEnum):
    """What a person is at the desk."""

    PUBLISHER = "publisher"
    REVIEWER = "reviewer"
    LEAD = "lead"
    CIVIL = "civil-society"
    INDEPENDENT = "independent-reviewer"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.PUBLISHER: say("Publisher"),
        Role.REVIEWER: say("Reviewer"),
        Role.LEAD: say("Programme lead"),
        Role.CIVIL: say("Civil society"),
        Role.INDEPENDENT: say("Independent reviewer"),
        Role.MODERATOR: say("Moderator"),
        Role.ADMINISTRATOR: say("Administrator"),
    }
)
# Who hands in for others, and nothing else: a supplier, who has no account, replies to a flag so.
ALONE_IN: Final[Mapping[Role, frozenset[str]]] = MappingProxyType(
    {Role.MODERATOR: frozenset({"replies"})}
)
# Who decides on what others see, or on who may: a password alone does not do. Civil society and
# independent reviewers decide nothing by their accounts, which show them who has published: what
# they sign, they sign on a device of their own by a key that the log knows (decision 0039).
SIGNS: Final = frozenset({Role.REVIEWER, Role.LEAD, Role.MODERATOR, Role.ADMINISTRATOR})
