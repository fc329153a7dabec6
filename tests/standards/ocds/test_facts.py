"""Our facts are the official ones: without their prose, and with the same verdicts."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from pendopo.standards.ocds.check import Checker, package_faults
from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.standards.ocds.facts import (
    PATCHES,
    REGISTERED_OCID,
    VERSION,
    codelists,
    package_schema,
    release_schema,
    versioned_release_schema,
)
from pendopo.standards.ocds.fault import fault_of_error
from pendopo.standards.ocds.package import releases_in
from pendopo.standards.ocds.reading import Package, Read, read_releases

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
            kept[name] = _inner(name, value)
    return kept


def _inner(name: str, value: Any) -> Any:
    if name == "items" and isinstance(value, dict):
        return without_prose(value)
    return [without_prose(one) for one in value] if name == "oneOf" else value


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


def folder_of(ocds: Path, version: str) -> Path:
    [found] = (ocds / "standard" / f"schema-{version.replace('.', '__')}").rglob("schema")
    return found


def official_schema(ocds: Path, kind: str, version: str) -> dict[str, Any]:
    name = kind.replace("_", "-") + "-validation" * (kind == "versioned_release")
    path = folder_of(ocds, version) / f"{name}-schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def versions_and_kinds() -> list[tuple[str, str]]:
    kinds = ("release", "release_package", "record_package")
    versioned = (VERSION, "versioned_release")  # 1.0 has none
    return [*((version, kind) for version in PATCHES.values() for kind in kinds), versioned]


def ours_of(kind: str, version: str) -> dict[str, Any]:
    if kind == "versioned_release":
        return versioned_release_schema()
    return release_schema(version) if kind == "release" else package_schema(kind, version)


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


@pytest.mark.parametrize(("version", "kind"), versions_and_kinds())
def test_our_facts_are_the_official_schema_without_its_prose(version, kind, ocds):
    official = official_schema(ocds, kind, version)

    ours = ours_of(kind, version)

    assert ours == without_prose(official)


@pytest.mark.parametrize("version", PATCHES.values())
def test_our_codes_are_the_official_ones(version, ocds):
    official = {}
    for path in sorted((folder_of(ocds, version) / "codelists").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            official[path.name] = [row.get("Code") or row["code"] for row in csv.DictReader(file)]

    assert codelists(version) == official


@pytest.mark.parametrize(("version", "kind"), versions_and_kinds())
def test_no_prose_is_left(version, kind):
    assert list(prose_in(ours_of(kind, version))) == []


def test_fields_called_title_and_description_are_kept():
    tender = release_schema()["definitions"]["Tender"]["properties"]

    assert {"title", "description"} <= tender.keys()


def test_every_sample_and_real_release_gets_the_official_verdict(ocds):
    pairs = []
    for version in PATCHES.values():
        schemas = (official_schema(ocds, "release", version), release_schema(version))
        pairs.append(
            [
                jsonschema_rs.Draft4Validator(schema, validate_formats=True, offline=True)
                for schema in schemas
            ]
        )
    files = sorted(ocds.rglob("*.json"))

    releases, errors = 0, [0, 0]
    for release in (release for path in files for release in releases_of(path)):
        releases += 1
        for place, (reference, ours) in enumerate(pairs):
            expected = errors_of(reference, release)
            assert errors_of(ours, release) == expected
            errors[place] += len(expected)

    assert (len(files), releases, errors) == (1_081, 1_250, [3_657, 4_663])


# What a check tells besides what the schema forbids.
BESIDES = {"additional", "deprecated", "empty", "openCodelist", "sameId"}


# Releases, how many of them have an error, and how many packages do.
FAULTY = {"1.0": (1_250, 884, 146), "1.1": (1_250, 882, 164)}


def official_validator(ocds, kind, version):
    schema = official_schema(ocds, kind, version)
    if kind != "release":  # of what stands beside the releases, which are held by themselves
        schema.pop("definitions", None)
        for name in ("releases", "records"):
            schema["properties"].pop(name, None)
        schema["required"] = [
            one for one in schema["required"] if one not in {"releases", "records"}
        ]
    return schema, jsonschema_rs.Draft4Validator(schema, validate_formats=True, offline=True)


def told_by(official, value):
    schema, validator = official
    faults = [fault_of_error(error, schema) for error in validator.iter_errors(value)]
    return Counter((one.at, one.keyword, one.expected, one.found) for one in faults)


@pytest.mark.parametrize("version", PATCHES)
def test_the_check_tells_of_every_file_what_the_official_schema_does(version, ocds):
    patch = PATCHES[version]
    official = official_validator(ocds, "release", patch)
    packages = {
        f"{name}s": official_validator(ocds, f"{name}_package", patch)
        for name in ("release", "record")
    }
    faulty = seen = beside = glanced = 0
    known = Checker(version=version)

    for path in sorted(ocds.rglob("*.json")):
        found: list[Read] = []
        with path.open("rb") as stream, suppress(JsonError):
            found += [one for one in read_releases(stream, path.name) if type(one.value) is dict]
        for one in found:
            # A package that names extensions is held against more than the core.
            alone = Package(one.package.kind, {})
            expected = told_by(official, one.value)
            faults = Checker(version=version).faults(one.value, alone)
            told = [fault for fault in faults if fault.keyword not in BESIDES]
            assert Counter((f.at, f.keyword, f.expected, f.found) for f in told) == expected, path
            known.faults(one.value, Package())
            if known.glance(one.raw, Package()) is not None:
                glanced += 1
                assert not expected, path
            seen += 1
            faulty += bool(expected)
        for package in {id(one.package): one.package for one in found if one.package.kind}.values():
            expected = told_by(packages[package.kind], package.meta)
            told = list(package_faults(package, version))
            assert Counter((f.at, f.keyword, f.expected, f.found) for f in told) == expected, path
            beside += bool(expected)

    assert (seen, faulty, beside) == FAULTY[version]
    assert glanced


@pytest.mark.parametrize("ocid", ["ocds-213czf-000-00001", "ocds-abc123-x\ny"])
def test_a_registered_prefix_is_six_lower_case_letters_or_digits(ocid):
    found = REGISTERED_OCID.fullmatch(ocid)

    assert found is not None


@pytest.mark.parametrize("ocid", ["OCDS-87SD3T-1", "ocds-a1234567-1", "10", "ocds-213czf-", "x"])
def test_other_prefixes_are_not_registered(ocid):
    found = REGISTERED_OCID.fullmatch(ocid)

    assert found is None
