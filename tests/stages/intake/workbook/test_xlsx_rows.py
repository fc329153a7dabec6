"""Rows of the usual form are taken at once, and everything else goes to the parser."""

import pytest

from pendopo.stages.intake.workbook import xlsx_sheet
from tests.corpus.workbooks.write import repacked, xlsx

USUAL = (
    '<row r="1" spans="1:3"><c r="A1" t="inlineStr"><is><t>a</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    '<row r="2" hidden="0" x14ac:dyDescent="0.25"><c r="A2" s="0" t="n"><v>1.50</v></c>'
    '<c r="B2" t="s"><v>0</v></c><c r="D2" s="0"/></row>\n<row r="3" ht="15"/>'
    '<row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" t="inlineStr"><is>'
    '<t xml:space="preserve"> x </t></is></c></row>'
)
TEXTS = "<si><t>Kapas</t></si>"
TAKEN = {2: ("1.5", "Kapas"), 5: ("TRUE", " x ")}


@pytest.fixture
def asked(monkeypatch):
    """The numbers of the rows that were taken at once."""
    taken = []
    take = xlsx_sheet.Sheet.take_row

    def watched(sheet, found):
        taken.append(int(found[1]))
        take(sheet, found)

    monkeypatch.setattr(xlsx_sheet.Sheet, "take_row", watched)
    return taken


def test_usual_rows_are_taken_at_once_with_the_same_cells(open_book, asked):
    opened = open_book(xlsx(USUAL, texts=TEXTS))

    assert opened.rows == TAKEN
    assert asked == [1, 2, 3, 5]


def test_a_text_that_is_not_there_is_named_with_its_cell(refused):
    finding = refused(xlsx(USUAL.replace("<v>0</v>", "<v>7</v>"), texts=TEXTS))

    assert finding.values["error"] == "Data!B2: text 7"


def test_a_row_that_is_not_usual_goes_to_the_parser_and_those_behind_it_do_not(open_book, asked):
    formula = '<row r="4"><c r="A4"><f>1+1</f><v>2</v></c></row>'

    opened = open_book(xlsx(USUAL.replace('<row r="5">', formula + '<row r="5">'), texts=TEXTS))

    assert opened.rows == {**TAKEN, 4: ("2", "")}
    assert asked == [1, 2, 3, 5]


@pytest.mark.parametrize(
    "odd",
    [
        '<row r="4"><c r="A4" t="inlineStr"><is><t>a&amp;b</t></is></c></row>',
        '<row r="4"><c t="inlineStr" r="A4"><is><t>a&#38;b</t></is></c></row>',
        '<row r="4"><c r="A4" t="inlineStr"><is><r><t>a</t></r><r><t>&amp;b</t></r></is></c></row>',
        '<row r="4"><c r="A4" t="inlineStr"><is><t><![CDATA[a&b]]></t></is></c></row>',
    ],
)
def test_cells_of_another_form_are_read_the_same(open_book, asked, odd):
    opened = open_book(xlsx(USUAL.replace('<row r="5">', odd + '<row r="5">'), texts=TEXTS))

    assert opened.rows == {**TAKEN, 4: ("a&b", "")}
    assert 4 not in asked


@pytest.mark.parametrize(
    ("before", "behind"),
    [("<!-- <row></row>", " -->"), ("<![CDATA[<row></row>", "]]>"), ("<?x <row></row>", "?>")],
)
def test_rows_within_what_is_no_row_are_not_read(open_book, asked, before, behind):
    unseen = before + '<row r="4"><c r="A4"><v>9</v></c></row>' + behind

    opened = open_book(xlsx(USUAL.replace('<row r="5">', unseen + '<row r="5">'), texts=TEXTS))

    assert opened.rows == TAKEN
    assert 4 not in asked


def test_rows_before_the_data_begins_are_not_read(open_book):
    before = '<!-- <sheetData><row r="1"><c r="A1"><v>9</v></c></row> -->'

    assert open_book(xlsx(USUAL, texts=TEXTS, before=before)).rows == TAKEN


def test_rows_behind_the_data_are_not_read(open_book):
    after = '<extLst><ext><row r="9"><c r="A9"><v>9</v></c></row></ext></extLst>'

    assert open_book(xlsx(USUAL, texts=TEXTS, after=after)).rows == TAKEN


@pytest.mark.parametrize(
    "damage",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="7"><c r="B7"><v>1</v></c><c r="A7"><v>1</v></c></row>',
        '<row r="7"><c r="A8"><v>1</v></c></row>',
        '<row r="7"><c r="A7" t="s"><v>99</v></c></row>',
    ],
)
def test_damage_is_found_in_usual_rows_too(refused, damage):
    assert refused(xlsx(USUAL + damage, texts=TEXTS)).rule == "workbook_is_whole"


def test_a_sheet_in_another_encoding_is_read_by_the_parser(open_book, asked):
    part = "xl/worksheets/sheet1.xml"
    changes = {
        part: lambda xml: f'<?xml version="1.0" encoding="iso-8859-1"?>{xml}'.replace(
            "<t>b<", "<t>désa<"
        ).encode("latin-1")
    }

    opened = open_book(repacked(xlsx(USUAL, texts=TEXTS), changes))

    assert opened.header == ("a", "désa")
    assert asked == []


def test_rows_that_reach_over_blocks_are_read_whole(open_book, asked):
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{"x" * 50}</t></is></c>'
        f'<c r="B{at}" t="inlineStr"><is><t>y{at}</t></is></c></row>'
        for at in range(1, 12_000)
    )

    opened = open_book(xlsx(rows), header=1)

    assert len(opened.rows) == 11_998
    assert opened.rows[11_999] == ("x" * 50, "y11999")
    assert len(asked) == 11_999
