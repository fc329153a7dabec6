"""What is handed in is kept as it came, runs nowhere, and is refused where it is too much."""

import io
import re

import openpyxl
import pytest

from pendopo.registers import registers
from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
SCRIPT = (
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(2)</script></svg>"
)


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE, ("datasets",))


def test_a_script_that_is_handed_in_runs_nowhere_and_is_answered_with_a_finding(
    desk: Desk, clerk: Visitor
):
    name = "../../etc/<img src=x onerror=alert(3)>.csv"
    sent = clerk.upload("/hand-in/", (name, SCRIPT), register="datasets", office=OFFICE)

    desk.work()
    page, file = clerk.get(sent.to), clerk.get(f"{sent.to}versions/1/")

    from pendopo.desk.asking import folder_of
    from pendopo.desk.models import Act, Version

    kept = Version.objects.latest("pk")
    lies = folder_of(desk.opened) / kept.path
    assert re.fullmatch(rf"{kept.submission_id}/[0-9a-f]{{32}}", kept.path)
    assert lies.read_bytes() == SCRIPT
    assert not lies.stat().st_mode & 0o111
    assert desk.opened.public not in lies.resolve().parents
    assert Act.objects.filter(who="sari", what="seen", about__file=kept.filename).exists()
    assert "<img src=x" not in page.text
    assert "finding--stop" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert file.body == SCRIPT
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_larger_than_may_be_is_refused_before_it_is_read(desk: Desk, clerk: Visitor):
    large = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "200000000"}

    answer = clerk.get("/hand-in/", **large)
    piece = clerk.get(f"/uploads/{'0' * 32}/", **large | {"REQUEST_METHOD": "PATCH"})
    stranger = desk.visitor().get("/hand-in/", **large)
    odd = clerk.get("/hand-in/", **large | {"CONTENT_LENGTH": "a"})
    form = clerk.get("/account/second-step/", REQUEST_METHOD="POST", CONTENT_LENGTH="2000000")

    assert (answer.status, piece.status, odd.status, form.status) == (413, 413, 413, 413)
    assert answer.headers["Connection"] == "close"
    assert "The file is larger than this desk takes: 100 MB at most." in answer.text
    assert "Split the table into smaller files" in answer.text
    assert (stranger.status, stranger.to) == (302, "/sign-in/")


def test_a_file_is_answered_at_the_desk_sooner_than_on_the_command_line(desk: Desk):
    from pendopo.desk import hall

    read = hall.answering(desk.opened)

    assert (read.config.limits.seconds, desk.opened.config.limits.seconds) == (60, 600)
    assert read.config.limits.memory_mb == desk.opened.config.limits.memory_mb


@pytest.mark.parametrize(
    ("content", "said", "told"),
    [
        (b"", {"office": OFFICE, "register": "datasets"}, "The file is empty"),
        (b"a\n1\n", {"office": "Desa Sari", "register": "datasets"}, "do not publish for"),
        (b"a\n1\n", {"office": OFFICE, "register": "budgets"}, "do not publish for"),
        (b"a\n1\n", {"office": OFFICE, "register": ""}, "Choose a register."),
    ],
)
def test_a_file_of_nobody_or_of_another_office_is_not_kept(
    clerk: Visitor, content: bytes, said: dict[str, str], told: str
):
    from pendopo.desk.models import Submission

    before = Submission.objects.count()

    answer = clerk.upload("/hand-in/", ("a.csv", content), **said)

    assert told in answer.text
    assert Submission.objects.count() == before


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.yaml", b"- desa: Ngasem\n  jiwa: 12\n- desa: Gayam\n  jiwa: 9\n", "written as YAML"),
        ("a.toml", b'[desa]\nnama = "Ngasem"\njiwa = 12\n', "written as TOML, INI"),
        ("a.sql", b"CREATE TABLE desa (nama text);\n", "written as SQL"),
        ("a.xml", b"<desa>\n<nama>Ngasem</nama>\n</desa>", "The file is XML"),
        ("a.eml", b"From: a\nTo: b\nSubject: c\n\ndesa,jiwa\n", "an e-mail message"),
        ("a.rtf", b"{\\rtf1 desa}", "a text document (RTF)"),
    ],
)
def test_a_text_that_is_no_table_is_answered_with_what_it_is_and_what_to_do(
    desk: Desk, clerk: Visitor, name: str, content: bytes, what: str
):
    sent = clerk.upload("/hand-in/", (name, content), register="datasets", office=OFFICE)

    desk.work()
    page = clerk.get(sent.to).text

    assert what in page
    assert "finding--stop" in page
    assert "hand that in" in page or "Export the table" in page


# Registers of which a file declares its own columns, or is no spreadsheet.
WITHOUT_WORKBOOK = {"datasets", "plans"}


@pytest.fixture(scope="module")
def of_all(desk: Desk) -> Visitor:
    return desk.signed_in("tini", "publisher", OFFICE)


def test_each_register_but_those_of_free_columns_offers_a_workbook(desk: Desk, of_all: Visitor):
    offered = re.findall(r'href="/hand-in/([a-z]+)[.]xlsx"', of_all.get("/hand-in/").text)

    assert {*offered} == {*desk.opened.registers} - WITHOUT_WORKBOOK
    assert [of_all.get(f"/hand-in/{one}.xlsx").status for one in sorted(WITHOUT_WORKBOOK)] == [
        404, 404,
    ]  # fmt: skip


@pytest.mark.parametrize("name", sorted({*registers()} - WITHOUT_WORKBOOK))
def test_a_workbook_has_the_columns_of_its_tables_and_lists_of_what_may_be_written(
    of_all: Visitor, name: str
):
    declared = registers()[name]
    tables = declared.sheets() if declared.sheets else declared.tables[:1]
    chosen = {one for table in tables for one in table.columns if one.one_of}

    answer = of_all.get(f"/hand-in/{name}.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    for table in tables:
        assert [cell.value for cell in book[table.name][1]] == [one.name for one in table.columns]
    listed = [
        rule
        for table in tables
        for rule in book[table.name].data_validations.dataValidation
        if rule.type == "list"
    ]
    assert len(listed) >= len(chosen)
    assert f"{name}-template.xlsx" in answer.headers["Content-Disposition"]


def test_a_workbook_that_was_filled_in_has_nothing_to_be_mended(desk: Desk, of_all: Visitor):
    from pendopo.desk.models import Submission

    book = openpyxl.load_workbook(io.BytesIO(of_all.get("/hand-in/places.xlsx").body))
    sheet = book["places"]
    said = {"scheme": "contoh", "code": "99.01.01", "level": "3", "kind": "kecamatan",
            "name": "Contoh Kota"}  # fmt: skip
    for place, cell in enumerate(sheet[1], 1):
        sheet.cell(2, place, said.get(str(cell.value)))
    kept = io.BytesIO()
    book.save(kept)

    file = ("places.xlsx", kept.getvalue())
    address = of_all.upload("/hand-in/", file, register="places", office=OFFICE).to
    of_all.post(f"{address}say/", **{"title": "Tempat", "scope-list": "tempat"})
    desk.work()
    of_all.post(f"{address}say/", **{"title": "Tempat", "scope-list": "tempat"})
    desk.work()

    found = Submission.objects.get(pk=address.split("/")[-2])
    assert found.version
    assert found.version.report
    weights = {one["weight"] for one in found.version.report["findings"]}
    assert (found.stage, weights) == ("ready", {"note"})


def test_what_is_still_to_be_said_is_called_as_its_field_is_in_the_readers_language(
    desk: Desk, clerk: Visitor
):
    file = ("a.csv", b"village,year\nRejo,2026\n")
    place = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    first = clerk.get(place).text
    clerk.post(f"{place}say/", **{"title": "Desa", "scope-dataset": "Desa Kami"})
    desk.work()
    clerk.cookies["pendopo_desk_language"] = "id"
    second = clerk.get(place).text
    clerk.cookies["pendopo_desk_language"] = "en"

    assert "The dataset&#x27;s name in addresses: this is still to be said." in first
    assert "alamat: tidak bisa Desa Kami. Tulis seperti ini: road-repairs." in second
