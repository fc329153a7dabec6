"""What may be hidden or taken away: what publications brought, never what a log stands on."""

from collections.abc import Collection, Iterable
from typing import Final

from pendopo.published.state import Publication, State
from pendopo.terms.entry import EntryType, ObjectRef
from pendopo.terms.journey import Entry
from pendopo.terms.wording import say

# Whose objects say only what was published. Those of every other entry say whose keys, witnesses
# and signatures count: without one of them the log's own past can no longer be judged.
_WITHDRAWABLE: Final = frozenset({EntryType.PUBLICATION, EntryType.MEASUREMENT, EntryType.RATING})


class WithdrawalError(Exception):
    """Something is not withdrawn as asked: a sentence marked with ``say``, and what to do."""

    def __init__(self, message: str, write: str = "", **values: str) -> None:
        super().__init__(message)
        self.message, self.write, self.values = message, write, values


def publication(state: State, id_: str) -> Publication:
    """Give a publication by its id.

    :raises WithdrawalError: when there is none
    """
    try:
        return state.publication_of(id_)
    except KeyError as error:
        raise WithdrawalError(
            say("No publication is called {id}."),
            say("Write an id that 'pendopo log' shows."),
            id=id_,
        ) from error


def own(state: State, id_: str) -> tuple[ObjectRef, ...]:
    """Give what an entry brought and may be withdrawn.

    :raises WithdrawalError: when there is no such entry, or its objects must stay
    """
    found = next((entry for entry in state.entries if entry.leaf.id == id_), None)
    if found is None or not found.leaf.own:
        return publication(state, id_).objects
    if found.leaf.type not in _WITHDRAWABLE:
        raise _staying(found)
    return found.leaf.own


def sharing(state: State, names: Iterable[ObjectRef], ids: Collection[str]) -> list[str]:
    """Give the other publications that have objects too: equal bytes have one commitment."""
    named = {one.c for one in names}
    return [
        one.id
        for one in state.publications
        if one.id not in ids and any(ref.c in named for ref in one.objects)
    ]


def hold_free(state: State, names: Iterable[ObjectRef]) -> None:
    """Refuse objects that an entry which must stay has too: equal bytes have one commitment.

    :raises WithdrawalError: naming that entry
    """
    named = {one.c for one in names}
    for entry in state.entries:
        if entry.leaf.type in _WITHDRAWABLE:
            continue
        if any(one.c in named for one in entry.leaf.own):
            raise _staying(entry)


def _staying(entry: Entry) -> WithdrawalError:
    return WithdrawalError(
        say("{id} is no publication; it says whose keys or witnesses count."),
        say("Write an id of a publication."),
        id=entry.leaf.id,
    )
