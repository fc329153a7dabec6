"""The files of flags of a state: made once from the tables of contracts, then only read.

A few methods ask for the day; what these give lies in a file of its own, so that another day makes
those few anew and not all.
"""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb

from pendopo.published.flags.compute import Asked, compute
from pendopo.published.kept import alone, standing
from pendopo.store.child import ChildError, Limits, run
from pendopo.store.confine import Reach
from pendopo.store.engine import connect, literal, quote
from pendopo.terms.flag import Flag

_MEMORY_MB: Final = 512
_FUNCTION: Final = "pendopo.published.flags.shelf:compute_flags"
_LIMITS: Final = Limits(memory_mb=2048, seconds=14_400)
# Of tables that take so much of the disk, starting a process is worth its while.
_MUCH_BYTES: Final = 16 << 20
_FILES_MOST: Final = 60
_AT_ONCE: Final = 2
_OPEN_MOST: Final = 4
# What the rows of a file can be relied on for besides its name.
_LAYOUT: Final = 4
_MADE: Final = ("raised", "looked", "lacking")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Flags that lie in one file.

    :param dated: whether the day is among what their rows follow from
    :param digest: names their methods, versions and parameters
    """

    asked: tuple[Asked, ...]
    dated: bool
    digest: str


def parted(asked: Sequence[Asked]) -> tuple[Part, ...]:
    """Part flags by whether they ask for the day; made once, since every question needs it.

    Those that build on others' steps are apart from those that do not: half of the work each, of
    which none is done twice.
    """
    undated = [one for one in asked if not one.dated]
    parts = (
        _part([one for one in undated if one.steps], dated=False),
        _part([one for one in undated if not one.steps], dated=False),
        _part([one for one in asked if one.dated], dated=True),
    )
    return tuple(part for part in parts if part.asked)


def _part(asked: Sequence[Asked], *, dated: bool) -> Part:
    grounds = [(one.flag.name, one.sql, sorted(one.values.items())) for one in asked]
    return Part(tuple(asked), dated, hashlib.sha256(repr(grounds).encode()).hexdigest())


class FlagShelf:
    """The files of flags of a programme.

    :param folder: where they lie: ``private/derived/flags``
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: OrderedDict[tuple[Path, ...], duckdb.DuckDBPyConnection] = OrderedDict()
        self._guard = threading.Lock()

    def cursor(
        self, tables: Mapping[str, Path], parts: Sequence[Part], as_of: date
    ) -> duckdb.DuckDBPyConnection:
        """Give a cursor on the flags of a state's tables, computed first where they are not yet.

        It sees ``raised``, ``looked`` and ``lacking``, and the tables of contracts by their names.

        :param tables: the tables by bare name, each with the serving file that holds it
        """
        paths = self.build(tables, parts, as_of)
        with self._guard:
            connection = self._open.get(paths)
            if connection is None:
                connection = self._open[paths] = _beside(paths, tables)
                for path in paths:
                    os.utime(path)
                while len(self._open) > _OPEN_MOST:
                    self._open.popitem(last=False)
            self._open.move_to_end(paths)
            return connection.cursor()

    def build(
        self, tables: Mapping[str, Path], parts: Sequence[Part], as_of: date
    ) -> tuple[Path, ...]:
        """Compute the flags of a state's tables where they are not yet, and give their files."""
        paths = [self._folder / f"{_name(tables, part, as_of)}.duckdb" for part in parts]
        if not all(path.exists() for path in paths):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with ThreadPoolExecutor(_AT_ONCE) as side_by_side:
                build = partial(self._build, tables, as_of)
                list(side_by_side.map(build, paths, (part.asked for part in parts)))
            self._evict()
        return tuple(paths)

    def close(self) -> None:
        """Close every file; a cursor that was given stays usable."""
        with self._guard:
            self._open.clear()

    def drop_all(self) -> None:
        """Close and remove every file."""
        self.close()
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            path.unlink()

    def _build(
        self, tables: Mapping[str, Path], as_of: date, path: Path, asked: Sequence[Asked]
    ) -> None:
        with standing(self._folder) as place, alone(path.with_suffix(".lock")):
            if not path.exists():
                draft = path.with_suffix(f".draft-{os.getpid()}")
                draft.unlink(missing_ok=True)
                _write(draft, tables, asked, as_of)
                place(draft, path)

    def _evict(self) -> None:
        files = sorted(self._folder.glob("*.duckdb"), key=lambda file: file.stat().st_mtime)
        for file in files[:-_FILES_MOST]:
            file.unlink(missing_ok=True)
            file.with_suffix(".lock").unlink(missing_ok=True)


def _name(tables: Mapping[str, Path], part: Part, as_of: date) -> str:
    """Name a file by all that its rows follow from."""
    grounds = (
        _LAYOUT,
        duckdb.__version__,
        as_of.isoformat() if part.dated else "",
        sorted((name, path.name) for name, path in tables.items()),
        part.digest,
    )
    return hashlib.sha256(repr(grounds).encode()).hexdigest()[:32]


def _write(draft: Path, tables: Mapping[str, Path], asked: Sequence[Asked], as_of: date) -> None:
    """Compute flags into a new file; over much, in a process whose memory goes with it."""
    if sum(path.stat().st_size for path in {*tables.values()}) >= _MUCH_BYTES:
        spec = {
            "draft": str(draft),
            "tables": {name: str(path) for name, path in tables.items()},
            "asked": [_said(one) for one in asked],
            "as_of": as_of.isoformat(),
        }
        reach = Reach(tuple(dict.fromkeys(map(str, tables.values()))), (str(draft.parent),))
        try:
            run(_FUNCTION, spec, _LIMITS, reach=reach)
        except (ChildError, OSError):  # it was refused, or ended; a faulty method is told here
            draft.unlink(missing_ok=True)
        else:
            return
    _compute_into(draft, tables, asked, as_of)


def compute_flags(
    spec: Mapping[str, Any], _on_progress: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Compute flags into a new file: the child's whole work.

    :param spec: ``draft`` (path), ``tables`` (name to path), ``asked`` (as ``_said`` gives them),
        ``as_of`` (``2026-11-26``)
    """
    tables = {name: Path(path) for name, path in spec["tables"].items()}
    asked = [_heard(one) for one in spec["asked"]]
    _compute_into(Path(spec["draft"]), tables, asked, date.fromisoformat(spec["as_of"]))
    return {}


def _said(one: Asked) -> dict[str, Any]:
    """Give a flag as values of JSON."""
    flag = {name: getattr(one.flag, name) for name in Flag.__slots__}
    # What may be set of it, and what it was before, is in its method already.
    return {
        "flag": flag | {"parameters": (), "history": {}, "changes": {}},
        "sql": one.sql,
        "values": {n: None if v is None else str(v) for n, v in one.values.items()},
        "steps": dict(one.steps),
        "measure": one.measure,
    }


def _heard(said: Mapping[str, Any]) -> Asked:
    values = {n: None if v is None else Decimal(v) for n, v in said["values"].items()}
    return Asked(**{**said, "flag": Flag(**said["flag"]), "values": values})


def _compute_into(
    draft: Path, tables: Mapping[str, Path], asked: Sequence[Asked], as_of: date
) -> None:
    # On one thread: seventy short questions wait for each other on two, and take longer.
    with connect(draft, memory_mb=_MEMORY_MB) as database:
        aliases = _attach(database, tables)
        for name, path in tables.items():
            database.execute(
                f"create temp view {quote(name)} as from {aliases[path]}.{quote(name)}"
            )
        compute(database, asked, as_of)


def _beside(paths: Sequence[Path], tables: Mapping[str, Path]) -> duckdb.DuckDBPyConnection:
    """Open files of flags with the tables that they were made from in sight."""
    database = connect(memory_mb=_MEMORY_MB)
    for number, path in enumerate(paths):
        database.execute(f"attach {literal(str(path))} as flags{number} (read_only)")
    for name in _MADE:
        parts = (f"from flags{number}.{name}" for number in range(len(paths)))
        database.execute(f"create view {name} as {' union all '.join(parts)}")
    aliases = _attach(database, tables)
    for name, file in tables.items():
        database.execute(f"create view {quote(name)} as from {aliases[file]}.{quote(name)}")
    database.execute("set enable_external_access = false")
    database.execute("set lock_configuration = true")
    return database


def _attach(database: duckdb.DuckDBPyConnection, tables: Mapping[str, Path]) -> Mapping[Path, str]:
    aliases = {path: f"t{i}" for i, path in enumerate(dict.fromkeys(tables.values()))}
    for path, alias in aliases.items():
        database.execute(f"attach {literal(str(path))} as {alias} (read_only)")
    return aliases
