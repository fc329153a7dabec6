"""The word that a mistyped one was probably meant to be, by edit distance."""

import sqlite3

_FAR = 3
_SHORT = 5  # of so few letters one may differ, of more two


def nearest(database: sqlite3.Connection, word: str) -> str:
    """Give the nearest word of the index's vocabulary; empty where none is near.

    Of equally near words the one that more documents have. Both begin with the same letter, or with
    the first two turned round: who mistypes seldom misses the first.
    """
    most = 1 if len(word) <= _SHORT else 2
    best = ("", _FAR, 0)
    for first in dict.fromkeys(word[:2]):
        rows = database.execute(
            "select word, documents from spelled where word >= ? and word < ?"
            " and length(word) between ? and ?",
            [first, chr(ord(first) + 1), len(word) - most, len(word) + most],
        )
        for other, documents in rows:
            far = distance(word, other, most)
            if far <= most and (far, -documents) < (best[1], -best[2]):
                best = (other, far, documents)
    return best[0]


def distance(one: str, other: str, most: int) -> int:
    """Count the letters to add, drop, change or turn round, up to one more than ``most``.

    Source: optimal string alignment, after Damerau (1964).
    """
    if abs(len(one) - len(other)) > most or _letters_apart(one, other) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, mark in enumerate(other, 1):
            least = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != mark))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == mark:
                least = min(least, last[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]


def _letters_apart(one: str, other: str) -> int:
    return len(set(one) ^ set(other))
