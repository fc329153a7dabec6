"""A table comes out of its archive as it went in, and what is amiss with an archive stops it."""

import bz2
import gzip
import io
import json
import lzma
import resource
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from pendopo.stages.intake import (
    join_documents,
    open_source,
    receive,
    recognise,
    unpacking,
    unread,
    unwrap,
)
from pendopo.stages.intake.packaged import open_package
from pendopo.store.child import WRITTEN_TIMES
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from tests.hostile.archives import entry, joined

FORMS = ("csv", "xlsx", "ods", "xls", "json-table")
TABLE = b"desa,n\nKalirejo,1\n"
JOINED = (
    "The {number} files of the archive are read one behind the other, each from the line behind "
    "its name: {files}."
)
XLSX = (("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))


def packed(*members, method=zipfile.ZIP_DEFLATED):
    """Make an archive; a member is a name or a ZipInfo, and its bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def info(name, **more):
    found = zipfile.ZipInfo(name)
    for key, value in more.items():
        setattr(found, key, value)
    return found


class Taken:
    """What came out of a file, and what was said."""

    def __init__(self, taken, findings):
        self.submission: Any = taken[0] if taken else None
        self.reading: Any = taken[1] if taken else None
        self.findings: list[Finding] = findings

    @property
    def stop(self) -> Finding:
        assert self.submission is None
        [finding] = [f for f in self.findings if f.weight is Weight.STOP]
        assert finding.write
        return finding


@pytest.fixture
def take(tmp_path):
    """Take the table out of a file, given as bytes."""

    def taken(content, name="table.zip", **said):
        path, folder = tmp_path / name, tmp_path / "work"
        path.write_bytes(content)
        folder.mkdir(exist_ok=True)
        findings: list[Finding] = []
        submission = receive(path, "statistics office", "2026-03-01T08:00:00Z")
        found = unwrap(submission, Reading(**said), folder, findings.append)
        return Taken(found, findings)

    return taken


@pytest.fixture
def join(tmp_path):
    """Join the documents of an archive; give what came out, and the values of what was told."""

    def joined(*members):
        path = tmp_path / "releases.zip"
        path.write_bytes(packed(*members))
        findings: dict[str, dict[str, str]] = {}
        submission = receive(path, "statistics office", "2026-03-01T08:00:00Z")
        taken = join_documents(
            submission,
            Reading(),
            tmp_path,
            lambda one: findings.update({one.message: dict(one.values)}),
        )
        return taken, findings

    return joined


def content_of(taken):
    return Path(taken.submission.path).read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("desa.csv.gz", gzip.compress(TABLE)),
        ("desa.csv.GZ", gzip.compress(TABLE[:5]) + gzip.compress(TABLE[5:])),
        ("desa.csv.bz2", bz2.compress(TABLE)),
        ("desa.csv.xz", lzma.compress(TABLE)),
        ("desa.csv", gzip.compress(TABLE)),
        ("any.zip", packed(("desa.csv", TABLE))),
        ("any.zip", packed(("a/b/desa.csv", TABLE), method=zipfile.ZIP_STORED)),
        ("any.zip", packed(("desa.csv", TABLE), method=zipfile.ZIP_BZIP2)),
        ("any.zip", packed(("desa.csv", TABLE), method=zipfile.ZIP_LZMA)),
        ("any.csv", packed(("data\\desa.csv", TABLE))),
    ],
)
def test_the_one_table_inside_is_read_under_its_own_name(take, name, content):
    found = take(content, name)

    assert found.findings == []
    assert found.submission.filename.lower() == "desa.csv"
    assert content_of(found) == TABLE
    assert recognise(found.submission, FORMS) == "csv"


def test_what_is_not_packed_stays_where_it_is(take, tmp_path):
    for content in (TABLE, packed(*XLSX), b"PK,n\n1,2\n", b"BZh,n\n1,2\n", b""):
        found = take(content, "table.csv", sheet="a")

        assert found.submission.path == str(tmp_path / "table.csv")
        assert found.reading.sheet == "a"


def test_what_else_lies_in_the_archive_is_named(take):
    found = take(
        packed(
            ("data/desa.csv", TABLE),
            ("README.md", b"x"),
            ("datapackage.json", b"{}"),
            ("desa.metadata.json", b"{}"),
            ("peta.pdf", b"x"),
            ("data/", b""),
            ("__MACOSX/data/._desa.csv", b"x"),
            ("data/._desa.csv", b"x"),
            (".DS_Store", b"x"),
            ("Thumbs.db", b"x"),
            ("~/.~lock.desa.csv#", b"x"),
        )
    )

    [finding] = found.findings
    assert finding.weight is Weight.NOTE
    assert finding.values["others"] == "README.md, datapackage.json, desa.metadata.json, peta.pdf"
    assert content_of(found) == TABLE


def test_one_file_that_a_package_does_not_name_is_named(tmp_path):
    described = {"name": "x", "resources": [{"name": "a", "path": "a.csv"}]}
    path = tmp_path / "p.zip"
    path.write_bytes(
        packed(
            ("datapackage.json", json.dumps(described).encode()),
            ("a.csv", TABLE),
            ("2025.csv", TABLE),
        )
    )
    findings: list[Finding] = []

    open_package(
        Submission(str(path), "p.zip", "", 0, "", ""), Reading(), tmp_path, findings.append
    )

    assert [one.values["others"] for one in findings] == ["2025.csv"]


def test_a_file_whose_name_only_sounds_like_a_description_is_data(take):
    names = ("release-package.json", "record_package.json", "2024-metadata.json", "licences.csv")

    for name in names:
        assert take(packed((name, b"[]"))).submission.filename == name


def test_the_documents_of_an_archive_are_joined_and_what_is_left_out_is_told(join):
    taken, findings = join(
        ("2024/release-package.json", b"[\n1]\n"),
        ("2025/release-package.json", b"2"),
        ("2025.json", b"3"),
        ("2025-metadata.json", b"{}"),
        ("datapackage.json", b"{}"),
        ("README.md", b"x"),
    )

    joined = findings.pop(JOINED)
    assert Path(taken.path).read_bytes() == b"[\n1]\n\n2\n3\n"
    assert joined["files"] == (
        "2024/release-package.json (1), 2025/release-package.json (4), 2025.json (5)"
    )
    assert findings == {
        "Of the archive, these files were not read: {others}.": {
            "others": "2025-metadata.json, datapackage.json, README.md"
        }
    }


def test_a_text_is_a_table_where_nothing_else_is(take):
    assert take(packed(("desa.txt", TABLE))).submission.filename == "desa.txt"
    assert take(packed(("desa.txt", b"x"), ("n.csv", TABLE))).submission.filename == "n.csv"
    assert take(packed(("desa", TABLE))).submission.filename == "desa"


def test_one_of_several_tables_is_named_by_its_path_or_its_name(take):
    several = packed(("2024/desa.csv", TABLE), ("2025/desa.csv", b"x"), ("kota.csv", b"y"))

    asked = take(several)
    unclear = take(several, sheet="desa.csv")

    assert asked.stop.values["files"] == "2024/desa.csv, 2025/desa.csv, kota.csv"
    assert unclear.stop.rule == "sheet_exists"
    for sheet, content in (("2025/desa.csv", b"x"), ("kota.csv", b"y")):
        named = take(several, sheet=sheet)
        assert (content_of(named), named.reading.sheet) == (content, "")


def test_a_sheet_of_the_one_workbook_inside_stays_asked_for(take):
    found = take(packed(("buku.xlsx", packed(*XLSX))), sheet="Desa")

    assert found.submission.filename == "buku.xlsx"
    assert found.reading.sheet == "Desa"
    assert recognise(found.submission, FORMS) == "xlsx"


def test_an_export_of_village_accounts_says_what_it_is(take):
    tables = [(f"{name}.csv", TABLE) for name in ("Ta_RAB", "Ta_Anggaran", "Ref_Rek1", "Ta_SPP")]

    asked, named = take(packed(*tables)), take(packed(*tables), sheet="Ref_Rek1.csv")

    assert asked.stop.values["program"] == "Siskeudes"
    assert asked.stop.values["example"] == "Ta_RAB.csv"
    assert content_of(named) == TABLE


@pytest.mark.parametrize(
    "inner",
    [gzip.compress(TABLE), packed(("desa.csv", TABLE)), bz2.compress(TABLE), lzma.compress(TABLE)],
)
def test_what_is_packed_twice_stops(take, inner):
    assert take(packed(("desa.csv", inner))).stop.rule == "packing_is_single"
    assert take(gzip.compress(inner), "desa.gz").stop.rule == "packing_is_single"


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ((), "archive_has_one_table"),
        ((("a.pdf", b"x"), ("b.docx", b"x")), "archive_has_one_table"),
        ((("../desa.csv", TABLE),), "archive_is_harmless"),
        ((("a/../../desa.csv", TABLE),), "archive_is_harmless"),
        ((("/etc/desa.csv", TABLE),), "archive_is_harmless"),
        ((("C:desa.csv", TABLE),), "archive_is_harmless"),
        ((("..\\desa.csv", TABLE),), "archive_is_harmless"),
        ((("desa\u202evsc.exe", TABLE),), "archive_is_harmless"),
        ((("desa\n.csv", TABLE),), "archive_is_harmless"),
        (
            ((info("link.csv", external_attr=0o120777 << 16), b"/etc/passwd"),),
            "archive_is_harmless",
        ),
        (((info("pipe.csv", external_attr=0o010644 << 16), b""),), "archive_is_harmless"),
        ((("desa.csv", TABLE), ("DESA.csv", TABLE)), "archive_is_harmless"),
        (tuple((f"{n}.csv", b"") for n in range(2001)), "archive_is_harmless"),
    ],
)
def test_an_archive_that_tricks_stops(take, members, rule):
    assert take(packed(*members)).stop.rule == rule


@pytest.mark.parametrize(
    "beside",
    [
        ("README.exe", b"MZ"),
        ("readme.lnk", b"x"),
        ("readme", b"MZ\x90"),
        ("readme.txt:evil.exe", b"x"),
        ("CON.txt", b"x"),
        ("data/nul", b"x"),
        ("desa.csv.", b"x"),
        ("desa.csv ", b"x"),
        ("docs.zip", b"x"),
        ("docs.dat", packed(("x.txt", b"y"))),
        ("docs.dat", gzip.compress(b"y")),
        ("docs.dat", bz2.compress(b"y")),
    ],
    ids=lambda beside: beside[0],
)
def test_what_would_harm_beside_the_table_stops(take, beside):
    assert take(packed(("desa.csv", TABLE), beside)).stop.rule == "archive_is_harmless"


@pytest.mark.parametrize(
    "beside",
    [
        ("peta.docx", packed(("word/document.xml", b"<x/>"))),
        ("./docs/README.md", b"x"),
        ("skrip.py", b"print()"),
        ("console.txt", b"x"),
        ("nol.txt", bytes(1 << 20)),
    ],
    ids=lambda beside: beside[0],
)
def test_what_harms_nobody_beside_the_table_is_named(take, beside):
    found = take(packed(("desa.csv", TABLE), beside))

    assert content_of(found) == TABLE
    assert [finding.weight for finding in found.findings] == [Weight.NOTE]


def test_bytes_before_or_behind_an_archive_stop(take):
    whole = packed(("desa.csv", TABLE))

    assert take(whole + b"more").stop.rule == "archive_is_harmless"
    assert take(b"PK\x03\x04" + bytes(26) + whole).stop.rule == "archive_is_harmless"


def test_what_is_not_read_is_bounded_too(take, monkeypatch):
    zeros = packed(("desa.csv", TABLE), ("README.txt", bytes(70 << 20)))

    assert take(zeros).stop.rule == "packing_is_harmless"

    monkeypatch.setattr(unread, "bytes_most", lambda: 1000)
    many = packed(("desa.csv", TABLE), *((f"{n}.txt", b"x" * 600) for n in range(2)))

    assert take(many).stop.rule == "packing_is_harmless"


def test_what_is_not_read_and_lies_about_its_size_or_its_name_stops(take):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeeze.compress(b"x" * 5000) + squeeze.flush()
    table = entry(b"desa.csv", TABLE, len(TABLE), crc=zlib.crc32(TABLE), method=0)
    small = entry(b"README", data, 10, crc=zlib.crc32(b"x" * 10))
    other = packed(("README.txt", b"x"), ("desa.csv", TABLE)).replace(
        b"README.txt", b"README.exe", 1
    )

    assert take(joined([table, small])).stop.rule == "archive_is_harmless"
    assert take(other).stop.rule == "archive_is_harmless"


def test_what_is_not_read_and_is_damaged_stops(take):
    content = packed(("desa.csv", TABLE), ("README", b"words"), method=zipfile.ZIP_STORED)

    assert take(content.replace(b"words", b"sword", 1)).stop.rule == "packing_is_whole"


def test_two_names_that_are_written_alike_stop(take):
    names = ("caf\u00e9.csv", "cafe\u0301.csv")

    assert take(packed(*((name, TABLE) for name in names))).stop.rule == "archive_is_harmless"


def test_a_joiner_in_a_name_is_a_letter(take):
    assert take(packed(("\u0645\u06cc\u200c\u062e.csv", TABLE))).submission is not None


def patched(archive, offset_in_directory, form, value):
    """Change a field of the first entry in an archive's directory."""
    content = bytearray(archive)
    place = content.index(b"PK\x01\x02")
    struct.pack_into(form, content, place + offset_in_directory, value)
    return bytes(content)


def test_a_member_without_a_name_stops(take):
    found = take(joined([entry(b"", TABLE, len(TABLE), method=0)]))

    assert found.stop.message == "The archive holds a file without a name."


def test_a_name_with_nul_stops(take):
    content = packed(("desa_.csv", TABLE)).replace(b"desa_.csv", b"desa\0.csv")

    assert take(content).stop.rule == "archive_is_harmless"


def test_a_password_is_told(take):
    content = patched(packed(("desa.csv", TABLE)), 8, "<H", 1)

    assert take(content).stop.rule == "packing_is_open"


def test_a_way_of_packing_that_is_not_known_is_told(take):
    content = patched(packed(("desa.csv", TABLE)), 10, "<H", 9)

    assert take(content).stop.rule == "packing_is_known"


def test_members_that_lie_one_over_the_other_stop(take):
    content = bytearray(packed(("a.csv", TABLE), ("b.csv", TABLE)))
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    struct.pack_into("<I", content, second + 42, 0)

    assert take(bytes(content)).stop.rule == "archive_is_harmless"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", packed(("a.csv", TABLE))[:-30]),
        ("a.zip", packed(("a.csv", TABLE)).replace(b"a.csv", b"b.csv", 1)),
        ("a.zip", patched(packed(("a.csv", TABLE)), 16, "<I", 7)),
        ("a.zip", patched(packed(("a.csv", TABLE * 50)), 24, "<I", 5)),
        ("a.csv.gz", gzip.compress(TABLE)[:-3]),
        ("a.csv.gz", gzip.compress(TABLE) + b"garbage"),
        ("a.csv.gz", b"\x1f\x8b\x08" + b"\xff" * 50),
        ("a.csv.bz2", bz2.compress(TABLE)[:-3]),
        ("a.csv.bz2", bz2.compress(TABLE)[:10] + b"\xff" * 50),
        ("a.csv.xz", lzma.compress(TABLE)[:-3]),
        ("a.csv.xz", lzma.compress(TABLE)[:10] + b"\xff" * 50),
    ],
)
def test_what_is_damaged_stops(take, name, content):
    found = take(content, name)

    assert found.stop.rule == "packing_is_whole"
    assert found.stop.values["error"]


def test_more_than_is_read_stops_by_the_bytes_that_come_out(take, monkeypatch):
    monkeypatch.setattr(unpacking, "_BYTES_MOST", 1 << 20)
    large = b"a\n" * (1 << 20)

    for name, content in (
        ("a.gz", gzip.compress(large)),
        ("a.zip", packed(("a.csv", large))),
        ("a.zip", patched(packed(("a.csv", large)), 24, "<I", 5 << 20)),
    ):
        assert take(content, name).stop.rule == "packing_is_harmless"


def test_what_unpacks_as_no_table_does_stops_long_before_its_end(take):
    content = bz2.compress(b"0" * (200 << 20))

    finding = take(content, "a.csv.bz2").stop

    assert finding.rule == "packing_is_harmless"
    assert int(finding.values["found"]) > 500


def test_no_more_is_unpacked_than_may_be_handed_in(monkeypatch):
    most = 5 * WRITTEN_TIMES << 20
    monkeypatch.setattr(resource, "getrlimit", lambda _: (most, most))
    assert unpacking.bytes_most() == 5 << 20

    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, 0))
    assert unpacking.bytes_most() == 1 << 30


def test_a_disk_that_refuses_is_no_fault_of_the_file(take, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pendopo.stages.intake.unpacking.copy", full)

    with pytest.raises(OSError, match="No space"):
        take(gzip.compress(TABLE), "a.gz")


def test_the_rows_of_a_packed_table_are_numbered_as_ever(take):
    found = take(packed(("desa.csv", TABLE)))

    source = open_source(found.submission, "csv", found.reading, found.findings.append)

    assert source is not None
    assert source.name == "desa.csv"
    assert [b.column(0).to_pylist() for b in source.sheets[0].batches] == [[2]]
