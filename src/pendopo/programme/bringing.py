"""Checking what somebody brings against the record of a programme."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from pendopo.published.brought.contents import WITHHELD, Candidate, Contents, Place
from pendopo.published.brought.receipt import BroughtError, Held, Today, hold
from pendopo.published.state import SignedCheckpoint, State
from pendopo.standards.tlog.policy import Policy, parse_policy
from pendopo.terms.journey import Entry

# No receipt of ours is longer; it is a note with some hashes above it.
RECEIPT_BYTES_MOST = 1_000_000


class Hall(Protocol):
    """What checking needs of a programme."""

    @property
    def public(self) -> Path:
        """The web root."""

    def checkpoint(self) -> SignedCheckpoint | None:
        """Give the published checkpoint."""

    def state(self, size: int | None = None) -> State:
        """Give what stands now."""


class Brought:
    """Answers for what is brought to a programme.

    :param folder: where the index of contents lies: ``private/derived/contents``
    """

    def __init__(self, hall: Hall, folder: Path) -> None:
        self._hall = hall
        self._folder = folder

    def of_sha256(self, state: State, sha256: bytes) -> tuple[Place, ...]:
        """Give the places where a content stands, oldest first."""
        return self._contents.of_sha256(self._up(state), sha256)

    def of_commitment(self, state: State, c: str) -> tuple[Place, ...]:
        """Give the places where a commitment stands, oldest first."""
        return tuple(
            place
            for place in self._contents.of_commitment(self._up(state), c)
            if place.role != WITHHELD or self._contents.withheld(place.entry.leaf) == c
        )

    def candidates(self, state: State, begins: str) -> tuple[Candidate, ...]:
        """Give the contents whose SHA-256 begins with some digits."""
        return self._contents.candidates(self._up(state), begins)

    def digits(self, state: State) -> int:
        """Give with how many digits to ask for them."""
        return self._contents.digits(self._up(state))

    def bring_up(self) -> None:
        """Make the index of contents hold the present state."""
        self._contents.bring_up(self._hall.state())

    def drop(self) -> None:
        """Remove the index."""
        self._contents.drop()

    def hold(self, data: bytes) -> Held:
        """Check a receipt or a kept checkpoint.

        :raises BroughtError: when it does not hold, saying where and what
        """
        signed = self._hall.checkpoint()
        state = self._hall.state(signed.size if signed else 0)
        return hold(data, Today(self._hall.public, state, signed, self._policy()))

    def receipt_of(self, entry: Entry) -> Held | None:
        """Check the receipt that lies beside an entry; None where none that holds is there yet."""
        path = self._hall.public / "pub" / entry.leaf.id / "receipt.tlog-proof"
        try:
            return self.hold(path.read_bytes())
        except (OSError, BroughtError):
            return None

    @cached_property
    def _contents(self) -> Contents:
        return Contents(self._folder, self._hall.public)

    def _up(self, state: State) -> State:
        """Bring the index up, and give a state that knows of what was redacted since."""
        present = self._hall.state()
        self._contents.bring_up(present)
        return replace(state, withdrawn=present.withdrawn)

    def _policy(self) -> Policy:
        path = self._hall.public / "policy.txt"
        return parse_policy(path.read_bytes()) if path.exists() else Policy()
