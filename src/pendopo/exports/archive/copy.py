"""What a static copy knows of where it will stand; the doors read it from the environment of WSGI.

It stands apart from the archive's other files, since the doors import it with every start.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

# The key under which whoever asks for a page says that it is for a copy.
STATIC: Final = "pendopo.static"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the pages that no program stands behind.

    :param base: the address at which it will stand, without a slash at the end; empty if unknown
    :param live: the address of the running site, likewise; empty if there is none
    :param kept: what the doors gathered for this copy, so that they gather it once
    """

    base: str = ""
    live: str = ""
    kept: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)


def copy_of(environ: Mapping[str, Any]) -> Copy | None:
    """Give the copy that an answer is for; None where it is for a reader."""
    found = environ.get(STATIC)
    return found if isinstance(found, Copy) else None
