"""Purchases that are told oddly, as records of real systems are: their pages stand all the same."""

import json
from datetime import timedelta

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.bought import package
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

pytestmark = pytest.mark.xdist_group("odd")
SLASHED = "ocds-abc123-LPSE/2026/4"


def told_again(release, first, second):
    """A release and a later one whose title is another, with the dates as they are written."""
    later = {"id": "again", "tender": release["tender"] | {"title": "Again"}, "date": second}
    return [release | {"date": first}, release | later]


def firm(when):
    """A firm with the persons behind it, of whom everything is another at each time."""
    person = {"name": f"Misal {when}", "email": f"{when}@x.example", "telephone": f"08-{when}"}
    return {
        "id": "S1",
        "name": f"CV {when}",
        "address": {"streetAddress": f"Jalan {when} 1"},
        "contactPoint": person,
        "beneficialOwners": [person | {"id": "1", "address": {"locality": f"Desa {when}"}}],
        "memberOf": [{"contactPoint": person}],
    }


def without_ids(release, number, *names):
    """A release of an open tender whose firms have names and no ids; the first of them wins."""
    firms = [{"name": name} for name in names]
    [award] = release["awards"]
    bids = [{"id": str(n), "status": "valid", "tenderers": [one]} for n, one in enumerate(firms)]
    tender = release["tender"] | {"procurementMethod": "open"}
    del tender["tenderers"], tender["numberOfTenderers"]
    return release | {
        "ocid": f"ocds-abc123-b{number}",
        "tender": tender,
        "bids": {"details": bids},
        "awards": [award | {"suppliers": firms[:1]}],
    }


def releases():
    one, *others = package()["releases"]
    one["tender"]["value"]["amount"] = 600_000_000_000_000
    lot = {"id": "lot 2", "status": "valid", "tenderers": [{"id": "S1", "name": "CV. S1"}]}
    one["bids"]["details"].append(lot)
    return [
        one,
        *told_again(others[0], "01/02/2026", "01/03/2026"),
        *told_again(others[1], "2024-02-30T00:00:00Z", "20240601T00:00:00Z"),
        others[2] | {"ocid": SLASHED},
        without_ids(others[4], 6, "PT Alpha", "PT Beta"),
        without_ids(others[4], 7, "PT Gamma", "PT Delta"),
        others[3] | {"parties": [firm("before")]},
        others[3] | {"parties": [firm("after")], "id": "again", "date": "2026-11-20T00:00:00Z"},
    ]


def shut_out():
    """A list in which another scheme has the firm's number a hundred times before its own row."""
    others = [f"A-{n:03},Other,Y-NIB,9901,2026-01-01,,,Inspektorat" for n in range(100)]
    own = [
        "B-1,CV S1,X-NIB,9901,2026-10-01,,,Inspektorat",
        "B-2,CV S1,X-NIB,9901,2020-01-01,,2020-01-01,Inspektorat",
        "B-3,CV S1,X-NIB,9901,0001-01-01,,0001-01-01,Inspektorat",
    ]
    header = "id,name,scheme,identifier,since,until,lifted,authority"
    return "\n".join([header, *others, *own, ""])


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    programme = Programme.create(folder / "hall", settings(), FIRST)
    file = folder / "odd.json"
    file.write_text(json.dumps(package() | {"releases": releases()}), "utf-8")
    said = Declaration(title="Odd purchases")
    outcome = programme.publish([Request(file, "contracts", FIRST + timedelta(hours=1), said)])
    assert not outcome.stopped, outcome.reports[0].findings
    file = folder / "shut-out.csv"
    file.write_text(shut_out(), "utf-8")
    said = Declaration(title="Shut out", scope={"list": "daftar-hitam"})
    outcome = programme.publish([Request(file, "debarments", FIRST + timedelta(hours=2), said)])
    assert not outcome.stopped, outcome.reports[0].findings
    return programme


@pytest.fixture(scope="module")
def ask(odd):
    read = reader(odd)
    return lambda address: read(f"/en/purchases/{address}")


def told(answer):
    assert answer.status == 200
    return json.loads(answer.body)


@pytest.mark.parametrize(("ocid", "since"), [("b2", "01/03/2026"), ("b3", "20240601T00:00:00Z")])
def test_a_date_that_is_no_day_stands_as_written(ask, ocid, since):
    changes = told(ask(f"processes/ocds-abc123-{ocid}/index.json"))["changes"]

    assert ("tender/title", "Again", since) in [
        (one["field"], one["now"], one["since"]) for one in changes
    ]


def test_feeds_tell_of_a_purchase_that_has_no_page_of_its_own(ask):
    for address in ("feed.atom", "buyers/BU-1/feed.atom", "suppliers/S3/feed.atom"):
        answer = ask(address)
        assert answer.status == 200
        assert b"/en/purchases/?ocid=ocds-abc123-LPSE%2F2026%2F4" in answer.body


def test_an_estimate_far_above_every_ceiling_is_counted(ask):
    found = {one["id"]: one for one in told(ask("ceilings/index.json"))["ceilings"]}

    assert found["id-direct-works-2025"]["purchases"] == 7


def test_of_a_person_it_is_shown_that_something_changed_and_not_to_what(ask):
    changes = told(ask("processes/ocds-abc123-b5/index.json"))["changes"]
    page = ask("processes/ocds-abc123-b5/").body.decode()

    of_party = {
        one["field"].removeprefix("parties/0/"): (one["was"], one["now"]) for one in changes
    }
    assert of_party.pop("name") == ("CV before", "CV after")
    assert of_party.pop("beneficialOwners/0/name") == ("Misal before", "Misal after")
    assert len(of_party) >= 7
    assert set(of_party.values()) == {("not shown, as it is of a person",) * 2}
    for personal in ("before@x", "after@x", "08-", "Jalan before", "Desa after"):
        assert personal not in page


def test_firms_without_ids_are_never_taken_for_one(ask):
    pairs = told(ask("network/index.json"))["pairs"]
    named = [sorted(firm["name"] for firm in one["firms"]) for one in pairs]

    assert ["PT Alpha", "PT Beta"] in named
    assert ["PT Delta", "PT Gamma"] in named
    assert ask("suppliers/no-id-1/").status == 404
    for ocid in ("b6", "b7"):
        asked = told(ask(f"processes/ocds-abc123-{ocid}/index.json"))["questions"]
        assert "r018_single_bid" not in [one["flag"] for one in asked]


def test_a_firm_that_bids_twice_in_a_tender_is_met_there_once(ask):
    [pair] = [
        one
        for one in told(ask("network/index.json"))["pairs"]
        if {firm["id"] for firm in one["firms"]} == {"S1", "S2"}
    ]
    met = {one["name"]: one["tenders"] for one in told(ask("suppliers/S1/index.json"))["met"]}

    # In b1 and, as it is told twice over, b2 and b3; the slashed one beside them.
    assert (pair["met"], met["CV S2"]) == (4, 4)


def test_a_firms_own_decision_is_found_below_many_of_another_scheme(ask):
    decisions = told(ask("suppliers/S1/index.json"))["debarred"]

    # That of 2020 was lifted on its first day: it never held.
    assert [one["since"] for one in decisions] == ["2026-10-01", "0001-01-01"]


def test_what_a_firm_won_is_told_whole_though_one_has_no_page(ask):
    won = told(ask("suppliers/S3/index.json"))["won"]

    assert [one["page"] for one in won] == [None]


def test_a_file_that_does_not_hold_all_says_so_beside_it(ask, monkeypatch):
    view = "pendopo.portal.pages.processes.view"
    monkeypatch.setattr(f"{view}._AT_ONCE", 2)
    whole = ask("purchases.csv").body.splitlines()
    assert len(whole) == 1 + 7
    assert b"stand here; all are in the record" not in ask("").body

    monkeypatch.setattr(f"{view}._FILE_MOST", 3)
    assert ask("purchases.csv?category=works").body.splitlines() == whole[:4]
    assert b"3 of 7 stand here; all are in the record." in ask("?category=works").body


def test_a_figure_of_firms_says_how_many_awards_name_one_without_an_id(ask):
    found = told(ask("buyers/BU-1/index.json"))["figures"]

    [suppliers] = [one for one in found if one["name"] == "core_suppliers"]
    assert suppliers["value"] == "2"  # S1 and S3
    assert suppliers["not_computable"] == (
        "Not computable for 50 % of the awards (2 of 4): field awards/suppliers/id is missing."
    )
    assert [one["not_computable"] for one in found if one["name"] == "core_direct_share"] == [None]
