"""The report of ``pendopo ocds check`` for programs: fields are added in time, none is changed."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from pendopo.cli.report_json import finding_json
from pendopo.cli.told import sentence, what_to_write
from pendopo.registers.contracts.examined import Examined
from pendopo.registers.contracts.faults import Place
from pendopo.terms.finding import Finding, Weight

VERSION = 1
CSV_COLUMNS = (
    *("rule", "weight", "sentence", "what_to_write", "count"),
    *("release", "line", "ocid", "release_id", "pointer"),
)
Found = tuple[Finding, tuple[Place, ...]]


def ocds_report(name: str, examined: Examined, found: Sequence[Found]) -> dict[str, Any]:
    """Write a report as a JSON value."""
    weights = [finding.weight for finding, _ in found]
    return {
        "v": VERSION,
        "file": name,
        "stopped": Weight.STOP in weights,
        "versions": examined.versions,
        "releases": examined.kept,
        "processes": examined.processes,
        "extensions": _extensions(examined),
        "stops": weights.count(Weight.STOP),
        "warnings": weights.count(Weight.WARN),
        "notes": weights.count(Weight.NOTE),
        "findings": [
            finding_json(finding) | {"places": [_place(place) for place in places]}
            for finding, places in found
        ],
    }


def csv_text(found: Sequence[Found]) -> str:
    """Write one row for each place that is named; one for a finding of the whole file."""
    text = io.StringIO()
    writer = csv.writer(text)  # CRLF: else a CR within a cell is not quoted
    writer.writerow(CSV_COLUMNS)
    for finding, places in found:
        said = (finding.rule, finding.weight.value, sentence(finding), what_to_write(finding))
        for place in places or (Place(0),):
            where = (place.position or "", place.line or "", place.ocid, place.release_id)
            writer.writerow((*said, finding.count or "", *where, place.pointer))
    return text.getvalue()


def _extensions(examined: Examined) -> dict[str, list[str]]:
    profiles = examined.profiles()
    return {
        "applied": list(dict.fromkeys(name for one in profiles for name in one.applied)),
        "not_at_hand": list(dict.fromkeys(name for one in profiles for name in one.unknown)),
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "release": place.position,
        "line": place.line,
        "ocid": place.ocid,
        "release_id": place.release_id,
        "pointer": place.pointer,
    }
