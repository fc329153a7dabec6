"""The program that verifies a record with nothing but Python: it lies beside every record."""

from importlib import resources
from typing import Final

VERIFIER: Final = "verify_archive.py"


def verifier() -> bytes:
    """Give its text, to be placed as it is."""
    return resources.files("pendopo.exports.archive").joinpath(VERIFIER).read_bytes()
