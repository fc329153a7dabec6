"""A file of lines in two parts: another process stages the rows of the second beside the first.

Reading takes longer than all that follows, and a line is read without the others; what needs all of
them is done once, by who read the first part; but for the table of long rows, which the other one
writes meanwhile. The two share a folder and nothing else: what stands in it is read with the same
care as the file itself.
"""

import io
import json
import mmap
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import pyarrow as pa

from pendopo.stages.validate.staged import Elsewhere, Held, Staged, mapped, read_anew
from pendopo.stages.validate.written import write
from pendopo.standards.identity import Pattern
from pendopo.store.digest import digest
from pendopo.store.engine import connect, literal, register_once
from pendopo.terms.register import STRETCH_BYTES, AloneError, Behind, Rows, Source, Told

_DONE, _ASKED, _WRITTEN = "part.json", "asked.json", "written.json"
_TABLE: Final = "asked.parquet"
_LOOK_S: Final = 0.01
# Who reads the first part also looks at the letters of the whole file and hashes it.
_FIRST: Final = 0.45


def middle(path: Path) -> int:
    """Give where the second part of a file begins, in bytes: with the first line of a stretch.

    :raises AloneError: when no line begins there
    """
    at = int(path.stat().st_size * _FIRST) // STRETCH_BYTES * STRETCH_BYTES
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if at:  # the line that holds the byte before it ends in front of the second part
            at = data.find(b"\n", at - 1) + 1
        if not 0 < at < len(data):
            raise AloneError
    return at


def first_part(source: Source, path: Path, second: "SecondPart") -> Source:
    """Give a source that ends where the second part begins, and is told of that.

    :param path: of the file that both parts are of
    :raises AloneError: when the source is not of that file as it lies
    """
    document = source.document
    if document is None or not os.path.samestat(os.fstat(document.fileno()), path.stat()):
        raise AloneError
    first = cast(BinaryIO, FirstPart(document, middle(path)))
    return replace(source, document=first, behind=second.wait)


class FirstPart(io.BufferedIOBase):
    """A stream that ends at a byte of another; who closes it closes that."""

    def __init__(self, stream: BinaryIO, end: int) -> None:
        self._stream = stream
        self._end = end

    def read(self, size: int | None = -1, /) -> bytes:
        """Read on, to the end where no size is said."""
        left = max(0, self._end - self._stream.tell())
        return self._stream.read(left if size is None or size < 0 else min(size, left))

    def seekable(self) -> bool:
        """Tell that it is, as the other one is."""
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        if whence == io.SEEK_END:
            return self._stream.seek(self._end + place)
        return self._stream.seek(place, whence)

    def tell(self) -> int:
        """Give the place of the next byte."""
        return self._stream.tell()

    def close(self) -> None:
        """Close the other one."""
        self._stream.close()
        super().close()


def stage_part(rows: Iterator[Rows | Told], folder: Path, patterns: Sequence[Pattern]) -> None:
    """Stage the rows of a part in a folder, and say there last of all that it was done.

    :param patterns: what cells of JSON are looked through for
    """
    staged: dict[str, Staged] = {}
    told: Mapping[str, Any] = {}
    for item in rows:
        if isinstance(item, Told):
            told = item.values
            continue
        if item.table.name not in staged:
            staged[item.table.name] = Staged(item.table, folder, patterns)
        staged[item.table.name].add(item.batch)
    tables = {name: _written(name, one.elsewhere(), folder) for name, one in staged.items()}
    _say(folder / _DONE, {"told": told, "tables": tables})


def write_asked(folder: Path, memory_mb: int) -> None:
    """Write the table that who reads the first part asks for; wait until it does, or for nothing.

    :param memory_mb: what the engine may use before it writes to the folder instead
    """
    asked = _heard(folder / _ASKED)
    if not asked:
        return
    parts = [(Path(asked["first"]), 0), (Path(asked["second"]), asked["line"])]
    with connect(memory_mb=memory_mb) as engine:
        engine.execute(f"set temp_directory = {literal(str(folder / 'spill'))}")
        register_once(engine, asked["text"], read_anew(parts))
        write(engine, asked["rows"], folder / _TABLE, asked["bytes_a_row"])
        _say(folder / _WRITTEN, {"digest": digest(engine, folder / _TABLE)})


def _say(path: Path, values: Mapping[str, Any]) -> None:
    """Write values so that they are there at once."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(values), "utf-8")
    draft.rename(path)


def _heard(path: Path) -> dict[str, Any]:
    """Wait until values are there, and read them."""
    while not path.exists():
        time.sleep(_LOOK_S)
    values: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return values


def _written(name: str, table: Elsewhere, folder: Path) -> dict[str, Any]:
    """Write the pieces of a table's columns beside its rows; give what is said of them."""
    for column, pieces in table.pieces.items():
        with pa.ipc.new_file(str(_pieces(folder, name, column)), pieces.schema) as file:
            file.write_table(pieces)
    return {"path": table.path.name, "held": asdict(table.held), "pieces": [*table.pieces]}


def _pieces(folder: Path, table: str, column: str) -> Path:
    return folder / f"{table}.{column}.pieces.arrow"


class SecondPart:
    """What another process staged in a folder, once it has.

    Who waits for both ends this process when the other one does not come so far.

    :ivar tables: what it staged, by the tables' names
    :ivar line: from which on the lines of its rows are counted
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asked_for: Path | None = None
        self._digest = ""
        self.tables: dict[str, Elsewhere] = {}
        self.line = 0

    def wait(self) -> Behind:
        """Wait for it, and give what the register needs of it."""
        said = _heard(self._folder / _DONE)
        self.tables = {name: self._table(name, one) for name, one in said["tables"].items()}
        return Behind(said["told"], self._columns, self._follow)

    def ask(self, staged: Staged, path: Path, text: str, rows: str) -> bool:
        """Have the other process write one table; False when it was asked for another.

        :param staged: its rows; their file has to stay until it is written
        :param path: where the table is to lie
        :param text: the name by which the rows go in the SELECT of what is written
        """
        held = staged.held
        if self._asked_for or staged.table.name not in self.tables:
            return False
        self._asked_for = path
        asked = {
            "first": str(staged.path),
            "second": str(self.tables[staged.table.name].path),
            "line": self.line,
            "text": text,
            "rows": rows,
            "bytes_a_row": held.bytes_read / held.rows,
        }
        _say(self._folder / _ASKED, asked)
        return True

    def ask_no_more(self) -> None:
        """Let the other process end, where it was asked for nothing."""
        if not self._asked_for:
            _say(self._folder / _ASKED, {})

    def digest_of(self, path: Path) -> str:
        """Wait for a table that was asked for, and give its digest; empty for any other."""
        if path != self._asked_for:
            return ""
        if not self._digest:
            self._digest = _heard(self._folder / _WRITTEN)["digest"]
            (self._folder / _TABLE).rename(path)
        return self._digest

    def _table(self, name: str, said: Mapping[str, Any]) -> Elsewhere:
        pieces = {column: mapped(_pieces(self._folder, name, column)) for column in said["pieces"]}
        return Elsewhere(self._folder / said["path"], Held(**said["held"]), pieces)

    def _follow(self, line: int) -> None:
        self.line = line

    def _columns(self, table: str, names: Sequence[str]) -> pa.Table:
        return mapped(self.tables[table].path).select([*names])
