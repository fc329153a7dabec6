"""What was found in a version of a table: it never changes, so that it is looked for once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_MOST = 4_000
_T = TypeVar("_T")


class Known:
    """Answers by their question, the one longest unasked leaving first.

    :param most: how many are kept
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, question: Hashable, ask: Callable[[], _T]) -> _T:
        """Give the answer, asking where it is not known yet."""
        with self._guard:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]  # type: ignore[return-value]  # of this question
        answer = ask()
        self.put(question, answer)
        return answer

    def put(self, question: Hashable, answer: object) -> None:
        """Keep an answer that was found on the way to another."""
        with self._guard:
            self._answers[question] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)


class Answered:
    """Rows by their question, for whoever asks the same again and again and then is done.

    :param most: how many cells are kept
    """

    def __init__(self, most: int = 300_000) -> None:
        self._most, self._cells = most, 0
        self._answers: OrderedDict[Hashable, tuple[int, list[list[Any]]]] = OrderedDict()
        self._guard = threading.Lock()

    def clear(self) -> None:
        """Keep nothing: some of it may have been taken away."""
        with self._guard:
            self._answers.clear()
            self._cells = 0

    def get(self, question: Hashable, ask: Callable[[], list[list[Any]]]) -> list[list[Any]]:
        """Give the rows, asking where they are not known; nobody may change them."""
        with self._guard:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question][1]
        rows = ask()
        cells = 1 + sum(map(len, rows))
        with self._guard:
            if question not in self._answers and cells < self._most:
                self._answers[question] = cells, rows
                self._cells += cells
            while self._cells > self._most:
                self._cells -= self._answers.popitem(last=False)[1][0]
        return rows
