"""Questions in SQL over the tables of a state, for anyone: read at the gate, asked in a process."""

from pathlib import Path
from typing import Protocol

from pendopo.published.sql.pool import Pool, SqlAnswer
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable


class Hall(Protocol):
    """What asking needs of a programme."""

    def tables(self, state: State, register: str | None = None) -> tuple[PublishedTable, ...]:
        """Give the tables of a state."""

    def serving_file(self, table: PublishedTable) -> Path:
        """Give the file that a table is read from."""


class Questions:
    """Answers questions about the states of a programme.

    :param folder: where its serving files lie
    :param seconds: how long one question may take
    """

    def __init__(self, hall: Hall, folder: Path, seconds: float) -> None:
        self._hall = hall
        self._pool = Pool(folder, seconds)

    def ask(self, state: State, sql: str) -> SqlAnswer:
        """Answer one question.

        :raises SqlError: when it is not one SELECT over the tables of this state
        :raises SlowError: when it takes too long, or others are asking
        """
        # With it comes a parser of 7 MB, which most portals are not asked for.
        from pendopo.published.sql.gate import check  # noqa: PLC0415

        tables = {(table.register, table.name): table for table in self._hall.tables(state)}
        named = [tables[name] for name in check(sql, tables)]
        return self._pool.ask(sql, [(table, self._hall.serving_file(table)) for table in named])

    def close(self) -> None:
        """End the processes that nobody is asking."""
        self._pool.close()

    def expect(self) -> None:
        """Make ready for a question, as somebody opened the page for them."""
        self._pool.warm()
