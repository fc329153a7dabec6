"""A file with some cells written anew, as the limited child makes it."""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from pendopo.exports.remarks import Remark
from pendopo.programme.comment_child import of_the_file, opened_source, read_sheet
from pendopo.programme.mending import MENDED
from pendopo.registers import register
from pendopo.stages.intake.mapping import reading_with
from pendopo.stages.intake.refused import HEAD_BYTES, is_ods
from pendopo.terms.finding import Weight
from pendopo.terms.reading import Reading

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
    mended = import_module("pendopo.exports.mended")
    try:
        return _made(spec, mended)
    except mended.MendingError as refused:
        return {"refused": str(refused)}


def _made(spec: Mapping[str, Any], mended: Any) -> dict[str, Any]:  # noqa: ANN401  a module
    reading = reading_with(Reading(**spec["reading"]))
    if not isinstance(reading, Reading):
        raise mended.MendingError(mended.UNPLACED)
    path, source = opened_source(spec, reading)
    if source is None or not source.sheets:
        raise mended.MendingError(mended.UNPLACED)
    sheet = read_sheet(source, reading)
    named = [Remark(Weight.NOTE, "", "", "", column=one["column"]) for one in spec["cells"]]
    cells = [
        replace(mended.Cell(**one), column=remark.column)
        for one, remark in zip(spec["cells"], of_the_file(named, reading, sheet), strict=True)
    ]
    out = Path(spec["work"]) / MENDED
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    # Where a mapping was applied, or a register has one table at most, one sheet was read.
    alone = reading.mapping is not None or len(register(spec["register"]).tables) <= 1
    sheets = [sheet] if alone else source.sheets
    if is_ods(head):
        written = import_module("pendopo.exports.open_document")
        done = written.mend_open_document(path, sheets, cells, out)
        if done is not None:
            return {"suffix": ".ods", "cells": done}
    elif head.startswith(_PACKED):
        book = mended.opened_workbook(path, source.sheets)
        if book is not None:
            done = mended.mend_workbook(book, sheets, cells)
            book.save(out)
            return {"suffix": ".xlsx", "cells": done}
    if len(source.sheets) > 1:
        raise mended.MendingError(mended.LOST)
    return {"suffix": ".csv", "cells": mended.mend_rows(sheet, cells, out)}
