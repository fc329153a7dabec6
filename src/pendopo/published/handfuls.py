"""Handfuls of a fold, made by a limited process and merged by two at a time.

The merge of a register is Python, which keeps one processor busy however many there are. What the
handfuls hold and come to lies in files, so that nobody has more than one of them in memory; what
it takes to read the record table goes with the process that did.
"""

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from pendopo.registers import NAMES, register
from pendopo.store.child import ChildError, Limits, OverError, run
from pendopo.store.confine import Reach
from pendopo.store.engine import connect
from pendopo.store.turns import going_first
from pendopo.terms.register import Register

if TYPE_CHECKING:
    import pyarrow as pa

_FUNCTION: Final = "pendopo.published.handfuls:merge_handfuls"
_SPREAD: Final = "pendopo.published.handfuls:spread_rows"
_BATCH_ROWS: Final = 2_000
_AT_ONCE: Final = 2
# Of so many handfuls, starting processes is worth its while.
_LEAST: Final = 3
_LIMITS: Final = Limits(memory_mb=2048, seconds=14_400)
_LOG_ORDER: Final = [("entry", "ascending"), ("line", "ascending")]

Merged = Callable[["pa.Table"], Mapping[str, "pa.Table"]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that go apart into handfuls.

    :param select: gives them, in any order
    :param files: what it reads
    :param column: whose value tells the handful
    :param bounds: the last value of each handful but the last one
    """

    select: str
    files: tuple[str, ...]
    column: str
    bounds: tuple[str, ...]


def spread(rows: Rows, folder: Path) -> list[Path]:
    """Write rows apart once, so that each is read twice however many handfuls there are.

    :returns: the rows of each handful, an Arrow stream
    """
    spec = {"rows": asdict(rows), "folder": str(folder)}
    try:
        run(_SPREAD, spec, _LIMITS, reach=Reach(rows.files, (str(folder),)))
    except (ChildError, OSError):  # it was refused, or ended
        _spread(rows, folder)
    return _handfuls(rows, folder)


def spread_rows(
    spec: Mapping[str, Any], _on_progress: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Write rows apart: the child's whole work.

    :param spec: ``rows`` (a ``Rows``), ``folder``
    """
    _spread(Rows(**spec["rows"]), Path(spec["folder"]))
    return {}


def _handfuls(rows: Rows, folder: Path) -> list[Path]:
    return [folder / f"{number}.arrow" for number in range(len(rows.bounds) + 1)]


def _spread(rows: Rows, folder: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415  a portal that is idle is smaller without it

    with connect() as database:
        # The engine counts sixteen bytes for a text, however long: by its own measure it would
        # have some hundred megabytes of releases ahead.
        database.execute("set streaming_buffer_size = '64KiB'")
        reader = database.execute(rows.select).to_arrow_reader(_BATCH_ROWS)
        packed = pa.ipc.IpcWriteOptions(compression="lz4")
        writers = [
            pa.ipc.new_stream(str(path), reader.schema, options=packed)
            for path in _handfuls(rows, folder)
        ]
        for batch in reader:
            apart: dict[int, list[int]] = {}
            for row, value in enumerate(batch.column(rows.column).to_pylist()):
                apart.setdefault(bisect_left(rows.bounds, value), []).append(row)
            for number, places in apart.items():
                writers[number].write_batch(batch.take(pa.array(places)))
        for writer in writers:
            writer.close()


def merge_beside(
    of: Register, paths: Sequence[Path], whole: "Mapping[str, pa.Table]", merged: Merged
) -> None:
    """Merge handfuls, so that beside each lie the tables that it comes to; its own file goes.

    What a process was not made for, or did not come to, is merged here.

    :param of: whose fold it is
    :param paths: the rows of each handful, an Arrow stream, alone in their folder
    :param whole: the tables that every handful is merged with
    :param merged: merges the rows of a handful in this process
    """
    apart = len(paths) >= _LEAST and of.name in NAMES and register(of.name) is of
    # Closed whatever happens: those who work are ended before their folder goes.
    with closing(_merged_apart(of, paths, whole) if apart else _by_nobody()) as begun:
        done: Iterator[int] = begun
        for number, path in enumerate(paths):
            if next(done, None) != number:
                done = iter(())
                _lay(merged(handful(path)), path)
            path.unlink()


def laid(paths: Sequence[Path], table: str) -> "pa.RecordBatchReader":
    """Give the rows of a table that handfuls came to, in their order, one of them at a time."""
    import pyarrow as pa  # noqa: PLC0415  a portal that is idle is smaller without it

    def batches() -> "Iterator[pa.RecordBatch]":
        for path in paths:
            with pa.ipc.open_stream(str(_place(path, table))) as stream:
                yield from stream

    with pa.ipc.open_stream(str(_place(paths[0], table))) as first:
        return pa.RecordBatchReader.from_batches(first.schema, batches())


def handful(path: Path) -> "pa.Table":
    """Read the rows of a handful, in log order."""
    return _read(path).sort_by(_LOG_ORDER)


def _merged_apart(
    of: Register, paths: Sequence[Path], whole: "Mapping[str, pa.Table]"
) -> Generator[int]:
    """Have processes merge handfuls, and give their numbers in order as they are done."""
    folder = paths[0].parent
    kept = {name: folder / f"whole.{name}.arrow" for name in whole}
    for name, rows in whole.items():
        _write(rows, kept[name])
    spec = {"register": of.name, "whole": {name: str(path) for name, path in kept.items()}}
    news: SimpleQueue[int] = SimpleQueue()
    over = Event()

    def work(first: int) -> None:
        taken = {number: str(paths[number]) for number in range(first, len(paths), _AT_ONCE)}
        asked = spec | {"handfuls": taken}
        reach = Reach((*taken.values(), *map(str, kept.values())), (str(folder),))
        # A process that is refused, or ended, leaves its handfuls to whoever asks for them.
        try:
            with suppress(ChildError, OverError, OSError), going_first(1):
                run(
                    _FUNCTION, asked, _LIMITS, lambda told: news.put(told["done"]), reach, over=over
                )
        finally:  # whatever it was: who waits for the next number holds the log's lock
            news.put(first - _AT_ONCE)

    with ThreadPoolExecutor(_AT_ONCE) as workers:
        for first in range(_AT_ONCE):
            workers.submit(work, first)
        try:
            yield from _in_order(news, len(paths))
        finally:
            over.set()


def _by_nobody() -> Generator[int]:
    """Give no number: all is merged here."""
    yield from ()


def _in_order(news: "SimpleQueue[int]", many: int) -> Iterator[int]:
    """Give numbers in order, as far as those who work at them come.

    :param news: numbers that are done; one below zero where somebody works no longer
    """
    done: set[int] = set()
    ended: set[int] = set()
    for number in range(many):
        while number not in done and number % _AT_ONCE - _AT_ONCE not in ended:
            told = news.get()
            (ended if told < 0 else done).add(told)
        if number not in done:
            return
        yield number


def merge_handfuls(
    spec: Mapping[str, Any], on_progress: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Merge handfuls, each into files beside its own: the child's whole work.

    :param spec: ``register`` (name), ``handfuls`` (number to path), ``whole`` (name to path)
    :param on_progress: is told of each number when it is ``done``
    """
    of = register(spec["register"])
    if of.pieces is None or of.merge is None:
        raise ValueError(f"the fold of {of.name} does not fall into pieces")
    whole = {name: _read(Path(path)) for name, path in spec["whole"].items()}
    for number, name in spec["handfuls"].items():
        path = Path(name)
        _lay(of.merge({of.pieces.table: handful(path), **whole}), path)
        on_progress({"done": int(number)})
    return {}


def _lay(made: "Mapping[str, pa.Table]", path: Path) -> None:
    """Lay what a handful comes to beside it."""
    for table, rows in made.items():
        _write(rows, _place(path, table))


def _place(path: Path, table: str) -> Path:
    """Say where a table lies that a handful comes to."""
    return path.with_suffix(f".{table}.arrow")


def _read(path: Path) -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415  a portal that is idle is smaller without it

    with pa.ipc.open_stream(str(path)) as stream:
        return stream.read_all()


def _write(rows: "pa.Table", path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415  a portal that is idle is smaller without it

    with pa.ipc.new_stream(str(path), rows.schema) as stream:
        stream.write_table(rows)
