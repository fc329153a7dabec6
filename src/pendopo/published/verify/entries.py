"""Every entry, and all that stands behind it: its folder, its receipt, its objects.

A publication and a measurement have a folder ``pub/<id>/`` with exactly ``entry.json``,
``salts.json`` and ``receipt.tlog-proof``. A heartbeat and a redaction are nothing but their leaf:
for them the tree is the whole proof, and a folder of theirs would be a stray.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple, TypeVar, TypeVarTuple

import orjson

from pendopo.published.verify.checkpoints import CheckpointWrongError, History
from pendopo.published.verify.receipts import Receipts
from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.tree import REDACTS, Tree
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.merkle import HASH_BYTES, ProofError
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.standards.tlog.tiles import TILE_WIDTH
from pendopo.terms.entry import EntryType, Leaf, LeafError, ObjectRef, commitment, parse_leaf
from pendopo.terms.wording import say

FILES = ("entry.json", "receipt.tlog-proof", "salts.json")
_WITH_FOLDER = frozenset({EntryType.PUBLICATION, EntryType.MEASUREMENT})
_BARE = frozenset({EntryType.HEARTBEAT, EntryType.REDACTION})
_METADATA = "metadata"
_TABLE = "table:"
_SALTS_BYTES_MOST = 16_000_000
# Content of this size and above is hashed once a run, however many publications share it.
_SHARED_BYTES = 1 << 16

A = TypeVarTuple("A")
R = TypeVar("R")


class _WrongError(Exception):
    """What is wrong with one file of an entry; the message is marked with ``say``."""

    def __init__(self, what: str, where: str, message: str, **values: str) -> None:
        super().__init__(message)
        self.what, self.where, self.values = what, where, values


class Salt(NamedTuple):
    """What a commitment was made from.

    :param digest: the logical digest of a table's rows, else None
    """

    salt: bytes
    sha256: bytes
    digest: bytes | None


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

    shelf: Shelf
    tree: Tree
    history: History
    receipts: Receipts
    tally: Tally
    accounted: Accounted = field(default_factory=Accounted)
    _hashed: dict[str, tuple[int, bytes] | None] = field(default_factory=dict)

    def check_bundle(self, n: int) -> None:
        """Check the entries of a bundle, but those that are not the ones signed."""
        entries = self.tree.bundles.entries(n)
        if entries is None:
            self._gone(n)
        self.receipts.begin(n, entries or [])
        for index, entry in enumerate(entries or (), start=n * TILE_WIDTH):
            if index in self.tree.damaged:
                self.accounted.whole = False
            else:
                self._entry(index, entry)

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

    def take(self) -> tuple[Tally, Accounted]:
        """Give what was found since the last time."""
        found = self.tally, self.accounted
        self.tally = self.history.tally = Tally()
        self.accounted = Accounted()
        return found

    def _entry(self, index: int, entry: bytes) -> None:
        self.tally.counts["entries"] += 1
        try:
            leaf = parse_leaf(entry)
        except LeafError as error:
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
            return
        named = Named(index, leaf)
        if leaf.prev is not None:
            self._hold(named, self._prev, index, leaf)
        if leaf.type in _WITH_FOLDER:
            self._folder(named, leaf, entry)
        else:
            self._bare(leaf)

    def _hold(self, named: Named, check: Callable[[*A], R], *args: *A) -> R | None:
        """Run a check; what it finds wrong is a problem of this entry."""
        try:
            return check(*args)
        except _WrongError as error:
            problem = named.problem(error.what, error.where, str(error), **error.values)
            self.tally.wrong(problem)
            return None

    def _bare(self, leaf: Leaf) -> None:
        """Note an entry that is nothing but its leaf, or whose kind is not understood here."""
        self.tally.counts["other entries"] += 1
        if leaf.type not in _BARE:
            self.tally.unchecked(
                say("Of entries of the kind {kind}, nothing but the leaf was checked."),
                kind=leaf.type.value,
            )
        held = [one.c for one in leaf.objects if one.role != REDACTS]
        self.accounted.objects += bytes.fromhex("".join(held))

    def _prev(self, index: int, leaf: Leaf) -> None:
        """Check that what an entry replaces came before it and was of its kind."""
        where = self.tree.bundles.path(index // TILE_WIDTH)
        prev = leaf.prev if leaf.prev is not None and leaf.prev < index else None
        entry = None if prev is None else self.tree.bundles.entry(prev)
        if prev is not None and entry is None:
            return  # its bundle cannot be read, which is said of the bundle
        try:
            before = parse_leaf(entry or b"")
        except LeafError:
            before = None
        if before is None or _place(before) != _place(leaf):
            raise _WrongError(
                "prev-wrong",
                where,
                say("It says it replaces entry {prev}, which is none of its kind before it."),
                prev=str(leaf.prev),
            )

    def _folder(self, named: Named, leaf: Leaf, entry: bytes) -> None:
        """Check ``pub/<id>/`` and the objects of an entry that has one."""
        self.tally.counts[f"{leaf.type.value}s"] += 1
        folder = f"pub/{leaf.id}/"
        self.accounted.ids.append(leaf.id)
        self.accounted.objects += bytes.fromhex("".join([one.c for one in leaf.objects]))
        self._hold(named, self._same, folder + "entry.json", entry)
        self._hold(named, self._receipt, folder + "receipt.tlog-proof", named.index or 0, entry)
        salts = self._hold(named, self._salts, folder + "salts.json", leaf) or {}
        for one in leaf.objects:
            self._hold(named, self._object, one, salts, leaf)
        self._hold(named, self._only_ours, folder)

    def _read(self, path: str, most: int) -> bytes:
        """Read a file that must be there."""
        try:
            data = self.shelf.read(path, most)
        except ShelfError as error:
            raise _unreadable(path, error) from error
        if data is None:
            raise _WrongError("file-missing", path, say("The file is missing."))
        return data

    def _same(self, path: str, entry: bytes) -> None:
        if self._read(path, len(entry)) != entry:
            raise _WrongError(
                "entry-differs", path, say("The file is not the entry that the log holds.")
            )

    def _receipt(self, path: str, index: int, entry: bytes) -> None:
        """Check that the receipt proves this entry to be in the log."""
        data = self._read(path, NOTE_BYTES_MOST)
        try:
            self.receipts.check(index, entry, data)
        except ProofError as error:
            raise _WrongError(
                "receipt-wrong",
                path,
                say("The receipt does not prove that this entry is in the log: {why}."),
                why=str(error),
            ) from error
        except CheckpointWrongError as error:
            raise _WrongError("receipt-wrong", path, str(error)) from error
        self.tally.counts["receipts"] += 1

    def _salts(self, path: str, leaf: Leaf) -> dict[str, Salt]:
        """Check that the salts open every commitment, and give them by commitment.

        Those of redacted objects are gone with them.
        """
        data = self._read(path, _SALTS_BYTES_MOST)
        try:
            named, salts = _parse_salts(data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _WrongError(
                "salts-wrong",
                path,
                say("The file is not one of salts as Pendopo writes them, or was changed."),
            ) from error
        expected = [
            (one.role, one.c)
            for one in leaf.objects
            if one.c in salts or one.c not in self.tree.redacted
        ]
        if named != expected:
            raise _WrongError(
                "salts-wrong", path, say("The salts are not those of the entry's objects.")
            )
        for c, salt in salts.items():
            if commitment(salt.salt, salt.sha256) != c:
                raise _WrongError(
                    "salts-wrong",
                    path,
                    say("The salt and hash given for object {c} do not give its commitment."),
                    c=c,
                )
        return salts

    def _object(self, one: ObjectRef, salts: Mapping[str, Salt], leaf: Leaf) -> None:
        """Check that an object is there and is the one committed to, or was redacted."""
        path = f"objects/{one.c[:2]}/{one.c}"
        if one.role == _METADATA:
            data = self._bytes(path, one.n)
            found = None if data is None else (len(data), sha256(data).digest())
        else:
            data = None
            found = self._digest(path, one.n)
        if found is None:
            self._missing(path, one)
            return
        size, digest = found
        salt = salts.get(one.c)
        if size != one.n or (salt is not None and digest != salt.sha256):
            raise _WrongError(
                "object-changed",
                path,
                say("The object ({role}) is not the one that was published: it was changed."),
                role=one.role,
            )
        self.tally.counts["objects"] += 1
        self.tally.counts["bytes"] += size
        if data is not None and salt is not None:
            _check_metadata(path, data, leaf, salts)

    def _missing(self, path: str, one: ObjectRef) -> None:
        if one.c not in self.tree.redacted:
            raise _WrongError(
                "object-missing",
                path,
                say("The object ({role}) is missing, and no redaction in the log explains it."),
                role=one.role,
            )
        self.tally.counts["redacted"] += 1

    def _bytes(self, path: str, most: int) -> bytes | None:
        try:
            return self.shelf.read(path, most)
        except ShelfError as error:
            raise _unreadable(path, error) from error

    def _digest(self, path: str, n: int) -> tuple[int, bytes] | None:
        """Hash an object; a large one once, since publications share what did not change."""
        if path in self._hashed:
            return self._hashed[path]
        try:
            found = self.shelf.digest(path, n)
        except ShelfError as error:
            raise _unreadable(path, error) from error
        if n >= _SHARED_BYTES:
            self._hashed[path] = found
        return found

    def _only_ours(self, folder: str) -> None:
        try:
            names = self.shelf.names(folder)
            strays = [name for name in names or () if name not in FILES]
        except ShelfError as error:
            raise _unreadable(folder, error) from error
        if strays:
            raise _WrongError(
                "stray",
                folder + min(strays),
                say("The log does not account for this file in a publication's folder."),
            )


def _unreadable(path: str, error: ShelfError) -> _WrongError:
    return _WrongError("unreadable", path, say("The file cannot be read: {why}."), why=str(error))


def _place(leaf: Leaf) -> tuple[EntryType, str, dict[str, str]]:
    """Give what an entry and the one it replaces have in common."""
    return leaf.type, leaf.register, dict(leaf.scope or {})


def _parse_salts(data: bytes) -> tuple[list[tuple[str, str]], dict[str, Salt]]:
    """Read salts.json, which has one spelling only.

    :return: the roles and commitments in their order, and the salts by commitment
    :raises ValueError: for anything else, or KeyError or TypeError
    """
    items = orjson.loads(data)["objects"]
    salts: dict[str, Salt] = {}
    lines = []
    for item in items:
        role, c = item["role"], item["c"]
        digest = bytes.fromhex(item["digest"]) if role.startswith(_TABLE) else None
        salt = Salt(bytes.fromhex(item["salt"]), bytes.fromhex(item["sha256"]), digest)
        if {len(part) for part in salt if part is not None} != {HASH_BYTES}:
            raise ValueError
        salts[c] = salt
        lines.append(_salt_line(role, c, salt))
    if f'{{"objects":[{",".join(lines)}],"v":1}}'.encode() != data:
        raise ValueError
    return [(item["role"], item["c"]) for item in items], salts


def _salt_line(role: str, c: str, salt: Salt) -> str:
    """Write one object of salts.json: sorted fields, the digest for tables only."""
    digest = f'"digest":"{salt.digest.hex()}",' if salt.digest is not None else ""
    return (
        f'{{"c":"{c}",{digest}"role":"{role}",'
        f'"salt":"{salt.salt.hex()}","sha256":"{salt.sha256.hex()}"}}'
    )


def _check_metadata(path: str, data: bytes, leaf: Leaf, salts: Mapping[str, Salt]) -> None:
    """Check that the metadata speaks of this entry's tables, each by its logical digest."""
    tables = {
        one.role.removeprefix(_TABLE): salts.get(one.c)
        for one in leaf.objects
        if one.role.startswith(_TABLE)
    }
    try:
        raw = orjson.loads(data)
        said = {table["name"]: table["digest_c"] for table in raw["tables"]}
        register = raw["register"]
    except (ValueError, KeyError, TypeError) as error:
        raise _WrongError("metadata-wrong", path, say("The metadata cannot be read.")) from error
    if register != leaf.register or said.keys() != tables.keys():
        raise _WrongError(
            "metadata-wrong",
            path,
            say("The metadata is of another register, or lists other tables than the entry."),
        )
    for name, salt in tables.items():
        if salt is None or salt.digest is None:
            continue  # redacted, or its salt is wrong, which is said of the salts
        if commitment(salt.salt, salt.digest) != said[name]:
            raise _WrongError(
                "metadata-wrong",
                path,
                say("The metadata has another digest for table {table} than the salts."),
                table=name,
            )
