"""Who has cosigned what, from what is public: the policy, checkpoints, and the last answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import orjson

from pendopo.standards.tlog.cosignature import split
from pendopo.standards.tlog.note import NoteError, Signature, Verifier, split_note
from pendopo.standards.tlog.policy import Policy, PolicyError, parse_policy
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry

POLICY_FILE, ANSWERS_FILE = "policy.txt", "witnesses.json"
POLICY_ROLE = "policy"
_SAID_LETTERS_MOST = 200
_ASKED = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a witness between two questions. Not signed, and nothing rests on it.

    :param size: of the largest checkpoint it is known to have cosigned
    :param asked: when it was asked last, RFC 3339
    :param outcome: ``cosigned``, ``refused``, ``silent``, ``ahead``, or empty when never asked
    :param status: the HTTP code of its answer, or 0
    :param said: its answer, where it refused, or why there was none
    :param failures: how often in a row it has not cosigned
    """

    vkey: str
    size: int = 0
    asked: str = ""
    outcome: str = ""
    status: int = 0
    said: str = ""
    failures: int = 0


_KINDS = [type(value) for value in astuple(Known(""))]


def parse_known(data: bytes) -> dict[str, Known]:
    """Read what is remembered of witnesses, by their keys; nothing of what cannot be read."""
    found: dict[str, Known] = {}
    try:
        for raw in orjson.loads(data)["witnesses"]:
            one = Known(**{name: raw[name] for name in Known.__dataclass_fields__})
            if [type(value) for value in astuple(one)] != _KINDS or not _ASKED.fullmatch(one.asked):
                return {}
            found[one.vkey] = one
    except (ValueError, KeyError, TypeError):
        return {}
    return found


def encode_known(known: Iterable[Known]) -> bytes:
    """Write what is remembered."""
    rows: list[dict[str, Any]] = [
        asdict(one) | {"said": "".join(filter(str.isprintable, one.said))[:_SAID_LETTERS_MOST]}
        for one in known
    ]
    option = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2
    return orjson.dumps({"v": 1, "witnesses": rows}, option=option) + b"\n"


def read_known(public: Path) -> dict[str, Known]:
    """Read the same from a record's folder."""
    path = public / ANSWERS_FILE
    return parse_known(path.read_bytes()) if path.exists() else {}


def policy_after(public: Path, entries: Sequence[Entry]) -> Policy | None:
    """Give the policy that a checkpoint over these entries is held to.

    The last one that they record; ``policy.txt`` where they record none, or None.
    """
    for entry in reversed(entries):
        if entry.leaf.type is EntryType.WITNESS_CHANGE:
            return parse_policy(policy_bytes(public, entry))
    path = public / POLICY_FILE
    try:
        return parse_policy(path.read_bytes()) if path.exists() else None
    except PolicyError:
        return None


def policy_at(public: Path, entries: Sequence[Entry], size: int, today: Policy) -> Policy:
    """Give the policy that a checkpoint of that size was made under.

    The last that was recorded before it, and one without witnesses before the first.

    :param entries: all of the log's
    :param today: what holds where none was ever recorded
    """
    changes = [one for one in entries if one.leaf.type is EntryType.WITNESS_CHANGE]
    if not changes:
        return today
    before = [one for one in changes if one.index < size]
    return parse_policy(policy_bytes(public, before[-1])) if before else Policy()


def policy_bytes(public: Path, entry: Entry) -> bytes:
    """Give the policy that a change of witnesses recorded.

    :raises KeyError: when the entry records none
    """
    for one in entry.leaf.objects:
        if one.role == POLICY_ROLE:
            return (public / "objects" / one.c[:2] / one.c).read_bytes()
    raise KeyError(f"entry {entry.index} records no policy")


def cosignatures(note: str, policy: Policy) -> dict[str, tuple[Signature, int]]:
    """Give the right cosignatures on a checkpoint by the policy's witnesses.

    :returns: by the witness's name in the policy: its line, and its POSIX seconds
    """
    text, signatures = split_note(note)
    known: Mapping[tuple[str, str], str] = {
        (party.key.name, party.key.key_id): name for name, party in policy.witnesses.items()
    }
    found: dict[str, tuple[Signature, int]] = {}
    for one in signatures:
        name = known.get((one.name, one.key_id))
        if name is None or not _right(policy.witnesses[name].key, text, one):
            continue
        seconds = split(one.signature)[0]
        if seconds > 0 and (name not in found or found[name][1] < seconds):
            found[name] = (one, seconds)
    return found


def _right(key: Verifier, text: str, one: Signature) -> bool:
    try:
        key.verify(text.encode(), one.signature)
    except NoteError:
        return False
    return True


def default_quorum(count: int) -> int:
    """Give how many of so many witnesses make a split view impossible: 1 + ⌊2n/3⌋.

    Source: N. Möller, sigsum-general, November 2023.
    """
    return 1 + 2 * count // 3 if count else 0
