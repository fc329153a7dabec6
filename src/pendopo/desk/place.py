"""Whose desk this process serves: the private folder of one programme."""

from pathlib import Path

_PLACES: list[Path] = []


def put(folder: Path) -> None:
    """Name the folder; the last one named is the one in use."""
    _PLACES[:] = [folder]


def private() -> Path:
    """Give the folder.

    :raises LookupError: when no desk was opened
    """
    if not _PLACES:
        raise LookupError("no desk is open in this process")
    return _PLACES[0]
