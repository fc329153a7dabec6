"""What a programme was at one moment, while others go on publishing.

The log's lock is held only while the moment is fixed: a view of each database that later commits do
not change (SQLite, WAL), the desk's among them, and the few small files that are written over.
Everything else the log's database names, and it stays: objects and folders of publications are
never written again, a tile only grows, and what was acknowledged and has no place yet lies in
``held/``. That folder is read before the places its files move to, so that each file is met in the
one or the other. What others publish meanwhile is not of this moment, and left out. So a copy is a
state that a crash could have left, and the next writer finishes it as it does after one.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pendopo.exports.archive.tiled import Piece, grown, tile_pieces
from pendopo.exports.backup.errors import BackupError
from pendopo.published.withdrawals import withdrawals
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import split_note
from pendopo.store.acknowledged import connect_log
from pendopo.store.place import LogPlace, lock
from pendopo.store.restored import NAME as MARK
from pendopo.store.restored import Mark
from pendopo.store.withdraw import without
from pendopo.terms.entry import Leaf, parse_leaf
from pendopo.terms.journey import Entry
from pendopo.terms.wording import say

# Beside public/ and private/ a programme has these, made by people.
_OURS: Final = ("pendopo.toml", "plan", "mappings")
# derived/ is made again; scratch/ was never published; incoming/ is fetched again; withdrawn/ holds
# what a redaction took away; a witness that is brought back has forgotten, and could be deceived.
_LEFT_OUT: Final = frozenset(
    {"derived", "scratch", "incoming", "withdrawn", "witness", "held", MARK}
)
_KEYS: Final = frozenset({"keys", "secrets"})
_GROWING: Final = frozenset({"log", "objects", "pub"})
_RECEIPT = "receipt.tlog-proof"
_WAIT_S, _POLL_S = 60.0, 0.002
_SMALL_BYTES = 1 << 20
_TRIES = 5
_PRIVATE, _PUBLIC = 0o600, 0o444


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a backup.

    :param path: below the programme's folder
    :param source: where it is read; None where ``content`` holds it
    :param lasting: whether the path says what is in it: the same size is the same file
    :param optional: whether it may be gone, for it then has its place elsewhere in the backup
    """

    path: str
    source: Path | None = None
    content: bytes = b""
    mode: int = _PUBLIC
    lasting: bool = False
    optional: bool = False


Begun = Callable[[], Callable[[], None]]


def nothing_else() -> Callable[[], None]:
    """Begin nothing, and write nothing down."""
    return lambda: None


class Moment:
    """One moment of a programme.

    :param root: the programme's folder
    :param drafts: a folder of the backup's, for copies of databases
    :param at: what time it is, RFC 3339 in UTC
    :param begun: begins what else is of this moment; what it gives writes that down
    """

    def __init__(
        self, root: Path, drafts: Path, at: str, *, keys: bool = True, begun: Begun = nothing_else
    ) -> None:
        self._root, self._drafts, self._at, self._keys = root, drafts, at, keys
        self._begun = begun
        self._copied: dict[Path, Path] = {}
        self._place = LogPlace(root / "public", root / "private")
        self._small: dict[str, bytes] = {}
        self._redacted: frozenset[str] = frozenset()
        self._held: frozenset[str] = frozenset()
        self._whole: frozenset[str] = frozenset()
        self._waited: set[str] = set()
        self.lost: list[str] = []
        self._fix()

    def _fix(self) -> None:
        """Fix the moment; only for this is the log's lock held."""
        place = self._place
        if not place.database.is_file():
            raise BackupError(
                say(
                    "{folder} holds no log of its own; a mirror is brought back by following again"
                ),
                folder=self._root,
            )
        self._log = self._drafts / place.database.name
        self._view()
        with closing(sqlite3.connect(self._log)) as copy:
            [(self.entries,)] = copy.execute("select count(*) from entries")
            self._batches = copy.execute("select folder, first, last from batches").fetchall()
        # What waits for witnesses too: it is recorded, though the disk may not agree yet.
        taken = withdrawals(Entry(index, leaf) for index, leaf in enumerate(self._leaves()))
        self._redacted, self._held = frozenset(taken.redacted), frozenset(taken.held)
        self._whole = frozenset(
            leaf.id
            for leaf in (self._leaves() if self._redacted else ())
            if any(one.role == "metadata" and one.c in self._redacted for one in leaf.own)
        )
        self._forget()

    def _view(self) -> None:
        """Copy the databases as they are while nobody else holds the log's lock."""
        place = self._place
        with closing(connect_log(place.database)) as database, ExitStack() as others:
            held = lock(place.private / "log.lock", _WAIT_S, _POLL_S)
            try:
                database.execute("begin")
                [(self.size, self.note)] = database.execute("select size, note from promise")
                self._published = self._read_small()
                views = self._begin_others(others)
                write = self._begun()
            finally:
                os.close(held)
            write()
            self._copy_others(views)
            with closing(sqlite3.connect(self._log)) as copy:
                # The connection has a view of its own since it began, which this copies whole.
                database.backup(copy)
                copy.execute("pragma journal_mode = delete")

    def _begin_others(self, until: ExitStack) -> dict[Path, sqlite3.Connection]:
        """Begin a view of each other database: what the desk says of an entry is of its moment."""
        found = {}
        for top in sorted(self._place.private.iterdir()):
            if top.name in _LEFT_OUT or top.name.startswith("log.sqlite"):
                continue
            for path in _files(top):
                if path.suffix == ".sqlite" and not _made_again(path):
                    view = found[path] = until.enter_context(closing(connect_log(path)))
                    view.execute("begin")
                    view.execute("select count(*) from sqlite_master").fetchone()
        return found

    def _copy_others(self, views: Mapping[Path, sqlite3.Connection]) -> None:
        for path, view in views.items():
            copied = self._copied[path] = self._drafts / f"{len(self._copied)}-{path.name}"
            with closing(sqlite3.connect(copied)) as copy:
                view.backup(copy)
                copy.execute("pragma journal_mode = delete")

    def _forget(self) -> None:
        """Leave salts and hashes of what was taken away out, though the database may hold them."""
        if self._redacted:
            with closing(sqlite3.connect(self._log)) as copy:
                rows = [(c,) for c in self._redacted]
                copy.executemany("delete from contents where c = ?", rows)
                copy.commit()
                copy.execute("vacuum")  # which leaves nothing of deleted rows in the file

    def _read_small(self) -> int:
        """Keep the files that are written over; give how many entries are published."""
        public = self._place.public
        names = [name for name in ("log/checkpoint", "log/pending") if (public / name).is_file()]
        names += [
            path.relative_to(public).as_posix()
            for path in self._beside()
            if path.stat().st_size <= _SMALL_BYTES
        ]
        self._small = {f"public/{name}": (public / name).read_bytes() for name in names}
        note = self._small.get("public/log/checkpoint")
        size = _size_of(note) if note else 0
        if note:
            self._small[f"public/log/history/{size}.checkpoint"] = note
        if self.size > size:
            # What is promised is accounted for, though its writer may have died before it said so.
            pending = self._small.get("public/log/pending")
            if not pending or _size_of(pending) < self.size:
                self._small["public/log/pending"] = self.note.encode()
        return size

    def items(self) -> Iterator[Item]:
        """Give every file, in the order in which they must be read.

        ``lost`` names afterwards what the log signed, and is neither there nor explained.
        """
        yield from self._waiting()
        yield from self._private()
        yield Item("private/log.sqlite", self._log, mode=_PRIVATE)
        yield from self._public()
        for name in _OURS:
            for path in _files(self._root / name):
                yield Item(path.relative_to(self._root).as_posix(), path, mode=0o644)
        yield Item(f"private/{MARK}", content=Mark(self._at, self.size).encode(), mode=_PRIVATE)

    def _waiting(self) -> Iterator[Item]:
        """Give what is acknowledged and has no place yet: before the places it may move to."""
        for folder, _, _ in self._batches:
            for path in _files(self._place.held / folder / "tree"):
                item = self._item(path, lasting=True, optional=True)
                self._waited.add(item.path)
                yield item

    def _private(self) -> Iterator[Item]:
        for top in sorted(self._place.private.iterdir()):
            if top.name in _LEFT_OUT or top.name.startswith("log.sqlite"):
                continue
            if top.name in _KEYS and not self._keys:
                continue
            for path in _files(top):
                yield from self._private_file(path, lasting=top.name == "withheld")

    def _private_file(self, path: Path, *, lasting: bool) -> Iterator[Item]:
        if path.name.endswith((".lock", "-wal", "-shm", "-journal")):
            return
        if _made_again(path):
            return
        if path.suffix == ".sqlite":
            if path in self._copied:  # else it was made since
                name = path.relative_to(self._root).as_posix()
                yield Item(name, self._copied[path], mode=_PRIVATE)
            return
        if not self._taken_away(path):
            yield self._without(self._item(path, lasting=lasting, optional=True))

    def _taken_away(self, path: Path) -> bool:
        """Whether a private file is of what was redacted, though it may lie here still."""
        place = self._place
        if path.is_relative_to(place.withheld):
            return path.relative_to(place.withheld).parts[0] in self._whole
        return path.parent == place.hidden / "objects" and path.name in self._redacted

    def _without(self, item: Item) -> Item:
        """Leave the salts of what was redacted out of a file of salts, public or hidden."""
        path = item.source
        if path is None or not self._redacted:
            return item
        if path.name != "salts.json" and path.parent != self._place.hidden / "salts":
            return item
        try:
            data = path.read_bytes()
            left = without(data, self._redacted)
        except (OSError, ValueError, LookupError, TypeError):
            return item  # gone by now, or 'pendopo verify' says what is wrong with it
        known = json.loads(data)["objects"]
        same = len(json.loads(left)["objects"]) == len(known)
        return item if same else replace(item, source=None, content=left, lasting=False)

    def _public(self) -> Iterator[Item]:
        yield from self._publications()
        public = self._place.public
        for piece in tile_pieces(public, self.size):
            if ".p/" in piece.path:
                yield from self._partial(piece)
            else:
                yield Item(f"public/{piece.path}", public / piece.path, lasting=True)
        for path in sorted((public / "log/history").glob("*.checkpoint")):
            if int(path.stem) < self._published:
                yield self._item(path)
        for name, content in self._small.items():
            yield Item(name, content=content)
        for path in self._beside():
            if path.stat().st_size > _SMALL_BYTES:
                yield self._item(path, optional=True)

    def _beside(self) -> Iterator[Path]:
        """Give what lies in ``public/`` beside the log and what it signs."""
        for top in sorted(self._place.public.iterdir()):
            if top.name not in _GROWING:
                yield from _files(top)

    def _publications(self) -> Iterator[Item]:
        seen: set[str] = set()
        for index, leaf in enumerate(self._leaves()):
            folder = self._place.public / "pub" / leaf.id
            for path in _files(folder) if leaf.objects else ():
                # The receipt of what is not published yet is made when it is.
                if path.name != _RECEIPT or index < self._published:
                    yield from self._placed(path, index)
            for one in leaf.objects:
                if one.c in seen or one.c in self._redacted:
                    continue  # content that was taken away is in no backup, though it may lie here
                seen.add(one.c)
                path = self._place.public / "objects" / one.c[:2] / one.c
                if path.is_file():
                    yield from self._placed(path, index)
                elif index < self.size and not self._explained(one.c, path):
                    self.lost.append(f"public/objects/{one.c[:2]}/{one.c}")

    def _explained(self, c: str, path: Path) -> bool:
        """Whether an object that is not in its place is held, or comes back from a hold."""
        # It may come back between two looks.
        aside = self._place.hidden / "objects" / c
        return c in self._held or aside.is_file() or path.is_file()

    def _placed(self, path: Path, index: int) -> Iterator[Item]:
        """Give a file of an entry that has its place.

        Of an entry that nobody has signed yet it goes back to where it waited: in ``public/``
        nothing would account for it, and the next writer places it again.
        """
        item = self._without(self._item(path, lasting=path.name != "salts.json", optional=True))
        if index >= self.size:
            below = path.relative_to(self._place.public).as_posix()
            [folder] = [one for one, first, last in self._batches if first <= index <= last]
            name = f"private/held/{folder}/tree/{below}"
            if name in self._waited:
                return
            item = replace(item, path=name)
        yield item

    def _partial(self, piece: Piece) -> Iterator[Item]:
        """Give a tile that may grow under our hands, and those that it grew out of.

        Whoever has an older checkpoint asks for the older ones.
        """
        path = self._place.public / piece.path
        for older in _files(path.parent):
            if older.name.isdecimal() and int(older.name) < int(path.name):
                yield self._item(older, optional=True)
        content = piece.content or self._tile(piece.path)
        yield Item(f"public/{piece.path}", content=content)

    def _tile(self, path: str) -> bytes:
        """Read a partial tile, or what it has grown into: the larger one has all that it had."""
        for _ in range(_TRIES):
            try:
                return (self._place.public / path).read_bytes()
            except FileNotFoundError:
                with suppress(FileNotFoundError):
                    return grown(self._place.public, path)
        return grown(self._place.public, path)

    def _leaves(self) -> Iterator[Leaf]:
        """Give the acknowledged entries."""
        with closing(sqlite3.connect(self._log)) as copy:
            for (leaf,) in copy.execute("select leaf from entries order by seq"):
                yield parse_leaf(leaf)

    def _item(self, path: Path, *, lasting: bool = False, optional: bool = False) -> Item:
        name = path.relative_to(self._root).as_posix()
        mode = _PUBLIC if name.startswith("public/") else _PRIVATE
        return Item(name, path, mode=mode, lasting=lasting, optional=optional)


def _made_again(path: Path) -> bool:
    """Whether a private file is of a preview: a copy of the record."""
    return {"desk", "previews"} <= set(path.parts)


def _size_of(note: bytes) -> int:
    return parse_checkpoint(split_note(note.decode())[0]).size


def _files(top: Path) -> list[Path]:
    """Give the files below a folder, or the file itself; no links, which lead elsewhere."""
    if top.is_symlink() or not top.exists():
        return []
    if top.is_file():
        return [top]
    found = (Path(folder, name) for folder, _, names in os.walk(top) for name in names)
    return sorted(path for path in found if path.is_file() and not path.is_symlink())
