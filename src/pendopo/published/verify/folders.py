"""The folder of a publication or a measurement, and the objects behind it.

``pub/<id>/`` holds exactly ``entry.json``, ``salts.json`` and ``receipt.tlog-proof``. A hundred
thousand of them are looked at in seconds, so that what is done for each is counted in microseconds.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

import orjson

from pendopo.published.verify.checkpoints import CheckpointWrongError
from pendopo.published.verify.receipts import Receipts
from pendopo.published.verify.shelf import Shelf, ShelfError
from pendopo.published.verify.tree import Tree
from pendopo.published.verify.verdict import Named, Tally
from pendopo.standards.tlog.merkle import HASH_BYTES, ProofError
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.terms.entry import Leaf, ObjectRef, commitment
from pendopo.terms.wording import say

FILES = frozenset({"entry.json", "receipt.tlog-proof", "salts.json"})
_METADATA = "metadata"
_TABLE = "table:"
_SALTS_BYTES_MOST = 16_000_000
_SALTS_END = b'],"v":1}'
_SALT_FIELDS = 4
# Content of this size and above is hashed once a run, however many publications share it.
_SHARED_BYTES = 1 << 16


class Salt(NamedTuple):
    """What a commitment was made from.

    :param rows: the logical digest of a table; empty for what is no table
    """

    salt: bytes
    sha256: bytes
    rows: bytes


@dataclass(slots=True)
class Filed:
    """An entry with a folder, as its checks go on.

    :param folder: with the ``/`` behind it
    :param salts: by commitment, once they are known to be right
    """

    index: int
    leaf: Leaf
    entry: bytes
    folder: str
    salts: Mapping[str, Salt] = field(default_factory=dict)


class _WrongError(Exception):
    """What is wrong with one file; the message is marked with ``say``."""

    def __init__(self, what: str, where: str, message: str, **values: str) -> None:
        super().__init__(message)
        self.what, self.where, self.values = what, where, values


class Folders:
    """Checks folders one by one.

    :param tally: replaced by whoever takes it away
    """

    def __init__(self, shelf: Shelf, tree: Tree, receipts: Receipts, tally: Tally) -> None:
        self.tally = tally
        self.receipts = receipts
        self._shelf = shelf
        self._explained, self._redacted = tree.explained, tree.redacted
        self._hashed: dict[str, tuple[int, bytes] | None] = {}
        self._checks = (self._same, self._receipt, self._salts, self._objects, self._only_ours)

    def check(self, filed: Filed) -> None:
        """Check all that belongs to an entry; each thing that is wrong is a problem of it."""
        for check in self._checks:
            try:
                check(filed)
            except _WrongError as error:
                self._note(filed, error)

    def _note(self, filed: Filed, error: _WrongError) -> None:
        named = Named(filed.index, filed.leaf)
        self.tally.wrong(named.problem(error.what, error.where, str(error), **error.values))

    def _same(self, filed: Filed) -> None:
        path = filed.folder + "entry.json"
        if self._must(path, len(filed.entry)) != filed.entry:
            raise _WrongError(
                "entry-differs", path, say("The file is not the entry that the log holds.")
            )

    def _receipt(self, filed: Filed) -> None:
        """Check that the receipt proves this entry to be in the log."""
        path = filed.folder + "receipt.tlog-proof"
        data = self._must(path, NOTE_BYTES_MOST)
        try:
            self.receipts.check(filed.index, filed.entry, data)
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

    def _salts(self, filed: Filed) -> None:
        """Check that the salts open every commitment; those of withdrawn objects may be gone."""
        path = filed.folder + "salts.json"
        data = self._must(path, _SALTS_BYTES_MOST)
        try:
            filed.salts = open_salts(data, filed.leaf.own, self._explained)
        except (ValueError, KeyError, TypeError) as error:
            raise _WrongError(
                "salts-wrong",
                path,
                say("These are not the salts of the entry's objects: the file was changed."),
            ) from error

    def _objects(self, filed: Filed) -> None:
        for one in filed.leaf.own:
            try:
                self._object(one, filed)
            except _WrongError as error:
                self._note(filed, error)

    def _object(self, one: ObjectRef, filed: Filed) -> None:
        """Check that an object is there and is the one committed to, or was withdrawn."""
        path = f"objects/{one.c[:2]}/{one.c}"
        salt = filed.salts.get(one.c)
        data = None
        if one.n < _SHARED_BYTES or one.role == _METADATA:
            data = self._read(path, one.n)
            found = None if data is None else (len(data), sha256(data).digest())
        else:
            found = self._digest(path, one.n)
        if found is None:
            self._missing(path, one)
        elif found[0] != one.n or (salt is not None and found[1] != salt.sha256):
            raise _WrongError(
                "object-changed",
                path,
                say("The object ({role}) is not the one that was published: it was changed."),
                role=one.role,
            )
        else:
            counts = self.tally.counts
            counts["objects"] += 1
            counts["bytes"] += one.n
            if data is not None and salt is not None and one.role == _METADATA:
                _check_metadata(path, data, filed)

    def _missing(self, path: str, one: ObjectRef) -> None:
        if one.c not in self._explained:
            raise _WrongError(
                "object-missing",
                path,
                say("The object ({role}) is missing, and no hold or redaction explains it."),
                role=one.role,
            )
        self.tally.counts["redacted"] += one.c in self._redacted

    def _only_ours(self, filed: Filed) -> None:
        try:
            names = self._shelf.files(filed.folder)
        except ShelfError as error:
            raise _unreadable(filed.folder, error) from error
        for name in names or ():
            if name not in FILES:
                raise _WrongError(
                    "stray",
                    filed.folder + name,
                    say("The log does not account for this file in a publication's folder."),
                )

    def _must(self, path: str, most: int) -> bytes:
        """Read a file that must be there."""
        data = self._read(path, most)
        if data is None:
            raise _WrongError("file-missing", path, say("The file is missing."))
        return data

    def _read(self, path: str, most: int) -> bytes | None:
        try:
            return self._shelf.read(path, most)
        except ShelfError as error:
            raise _unreadable(path, error) from error

    def _digest(self, path: str, n: int) -> tuple[int, bytes] | None:
        """Hash a large object, once."""
        if path not in self._hashed:
            try:
                self._hashed[path] = self._shelf.digest(path, n)
            except ShelfError as error:
                raise _unreadable(path, error) from error
        return self._hashed[path]


def _unreadable(path: str, error: ShelfError) -> _WrongError:
    return _WrongError("unreadable", path, say("The file cannot be read: {why}."), why=str(error))


def open_salts(data: bytes, objects: Sequence[ObjectRef], redacted: Set[str]) -> dict[str, Salt]:
    """Open each commitment with its salt, and hold the file to its one spelling.

    :param objects: what the file speaks of, in their order; it may be silent on those redacted
        or held
    :raises ValueError: when it is not exactly that, or KeyError or TypeError
    """
    raw = orjson.loads(data)
    plain = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS) == data
    if not plain or len(raw) != len(("objects", "v")) or not data.endswith(_SALTS_END):
        raise ValueError
    if redacted:
        left = {item["c"] for item in raw["objects"]}
        objects = [one for one in objects if one.c in left or one.c not in redacted]
    salts: dict[str, Salt] = {}
    for one, item in zip(objects, raw["objects"], strict=True):
        is_table = one.role.startswith(_TABLE)
        rows = _from_hex(item["digest"]) if is_table else b""
        salt, digest = _from_hex(item["salt"]), _from_hex(item["sha256"])
        if (one.c, one.role, _SALT_FIELDS + is_table) != (item["c"], item["role"], len(item)):
            raise ValueError
        if commitment(salt, digest) != one.c:
            raise ValueError
        salts[one.c] = Salt(salt, digest, rows)
    return salts


def _from_hex(text: str) -> bytes:
    """Read 32 bytes, written in the one way: ``bytes.fromhex`` takes capitals and spaces too."""
    found = bytes.fromhex(text)
    if len(found) != HASH_BYTES or found.hex() != text:
        raise ValueError
    return found


def _check_metadata(path: str, data: bytes, filed: Filed) -> None:
    """Check that the metadata speaks of this entry's tables, each by its logical digest."""
    tables = {
        one.role.removeprefix(_TABLE): one.c
        for one in filed.leaf.objects
        if one.role.startswith(_TABLE)
    }
    try:
        raw = orjson.loads(data)
        said = {table["name"]: table["digest_c"] for table in raw["tables"]}
        register = raw["register"]
    except (ValueError, KeyError, TypeError) as error:
        raise _WrongError("metadata-wrong", path, say("The metadata cannot be read.")) from error
    if register != filed.leaf.register or said.keys() != tables.keys():
        raise _WrongError(
            "metadata-wrong",
            path,
            say("The metadata is of another register, or lists other tables than the entry."),
        )
    for name, c in tables.items():
        salt = filed.salts.get(c)
        if salt is not None and commitment(salt.salt, salt.rows) != said[name]:
            raise _WrongError(
                "metadata-wrong",
                path,
                say("The metadata has another digest for table {table} than the salts."),
                table=name,
            )
