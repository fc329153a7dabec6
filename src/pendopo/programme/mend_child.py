"""A file with some cells written anew, as the limited child makes it."""

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from pendopo.exports.mending import LOST, UNPLACED, Cell, MendingError
from pendopo.exports.remarks import Remark
from pendopo.programme.comment_child import of_the_file, opened_source, read_sheet
from pendopo.programme.mending import MENDED
from pendopo.registers import register
from pendopo.stages.intake.mapping import reading_with
from pendopo.stages.intake.refused import HEAD_BYTES, is_ods
from pendopo.terms.finding import Weight
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet

_PACKED = b"PK\x03\x04"


def write_mended(
    spec: Mapping[str, Any], on_progress: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Read the file once more and write it with other cells: the child's whole work.

    :returns: ``suffix`` and ``cells``; or ``refused``: why no file was made
    """
    on_progress({"file": spec["filename"]})
    # openpyxl asks for the system's list of file types as it is loaded; this process has no reach
    # to it, and workbooks need none.
    mimetypes.knownfiles.clear()
    try:
        return _made(spec)
    except MendingError as refused:
        return {"refused": str(refused)}


def _made(spec: Mapping[str, Any]) -> dict[str, Any]:
    reading = reading_with(Reading(**spec["reading"]))
    if not isinstance(reading, Reading):
        raise MendingError(UNPLACED)
    path, source = opened_source(spec, reading)
    if source is None or not source.sheets:
        raise MendingError(UNPLACED)
    sheet = read_sheet(source, reading)
    named = [Remark(Weight.NOTE, "", "", "", column=one["column"]) for one in spec["cells"]]
    cells = [
        replace(Cell(**one), column=remark.column)
        for one, remark in zip(spec["cells"], of_the_file(named, reading, sheet), strict=True)
    ]
    out = Path(spec["work"]) / MENDED
    # Where a mapping was applied, or a register has one table at most, one sheet was read.
    alone = reading.mapping is not None or len(register(spec["register"]).tables) <= 1
    suffix = _as_it_is(path, source.sheets, [sheet] if alone else source.sheets, cells, out)
    if not suffix:
        if len(source.sheets) > 1:
            raise MendingError(LOST)
        suffix = ".csv"
        import_module("pendopo.exports.mended").mend_rows(sheet, cells, out)
    return {"suffix": suffix, "cells": len(cells)}


def _as_it_is(
    path: Path, read: Sequence[Sheet], sheets: Sequence[Sheet], cells: Sequence[Cell], out: Path
) -> str:
    """Write the workbook with other cells; give its ending, or nothing where its rows alone can be.

    :param read: all sheets that were read; ``sheets`` are those in which the cells may stand
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if is_ods(head):
        document = import_module("pendopo.exports.open_document")
        return "" if document.mend_open_document(path, sheets, cells, out) is None else ".ods"
    mended = import_module("pendopo.exports.mended")
    book = mended.opened_workbook(path, read) if head.startswith(_PACKED) else None
    if book is None:
        return ""
    mended.mend_workbook(book, sheets, cells)
    book.save(out)
    return ".xlsx"
