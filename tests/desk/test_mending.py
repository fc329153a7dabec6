"""Cells mended in the browser: in the sheet they were found in, or the file stays as it was."""

import io
import re
import time
import zipfile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.corpus.workbooks.write import ods, ods_row, ods_table
from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"


def workbook(notes: str) -> bytes:
    book = Workbook()
    table = book.active
    table.append(["village", "households"])
    for name, count in (("Rejo", 412), ("Sari", 380), ("Jati", "4o1"), ("Mulyo", 390), ("A", 1)):
        table.append([name, count])
    book.create_sheet("Notes")["A1"] = notes
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def mended(desk: Desk, clerk: Visitor, content: bytes) -> str:
    file = ("a.xlsx", content)
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}mend/", **{"cell-0": "401"})
    desk.work()
    return address


def test_a_mended_workbook_keeps_its_other_sheets_and_the_file_that_was_handed_in(
    desk: Desk, clerk: Visitor
):
    content = workbook("kept")
    address = mended(desk, clerk, content)

    assert clerk.get(f"{address}versions/1/").body == content
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(f"{address}versions/2/").body))

    assert book.worksheets[0]["B4"].value == "401"
    assert book["Notes"]["A1"].value == "kept"


def test_where_a_copy_would_lose_a_formula_the_page_says_so_and_the_file_stays(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.models import Submission

    content = workbook("=1+1")
    address = mended(desk, clerk, content)

    page = clerk.get(address).text
    found = Submission.objects.get(pk=address.split("/")[-2])
    assert "A copy made here would lose formulas or sheets" in page
    assert "could not mend the cells" in page
    assert 'name="cell-0"' in page
    assert clerk.get(f"{address}versions/2/").body == content
    assert found.stage == "mending"


def test_cells_of_the_same_row_and_column_of_two_tables_are_two_cells(desk: Desk):  # noqa: ARG001
    from pendopo.desk.findings import repairs
    from pendopo.terms.finding import Finding, Weight

    faults = [
        Finding("r", Weight.STOP, "Odd.", table=table, column="amount", lines=(2,), cells=(text,))
        for table, text in (("lines", "4o1"), ("tranches", "5o1"))
    ]

    found = [(one.table, one.text) for one in repairs(faults)]

    assert found == [("lines", "4o1"), ("tranches", "5o1")]


def test_a_cell_of_several_lines_stays_as_it_is_and_one_that_was_cut_is_not_written_here():
    from pendopo.desk.findings import repairs
    from pendopo.terms.finding import Finding, Weight

    cells = ("Rejo\nSari", "x" * 200 + "…", "4o1")
    fault = Finding("r", Weight.STOP, "Odd.", column="note", lines=(2, 3, 4), cells=cells)
    lines, cut, plain = repairs([fault])

    assert (lines.long, cut.cut, plain.long, plain.cut) == (True, True, False, False)
    assert [lines.written("Rejo\r\nSari"), cut.written("x"), plain.written("4o1")] == [None] * 3
    assert (lines.written("Rejo\r\nJati"), plain.written("401")) == ("Rejo\nJati", "401")


def test_the_spreadsheet_with_comments_is_the_workers_work_and_is_served_from_disk(
    desk: Desk, clerk: Visitor
):
    file = ("a.xlsx", workbook("kept"))
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()

    before = clerk.get(f"{address}comments/").status
    clerk.post(f"{address}comment/")
    desk.work()
    after = clerk.get(f"{address}comments/")

    assert (before, after.status) == (404, 200)
    assert after.headers["Content-Disposition"].startswith("attachment")
    assert after.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert after.headers["X-Content-Type-Options"] == "nosniff"
    book = openpyxl.load_workbook(io.BytesIO(after.body))
    assert any(sheet["B4"].comment for sheet in book.worksheets)
    assert "asked for the spreadsheet with comments" in clerk.get(address).text


def test_of_spreadsheets_with_comments_the_last_one_lies_there(desk: Desk, clerk: Visitor):
    from pendopo.desk.asking import folder_of

    file = ("a.xlsx", workbook("kept"))
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    for _ in range(2):
        clerk.post(f"{address}comment/")
        desk.work()

    kept = [one.read_bytes() for one in (folder_of(desk.opened) / address.split("/")[-2]).iterdir()]

    assert clerk.get(f"{address}comments/").body in kept
    assert len(kept) == 2


def test_an_ods_comes_back_from_the_desk_as_one(desk: Desk, clerk: Visitor):
    file = ("a.ods", ods(ods_row("code", "day") + ods_row("", "x")))
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}comment/")
    desk.work()

    back = clerk.get(f"{address}comments/")

    assert back.headers["Content-Disposition"].endswith('-comments.ods"')
    assert back.headers["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(io.BytesIO(back.body)) as archive:
        assert "Pendopo · " in archive.read("content.xml").decode()


def test_a_mended_ods_is_one_still_and_keeps_its_other_sheets(desk: Desk, clerk: Visitor):
    rows = [("village", "households"), ("Rejo", "412"), ("Sari", "380"), ("Jati", "4o1"),
            ("Mulyo", "390"), ("A", "1")]  # fmt: skip
    notes = ods_table(ods_row("kept"), "Notes", "notes")
    content = ods(ods_table("".join(ods_row(*row) for row in rows)), notes)
    file = ("a.ods", content)
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}mend/", **{"cell-0": "401"})
    desk.work()

    back = clerk.get(f"{address}versions/2/")
    assert 'filename="a.ods"' in back.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(back.body)) as archive:
        text = archive.read("content.xml").decode()
    assert notes in text
    assert "401</text:p>" in text
    assert "4o1" not in text
    assert 'name="cell-0"' not in clerk.get(address).text


def test_a_mending_that_falls_over_leaves_the_file_as_it_was(
    desk: Desk, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
):
    from pendopo.desk.models import Submission
    from pendopo.programme.programme import Programme

    def fall(*_given: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Programme, "mend", fall)
    content = workbook("kept")
    address = mended(desk, clerk, content)

    found = Submission.objects.get(pk=address.split("/")[-2])
    assert found.stage == "mending"
    assert clerk.get(f"{address}versions/2/").body == content
    assert 'name="cell-0"' in clerk.get(address).text


def test_a_check_is_cancelled_and_done_again(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Job, Submission

    file = ("a.csv", b"village,households\nRejo,412\nSari,380\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    number = int(address.split("/")[-2])

    page = clerk.get(address).text
    clerk.post(f"{address}cancel/")
    desk.work()
    cancelled = clerk.get(address).text
    stages = [Submission.objects.get(pk=number).stage]
    clerk.post(f"{address}retry/")
    desk.work()
    stages.append(Submission.objects.get(pk=number).stage)

    assert "/cancel/" in page
    assert "Cancelled. Hand in another file" in cancelled
    assert 'role="alert"' not in cancelled  # it is as was wished
    assert Job.objects.filter(submission=number, work="check", cancelled=False).count() == 1
    assert stages == ["mending", "mending"]
    version = Submission.objects.get(pk=number).version
    assert version
    assert version.report is not None


def test_how_far_a_check_has_come_stands_on_its_page(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Job, Submission
    from pendopo.desk.working import _telling

    file = ("a.csv", b"village,households\nRejo,412\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    found = Submission.objects.get(pk=address.split("/")[-2])
    before = clerk.get(address).text
    tell = _telling(Job.objects.get(submission=found).pk)
    far = []

    for done in (1, 3):
        tell({"stage": "read", "done": done, "total": 4})
        far += re.findall(r'<progress max="(\d+)" value="(\d+)"', clerk.get(address).text)
        time.sleep(0.6)  # it is written down twice a second at most
    desk.work()

    assert "<progress" not in before
    assert far == [("4", "1"), ("4", "3")]
    assert "data-live" not in clerk.get(address).text


def test_a_running_check_ends_at_its_next_word_once_it_is_cancelled(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Job, Submission
    from pendopo.desk.working import CancelledError, _telling, cancel

    file = ("a.csv", b"village,households\nRejo,412\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    found = Submission.objects.get(pk=address.split("/")[-2])
    tell = _telling(Job.objects.get(submission=found).pk)
    tell({"stage": "read", "done": 1, "total": 2})
    assert cancel(found)

    with pytest.raises(CancelledError):
        [tell({"stage": "read", "done": 2, "total": 2}) for _ in iter(lambda: time.sleep(0.2), 1)]

    desk.work()


def test_what_was_given_up_is_taken_up_again(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    file = ("a.csv", b"village,households\nRejo,412\n")
    address = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{address}give-up/")
    page = clerk.get(address).text
    clerk.post(f"{address}take-up/")
    desk.work()

    assert "Take it up again" in page
    assert Submission.objects.get(pk=address.split("/")[-2]).stage == "mending"
