"""The files of an office: CSV, XLSX, JSON, what the office says of each, and the list of all."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

Cell = str | int | None
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SCHEME = "contoh"  # the code system of its places, as invented as they are
_NEVER = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Submission:
    """A file and what its office says of it.

    :param name: the file's name
    :param received_at: RFC 3339, UTC
    :param schema: a Table Schema descriptor; None leaves the types to be inferred
    :param mapping: the mapping that reads it, a file of the folder ``mappings``
    :param licence: empty when the office forgot it
    :param replaces: the name of the earlier file that this one replaces, under a register that
        merges
    :param expect: ``publish``, ``warn`` or ``stop``
    :param rules: the rules that say so
    """

    name: str
    data: bytes
    title: str
    description: str
    publisher: str
    received_at: str
    register: str = "datasets"
    scope: Mapping[str, str] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None
    mapping: str = ""
    licence: str = "CC-BY-4.0"
    note: str = ""
    replaces: str = ""
    expect: str = "publish"
    rules: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.rsplit(".", 1)[0]


def column(name: str, kind: str, title: str, description: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Describe a column as Table Schema does.

    :param kind: a Table Schema type, or ``code``, ``money`` or the code of a ``village``, which
        Pendopo knows beside them
    :param more: its other properties; those named in ``_CONSTRAINTS`` go where they belong
    """
    constraints = {key: more.pop(key) for key in _CONSTRAINTS if key in more}
    described: dict[str, Any] = {
        "name": name,
        **_OWN_TYPES.get(kind, {"type": kind}),
        "title": title,
    }
    if description:
        described["description"] = description
    described |= more
    if constraints:
        described["constraints"] = constraints
    return described


_OWN_TYPES = {
    "code": {"type": "string", "kind": "code"},
    "village": {"type": "string", "kind": "code", "place": SCHEME},
    "money": {"type": "number", "kind": "money", "unit": "IDR"},
}
_CONSTRAINTS = ("required", "unique", "minimum", "maximum", "enum", "pattern")


def table_schema(columns: Sequence[Mapping[str, Any]], key: Sequence[str] = ()) -> dict[str, Any]:
    """Give a Table Schema descriptor."""
    schema: dict[str, Any] = {"fields": list(columns), "missingValues": [""]}
    if key:
        schema["primaryKey"] = list(key)
    return schema


def csv_bytes(
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    """Write a CSV with a header row; None becomes an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def json_bytes(value: object) -> bytes:
    """Write JSON that people can read, with a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def rupiah(amount: int) -> str:
    """Write whole rupiah as Indonesian sheets do: ``1.250.000,00``."""
    return f"{amount:,}".replace(",", ".") + ",00"


def xlsx_bytes(sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    """Write a workbook, sheet name to rows: text as text and whole numbers as numbers.

    The parts are stored, not deflated, and dated alike: compression differs between builds of
    zlib, and the file must not. Source: ECMA-376, Office Open XML.
    """
    numbered = list(enumerate(sheets, 1))
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in numbered
    )
    parts = {
        "[Content_Types].xml": _content_types(len(numbered)),
        "_rels/.rels": _relations("officeDocument", ["xl/workbook.xml"]),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            "worksheet", [f"worksheets/sheet{number}.xml" for number, _ in numbered]
        ),
    }
    parts |= {
        f"xl/worksheets/sheet{number}.xml": _worksheet(sheets[name]) for number, name in numbered
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _NEVER), f"{_DECLARATION}{text}".encode())
    return out.getvalue()


_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_TYPES}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f"{sheets}</Types>"
    )


def _relations(kind: str, targets: Sequence[str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, target in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _worksheet(rows: Iterable[Sequence[Cell]]) -> str:
    lines = [
        f'<row r="{number}">{"".join(_cell(cell, place, number) for place, cell in enumerate(row))}'
        "</row>"
        for number, row in enumerate(rows, 1)
    ]
    return f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(cell: Cell, place: int, row: int) -> str:
    """Write one cell; no table here is wider than the alphabet."""
    address = f"{chr(ord('A') + place)}{row}"
    if cell is None:
        return ""
    if isinstance(cell, int):
        return f'<c r="{address}"><v>{cell}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def sidecar(submission: Submission) -> dict[str, Any]:
    """Say what the office says of its file; what it leaves open is left out."""
    said = {
        "register": submission.register,
        "title": submission.title,
        "description": submission.description,
        "publisher": submission.publisher,
        "licence": submission.licence,
        "note": submission.note,
        "scope": dict(submission.scope),
        "schema": f"{submission.stem}.schema.json" if submission.schema else "",
        "mapping": submission.mapping,
        "replaces": submission.replaces,
        "received_at": submission.received_at,
    }
    return {key: value for key, value in said.items() if value}


def write_all(folder: Path, submissions: Iterable[Submission]) -> int:
    """Write every file, its sidecar and schema, and ``manifest.json``, oldest first.

    :return: the bytes written
    """
    ordered = sorted(submissions, key=lambda submission: submission.received_at)
    files: dict[str, bytes] = {"manifest.json": json_bytes([_listed(one) for one in ordered])}
    for one in ordered:
        files[one.name] = one.data
        files[f"{one.stem}.submission.json"] = json_bytes(sidecar(one))
        if one.schema:
            files[f"{one.stem}.schema.json"] = json_bytes(one.schema)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return sum(map(len, files.values()))


def _listed(submission: Submission) -> dict[str, Any]:
    return {
        "file": submission.name,
        "sidecar": f"{submission.stem}.submission.json",
        "received_at": submission.received_at,
        "expect": submission.expect,
        "rules": list(submission.rules),
    }
