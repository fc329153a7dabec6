"""What a hub's own pages and doors know: its settings and table, read again when they change."""

import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pendopo.programme.config import ConfigError
from pendopo.programme.hub.facts import Facts
from pendopo.programme.hub.looking import DERIVED, KNOWN, known
from pendopo.programme.hub.settings import FILE_NAME, Hub, load
from pendopo.programme.hub.table import Row, table


class Board:
    """The hub as it is now.

    :param root: the folder that holds ``hub.toml``
    :param today: gives the day in a time zone
    :raises ConfigError: when ``hub.toml`` is missing or wrong at the start
    """

    def __init__(self, root: Path, today: Callable[[str], date]) -> None:
        self.root = root
        self._today = today
        self._guard = threading.Lock()
        self._hub_stamp = _stamp(root / FILE_NAME)
        self._hub = load(root / FILE_NAME)
        self._known_stamp = ""
        self._known: dict[str, Facts] = {}
        self._table: tuple[str, tuple[Row, ...]] = ("", ())

    @property
    def hub(self) -> Hub:
        """The hub's settings; those before, while the file is wrong."""
        stamp = _stamp(self.root / FILE_NAME)
        with self._guard:
            if stamp != self._hub_stamp:
                self._hub_stamp = stamp
                try:
                    self._hub = load(self.root / FILE_NAME)
                except ConfigError:
                    # A person is at it; 'pendopo hub check' tells.
                    return self._hub
            return self._hub

    @property
    def day(self) -> date:
        """Today, where the hub is."""
        return self._today(self.hub.timezone)

    def known(self, code: str) -> Facts | None:
        """Give what is known of a member."""
        return self._facts().get(code)

    def rows(self) -> tuple[Row, ...]:
        """Give the table of today."""
        stamp = self.stamp()
        made, rows = self._table
        if made != stamp:
            rows = table(self.hub, self._facts(), self.day)
            self._table = stamp, rows
        return rows

    def stamp(self) -> str:
        """Name all that the hub's own pages are made of."""
        parts = (_stamp(self.root / FILE_NAME), _stamp(self._place), self.day.isoformat())
        return ".".join(parts)

    @property
    def _place(self) -> Path:
        return self.root / DERIVED / KNOWN

    def _facts(self) -> dict[str, Facts]:
        stamp = _stamp(self._place)
        with self._guard:
            if stamp != self._known_stamp:
                self._known, self._known_stamp = known(self.root), stamp
            return self._known


def _stamp(path: Path) -> str:
    try:
        facts = os.stat(path)  # noqa: PTH116  each request
    except OSError:
        return ""
    return f"{facts.st_ino:x}-{facts.st_mtime_ns:x}-{facts.st_size:x}"
