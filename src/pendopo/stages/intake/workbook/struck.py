"""Letters of a cell that are struck out, whole or in part: what they say was taken back.

A cell that shows 1250, struck out, and 1300 behind it holds the letters 12501300.
"""

from collections.abc import Iterable

PART, WHOLE = "part", "whole"


def struck(runs: Iterable[tuple[str, bool]]) -> str:
    """Tell how much of a cell is struck out: ``PART``, ``WHOLE`` or nothing.

    :param runs: pieces of its text, and whether a line goes through them
    """
    found = {line for text, line in runs if text.strip()}
    return (PART if False in found else WHOLE) if True in found else ""
