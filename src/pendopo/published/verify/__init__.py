"""Verify a published record: recompute everything, believe nothing but the log's key.

What is held to what: the checkpoint to the key; the entries to the checkpoint's root; every tile
to the entries; every past checkpoint to the root of its first entries; every publication's folder,
receipt and salts to its entry; every object to its commitment, or its absence to a redaction; and
every file in ``log/``, ``objects/`` and ``pub/`` to something that accounts for it.
"""

from pendopo.published.verify.shelf import FolderShelf, Shelf, ShelfError
from pendopo.published.verify.verdict import Problem, Remark, Verdict
from pendopo.published.verify.whole import Given, Progress, verify

__all__ = [
    "FolderShelf",
    "Given",
    "Problem",
    "Progress",
    "Remark",
    "Shelf",
    "ShelfError",
    "Verdict",
    "verify",
]
