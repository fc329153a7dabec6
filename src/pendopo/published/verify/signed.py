"""Whether what was taken away was decided by two people of different units, with their own keys."""

from collections.abc import Callable, Sequence

from pendopo.published.decided import decides
from pendopo.published.people import People, SignedError, people_of
from pendopo.published.verify.verdict import Tally
from pendopo.published.withdrawals import REASON, STATEMENT
from pendopo.terms.entry import REDACTS, REHEARSAL, EntryType, Leaf
from pendopo.terms.journey import Entry
from pendopo.terms.roles import REDACTION
from pendopo.terms.wording import say

_SHOWN = 10
_UNSIGNED = say(
    "What these entries took away was not signed by two people of different units, only recorded "
    "by the log: {entries}."
)
_OF_A_REHEARSAL = say(
    "Who signed what these entries took away is seen in the record itself, whose officers' keys a "
    "rehearsal does not have: {entries}."
)
Read = Callable[[str], bytes | None]


def tell_unsigned(acts: Sequence[Entry], origin: str, read: Read, tally: Tally) -> None:
    """Say which redactions nobody but the log signed: they explain an absence all the same.

    :param acts: the role keys and redactions of the log, in its order
    :param read: gives a file by its path below the root; None where there is none
    """

    def content(c: str) -> bytes | None:
        return read(f"objects/{c[:2]}/{c}")

    known = people_of(acts, content)
    unsigned = [
        entry.index
        for entry in acts
        if entry.leaf.type is EntryType.REDACTION
        and not _signed(entry.leaf, known.before(entry.index), origin, content)
    ]
    if unsigned:
        more = "" if len(unsigned) <= _SHOWN else ", …"
        tally.unchecked(
            _OF_A_REHEARSAL if origin.endswith(REHEARSAL) else _UNSIGNED,
            entries=", ".join(map(str, unsigned[:_SHOWN])) + more,
        )


def _signed(leaf: Leaf, known: People, origin: str, content: Read) -> bool:
    names = [one for one in leaf.objects if one.role == REDACTS]
    for one in leaf.own:
        data = content(one.c) if one.role == STATEMENT else None
        try:
            if data is not None:
                signed = known.check(data.decode(), REDACTION, origin)
                return decides(signed, names, (leaf.scope or {}).get(REASON, ""))
        except (SignedError, UnicodeDecodeError):
            return False
    return False
