"""What is published beside a release says how it merges, and what is in a log never raises."""

import base64
import json

import pytest

from pendopo.standards.ocds import told as told_module
from pendopo.standards.ocds.extension import Extension, extension_named, extension_names, rules_with
from pendopo.standards.ocds.merge import compile_releases
from pendopo.standards.ocds.rules import alike, core_rules
from pendopo.standards.ocds.told import is_held, rules_told, told_with

CRITERIA = (
    "https://raw.githubusercontent.com/open-contracting-extensions/"
    "ocds_selectionCriteria_extension/v1.1.5/extension.json"
)
OWN_ADDRESS = "https://contoh.example/own/extension.json"
OWN_FIELDS = {
    "draft": {"type": ["string", "null"], "omitWhenMerged": True},
    "zone": {"type": "string", "codelist": "zone.csv"},
    "steps": {"type": "array", "items": {"$ref": "#/definitions/Step"}, "wholeListMerge": True},
}
STEP = {"type": "object", "properties": {"id": {"type": "string"}, "title": {"type": "string"}}}
OWN = Extension("own", {"properties": OWN_FIELDS, "definitions": {"Step": STEP}})


def held(content):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return "data:application/merge-patch+json;base64," + base64.b64encode(text).decode()


def release(day, *criteria, **fields):
    listed = [{"id": name, "description": name} for name in criteria]
    tender = {"id": "1", "selectionCriteria": {"criteria": listed}}
    one = {"ocid": "x", "id": day, "date": f"{day}T00:00:00Z", "tag": ["tender"], "tender": tender}
    return one | fields


def criteria_of(compiled):
    return [one["id"] for one in compiled["tender"]["selectionCriteria"]["criteria"]]


def test_it_says_how_fields_of_ones_own_merge():
    releases = [
        release(day, name, draft="x", zone=day, steps=[{"id": name}])
        for day, name in (("2026-01-01", "a"), ("2026-01-02", "b"))
    ]

    told = told_with([CRITERIA], [OWN])
    compiled = compile_releases(releases, rules_told(told)).release

    assert (told[0], is_held(told[1]), len(told)) == (CRITERIA, True, 2)
    assert criteria_of(compiled) == ["b"]
    assert (compiled["steps"], compiled["zone"]) == ([{"id": "b"}], "2026-01-02")
    assert "draft" not in compiled


def test_a_list_of_ones_own_whose_items_have_an_id_keeps_each_of_them():
    listed = {"type": "array", "items": {"$ref": "#/definitions/Step"}}
    own = Extension("own", {"properties": {"steps": listed}, "definitions": {"Step": STEP}})
    releases = [
        release(day, steps=[{"id": name}])
        for day, name in (("2026-01-01", "a"), ("2026-01-02", "b"))
    ]

    compiled = compile_releases(releases, rules_told(told_with([], [own]))).release

    assert [one["id"] for one in compiled["steps"]] == ["a", "b"]


def registered(name):
    known = extension_named(name)
    assert known is not None
    return known.patch


@pytest.mark.parametrize("always", [True, False], ids=["for always", "named by its address"])
def test_for_every_patch_of_the_registry_the_rules_told_are_those_of_its_schema(always):
    named = () if always else (OWN_ADDRESS,)
    differing = []
    for name in extension_names():
        own = Extension("own", registered(name), {}, always)
        declared = rules_with(named, (own,))
        if not alike(declared, rules_told(told_with(named, [own]))):
            differing.append(name)

    assert differing == []


def test_all_patches_of_the_registry_together_are_told_too():
    declared = tuple(Extension(f"own {name}", registered(name)) for name in extension_names())

    told = told_with([CRITERIA, OWN_ADDRESS], declared)

    assert alike(rules_told(told), rules_with((CRITERIA, OWN_ADDRESS), declared))
    assert not alike(rules_told(told), core_rules())


@pytest.mark.parametrize(
    "patch",
    [
        {
            "properties": {"a": {"$ref": "#/definitions/A/properties/zz"}},
            "definitions": {"A": {"type": "object", "properties": {"zz": {"type": "string"}}}},
        },
        {
            "properties": {"a": {"$ref": "#/definitions/A~1B"}, "b": {"omitWhenMerged": True}},
            "definitions": {"A/B": {"type": "string"}},
        },
        {"definitions": {"Tender": {"properties": {"title": {"type": None}}}}},
        {"definitions": {"Tender": {"properties": {"documents": {"items": {"type": "string"}}}}}},
        {"definitions": {"Tender": {"properties": {"documents": {"type": "string"}}}}},
        {"definitions": {"Tender": {"properties": {"documents": {"items": None}}}}},
        {"definitions": {"Item": {"properties": {"id": None}}}, "properties": {"tender": None}},
    ],
    ids=["a plain field", "a slash", "no type", "texts", "a text", "no items", "no id"],
)
def test_a_sound_patch_of_any_form_gives_the_rules_of_its_schema(patch):
    own = Extension("own", patch)

    assert alike(rules_told(told_with((), [own])), rules_with((), (own,)))


def test_an_extension_that_is_handed_along_takes_the_place_of_the_registrys():
    def without_whole(part):
        if isinstance(part, dict):
            return {k: without_whole(one) for k, one in part.items() if k != "wholeListMerge"}
        return part

    patch = without_whole(json.loads(json.dumps(registered("selectionCriteria"))))
    patch["definitions"]["SelectionCriterion"]["properties"]["id"] = {"type": "string"}
    own = Extension("ocds_selectionCriteria_extension", patch, {}, always=False)
    plain = Extension("ocds_selectionCriteria_extension", {}, {}, always=False)
    releases = [release("2026-01-01", "a", "b"), release("2026-01-02", "c")]

    for one in (own, plain):
        rules = rules_told(told_with([CRITERIA], [one]))
        assert criteria_of(compile_releases(releases, rules).release) == ["a", "b", "c"]
        assert alike(rules, rules_with((CRITERIA,), (one,)))


def test_an_extension_of_plain_fields_has_no_say_and_a_package_cannot_hold_its_own():
    scalar = Extension("own", {"definitions": {"Tender": {"properties": {"zone": {}}}}})
    [_, own] = told_with([CRITERIA], [Extension("own", {"properties": OWN_FIELDS})])
    [by_address] = told_with([OWN_ADDRESS], [OWN])[1:]

    smuggled = [own, by_address, f"x {own}", f" {own}", f"x\t{own}", f"{CRITERIA}\n{own}"]

    assert told_with([CRITERIA, *smuggled], [scalar]) == (CRITERIA,)
    assert told_with(smuggled, []) == ()
    assert told_with([], [Extension("own", {"properties": OWN_FIELDS}, always=False)]) == ()


LOOP = {"a": {"$ref": "#/definitions/A"}}


@pytest.mark.parametrize(
    "bad",
    [
        held(b"{{{"),
        held([]),
        held({"properties": None}),
        held({"properties": []}),
        held({"properties": {"tender": {"type": {}, "properties": 5}}}),
        held({"definitions": {"A": {"$ref": "#/definitions/A"}}, "properties": LOOP}),
        held({"properties": {"a": {"$ref": "#/definitions/A/properties/none"}}}),
        held(b"[" * 100_000),
        held(b"\xff"),
        held({})[:-1],
        "data:application/merge-patch+json;of=_w;base64,e30=",
        "data:application/merge-patch+json;charset=x,{}",
    ],
)
def test_what_is_held_in_a_log_and_gives_no_rules_counts_as_nothing(bad):
    sound = told_with([CRITERIA], [OWN])

    assert alike(rules_told([bad, *sound]), rules_told(sound))
    assert alike(rules_told([bad]), core_rules())


def test_of_two_that_lead_in_a_circle_the_first_has_its_say():
    first = held({"definitions": {"X": {"$ref": "#/definitions/Y"}}, "properties": OWN_FIELDS})
    second = held({"definitions": {"Y": {"$ref": "#/definitions/X"}}, "properties": {
        "a": {"$ref": "#/definitions/Y"}}})  # fmt: skip

    assert alike(rules_told([first, second]), rules_told([first]))


def test_what_is_told_is_worked_out_once_for_each_package(monkeypatch):
    worked = []
    brief = told_module._brief

    def counted(part):
        worked.append(part)
        return brief(part)

    monkeypatch.setattr(told_module, "_brief", counted)
    own = Extension("own", {})

    for _ in range(3):
        told_with([CRITERIA], [own])

    assert len(worked) == 1
