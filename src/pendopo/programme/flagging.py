"""Flags of a programme: with whose thresholds they are computed, and what they raise in a state."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import duckdb

from pendopo.flags import flags, measure_of, method_of, steps_of
from pendopo.programme.config import Config
from pendopo.programme.thresholds import thresholds_of
from pendopo.published.deadline import within
from pendopo.published.flags.compute import Asked
from pendopo.published.flags.shelf import FlagShelf, Part, parted
from pendopo.published.reads import Reader
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable
from pendopo.registers.contracts.tables import FOLDED
from pendopo.terms.column import Kind
from pendopo.terms.flag import Flag, Threshold

_log = logging.getLogger(__name__)
CONTRACTS: Final = "contracts"
# What those who are asked say to it: a register, and the list that there was before it.
REPLIES: Final = (("replies", "replies"), ("datasets", "flag-replies"))
_FLAG, _SUBJECT, _SAYS = "flag", "subject", "says"
_REPLIES_MOST: Final = 1_000
_TEXTS: Final = (Kind.TEXT, Kind.CODE)
Row = dict[str, Any]
Ask = Callable[..., list[Row]]


class Hall(Protocol):
    """What flags need of a programme."""

    config: Config

    def tables(self, state: State, register: str | None = None) -> tuple[PublishedTable, ...]:
        """Give the tables of a state."""

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state."""

    def state(self, size: int | None = None) -> State:
        """Give what stood when the log had ``size`` entries; None for now."""

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table for reading."""

    def serving_file(self, table: PublishedTable) -> Path:
        """Give the file that a table is read from."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody who is asked by a flag says to it, as it was published.

    :param role: as whom: ``buyer``, ``supplier``, or what the list says
    :param entry: the entry of the log that published it
    """

    flag: str
    subject: str
    says: str
    role: str
    party: str
    day: str
    entry: int
    line: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What a flag looked at.

    :param looked: how many subjects it looked at
    :param raised: of how many it raises its question, or tells its figure
    :param unknown: of how many it could not tell
    :param lacking: how many of these for want of which field, most first
    """

    looked: int
    raised: int
    unknown: int
    lacking: tuple[tuple[str, int], ...] = ()


class Flagging:
    """The flags of a programme.

    :param folder: where what is computed lies: ``private/derived/flags``
    :param seconds: how long one question may take
    """

    def __init__(self, hall: Hall, folder: Path, seconds: float) -> None:
        self._hall = hall
        self._shelf = FlagShelf(folder)
        self._seconds = seconds
        self._set = thresholds_of(hall.config.contracts.thresholds)
        self._parted: dict[date, tuple[Part, ...]] = {}

    @property
    def flags(self) -> Mapping[str, Flag]:
        """Give all flags, by name."""
        return flags()

    def thresholds(self, name: str, state: State) -> tuple[Threshold, ...]:
        """Give the parameters of a flag as they are used for the day of a state."""
        return self._thresholds(name, self.day(state) or date.min)

    def _thresholds(self, name: str, day: date) -> tuple[Threshold, ...]:
        found = []
        for one in flags()[name].parameters:
            of = self._set.get((name, one.name), {})
            history = tuple((since, value) for since, value in of.items() if since <= day)
            found.append(Threshold(one, history[-1][1] if history else one.default, history))
        return tuple(found)

    def day(self, state: State) -> date | None:
        """Give the day that a state's flags are computed for: that of its last entry."""
        if not state.time:
            return None
        zone = ZoneInfo(self._hall.config.government.timezone)
        return datetime.fromisoformat(state.time).astimezone(zone).date()

    def has(self, state: State) -> bool:
        """Whether a state has contracts to look at."""
        return self.day(state) is not None and self._named(state, "processes") is not None

    def looked(self, state: State) -> Mapping[str, Looked]:
        """Give what each flag looked at in a state."""
        lacking: dict[str, list[tuple[str, int]]] = {}
        for row in self.ask(state, "from lacking order by flag, subjects desc, field"):
            lacking.setdefault(row["flag"], []).append((row["field"], row["subjects"]))
        return {
            row["flag"]: Looked(
                row["looked"], row["raised"], row["unknown"], tuple(lacking.get(row["flag"], ()))
            )
            for row in self.ask(state, "from looked order by flag")
        }

    def ask(
        self, state: State, sql: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> list[Row]:
        """Ask a question of our own over the flags of a state and the contracts they are of.

        :param values: in their order, or by name
        :raises KeyError: when the state has no contracts
        :raises SlowError: when it takes too long
        """
        with self.asking(state) as ask:
            return ask(sql, values)

    @contextmanager
    def asking(self, state: State) -> Iterator[Ask]:
        """Give what asks several such questions, which together may take as long as one.

        :raises KeyError: when the state has no contracts
        :raises SlowError: when they take too long
        """
        cursor = self._shelf.cursor(*self._grounds(state))
        with within(cursor, self._seconds):
            yield partial(_asked, cursor)

    def replies(self, state: State, subjects: Sequence[str]) -> list[Reply]:
        """Give what was replied to flags about subjects, in the order of the log."""
        found: list[Reply] = []
        for register, name in REPLIES:
            try:
                table = self._hall.table(state, register, name)
            except KeyError:
                continue
            kinds = {one.name: one.kind for one in table.columns}
            if not {_FLAG, _SUBJECT, _SAYS} <= set(kinds) or kinds[_SUBJECT] not in _TEXTS:
                continue
            rows = self._hall.reader(table).among(_SUBJECT, subjects, _REPLIES_MOST)
            found += [_reply(row) for row in rows if row[_SAYS]]
        return sorted(found, key=lambda one: (one.entry, one.line))

    def follow(self) -> None:
        """Compute what is missing after a commit, which stands whether or not that succeeds.

        Whoever commits does it, so that no reader waits for it.
        """
        try:
            self.bring_up()
        except (OSError, duckdb.Error):
            _log.exception("the flags were not computed; run 'pendopo rebuild'")

    def bring_up(self) -> None:
        """Compute what is missing of the present state."""
        state = self._hall.state()
        if self.has(state):
            self._shelf.build(*self._grounds(state))

    def close(self) -> None:
        """Close what is open; asking opens it again."""
        self._shelf.close()

    def drop_all(self) -> None:
        """Remove all that was computed; asking computes it again."""
        self._shelf.drop_all()

    def _grounds(self, state: State) -> tuple[Mapping[str, Path], tuple[Part, ...], date]:
        """Give all that the flags of a state follow from: the tables, the methods and the day.

        :raises KeyError: when the state has no contracts
        """
        as_of = self.day(state)
        tables = {
            one.name: self._hall.serving_file(one)
            for one in self._hall.tables(state, CONTRACTS)
            if one.folded
        }
        if as_of is None or not {one.name for one in FOLDED} <= tables.keys():
            raise KeyError(CONTRACTS)
        days = (since for of in self._set.values() for since in of if since <= as_of)
        return tables, self._parts(max(days, default=date.min)), as_of

    def _parts(self, since: date) -> tuple[Part, ...]:
        """Give all flags with the thresholds of a day; the same until another counts."""
        if since not in self._parted:
            self._parted[since] = self._made(since)
        return self._parted[since]

    def _made(self, day: date) -> tuple[Part, ...]:
        return parted(
            [
                Asked(
                    flag,
                    method_of(name),
                    {one.parameter.name: one.value for one in self._thresholds(name, day)},
                    steps_of(name),
                    measure_of(name),
                )
                for name, flag in flags().items()
            ]
        )

    def _named(self, state: State, name: str) -> PublishedTable | None:
        found = self._hall.tables(state, CONTRACTS)
        return next((one for one in found if one.folded and one.name == name), None)


def _asked(
    cursor: duckdb.DuckDBPyConnection,
    sql: str,
    values: Sequence[object] | Mapping[str, object] = (),
) -> list[Row]:
    found = cursor.execute(sql, values if isinstance(values, Mapping) else list(values))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _reply(row: Mapping[str, Any]) -> Reply:
    return Reply(
        flag=str(row[_FLAG] or ""),
        subject=str(row[_SUBJECT]),
        says=str(row[_SAYS]),
        role=str(row.get("role") or ""),
        party=str(row.get("party") or ""),
        day=str(row.get("day") or ""),
        entry=int(row["entry"]),
        line=int(row["line"]),
    )
