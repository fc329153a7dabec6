"""Measures that people wrote, each asked in the limited process: one number, on one day."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from pendopo.published.deadline import RETRY_AFTER_S, SlowError, overdue
from pendopo.published.errors import SqlError
from pendopo.published.sql.kinds import is_number
from pendopo.published.sql.pool import refusal
from pendopo.published.sql.runner import MAIN
from pendopo.published.tables import PublishedTable
from pendopo.store.child import Limits
from pendopo.store.confine import Reach
from pendopo.store.warm import GoneError, OverdueError, Warm
from pendopo.terms.wording import say

_MEMORY_MB: Final = 1536
ENGINE_MB: Final = 512
_BYTES_MOST: Final = 1 << 16
# What the runner says of itself, and not of the question: no memory, or a file it could not open.
_OF_THE_MACHINE: Final = frozenset({"memory", "unopened"})
_RUNNER: Final = "pendopo.published.sql.runner:answer"


class Sandbox:
    """Asks measures one after another; its process starts with the first and ends with it.

    :param folder: where the serving files lie: all that the process can read
    :param seconds: how long one measure may take
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds
        self._child: Warm | None = None

    def __enter__(self) -> "Sandbox":
        """Begin; nothing is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self._end()

    def number(
        self, sql: str, tables: Sequence[tuple[PublishedTable, Path]], day: date
    ) -> str | None:
        """Give the one number of a SELECT as decimal text, None where the record holds no data.

        :param tables: those that it reads, each with its serving file; they go by their bare names
        :param day: the parameter ``$as_of``
        :raises SqlError: when the engine refuses it, or what it gives is not one number
        :raises SlowError: when it takes too long, or the machine has no memory for it: whoever
            asks again may have an answer
        """
        answer = self._asked(
            {
                "sql": sql,
                "tables": [_bare(table, path) for table, path in tables],
                "rows_most": 1,
                "bytes_most": _BYTES_MOST,
                "memory_mb": ENGINE_MB,
                "days": {"as_of": day.isoformat()},
            }
        )
        if answer.get("refused") in _OF_THE_MACHINE:
            raise SlowError(
                say("The machine could not answer now: {why}"), RETRY_AFTER_S, why=answer["refused"]
            )
        if "refused" in answer:
            raise refusal(answer["refused"], answer["detail"])
        return _one_number(answer)

    def _asked(self, spec: dict[str, Any]) -> dict[str, Any]:
        if self._child is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            limits = Limits(memory_mb=_MEMORY_MB, file_mb=0)
            self._child = Warm(_RUNNER, limits, Reach(read=(str(self._folder),)))
        try:
            return self._child.ask(spec, self._seconds)
        except OverdueError as error:
            self._end()
            raise overdue(self._seconds) from error
        except GoneError:
            self._end()
            # Libraries that are refused memory end the process without a word.
            return {"refused": "memory", "detail": ""}

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


def _bare(table: PublishedTable, path: Path) -> dict[str, str]:
    return {"register": MAIN, "name": table.name, "table": table.table.name, "path": str(path)}


def _one_number(answer: dict[str, Any]) -> str | None:
    rows, columns = answer["rows"], answer["columns"]
    if len(rows) != 1 or answer["more"] or len(columns) != 1:
        raise SqlError(say("It gives more or less than one number; write one row with one column"))
    [[text]], [[_, kind]] = rows, columns
    if text is None:
        return None
    with suppress(InvalidOperation):
        number = Decimal(text)
        if is_number(kind) and number.is_finite():
            return format(number, "f")
    raise SqlError(say("It gives {found}, which is no number"), found=repr(text))
