"""Receipts: the proof that an entry is in the log, as a citizen keeps it."""

from base64 import b64encode
from dataclasses import dataclass, field

from pendopo.published.verify.checkpoints import History
from pendopo.standards.tlog.merkle import ProofError, leaf_hash, node_hash, verify_inclusion
from pendopo.standards.tlog.proof import TlogProof, parse_proof
from pendopo.standards.tlog.tiles import TILE_WIDTH

_TILE_LEVELS = 8
_GAP = b"\n\n"


@dataclass(slots=True)
class Receipts:
    """Checks the receipts of one bundle after another.

    The entries of a full tile have the same hashes above the tile. Once one receipt has proven
    them for a checkpoint, the others need only be, byte for byte, what they then must be.
    """

    history: History
    _n: int = -1
    _full: bool = False
    # By level below the tile's root: the lines of its hashes.
    _lines: list[list[bytes]] = field(default_factory=list)
    # By checkpoint: the lines above the tile, proven.
    _above: dict[bytes, bytes] = field(default_factory=dict)

    def begin(self, n: int, entries: list[bytes]) -> None:
        """Turn to the nth bundle."""
        self._n, self._full = n, len(entries) == TILE_WIDTH
        self._lines, self._above = [], {}
        if not self._full:
            return
        hashes = [leaf_hash(entry) for entry in entries]
        while len(hashes) > 1:
            self._lines.append([b"\n" + b64encode(one) for one in hashes])
            hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]

    def check(self, index: int, entry: bytes, data: bytes) -> None:
        """Check that a receipt proves an entry to be in the log.

        :raises ProofError: when it does not
        :raises CheckpointWrongError: when its checkpoint is not to be believed
        """
        head, _, note = data.partition(_GAP)
        above = self._above.get(note)
        if above is not None and head == self._expected(index) + above:
            return
        proof = _proof(data, index)
        checkpoint = self.history.of_receipt(proof.checkpoint)
        verify_inclusion(index, checkpoint.size, leaf_hash(entry), checkpoint.root, proof.hashes)
        if self._full and checkpoint.size >= (self._n + 1) * TILE_WIDTH:
            self._above[note] = head.removeprefix(self._expected(index))

    def _expected(self, index: int) -> bytes:
        """Give the lines of a receipt that depend on the entry's place in its tile."""
        at = index % TILE_WIDTH
        below = [lines[at >> level ^ 1] for level, lines in enumerate(self._lines)]
        return b"c2sp.org/tlog-proof@v1\nindex %d%b" % (index, b"".join(below))


def _proof(data: bytes, index: int) -> TlogProof:
    """Read the receipt of an entry."""
    proof = parse_proof(data)
    if proof.index != index or proof.extra:
        raise ProofError("it is of another entry, or carries what nothing signs")
    return proof
