"""JSON in any form, or flattened tables, in; rows of releases and what is wrong with them out."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pendopo.registers.contracts import faults as fault
from pendopo.registers.contracts.brief import Brief, brief_of, read_brief
from pendopo.registers.contracts.examined import OLD, Examined
from pendopo.registers.contracts.exchange import exchange_sheets, read_rates
from pendopo.registers.contracts.flat import NO_OCID_COLUMN, FlatTables, is_flat
from pendopo.registers.contracts.rows import (
    Locale,
    Row,
    amounts_out_of_reach,
    award_rows,
    contract_rows,
    lacks_amount,
    release_row,
    tender_rows,
)
from pendopo.registers.contracts.tables import AWARDS, CONTRACTS, RELEASED, RELEASES, TENDERS
from pendopo.standards.ocds.check import extensions_of
from pendopo.standards.ocds.exact import JsonError, dump
from pendopo.standards.ocds.extension import Extension, profile_of
from pendopo.standards.ocds.facts import VERSION
from pendopo.standards.ocds.flat.kinds import kinds_of
from pendopo.standards.ocds.glance import Glanced
from pendopo.standards.ocds.reading import LongLineError, Package, Read, read_releases
from pendopo.standards.ocds.told import told_with
from pendopo.standards.ocds.upgrade import Upgrade
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding
from pendopo.terms.register import (
    STRETCH_BYTES,
    AloneError,
    Behind,
    Rows,
    Sheet,
    Source,
    rows_of,
)

_BATCH_RELEASES = 2_000
_BATCH_CHARACTERS = 16_000_000


def read(source: Source) -> Iterator[Rows | Finding]:
    """Read the releases of a file, in whatever form of JSON they are, and its exchange tables.

    A release of OCDS 1.0 is upgraded to 1.1. Rows come first, then findings; ``line`` is a
    release's position in the file, from 1. What is not JSON, not an object or without an ocid is
    reported and gives no row. An address in the data is never fetched.

    :raises AloneError: when what stands behind the document must be read with it
    """
    if source.document is None:
        rates, others = exchange_sheets(source.sheets)
        for sheet in rates:
            yield from read_rates(sheet, source.currency)
        # What stands beside rates, such as a sheet of notes, need not be releases.
        if not rates or is_flat(others):
            yield from _flat(source, others)
        return
    reading = DocumentReading(source, source.document)
    yield from reading.rows()
    examined = reading.examined
    if source.behind:
        behind = source.behind()
        behind.follow(examined.position)
        examined.follow(behind.told, _ids(behind))
    examined.end()
    yield from examined.faults.findings()


def _ids(behind: Behind) -> Iterator[tuple[int, str, str | None]]:
    """Give position, ocid and id of the releases that stand behind a document."""
    for batch in behind.rows(RELEASES.name, ("line", "ocid", "release_id")).to_batches():
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _flat(source: Source, sheets: Sequence[Sheet]) -> Iterator[Rows | Finding]:
    """Read the releases of tables; ``line`` is the row in which a release first stands."""
    if not is_flat(sheets):
        yield NO_OCID_COLUMN
        return
    declared = _handed(source)
    reading = _Reading(_there(source), declared)
    examined = reading.examined
    schema = profile_of(VERSION, (), declared).schema
    tables = FlatTables(sheets, source.name, kinds_of(schema))
    for line, one in tables.reads():
        examined.position = line - 1
        reading.take(one)
        if reading.full:
            yield from reading.batches()
    yield from reading.batches()
    examined.end()
    yield from tables.differing()
    for finding, places in examined.faults.found():
        yield tables.located(finding, places)


def _there(source: Source) -> Locale:
    return Locale(source.zone, source.currency)


def _handed(source: Source) -> list[Extension]:
    """Give the extensions that the government hands along."""
    return [Extension(**one) for one in source.besides.get("extensions", ())]


class _Reading:
    """What was read so far: rows not yet given away, and what is wrong.

    :ivar laid_out: the releases that became rows
    """

    def __init__(self, there: Locale, declared: Sequence[Extension] = ()) -> None:
        self.examined = Examined(declared, zone=there.zone)
        self.laid_out = 0
        self._declared = declared
        self._there = there
        self._told_of: Package | None = None
        self._extensions = ""
        self._characters = 0
        self._rows: dict[str, list[tuple[int, Row]]] = {table.name: [] for table in RELEASED}

    @property
    def full(self) -> bool:
        """Whether the rows at hand are enough for a batch."""
        many = len(self._rows[RELEASES.name]) >= _BATCH_RELEASES
        return many or self._characters >= _BATCH_CHARACTERS

    def take(self, read: Read) -> None:
        """Take what stands where a release belongs."""
        release = self.examined.take(read)
        if release is None:
            return
        text = self.examined.written
        if type(release) is Glanced:
            brief = read_brief(read.raw)
        else:
            if self.examined.version == OLD:
                release, text = Upgrade(all_parties=True).release(release), ""
            try:
                text = text or dump(release)
            except ValueError:  # by one level, which the schema's reader still holds
                self.examined.faults.add(fault.TOO_DEEP, self.examined.place(read))
                return
            brief = brief_of(release)
        tenders, awards = tender_rows(brief, self._there), award_rows(brief)
        contracts = contract_rows(brief, self._there)
        if lacks_amount(tenders, awards, contracts):
            self._tell_far_amounts(brief, read)
        self._tell_extensions(read.package)
        self._characters += _letters(text) + len(self._extensions)
        self.laid_out += 1
        self._put(RELEASES, [release_row(brief, text, self._there, self._extensions)])
        self._put(TENDERS, tenders)
        self._put(AWARDS, awards)
        self._put(CONTRACTS, contracts)

    def _tell_extensions(self, package: Package) -> None:
        if package is not self._told_of:
            self._told_of = package
            self._extensions = " ".join(told_with(extensions_of(package), self._declared))

    def _tell_far_amounts(self, brief: Brief, read: Read) -> None:
        for pointer in amounts_out_of_reach(brief):
            place = self.examined.place(read, pointer)
            values = {"pointer": pointer}
            self.examined.faults.add(fault.FAR_AMOUNT, place, values, kind=pointer)

    def batches(self) -> Iterator[Rows]:
        """Give the rows at hand away: one batch per table, empty ones too."""
        for table in RELEASED:
            rows = self._rows[table.name]
            yield rows_of(table, rows)
            rows.clear()
        self._characters = 0

    def _put(self, table: Table, rows: list[Row]) -> None:
        position, kept = self.examined.position, self._rows[table.name]
        for row in rows:  # mostly one, for which a generator costs more than the row
            kept.append((position, row))


class DocumentReading(_Reading):
    """What was read of a document of JSON.

    :param apart: whether it is a part of one, of which each line is a value
    """

    def __init__(self, source: Source, document: BinaryIO, *, apart: bool = False) -> None:
        super().__init__(_there(source), _handed(source))
        self.examined.glances = True
        self._apart = apart or source.behind is not None
        self._given = read_releases(
            document,
            source.name,
            exact=True,
            doubles=True,
            as_written=self.examined.as_written,
            broken=self._broken,
            merged=self.examined.merged,
            lines=self._apart,
        )

    def rows(self) -> Iterator[Rows]:
        """Give the rows, some releases at a time.

        They are cut where the document is, so that parts of it come to the same rows as the whole.

        :raises AloneError: when it is a part of one and holds more than a release a line
        """
        begun = -1
        try:
            for one in self._given:
                stretch = one.offset // STRETCH_BYTES
                if begun not in {-1, stretch} or self.full:
                    yield from self.batches()
                begun = stretch
                if self._apart and one.package.kind:
                    raise AloneError
                self.take(one)
        except LongLineError as error:
            raise AloneError from error
        yield from self.batches()

    def _broken(self, error: JsonError) -> None:
        if self._apart:
            raise AloneError  # lines are counted from its beginning
        self.examined.faults.add_broken(error)


def _letters(text: str | bytes) -> int:
    """Count the letters of a text, which in UTF-8 are no more than its bytes."""
    return len(text) if isinstance(text, str) or text.isascii() else len(text.decode())
