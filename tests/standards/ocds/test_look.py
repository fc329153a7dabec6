"""What a schema does not forbid and a publisher wants to know, and the quick way to none of it."""

import pytest

from pendopo.standards.ocds.check import Checker, _schema_of, _strict_of, schema_faults
from pendopo.standards.ocds.exact import JsonError
from pendopo.standards.ocds.extension import profile_of
from pendopo.standards.ocds.look import node_of, seen_in
from pendopo.standards.ocds.reading import Package, read_releases

SOUND = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2026-03-02T09:00:00+07:00",
    "tag": ["tender"],
    "initiationType": "tender",
}


TWICE = [{"id": "1"}, {"id": "1", "quantity": 2}]


def faults(**fields):
    checker = Checker()
    found = checker.faults(SOUND | fields, Package())
    return [(fault.keyword, fault.at) for fault in found]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kode": "1"}, ("additional", "/kode")),
        ({"tender": {"id": "1", "kode": {"a": 1}}}, ("additional", "/tender/kode")),
        ({"awards": [{"id": "1"}, {"id": "2", "x": 1}]}, ("additional", "/awards/1/x")),
        ({"tender": {"id": "1", "amendment": {"id": "x"}}}, ("deprecated", "/tender/amendment")),
        ({"parties": [{"id": "1", "roles": ["boss"]}]}, ("openCodelist", "/parties/0/roles/0")),
        ({"tender": {"id": "1", "awardCriteria": "x"}}, ("openCodelist", "/tender/awardCriteria")),
        ({"tender": {"id": "1", "title": " \t"}}, ("empty", "/tender/title")),
        ({"tender": {"id": "1", "title": "\u2003"}}, ("empty", "/tender/title")),
        ({"tender": {"id": "1", "items": []}}, ("empty", "/tender/items")),
        ({"tender": {"id": "1", "value": {}}}, ("empty", "/tender/value")),
        ({"awards": [{"id": 1}, {"id": "1"}]}, ("sameId", "/awards/1/id")),
        (
            {"contracts": [{"id": "1", "awardID": "1", "items": TWICE}]},
            ("sameId", "/contracts/0/items/1/id"),
        ),
    ],
)
def test_each_is_told_with_its_place(fields, expected):
    assert faults(**fields) == [expected]


@pytest.mark.parametrize(
    "fields",
    [
        {"tender": {"id": "1", "title_id": "Jalan", "title": None}},
        {"tender": {"id": "1", "items": [{"id": "1", "unit": {"name": "m"}}, {"id": "2"}]}},
        {"parties": [{"id": "1", "roles": ["buyer"], "details": {"scale": "small"}}]},
        {"awards": [{"id": "1", "amendments": [{"changes": [{"property": "x"}]}]}]},
    ],
)
def test_of_a_sound_release_nothing_is_told(fields):
    assert [one for one in faults(**fields) if one[0] != "deprecated"] == []


def test_what_is_empty_in_a_field_that_nobody_knows_is_told_too():
    found = faults(kode={"a": [{"b": ""}, {}], "c": "x"})

    assert found == [("additional", "/kode"), ("empty", "/kode/a/0/b")]


def test_a_field_in_very_many_releases_is_only_counted():
    checker, package = Checker(), Package()
    release = SOUND | {"awards": [{"id": "1", "x": 1}, {"id": "2", "x": 1}]}

    given = sum(len(checker.faults(release, package)) for _ in range(500))
    [(fault, more)] = checker.often()

    assert (fault.pointer, fault.keyword) == ("/awards/*/x", "additional")
    assert given + more == 1000
    assert given <= 200


def test_a_field_that_is_let_pass_in_one_place_is_told_in_another():
    checker, package = Checker(), Package()
    for number in range(200):
        checker.faults(SOUND | {"buyer": {"id": str(number), "x": 1}}, package)

    found = checker.faults(SOUND | {"tender": {"id": "1", "procuringEntity": {"x": 1}}}, package)

    assert [(one.keyword, one.at) for one in found] == [("additional", "/tender/procuringEntity/x")]
    assert checker.faults(SOUND | {"buyer": {"id": "1", "x": 1}}, package) == []


@pytest.mark.parametrize("missing", [("id",), ("date", "ocid"), ("tag", "initiationType", "id")])
@pytest.mark.parametrize("fields", [{}, {"kode": 1, "awards": [{"id": "1", "status": "sold"}]}])
def test_a_field_that_is_missing_is_told_as_the_schema_tells_it(missing, fields):
    release = {name: one for name, one in (SOUND | fields).items() if name not in missing}

    found = Checker().faults(release, Package())

    expected = list(schema_faults(release))
    assert found[: len(expected)] == expected
    assert [one.keyword for one in found[len(expected) :]] == ["additional"] * bool(fields)


def test_a_release_passes_the_strict_schema_when_nothing_is_to_be_told_of_it(shared_data):
    profiles = {version: profile_of(version) for version in ("1.0.3", "1.1.5")}
    nodes = {version: node_of(one.schema, one.lists) for version, one in profiles.items()}
    passed = told = quick = 0

    for path in sorted((shared_data / "ocds").rglob("*.json")):
        for release in releases_of(path):
            for version, profile in profiles.items():
                faulty = not _schema_of(profile).is_valid(release)
                seen = list(seen_in(release, nodes[version]))
                strict, unseen = (one.is_valid(release) for one in _strict_of(profile))
                assert strict == (not faulty and not seen), (path, seen[:3])
                assert not (unseen and seen), (path, seen[:3])
                quick += faulty and unseen
                told += faulty or bool(seen)
                passed += not faulty and not seen

    assert (passed, told) == (121, 2_379)
    assert quick > 0


def releases_of(path):
    with path.open("rb") as stream:
        try:
            return [one.value for one in read_releases(stream) if isinstance(one.value, dict)]
        except JsonError:
            return []
