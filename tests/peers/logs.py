"""A log made of thin air, for witnesses: its checkpoints and its proofs."""

from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.merkle import consistency_proof, leaf_hash, tree_root
from pendopo.standards.tlog.note import Signer, generate_key, sign_note
from pendopo.standards.tlog.witness import AddCheckpoint


class PaperLog:
    """A log whose entries are numbers; ``branch`` makes another log of the same key."""

    def __init__(self, origin: str = "log.example/a", branch: str = "", seed: bytes = b"l") -> None:
        self.signer = Signer.parse(generate_key(origin, seed * 32)[0])
        self.origin = origin
        self._branch = branch

    @property
    def vkey(self) -> str:
        return self.signer.vkey

    def hashes(self, size: int) -> list[bytes]:
        return [leaf_hash(f"{self._branch}{i}".encode()) for i in range(size)]

    def text(self, size: int) -> str:
        return Checkpoint(self.origin, size, tree_root(self.hashes(size))).text()

    def note(self, size: int) -> str:
        return sign_note(self.text(size), [self.signer])

    def proof(self, old: int, new: int) -> tuple[bytes, ...]:
        hashes = self.hashes(new)

        def subtree(level: int, index: int) -> bytes:
            return tree_root(hashes[index << level : (index + 1) << level])

        return tuple(consistency_proof(old, new, subtree))

    def ask(self, old: int, new: int) -> bytes:
        """The body of a request that is right."""
        return AddCheckpoint(old, self.proof(old, new), self.note(new)).encode()
