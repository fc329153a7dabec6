"""Merkle tree hashing and proofs of RFC 6962, section 2.1 (the same in RFC 9162)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# Gives the root of the complete subtree (level, index): the leaves from index * 2**level to
# (index + 1) * 2**level, which the log holds in a tile.
Subtree = Callable[[int, int], bytes]


class ProofError(ValueError):
    """A proof does not prove what it should, or is not a proof at all."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry: SHA-256(0x00, entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node: SHA-256(0x01, left, right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(hashes: Sequence[bytes]) -> bytes:
    """Give the root over leaf hashes, or over the roots of complete subtrees of equal size."""
    frontier = Frontier()
    for one in hashes:
        frontier.append(one)
    return frontier.root()


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: all that is needed to append and to give the root.

    :param size: how many leaves the tree has
    :param peaks: the roots of its complete subtrees, the largest first: one for each 1 in the
        binary form of ``size``
    :raises ValueError: when the number of peaks does not fit the size
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hold the peaks to the size."""
        if len(self.peaks) != self.size.bit_count():
            raise ValueError(
                f"a tree of {self.size} leaves has {self.size.bit_count()} peaks, "
                f"not {len(self.peaks)}"
            )

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash.

        :param leaf: 32 bytes
        """
        carry = self.size
        while carry & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            carry >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Give the root hash of the tree as it stands."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Prove that the leaf at ``index`` is in the tree of ``size`` leaves.

    :return: the hashes from the leaf's sibling up to the root's child
    :raises ProofError: when the tree has no such leaf

    Source: RFC 6962, section 2.1.1.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    return [_range_root(low, high, subtree) for low, high in _siblings(index, size)]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Prove that the tree of ``new`` leaves only adds to the tree of ``old`` leaves.

    :raises ProofError: when ``old`` is larger than ``new``

    Source: RFC 6962, section 2.1.2.
    """
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves does not grow from one of {old}")
    if old in {0, new}:
        return []
    # The old tree's last complete subtree is where the two trees part: its root begins the proof,
    # unless it is the whole old tree, whose root the verifier has already.
    level = (old & -old).bit_length() - 1
    last = old - (1 << level)
    start = [] if last == 0 else [subtree(level, last >> level)]
    above = [(low, high) for low, high in _siblings(old - 1, new) if low >= old or high <= last]
    return start + [_range_root(low, high, subtree) for low, high in above]


def verify_inclusion(
    index: int, size: int, leaf: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the leaf hash is at ``index`` of the tree of ``size`` leaves with that root.

    :raises ProofError: when it is not, or when any hash has not 32 bytes

    Source: RFC 9162, section 2.1.3.2.
    """
    _hold_lengths(leaf, root, *proof)
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    node, last = index, size - 1
    found = leaf
    for one in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if node & 1 or node == last:
            found = node_hash(one, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, one)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the inclusion proof is too short")
    if found != root:
        raise ProofError("the inclusion proof leads to another root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of ``new`` leaves only adds to the tree of ``old`` leaves.

    :raises ProofError: when it does not, or when any hash has not 32 bytes

    Source: RFC 9162, section 2.1.4.2.
    """
    _hold_lengths(old_root, new_root, *proof)
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves does not grow from one of {old}")
    if old in {0, new}:
        _verify_trivial(old, new, (old_root, new_root), proof)
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise ProofError("the consistency proof is too short")
    before, after = _consistency_roots(old, new, path)
    if before != old_root:
        raise ProofError("the consistency proof leads to another old root")
    if after != new_root:
        raise ProofError("the consistency proof leads to another new root")


def _verify_trivial(old: int, new: int, roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> None:
    """Check the two cases without hashes to join: an empty old tree, and a tree with itself."""
    if proof:
        raise ProofError("the consistency proof is too long")
    for size, root in zip((old, new), roots, strict=True):
        if size == 0 and root != EMPTY_ROOT:
            raise ProofError("the root of an empty tree is SHA-256 of nothing")
    if old == new and roots[0] != roots[1]:
        raise ProofError("two roots for the same size")


def _consistency_roots(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Compute both roots from a proof that starts with the subtree where the trees part."""
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if node & 1 or node == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, one)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the consistency proof is too short")
    return before, after


def _hold_lengths(*hashes: bytes) -> None:
    for one in hashes:
        if len(one) != HASH_BYTES:
            raise ProofError(f"a hash of {len(one)} bytes; SHA-256 gives {HASH_BYTES}")


def _siblings(index: int, size: int) -> list[tuple[int, int]]:
    """Give the leaf ranges beside the path to a leaf, from the leaf up to the root."""
    ranges = []
    low, high = 0, size
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def _range_root(low: int, high: int, subtree: Subtree) -> bytes:
    """Give the root over the leaves ``low`` to ``high``, joined from complete subtrees."""
    parts = list(_complete(low, high))
    root = subtree(*parts[-1])
    for part in reversed(parts[:-1]):
        root = node_hash(subtree(*part), root)
    return root


def _complete(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Cut a range whose start is aligned to its length into complete subtrees, largest first."""
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level
