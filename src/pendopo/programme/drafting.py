"""A mapping drafted from an example file, which is read in a limited child."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from pendopo.programme.child import open_file
from pendopo.registers import register
from pendopo.registers.datasets.schema import SchemaError, table_of
from pendopo.stages.intake.drafting import ROWS_LOOKED_AT, draft
from pendopo.store.child import Limits, run
from pendopo.store.confine import Reach
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Register, Sheet
from pendopo.terms.report_json import finding_from_json

_FUNCTION = "pendopo.programme.drafting:draft_file"


def draft_mapping(file: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Draft a mapping of a file.

    :param file: ``path``, ``filename``, ``register`` and ``reading``
    :returns: the draft as JSON (``header``, ``matches``, ``left``, ``wide``, ``totals``,
        ``sparse``, ``sheet``), or ``findings`` where the file could not be read
    :raises ChildError: when the file ends the child that reads it
    """
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        spec = {**file, "work": work}
        found = run(_FUNCTION, spec, limits, None, Reach((file["path"],), (work,)))
    return found | {"findings": [finding_from_json(one) for one in found["findings"]]}


def draft_file(
    spec: Mapping[str, Any], on_progress: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Read a file's header and first rows, and draft: the child's whole work."""
    on_progress({"file": spec["filename"]})
    findings: list[Finding] = []
    reading = Reading(**spec["reading"])
    declared = register(spec["register"])
    sheet = first_sheet(spec, reading, declared, findings.append)
    drafted: dict[str, Any] = {}
    try:
        if sheet is not None:
            table = _table(reading, declared.tables)
            drafted = asdict(draft(sheet.header, _first(sheet), table)) | {"sheet": sheet.name}
    except SchemaError as error:
        findings.append(error.finding())
    stops = [finding for finding in findings if finding.weight is Weight.STOP]
    return drafted | {"findings": [] if drafted else [asdict(one) for one in stops]}


def first_sheet(
    spec: Mapping[str, Any],
    reading: Reading,
    declared: Register,
    tell: Callable[[Finding], None],
) -> Sheet | None:
    """Open a file that is looked at and not checked; give its first sheet, where it has one.

    :param spec: ``path``, ``filename`` and ``work``, an empty folder
    """
    path = Path(spec["path"])
    submission = Submission(str(path), spec["filename"], "", path.stat().st_size, "", "")
    source = open_file(submission, reading, Path(spec["work"]), declared.forms, tell)
    return source.sheets[0] if source and source.sheets else None


def _table(reading: Reading, tables: tuple[Table, ...]) -> Table | None:
    if reading.schema is not None:
        return table_of(reading.schema)
    return tables[0] if tables else None


def _first(sheet: Sheet) -> list[list[str]]:
    """Give the first cells of each column."""
    columns: list[list[str]] = [[] for _ in sheet.header]
    for batch in islice(sheet.batches, 1):
        for place, cells in enumerate(columns, 1):
            some = batch.column(place).slice(0, ROWS_LOOKED_AT).to_pylist()
            cells += [cell or "" for cell in some]
    return columns
