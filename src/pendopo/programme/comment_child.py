"""The same spreadsheet back with comments, as the limited child makes it."""

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from pendopo.exports.remarks import Remark, Words, remark_from
from pendopo.programme.commenting import COMMENTED, ODS, XLSX
from pendopo.registers import register
from pendopo.stages.intake import open_source, recognise, unwrap
from pendopo.stages.intake.mapping import mapped, reading_with
from pendopo.stages.intake.refused import HEAD_BYTES, is_ods
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Submission
from pendopo.terms.mapping import mapping_of, same_name
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet, Source

# How a workbook begins that openpyxl may load; what it cannot is written anew, as rows of text.
_PACKED = b"PK\x03\x04"


def write_comments(
    spec: Mapping[str, Any], on_progress: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Read the file once more and write the workbook: the child's whole work.

    :returns: ``form``, that of the workbook that lies in the folder
    """
    on_progress({"file": spec["filename"]})
    path, out = Path(spec["path"]), Path(spec["work"]) / COMMENTED
    remarks = [remark_from(one) for one in spec["remarks"]]
    reading = reading_with(Reading(**spec["reading"]))
    words = Words(**spec["words"])
    sheet = None
    if isinstance(reading, Reading):
        path, sheet = opened_sheet(spec, reading)
        remarks = of_the_file(remarks, reading, sheet)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    # openpyxl asks for the system's list of file types as it is loaded; this process has no reach
    # to it, and workbooks need none.
    mimetypes.knownfiles.clear()
    if spec["form"] == ODS and is_ods(head):
        ours = import_module("pendopo.exports.open_document")
        if ours.comment_open_document(path, sheet, remarks, words, out):
            return {"form": ODS}
    commented = import_module("pendopo.exports.commented")
    if head.startswith(_PACKED) and not is_ods(head):
        commented.comment_workbook(path, sheet, remarks, words, out)
    else:
        commented.comment_rows(sheet, remarks, words, out)
    return {"form": XLSX}


def opened_sheet(spec: Mapping[str, Any], reading: Reading) -> tuple[Path, Sheet | None]:
    """Give the file, out of what it is packed in, and the sheet of it that was read.

    :returns: no sheet when there is none, or it cannot be read
    """
    path, source = opened_source(spec, reading)
    return path, read_sheet(source, reading) if source and source.sheets else None


def opened_source(spec: Mapping[str, Any], reading: Reading) -> tuple[Path, Source | None]:
    """Give the file, out of what it is packed in, and all its sheets.

    :returns: no source when it cannot be read
    """
    path = Path(spec["path"])
    submission = Submission(str(path), spec["filename"], "", path.stat().st_size, "", "")
    taken = unwrap(submission, reading, Path(spec["work"]), _unheard)
    if taken is None:
        return path, None
    inside, reading_inside = taken
    form = recognise(inside, register(spec["register"]).forms)
    if isinstance(form, Finding):
        return Path(inside.path), None
    return Path(inside.path), open_source(inside, form, reading_inside, _unheard)


def _unheard(finding: Finding) -> None:
    """Leave untold what the check has told already."""


def read_sheet(source: Source, reading: Reading) -> Sheet:
    """Give the sheet that was read: the first, or the one that the mapping was applied to."""
    made = mapped(source, reading.mapping, _unheard) if reading.mapping is not None else None
    name = (made or source).sheets[0].name
    return next(sheet for sheet in source.sheets if sheet.name == name)


def of_the_file(remarks: Sequence[Remark], reading: Reading, sheet: Sheet | None) -> list[Remark]:
    """Name the file's own column where a mapping made ours of it."""
    if reading.mapping is None or sheet is None:
        return list(remarks)
    has = {same_name(name) for name in sheet.header}
    made = {
        same_name(rule.name): next((one for one in rule.sources if same_name(one) in has), "")
        for rule in mapping_of(reading.mapping).columns
    }
    return [
        one
        if same_name(one.column) in has and same_name(one.column) not in made
        else replace(one, column=made.get(same_name(one.column), one.column))
        for one in remarks
    ]
