"""What is signed and waits for witnesses must go on from what is published, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pendopo.published.verify.checkpoints import CheckpointWrongError, Keys, open_checkpoint
from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.tree import LOG, Bundles, Tree
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.merkle import Frontier, leaf_hash
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.terms.wording import say

PENDING = LOG + "pending"


@dataclass(frozen=True, slots=True)
class Pending:
    """The entries beyond the published checkpoint.

    :param size: how many entries are signed in all; 0 when none wait
    :param roots: by size: the roots that those entries give
    """

    size: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)


def find_pending(shelf: Shelf, tree: Tree, keys: Keys, tally: Tally) -> Pending:
    """Look for a checkpoint that waits for witnesses, and hold it to the published one."""
    try:
        note = shelf.read(PENDING, NOTE_BYTES_MOST)
    except ShelfError:
        note = None
    if note is None:
        return Pending()
    try:
        checkpoint, _ = open_checkpoint(note, keys, Tally())
    except CheckpointWrongError as error:
        tally.wrong(Named().problem("pending-wrong", PENDING, str(error)))
        return Pending()
    if checkpoint.size <= tree.size:
        return Pending()
    return _held(shelf, tree, checkpoint, tally)


def _held(shelf: Shelf, tree: Tree, checkpoint: Checkpoint, tally: Tally) -> Pending:
    roots = _roots(Bundles(shelf, checkpoint.size), tree)
    if roots.get(tree.size) == tree.root and roots.get(checkpoint.size) == checkpoint.root:
        tally.unchecked(
            say("{count} entries that are recorded and wait for witnesses."),
            count=str(checkpoint.size - tree.size),
        )
        return Pending(checkpoint.size, roots)
    message = say(
        "A checkpoint for {size} entries, signed by the log's key, waits here for witnesses, but "
        "does not go on from the published one: the log has signed two pasts, or entries are gone."
    )
    tally.wrong(Named().problem("pending-wrong", PENDING, message, size=str(checkpoint.size)))
    return Pending()


def _roots(bundles: Bundles, tree: Tree) -> dict[int, bytes]:
    """Give the roots from the published size on, as far as the entries can be read."""
    first = max(len(tree.edges) - 1, 0)
    peaks: Iterable[bytes] = tree.edges[first] if tree.edges else ()
    frontier = Frontier(first * TILE_WIDTH, list(peaks))
    roots = {0: frontier.root()} if tree.size == 0 else {}
    for n in range(first, bundles.count):
        for entry in bundles.entries(n) or ():
            frontier.append(leaf_hash(entry))
            if frontier.size >= tree.size:
                roots[frontier.size] = frontier.root()
    return roots
