"""A register: one kind of public record, declared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from pendopo.terms.column import Table
from pendopo.terms.finding import Finding

if TYPE_CHECKING:
    # A portal holds every register and reads no file: it is a quarter smaller without the library.
    import pyarrow as pa


class Fold(StrEnum):
    """How a register's publications become its current tables."""

    REPLACE = "replace"  # a publication replaces what its scope held
    MERGE = "merge"  # publications accumulate; a pure function joins them


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file as it was found: every cell text, nothing typed.

    :param name: the sheet's name; empty for a CSV
    :param header: the names in the header row, as written
    :param batches: columns ``line`` (int64, as a spreadsheet counts) and ``0``, ``1`` … (string,
        null only where a ragged row ended early), in the header's order
    """

    name: str
    header: tuple[str, ...]
    batches: "Iterator[pa.RecordBatch]"


@dataclass(frozen=True, slots=True)
class Package:
    """Tables with the descriptor that says what they mean: ``datapackage.json``.

    :param texts: gives the text of a file by its path from the descriptor
    """

    descriptor: Mapping[str, Any]
    texts: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Behind:
    """What another process read of the rest of a document, and staged beside.

    :param told: what the register told of it there, beside its rows
    :param rows: gives columns of one of its tables, in text, by the table's name and theirs
    :param follow: is told from which line on those of its rows are counted
    """

    told: Mapping[str, Any]
    rows: "Callable[[str, Sequence[str]], pa.Table]"
    follow: Callable[[int], None]


# Rows of a document in parts are cut where so many of its bytes begin, whoever reads which part.
STRETCH_BYTES: Final = 4 << 20


class AloneError(Exception):
    """Parts of a document do not come to what the whole does: one process has to read it alone."""


@dataclass(frozen=True, slots=True)
class Source:
    """What intake hands a register's ``read``: sheets of a table file, or a JSON stream.

    :param sheets: empty for JSON
    :param document: UTF-8 JSON or JSON Lines; None for a table file
    :param schema: a Table Schema descriptor handed along with the file, or None
    :param zone: the publisher's time zone: ``Asia/Jakarta``; empty where none is known
    :param currency: the publisher's currency: ``IDR``; empty where none is known
    :param besides: what the programme tells its register of all files: the extensions of a standard
    :param scope: the codes that it is published under, as far as they were said
    :param received_on: the day on which it came in, where its publisher is: ``2026-03-01``
    :param package: where a register takes packages and this is one; it has no sheets then
    :param behind: waits for what another process made of what stands behind the document; None
        where that is nothing
    """

    name: str
    sheets: tuple[Sheet, ...] = ()
    document: BinaryIO | None = None
    schema: Mapping[str, Any] | None = None
    zone: str = ""
    currency: str = ""
    besides: Mapping[str, Any] = field(default_factory=dict)
    scope: Mapping[str, str] = field(default_factory=dict)
    received_on: str = ""
    package: Package | None = None
    behind: Callable[[], Behind] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table, in text: ``line`` (int64) and one string column per declared column."""

    table: Table
    batch: "pa.RecordBatch"


@dataclass(frozen=True, slots=True)
class Told:
    """What a part of a document came to beside its rows, in values of JSON."""

    values: Mapping[str, Any]


def rows_of(table: Table, rows: Iterable[tuple[int, Sequence[str | bytes | None]]]) -> Rows:
    """Put rows into columns.

    :param rows: each its line, and its cells in the order of the table's columns; bytes are UTF-8
    """
    pa = import_module("pyarrow")  # only where rows are read: see above
    found = list(rows)
    cells = list(zip(*(row for _, row in found), strict=True)) or [()] * len(table.columns)
    columns = [pa.array(one, pa.string()) for one in cells]
    names = ["line", *(column.name for column in table.columns)]
    lines = pa.array([line for line, _ in found], pa.int64())
    return Rows(table, pa.RecordBatch.from_arrays([lines, *columns], names=names))


def later(package: str, name: str) -> Callable[..., Any]:
    """Give a function of a module that has its name, imported when it is first called.

    :param package: the register's own, which holds the module
    """

    def called(*given: Any) -> Any:  # noqa: ANN401  whatever the function takes and gives
        return getattr(import_module(f"{package}.{name}"), name)(*given)

    return called


@dataclass(frozen=True, slots=True)
class ScopePart:
    """One code of a scope: what a publication replaces is named by all of them together.

    :param pattern: a regular expression the whole value matches; codes only, never free text
    :param optional: whether it may be left out, for all that its codes tell apart
    """

    name: str
    title: str
    pattern: str
    example: str
    optional: bool = False


# What the earlier versions of a record table are called.
REPLACED: Final = "{}.replaced"


@dataclass(frozen=True, slots=True)
class Pieces:
    """How a merge falls into pieces, so that a publication costs only what it touches.

    Rows of the table that share the column's value make rows of folded tables that share it too,
    and depend on no other rows. The column is the first of every folded table's key.

    :param table: the one record table that falls apart
    :param whole: record tables that every piece is given whole; the others the merge does not read
    """

    table: str
    column: str
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The declaration of a register room.

    :param tables: the tables of a submission; empty when each submission declares its own
    :param sheets: gives the tables that a person fills in, where these are not ``tables``; one
        workbook holds them all
    :param folded: the current tables that ``merge`` makes; empty means the same as ``tables``
    :param scope: the codes that name what a publication replaces; empty under ``merge``
    :param forms: the file forms it reads: ``csv``, ``xlsx``, ``ods``, ``xls``; of JSON either
        tables (``json-table``) or a standard's documents (``json``, ``jsonl``); ``zip`` where the
        tables of an archive are read together; ``mdb`` for databases of Access; ``pdf`` for printed
        tables; ``package`` for tables beside a descriptor
    :param database: gives the tables of a database that are read, and of each the columns; a ZIP of
        them is made and published, the database is kept back
    :param read: a source in, rows and findings out; never raises on a bad row
    :param read_part: reads the rest of a document of lines while another process reads what stands
        before it: rows, and at last what is ``told`` to that one; None where there are no parts.
        It and ``read`` raise AloneError where the parts do not come to the whole
    :param merge: the current publications' tables in log order, name to Arrow table with columns
        ``entry`` and ``line`` added, to the folded tables, sorted by their keys
    :param remembers: record tables of which the merge is given, under the name ``REPLACED`` makes,
        what publications held that others took the place of; ``entry`` is there the one that stands
    :param pieces: how the merge falls into pieces; None where it does not
    """

    name: str
    title: str
    summary: str
    standard: str
    fold: Fold
    forms: tuple[str, ...]
    read: Callable[[Source], Iterator[Rows | Finding]]
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    scope: tuple[ScopePart, ...] = ()
    merge: "Callable[[Mapping[str, pa.Table]], Mapping[str, pa.Table]] | None" = None
    sheets: Callable[[], tuple[Table, ...]] | None = None
    database: Callable[[], Mapping[str, Sequence[str]]] | None = None
    source: str = ""
    pieces: Pieces | None = None
    remembers: tuple[str, ...] = ()
    read_part: Callable[[Source], Iterator[Rows | Told]] | None = None
