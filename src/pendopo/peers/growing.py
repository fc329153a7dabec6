"""A copy's own log: its tiles made from the entries, and its checkpoint, which moves last."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pendopo.peers.inbox import Inbox
from pendopo.peers.remote import Past, Roots
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.merkle import leaf_hash
from pendopo.standards.tlog.note import Verifier, open_note, split_note
from pendopo.standards.tlog.tiles import TILE_WIDTH, encode_bundle, entries_path, parse_bundle
from pendopo.store.files import Disk
from pendopo.store.tiles import Tiles, bundles, grown, outgrown

_DECIDED: Final = "decided.json"
# So many entries' tiles are made at once: 2 MB of hashes.
_STEP = 1 << 16


class Growth:
    """The log's files of a copy.

    :param public: the folder that holds ``log/``
    :param size: how many entries are taken as held, whatever the checkpoint says; None for those
        that it says
    """

    def __init__(self, public: Path, disk: Disk, size: int | None = None) -> None:
        self._prefix = public / "log"
        self._disk = disk
        self._held = size
        self._last: tuple[int, list[bytes]] | None = None

    @property
    def size(self) -> int:
        """How many entries the copy has."""
        if self._held is not None:
            return self._held
        found = self.checkpoint()
        return found.size if found else 0

    def checkpoint(self) -> Checkpoint | None:
        """Read the copy's checkpoint; None before the first. Its signature was checked before."""
        path = self._prefix / "checkpoint"
        return parse_checkpoint(split_note(path.read_text("utf-8"))[0]) if path.exists() else None

    def past(self) -> Past:
        """Give what is here already, for what is new to be held to."""
        size = self.size
        full, width = divmod(size, TILE_WIDTH)
        tail = self.bundle(full)[:width] if width else []
        return Past(size, Tiles(self._prefix, size).row(1), tail)

    def roots(self, row: list[bytes] | None = None, inbox: Inbox | None = None) -> Roots:
        """Give the root of any first entries, those that wait among them."""
        known = Tiles(self._prefix, self.size).row(1) if row is None else row
        return Roots(known, lambda n: self.bundle(n, inbox))

    def bundle(self, n: int, inbox: Inbox | None = None) -> list[bytes]:
        """Give the entries of a bundle, of the one that waits if there is one."""
        if inbox is not None and (waiting := inbox.waits(_waiting(n))):
            return parse_bundle(waiting.read_bytes())
        width = min(TILE_WIDTH, self.size - n * TILE_WIDTH)
        for path in (entries_path(n, width), entries_path(n)):
            if (self._prefix / path).is_file():
                return parse_bundle((self._prefix / path).read_bytes())[:width]
        raise FileNotFoundError(
            2, "entries are missing", str(self._prefix / entries_path(n, width))
        )

    def entry(self, index: int) -> bytes:
        """Give one entry; cheapest when asked for indexes that grow."""
        n = index // TILE_WIDTH
        if self._last is None or self._last[0] != n or index % TILE_WIDTH >= len(self._last[1]):
            self._last = n, self.bundle(n)
        return self._last[1][index % TILE_WIDTH]

    def put_bundle(self, inbox: Inbox, n: int, entries: list[bytes]) -> None:
        """Let the entries of a bundle wait."""
        data = encode_bundle(entries)
        waiting = inbox.waits(_waiting(n))
        if waiting is None or waiting.read_bytes() != data:
            inbox.put(_waiting(n), data)

    def has_history(self, size: int) -> bool:
        """Whether the checkpoint of a size is here."""
        return (self._prefix / "history" / f"{size}.checkpoint").exists()

    def decide(self, inbox: Inbox, note: str, history: Mapping[int, str]) -> None:
        """Write down, once all that waits is on the disk, that it shall get its place."""
        self._disk.sync_tree(inbox.folder)
        decided = {"note": note, "history": {str(size): text for size, text in history.items()}}
        self._disk.put_many({inbox.folder / _DECIDED: json.dumps(decided).encode()})

    def finish(self, inbox: Inbox, keys: Sequence[Verifier]) -> None:
        """Give what waits its place, if that was decided; doing it again changes nothing."""
        path = inbox.folder / _DECIDED
        if not path.is_file():
            return
        decided = json.loads(path.read_bytes())
        note = decided["note"]
        new = parse_checkpoint(open_note(note, keys).text)
        inbox.place()
        if new.size > self.size:
            self._tiles(inbox, new)
        history = {
            self._prefix / "history" / f"{size}.checkpoint": text.encode()
            for size, text in decided["history"].items()
            if not self.has_history(int(size))
        }
        self._disk.put_many(history)
        old = self.size
        if new.size > old:
            self._disk.put_many({self._prefix / "checkpoint": note.encode()})
            self._held = None
        for folder in outgrown(old, new.size):
            if (self._prefix / folder).is_dir():
                self._disk.remove(self._prefix / folder)
        inbox.clear()

    def _tiles(self, inbox: Inbox, new: Checkpoint) -> None:
        """Make the tiles from the entries, a part at a time."""
        done = self.size
        while done < new.size:
            until = min(new.size, (done // _STEP + 1) * _STEP)
            first = done - done % TILE_WIDTH
            entries = [
                entry
                for n in range(first // TILE_WIDTH, -(-until // TILE_WIDTH))
                for entry in self.bundle(n, inbox)
            ][: until - first]
            hashes = [leaf_hash(entry) for entry in entries[done - first :]]
            files = grown(Tiles(self._prefix, done), hashes) | bundles(first, entries)
            self._disk.put_many({self._prefix / path: data for path, data in files.items()})
            done = until
        if Tiles(self._prefix, new.size).root() != new.root:
            raise ValueError(f"{self._prefix}: the tiles do not give the signed root")


def _waiting(n: int) -> str:
    return f"log/{n}.entries"
