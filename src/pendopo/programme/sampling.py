"""The first cells of each column of a file, which is read in a limited child."""

import tempfile
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final

import pyarrow as pa

from pendopo.programme.drafting import first_sheet
from pendopo.registers import register
from pendopo.stages.validate.hiding import hide_cells
from pendopo.standards.identity import patterns
from pendopo.store.child import Limits, run
from pendopo.store.confine import Reach
from pendopo.terms.finding import Finding
from pendopo.terms.reading import Reading

_FUNCTION: Final = "pendopo.programme.sampling:sample_file"
_CELLS: Final = 3
_LETTERS: Final = 60
_COLUMNS: Final = 500
_ROWS_LOOKED_AT: Final = 2000


def sample_columns(file: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Give what stands in the columns of a file, so that a person can say what they are.

    :param file: ``path``, ``filename``, ``register``, ``reading`` and the ``country`` whose persons
        are hidden
    :returns: ``columns``, a list of ``name`` and ``cells``: the first three different ones that are
        filled, cut to sixty letters; no columns where the file could not be read as a table
    :raises ChildError: when the file ends the child that reads it
    """
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        spec = {**file, "work": work}
        return run(_FUNCTION, spec, limits, None, Reach((file["path"],), (work,)))


def sample_file(
    spec: Mapping[str, Any], on_progress: Callable[[Mapping[str, Any]], None]
) -> dict[str, Any]:
    """Read a file's header and first rows: the child's whole work."""
    on_progress({"file": spec["filename"]})
    findings: list[Finding] = []
    reading, declared = Reading(**spec["reading"]), register(spec["register"])
    sheet = first_sheet(spec, reading, declared, findings.append)
    if sheet is None:
        return {"columns": []}
    first = next(islice(sheet.batches, 1), None)
    cells = [
        [] if first is None else _cells(first.column(place))
        for place in range(1, len(sheet.header) + 1)
    ][:_COLUMNS]
    hidden = iter(hide_cells([cell for some in cells for cell in some], patterns(spec["country"])))
    named = zip(sheet.header, cells, strict=False)
    columns = [
        {"name": name.strip(), "cells": [_cut(cell) for _, cell in zip(some, hidden, strict=False)]}
        for name, some in named
    ]
    return {"columns": columns}


def _cells(found: pa.Array) -> list[str]:
    texts = (cell.strip() for cell in found.slice(0, _ROWS_LOOKED_AT).to_pylist() if cell)
    different = dict.fromkeys(text for text in texts if text)
    return list(islice(different, _CELLS))


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
