"""Extensions: applied from what is at hand, and never fetched."""

import json
import socket

import pytest

from pendopo.standards.ocds.check import Checker
from pendopo.standards.ocds.extension import (
    Extension,
    at_hand,
    extension_named,
    extension_names,
    merged,
    profile_of,
    rules_with,
)
from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.merge import compile_releases
from pendopo.standards.ocds.reading import Package

BIDS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/"
    "extension.json"
)
CRITERIA = BIDS.replace("ocds_bid_extension", "ocds_selectionCriteria_extension")
STRANGE = "https://contoh.example/extension.json"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (BIDS, "bids"),
        (BIDS.replace("v1.1.5", "master"), "bids"),
        (BIDS.replace("bid_extension", "lots_extension"), "lots"),
        (STRANGE, None),
        ("text", None),
        (f"x {BIDS}", None),  # no address has white space
    ],
)
def test_an_address_leads_to_what_is_at_hand_whatever_its_version(address, name):
    found = at_hand(address)

    assert (found.name if found else None) == name


def test_no_extension_opens_a_connection(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    profile = profile_of("1.1.5", [BIDS, STRANGE])

    assert (profile.applied, profile.unknown) == (("bids",), (STRANGE,))


def test_the_standards_own_schema_stays_as_it_is():
    before = json.dumps(release_schema())

    profile_of("1.1.5", [BIDS])

    assert json.dumps(release_schema()) == before


@pytest.mark.parametrize("name", extension_names())
def test_every_extension_at_hand_makes_a_schema_that_can_be_used(name):
    found = extension_named(name)
    assert found is not None

    faults = Checker([found]).faults({"ocid": "x"}, Package())

    assert {fault.keyword for fault in faults} >= {"required"}


def test_a_patch_is_a_merge_patch():
    # RFC 7396, appendix A.
    assert merged({"a": "b", "c": {"d": 1, "e": 2}}, {"a": None, "c": {"e": None}}) == {
        "c": {"d": 1}
    }
    assert merged({"a": [1]}, {"a": {"b": 1}}) == {"a": {"b": 1}}


def test_a_closed_list_takes_codes_and_loses_them():
    change = Extension("x", {}, {"+method.csv": ["e-catalogue"], "-method.csv": ["direct"]})

    found = {}
    for code in ("open", "direct", "e-catalogue"):
        tender = {"id": "1", "procurementMethod": code}
        faults = Checker([change]).faults({"ocid": "x", "tender": tender}, Package())
        found[code] = [fault.keyword for fault in faults if fault.pointer.startswith("/tender")]

    assert found == {"open": [], "direct": ["enum"], "e-catalogue": []}


def test_a_definition_that_is_nowhere_may_be_anything():
    half = Extension("half", {"properties": {"x": {"$ref": "#/definitions/Nowhere"}}})

    faults = Checker([half]).faults({"ocid": "x", "x": {"a": 1}}, Package())

    assert [fault for fault in faults if fault.pointer.startswith("/x")] == []


def with_criteria(day, *names):
    criteria = [{"id": name, "description": name} for name in names]
    tender = {"id": "1", "selectionCriteria": {"criteria": criteria}}
    return {"ocid": "x", "id": day, "date": f"{day}T00:00:00Z", "tag": ["tender"], "tender": tender}


@pytest.mark.parametrize(("named", "kept"), [((), ["a", "b", "c"]), ((CRITERIA,), ["c"])])
def test_an_extension_that_is_named_says_how_its_lists_merge(named, kept):
    releases = [with_criteria("2026-01-01", "a", "b"), with_criteria("2026-01-02", "c")]

    compiled = compile_releases(releases, rules_with(named)).release

    assert [one["id"] for one in compiled["tender"]["selectionCriteria"]["criteria"]] == kept


def test_a_declared_extension_may_discard_a_field():
    own = Extension("own", {"properties": {"draft": {"type": "string", "omitWhenMerged": True}}})
    release = with_criteria("2026-01-01") | {"draft": "x"}

    compiled = compile_releases([release], rules_with((), (own,))).release

    assert "draft" not in compiled
