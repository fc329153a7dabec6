"""Which form a file has, and what is said of one that is not read."""

import hashlib

import pytest

from pendopo.stages.intake import open_source, receive, recognise
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


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.csv", b"a,b\n", "csv"),
        ("a.TSV", b"a\tb\n", "csv"),
        ("a.xlsx", b"PK\x03\x04", "xlsx"),
        ("a.csv", b"PK\x03\x04", "xlsx"),
        ("a.json", b"{}", "json"),
        ("a.jsonl", b"{}\n{}", "jsonl"),
        ("download", b'\xef\xbb\xbf [{"a": 1}]', "json"),
        ("download", b"a,b\n", "csv"),
        ("a.xlsx", b"a,b\n1,2\n", "csv"),
    ],
)
def test_the_form_is_in_the_first_bytes_and_the_ending(tmp_path, name, content, form):
    found = recognise(submitted(tmp_path, name, content), ("csv", "xlsx", "json", "jsonl"))

    assert found == form


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1", "XLS"),
        (b"PAR1", "Parquet"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_forms_that_are_refused_say_what_to_hand_in(tmp_path, content, word):
    finding = recognise(submitted(tmp_path, "table.csv", content), ("csv",))

    assert isinstance(finding, Finding)
    assert finding.weight is Weight.STOP
    assert word in finding.message
    assert finding.write


def test_a_form_that_the_register_does_not_read_names_those_it_does(tmp_path):
    finding = recognise(submitted(tmp_path, "a.csv", b"a,b\n"), ("json", "jsonl"))

    assert isinstance(finding, Finding)
    assert finding.values == {"file": "a.csv", "form": "CSV", "forms": "json, jsonl"}


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
