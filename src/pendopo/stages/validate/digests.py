"""Digests of typed tables, taken while the tables behind them are looked through."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path

import duckdb

from pendopo.stages.validate.written import LONG
from pendopo.store.digest import digest
from pendopo.terms.journey import TypedTable


class Digests:
    """The digests of the tables of one submission.

    :param beside: runs what takes them
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, beside: Executor) -> None:
        self._engine = engine
        self._beside = beside
        self._taken: dict[str, Future[str]] = {}
        self._later: list[Path] = []
        self._known: dict[str, str] = {}

    def begin(self, path: Path, bytes_a_row: float = 0) -> None:
        """Take the digest of a table that was written and stays as it is until that is done.

        That of long rows is taken last: with other tables beside, it would take the memory of both.

        :param bytes_a_row: how long they are about; 0 where that is not known
        """
        if bytes_a_row > LONG:
            self._later.append(path)
        else:
            self._taken[str(path)] = self._beside.submit(_taken, self._engine.cursor(), path)

    def put(self, path: Path, known: str) -> None:
        """Take note of the digest of a table that another process took; empty where none did."""
        self._known[str(path)] = known

    def put_into(self, tables: Sequence[TypedTable]) -> list[TypedTable]:
        """Give tables with their digests."""
        self._take_later()
        return [
            replace(one, digest=self._known.get(one.path) or self._taken[one.path].result())
            for one in tables
        ]

    def _take_later(self) -> None:
        """Take those that waited, on one thread: each would hold some thousand rows."""
        if not self._later:
            return
        before = self._engine.execute("select current_setting('threads')").fetchone() or (1,)
        self._engine.execute("set threads = 1")
        for path in self._later:
            self.begin(path)
            self._taken[str(path)].result()
        self._engine.execute(f"set threads = {before[0]}")


def _taken(engine: duckdb.DuckDBPyConnection, path: Path) -> str:
    with engine:
        return digest(engine, path)
