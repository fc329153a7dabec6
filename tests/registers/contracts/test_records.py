"""What a record says that its releases come to is held against the schema, too."""

import json

import pytest

from pendopo.standards.ocds.merge import Form, Merging


def package(*records):
    beside = {"uri": "https://example.org/p", "version": "1.1", "publisher": {"name": "Contoh"}}
    return beside | {"publishedDate": "2026-03-02T09:00:00Z", "records": records}


def told(reading):
    return [
        (finding.rule, finding.values["pointer"], finding.lines)
        for finding in reading.findings
        if "pointer" in finding.values
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("first", [True, False])
def test_a_fault_in_a_compiled_release_is_told_with_its_place(
    reading, a_release, indent, many, first
):
    merged = {"compiledRelease": a_release(tag=["compiled"], tender={"title": "Jalan", "x": 1})}
    releases = {"releases": [a_release(id=str(number)) for number in range(many)]}
    both = merged | releases if first else releases | merged
    document = package({"ocid": "ocds-abc123-1", **both})

    found = reading(json.dumps(document, indent=indent).encode())

    assert len(found.rows("releases")) == many
    assert told(found) == [
        ("release_fits_the_schema", "/compiledRelease/tender/id", (many,)),
        ("field_is_in_the_schema", "/compiledRelease/tender/x", (many,)),
    ]


def test_a_sound_compiled_release_gives_no_finding(reading, a_release):
    record = {"ocid": "ocds-abc123-1", "releases": [a_release()]}
    record["compiledRelease"] = a_release(tag=["compiled"])

    assert reading(package(record, record | {"compiledRelease": a_release()})).rules() == [
        "release_ids_differ"
    ]


def test_a_compiled_release_that_stands_alone_is_looked_at_too(reading, a_release):
    record = {"ocid": "ocds-abc123-1", "compiledRelease": a_release(tag="compiled")}

    found = reading(package({"ocid": "x", "releases": [a_release()]}, record))

    assert ("release_fits_the_schema", "/compiledRelease/tag", (2,)) in told(found)


def test_what_is_no_object_is_told(reading, a_release):
    record = {"ocid": "ocds-abc123-1", "releases": [a_release()], "compiledRelease": [1]}

    assert told(reading(package(record))) == [
        ("release_fits_the_schema", "/compiledRelease", (1,)),
    ]


def test_a_versioned_release_is_held_against_the_schema_of_those(reading, a_release):
    releases = [a_release(id=str(day), date=f"2026-03-0{day}T09:00:00Z") for day in (1, 2)]
    sound = Merging(form=Form.VERSIONED).merge(releases).release
    faulty = {"versionedRelease": sound | {"initiationType": "tender", "language": [{"value": 1}]}}
    record = {"ocid": "ocds-abc123-1", "releases": releases, "versionedRelease": sound}
    alone = {"ocid": "ocds-abc123-1"} | faulty

    assert reading(package(record)).rules() == []
    for document, line in ((package(record | faulty), 2), (package(record, alone), 3)):
        assert told(reading(document)) == [
            ("release_fits_the_schema", "/versionedRelease/initiationType", (line,)),
            ("release_fits_the_schema", "/versionedRelease/language/*/value", (line,)),
        ]
