"""Data of 1.0 in the form of 1.1, as ocdskit gives it."""

import json
from collections import OrderedDict

import pytest
from ocdskit.upgrade import upgrade_10_11

from pendopo.standards.ocds.check import schema_faults
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.upgrade import Upgrade

ACME = {"name": "Acme Inc.", "identifier": {"id": 1}}
ACME_ID = "3c9756cf8983b14066a034079aa7aae4"  # as ocdskit 1.7.0 makes it


def upgraded(release, **how):
    return Upgrade(**how).document(release)


def test_organisations_become_parties_with_ids_that_others_make_too():
    release = {"ocid": "x", "tender": {"tenderers": [ACME]}, "awards": [{"suppliers": [ACME]}]}

    found = upgraded(release)

    assert found == {
        "ocid": "x",
        "parties": [{"id": ACME_ID, "roles": ["tenderer", "supplier"], **ACME}],
        "tender": {"tenderers": [{"id": ACME_ID, "name": "Acme Inc."}]},
        "awards": [{"suppliers": [{"id": ACME_ID, "name": "Acme Inc."}]}],
    }
    assert list(found)[:2] == ["ocid", "parties"]


def test_what_is_given_stays_as_it_is():
    release = {"ocid": "x", "buyer": dict(ACME)}

    upgraded(release)

    assert release == {"ocid": "x", "buyer": ACME}


def test_an_organisation_told_of_in_two_ways_is_said():
    twice = ACME | {"additionalIdentifiers": [{"id": "a"}]}
    upgrade = Upgrade()

    upgrade.document({"ocid": "x", "buyer": ACME, "awards": [{"suppliers": [twice]}]})

    assert upgrade.differing == [("x", ACME_ID, "supplier")]


def test_amendment_becomes_amendments():
    found = upgraded({"ocid": "x", "tender": {"amendment": {"a": 1}, "amendments": [{"b": 2}]}})

    assert found["tender"] == {"amendments": [{"b": 2}, {"a": 1}]}


def test_transactions_get_their_new_names():
    old = {
        "id": "1",
        "amount": {"amount": 1},
        "providerOrganization": {"id": "A", "legalName": "a"},
    }
    release = {"ocid": "x", "contracts": [{"implementation": {"transactions": [old]}}]}

    found = upgraded(release)
    told = upgraded(release, all_parties=True)

    [transaction] = found["contracts"][0]["implementation"]["transactions"]
    assert transaction["value"] == {"amount": 1}
    assert transaction["payer"]["name"] == "a"
    assert "parties" not in found
    assert [party["roles"] for party in told["parties"]] == [["payer"]]


@pytest.mark.parametrize(
    "release",
    [
        {"ocid": "x", "buyer": None, "tender": None, "awards": None, "contracts": [{}, None]},
        {"ocid": "x", "buyer": "text", "tender": [], "awards": {"id": 1}, "contracts": "text"},
        {"ocid": "x", "contracts": [{"implementation": {"transactions": [{}, {"amount": None}]}}]},
        {"ocid": "x", "tender": {"tenderers": [None, "x", {}]}, "buyer": {"id": {"a": []}}},
    ],
)
def test_what_is_not_as_it_should_be_does_no_harm(release):
    found = upgraded(release)

    assert found["ocid"] == "x"


@pytest.mark.parametrize(
    "document",
    [
        {"version": "1.1", "releases": [{"ocid": "x", "buyer": ACME}]},
        {"ocid": "x", "buyer": ACME, "parties": []},
        {"ocid": "x", "releases": [{"ocid": "x", "parties": []}]},
        5,
    ],
)
def test_what_is_of_the_new_version_stays_as_it_is(document):
    assert upgraded(document) == document


def test_a_record_is_upgraded_with_what_was_merged_of_it():
    one = {"ocid": "x", "buyer": ACME}

    found = upgraded({"records": [{"ocid": "x", "releases": [one], "compiledRelease": one}]})

    [record] = found["records"]
    assert found["version"] == "1.1"
    assert record["releases"][0] == record["compiledRelease"] == upgraded(one)


def test_the_standards_own_examples_of_the_old_version_fit_the_new_one(shared_data):
    folder = shared_data / "ocds/sample-data/fictional-example/1.0"
    files = sorted(folder.glob("*.json"))

    found = [upgraded(json.loads(path.read_text("utf-8"))) for path in files]

    releases = [release for package in found for release in package["releases"]]
    kinds = {
        (fault.pointer, fault.keyword) for release in releases for fault in schema_faults(release)
    }
    assert len(releases) == len(files) == 6
    assert all(release["parties"] for release in releases)
    assert kinds == set()


def old_packages(folder):
    """Give the text of every package of 1.0; a patch of it, such as 1.0.1, ocdskit leaves be."""
    for path in sorted(folder.rglob("*.json")):
        text = path.read_text("utf-8-sig", errors="replace")
        try:
            found = json.loads(text)
        except ValueError:
            continue
        is_package = isinstance(found, dict) and {"releases", "records"} & found.keys()
        if is_package and found.get("version", "1.0") == "1.0":
            yield text


def with_roles_in_order(value):
    """Leave aside the order of a party's roles, which says nothing."""
    if isinstance(value, list):
        return [with_roles_in_order(one) for one in value]
    if isinstance(value, dict):
        return {
            name: sorted(one, key=str)
            if name == "roles" and isinstance(one, list)
            else with_roles_in_order(one)
            for name, one in value.items()
        }
    return value


@pytest.mark.filterwarnings("ignore")
def test_every_sample_and_real_package_of_the_old_version_becomes_what_ocdskit_makes_of_it(
    shared_data,
):
    compared = 0
    for text in old_packages(shared_data / "ocds"):
        theirs = upgrade_10_11(json.loads(text, object_pairs_hook=OrderedDict))

        ours = json.loads(dump(upgraded(json.loads(text))))
        assert with_roles_in_order(ours) == with_roles_in_order(theirs)
        compared += 1

    assert compared == 151
