"""Transparency logs as C2SP writes them: hashing, tiles, signed notes, checkpoints and proofs."""
