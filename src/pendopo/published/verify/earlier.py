"""What was signed earlier must still be there: checkpoints kept elsewhere, and longer ones here."""

import re

from pendopo.published.verify.checkpoints import CheckpointWrongError, Keys, open_checkpoint
from pendopo.published.verify.pending import Pending
from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.tree import LOG, Tree
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.terms.wording import say

HISTORY = LOG + "history/"
PAST = re.compile(r"(0|[1-9][0-9]{0,18})\.checkpoint")
_KEPT = "the kept checkpoint"


def hold_to_kept(note: bytes, tree: Tree, pending: Pending, found: tuple[Keys, Tally]) -> None:
    """Hold the log to a checkpoint kept from an earlier day: nothing it signed may be gone.

    :param note: the signed checkpoint; empty when none was kept, which the verdict then says
    :param pending: what waits for witnesses: a checkpoint of it may have been kept too
    """
    keys, tally = found
    if not note:
        tally.unchecked(
            say(
                "Whether this log was longer on an earlier day: hand over a checkpoint that was "
                "kept from then, and it is held to it."
            )
        )
        return
    try:
        kept, _ = open_checkpoint(note, keys, Tally())
    except CheckpointWrongError as error:
        tally.wrong(Named().problem("kept-wrong", _KEPT, str(error)))
        return
    sizes = {"kept": str(kept.size), "size": str(tree.size)}
    if kept.size > tree.size and pending.roots.get(kept.size) == kept.root:
        return
    if kept.size > tree.size:
        message = say(
            "The checkpoint that was kept signs {kept} entries, that of the log {size}: entries "
            "were taken back."
        )
        tally.wrong(Named().problem("rolled-back", _KEPT, message, **sizes))
    elif kept.root != tree.root_at(kept.size):
        message = say(
            "The first {kept} entries of the log are not those that the kept checkpoint signs: "
            "the past was rewritten."
        )
        tally.wrong(Named().problem("rewritten", _KEPT, message, **sizes))


def find_longer(shelf: Shelf, size: int, keys: Keys, tally: Tally) -> int:
    """Look for a checkpoint of this log for more entries that lies beside the present one.

    :return: how many entries it signs, or 0
    """
    try:
        names = list(shelf.names(HISTORY) or ())
    except ShelfError:
        return 0  # said of the history already
    sizes = (int(match[1]) for match in map(PAST.fullmatch, names) if match)
    for longer in sorted((one for one in sizes if one > size), reverse=True):
        path = f"{HISTORY}{longer}.checkpoint"
        try:
            found, _ = open_checkpoint(shelf.read(path, NOTE_BYTES_MOST) or b"", keys, Tally())
        except (CheckpointWrongError, ShelfError):
            continue
        message = say(
            "A checkpoint for {longer} entries, signed by the log's key, lies here, but the "
            "present one says {size}: entries were taken back, or a publication was interrupted "
            "and its program not started since."
        )
        tally.wrong(
            Named().problem("rolled-back", path, message, longer=str(found.size), size=str(size))
        )
        return found.size
    return 0
