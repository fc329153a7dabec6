"""Raised and lowered letters of a cell: the mark of a footnote is none of the number's digits.

A cell that shows 1250 with a small 1 above the line holds the letters 12501. Such a mark is taken
off a number and told; behind words its letters stay raised, as Unicode writes them: km².
"""

import re
from collections.abc import Sequence

UP, DOWN = "up", "down"
_LETTERS = "0123456789+-=()n"
_RAISED = {
    UP: str.maketrans(_LETTERS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
    DOWN: str.maketrans(_LETTERS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ"),
}
_NUMBER = re.compile(
    r"\s*(?:rp\.?|idr)?\s*[-(\u2212]?\s*\d[\d.,'\s]*[)%]?(?:,-)?\s*", re.IGNORECASE
)

Runs = Sequence[tuple[str, str]]  # some text, and UP, DOWN or nothing


def written(runs: Runs) -> tuple[str, str]:
    """Write the runs of a cell as one text.

    :returns: it, and the mark that was taken off a number; empty where none was
    """
    if not any(position for _, position in runs):
        return "".join(text for text, _ in runs), ""
    plain = "".join(text for text, position in runs if not position)
    if _NUMBER.fullmatch(plain):
        mark = "".join(text for text, position in runs if position).strip()
        return plain, mark
    return "".join(text.translate(_RAISED.get(position, {})) for text, position in runs), ""
