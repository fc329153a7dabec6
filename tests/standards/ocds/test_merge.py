"""Releases of one process merged by the specification, and what the reference library does else."""

import json
import socket
import warnings
from collections import defaultdict
from decimal import Decimal

import jsonschema_rs
import ocdsmerge
import pytest

from pendopo.standards.ocds.differences import ABSENT
from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.standards.ocds.fold import Override, Overrides
from pendopo.standards.ocds.merge import (
    Clause,
    Form,
    MergeError,
    Merging,
    Unmerged,
    compile_releases,
    in_order,
)
from pendopo.standards.ocds.package import releases_in
from pendopo.standards.ocds.rules import SchemaError, rules_of

LIKE_REFERENCE = Merging(like_reference=True)
SCHEMAS = {
    "1.0": "release-schema-1__0__3.json",
    "1.1": "release-schema-1__1__4.json",
    "schema": "schema.json",
}
# How each kind of expected file is made: the form, how often the releases are given, the override.
KINDS = {
    "compiled": (Form.COMPILED, 1, None),
    "versioned": (Form.VERSIONED, 1, None),
    "append": (Form.COMPILED, 2, Override.APPEND),
    "by-position": (Form.COMPILED, 2, Override.BY_POSITION),
}


def release(date="2026-03-02T00:00:00Z", **fields):
    return {"ocid": "ocds-abc123-1", "id": date, "date": date, "tag": ["tender"], **fields}


def two(first, second):
    return [release(**first), release("2026-04-02T00:00:00Z", **second)]


def test_a_later_release_adds_to_an_earlier_one():
    earlier = release(tender={"id": "1", "title": "Road"})
    later = release("2026-04-02T00:00:00Z", tender={"id": "1", "status": "complete"})

    compiled = compile_releases([later, earlier])

    assert compiled.release == {
        "ocid": "ocds-abc123-1",
        "id": "ocds-abc123-1-2026-04-02T00:00:00Z",
        "date": "2026-04-02T00:00:00Z",
        "tag": ["compiled"],
        "tender": {"id": "1", "title": "Road", "status": "complete"},
    }
    assert compiled.notes.told() == []
    assert compiled.differences == ()


def test_moments_are_compared_and_not_their_texts():
    first = release("2026-03-02T09:00:00+09:00", language="id")
    second = release("2026-03-02T02:00:00+00:00", language="en")

    compiled = compile_releases([first, second])

    assert compiled.release["language"] == "en"
    assert compiled.release["date"] == "2026-03-02T02:00:00+00:00"
    assert {one.pointer: (one.clause, one.reference) for one in compiled.differences} == {
        "/language": (Clause.ORDER, "id"),
        "/date": (Clause.ORDER, "2026-03-02T09:00:00+09:00"),
        "/id": (Clause.ORDER, "ocds-abc123-1-2026-03-02T09:00:00+09:00"),
    }


def test_releases_of_one_moment_stay_as_they_came():
    releases = [release(language="id"), release(language="en")]

    assert in_order(releases) == [0, 1]
    assert compile_releases(releases).release["language"] == "en"


@pytest.mark.parametrize("date", ["", None, "1-01-01", 5, []])
def test_a_release_without_a_date_comes_before_all_others(date):
    dated = release("0001-01-02T00:00:00Z", language="en")
    undated = release(language="id") | {"date": date}

    assert in_order([dated, undated]) == [1, 0]
    merged = compile_releases([dated, undated])
    assert merged.release["language"] == "en"
    assert Clause.UNDATED in merged.notes.clauses


def test_null_removes_an_object_that_the_reference_keeps():
    releases = two({"tender": {"id": "1", "value": {"amount": 5}}}, {"tender": {"value": None}})

    [difference] = compile_releases(releases).differences

    assert compile_releases(releases).release["tender"] == {"id": "1"}
    assert LIKE_REFERENCE.merge(releases).release["tender"] == {"id": "1", "value": {"amount": 5}}
    assert (difference.pointer, difference.clause) == ("/tender/value", Clause.NULL)
    assert (difference.specified, difference.reference) == (ABSENT, {"amount": 5})


def test_ids_written_as_number_and_as_text_name_one_item_at_any_depth():
    items = [{"id": 1, "description": "Sand"}], [{"id": "1", "quantity": 5}]
    releases = two({"tender": {"items": items[0]}}, {"tender": {"items": items[1]}})

    merged = compile_releases(releases)

    assert merged.release["tender"]["items"] == [{"id": 1, "description": "Sand", "quantity": 5}]
    assert LIKE_REFERENCE.merge(releases).release["tender"]["items"] == [
        {"id": 1, "description": "Sand"},
        {"id": "1", "quantity": 5},
    ]
    assert {one.clause for one in merged.differences} == {Clause.ID}


def test_an_id_of_null_is_no_id():
    releases = [release(awards=[{"id": None, "title": "a"}, {"id": None, "title": "b"}])]

    merged = compile_releases(releases)

    assert merged.release["awards"] == [{"title": "a"}, {"title": "b"}]
    assert LIKE_REFERENCE.merge(releases).release["awards"] == [{"title": "b"}]
    assert {one.clause for one in merged.differences} == {Clause.NO_ID}


def test_a_literal_replaces_an_object_as_the_specification_says():
    releases = two({"extra": {"a": 1}}, {"extra": "none"})

    [difference] = compile_releases(releases).differences

    assert compile_releases(releases).release["extra"] == "none"
    assert (difference.clause, difference.reference) == (Clause.SHAPE, {"a": 1})


@pytest.mark.parametrize("amounts", [(1, True), (1, 1.0), (True, 1), (Decimal(1), Decimal("1.0"))])
def test_a_value_that_only_python_takes_for_the_same_replaces_the_earlier(amounts):
    first, second = amounts
    releases = two(
        {"tender": {"value": {"amount": first}}}, {"tender": {"value": {"amount": second}}}
    )

    amount = compile_releases(releases).release["tender"]["value"]["amount"]

    assert (str(amount), type(amount)) == (str(second), type(second))


def test_numbers_keep_every_digit():
    amount = Decimal("273700000000000000.10")

    compiled = compile_releases([release(tender={"id": "1", "value": {"amount": amount}})])

    assert compiled.release["tender"]["value"]["amount"] == amount


def test_an_id_twice_in_one_list_and_items_without_one_are_noted(recwarn):
    twice = [{"id": "1", "title": "a"}, {"id": "1", "title": "b"}]
    releases = two(
        {"awards": twice, "documents": [{"title": "x"}]}, {"documents": [{"title": "x"}]}
    )

    compiled = compile_releases(releases)

    assert compiled.release["awards"] == [{"id": "1", "title": "b"}]
    assert compiled.release["documents"] == [{"title": "x"}, {"title": "x"}]
    assert compiled.notes.told() == [
        "/awards: an id stands twice in one release",
        "/documents: an item has no id, so that every release adds it anew",
    ]
    assert list(recwarn) == []


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        ({"awards": [{"id": "1"}]}, {"awards": {"id": "1"}}, "/awards: a list"),
        ({"tender": "a road"}, {"tender": {"id": "1"}}, "/tender: a literal"),
        (
            {"tender": {"value": 5}},
            {"tender": {"value": {"amount": 5}}},
            "/tender/value: a literal",
        ),
        ({"a/b": {"~": {"c": 1}}}, {"a/b": {"~": [{"id": 1}]}}, "/a~1b/~0: an object"),
        ({}, {"awards": [{"id": {"a": 1}}]}, "/awards: the id"),
    ],
)
@pytest.mark.parametrize("form", Form)
def test_releases_that_disagree_about_a_shape_cannot_be_merged(first, second, place, form):
    with pytest.raises(MergeError) as caught:
        Merging(form=form).merge(two(first, second))

    assert str(caught.value).startswith(place)
    assert LIKE_REFERENCE.rules is not None


def test_a_process_that_only_the_reference_merges_is_a_difference_too():
    releases = [*two({"a": {"b": 1}}, {"a": "x"}), release("2026-05-01T00:00:00Z", a={"b": 2})]

    with pytest.raises(Unmerged) as caught:
        compile_releases(releases)

    [difference] = caught.value.differences
    assert (difference.pointer, difference.clause) == ("", Clause.SHAPE)
    assert LIKE_REFERENCE.merge(releases).release["a"] == {"b": 2}


def test_releases_nested_without_end_are_refused_and_not_crashed_on():
    deep: dict[str, object] = {}
    for _ in range(2_000):
        deep = {"a": deep or 1}

    with pytest.raises(MergeError, match="nested too deep"):
        compile_releases([release(extra=deep)])


def test_a_null_over_an_object_ends_each_of_its_fields_in_the_versioned_release():
    value = {"amount": 5, "currency": "IDR"}
    releases = two({"tender": {"value": value}}, {"tender": {"value": None}})

    merged = Merging(form=Form.VERSIONED).merge(releases)

    history = merged.release["tender"]["value"]["amount"]
    assert [version["value"] for version in history] == [5, None]
    assert history[1]["releaseDate"] == "2026-04-02T00:00:00Z"


def test_the_releases_given_stay_as_they_are():
    releases = two(
        {"links": ["x"], "awards": [{"id": "1"}]}, {"links": [{"id": "1", "a": {"b": 1}}]}
    )
    before = json.dumps(releases)

    for form in Form:
        for like_reference in (False, True):
            Merging(form=form, like_reference=like_reference).merge(releases[:1])
    compile_releases(
        [*releases, release("2026-05-01T00:00:00Z", links=[{"id": "1", "a": {"b": 2}}])]
    )

    assert json.dumps(releases) == before


def test_the_merge_opens_no_connection(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    compiled = compile_releases([release(links=["https://contoh.example/x.json"])])

    assert compiled.release["links"] == ["https://contoh.example/x.json"]


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        (
            "https://contoh.example/release-schema.json#/definitions/Tender",
            "leads out of the schema",
        ),
        ("#/definitions/Nothing", "has nothing there"),
        ("#/definitions/Loop", "back to itself"),
    ],
)
def test_a_reference_that_leads_out_of_a_schema_is_refused(reference, told):
    loop = {"$ref": "#/definitions/Loop"}
    schema = {"properties": {"tender": {"$ref": reference}}, "definitions": {"Loop": loop}}

    with pytest.raises(SchemaError, match=told):
        rules_of(schema)


def test_a_schema_may_refer_to_itself():
    organization = {
        "type": "object",
        "properties": {
            "secret": {"omitWhenMerged": True},
            "parent": {"$ref": "#/definitions/Organization"},
        },
    }
    schema = {
        "id": "https://contoh.example/schema.json",
        "properties": {
            "buyer": {"$ref": "https://contoh.example/schema.json#/definitions/Organization"}
        },
        "definitions": {"Organization": organization},
    }
    buyer = {"name": "a", "secret": 1, "parent": {"parent": {"name": "b", "secret": 2}}}

    merged = Merging(rules_of(schema)).merge([release(buyer=buyer)])

    assert merged.release["buyer"] == {"name": "a", "parent": {"parent": {"name": "b"}}}


@pytest.mark.parametrize("like_reference", [False, True])
@pytest.mark.parametrize("version", SCHEMAS)
def test_every_fixture_of_the_reference_merges_as_expected(shared_data, version, like_reference):
    fixtures = shared_data / "ocds/ocds-merge/tests/fixtures"
    rules = rules_of(json.loads((fixtures / SCHEMAS[version]).read_text("utf-8")))

    compared = 0
    for kind, (form, times, override) in KINDS.items():
        overrides: Overrides = {("nested", "array"): override} if override else {}
        merging = Merging(rules, form, like_reference, overrides)
        for expected in sorted((fixtures / version).glob(f"*-{kind}.json")):
            name = expected.name.replace(f"-{kind}.json", ".json")
            releases = json.loads(expected.with_name(name).read_text("utf-8")) * times

            merged = merging.merge(releases)

            assert merged.release == json.loads(expected.read_text("utf-8")), expected.name
            assert merged.differences == ()
            compared += 1
    assert compared == {"1.0": 2, "1.1": 34, "schema": 17}[version]


def test_the_worked_examples_of_the_standard_merge_as_it_says(shared_data):
    merging = shared_data / "ocds/standard/docs-examples-1__1__5/docs/examples/merging"
    releases = [
        json.loads((merging / f"merge-{name}.json").read_text("utf-8"))["releases"][0]
        for name in ("tender-1", "tender-2", "tender-3", "award-1", "award-2")
    ]
    [compiled] = json.loads((merging / "merged.json").read_text("utf-8"))["records"]
    [versioned] = json.loads((merging / "versioned.json").read_text("utf-8"))["records"]

    assert Merging().merge(releases).release == compiled["compiledRelease"]
    assert Merging(form=Form.VERSIONED).merge(releases).release == versioned["versionedRelease"]


@pytest.mark.parametrize(
    ("record", "names"),
    [
        (
            "example02-object-record",
            ("example02-object-tender", "example02-object-tenderAmendment"),
        ),
        ("example03-record", ("example03-award", "example03-awardAmendment")),
    ],
)
def test_the_smaller_examples_of_the_standard_merge_as_it_says(shared_data, record, names):
    merging = shared_data / "ocds/standard/docs-examples-1__1__5/docs/examples/merging"
    files = [json.loads((merging / f"{name}.json").read_text("utf-8")) for name in (record, *names)]
    expected = files[0]["records"][0]["compiledRelease"]
    releases = [one for document in files[1:] for one in releases_in(document)]

    assert Merging().merge(releases).release == expected


def test_the_fictional_example_merges_to_its_record_and_fits_the_versioned_schema(shared_data):
    folder = shared_data / "ocds/sample-data/fictional-example/1.1"
    releases = [
        one
        for path in sorted(folder.glob("*-0*-*.json"))
        for one in releases_in(json.loads(path.read_text("utf-8")))
    ]
    [record] = json.loads((folder / "record/ocds-213czf-000-00001.json").read_text("utf-8"))[
        "records"
    ]
    versions = folder / "record/ocds-213czf-000-00001-withversions.json"
    [versioned] = json.loads(versions.read_text("utf-8"))["records"]
    schema = (
        shared_data / "ocds/standard/schema-1__1__5/schema/versioned-release-validation-schema.json"
    )
    validator = jsonschema_rs.Draft4Validator(json.loads(schema.read_text("utf-8")), offline=True)

    made = Merging(form=Form.VERSIONED).merge(releases).release

    assert Merging().merge(releases).release == record["compiledRelease"]
    assert made == versioned["versionedRelease"]
    assert list(validator.iter_errors(json.loads(json.dumps(made)))) == []


def test_every_real_process_merges_like_the_reference_with_the_official_schema(shared_data):
    schema = shared_data / "ocds/standard/schema-1__1__5/schema/release-schema.json"
    reference = ocdsmerge.Merger(json.loads(schema.read_text("utf-8")))
    processes = defaultdict(list)
    for path in sorted((shared_data / "ocds/real-ocds-sample-data").rglob("*.json")):
        for one in _releases(path):
            processes[(path.parent, one.get("ocid"))].append(one)

    apart = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for releases in processes.values():
            expected = reference.create_compiled_release(releases)
            merged = LIKE_REFERENCE.merge(releases)
            apart += bool(merged.differences)
            assert merged.release == expected
            if len(releases) > 1:
                versioned = reference.create_versioned_release(releases)
                made = Merging(form=Form.VERSIONED, like_reference=True).merge(releases)
                assert made.release == versioned

    assert (len(processes), apart) == (736, 0)


def _releases(path):
    try:
        document = parse(path.read_bytes())
    except JsonError:
        return []
    return [one for one in releases_in(document) if "ocid" in one]
