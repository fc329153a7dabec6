"""Which form a file has, and what is said of one that is not read."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from pendopo.stages.intake import JSON_TABLE, not_a_file, open_source, receive, recognise
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading


def submitted(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return receive(path, "clerk", "2026-03-01T08:00:00Z", "https://contoh.example/data")


def test_a_submission_is_its_bytes_and_who_sent_them_when(tmp_path):
    submission = submitted(tmp_path, "table.csv", b"a\n1\n")

    assert submission.sha256 == hashlib.sha256(b"a\n1\n").hexdigest()
    assert (submission.size, submission.filename) == (4, "table.csv")
    assert (submission.sender, submission.received_at) == ("clerk", "2026-03-01T08:00:00Z")
    assert submission.came_from == "https://contoh.example/data"


ALL = ("csv", "xlsx", "ods", "xls", "json", "jsonl")
ODS = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
SPREADSHEET_XML = (
    b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
)


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.csv", b"a,b\n", "csv"),
        ("a.TSV", b"a\tb\n", "csv"),
        ("a.xlsx", b"PK\x03\x04", "xlsx"),
        ("a.csv", b"PK\x03\x04", "xlsx"),
        ("a.xlsx", ODS, "ods"),
        ("a.csv", OLE2, "xls"),
        ("a.xls", SPREADSHEET_XML, "xls"),
        ("a.xml", SPREADSHEET_XML.decode().encode("utf-16"), "xls"),
        ("a.xml", SPREADSHEET_XML.decode().encode("utf-16-be"), "xls"),
        ("a.csv", b"name,namespace\nExcel,urn:schemas-microsoft-com:office:spreadsheet\n", "csv"),
        ("a.xls", b"<html><body><table><tr><td>a", "xls"),
        ("a.xls", b" <!-- x --> <TABLE border=1>", "xls"),
        ("a.json", b"{}", "json"),
        ("a.geojson", b"{}", "json"),
        ("a.jsonl", b"{}\n{}", "jsonl"),
        ("download", b'\xef\xbb\xbf [{"a": 1}]', "json"),
        ("a.csv", b'\xff\xfe[\0{\0"\0a\0"\0:\x001\0}\0]\0', "json"),
        ("a.csv", b'{"a": 1}\n{"a": 2}', "json"),
        ("a.csv", b"[]", "json"),
        ("a.csv", b"[ID],[Name]\n", "csv"),
        ("a.csv", b"{a},b\n", "csv"),
        ("download", b"a,b\n", "csv"),
        ("a.xlsx", b"a,b\n1,2\n", "csv"),
        # Names of columns that begin as the marks of other forms do.
        *[("a.csv", name + b",n\n1,2\n", "csv") for name in (b"ORC", b"MZ", b"RDA", b"GIF87a")],
        *[("a.csv", name + b",n\n1,2\n", "csv") for name in (b"PAR1", b"RIFF", b"ID3", b"CDF")],
        ("a.csv", b"From ,To\n1,2\n", "csv"),
        ("a.csv", b"X-axis: m,n\n1,2\n", "csv"),
    ],
)
def test_the_form_is_in_the_first_bytes_and_the_ending(tmp_path, name, content, form):
    found = recognise(submitted(tmp_path, name, content), ALL)

    assert found == form


def test_a_register_of_tables_takes_json_as_one(tmp_path):
    for name in ("a.json", "a.jsonl", "a.geojson", "a"):
        assert recognise(submitted(tmp_path, name, b'{"a":1}'), ("csv", JSON_TABLE)) == JSON_TABLE


def zipped(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def parted(kind):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.{kind}")
        archive.writestr("content.xml", "x")
    return stream.getvalue()


def ole2(name):
    return OLE2 + name.encode("utf-16-le") + b"\0" * 512


REFUSED = [
    (b"%PDF-1.7", "PDF"),
    (b"\n\n%PDF-1.7", "PDF"),
    (b"PAR1\x15\x04", "Parquet"),
    (b"ARROW1\0\0", "Arrow"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"\x80\x04\x95", "pickle"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\0\x01\0\0Standard Jet DB\0", "Access"),
    (b"\0" * 8 + b"DUCK", "DuckDB"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF89a\x01\0<script>/*", "GIF"),
    (b"RIFF\0\0\0\0WEBP", "WebP"),
    (b"RIFF\0\0\0\0WAVE", "sound"),
    (b"\0\0\0\x18ftypheic", "HEIC"),
    (b"\0\0\0\x18ftypmp42", "film"),
    (b"ID3\x03\0", "sound"),
    (b"{\\rtf1", "RTF"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"x" * 257 + b"ustar\0", "tar"),
    (b"\x7fELF\x02", "Linux"),
    (b"MZ\x90\0\x03", "Windows"),
    (b"Received: from a\n by b\nTo: c\n\n", "e-mail"),
    (b"From a@contoh.example Sun\n", "e-mail"),
    (b"<!DOCTYPE html>\n<html><head><title>404\nNot found</title>", "404 Not found"),
    (b"<html><body>Silakan masuk</body></html>", "HTML"),
    (b'<?xml version="1.0"?><rss>', "XML"),
    (b"<svg xmlns='x'>", "XML"),
    (zipped("[Content_Types].xml", "word/document.xml"), "Word"),
    (zipped("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
    (zipped("[Content_Types].xml", "xl/workbook.bin"), "XLSB"),
    (zipped("Index/Document.iwa"), "Numbers"),
    (zipped("META-INF/MANIFEST.MF", "a.class"), "Java"),
    (zipped("doc.kml"), "KMZ"),
    (zipped("jalan.SHP", "jalan.dbf"), "Shapefile"),
    (ole2("WordDocument"), "Word"),
    (b"\x03\x7e\x01\x01\1\0\0\0A\0\x0a\0" + b"\0" * 52 + b"\r ", "dBase"),
    (b"ID;PWXL;N;E\nP;PGeneral\nC;Y1;X1;K1\nE\n", "SYLK"),
    (b"\x04Budi" + b" " * 50 + b"\x04\0" + "Budi".ljust(54).encode("utf-16-le"), "that is open"),
    (b"[InternetShortcut]\r\nURL=https://contoh.example\r\n", "a link"),
    (b'{"url":"https://docs.google.com/spreadsheets/d/x","doc_id":"x"}', "a link"),
    (b"BEGIN:VCARD\nFN:Ani\nEND:VCARD\n", "addresses"),
    (b"From: a@contoh.example\nTo: b\nSubject: c\n d\n\ndesa,jiwa\n", "e-mail"),
    (b"From: <Saved by Blink>\nSnapshot-Content-Location: x\nSubject: x\n\n--x\n", "e-mail"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "a link"),
    (b"<desa>\n<baris><nama>Ngasem</nama></baris>\n</desa>", "XML"),
    (b'<!-- a -->\n<data><row a="1"/></data>', "XML"),
    (b"<div>Silakan masuk</div>", "web page"),
    (b"<div>Silakan</div><p><b>masuk</b>\n", "web page"),
    (parted("opendocument.text"), "ODT"),
    (ole2("EncryptedPackage"), "password"),
    (ole2("__substg1.0_0C1A001F"), "e-mail"),
]


@pytest.mark.parametrize(("content", "word"), REFUSED)
def test_forms_that_are_refused_say_what_they_are_and_what_to_hand_in(tmp_path, content, word):
    finding = recognise(submitted(tmp_path, "table.csv", content), ALL)

    assert isinstance(finding, Finding)
    assert finding.weight is Weight.STOP
    assert word in finding.sentence()
    assert finding.write


@pytest.mark.parametrize(
    "content",
    [
        b"ID;Penduduk\nA;1\nC;2\n",
        b'[{"judul":"APBD","tautan":"https://docs.google.com/x"}]',
        b"BEGIN,END\n1,2\n",
        b"0" * 55 + b"0" * 110,
    ],
)
def test_what_only_begins_so_is_not_refused(tmp_path, content):
    assert not isinstance(recognise(submitted(tmp_path, "table.csv", content), ALL), Finding)


TEXTS = {
    "a list of YAML": ("- desa: Ngasem\n  jiwa: 12\n- desa: Gayam\n  jiwa: 9\n", "YAML"),
    "YAML with its mark": ("---\nversi: 1\ndesa:\n  - nama: Ngasem\n    jiwa: 12\n", "YAML"),
    "names with a value each": ("nama: Ngasem\njiwa: 12\nkode: '35'\n", "YAML"),
    "YAML that goes on": (
        "a: 1\nb: >\n" + "  x\n" + "".join(f"n{n}:\n  - x\n" for n in range(9)),
        "YAML",
    ),
    "TOML": ('judul = "x"\n\n[[desa]]\nnama = "Ngasem"\njiwa = 12\n', "TOML"),
    "INI": ("; a\n[desa]\nnama=Ngasem\njiwa=12\n", "INI"),
    "properties": ("# a\nnama=Ngasem\njiwa=12\n", "INI"),
    "a dump": ("-- dump\n/* x */\nDROP TABLE IF EXISTS `a`;\nCREATE TABLE `a` (b int);\n", "SQL"),
    "rows of a dump": ("INSERT INTO desa (nama, jiwa) VALUES ('Ngasem', 12);\n", "SQL"),
    "a dump of PostgreSQL": ("SET statement_timeout = 0;\nCOPY a (b) FROM stdin;\n1\n", "SQL"),
    "a question": ("select nama, jiwa\nfrom desa;\n", "SQL"),
    "JavaScript": ("var data = [\n  {desa: 'Ngasem'}\n];\n", "JavaScript"),
    "JSON handed on": ('tampil([{"desa": "Ngasem"}])', "JavaScript"),
    "JSON without marks": ("[{desa: 'Ngasem', jiwa: 12}]", "JavaScript"),
    "figures handed on": ("tampil([\n  12, 9\n])", "JavaScript"),
    "names without marks handed on": ("tampil({ desa: 'Ngasem' })", "JavaScript"),
    "JSON in single quotes": ("[{'desa': 'Ngasem', 'jiwa': 12}]", "JavaScript"),
    "Python": ("import csv\n\nrows = [1, 2]\nfor row in rows:\n    print(row)\n", "Python"),
    "PHP": ("<?php\n$a = 1;\n", "PHP"),
    "R": ('structure(list(desa = c("Ngasem"), jiwa = c(12)))\n', "R"),
    "a script": ("#!/bin/sh\necho a\n", "shell"),
    "LaTeX": ("% a\n\\begin{tabular}{lr}\ndesa & jiwa \\\\\n", "LaTeX"),
    "Weka": ("@relation desa\n@attribute nama string\n@data\nNgasem\n", "ARFF"),
    "DIF": ('TABLE\n0,1\n"EXCEL"\nVECTORS\n0,2\n""\n', "DIF"),
    "a wiki's table": (
        '{| class="wikitable"\n! desa !! jiwa\n|-\n| Ngasem || 12\n|}\n',
        "MediaWiki",
    ),
    "a table of psql": (" desa | jiwa \n------+------\n Gayam | 9\n(1 row)\n", "+--"),
    "a table of MySQL": ("+------+\n| jiwa |\n+------+\n|   12 |\n+------+\n", "+--"),
    "BibTeX": ("@article{a,\n  author={X}\n}\n", "BibTeX"),
    "Turtle": ("@prefix a: <http://contoh.example/> .\na:b a:c 1 .\n", "Turtle"),
    "a difference": ("--- a/x.csv\n+++ b/x.csv\n@@ -1 +1 @@\n-a,1\n+a,2\n", "diff"),
    "a key": ("-----BEGIN PGP MESSAGE-----\n\nhQEM\n", "PGP"),
}


@pytest.mark.parametrize(("text", "word"), TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_that_is_no_table_is_called_by_its_name(tmp_path, text, word, encoding):
    finding = recognise(submitted(tmp_path, "table.csv", text.encode(encoding)), ALL)

    assert isinstance(finding, Finding)
    assert (finding.weight, finding.rule) == (Weight.STOP, "form_not_read")
    assert word in finding.values["what"]
    assert "pendopo template" in finding.write


# What only begins as such text does, or has its marks within.
TABLES = {
    "names with a colon": "Nama: lengkap,Jumlah: jiwa\nNgasem,12\nGayam,9\n",
    "remarks with a colon": "catatan\nKet: baik\nKet: rusak\nKet: hilang\n",
    "what stands above": "Provinsi: Jawa Timur\nTahun: 2026\n\ndesa,jiwa\nNgasem,12\n",
    "colons between cells": "kode:nama\n1:Ngasem\n2:Gayam\n",
    "times": "jam,isi\n08:00: buka,1\n09:00: tutup,2\n",
    "a formula in a cell": "nama,rumus\nNgasem,a = b\nGayam,c = d\n",
    "names in brackets": "[ID]\n1\n2\n",
    "a source in brackets above a table": "[Sumber: BPS Kabupaten]\ndesa,jiwa\nNgasem,12\n",
    "a remark in brackets": "[Tahun: 2024],jiwa\nNgasem,12\n",
    "a remark in braces": "{Catatan: sementara},jiwa\nNgasem,12\n",
    "units in brackets": "PDRB([miliar]),Tahun\n1,2024\n",
    "a year in brackets": "PDRB([2024]),Luas({ha})\n1,2\n",
    "names of commands": "Begin;End;Set;Use;Select;From\n1;2;3;4;5;6\n",
    "a name that begins so": "Use tanah;luas\nsawah;2\n",
    "tags in cells": "<b>desa</b>,<b>jiwa</b>\n<b>Ngasem</b>,12\n",
    "tags of pages in cells": "<center>Nama</center>,<center>KK</center>\nNgasem,12\n",
    "a letter's colour in cells": "<font color=red>desa</font>;jiwa\nNgasem;12\n",
    "a remark in a tag": "<div>desa</div>\tjiwa\nNgasem\t12\n",
    "ages": "<5,5-9\n1,2\n",
    "names that begin so": "import beras,export beras\n1,2\n",
    "a message's words": "From,To,Subject\na,b,c\n",
    "names of messages above a table": "To: a\nDate: b\nFrom: c\nx,y\n1,2\n3,4\n5,6\n\n7,8\n",
    "a remark": "#no,desa\n1,Ngasem\n2,Gayam\n",
    "a word in brackets": "fungsi (rumah),jiwa\nA,1\n",
    "lists": "butir\n- padi\n- jagung\n",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_a_table_with_marks_of_other_texts_is_read(tmp_path, text):
    assert recognise(submitted(tmp_path, "table.csv", text.encode()), ALL) == "csv"


@pytest.mark.parametrize("before", ["", "<style>td { color: red }</style>"])
def test_a_piece_of_a_page_in_one_line_is_read_as_a_workbook(tmp_path, before):
    piece = f"{before}<div><b>Desa</b>, 2026<table><tr><td>Ngasem</td></tr></table></div>"

    assert recognise(submitted(tmp_path, "table.csv", piece.encode()), ALL) == "xls"


def test_a_pdf_says_how_to_get_a_template(tmp_path):
    finding = recognise(submitted(tmp_path, "table.csv", b"%PDF-1.7"), ALL)

    assert isinstance(finding, Finding)
    assert "pendopo template" in finding.write


def test_a_workbook_of_two_kinds_at_once_is_refused(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("xl/workbook.xml", "x")

    finding = recognise(submitted(tmp_path, "a.ods", stream.getvalue()), ALL)

    assert isinstance(finding, Finding)
    assert "two kinds" in finding.message


def test_a_stream_far_behind_the_beginning_is_found(tmp_path):
    content = OLE2 + b"\0" * (3 << 20) + "WordDocument".encode("utf-16-le") + b"\0" * 99

    finding = recognise(submitted(tmp_path, "a.xls", content), ALL)

    assert isinstance(finding, Finding)


def test_a_form_that_the_register_does_not_read_names_those_it_does(tmp_path):
    finding = recognise(submitted(tmp_path, "a.csv", b"a,b\n"), ("json", JSON_TABLE))

    assert isinstance(finding, Finding)
    assert finding.values == {"file": "a.csv", "form": "CSV", "forms": "JSON, JSON"}


def test_a_pipe_a_device_and_a_folder_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        finding = not_a_file(path)
        assert finding is not None
        assert finding.weight is Weight.STOP

    (tmp_path / "a.csv").write_bytes(b"a")
    (tmp_path / "link").symlink_to(tmp_path / "a.csv")
    assert not_a_file(tmp_path / "a.csv") is None
    assert not_a_file(tmp_path / "link") is None


@pytest.mark.parametrize("content", [b'{"a": 1}', b'\xef\xbb\xbf{"a": 1}'])
def test_json_is_handed_on_as_a_stream_behind_its_mark(tmp_path, content):
    submission = submitted(tmp_path, "a.json", content)

    source = open_source(submission, "json", Reading(), print)

    assert source is not None
    assert source.document is not None
    with source.document as document:
        assert document.read() == b'{"a": 1}'


def test_json_in_another_encoding_stops(tmp_path):
    findings: list[Finding] = []

    source = open_source(
        submitted(tmp_path, "a.json", '{"a": "é"}'.encode("cp1252")),
        "json",
        Reading(),
        findings.append,
    )

    assert source is None
    assert findings[0].rule == "text_is_utf8"
