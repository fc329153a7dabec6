"""Whether what was let through at the desk was signed with the key that it says, of its time."""

from functools import cached_property
from typing import Final

from pendopo.published.approvals import STATEMENT_ROLE, check_publication
from pendopo.published.people import People, SignedError, people_of
from pendopo.published.verify.folders import Filed
from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.tree import Tree
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.note import NOTE_BYTES_MOST

_ORIGINAL: Final = "original"


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
            place = next(one.c for one in filed.leaf.own if one.role.startswith(STATEMENT_ROLE))
            named = Named(filed.index, filed.leaf)
            path = f"objects/{place[:2]}/{place}"
            problem = named.problem("approval-wrong", path, error.message, **error.values)
            self.tally.wrong(problem)
            return
        if found is not None:
            self.tally.counts["approvals"] += 1
            self.tally.offices[found.by.office] += 1

    @cached_property
    def _people(self) -> People:
        """Give the keys that the log introduced."""
        return people_of(self._tree.acts, self._content)

    def _content(self, c: str) -> bytes | None:
        try:
            return self._shelf.read(f"objects/{c[:2]}/{c}", NOTE_BYTES_MOST) if c else None
        except ShelfError:
            return None
