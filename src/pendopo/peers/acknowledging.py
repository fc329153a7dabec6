"""What a mirror does with what its origin took away, by a policy that it publishes, and says so.

    mirror/redactions.json    the policy, each redaction that was acted on, and what is hidden now

What the log redacted is never served on. Whether the bytes are destroyed too, or lie where nobody
is served them, is the mirror's own policy: its law is its own. So is whether it serves what the log
holds for now.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from pendopo.peers.mirror import FOLDER
from pendopo.published.verify import Shelf, ShelfError
from pendopo.published.withdrawals import Redaction
from pendopo.store.files import Disk
from pendopo.store.place import LogPlace
from pendopo.store.withdraw import Wanted, begin, carry_out, hidden_here, without
from pendopo.terms.answering import LISTED, POLICIES, Policy
from pendopo.terms.journey import Entry

FILE: Final = f"{FOLDER}/redactions.json"
DELETED, SET_APART = "deleted", "set apart"
_BYTES_MOST = 1_000_000
_ENTRIES_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Answered:
    """A redaction that was acted on.

    :param did: ``deleted`` or ``set apart``
    :param at: when, RFC 3339 in UTC
    """

    entry: int
    id: str
    reason: str
    did: str
    at: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a mirror says that it did, as its origin asked it.

    :param policy: as ``POLICIES`` names it; empty for one that this program does not know
    :param entries: the redactions that it acted on
    """

    mirror: str
    policy: str
    entries: tuple[int, ...]
    asked_at: str
    reasons: tuple[str, ...] = field(default=())

    @property
    def policy_text(self) -> str:
        """The policy in words, marked with ``say``."""
        return POLICIES.get(self.policy, "")


@dataclass(frozen=True, slots=True)
class Copy:
    """The folders of a mirror.

    :param withdrawn: where what was taken away lies if it is kept
    """

    place: LogPlace
    withdrawn: Path
    disk: Disk

    @property
    def public(self) -> Path:
        """What is served."""
        return self.place.public


@dataclass(frozen=True, slots=True)
class Said:
    """What the copy's log says.

    :param held: the commitments that it hides now
    """

    entries: Sequence[Entry]
    redactions: Sequence[Redaction]
    held: frozenset[str]

    @property
    def redacted(self) -> frozenset[str]:
        """The commitments that were taken away for good."""
        return frozenset(one.c for taken in self.redactions for one in taken.names)


def answered(public: Path) -> list[Answered]:
    """Read which redactions were acted on; none before the first."""
    return [Answered(**one) for one in _said(public).get("acknowledged", ())]


def settled(public: Path, redacted: int, held: Collection[str], policy: Policy) -> bool:
    """Whether all that the log redacted and holds was acted on by just this policy.

    :param redacted: how many commitments redactions name
    :param held: the commitments that the log hides now
    """
    said = _said(public)
    same = (said.get("policy"), tuple(said.get("reasons", ()))) == _terms(policy)
    hidden = (said.get("holds"), said.get("hidden")) == (policy.holds, _hidden(held, policy))
    return same and hidden and said.get("objects", -1) == redacted


def act(
    copy: Copy,
    log: Said,
    policy: Policy,
    at: str,
    drop: Callable[[], None],
) -> None:
    """Do with every redaction and hold what the policy says, and write down what was done.

    Doing it again changes nothing; what an interrupted call left is finished by the next.

    :param drop: removes everything that was derived from the copy
    """
    redacted = log.redacted
    if hidden_here(copy.place):
        begin(copy.place, copy.disk)  # salts are hidden too, of what may be redacted by now
    _close(copy, log.entries, redacted)
    before = {one.entry: one for one in answered(copy.public)}
    done = []
    for taken in log.redactions:
        destroys = policy.destroys(taken.reason)
        _put_away(copy, [one.c for one in taken.names], destroys=destroys)
        did = DELETED if destroys else SET_APART
        known = before.get(taken.index)
        when = known.at if known is not None and known.did == did else at
        done.append(Answered(taken.index, taken.id, taken.reason, did, when))
    if redacted:
        drop()
    hidden = _hidden(log.held, policy)
    _hide(copy, log, frozenset(hidden), drop)
    name, reasons = _terms(policy)
    said = {
        "v": 1,
        "policy": name,
        "reasons": list(reasons),
        "objects": len(redacted),
        "acknowledged": [asdict(one) for one in done],
        "holds": policy.holds,
        "hidden": hidden,
    }
    copy.disk.put_many({copy.public / FILE: json.dumps(said, indent=1).encode() + b"\n"})


def _close(copy: Copy, entries: Sequence[Entry], redacted: frozenset[str]) -> None:
    """Take the salts of what was redacted out of the public files."""
    files: dict[Path, bytes] = {}
    for entry in entries:
        if any(one.c in redacted for one in entry.leaf.own):
            path = copy.public / "pub" / entry.leaf.id / "salts.json"
            try:
                data = path.read_bytes()
                left = without(data, redacted)
            except (OSError, ValueError, LookupError, TypeError):
                continue  # lacking or damaged, which is said elsewhere
            if left != data:
                files[path] = left
    if files:
        copy.disk.put_many(files)


def _hide(copy: Copy, log: Said, hidden: frozenset[str], drop: Callable[[], None]) -> None:
    """Serve neither what is held nor its salts, and put back what is held no more."""
    concerned = hidden | log.redacted | hidden_here(copy.place)
    owners = frozenset(
        entry.leaf.id for entry in log.entries if any(one.c in concerned for one in entry.leaf.own)
    )
    carry_out(copy.place, Wanted(hidden, log.redacted, owners), copy.disk, drop)


def _hidden(held: Collection[str], policy: Policy) -> list[str]:
    return sorted(held) if policy.hides else []


def _put_away(copy: Copy, commitments: Sequence[str], *, destroys: bool) -> None:
    """Serve objects no longer: set them apart, or destroy them wherever they lie."""
    folders = {copy.withdrawn}
    hidden = copy.place.hidden / "objects"
    for c in commitments:
        apart = copy.withdrawn / c
        for path in (copy.public / "objects" / c[:2] / c, hidden / c, apart):
            if not path.exists() or (path == apart and not destroys):
                continue
            if destroys:
                copy.disk.remove(path)
            else:
                copy.disk.folder(copy.withdrawn, 0o700)
                copy.disk.rename(path, apart)
            folders.add(path.parent)
    copy.disk.sync_folders(folder for folder in folders if folder.is_dir())


def ask_mirror(shelf: Shelf, address: str, at: str) -> Acknowledged | None:
    """Ask a mirror what it did; None where it says nothing that can be read."""
    try:
        data = shelf.read(FILE, _BYTES_MOST)
        raw: dict[str, Any] = json.loads(data or b"{}")
        entries = tuple(int(one["entry"]) for one in raw["acknowledged"][:_ENTRIES_MOST])
        reasons = tuple(str(code)[:64] for code in raw.get("reasons", ())[:64])
        policy = raw["policy"] if raw["policy"] in POLICIES else ""
    except (ShelfError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return Acknowledged(address, policy, entries, at, reasons)


def _terms(policy: Policy) -> tuple[str, tuple[str, ...]]:
    return policy.redactions, policy.reasons if policy.redactions == LISTED else ()


def _said(public: Path) -> dict[str, Any]:
    try:
        raw = json.loads((public / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}
