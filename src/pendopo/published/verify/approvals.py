"""Whether what was let through at the desk was signed with the key that it says, of its time."""

from functools import cached_property
from typing import Final

from pendopo.published.approvals import STATEMENT_ROLE, challenge, check_publication
from pendopo.published.people import People, SignedError, people_of
from pendopo.published.verify.folders import Filed
from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.tree import Tree
from pendopo.published.verify.verdict import Named, Problem, Tally
from pendopo.terms.wording import say

_ORIGINAL: Final = "original"
_BYTES_MOST: Final = 64 << 20
_AGAIN: Final = say("An earlier entry was let through by the very same signature.")


class Approvals:
    """Checks the approvals of publications, one by one.

    :param origin: of the log
    :param tally: replaced by whoever takes it away
    """

    def __init__(self, shelf: Shelf, tree: Tree, origin: str, tally: Tally) -> None:
        self.tally = tally
        self._shelf, self._tree, self._origin = shelf, tree, origin

    def check(self, filed: Filed) -> None:
        """Hold a publication to its approval, and count it by the office whose key it is."""
        salt = next(
            (filed.salts.get(one.c) for one in filed.leaf.own if one.role == _ORIGINAL), None
        )
        people = self._people.before(filed.index)
        sha256 = salt.sha256 if salt else None
        try:
            found = check_publication(filed.leaf, self._content, people, self._origin, sha256)
        except SignedError as error:
            self.tally.wrong(_problem(filed, error.message, **error.values))
            return
        if found is not None:
            self.tally.counts["approvals"] += 1
            self.tally.offices[found.by.office] += 1
            signed = challenge(found.statement.text())
            self.tally.approve(signed, filed.index, _problem(filed, _AGAIN))

    @cached_property
    def _people(self) -> People:
        """Give the keys that the log introduced."""
        return people_of(self._tree.acts, self._content)

    def _content(self, c: str) -> bytes | None:
        # Metadata hold findings and mappings: longer than any note.
        try:
            return self._shelf.read(f"objects/{c[:2]}/{c}", _BYTES_MOST) if c else None
        except ShelfError:
            return None


def _problem(filed: Filed, message: str, **values: str) -> Problem:
    place = next(one.c for one in filed.leaf.own if one.role.startswith(STATEMENT_ROLE))
    path = f"objects/{place[:2]}/{place}"
    return Named(filed.index, filed.leaf).problem("approval-wrong", path, message, **values)
