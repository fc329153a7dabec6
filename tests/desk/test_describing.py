"""What each column of a dataset is: said in the browser, checked by it, and offered again."""

import json

import pytest

from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
ROWS = (
    b"kode;diputuskan;nilai;luas\n001;04/03/2026;1.250;2.310\n"
    b"002;05/03/2026;-;10.5\n003;06/03/2026;950;10.5\n"
)
SAID = {
    "kind-0": "code",
    "kind-1": "date", "day-1": "%d/%m/%Y",
    "kind-2": "money", "marks-2": ",.", "factor-2": "1000", "unit-2": "IDR", "missing-2": "-",
}  # fmt: skip


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def handed_in(desk: Desk, clerk: Visitor, rows: bytes = ROWS, register: str = "datasets") -> str:
    sent = ("hibah.csv", rows)
    address = clerk.upload("/hand-in/", sent, register=register, office=OFFICE).to
    desk.work()
    return address


def looked_at(desk: Desk, clerk: Visitor, rows: bytes = ROWS) -> str:
    address = handed_in(desk, clerk, rows)
    clerk.post(f"{address}kinds/look/")
    desk.work()
    return address


def found(address: str):
    from pendopo.desk.models import Submission

    return Submission.objects.get(pk=address.split("/")[-2])


def columns(address: str) -> dict[str, tuple[str, bool]]:
    report = found(address).version.report
    [typed] = report["tables"]
    return {c["name"]: (c["kind"], c.get("inferred", False)) for c in typed["table"]["columns"]}


def of_column(address: str, name: str) -> list[str]:
    findings = found(address).version.report["findings"]
    return [one["rule"] for one in findings if one["column"] == name and one["weight"] != "note"]


def test_what_is_said_of_some_columns_is_checked_by_and_the_others_stay_a_guess(
    desk: Desk, clerk: Visitor
):
    address = looked_at(desk, clerk)
    doubted = of_column(address, "nilai"), of_column(address, "luas")
    page = clerk.get(f"{address}kinds/").text
    checked = clerk.post(f"{address}kinds/", version="1", **SAID)
    # As a line sends it that dropped before the answer came.
    again = clerk.post(f"{address}kinds/", version="1", **SAID)
    desk.work()
    after = clerk.get(address).text

    assert all(doubted)
    assert "<samp>1.250</samp>" in page
    assert "<samp>04/03/2026</samp>" in page
    assert checked.to == again.to == address
    assert columns(address) == {
        "kode": ("code", False),
        "diputuskan": ("date", False),
        "nilai": ("money", False),
        "luas": ("text", True),
    }
    assert of_column(address, "nilai") == []
    assert of_column(address, "luas") == doubted[1]
    assert "amount of money" in after
    assert "in thousands" in after
    assert found(address).schema == {
        "fields": [
            {"name": "kode", "type": "string", "kind": "code"},
            {"name": "diputuskan", "type": "date", "format": "%d/%m/%Y"},
            {"name": "nilai", "type": "number", "kind": "money", "decimalChar": ",",
             "groupChar": ".", "factor": 1000, "unit": "IDR", "missingValues": ["", "-"]},
        ],
        "fieldsMatch": ["subset"],
    }  # fmt: skip


def test_the_next_file_of_the_office_is_read_as_this_one_was_and_guessed_again_when_asked(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.models import Act

    address = looked_at(desk, clerk)
    clerk.post(f"{address}kinds/", version="1", **SAID)
    desk.work()
    second = handed_in(desk, clerk, ROWS + b"004;07/03/2026;1.400;3.5\n")
    other = desk.signed_in("budi", "publisher", "Desa Sari")
    elsewhere = other.upload(
        "/hand-in/", ("a.csv", ROWS), register="datasets", office="Desa Sari"
    ).to
    desk.work()
    offered, unasked = clerk.get(second).text, other.get(elsewhere).text
    wrong = clerk.post(f"{second}kinds/use/", before="1000000")
    clerk.post(f"{second}kinds/use/", before=address.split("/")[-2])
    desk.work()
    read = columns(second)
    clerk.post(f"{second}kinds/guess/")
    desk.work()

    assert "As it was said of hibah.csv" in offered
    assert "As it was said of" not in unasked
    assert wrong.status == 404
    assert read["nilai"] == ("money", False)
    assert columns(second)["nilai"] == ("text", True)
    acts = Act.objects.filter(submission=found(second).pk, who="sari")
    assert [one.what for one in acts.order_by("id")][-2:] == ["described", "undescribed"]


def test_numbers_and_days_of_a_form_that_nobody_chose_are_asked_for_and_nothing_is_lost(
    desk: Desk, clerk: Visitor
):
    address = looked_at(desk, clerk)

    numbers = clerk.post(f"{address}kinds/", version="1", **{**SAID, "marks-2": ""})
    days = clerk.post(f"{address}kinds/", version="1", **{**SAID, "day-1": ""})
    odd = clerk.post(f"{address}kinds/", version="1", **{**SAID, "marks-2": ",,"})
    later = clerk.post(f"{address}kinds/", version="7", **SAID)

    assert [one.status for one in (numbers, days, odd, later)] == [422] * 4
    assert "Choose how the numbers of column nilai are written" in numbers.text
    assert 'value="IDR"' in numbers.text
    assert "Choose how the days of column diputuskan are written" in days.text
    assert "Write another mark than before decimals" in odd.text
    assert "Somebody was faster" in later.text
    assert found(address).schema == {}


def test_a_table_schema_that_came_as_a_file_keeps_what_no_form_asks(desk: Desk, clerk: Visitor):
    field = {"name": "kode", "type": "string", "kind": "code", "title": {"id": "Kode"},
             "unit": {"id": "kode", "en": "code"},
             "constraints": {"pattern": "[0-9]{3}"}}  # fmt: skip
    schema = {"title": "Hibah", "fields": [field], "fieldsMatch": "subset"}
    address = looked_at(desk, clerk)

    sent = ("hibah.json", json.dumps(schema).encode())
    clerk.upload(f"{address}kinds/file/", sent)
    desk.work()
    as_sent = found(address).schema
    clerk.post(f"{address}kinds/", version="1", **SAID)
    desk.work()

    assert as_sent == schema
    made = found(address).schema
    assert made["title"] == "Hibah"
    assert made["fields"][0] == field
    assert [one["name"] for one in made["fields"]] == ["kode", "diputuskan", "nilai"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"kode;string", "This is no JSON"),
        (b"[" * 100_000, "This is no JSON"),
        (b'{"fields": []}', "Write a list with one object for each column"),
        (b'{"fields": [{"name": "kode", "type": "money"}]}', "Write one of the types"),
        (b'{"fields": [{"name": "kode"}], "x": "' + b"y" * 300_000 + b'"}', "more than 256 KB"),
        (b"[1]", "Write a JSON object"),
    ],
)
def test_a_schema_that_cannot_be_followed_is_answered_in_words(
    desk: Desk, clerk: Visitor, content: bytes, told: str
):
    address = handed_in(desk, clerk)

    answer = clerk.upload(f"{address}kinds/file/", ("a.json", content))

    assert answer.status == 422
    assert told in answer.text
    assert found(address).schema == {}


def test_a_column_that_was_described_and_is_gone_is_told_and_left_out_when_kept(
    desk: Desk, clerk: Visitor
):
    address = looked_at(desk, clerk)
    clerk.post(f"{address}kinds/", version="1", **SAID)
    desk.work()
    clerk.upload(f"{address}file/", ("b.csv", ROWS.replace(b"nilai", b"jumlah")))
    desk.work()
    stopped = clerk.get(address).text
    clerk.post(f"{address}kinds/look/")
    desk.work()
    page = clerk.get(f"{address}kinds/").text
    kept = {name: value for name, value in SAID.items() if not name.endswith("-2")}
    clerk.post(f"{address}kinds/", version="2", **kept)
    desk.work()

    assert "The file has no column nilai, which was described." in stopped
    assert "the file has no such columns: nilai" in page
    assert columns(address)["jumlah"] == ("text", True)


def test_persons_are_hidden_where_cells_are_shown(desk: Desk, clerk: Visitor):
    address = looked_at(desk, clerk, b"nama;nik\nSari;3522014508850001\n")

    page = clerk.get(f"{address}kinds/").text

    assert "<samp>Sari</samp>" in page
    assert "3522014508850001" not in page


def test_a_register_of_declared_columns_has_no_such_page(desk: Desk, clerk: Visitor):
    address = handed_in(desk, clerk, b"code,name,level,scheme\n", "places")

    answers = [clerk.get(f"{address}kinds/").status, clerk.post(f"{address}kinds/look/").status]

    assert answers == [404, 404]
    assert f"{address}kinds/" not in clerk.get(address).text
