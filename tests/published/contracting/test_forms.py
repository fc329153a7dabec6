"""The tables of a bundle are made whatever names the fields of its releases have."""

import io
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from pendopo.published.contracting.workbook import Sheets, packed
from pendopo.standards.ocds.flat.rows import Laid, Tables

# Of 255 bytes a file's name may have; of characters, XML may have some; of names, Excel keeps one.
ODD = ["\u0645" * 300, "a\x01b\x1f", "history", "\U0001f600" * 40, "\ud800", "x" * 300, "x" * 299]


@pytest.fixture(scope="module")
def tables():
    found = Tables({})
    Laid({"ocid": "ocds-abc123-1", **{name: [{"id": "1"}] for name in ODD}}, found)
    return found


def test_a_name_of_a_file_is_short_and_of_plain_characters(tables, tmp_path):
    names = tables.names().values()

    assert len({name.lower() for name in names}) == len(ODD) + 1
    for name in names:
        assert len(name.encode()) <= 100
        (tmp_path / f"{name}.csv").touch()


def test_a_workbook_with_odd_names_of_sheets_opens(tables, tmp_path):
    names = tables.names(62, "utf-16-le")
    made = Sheets(tmp_path, names, {table.sheet: list(table.columns) for table in tables})
    packed(made.close(), tmp_path / "book")

    content = (tmp_path / "book").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  our own
    opened = openpyxl.load_workbook(io.BytesIO(content), read_only=True).sheetnames
    assert opened == list(names.values())
    assert "history" not in opened
    assert max(len(name.encode("utf-16-le")) for name in opened) <= 62
