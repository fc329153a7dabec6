"""What the release schema says of a release, in a form that can be counted."""

import pytest

from pendopo.standards.ocds.check import schema_faults
from pendopo.standards.ocds.fault import SchemaFault

SOUND = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2026-03-02T09:00:00+07:00",
    "tag": ["tender"],
    "initiationType": "tender",
}


def faults_of(**fields):
    return list(schema_faults(SOUND | fields))


def test_a_sound_release_has_no_faults():
    assert faults_of() == []


def test_a_missing_field_is_named_where_it_belongs():
    release = {name: value for name, value in SOUND.items() if name != "id"}

    faults = list(schema_faults(release))

    assert faults == [SchemaFault("/id", "required", "id", "")]


def test_places_in_lists_become_stars():
    faults = faults_of(tender={"id": "1", "items": [{"id": "1"}, {"id": []}]})

    assert faults == [SchemaFault("/tender/items/*/id", "type", "integer, string", "array")]


@pytest.mark.parametrize(
    ("value", "found"),
    [(True, "boolean"), ("3", "string"), ([], "array"), ({}, "object")],
)
def test_a_wrong_type_is_named_in_the_schemas_words(value, found):
    faults = faults_of(tender={"id": "1", "numberOfTenderers": value})

    assert faults == [SchemaFault("/tender/numberOfTenderers", "type", "integer, null", found)]


def test_a_number_is_a_number_whole_or_not():
    faults = faults_of(buyer={"name": 5})

    assert faults == [SchemaFault("/buyer/name", "type", "null, string", "number")]


def test_a_code_outside_a_closed_list_is_quoted_beside_the_first_codes():
    [fault] = faults_of(tag=["tenders"])

    assert (fault.pointer, fault.keyword, fault.found) == ("/tag/*", "enum", "tenders")
    assert fault.expected.startswith("planning, planningUpdate, tender, ")
    assert fault.expected.endswith(" …")


def test_a_short_list_of_codes_is_given_whole():
    [fault] = faults_of(initiationType="auction")

    assert fault.expected == "tender"


def test_a_wrong_format_is_named():
    faults = faults_of(awards=[{"id": "1", "date": "2/3/2026"}])

    assert faults == [SchemaFault("/awards/*/date", "format", "date-time", "2/3/2026")]


def test_a_limit_is_given_with_the_schemas_own_value():
    faults = faults_of(parties=[{"name": "x"}, {"name": "x"}], tag=[])

    assert SchemaFault("/tag", "minItems", "1", "[]") in faults
    assert SchemaFault("/parties", "uniqueItems", "true", '[{"name":"x"},{"name":"x"}]') in faults


def test_a_long_value_is_cut():
    [fault] = faults_of(date="x" * 1000)

    assert fault.found == "x" * 79 + "…"


def test_a_field_name_with_a_slash_is_escaped():
    faults = faults_of(**{"title_x~/y": 5, "tender": {"id": "1", "title_en": 5}})

    assert [fault.pointer for fault in faults] == ["/tender/title_en"]


def test_every_error_is_given_not_only_the_first():
    faults = faults_of(id=1, buyer={"id": []}, language=7)

    assert [fault.pointer for fault in faults] == ["/id", "/buyer/id", "/language"]
