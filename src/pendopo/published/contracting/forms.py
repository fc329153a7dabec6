"""The forms of a bundle: JSON Lines of releases and of records, tables as CSV and XLSX, Parquet.

The same processes make the same bytes: no clock, no name of a machine is in any of them. The tables
are those of the standard's flattened serialization, of compiled releases.

Source: OCDS 1.1, serialization.
"""

import csv
import gzip
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import orjson

from pendopo.published.contracting.process import Process, written
from pendopo.published.contracting.workbook import Sheets, packed
from pendopo.standards.ocds import packaging
from pendopo.standards.ocds.exact import parse
from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.flat.kinds import cell_of, kinds_of
from pendopo.standards.ocds.flat.rows import Laid, Row, Table, Tables

RELEASES, RECORDS, TABLES, BOOK, PARQUET = (
    "releases.jsonl.gz",
    "records.jsonl.gz",
    "csv.zip",
    "xlsx",
    "parquet",
)
_MEDIA_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Form to its media type, as IANA registers it.
FORMS: Final[Mapping[str, str]] = {
    RELEASES: "application/gzip",
    RECORDS: "application/gzip",
    TABLES: "application/zip",
    BOOK: _MEDIA_XLSX,
    PARQUET: "application/vnd.apache.parquet",
}
_LEVEL: Final = 6
_ROW_GROUP: Final = 20_000
_NAME_MOST: Final = 31 * 2  # bytes of a sheet's name, as spreadsheets count: ECMA-376, 18.2.19


@dataclass(frozen=True, slots=True)
class Making:
    """What a form is made of.

    :param processes: gives the bundle's, in the order of their ocids
    :param records: gives the place of the records that were made already, for the tables
    """

    processes: Callable[[], Iterable[Process]]
    records: Callable[[], Path]


def write(form: str, making: Making, path: Path) -> None:
    """Write a bundle in a form."""
    if form == RELEASES:
        _lines(path, (one.text for process in making.processes() for one in process.releases))
    elif form == RECORDS:
        _lines(path, map(_record, making.processes()))
    elif form == PARQUET:
        _parquet(path, making.processes())
    else:
        _tables(path, making.records(), as_book=form == BOOK)


def _record(process: Process) -> bytes:
    texts = [one.text for one, _content in process.ordered]
    return packaging.record(process.ocid, texts, written(process.compiled)).replace(b"\n", b"")


def _lines(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as file, gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packing:
        for line in lines:
            packing.write(packaging.without_nul(line) + b"\n")


def _parquet(path: Path, processes: Iterable[Process]) -> None:
    import pyarrow as pa  # noqa: PLC0415  a portal that is idle is smaller without them
    import pyarrow.parquet as pa_parquet  # noqa: PLC0415

    schema = pa.schema(
        [
            pa.field("entry", pa.int64(), nullable=False),
            pa.field("line", pa.int64(), nullable=False),
            pa.field("ocid", pa.string(), nullable=False),
            pa.field("release_id", pa.string()),
            pa.field("date", pa.timestamp("us", "UTC")),
            pa.field("tag", pa.list_(pa.string())),
            pa.field("json", pa.string(), nullable=False),
        ]
    )
    with pa_parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        rows: list[dict[str, Any]] = []
        for process in processes:
            rows += _rows(process)
            if len(rows) >= _ROW_GROUP:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, schema))


def _rows(process: Process) -> Iterator[dict[str, Any]]:
    for one in process.releases:
        tags = orjson.loads(one.text).get("tag")
        listed = tags if isinstance(tags, list) else [tags] if tags else None
        yield {
            "entry": one.cursor.entry,
            "line": one.line,
            "ocid": one.ocid,
            "release_id": one.id or None,
            "date": one.moment,
            "tag": None if listed is None else [str(tag) for tag in listed],
            "json": one.text.decode(),
        }


def _tables(path: Path, records: Path, *, as_book: bool) -> None:
    """Lay compiled releases out as tables: once looked at for the columns, once written."""
    tables = Tables(kinds_of(release_schema()))
    for release in _compiled(records):
        Laid(release, tables)
    headings = {table.sheet: list(table.columns) for table in tables}
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".tables-") as folder:
        drafts = Path(folder)
        laid = (row for release in _compiled(records) for row in Laid(release, tables).rows)
        if as_book:
            sheets = Sheets(drafts, tables.names(_NAME_MOST, "utf-16-le"), headings)
            for table, row in laid:
                sheets.add(table.sheet, row)
            packed(sheets.close(), path)
        else:
            _csv(drafts, tables, laid)
            _zip(path, sorted(drafts.iterdir()))


def _compiled(records: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(records, "rb") as lines:
        for line in lines:
            release = parse(line).get("compiledRelease")
            if release is not None:
                yield release


def _csv(folder: Path, tables: Tables, rows: Iterable[tuple[Table, Row]]) -> None:
    with ExitStack() as closing:
        writers = {}
        for sheet, name in tables.names().items():
            file = closing.enter_context(_new(folder / f"{name}.csv"))
            writers[sheet] = csv.writer(file)
            writers[sheet].writerow(tables.tables[sheet].columns)
        for table, row in rows:
            writers[table.sheet].writerow(["" if one is None else cell_of(one) for one in row])


@contextmanager
def _new(path: Path) -> Iterator[IO[str]]:
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def _zip(path: Path, files: Iterable[Path]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for file in files:
            part = zipfile.ZipInfo(file.name)  # of 1980, the same for all
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            with file.open("rb") as source, archive.open(part, "w") as target:
                while block := source.read(1 << 16):
                    target.write(block)
