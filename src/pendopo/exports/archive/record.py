"""The log, the objects and what stands beside each, as they were when the log had some size."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.tiled import Piece, tile_pieces
from pendopo.published.state import State
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import split_note
from pendopo.terms.wording import say

CHECKPOINT: Final = "log/checkpoint"
_BESIDE = ("policy.txt", "VERIFY.md")
_FOLDER = ("entry.json", "salts.json", "receipt.tlog-proof")
_HISTORY = "log/history/"
_ENDING = ".checkpoint"


class Record:
    """The files of one state of a record.

    :param public: the folder that is served
    :param state: with what was hidden and taken away since
    :raises ArchiveError: when no checkpoint was signed at that size, or a later entry took away
        what the state needs, so that a copy of the state alone could not say why it is gone
    """

    def __init__(self, public: Path, state: State) -> None:
        self._public = public
        self._state = state
        self.checkpoint = self._signed()
        self._hold_whole()

    def pieces(self) -> Iterator[Piece]:
        """Give every file but the checkpoint, in the order in which they may become visible."""
        yield from self._objects()
        yield from self._beside()
        yield from tile_pieces(self._public, self._state.size)
        yield from self._history()

    def _signed(self) -> bytes:
        """Read the checkpoint that signs this state."""
        now = self._public / CHECKPOINT
        if now.is_file():
            note = now.read_bytes()
            if parse_checkpoint(split_note(note.decode())[0]).size == self._state.size:
                return note
        past = self._public / f"{_HISTORY}{self._state.size}{_ENDING}"
        if past.is_file():
            return past.read_bytes()
        sizes = self._sizes()
        raise ArchiveError(
            say(
                "no checkpoint was signed when the log had {size} entries; the nearest sizes are "
                "{before} and {after}"
            ),
            size=self._state.size,
            before=max((one for one in sizes if one < self._state.size), default="-"),
            after=min((one for one in sizes if one > self._state.size), default="-"),
        )

    def _hold_whole(self) -> None:
        needed = {one.c for entry in self._state.entries for one in entry.leaf.objects}
        later = {
            index
            for c, index in self._state.hidden.items()
            if index >= self._state.size and c in needed
        }
        if later:
            raise ArchiveError(
                say(
                    "entry {entry} took away what stood when the log had {size} entries; only an "
                    "archive of {least} entries or more can tell why it is gone"
                ),
                entry=max(later),
                size=self._state.size,
                least=max(later) + 1,
            )

    def _objects(self) -> Iterator[Piece]:
        seen: set[str] = set()
        for entry in self._state.entries:
            for one in entry.leaf.objects:
                if one.c in seen:
                    continue
                seen.add(one.c)
                path = f"objects/{one.c[:2]}/{one.c}"
                if (self._public / path).is_file():
                    yield Piece(path)
                elif self._state.gone(one) is None:
                    raise ArchiveError(
                        say(
                            "{path} is missing, and no hold or redaction in the log explains it; "
                            "run pendopo verify"
                        ),
                        path=path,
                    )

    def _beside(self) -> Iterator[Piece]:
        for entry in self._state.entries:
            for name in _FOLDER:
                path = f"pub/{entry.leaf.id}/{name}"
                if (self._public / path).is_file():
                    yield Piece(path)
        for name in _BESIDE:
            if (self._public / name).is_file():
                yield Piece(name)

    def _history(self) -> Iterator[Piece]:
        for size in self._sizes():
            if size <= self._state.size:
                yield Piece(f"{_HISTORY}{size}{_ENDING}")

    def _sizes(self) -> list[int]:
        names = (path.name for path in (self._public / _HISTORY).glob(f"*{_ENDING}"))
        return sorted(int(name.removesuffix(_ENDING)) for name in names)
