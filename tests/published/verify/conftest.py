"""A small record written from the formats alone, so that the log's writer is not its own judge."""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.merkle import inclusion_proof, leaf_hash, tree_root
from pendopo.standards.tlog.note import Signer, generate_key, sign_note
from pendopo.standards.tlog.proof import TlogProof
from pendopo.standards.tlog.tiles import encode_bundle, tiles_of
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, commitment

ORIGIN = "contoh.example/log"
PRIVATE, VKEY = generate_key(ORIGIN, b"k" * 32)
SIGNER = Signer.parse(PRIVATE)


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def named(number):
    """The nth id, 26 characters of Crockford's alphabet."""
    return f"01J{number:023d}"


@dataclass
class Record:
    """A public folder that grows: add entries, then seal them."""

    public: Path
    signer: Signer = SIGNER
    entries: list[bytes] = field(default_factory=list)
    leaves: list[Leaf | None] = field(default_factory=list)
    sealed: int = 0

    def __post_init__(self):
        self.write("policy.txt", f"log {VKEY}\nquorum none\n".encode())

    def write(self, path, data):
        target = self.public / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def publish(self, text, *, kind=EntryType.PUBLICATION, tables=1, meta=None, **leaf):
        """Add a publication of an original, tables and metadata; ``meta`` changes the latter."""
        parts = [("original", text.encode())]
        parts += [(f"table:t{n}", b"PAR1" + text.encode() + b"%d" % n) for n in range(tables)]
        said = [{"name": f"t{n}", "digest_c": digest_c(text, n)} for n in range(tables)]
        register = leaf.get("register", "datasets")
        parts.append(
            ("metadata", canonical({"v": 1, "register": register, "tables": said} | (meta or {})))
        )
        return self.add(kind, parts, text=text, **{"register": "datasets"} | leaf)

    def measure(self, value):
        """Add a measurement."""
        return self.add(EntryType.MEASUREMENT, [("measurement", canonical({"value": value}))])

    def add(self, kind, parts, text="", **leaf):
        """Add an entry with its folder and objects."""
        items = [item(role, data, text) for role, data in parts]
        for one, (_, data) in zip(items, parts, strict=True):
            self.write(f"objects/{one['c'][:2]}/{one['c']}", data)
        objects = tuple(
            ObjectRef(role, one["c"], len(data))
            for one, (role, data) in zip(items, parts, strict=True)
        )
        index = self.bare(kind, objects=objects, **leaf)
        folder = f"pub/{self.leaves[index].id}"
        self.write(f"{folder}/entry.json", self.entries[index])
        self.write(f"{folder}/salts.json", canonical({"v": 1, "objects": items}))
        return index

    def bare(self, kind, **leaf):
        """Add an entry that is nothing but its leaf."""
        index = len(self.entries)
        made = Leaf(kind, named(index), "2026-01-01T00:00:00Z", **leaf)
        self.leaves.append(made)
        self.entries.append(made.encode())
        return index

    def raw(self, entry):
        """Add bytes that need not be a leaf."""
        self.entries.append(entry)
        self.leaves.append(None)
        return len(self.entries) - 1

    def redact(self, *commitments):
        """Add the redaction of some objects."""
        objects = tuple(ObjectRef("redacts", c, 0) for c in commitments)
        return self.bare(EntryType.REDACTION, objects=objects)

    def seal(self, cosign=lambda note: note):
        """Write tiles, receipts and checkpoint, as the log does after a commit."""
        size = len(self.entries)
        hashes = [leaf_hash(entry) for entry in self.entries]
        for tile in tiles_of(size):
            each = 256**tile.level
            places = range(tile.n * 256, tile.n * 256 + tile.width)
            roots = [tree_root(hashes[place * each : (place + 1) * each]) for place in places]
            self.write(f"log/{tile.path}", b"".join(roots))
            if tile.level == 0:
                bundle = encode_bundle(self.entries[places.start : places.stop])
                self.write(f"log/{tile.entries_path}", bundle)
        note = cosign(self.note(size))
        for index in range(self.sealed, size):
            self.receipt(index, note)
        self.write(f"log/history/{size}.checkpoint", note.encode())
        self.write("log/checkpoint", note.encode())
        self.sealed = size
        return self

    def note(self, size):
        root = tree_root([leaf_hash(entry) for entry in self.entries[:size]])
        return sign_note(Checkpoint(ORIGIN, size, root).text(), [self.signer])

    def receipt(self, index, note):
        """Write the receipt of an entry that has a folder."""
        folder = f"pub/{named(index)}"
        if (self.public / folder).is_dir():
            size = int(note.split("\n")[1])
            hashes = [leaf_hash(entry) for entry in self.entries[:size]]

            def subtree(level, place):
                return tree_root(hashes[place << level : (place + 1) << level])

            proof = TlogProof(index, tuple(inclusion_proof(index, size, subtree)), note)
            self.write(f"{folder}/receipt.tlog-proof", proof.encode())

    def c(self, index, role):
        """The commitment of an entry's object."""
        return next(one.c for one in self.leaves[index].objects if one.role == role)

    def object(self, index, role):
        """The path of an entry's object."""
        c = self.c(index, role)
        return f"objects/{c[:2]}/{c}"

    def folder(self, index):
        return f"pub/{named(index)}"

    def files(self, *folders):
        """The paths of all files in some folders."""
        return sorted(
            path.relative_to(self.public).as_posix()
            for folder in folders
            for path in (self.public / folder).rglob("*")
            if path.is_file()
        )

    def owners(self, path):
        """The entries that a file under pub/ or objects/ belongs to."""
        return [
            index
            for index, leaf in enumerate(self.leaves)
            if leaf and (leaf.id in path or any(one.c in path for one in leaf.objects))
        ]


def salt_of(data):
    return hashlib.sha256(b"salt" + data).digest()


def digest_of(text, n):
    return hashlib.sha256(f"rows {text} {n}".encode()).digest()


def digest_c(text, n):
    return commitment(salt_of(b"PAR1" + text.encode() + b"%d" % n), digest_of(text, n))


def item(role, data, text):
    """One object's line in salts.json."""
    sha256 = hashlib.sha256(data).digest()
    line = {
        "role": role,
        "c": commitment(salt_of(data), sha256),
        "salt": salt_of(data).hex(),
        "sha256": sha256.hex(),
    }
    if role.startswith("table:"):
        line["digest"] = digest_of(text, int(role.removeprefix("table:t"))).hex()
    return line


@pytest.fixture
def record(tmp_path):
    """An empty record."""
    return Record(tmp_path / "public")


def fill(record):
    """Eight entries in six commits: all that a log holds today."""
    first = record.publish("first", scope={"dataset": "a"})
    record.seal()
    record.publish("second", scope={"dataset": "b"}, tables=2)
    record.publish("same", scope={"dataset": "c"}, tables=0)
    record.seal()
    record.bare(EntryType.HEARTBEAT, actor="signer")
    record.seal()
    record.publish("first", scope={"dataset": "a"}, prev=first)
    record.seal()
    gone = record.publish("to be redacted", scope={"dataset": "d"})
    record.measure("0.25")
    record.seal()
    record.redact(record.c(gone, "original"))
    (record.public / record.object(gone, "original")).unlink()
    record.seal()
    return record


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """A whole small record, to be copied before it is changed."""
    return fill(Record(tmp_path_factory.mktemp("small") / "public"))


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    """A record of 520 entries, so that tiles are full and have tiles above them."""
    record = Record(tmp_path_factory.mktemp("large") / "public")
    for number in range(520):
        record.publish(f"number {number}", tables=0)
        if number in {99, 299}:
            record.seal()
    return record.seal()


@pytest.fixture
def copied(tmp_path):
    """Gives a copy of a record, to do something to it."""

    def copy(record):
        public = tmp_path / "copy"
        shutil.rmtree(public, ignore_errors=True)
        shutil.copytree(record.public, public)
        return Record(
            public, record.signer, list(record.entries), list(record.leaves), record.sealed
        )

    return copy
