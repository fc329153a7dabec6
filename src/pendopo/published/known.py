"""What was counted in a version of a table: it never changes, so that it is counted once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

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
