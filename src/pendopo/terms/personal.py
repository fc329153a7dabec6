"""What becomes of data about persons: a reviewer's decision for each column, and what was done."""

import re
from dataclasses import dataclass
from enum import StrEnum

# What a finding is called that says so.
RULE = "personal_data_is_decided"
# In place of a column's name: what the submitted file holds outside its tables, and what is said
# of it: title, notes, the names of columns.
ORIGINAL = "@original"
SAID = "@said"


_ONE_WORD = re.compile(r"[\w.@%+=:,/-]+")
_SPECIAL = re.compile(r'(["\\$`])')
_ESCAPED = r"\\\1"


def pasted(text: str) -> str:
    """Write a text as a shell takes it for one word: quoted where it must be."""
    return text if _ONE_WORD.fullmatch(text) else f'"{_SPECIAL.sub(_ESCAPED, text)}"'


class Fate(StrEnum):
    """What is done with a column that holds personal data."""

    PUBLISH = "publish"  # as it is
    MASK = "mask"  # each value becomes a pseudonym, the same in every release
    DROP = "drop"  # the column is not published


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided of a column, and why: readers see both.

    :param by: the office or role that decided; never a person's name
    :param family: columns of one family have the same pseudonym for the same value, in all of the
        register; empty to keep them apart from other publications' columns
    :param carried: decided for what this publication replaces; nothing to it if the column is gone
    """

    fate: Fate
    reason: str
    by: str = ""
    family: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Treated:
    """What was done with a column of a publication.

    :param table: empty for the submitted file itself
    :param what: what it was found to hold: ``NIK``; empty when nothing was found in it
    :param family: of a mask, as it was decided
    """

    table: str
    column: str
    fate: Fate
    reason: str
    by: str
    what: str = ""
    family: str = ""

    @property
    def hides(self) -> bool:
        """Whether the submitted file holds more than may be published."""
        return self.fate is not Fate.PUBLISH
