"""The log's writer: what is acknowledged stays, what is signed is true, and nothing forks.

The order of a publication (design, section 5): staged files synced, entries committed, files
placed, tiles written and synced, own consistency proof checked, signed, promise row compared and
swapped, witnesses asked, receipts written, checkpoint renamed into place. A crash before the commit
leaves nothing; a crash after it is finished by the next writer.

Where too few witnesses have signed, what is promised waits in ``log/pending`` for the others: the
checkpoint and the receipts stay as they were, and the next writer asks again.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
)
from pendopo.standards.tlog.note import Signer, open_note, sign_note
from pendopo.standards.tlog.proof import TlogProof
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.store.acknowledged import (
    connect_log,
    create_database,
    key_id_of,
    log_keys,
    rotations_of,
    row_of,
    scope_text,
)
from pendopo.store.files import PRIVATE_FOLDER, PUBLIC_FOLDER, Disk
from pendopo.store.keys import KeyFileError, Keyring
from pendopo.store.place import LogError, LogPlace, Staging, lock, no_new_staging, try_lock
from pendopo.store.restored import hold_unmarked
from pendopo.store.tiles import TileError, Tiles, bundles, grown, outgrown
from pendopo.terms.entry import EntryType, Leaf, parse_leaf
from pendopo.terms.journey import Entry
from pendopo.terms.rotation import Rotation, RotationError, chain, rotation_of, signers


@dataclass(frozen=True, slots=True)
class Content:
    """Something published: what its commitment was made from."""

    sha256: bytes
    c: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A checkpoint with what witnesses have signed of it so far.

    :param enough: whether the quorum of the policy in force is among them
    :param beside: files that change together with it, by their path below ``public/``
    """

    note: str
    enough: bool = True
    beside: Mapping[str, bytes] = field(default_factory=dict)


Cosign = Callable[[str], Cosigned]


def create_log(place: LogPlace) -> None:
    """Make an empty log's folders and database.

    :raises LogError: when there is a log already; none is ever begun over another
    """
    if place.database.exists() or (place.prefix / "checkpoint").exists():
        raise LogError(f"{place.prefix}: a log is here already; choose an empty folder")
    for folder in (place.private, place.held, place.private / "keys"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (place.public, place.prefix, place.public / "objects", place.public / "pub"):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(PUBLIC_FOLDER)
    create_database(place)


class Writer:
    """The one process that may append, while it holds the lock. Made by ``open_writer``."""

    def __init__(
        self,
        place: LogPlace,
        keys: Signer | Keyring,
        disk: Disk,
        cosign: Cosign | None = None,
    ) -> None:
        self._place = place
        self._ring = keys if isinstance(keys, Keyring) else Keyring((keys,))
        self._disk = disk
        self._cosign = cosign
        self._database = connect_log(place.database)
        self._rotated: tuple[Rotation, ...] | None = None
        self._dead = False

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @property
    def size(self) -> int:
        """How many entries are acknowledged."""
        [(size,)] = self._database.execute("select coalesce(max(seq) + 1, 0) from entries")
        return int(size)

    @property
    def rotations(self) -> tuple[Rotation, ...]:
        """The rotations of the log's key so far."""
        if self._rotated is None:
            self._rotated = rotations_of(self._database)
        return self._rotated

    def current(self, register: str, scope: Mapping[str, str]) -> int | None:
        """Give the index of the publication that stands for a scope, or None."""
        found = self._database.execute(
            "select seq from entries where register = ? and scope = ? and type = ?"
            " order by seq desc limit 1",
            (register, scope_text(scope), EntryType.PUBLICATION),
        ).fetchone()
        return None if found is None else int(found[0])

    def find(self, publication: str) -> tuple[Entry, bool] | None:
        """Give the entry of that id, and whether it still stands, or None."""
        found = self._database.execute(
            "select seq, leaf, not exists (select 1 from entries as later where later.prev = e.seq)"
            " from entries as e where id = ?",
            (publication,),
        ).fetchone()
        if found is None:
            return None
        return Entry(int(found[0]), parse_leaf(found[1])), bool(found[2])

    def content(self, sha256: bytes) -> Content | None:
        """Give the commitment under which the same bytes are published already, or None."""
        found = self._database.execute(
            "select c, salt from contents where sha256 = ?", (sha256,)
        ).fetchone()
        if found is None or not (self._place.public / "objects" / found[0][:2] / found[0]).exists():
            return None  # never published, or taken away by a redaction: then under a new salt
        return Content(sha256, found[0], found[1])

    def last_time(self) -> str:
        """Give the time of the last entry, or an empty text."""
        found = self._database.execute(
            "select time from entries order by seq desc limit 1"
        ).fetchone()
        return "" if found is None else str(found[0])

    def has(self, kind: EntryType, day: str) -> bool:
        """Whether an entry of that kind was made on a day, YYYY-MM-DD in UTC."""
        found = self._database.execute(
            "select 1 from entries where type = ? and time >= ? and time < ?",
            (kind, day, day + "~"),
        ).fetchone()
        return found is not None

    def commit(
        self, staging: Staging | None, leaves: Sequence[Leaf], contents: Sequence[Content] = ()
    ) -> tuple[Entry, ...]:
        """Append leaves with the files staged for them, sign, and publish the checkpoint.

        :returns: the entries with their indexes
        :raises LogError: when a leaf is older than the last entry, or the log cannot be trusted
        :raises OSError: when the disk refuses; the batch then happened whole or not at all, and the
            next writer finishes or removes it
        """
        if self._dead:
            raise LogError("an earlier commit of this writer failed; open the log again to go on")
        if not leaves:
            return ()
        self._hold_to_clock(leaves)
        first = self.size
        entries = tuple(Entry(first + i, leaf) for i, leaf in enumerate(leaves))
        self._hold_to_chain(entries)
        # After a failure only a fresh start tells what is on the disk and what is not.
        self._dead = True
        self._commit_whole(staging, entries, contents)
        self._dead = False
        return entries

    def _entries(self, first: int, last: int) -> list[Entry]:
        rows = self._database.execute(
            "select seq, leaf from entries where seq between ? and ? order by seq", (first, last)
        )
        return [Entry(int(seq), parse_leaf(leaf)) for seq, leaf in rows]

    def _hold_to_clock(self, leaves: Sequence[Leaf]) -> None:
        """Refuse times that run backwards: days of the past are found by them."""
        last = self.last_time()
        for leaf in leaves:
            if leaf.time < last:
                raise LogError(
                    f"the clock says {leaf.time}, before the last entry of {last}; set the clock"
                )
            last = leaf.time

    def _hold_to_chain(self, entries: Sequence[Entry]) -> None:
        """Refuse a key that does not follow the log's: acknowledged, it would stop every writer."""
        try:
            new = [rotation_of(entry.index, entry.leaf) for entry in entries]
            chain([*self.rotations, *(one for one in new if one)])
        except RotationError as error:
            raise LogError(f"the log's keys: {error}; nothing was recorded") from error

    def _commit_whole(
        self, staging: Staging | None, entries: Sequence[Entry], contents: Sequence[Content]
    ) -> None:
        if staging is not None:
            staging.sync()
            self._disk.sync_folders([staging.folder.parent])
        self._acknowledge(staging, entries, contents)
        if staging is not None:
            self._place_files(staging.folder, entries)
        self._seal()
        if staging is not None:
            self._disk.remove(staging.folder)

    def recover(self) -> None:
        """Finish what a crash interrupted, and refuse to go on where the record contradicts itself.

        :raises LogError: when the published checkpoint is not a past of the promise: a restored
            database, or another log's files
        """
        promised = self._promise()
        published = self._published()
        self._agree(published, promised)
        batches = self._database.execute("select folder, first, last from batches").fetchall()
        for folder, first, last in batches:
            self._place_files(self._place.held / folder, self._entries(first, last))
        if promised is not None and (published is None or published.size < promised.size):
            self._hold_to_files(promised, published)
            self._publish(promised.size, self._note())
        else:
            self._forget_pending()
        if promised is not None:
            self._last_bundle(Tiles(self._place.prefix, promised.size), promised.size)
        self._seal()
        self._sweep()

    def _acknowledge(
        self, staging: Staging | None, entries: Sequence[Entry], contents: Sequence[Content]
    ) -> None:
        database = self._database
        database.execute("begin immediate")
        database.executemany(
            "insert into entries values (?, ?, ?, ?, ?, ?, ?, ?)",
            [row_of(entry) for entry in entries],
        )
        database.executemany(
            "insert or replace into contents values (?, ?, ?)",
            [(c.sha256, c.c, c.salt) for c in contents],
        )
        if staging is not None:
            database.execute(
                "insert into batches values (?, ?, ?)",
                (staging.folder.name, entries[0].index, entries[-1].index),
            )
        self._commit("entries")
        self._rotated = None

    def _commit(self, what: str) -> None:
        """Commit: a step before, where it did not happen yet, and one after, where it did."""
        self._disk.step(f"commit {what}", self._place.database)
        self._database.execute("commit")
        self._disk.step(f"committed {what}", self._place.database)

    def _place_files(self, folder: Path, entries: Sequence[Entry]) -> None:
        """Move a batch's staged files to their places; doing it again changes nothing."""
        tree = folder / "tree"
        for kind, path in _units(tree):
            target = self._top(kind) / path.relative_to(tree / kind)
            if not target.parent.is_dir():
                self._disk.step("folder", target.parent)
                target.parent.mkdir()
                target.parent.chmod(PUBLIC_FOLDER)
            if not target.exists():
                self._disk.rename(path, target)
        # All of the batch's folders, not only those just written to: what stands already may stand
        # there unsynced, placed by a process that died at this point.
        objects = self._place.public / "objects"
        needed = [objects / one.c[:2] / one.c for entry in entries for one in entry.leaf.own]
        pubs = [self._place.public / "pub" / e.leaf.id for e in entries if e.leaf.own]
        lost = [path for path in (*needed, *pubs) if not path.exists()]
        if lost:
            raise LogError(f"{lost[0]} was staged and is gone; nothing was signed")
        self._disk.sync_folders({objects, *(path.parent for path in (*needed, *pubs))})
        if self._place.withheld.is_dir():
            self._disk.sync_folders([self._place.withheld])

    def _top(self, kind: str) -> Path:
        """Give the folder that a kind of staged files belongs in."""
        if kind != "withheld":
            return self._place.public / kind
        # A folder is moved into it whole, so that it must be on the disk before that.
        self._disk.folder(self._place.withheld, PRIVATE_FOLDER)
        return self._place.withheld

    def _seal(self) -> None:
        """Sign what is acknowledged and not yet promised, and publish it."""
        promised = self._promise()
        old, new = (promised.size if promised else 0), self.size
        if new == old:
            return
        before = Tiles(self._place.prefix, old)
        if promised is not None and before.root() != promised.root:
            raise LogError(
                f"{self._place.prefix}: the tiles do not give the root that was signed for "
                f"{old} entries; nothing was signed. Run: pendopo verify"
            )
        checkpoint = self._write_tiles(before, old, new, promised)
        note = sign_note(checkpoint.text(), self._signers(new))
        self._swap(note, new)
        self._publish(new, note)

    def _write_tiles(
        self, before: Tiles, old: int, new: int, promised: Checkpoint | None
    ) -> Checkpoint:
        first, entries = self._last_bundle(before, old)
        hashes = [leaf_hash(entry) for entry in entries[old - first :]]
        files = grown(before, hashes) | bundles(first, entries)
        self._disk.put_many({self._place.prefix / path: data for path, data in files.items()})
        after = Tiles(self._place.prefix, new)
        root = after.root()
        # A log must never sign an inconsistent checkpoint: C2SP tlog-checkpoint. The proof is made
        # from the files just written, so that a flipped bit in one of them stops the signature.
        if promised is not None:
            proof = consistency_proof(old, new, after.subtree)
            verify_consistency(old, new, promised.root, root, proof)
        return Checkpoint(self._ring.name, new, root)

    def _signers(self, size: int) -> tuple[Signer, ...]:
        """Give the keys that sign a checkpoint of that size: two for a while after a rotation.

        The key that is taken over from signs until a checkpoint over that entry is published,
        however late: whoever knows only this key believes the new one by its word.
        """
        published = self._published()
        since = published.size if published else 0
        crossed = [one.old for one in self.rotations if since <= one.index < size]
        try:
            return self._ring.of(dict.fromkeys([*self._wanted(size), *crossed]))
        except KeyFileError as error:
            raise LogError(f"{error}; nothing was signed") from error

    def _wanted(self, size: int) -> tuple[str, ...]:
        """Give the public keys that must have signed a checkpoint of that size."""
        if not self.rotations:
            return ()
        found = self._database.execute(
            "select time from entries where seq = ?", (size - 1,)
        ).fetchone()
        return signers(self.rotations, size, str(found[0]) if found else "")

    def _last_bundle(self, tiles: Tiles, size: int) -> tuple[int, list[bytes]]:
        """Give the entries from the last bundle of a size on, the signed ones held to their tile.

        :returns: the index of the first, and the entries
        """
        first = size - size % TILE_WIDTH
        rows = self._database.execute(
            "select leaf from entries where seq >= ? order by seq", (first,)
        ).fetchall()
        entries = [bytes(row[0]) for row in rows]
        _, known = tiles.last_row(0)
        if [leaf_hash(entry) for entry in entries[: size - first]] != known:
            raise LogError(
                f"{self._place.database}: its entries from {first} are not those that were signed; "
                f"nothing was signed. Run: pendopo verify"
            )
        return first, entries

    def _swap(self, note: str, size: int) -> None:
        """Promise a checkpoint, unless another process has promised one since ours was read."""
        before = self._note()
        self._database.execute("begin immediate")
        done = self._database.execute(
            "update promise set size = ?, note = ? where note = ? and size < ?",
            (size, note, before, size),
        )
        if done.rowcount != 1:
            self._database.execute("rollback")
            raise LogError("another process promised a checkpoint; nothing was published")
        self._database.execute("delete from batches where last < ?", (size,))
        self._commit("promise")

    def _publish(self, new: int, note: str) -> None:
        """Have a promise witnessed, and publish it if enough have: nothing else ever gets here."""
        cosigned = self._cosign(note) if self._cosign else Cosigned(note)
        pending = self._place.pending
        if cosigned.note != note or not cosigned.enough:
            self._put_changed(pending, cosigned.note.encode())
        if not cosigned.enough:
            return
        published = self._published()
        old = published.size if published else 0
        for path, data in cosigned.beside.items():
            self._put_changed(self._place.public / path, data)
        self._disk.put_many(self._receipts(old, new, cosigned.note))
        self._put_checkpoint(new, cosigned.note)
        self._forget_pending()
        for folder in outgrown(old, new):
            if (self._place.prefix / folder).is_dir():
                self._disk.remove(self._place.prefix / folder)

    def strengthen(self, note: str) -> None:
        """Put signatures that came later to the published checkpoint.

        :param note: the published text with all signatures known now
        :raises LogError: when it is another text, or not signed by this log
        """
        found, published = (
            self._open(note, "the checkpoint with more signatures"),
            self._published(),
        )
        if found != published:
            raise LogError(f"signatures of {found.size} entries, which is not what is published")
        self._put_checkpoint(found.size, note)

    def _put_checkpoint(self, size: int, note: str) -> None:
        prefix = self._place.prefix
        self._disk.put_many({prefix / "history" / f"{size}.checkpoint": note.encode()})
        self._disk.put_many({prefix / "checkpoint": note.encode()})

    def _put_changed(self, path: Path, data: bytes) -> None:
        if not path.exists() or path.read_bytes() != data:
            self._disk.put_many({path: data})

    def _forget_pending(self) -> None:
        if self._place.pending.exists():
            self._disk.remove(self._place.pending)

    def _receipts(self, old: int, new: int, note: str) -> dict[Path, bytes]:
        tiles = Tiles(self._place.prefix, new)
        rows = self._database.execute(
            "select seq, id, type from entries where seq >= ? and seq < ?", (old, new)
        ).fetchall()
        receipts: dict[Path, bytes] = {}
        for index, name, _ in rows:
            folder = self._place.public / "pub" / name
            if folder.is_dir():
                proof = TlogProof(index, tuple(inclusion_proof(index, new, tiles.subtree)), note)
                receipts[folder / "receipt.tlog-proof"] = proof.encode()
        return receipts

    def _note(self) -> str:
        [(note,)] = self._database.execute("select note from promise")
        return str(note)

    def _promise(self) -> Checkpoint | None:
        note = self._note()
        return self._open(note, "the promise row") if note else None

    def _published(self) -> Checkpoint | None:
        path = self._place.prefix / "checkpoint"
        return self._open(path.read_text("utf-8"), str(path)) if path.exists() else None

    def _open(self, note: str, where: str) -> Checkpoint:
        verifiers = log_keys(self._ring.name, self.rotations, self._ring.verifiers)
        try:
            opened = open_note(note, verifiers)
            checkpoint = parse_checkpoint(opened.text)
        except ValueError as error:
            raise LogError(f"{where}: not signed by this log's key ({error})") from error
        if checkpoint.origin != self._ring.name:
            raise LogError(f"{where}: of {checkpoint.origin}, not of {self._ring.name}")
        signed = {one.key_id for one in opened.signatures}
        # What is larger than all that is here is told in its own words: an old copy was restored.
        here = checkpoint.size <= self.size
        due = self._wanted(checkpoint.size) if here else ()
        wanted = {key_id_of(self._ring.name, one) for one in due}
        if not wanted <= signed:
            raise LogError(f"{where}: not signed by {', '.join(sorted(wanted - signed))}")
        return checkpoint

    def _agree(self, published: Checkpoint | None, promised: Checkpoint | None) -> None:
        """Hold what was published, its history too, to the promise."""
        size = promised.size if promised else 0
        for seen in filter(None, (published, self._last_of_history())):
            if seen.size > size:
                raise LogError(
                    f"{self._place.database} promises {size} entries, but {seen.size} were "
                    f"published: an old copy of it was restored. Signing now would fork the log, "
                    f"so nothing is signed. Run: pendopo recover"
                )
            if promised and seen.size == promised.size and seen.root != promised.root:
                raise LogError(f"{self._place.prefix}: the published root is not the promised one")

    def _last_of_history(self) -> Checkpoint | None:
        folder = self._place.prefix / "history"
        sizes = [int(path.stem) for path in folder.glob("*.checkpoint") if path.stem.isdecimal()]
        if not sizes:
            return None
        path = folder / f"{max(sizes)}.checkpoint"
        return self._open(path.read_text("utf-8"), str(path))

    def _hold_to_files(self, promised: Checkpoint, published: Checkpoint | None) -> None:
        """Hold a promise to the tiles and to what was published before, or not publish it."""
        tiles = Tiles(self._place.prefix, promised.size)
        try:
            right = tiles.root() == promised.root
            if right and published is not None:
                proof = consistency_proof(published.size, promised.size, tiles.subtree)
                sizes = (published.size, promised.size)
                verify_consistency(*sizes, published.root, promised.root, proof)
        except (TileError, ValueError) as error:
            raise LogError(f"{self._place.prefix}: not the promised log ({error})") from error
        if not right:
            raise LogError(f"{self._place.prefix}: the tiles do not give the promised root")

    def _sweep(self) -> None:
        """Remove what was staged by a process that died before its commit."""
        with no_new_staging(self._place):
            for folder in self._place.held.iterdir() if self._place.held.is_dir() else ():
                held = try_lock(folder / "lock")
                if held is not None:
                    os.close(held)
                    self._disk.remove(folder)
        if self._place.scratch.is_dir():
            for draft in self._place.scratch.iterdir():
                self._disk.remove(draft)


@contextmanager
def open_writer(  # noqa: PLR0913  what is done before and between, by others
    place: LogPlace,
    keys: Signer | Keyring | Callable[[], Keyring],
    disk: Disk,
    *,
    wait_s: float = 30.0,
    cosign: Cosign | None = None,
    ask: Callable[[], None] | None = None,
) -> Iterator[Writer]:
    """Take the log's lock, recover, and give its writer.

    :param keys: the log's private keys, or what reads them once the lock is held: whoever held it
        before may have made one; which of them sign, its entries say
    :param wait_s: how long to wait for another publication to end
    :param ask: asks others what they have seen of this log, before anything can be signed; it
        raises when nothing may be
    :raises LogBusyError: when the lock is not free in time, saying who holds it
    :raises LogError: when the log is missing or contradicts itself, or is a copy and nobody was
        asked whether more was signed since
    """
    if not place.database.exists():
        raise LogError(f"{place.database} is missing: no log can be continued without it")
    held = lock(place.private / "log.lock", wait_s)
    try:
        if ask is not None:
            ask()
        hold_unmarked(place)
        ring = keys() if callable(keys) else keys
        with closing(Writer(place, ring, disk, cosign)) as writer:
            try:
                writer.recover()
            except TileError as error:
                raise LogError(f"{error}; nothing was signed. Run: pendopo verify") from error
            yield writer
    finally:
        os.close(held)


def _units(tree: Path) -> Iterator[tuple[str, Path]]:
    """Give what is moved as one: each object, and each publication's whole folders."""
    for file in sorted((tree / "objects").glob("*/*")):
        yield "objects", file
    for kind in ("pub", "withheld"):
        for folder in sorted((tree / kind).glob("*")):
            yield kind, folder
