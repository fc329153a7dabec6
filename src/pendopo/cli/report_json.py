"""The report of a check as JSON, for programs: fields are added to it in time, none is changed.

What each field means stands here, and docs/reference/report.md is made from it.
"""

from collections.abc import Sequence
from typing import Any

from pendopo.cli.told import sentence, what_to_write
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Report, TypedTable

VERSION = 1
REPORT = {
    "v": "1, the version of this form",
    "file": "the file's name",
    "sha256": "of its bytes, hexadecimal",
    "register": "the register it was checked for",
    "stopped": "whether a finding stops it from being published",
    "findings": "what was found, one object for each cause and column",
    "to_publish": "what is still to be said before it can be published, in the same form",
    "tables": "what could be read",
}
FINDING = {
    "rule": "the rule's name; its sentence is true of good data",
    "weight": "`stop` blocks the file, `warn` is published with it, `note` informs",
    "sentence": "what was found, in the language in use",
    "what_to_write": "what to write instead, in the language in use; empty when there is nothing",
    "message": "the sentence in English, its values in `{braces}`",
    "write": "what to write instead, in the same form",
    "values": "the values of both, name to text; in `error` others of them may stand in `{braces}`",
    "table": "the table it is about; empty for the file",
    "column": "the column it is about; empty for whole rows",
    "lines": "the first rows concerned, twenty at most, as a spreadsheet counts them",
    "cells": "beside them, the cells as they were found; empty when it is not about cells",
    "count": "how many rows are concerned in all; 0 when the file as a whole is",
    "source": "the law or the standard that says so",
}
TABLE = {
    "name": "the table's name",
    "rows": "how many rows it has",
    "columns": "each with its `name`, its `kind`, and whether that was `inferred` from the cells",
}


def report_json(report: Report, missing: Sequence[Finding]) -> dict[str, Any]:
    """Write a report as a JSON value.

    :param missing: what is still to be said before the file could be published
    """
    return {
        "v": VERSION,
        "file": report.submission.filename,
        "sha256": report.submission.sha256,
        "register": report.register,
        "stopped": report.stopped,
        "findings": [finding_json(finding) for finding in report.findings],
        "to_publish": [finding_json(finding) for finding in missing],
        "tables": [_table(typed) for typed in report.tables],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Write a finding as a JSON value."""
    return {
        "rule": finding.rule,
        "weight": finding.weight.value,
        "sentence": sentence(finding),
        "what_to_write": what_to_write(finding),
        "message": finding.message,
        "write": finding.write,
        "values": dict(finding.values),
        "table": finding.table,
        "column": finding.column,
        "lines": list(finding.lines),
        "cells": list(finding.cells),
        "count": finding.count,
        "source": finding.source,
    }


def _table(typed: TypedTable) -> dict[str, Any]:
    return {
        "name": typed.table.name,
        "rows": typed.rows,
        "columns": [
            {"name": column.name, "kind": column.kind.value, "inferred": column.inferred}
            for column in typed.table.columns
        ],
    }
