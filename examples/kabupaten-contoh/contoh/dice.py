"""Chance that falls the same way each time."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Chance from a seed and a subject's name, so that a new subject changes no other.

    Only ``Random.random()`` is used, the one method whose sequence Python promises to keep.
    """

    def __init__(self, seed: int, subject: str) -> None:
        self._random = random.Random(f"{seed}/{subject}")

    def fraction(self) -> float:
        """Give a number from 0 up to, not including, 1."""
        return self._random.random()

    def chance(self, of: float) -> bool:
        """Say yes as often as ``of``, a fraction of 1, asks."""
        return self.fraction() < of

    def integer(self, low: int, high: int) -> int:
        """Give a whole number from low to high, both included."""
        return low + int(self.fraction() * (high - low + 1))

    def pick(self, things: Sequence[T]) -> T:
        """Take one thing and leave it there."""
        return things[int(self.fraction() * len(things))]

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """Take that many different things, in their order."""
        marked = sorted(range(len(things)), key=lambda _: self.fraction())[:count]
        return [things[place] for place in sorted(marked)]

    def near(self, value: int, spread: float, step: int = 1) -> int:
        """Give a whole number near a value: at most ``spread`` of it away, the middle likelier."""
        swing = (self.fraction() + self.fraction() - 1) * spread
        return int(value * (1 + swing)) // step * step

    def day(self, first: date, last: date) -> date:
        """Give a day from first to last, both included."""
        return first + timedelta(days=self.integer(0, (last - first).days))
