"""Another country's portal is a mapping file: PhilGEPS, whose rows are line items; invented."""

import pytest

MAPPING = "examples/mappings/philgeps.toml"


def line(number, **changes):
    return {
        "Procuring Entity": "MUNICIPALITY OF EXAMPLE",
        "Bid Reference No.": "9000001",
        "Solicitation No.": "23-01-0003",
        "Notice Title": "Lights",
        "Classification": "Goods",
        "Procurement Mode": "Public Bidding",
        "Approved Budget of the Contract": "478775.00",
        "Published Date": "2023-01-04 00:00:00.000",
        "Closing Date": "2023-01-11 10:00:00.000",
        "Line Item No": str(number),
        "Item Description": f"Item {number}",
        "Quantity": "67",
        "UOM": "Box",
        "Item Budget": "-1.00",
        "Notice Status": "Awarded",
        "Created By": "Maria Example Clerk",
        "Award No.": "4000001",
        "Award Title": "Lights for Maria Example Clerk",
        "UNSPSC Code": "39111700",
        "UNSPSC Description": "Lighting",
        "Published Date(Award)": "2023-02-20 13:27:17.677",
        "Award Date": "2023-02-10 00:00:00.000",
        "Contract No": "23-01-0003",
        "Contract Amount": "476465.00",
        "Contract Efectivity Date": "2023-02-10 00:00:00.000",
        "Contract End Date": "2023-03-10 00:00:00.000",
        "Awardee Organization Name": "EXAMPLE COOPERATIVE",
        "Awardee Contact Person": "Jose Example Person",
    } | changes


@pytest.fixture(scope="module")
def made(make):
    nothing = dict.fromkeys(("Award No.", "Contract No", "Awardee Organization Name"), "NULL")
    direct = {"Bid Reference No.": "0", "Solicitation No.": "D-7", "Notice Status": "Cancelled"}
    return make(MAPPING, [line(4), line(1), line(1, **nothing, **direct)])


def test_the_line_items_of_a_notice_are_one_release(made):
    release, _ = made.releases

    assert release["ocid"] == "ocds-abc123-9000001"
    assert release["date"] == "2023-02-20T13:27:17+08:00"
    assert [one["id"] for one in release["tender"]["items"]] == ["4", "1"]
    assert release["tender"]["items"][0]["unit"] == {"name": "Box"}
    assert release["awards"][0]["value"] == {"amount": 476465, "currency": "PHP"}
    assert release["contracts"][0]["awardID"] == "4000001"


def test_a_notice_without_an_award_has_none(made):
    _, release = made.releases

    assert release["ocid"] == "ocds-abc123-D-7"
    assert release["tag"] == ["tender"]
    assert release["tender"]["status"] == "cancelled"
    assert [one["roles"] for one in release["parties"]] == [["buyer", "procuringEntity"]]


def test_no_official_is_in_it(made):
    assert "Clerk" not in made.text
    assert "Jose" not in made.text
