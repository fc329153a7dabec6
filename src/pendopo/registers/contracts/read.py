"""A JSON or JSON Lines stream in; rows of releases and what is wrong with them out."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from pendopo.registers.contracts import faults as fault
from pendopo.registers.contracts.faults import Faults
from pendopo.registers.contracts.rows import (
    Row,
    amounts_out_of_reach,
    award_rows,
    contract_rows,
    release_row,
    tender_rows,
)
from pendopo.registers.contracts.tables import AWARDS, CONTRACTS, RELEASES, SUBMITTED, TENDERS
from pendopo.registers.contracts.values import text_of
from pendopo.standards.ocds.check import schema_faults
from pendopo.standards.ocds.exact import JsonError, dump, parse
from pendopo.standards.ocds.facts import REGISTERED_OCID
from pendopo.standards.ocds.instant import parse_instant
from pendopo.standards.ocds.package import is_bare_record, is_linked, releases_in
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding
from pendopo.terms.register import Rows, Source

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINES_SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")
_BATCH_RELEASES = 2_000
_BATCH_CHARACTERS = 16_000_000
_SHOWN_CHARACTERS = 80


def read(source: Source) -> Iterator[Rows | Finding]:
    """Read the releases of a package, a record package, a list, one release, or one per line.

    Rows come first, then findings; ``line`` is a release's position in the file, from 1. What is
    not JSON, not an object or without an ocid is reported and gives no row. An address in the data
    is never fetched.
    """
    if source.document is None:
        yield fault.NO_RELEASES
        return
    reading = _Reading()
    for document in _documents(source.name, source.document, reading.faults):
        for release in releases_in(document):
            reading.take(release)
            if reading.full:
                yield from reading.batches()
    yield from reading.batches()
    yield from reading.faults.findings()
    if reading.kept == 0 and not reading.faults.stopped:
        yield fault.NO_RELEASES


class _Reading:
    """What was read so far: rows not yet given away, faults, ids seen.

    ``position`` counts what stands where a release belongs, ``kept`` the releases among it.
    """

    def __init__(self) -> None:
        self.faults = Faults()
        self.position = 0
        self.kept = 0
        self._seen: set[tuple[str, str]] = set()
        self._characters = 0
        self._rows: dict[str, list[tuple[int, Row]]] = {table.name: [] for table in SUBMITTED}

    @property
    def full(self) -> bool:
        """Whether the rows at hand are enough for a batch."""
        many = len(self._rows[RELEASES.name]) >= _BATCH_RELEASES
        return many or self._characters >= _BATCH_CHARACTERS

    def take(self, release: Any) -> None:  # noqa: ANN401 - JSON holds anything
        """Take what stands where a release belongs."""
        self.position += 1
        if not isinstance(release, dict):
            found = {"found": _shown(release)}
            self.faults.add(fault.NOT_AN_OBJECT, self.position, found)
        elif is_bare_record(release):
            ocid = {"ocid": _shown(release.get("ocid"))}
            self.faults.add(fault.MERGED_ALREADY, self.position, ocid)
        elif is_linked(release):
            self.faults.add(fault.LINKED, self.position, {"url": _shown(release["url"])})
        elif not isinstance(release.get("ocid"), str) or not release["ocid"]:
            self.faults.add(fault.NO_OCID, self.position)
        else:
            self._keep(release)

    def batches(self) -> Iterator[Rows]:
        """Give the rows at hand away: one batch per table, empty ones too."""
        for table in SUBMITTED:
            rows = self._rows[table.name]
            yield Rows(table, _batch(table, rows))
            rows.clear()
        self._characters = 0

    def _keep(self, release: dict[str, Any]) -> None:
        try:
            text = dump(release)
        except ValueError:
            self.faults.add(fault.TOO_DEEP, self.position)
            return
        self.kept += 1
        self._check(release)
        self._characters += len(text)
        self._put(RELEASES, [release_row(release, text)])
        self._put(TENDERS, tender_rows(release))
        self._put(AWARDS, award_rows(release))
        self._put(CONTRACTS, contract_rows(release))

    def _put(self, table: Table, rows: list[Row]) -> None:
        self._rows[table.name].extend((self.position, row) for row in rows)

    def _check(self, release: dict[str, Any]) -> None:
        line = self.position
        if not REGISTERED_OCID.fullmatch(release["ocid"]):
            self.faults.add(fault.UNREGISTERED, line, {"ocid": release["ocid"]})
        if not release.get("tag"):
            self.faults.add(fault.NO_TAG, line)
        self._check_date(release.get("date"))
        self._check_id(release)
        for pointer in amounts_out_of_reach(release):
            self.faults.add(fault.FAR_AMOUNT, line, {"pointer": pointer}, kind=pointer)
        for schema_fault in schema_faults(release):
            self.faults.add_schema(schema_fault, line)

    def _check_date(self, date: object) -> None:
        if date is None or date == "":
            self.faults.add(fault.NO_DATE, self.position)
            return
        instant = parse_instant(date) if isinstance(date, str) else None
        if instant is None:
            self.faults.add(fault.BAD_DATE, self.position, {"date": _shown(date)})
        elif not instant.exact:
            self.faults.add(fault.LOOSE_DATE, self.position, {"date": _shown(date)})

    def _check_id(self, release: dict[str, Any]) -> None:
        release_id = text_of(release.get("id"))
        if release_id is None:
            return  # the schema's finding says that it is missing
        key = (release["ocid"], release_id)
        if key in self._seen:
            values = {"ocid": key[0], "release_id": key[1]}
            self.faults.add(fault.SAME_ID, self.position, values)
        self._seen.add(key)


def _documents(name: str, stream: BinaryIO, faults: Faults) -> Iterator[Any]:
    """Give the JSON values of a stream: one, or one per line.

    A file is JSON Lines when its name says so or when its first line is a whole JSON value.
    """
    head = stream.readline().removeprefix(_BYTE_ORDER_MARK)
    try:
        first = parse(head)
    except JsonError:
        if not name.lower().endswith(_LINES_SUFFIXES):
            yield from _parsed(head + stream.read(), 0, faults)
            return
        if head.strip():
            yield from _parsed(head.rstrip(), 0, faults)
    else:
        yield first
    for number, text in enumerate(stream, start=1):
        if text.strip():
            yield from _parsed(text.rstrip(), number, faults)


def _parsed(text: bytes, lines_before: int, faults: Faults) -> Iterator[Any]:
    try:
        yield parse(text)
    except JsonError as error:
        faults.add_broken(error, lines_before)


def _batch(table: Table, rows: list[tuple[int, Row]]) -> pa.RecordBatch:
    lines = pa.array([line for line, _ in rows], pa.int64())
    columns = [
        pa.array([row[place] for _, row in rows], pa.string())
        for place in range(len(table.columns))
    ]
    names = ["line", *(column.name for column in table.columns)]
    return pa.RecordBatch.from_arrays([lines, *columns], names=names)


def _shown(value: object) -> str:
    """Quote a value of the data, cut to a length that fits a sentence."""
    try:
        text = value if isinstance(value, str) else dump(value)
    except ValueError:
        text = type(value).__name__
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
