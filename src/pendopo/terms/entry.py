"""The log's leaf: small canonical JSON with salted commitments, and nothing about a person."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

_PREFIX = b"pendopo/object/v1\0"
_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_HASH = re.compile(r"[0-9a-f]{64}")
_FIELDS = frozenset({"v", "type", "id", "time", "register", "scope", "prev", "actor", "objects"})
_OBJECT_FIELDS = ("c", "n", "role")
_KINDED = ("v", "register", "actor", "scope", "objects")
_KINDS = [int, str, str, dict, list]
_NUMBER = r"(?:0|[1-9][0-9]{0,17})"
_LINE = rf'\{{"c":"{_HASH.pattern}","n":{_NUMBER},"role":"{_CODE.pattern}"\}}'
# A canonical leaf with one code of scope at most, whose values all are what ``_facts`` asks. Most
# leaves are such, and hundreds of thousands are read at once: one look tells.
_PLAIN = re.compile(
    rf'\{{"actor":"(?:{_CODE.pattern})?","id":"{_ID.pattern}",'
    rf'"objects":\[(?:{_LINE}(?:,{_LINE})*+)?\],"prev":(?:null|{_NUMBER}),'
    rf'"register":"(?:{_CODE.pattern})?","scope":\{{(?:"{_CODE.pattern}":"{_CODE.pattern}")?\}},'
    rf'"time":"{_TIME.pattern}","type":"[a-z-]+","v":1\}}'.encode()
)
# The roles under which an entry names what is another's: what a redaction takes away, and what a
# hold hides or gives back.
REDACTS = "redacts"
# What ends the name of a rehearsal's log: a copy of a record, without the keys of its officers.
REHEARSAL = "/rehearsal"
HOLDS = "holds"
_NAMING = frozenset({REDACTS, HOLDS})
# An entry bundle writes the length of an entry in two bytes: C2SP tlog-tiles, log entries.
LEAF_BYTES_MOST = 65_535


class LeafError(ValueError):
    """Bytes in the log are not a leaf that Pendopo writes."""


class EntryType(StrEnum):
    """The kinds of public act that the log records."""

    PUBLICATION = "publication"
    MEASUREMENT = "measurement"
    RATING = "rating"
    ROLE_KEY = "role-key"
    HOLD = "hold"
    HOLD_LAPSED = "hold-lapsed"
    REDACTION = "redaction"
    KEY_ROTATION = "key-rotation"
    HANDOVER = "handover"
    WITNESS_CHANGE = "witness-change"
    HEARTBEAT = "heartbeat"


class ObjectRef(NamedTuple):
    """One object a leaf commits to.

    :param role: ``original``, ``metadata``, ``table:<name>``, ``measurement``; ``redacts`` and
        ``holds`` where another entry's object is named
    :param c: the salted commitment, 64 hexadecimal digits
    :param n: the size in bytes
    """

    role: str
    c: str
    n: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the log keeps of a public act: codes and commitments, no free text.

    :param id: a ULID
    :param time: RFC 3339 in UTC, whole seconds
    :param scope: declared codes, name to code
    :param prev: the index of the entry this one replaces, or None
    :param actor: a role, not a person: ``publisher``, ``signer``
    """

    type: EntryType
    id: str
    time: str
    register: str = ""
    scope: Mapping[str, str] | None = None
    prev: int | None = None
    actor: str = ""
    objects: tuple[ObjectRef, ...] = ()

    @property
    def own(self) -> tuple[ObjectRef, ...]:
        """What it brings itself: an entry with any has a folder ``pub/<id>/``, and no other has."""
        return tuple([one for one in self.objects if one.role not in _NAMING])

    def encode(self) -> bytes:
        """Give the canonical bytes: sorted keys, no spaces, ASCII.

        :raises LeafError: when a value is none that a leaf may hold
        """
        _hold(self)
        # Every value that may stand here is ASCII, so that these bytes have one form only.
        text = orjson.dumps(
            {
                "v": 1,
                "type": self.type.value,
                "id": self.id,
                "time": self.time,
                "register": self.register,
                "scope": dict(self.scope or {}),
                "prev": self.prev,
                "actor": self.actor,
                "objects": [{"role": o.role, "c": o.c, "n": o.n} for o in self.objects],
            },
            option=orjson.OPT_SORT_KEYS,
        )
        if len(text) > LEAF_BYTES_MOST:
            raise LeafError(f"a leaf of {len(text)} bytes; at most {LEAF_BYTES_MOST} fit")
        return text


def parse_leaf(data: bytes) -> Leaf:
    """Read a leaf and hold it to its canonical form.

    :raises LeafError: for anything that ``Leaf.encode`` would not have written
    """
    try:
        raw = orjson.loads(data)
        leaf = _leaf(raw)
        if _PLAIN.fullmatch(data):
            return leaf
        _hold(leaf)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LeafError(f"not a leaf: {error}") from error
    if orjson.dumps(raw, option=orjson.OPT_SORT_KEYS) != data:
        raise LeafError("a leaf that is not in canonical form")
    return leaf


def _leaf(raw: dict[str, Any]) -> Leaf:
    if raw.keys() != _FIELDS or raw["v"] != 1:
        raise LeafError(f"fields {sorted(raw)} and v {raw.get('v')!r}")
    # JSON has several ways to say nothing; a leaf has one.
    if [type(raw[name]) for name in _KINDED] != _KINDS:
        raise LeafError("a field of another kind than a leaf's")
    return Leaf(
        type=EntryType(raw["type"]),
        id=raw["id"],
        time=raw["time"],
        register=raw["register"],
        scope=raw["scope"],
        prev=raw["prev"],
        actor=raw["actor"],
        objects=tuple([_object(one) for one in raw["objects"]]),
    )


def _object(raw: dict[str, Any]) -> ObjectRef:
    if len(raw) != len(_OBJECT_FIELDS):
        raise LeafError(f"an object with fields {sorted(raw)}")
    return ObjectRef(raw["role"], raw["c"], raw["n"])


def _hold(leaf: Leaf) -> None:
    """Refuse what a leaf may not hold: above all free text, which no redaction could take back."""
    for what, value, right in _facts(leaf):
        if not right:
            raise LeafError(f"a leaf may not hold {what} {value!r}")


def _facts(leaf: Leaf) -> Iterator[tuple[str, object, object]]:
    yield "id", leaf.id, _ID.fullmatch(leaf.id)
    yield "time", leaf.time, _TIME.fullmatch(leaf.time)
    yield "prev", leaf.prev, leaf.prev is None or (type(leaf.prev) is int and leaf.prev >= 0)
    for code in (leaf.register, leaf.actor):
        yield "code", code, not code or _CODE.fullmatch(code)
    for name, code in (leaf.scope or {}).items():
        yield "code", name, _CODE.fullmatch(name)
        yield "code", code, _CODE.fullmatch(code)
    for one in leaf.objects:
        yield "role", one.role, _CODE.fullmatch(one.role)
        yield "commitment", one.c, _HASH.fullmatch(one.c)
        yield "size", one.n, type(one.n) is int and one.n >= 0


def commitment(salt: bytes, sha256: bytes) -> str:
    """Commit to content without revealing it: SHA-256(prefix, salt, SHA-256(content)), in hex.

    A plain hash of guessable personal data is still personal data; with the salt destroyed the
    commitment says nothing (EDPB Guidelines 02/2025).

    :param salt: 32 bytes
    :param sha256: 32 bytes
    """
    return hashlib.sha256(_PREFIX + salt + sha256).hexdigest()
