"""Where the releases of a document lie."""

import pytest

from pendopo.standards.ocds.package import is_bare_record, is_linked, releases_in

ONE = {"ocid": "ocds-abc123-1", "id": "1"}
TWO = {"ocid": "ocds-abc123-2", "id": "2"}


@pytest.mark.parametrize(
    "document",
    [
        {"uri": "https://contoh.example", "releases": [ONE, TWO]},
        [ONE, TWO],
        [{"releases": [ONE]}, {"releases": [TWO]}],
        {"records": [{"ocid": ONE["ocid"], "releases": [ONE]}, {"releases": [TWO]}]},
        {"ocid": ONE["ocid"], "releases": [ONE, TWO], "compiledRelease": {"ocid": "x"}},
    ],
    ids=["release package", "list", "list of packages", "record package", "record"],
)
def test_releases_come_in_the_documents_order(document):
    found = list(releases_in(document))

    assert found == [ONE, TWO]


def test_one_release_is_a_document_of_its_own():
    found = list(releases_in(ONE))

    assert found == [ONE]


def test_a_record_without_releases_is_given_as_it_stands():
    record = {"ocid": ONE["ocid"], "compiledRelease": ONE}

    found = list(releases_in({"records": [record]}))

    assert found == [record]
    assert is_bare_record(record)
    assert not is_bare_record(ONE)


def test_what_is_no_object_is_given_as_it_stands():
    found = list(releases_in({"releases": [ONE, "two", None, 3, []]}))

    assert found == [ONE, "two", None, 3, []]


@pytest.mark.parametrize("document", [{}, {"releases": {}}, {"records": []}, [], None, "text", 5])
def test_a_document_without_releases_gives_none(document):
    found = list(releases_in(document))

    assert found == []


def test_a_link_is_told_from_a_release():
    linked = {"url": "https://contoh.example/1.json", "date": "2026-03-02", "tag": ["tender"]}

    assert is_linked(linked)
    assert not is_linked(ONE | {"url": "https://contoh.example/1.json"})
