"""The limited processes that answer questions in SQL: few, started when they are first needed."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pendopo.published.deadline import SlowError, overdue
from pendopo.published.errors import SqlError
from pendopo.published.tables import PublishedTable
from pendopo.store.child import Limits
from pendopo.store.confine import Reach
from pendopo.store.warm import GoneError, OverdueError, Warm
from pendopo.terms.wording import say

ROWS_MOST = 10_000
_BYTES_MOST = 8 << 20
_MEMORY_MB = 1536
_ENGINE_MB = 512
# One that was ended is replaced by the other while a third one starts.
_CHILDREN = 2
# Of the few threads of a door, one at most waits for an answer, and others are told at once.
_AT_ONCE = 1
_WAIT_S = 0.05
_BUSY_RETRY_S = 5
_START_RETRY_S = 60
_LEAST_S = 0.25
_IDLE_S = 300.0
_RUNNER = "pendopo.published.sql.runner:answer"


@dataclass(frozen=True, slots=True)
class SqlAnswer:
    """What a question in SQL gave.

    :param columns: name and the engine's type of each
    :param rows: cells as texts; None where there is no value
    :param more: whether there were more rows than ``ROWS_MOST``
    :param tables: the published tables that it read
    """

    sql: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str | None, ...], ...]
    more: bool
    tables: tuple[PublishedTable, ...]


class Pool:
    """Processes that answer, for all threads of one door.

    :param folder: where the serving files lie: all that they can read
    :param seconds: how long one question may take
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds
        self._idle: list[Warm] = []
        self._starting = 0
        self._used = 0.0
        self._watched = False
        self._guard = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def ask(self, sql: str, tables: Sequence[tuple[PublishedTable, Path]]) -> SqlAnswer:
        """Ask a question that the gate let pass.

        :param tables: those that it names, each with its serving file
        :raises SqlError: when the engine refuses it, or it asks for too much
        :raises SlowError: when it takes too long, others are asking, or nothing can answer
        """
        if not self._turns.acquire(timeout=_WAIT_S):
            raise SlowError(
                say("Others are asking at the moment. Ask again in a few seconds."), _BUSY_RETRY_S
            )
        try:
            answer = self._asked(
                {
                    "sql": sql,
                    "tables": [_named(table, path) for table, path in tables],
                    "rows_most": ROWS_MOST,
                    "bytes_most": _BYTES_MOST,
                    "memory_mb": _ENGINE_MB,
                }
            )
        finally:
            self._turns.release()
        if "refused" in answer:
            raise refusal(answer["refused"], answer["detail"])
        return SqlAnswer(
            sql=sql,
            columns=tuple((name, kind) for name, kind in answer["columns"]),
            rows=tuple(tuple(row) for row in answer["rows"]),
            more=answer["more"],
            tables=tuple(table for table, _ in tables),
        )

    def warm(self) -> None:
        """Begin to start the processes, as somebody is about to ask."""
        with self._guard:
            self._used = time.monotonic()
            missing = _CHILDREN - len(self._idle) - self._starting
            self._starting += max(0, missing)
            watch, self._watched = not self._watched, True
        for _ in range(missing):
            threading.Thread(target=self._start, daemon=True).start()
        if watch:
            threading.Thread(target=self._rest, daemon=True).start()

    def close(self) -> None:
        """End the processes that nobody is asking."""
        with self._guard:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that wait to be asked."""
        return [child.pid for child in self._idle]

    def _asked(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        try:
            child = self._started()
            # Whoever waited for a process to start does not hold a thread of the door for longer.
            left = self._seconds - (time.monotonic() - began)
            answer = child.ask(spec, max(_LEAST_S, left))
            if answer.get("refused") == "unopened":
                # The folder that they were let into was made anew since they were started.
                child.end()
                self.close()
                child = self._started()
                answer = child.ask(spec, max(_LEAST_S, left))
        except OverdueError as error:
            raise overdue(self._seconds) from error
        except GoneError:
            # Libraries that are refused memory end the process without a word.
            return {"refused": "memory", "detail": ""}
        else:
            self._keep(child)
            return answer
        finally:
            self.warm()

    def _started(self) -> Warm:
        """Take a process that waits to be asked, or start one.

        :raises SlowError: when none could be started: whoever asks can do nothing about it
        """
        try:
            child = self._take()
            child.wait()
        except (OSError, GoneError) as error:
            raise SlowError(
                say("The process that answers questions did not start. Ask again in a minute."),
                _START_RETRY_S,
            ) from error
        return child

    def _take(self) -> Warm:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return self._new()

    def _new(self) -> Warm:
        limits = Limits(memory_mb=_MEMORY_MB, file_mb=0)
        # Into a folder that is not there yet no process could be let.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Warm(_RUNNER, limits, Reach(read=(str(self._folder),)))

    def _start(self) -> None:
        try:
            with suppress(OSError, GoneError):
                child = self._new()
                child.wait()
                self._keep(child)
        finally:
            with self._guard:
                self._starting -= 1

    def _keep(self, child: Warm) -> None:
        with self._guard:
            if len(self._idle) < _CHILDREN:
                self._idle.append(child)
                return
        child.end()

    def _rest(self) -> None:
        """Give the memory back when nobody has asked for a while."""
        while True:
            time.sleep(_IDLE_S / 10)
            with self._guard:
                if time.monotonic() - self._used < _IDLE_S:
                    continue
                self._watched = False
            self.close()
            return


def _named(table: PublishedTable, path: Path) -> dict[str, str]:
    return {
        "register": table.register,
        "name": table.name,
        "table": table.table.name,
        "path": str(path),
    }


def refusal(why: str, detail: str) -> SqlError:
    """Say why a question was refused, for whoever asked it."""
    if why == "memory":
        return SqlError(
            say("The question needs more than {memory_mb} MB of memory; narrow it down"),
            memory_mb=str(_ENGINE_MB),
        )
    if why == "size":
        return SqlError(
            say("The answer has more than {most} MB; ask for fewer columns or rows"),
            most=str(_BYTES_MOST >> 20),
        )
    if why == "zone":
        return SqlError(
            say("The answer has times with a time zone; write cast(… as timestamp) around them")
        )
    if why == "gate":
        return SqlError(say("{found} is not answered here"), found=detail)
    return SqlError(say("The engine does not take this: {why}"), why=detail)
