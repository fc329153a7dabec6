"""Whether a handover was signed by both officers, each with their own key and in their role."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Final

from pendopo.published.people import People, RoleKey, SignedError, people_of
from pendopo.published.verify.verdict import Tally
from pendopo.terms.entry import EntryType, Leaf
from pendopo.terms.journey import Entry
from pendopo.terms.roles import HANDOVER
from pendopo.terms.wording import say

STATEMENT_ROLE: Final = "statement"
_BOTH: Final = ("outgoing", "incoming")
_SHOWN: Final = 10
Read = Callable[[str], bytes | None]


def tell_one_sided(acts: Sequence[Entry], origin: str, read: Read, tally: Tally) -> None:
    """Say which handovers do not hold both officers' word, by the keys of their time.

    :param acts: the role keys and handovers of the log, in its order
    :param read: gives a file by its path below the root; None where there is none
    """
    handovers = [entry for entry in acts if entry.leaf.type is EntryType.HANDOVER]
    if not handovers:
        return

    def content(c: str) -> bytes | None:
        return read(f"objects/{c[:2]}/{c}")

    known = people_of(acts, content)
    found = [
        entry.index
        for entry in handovers
        if not _signed(entry.leaf, known.before(entry.index), origin, content)
    ]
    if found:
        more = "" if len(found) <= _SHOWN else ", …"
        tally.unchecked(
            say(
                "These handovers were not signed by the officer who hands over and the one who "
                "takes over, only recorded by the log: {entries}."
            ),
            entries=", ".join(map(str, found[:_SHOWN])) + more,
        )


def _signed(leaf: Leaf, known: People, origin: str, content: Read) -> bool:
    notes = [content(one.c) for one in leaf.own if one.role == STATEMENT_ROLE]
    try:
        held = known.check((notes[0] or b"").decode(), HANDOVER, origin)
    except (IndexError, SignedError, UnicodeDecodeError):
        return False
    return any(_are_both(pair, leaf) for pair in permutations(held.by, len(_BOTH)))


def _are_both(pair: tuple[RoleKey, ...], leaf: Leaf) -> bool:
    """Whether two keys have the two roles, and the entry names their units."""
    said = leaf.scope or {}
    roles = zip(_BOTH, pair, strict=True)
    return all(role in key.roles and said.get(role) == key.unit for role, key in roles)
