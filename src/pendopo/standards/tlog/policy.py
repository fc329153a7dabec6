"""Whom to believe: a log's key, its witnesses, and how many of them (C2SP tlog-policy)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from pendopo.standards.tlog.note import (
    COSIGNATURE_ED25519,
    COSIGNATURE_MLDSA44,
    ED25519,
    NoteError,
    Verifier,
)

_LOG_KINDS = (ED25519, COSIGNATURE_MLDSA44)
_WITNESS_KINDS = (COSIGNATURE_ED25519, COSIGNATURE_MLDSA44)
_NONE = "none"
_POLICY_BYTES_MOST = 1_000_000
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n") | {0x7F}


class PolicyError(ValueError):
    """A policy file says something that a policy cannot say."""


@dataclass(frozen=True, slots=True)
class Party:
    """A log or a witness.

    :param url: where it answers; empty when the policy is for reading only
    """

    key: Verifier
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Names of witnesses and groups, of which at least ``threshold`` must have cosigned."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: any one of the logs has signed, and the quorum has cosigned.

    :param witnesses: by the name they have in this policy
    :param quorum: a witness, a group, or ``none``
    """

    logs: tuple[Party, ...] = ()
    witnesses: Mapping[str, Party] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = _NONE

    def verifiers(self) -> tuple[Verifier, ...]:
        """Give every key, to open a checkpoint with."""
        return tuple(party.key for party in (*self.logs, *self.witnesses.values()))

    def satisfied(self, vkeys: Collection[str]) -> bool:
        """Whether the keys that have signed are a log's and the quorum's.

        :param vkeys: the verifier keys whose signatures were checked and found right
        """
        log = any(party.key.vkey in vkeys for party in self.logs)
        return log and (self.quorum == _NONE or self._witnessed(self.quorum, vkeys))

    def needed(self) -> int:
        """How many witnesses must cosign at least."""
        return self.missing(())

    def missing(self, vkeys: Collection[str]) -> int:
        """How many more witnesses must cosign at least, for the quorum to have cosigned.

        :param vkeys: the verifier keys whose signatures are there
        """
        return 0 if self.quorum == _NONE else self._missing(self.quorum, vkeys)

    def encode(self) -> bytes:
        """Give the policy file, its groups after the names they use."""
        lines = [
            *(_line("log", party.key.vkey, party.url) for party in self.logs),
            *(_line("witness", n, p.key.vkey, p.url) for n, p in self.witnesses.items()),
            *(_line("group", n, str(g.threshold), *g.members) for n, g in self.groups.items()),
            _line("quorum", self.quorum),
        ]
        return "".join(lines).encode("utf-8", "surrogateescape")

    def _missing(self, name: str, vkeys: Collection[str]) -> int:
        if name in self.witnesses:
            return 0 if self.witnesses[name].key.vkey in vkeys else 1
        group = self.groups[name]
        # Each name is in one group at most, so that what one member lacks is lacked by it alone.
        lacking = sorted(self._missing(one, vkeys) for one in group.members)
        return sum(lacking[: group.threshold])

    def _witnessed(self, name: str, vkeys: Collection[str]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key.vkey in vkeys
        group = self.groups[name]
        return sum(self._witnessed(one, vkeys) for one in group.members) >= group.threshold


def parse_policy(data: bytes) -> Policy:
    """Read a policy file.

    :raises PolicyError: naming the line that is wrong
    """
    if len(data) > _POLICY_BYTES_MOST:
        raise PolicyError(f"a policy of {len(data)} bytes; at most {_POLICY_BYTES_MOST} are read")
    if not _CONTROLS.isdisjoint(data):
        raise PolicyError("a policy holds no control characters but tabs and newlines")
    reader = _Reader()
    # Names are octets: what is not UTF-8 is kept as it is and equals only itself.
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), start=1):
        words = line.replace("\t", " ").split(" ")
        reader.take(number, [word for word in words if word])
    return reader.policy()


class _Reader:
    """Gathers a policy line by line: a name must stand above the line that uses it."""

    def __init__(self) -> None:
        self.logs: list[Party] = []
        self.witnesses: dict[str, Party] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None
        self.number = 0

    def take(self, number: int, words: list[str]) -> None:
        """Read one line's words."""
        self.number = number
        if not words or words[0].startswith("#"):
            return
        verbs: dict[str, tuple[Callable[[list[str]], None], range]] = {
            "log": (self._log, range(1, 3)),
            "witness": (self._witness, range(2, 4)),
            "group": (self._group, range(3, len(words))),
            "quorum": (self._quorum, range(1, 2)),
        }
        verb, counts = verbs.get(words[0], (None, range(0)))
        if verb is None or len(words) - 1 not in counts:
            raise self._error(f"{' '.join(words)[:80]!r} is no line of a policy")
        verb(words[1:])

    def policy(self) -> Policy:
        """Give what was gathered."""
        if self.quorum is None:
            raise PolicyError("a policy has one quorum line; write 'quorum none' to ask for none")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _log(self, words: list[str]) -> None:
        self.logs.append(self._party(words, _LOG_KINDS, self.logs))

    def _witness(self, words: list[str]) -> None:
        name = self._new(words[0])
        known = self.witnesses.values()
        self.witnesses[name] = self._party(words[1:], _WITNESS_KINDS, known)

    def _group(self, words: list[str]) -> None:
        name, k, *members = words
        self._new(name)
        for member in members:
            if not self._defined(member) or member in self.members:
                raise self._error(f"{member!r} is not defined above, or already in a group")
            self.members.add(member)
        thresholds = {"any": 1, "all": len(members)}
        thresholds |= {str(n): n for n in range(1, len(members) + 1)}
        if k not in thresholds:
            raise self._error(f"{k[:20]!r} of {len(members)} members; write any, all or a number")
        self.groups[name] = Group(thresholds[k], tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if self.quorum is not None:
            raise self._error("a second quorum line")
        if words[0] != _NONE and not self._defined(words[0]):
            raise self._error(f"{words[0]!r} is not defined above")
        self.quorum = words[0]

    def _party(self, words: list[str], kinds: Collection[int], known: Collection[Party]) -> Party:
        try:
            key = Verifier.parse(words[0])
        except NoteError as error:
            raise self._error(str(error)) from error
        if key.kind not in kinds:
            raise self._error(f"the key of {key.name} has a type that does not fit here")
        if any(key.public == party.key.public for party in known):
            raise self._error(f"the key of {key.name} stands here twice")
        return Party(key, *words[1:])

    def _new(self, name: str) -> str:
        if self._defined(name) or name == _NONE:
            raise self._error(f"the name {name!r} is taken")
        return name

    def _defined(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _error(self, text: str) -> PolicyError:
        return PolicyError(f"line {self.number} of the policy: {text}")


def _line(*words: str) -> str:
    return " ".join(word for word in words if word) + "\n"
