"""In which forms a table's rows are offered."""

from django.http import QueryDict

from pendopo.portal.listed import forms
from pendopo.portal.visit import Visit
from pendopo.published.xlsx import ROWS_MOST


def visit_of(programme) -> Visit:
    return Visit(programme, programme.state(), "en", None, "", "", QueryDict(), ("downloads", {}))


def test_a_workbook_is_offered_of_what_a_sheet_holds(hall, read):
    table = hall.table(hall.state(), "datasets", "roads")

    fits, over = (
        {one.name: one.address for one in forms(visit_of(hall), table, rows)}
        for rows in (ROWS_MOST, ROWS_MOST + 1)
    )

    assert fits["xlsx"] == "/data/datasets/roads.xlsx"
    assert list(over) == ["csv", "json", "parquet"]
    for page in ("/en/downloads/", "/en/registers/datasets/"):
        assert 'href="/data/datasets/roads.xlsx"' in read(page).body.decode()


def test_another_question_is_asked_in_every_form(hall):
    table = hall.table(hall.state(), "datasets", "roads")

    found = forms(visit_of(hall), table, 7, "?entry=2", size=2)

    assert found[0].address == "/at/2/data/datasets/roads.csv?entry=2"


def test_tables_of_a_fold_without_a_row_are_named_in_one_line(read):
    page = read("/en/registers/contracts/").body.decode()
    table, _, line = page.partition("Without a row until a publication tells of them:")

    assert 'href="/en/registers/contracts/processes/"' in table
    assert 'href="/en/registers/contracts/lots/"' not in table
    assert 'href="/en/registers/contracts/lots/"' in line.partition("</p>")[0]
