"""Claim: cell for cell, Pendopo and frictionless give the same verdict on a Table Schema.

One CSV, a column for each type, format and constraint, its cells right and wrong; both programs
hold it to the same schema, and the cells that they refuse are compared. Where they differ on
purpose, the reason stands in ``APART``.

    python benchmarks/table_schema.py

frictionless is looked for on PATH (requirements-bench.txt; `make bench` sees to it).
"""

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# A field without its name, and the cells of its column.
CASES: Sequence[tuple[Mapping[str, Any], Sequence[str]]] = (
    ({"type": "string", "format": "email"}, ["a@b.id", "a@", "a b@c.id"]),
    ({"type": "string", "format": "uri"}, ["https://a.id/x", "a b", "http://"]),
    ({"type": "string", "format": "uuid"}, ["123e4567-e89b-12d3-a456-426614174000", "123"]),
    ({"type": "string", "constraints": {"pattern": "[a-z]+"}}, ["abc", "ab1", "ABC"]),
    ({"type": "string", "constraints": {"minLength": 2, "maxLength": 3}}, ["ab", "a", "abcd"]),
    ({"type": "string", "constraints": {"enum": ["a", "b"]}}, ["a", "c", "A"]),
    ({"type": "string", "constraints": {"unique": True}}, ["x", "y", "x"]),
    ({"type": "integer"}, ["1", "-5", "1.5", "x", "1e3", "007", "+5"]),
    ({"type": "integer", "groupChar": "."}, ["1.250", "12", "1.25"]),
    ({"type": "integer", "constraints": {"minimum": 2, "maximum": 3}}, ["2", "1", "4"]),
    ({"type": "integer", "constraints": {"enum": [1, 2]}}, ["1", "3"]),
    ({"type": "number"}, ["1.5", "-1", "x", "1,5", "1e3", "NaN"]),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, ["1.250,5", "1,5", "x"]),
    ({"type": "boolean"}, ["true", "1", "yes", "0"]),
    ({"type": "boolean", "trueValues": ["ya"], "falseValues": ["tidak"]}, ["ya", "true"]),
    ({"type": "date"}, ["2026-03-01", "2026-02-30", "01/03/2026", "2026-3-1"]),
    ({"type": "date", "format": "%d/%m/%Y"}, ["31/12/2026", "31/02/2026", "2026-01-01"]),
    ({"type": "date", "constraints": {"minimum": "2026-01-01"}}, ["2026-01-01", "2025-12-31"]),
    ({"type": "datetime"}, ["2026-03-01T09:30:00Z", "2026-03-01", "2026-02-30T00:00:00Z"]),
    ({"type": "time"}, ["09:30:00", "25:00:00", "9:30"]),
    ({"type": "year"}, ["2026", "26", "x"]),
    ({"type": "yearmonth"}, ["2026-12", "2026-13", "2026"]),
    ({"type": "duration"}, ["P1D", "1D", "P"]),
    ({"type": "object"}, ['{"a": 1}', "[1]", "x"]),
    ({"type": "array"}, ["[1]", '{"a": 1}', "x"]),
    ({"type": "geopoint"}, ["111.88,-7.15", "200,1", "x"]),
    ({"type": "geojson"}, ['{"type": "Point", "coordinates": [1, 2]}', '{"a": 1}', "x"]),
)
# Column and cell, and why the verdicts differ.
APART = {
    ("string", "x"): "of a value that stands twice, both rows are shown: one of them is wrong",
    ("integer", "007"): "a number that begins with zero is a code that lost its column",
    ("integer", "1.250"): "groupChar of an integer is Table Schema 2.0",
    ("number", "1e3"): "an exponent is Excel's damage more often than a number",
    ("number", "NaN"): "what is no number is no number",
    ("date", "2026-3-1"): "ISO 8601 has two digits for a month and a day",
}


def main() -> int:
    """Compare; the exit code says whether every difference is one that is meant."""
    if shutil.which("frictionless") is None:
        print("not run: frictionless is not on PATH (requirements-bench.txt)")
        return 1
    with tempfile.TemporaryDirectory(prefix="table-schema-") as folder:
        work = Path(folder)
        data, schema = _make(work)
        ours, theirs = _ours(work, data, schema), _theirs(data, schema)
    cells = [(n, row) for n, (_, column) in enumerate(CASES) for row in range(len(column))]
    differ = [place for place in cells if (place in ours) != (place in theirs)]
    meant = True
    for n, row in differ:
        kind, text = CASES[n][0]["type"], CASES[n][1][row]
        reason = APART.get((kind, text))
        meant &= reason is not None
        by = "pendopo" if (n, row) in ours else "frictionless"
        print(f"{kind:<10} {text!r:<24} refused by {by} alone: {reason or 'NOT MEANT'}")
    same = len(cells) - len(differ)
    print(f"{same} of {len(cells)} cells have the same verdict, {len(ours)} of them refused")
    print("the claim holds" if meant else "the claim DOES NOT HOLD")
    return not meant


def _make(work: Path) -> tuple[Path, Path]:
    data, schema = work / "data.csv", work / "schema.json"
    fields = [{"name": f"c{n}", **field} for n, (field, _) in enumerate(CASES)]
    schema.write_text(json.dumps({"fields": fields}))
    rows = max(len(cells) for _, cells in CASES)
    with data.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["n", *(field["name"] for field in fields)])
        for row in range(rows):
            cells = [cells[row] if row < len(cells) else "" for _, cells in CASES]
            writer.writerow([f"row {row}", *cells])
    schema.write_text(json.dumps({"fields": [{"name": "n", "type": "string"}, *fields]}))
    return data, schema


def _ours(work: Path, data: Path, schema: Path) -> set[tuple[int, int]]:
    """Give column and row of each cell that Pendopo stops."""
    home = work / "home"
    pendopo = [sys.executable, "-m", "pendopo"]
    told = ["--name", "Uji", "--level", "regency", "--country", "ID", "--languages", "en"]
    told += ["--currency", "IDR", "--origin", "benchmark.example/log"]
    subprocess.run([*pendopo, "init", home, *told], check=True, stdout=subprocess.DEVNULL)
    asked = ["--register", "datasets", "--schema", schema, "--json"]
    # An e-mail in the column of e-mails is no person of this table.
    asked += ["--personal", "c0=publish:a benchmark"]
    found = subprocess.run(
        [*pendopo, "check", data, *asked], check=False, cwd=home, capture_output=True, text=True
    )
    stops = [one for one in json.loads(found.stdout)["findings"] if one["weight"] == "stop"]
    return {
        (int(one["column"].removeprefix("c")), line - 2) for one in stops for line in one["lines"]
    }


def _theirs(data: Path, schema: Path) -> set[tuple[int, int]]:
    """Give column and row of each cell that frictionless refuses."""
    found = subprocess.run(
        ["frictionless", "validate", "--trusted", data, "--schema", schema, "--json"],
        check=False,
        capture_output=True,
        text=True,
    )
    [task] = json.loads(found.stdout)["tasks"]
    errors = [one for one in task["errors"] if "fieldNumber" in one]
    # The header is row 1, the column of row numbers field 1.
    return {(one["fieldNumber"] - 2, one["rowNumber"] - 2) for one in errors}


if __name__ == "__main__":
    sys.exit(main())
