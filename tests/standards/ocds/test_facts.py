"""Our facts are the official ones: without their prose, and with the same verdicts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.standards.ocds.facts import REGISTERED_OCID, release_schema
from pendopo.standards.ocds.package import releases_in

NAMED = ("properties", "patternProperties", "definitions")


def without_prose(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out what only people read, but no field that happens to be called title."""
    kept = {}
    for name, value in schema.items():
        if name in {"title", "description"}:
            continue
        if name == "deprecated":
            kept[name] = {"deprecatedVersion": value["deprecatedVersion"]}
        elif name in NAMED:
            kept[name] = {field: without_prose(inner) for field, inner in value.items()}
        else:
            kept[name] = without_prose(value) if name == "items" else value
    return kept


def prose_in(value: object, *, names_fields: bool = False) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from prose_in(one)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not names_fields and name in {"title", "description"}:
                yield str(inner)
            yield from prose_in(inner, names_fields=name in NAMED and not names_fields)


@pytest.fixture(scope="module")
def ocds(shared_data: Path) -> Path:
    return shared_data / "ocds"


@pytest.fixture(scope="module")
def official(ocds: Path) -> dict[str, Any]:
    path = ocds / "standard" / "schema-1__1__5" / "schema" / "release-schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def releases_of(path: Path) -> list[dict[str, Any]]:
    try:
        document = parse(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except JsonError:
        return []
    return [release for release in releases_in(document) if isinstance(release, dict)]


def errors_of(
    validator: jsonschema_rs.Draft4Validator, release: dict[str, Any]
) -> list[tuple[str, str]]:
    return [
        (str(error.instance_path), str(error.schema_path))
        for error in validator.iter_errors(release)
    ]


def test_our_facts_are_the_official_schema_without_its_prose(official):
    ours = release_schema()

    assert ours == without_prose(official)


def test_no_prose_is_left():
    schema = release_schema()

    assert list(prose_in(schema)) == []


def test_fields_called_title_and_description_are_kept():
    tender = release_schema()["definitions"]["Tender"]["properties"]

    assert {"title", "description"} <= tender.keys()


def test_every_sample_and_real_release_gets_the_official_verdict(ocds, official):
    reference = jsonschema_rs.Draft4Validator(official, validate_formats=True, offline=True)
    validator = jsonschema_rs.Draft4Validator(release_schema(), validate_formats=True, offline=True)
    files = sorted(ocds.rglob("*.json"))

    releases = errors = 0
    for release in (release for path in files for release in releases_of(path)):
        expected = errors_of(reference, release)
        assert errors_of(validator, release) == expected
        releases += 1
        errors += len(expected)

    assert (len(files), releases, errors) == (1_081, 1_250, 4_663)


@pytest.mark.parametrize("ocid", ["ocds-213czf-000-00001", "ocds-abc123-x\ny"])
def test_a_registered_prefix_is_six_lower_case_letters_or_digits(ocid):
    found = REGISTERED_OCID.fullmatch(ocid)

    assert found is not None


@pytest.mark.parametrize("ocid", ["OCDS-87SD3T-1", "ocds-a1234567-1", "10", "ocds-213czf-", "x"])
def test_other_prefixes_are_not_registered(ocid):
    found = REGISTERED_OCID.fullmatch(ocid)

    assert found is None
