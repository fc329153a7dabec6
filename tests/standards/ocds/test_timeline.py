"""What each field of a process ever said."""

from pendopo.standards.ocds.timeline import Told, timeline


def release(number, **fields):
    date = f"2026-0{number}-01T00:00:00Z"
    return {"ocid": "ocds-abc123-1", "id": str(number), "date": date, "tag": ["tender"], **fields}


def test_each_value_of_a_field_stands_until_the_release_that_says_else():
    releases = [
        release(3, tender={"id": "1", "status": None}),
        release(1, tender={"id": "1", "status": "planned"}),
        release(2, tender={"id": "1", "status": "active"}),
    ]

    told = [one for one in timeline(releases) if one.pointer == "/tender/status"]

    at = [f"2026-0{number}-01T00:00:00Z" for number in (1, 2, 3)]
    assert told == [
        Told("/tender/status", "planned", at[0], at[1], "1", ["tender"]),
        Told("/tender/status", "active", at[1], at[2], "2", ["tender"]),
        Told("/tender/status", None, at[2], None, "3", ["tender"]),
    ]


def test_fields_of_items_are_found_by_pointer_and_lists_that_are_replaced_stay_whole():
    roles = [release(1, parties=[{"id": "a/b", "roles": ["buyer"], "x/y~": 1}])]

    told = {one.pointer: one.value for one in timeline(roles)}

    assert told == {"/parties/0/roles": ["buyer"], "/parties/0/x~1y~0": 1}
