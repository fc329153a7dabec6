"""Every entry: what its leaf says, and the folder behind it where it has one.

An entry that brings objects of its own has a folder ``pub/<id>/``: a publication, a measurement, a
change of witnesses or of the log's key, what people
signed. A heartbeat, a hold and the end of one are nothing but
their leaf: for them the tree is the whole proof, and a folder of theirs would be a stray.
"""

from dataclasses import dataclass, field

from pendopo.published.approvals import carries
from pendopo.published.verify.approvals import Approvals
from pendopo.published.verify.checkpoints import History
from pendopo.published.verify.folders import Filed, Folders
from pendopo.published.verify.tree import Tree
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.terms.entry import EntryType, Leaf, LeafError, parse_leaf
from pendopo.terms.wording import say

# What the kinds are counted as.
_COUNTED = {EntryType.PUBLICATION: "publications", EntryType.MEASUREMENT: "measurements"}
_FILED = frozenset(
    {
        *_COUNTED,
        EntryType.WITNESS_CHANGE,
        EntryType.ROLE_KEY,
        EntryType.KEY_ROTATION,
        EntryType.REDACTION,
        EntryType.HANDOVER,
    }
)
_BARE = frozenset({EntryType.HEARTBEAT, EntryType.HOLD, EntryType.HOLD_LAPSED, EntryType.REDACTION})


@dataclass(slots=True)
class Accounted:
    """The files that entries account for, kept small: 32 bytes an object.

    :param objects: the commitments, one behind the other
    :param whole: whether every entry could be read
    """

    objects: bytearray = field(default_factory=bytearray)
    ids: list[str] = field(default_factory=list)
    whole: bool = True

    def add(self, other: "Accounted") -> None:
        """Take over what another process found."""
        self.objects += other.objects
        self.ids += other.ids
        self.whole = self.whole and other.whole


@dataclass(slots=True)
class EntryChecker:
    """Checks entries one by one."""

    tree: Tree
    history: History
    folders: Folders
    approvals: Approvals
    tally: Tally
    accounted: Accounted = field(default_factory=Accounted)

    def check_bundle(self, n: int) -> None:
        """Check the entries of a bundle, but those that are not the ones signed."""
        entries = self.tree.bundles.entries(n)
        if entries is None:
            self._gone(n)
            return
        self.folders.receipts.begin(n, entries)
        for index, entry in enumerate(entries, start=n * TILE_WIDTH):
            if index in self.tree.damaged:
                self.accounted.whole = False
            else:
                self._entry(index, entry)

    def take(self) -> tuple[Tally, Accounted]:
        """Give what was found since the last time."""
        found = self.tally, self.accounted
        self.tally = self.history.tally = self.folders.tally = self.approvals.tally = Tally()
        self.accounted = Accounted()
        return found

    def _gone(self, n: int) -> None:
        self.accounted.whole = False
        if n not in self.tree.gone:
            self.tally.wrong(
                Named().problem(
                    "bundle-changed",
                    self.tree.bundles.path(n),
                    say("The file was changed while it was read."),
                )
            )

    def _entry(self, index: int, entry: bytes) -> None:
        counts = self.tally.counts
        counts["entries"] += 1
        try:
            leaf = parse_leaf(entry)
        except LeafError as error:
            self._no_leaf(index, error)
            return
        if leaf.prev is not None:
            self._prev(index, leaf.prev, leaf)
        counts[_COUNTED.get(leaf.type, "other entries")] += 1
        own = leaf.own
        if own or leaf.type in _COUNTED:
            self.accounted.ids.append(leaf.id)
            self.accounted.objects += bytes.fromhex("".join([one.c for one in own]))
            filed = Filed(index, leaf, entry, f"pub/{leaf.id}/")
            self.folders.check(filed)
            if carries(leaf):
                self.approvals.check(filed)
        if leaf.type not in (_FILED if own else _BARE):
            self.tally.unchecked(
                say("Of entries of the kind {kind}, what they mean was not checked."),
                kind=leaf.type.value,
            )

    def _no_leaf(self, index: int, error: LeafError) -> None:
        self.accounted.whole = False
        self.tally.wrong(
            Named(index).problem(
                "leaf-wrong",
                self.tree.bundles.path(index // TILE_WIDTH),
                say("Entry {index} is signed, but is not a leaf that Pendopo writes: {why}."),
                index=str(index),
                why=str(error),
            )
        )

    def _prev(self, index: int, prev: int, leaf: Leaf) -> None:
        """Check that what an entry replaces came before it and was of its kind."""
        before = self.tree.bundles.entry(prev) if prev < index else b""
        if before is None:
            return  # its bundle cannot be read, which is said of the bundle
        try:
            kind = _kind(parse_leaf(before))
        except LeafError:
            kind = None
        if kind != _kind(leaf):
            self.tally.wrong(
                Named(index, leaf).problem(
                    "prev-wrong",
                    self.tree.bundles.path(index // TILE_WIDTH),
                    say("It says it replaces entry {prev}, which is none of its kind before it."),
                    prev=str(prev),
                )
            )


def _kind(leaf: Leaf) -> tuple[EntryType, str, dict[str, str]]:
    """Give what an entry and the one it replaces have in common."""
    return leaf.type, leaf.register, dict(leaf.scope or {})
