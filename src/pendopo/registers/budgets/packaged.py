"""A Fiscal Data Package as a sheet of budget lines: its amounts by the columns of this register."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby, islice
from typing import Final

import pyarrow as pa

from pendopo.registers.budgets.package import columns_of
from pendopo.standards.fiscal.amount import VALUE, Row, number
from pendopo.standards.fiscal.check import check
from pendopo.standards.fiscal.fault import LINES_KEPT, Fault, wrong
from pendopo.standards.fiscal.read import read, version_of
from pendopo.standards.fiscal.table import PackageError
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Package, Sheet
from pendopo.terms.values import with_values
from pendopo.terms.wording import say

_AT_ONCE: Final = 20_000
_AMOUNT: Final = "amount"
# What other publishers call the phases, in small letters.
_PHASES: Final[Mapping[str, str]] = {
    "proposed": "proposal",
    "draft": "proposal",
    "enacted": "approved",
    "adjusted": "revised",
    "modified": "revised",
    "amended": "revised",
    "actual": "executed",
}
_DIRECTIONS: Final[Mapping[str, str]] = {"spending": "expenditure", "income": "revenue"}
_SAME: Final = {"phase": _PHASES, "direction": _DIRECTIONS}
SPECIFICATION: Final = {"0.3": "Fiscal Data Package 0.3", "1.0": "Fiscal Data Package 1.0-rc"}


def sheet_of(package: Package) -> tuple[Sheet | None, list[Finding]]:
    """Read a package.

    :returns: its amounts, ``line`` counted in the file that they stand in, or over all of them
        where there are several; and what is to be told of it. None where it cannot be read
    """
    version = version_of(package.descriptor)
    told = [_of_0_3()] if version == "0.3" else [*map(finding_of, check(package.descriptor))]
    odd = _Misread()
    left: set[str] = set()
    begins: dict[str, int] = {}
    batches: list[pa.RecordBatch] = []
    try:
        rows = _counted(read(package.descriptor, package.texts, as_written=True), begins)
        while some := list(islice(rows, _AT_ONCE)):
            odd.add(some)
            batches.append(_batch(some, left))
    except PackageError as error:
        told.append(_unreadable(error, version))
        return None, told
    told += odd.told()
    if len(begins) > 1:
        told.append(_of_several(begins))
    if left:
        told.append(_left_out(left))
    return _sheet(batches), told


def finding_of(fault: Fault, weight: Weight = Weight.WARN) -> Finding:
    """Give a fault as a finding: with what, where, and by which clause."""
    specification = SPECIFICATION["1.0"]
    where = f"{fault.pointer} · " if fault.pointer else ""
    return Finding(
        "package_follows_its_standard",
        {"warning": Weight.WARN, "note": Weight.NOTE}.get(fault.level, weight),
        fault.message,
        fault.values,
        table=fault.resource,
        column=fault.column,
        lines=fault.lines,
        cells=fault.cells,
        count=fault.count,
        source=f"{where}{specification}, {fault.clause}".removesuffix(", "),
    )


class _Misread:
    """Amounts that are none by the marks of their field, and that others would read as one."""

    def __init__(self) -> None:
        self._lines: list[int] = []
        self._cells: list[str] = []
        self._count = 0

    def add(self, rows: list[tuple[int, Row]]) -> None:
        for line, row in rows:
            if not row.exact and _is_one_otherwise(row.cells[VALUE]):
                self._count += 1
                if self._count <= LINES_KEPT:
                    self._lines.append(line)
                    self._cells.append(row.cells[VALUE])

    def told(self) -> list[Finding]:
        if not self._count:
            return []
        fault = replace(
            wrong("", "Table Schema", say("Cells are not of type {type}."), type="number"),
            column=_AMOUNT,
            lines=tuple(self._lines),
            cells=tuple(self._cells),
            count=self._count,
        )
        return [finding_of(fault, Weight.STOP)]


def _is_one_otherwise(text: str) -> bool:
    # A shortened one, 5,35993E+11, is written out with either mark.
    plain = text.replace(",", ".") if "e" in text.lower() else text
    try:
        return bool(number(plain, {}))
    except PackageError:
        return False


def _counted(rows: Iterator[Row], begins: dict[str, int]) -> Iterator[tuple[int, Row]]:
    """Count lines over several files, each from behind the last line of the one before."""
    before = last = 0
    for resource, of_one in groupby(rows, lambda row: row.resource):
        # A measure of 0.3 may come back to a file that was read already.
        before = begins.setdefault(resource, last)
        for row in of_one:
            line = before + row.line
            last = max(last, line)
            yield line, row


def _batch(rows: list[tuple[int, Row]], left: set[str]) -> pa.RecordBatch:
    """Put rows into columns; what is no column of this register is left out, and noted."""
    kinds = {kind for _, row in rows for kind in row.cells}
    columns: dict[str, list[str]] = {}
    known = columns_of(kinds)
    left |= kinds - {kind for kind, _ in known}
    for kind, name in known:
        cells = [row.cells.get(kind, "") for _, row in rows]
        wider = columns.get(name)
        columns[name] = [a or b for a, b in zip(cells, wider, strict=True)] if wider else cells
    for name, same in _SAME.items():
        if name in columns:
            lower = [cell.strip().lower() for cell in columns[name]]
            columns[name] = [same.get(cell, cell) for cell in lower]
    lines = pa.array([line for line, _ in rows], pa.int64())
    arrays = [pa.array(cells, pa.string()) for cells in columns.values()]
    return pa.record_batch([lines, *arrays], ["line", *columns])


def _sheet(batches: list[pa.RecordBatch]) -> Sheet:
    names = dict.fromkeys(name for one in batches for name in one.schema.names if name != "line")
    header = (_AMOUNT, *(name for name in names if name != _AMOUNT))
    return Sheet("", header, (_aligned(one, header) for one in batches))


def _aligned(batch: pa.RecordBatch, header: tuple[str, ...]) -> pa.RecordBatch:
    """Give a batch the columns of all; of its amounts the marks are known."""
    nothing = pa.nulls(batch.num_rows, pa.string())
    known = set(batch.schema.names)
    columns = [batch.column(name) if name in known else nothing for name in header]
    names = ["line", *map(str, range(len(header)))]
    whole = pa.record_batch([batch.column("line"), *columns], names)
    said = pa.repeat(pa.scalar(value=True), batch.num_rows)
    return with_values(whole, {header.index(_AMOUNT): said})


def _of_0_3() -> Finding:
    return Finding(
        "package_is_of_the_last_version",
        Weight.NOTE,
        say("The package is of version 0.3; its model was read."),
        write=say("pendopo fiscal convert writes it as 1.0-rc."),
        source=SPECIFICATION["0.3"],
    )


def _of_several(begins: Mapping[str, int]) -> Finding:
    files = ", ".join(f"{name} ({before + 1})" for name, before in begins.items())
    return Finding(
        "package_is_read_as_one",
        Weight.NOTE,
        say(
            "The files of the package are read one behind the other, each from the line behind its "
            "name: {files}."
        ),
        {"files": files},
    )


def _left_out(kinds: set[str]) -> Finding:
    return Finding(
        "columns_are_known",
        Weight.WARN,
        say("These columns were not read: {columns}."),
        {"columns": ", ".join(sorted(kinds))},
        say("Give them a columnType of the budget taxonomy, or leave them out."),
    )


def _unreadable(why: PackageError, version: str) -> Finding:
    return Finding(
        "package_can_be_read",
        Weight.STOP,
        say("The package cannot be read: {error}"),
        why.told(),
        say("Mend datapackage.json or its files; pendopo fiscal check says all that is wrong."),
        source=SPECIFICATION[version],
    )
