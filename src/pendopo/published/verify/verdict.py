"""What verification found: what was checked, what is wrong with which publication, what was not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from pendopo.terms.entry import Leaf
from pendopo.terms.wording import fill

# So many problems are listed; the rest is counted. A folder without its objects has as many
# problems as publications, and nobody reads more.
PROBLEMS_MOST = 1_000
COUNTED = (
    "entries",
    "publications",
    "measurements",
    "other entries",
    "tiles",
    "receipts",
    "objects",
    "bytes",
    "redacted",
    "cosignatures",
    "approvals",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    :param what: a slug: ``object-missing``, ``receipt-wrong``, ``stray`` …
    :param where: the path of the file, from the public folder
    :param message: English, marked with ``say``, its values in ``{placeholders}``
    :param index: the entry concerned, or None when no single one is
    :param id: the publication concerned; empty when no single one is, or its leaf cannot be read
    :param register: the register of that publication
    """

    what: str
    where: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    index: int | None = None
    id: str = ""
    register: str = ""

    def sentence(self) -> str:
        """Give the message in English with its values."""
        return fill(self.message, self.values)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was not checked, and why: a sentence marked with ``say`` and its values."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    def sentence(self) -> str:
        """Give the message in English with its values."""
        return fill(self.message, self.values)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification.

    :param size: how many entries the checkpoint signs; 0 when it cannot be believed
    :param root: the root that was recomputed from the entries, in hexadecimal
    :param origin: the log's permanent name
    :param vkey: the key everything was held to
    :param key_from_folder: whether that key came from the folder itself, so that a person must
        compare it with the one that was handed over elsewhere
    :param counts: how many of what were checked: those in ``COUNTED``, and ``checkpoints``
    :param problems: what is wrong, at most 1,000 of them
    :param more: how many further problems there are
    :param unchecked: what was not checked
    :param offices: by whose approvers publications were let through, and how many by each
    """

    size: int
    root: str
    origin: str
    vkey: str
    key_from_folder: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    more: int = 0
    unchecked: tuple[Remark, ...] = ()
    offices: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with what was checked."""
        return not self.problems


@dataclass(slots=True)
class Tally:
    """Findings as they gather, in one process or in several.

    :param checkpoints: the sizes whose published checkpoint was looked at
    :param witnesses: names that signed with keys not known here
    :param offices: whose approvers let publications through
    :param approved: by the SHA-256 of what was signed: the first entry by it, and what is wrong
        if that is not the first
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    checkpoints: set[int] = field(default_factory=set)
    witnesses: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    offices: Counter[str] = field(default_factory=Counter)
    approved: dict[bytes, tuple[int, Problem]] = field(default_factory=dict)

    def approve(self, signed: bytes, index: int, again: Problem) -> None:
        """Note by what an entry was let through: it counts for one.

        :param signed: the SHA-256 of the statement
        :param again: what is wrong where another entry came first
        """
        one = index, again
        first, *later = sorted({self.approved.get(signed, one), one}, key=itemgetter(0))
        self.approved[signed] = first
        for _, problem in later:
            self.wrong(problem)

    def wrong(self, problem: Problem) -> None:
        """Note a problem."""
        if len(self.problems) < PROBLEMS_MOST:
            self.problems.append(problem)
        else:
            self.more += 1

    def unchecked(self, message: str, **values: str) -> None:
        """Note once what was not checked."""
        remark = Remark(message, values)
        if remark not in self.remarks:
            self.remarks.append(remark)

    def add(self, other: "Tally") -> None:
        """Take over what another tally holds; what both say of the same file is said once."""
        self.counts += other.counts
        known = set(self.problems)
        for problem in other.problems:
            if problem not in known:
                self.wrong(problem)
        self.more += other.more
        self.checkpoints |= other.checkpoints
        self.witnesses |= other.witnesses
        self.offices += other.offices
        for signed, (index, again) in other.approved.items():
            self.approve(signed, index, again)
        for remark in other.remarks:
            self.unchecked(remark.message, **remark.values)


@dataclass(frozen=True, slots=True)
class Named:
    """Which entry is spoken of.

    :param leaf: None while it cannot be read
    """

    index: int | None = None
    leaf: Leaf | None = None

    def problem(self, what: str, where: str, message: str, **values: str) -> Problem:
        """Make a problem of this entry."""
        leaf = self.leaf
        id_, register = (leaf.id, leaf.register) if leaf else ("", "")
        return Problem(what, where, message, values, self.index, id_, register)
