"""Marks of footnotes are no digits, whatever form a workbook has, and what is hidden is no text."""

import struct

import pytest

from pendopo.stages.intake.workbook.raised import DOWN, UP, written
from pendopo.terms.finding import Weight
from tests.corpus.workbooks.write import (
    Xls,
    ods,
    ods_cell,
    ods_row,
    record,
    xlsx,
    xml_2003,
    xml_row,
)

MARK = '<r><t>1250</t></r><r><rPr><b/><vertAlign val="superscript"/></rPr><t>1</t></r>'
UNIT = '<r><t>km</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>'
STYLES = (
    '<style:style style:name="T1" style:family="text">'
    '<style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T2" style:family="text" style:parent-style-name="T3"/>'
    '<style:style style:name="T3" style:family="text">'
    '<style:text-properties style:text-position="-33% 58%"/></style:style>'
)


def inline(*cells):
    rows = "".join(f'<c t="inlineStr"><is>{cell}</is></c>' for cell in cells)
    head = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in "ab"[: len(cells)])
    return xlsx(f'<row r="1">{head}</row><row r="2">{rows}</row>')


def of_ods(*cells):
    wrapped = [f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells]
    return ods(ods_row("a", "b") + ods_row(*map(ods_cell, wrapped)), styles=STYLES)


def of_xml(*cells):
    made = xml_2003(xml_row("a", "b") + xml_row("\u2190", "\u2192")).decode()
    for sign, cell in zip("\u2190\u2192", cells, strict=True):
        made = made.replace(sign, cell)
    return made.encode()


def page(*cells):
    head = "<tr><th>a<th>b"
    return f"<html><table>{head}<tr>{''.join(f'<td>{one}' for one in cells)}</table>".encode()


CHILD = 'table:style-name="C2"'
FORMS = {
    "xlsx": inline(MARK, UNIT),
    "ods": of_ods(
        '1250<text:span text:style-name="T1">1</text:span>',
        'km<text:span text:style-name="T1">2</text:span>',
    ),
    "ods with a note": of_ods(
        "1250<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>perkiraan</text:p></text:note-body></text:note>",
        'km<text:span text:style-name="T1">2</text:span>',
    ),
    "xml of 2003": of_xml("1250<Sup>1</Sup>", "km<Sup>2</Sup>"),
    "html": page("1250<sup>1</sup>", "km<sup>2</sup>"),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_the_mark_of_a_footnote_is_taken_off_a_number_and_told(open_book, content):
    opened = open_book(content)

    assert opened.rows == {2: ("1250", "km²")}
    [finding] = [one for one in opened.findings if one.rule == "cells_are_written"]
    assert finding.weight is Weight.WARN
    assert (finding.values["found"], finding.values["cells"]) == ("1", "A2")


def test_a_mark_among_texts_that_cells_share_is_told_at_each_cell(open_book):
    content = xlsx(
        '<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>1</v></c></row>',
        texts=f"<si><t>a</t></si><si>{MARK}</si>",
    )

    opened = open_book(content)

    assert opened.rows == {2: ("1250",), 3: ("1250",)}
    assert opened.found("cells_are_written").values["cells"] == "A2, A3"


@pytest.mark.parametrize(
    ("runs", "text", "mark"),
    [
        ([("12", ""), ("50", "")], "1250", ""),
        ([("Rp 1.250,00", ""), ("*)", UP)], "Rp 1.250,00", "*)"),
        ([("CO", ""), ("2", DOWN)], "CO₂", ""),
        ([("Balen", ""), ("1)", UP)], "Balen¹⁾", ""),
        ([("1", ""), ("st", UP), (" term", "")], "1st term", ""),
        ([("(1.250)", ""), ("a", UP)], "(1.250)", "a"),
    ],
)
def test_only_from_numbers_a_mark_is_taken(runs, text, mark):
    assert written(runs) == (text, mark)


def test_a_style_lowers_letters_by_its_parent_too(open_book):
    cells = ('CO<text:span text:style-name="T2">2</text:span> x<text:s/>y', "1")

    assert open_book(of_ods(*cells)).rows == {2: ("CO₂ x y", "1")}


def test_how_a_word_is_pronounced_is_not_read(open_book):
    ruby = "<text:ruby><text:ruby-base>A</text:ruby-base><text:ruby-text>zz</text:ruby-text>"

    assert open_book(of_ods(f"{ruby}</text:ruby>b", "1")).rows == {2: ("Ab", "1")}


def test_text_of_a_web_page_that_is_hidden_or_struck_out_is_not_read_and_told(open_book):
    cells = ("12<span hidden>99</span>", '<span style="visibility:hidden">8</span>14')

    hidden = open_book(page(*cells))
    struck = open_book(page("13<del>7</del>", "5"))

    assert hidden.rows == {2: ("12", "14")}
    assert hidden.found("cells_are_written").values["cells"] == "A2, B2"
    assert struck.rows == {2: ("13", "5")}
    assert struck.found("cells_are_written").weight is Weight.WARN


def test_cells_of_a_web_page_that_are_hidden_keep_their_place(open_book):
    content = b"<html><table><tr><th>a<th>b<tr><td hidden>1<td>2<tr hidden><td>3<td>4</table>"

    opened = open_book(content)

    assert opened.rows == {2: ("", "2"), 3: ("3", "4")}
    assert opened.found("cells_are_written").values["cells"] == "A2"
    assert opened.found("rows_are_visible").lines == (3,)


def shared(rich):
    """Write the texts that cells share, each with its runs: from which letter on, which font."""
    return record(
        0x00FC,
        struct.pack("<2I", len(rich), len(rich))
        + b"".join(
            struct.pack("<HBH", len(text), 8, len(runs))
            + text.encode()
            + b"".join(struct.pack("<2H", *run) for run in runs)
            for text, runs in rich
        ),
    )


def test_a_mark_in_an_old_workbook_is_told_too(open_book):
    fonts = [0, 0, 0, 0, 1, 2]  # raised is the fifth, which is called 5: there is no font 4
    made = Xls()
    made.linked = b"".join(
        record(0x0031, struct.pack("<5H", 200, 0, 0, 400, position)) for position in fonts
    )
    rich = [("a", []), ("12501", [(4, 5)]), ("CO2", [(2, 6)]), ("b1", [(1, 3)])]
    made.shared = shared(rich)
    cells = [record(0x00FD, struct.pack("<3HI", at, 0, 0, at)) for at in range(len(rich))]

    opened = open_book(made.sheet("Data", *cells).bytes())

    assert opened.rows == {2: ("1250",), 3: ("CO₂",), 4: ("b1",)}
    assert opened.found("cells_are_written").values["cells"] == "A2"


RUNS = "<r><rPr><strike/></rPr><t>1250</t></r><r><t xml:space='preserve'> 1300</t></r>"
OLD = "<r><rPr><strike/></rPr><t>lama</t></r>"
PLAIN = '<r><rPr><strike val="0"/></rPr><t>baru</t></r>'
LINED = (
    '<style:style style:name="L1" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="L2" style:family="text" style:parent-style-name="L1">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
)


def lined(text, name="L1"):
    return f'<text:span text:style-name="{name}">{text}</text:span>'


def texts(*cells):
    """A row of ODS whose cells hold pieces of text."""
    wrapped = (f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return ods_row(*wrapped)


def of_2003(*rows):
    """XML of Excel 2003 whose cells have each a kind, their letters and more attributes."""
    cell = '<Cell{2}><Data ss:Type="{0}">{1}</Data></Cell>'.format
    made = "".join(f"<Row>{''.join(cell(*one) for one in row)}</Row>" for row in rows)
    return xml_2003(xml_row("a", "b") + made, styles=STRUCK)


STRUCK = (
    '<Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style>'
    '<Style ss:ID="s2"><Font ss:Bold="1"/></Style>'
)

PARTLY = {
    "xlsx": xlsx(
        '<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        '<row r="2"><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>'
        '<row r="3"><c t="s"><v>4</v></c><c r="B3" t="s"><v>2</v></c></row>',
        texts=f"<si><t>a</t></si><si><t>b</t></si><si>{RUNS}</si><si>{OLD}</si><si>{PLAIN}</si>",
    ),
    "xlsx with its texts in the cells": xlsx(
        '<row r="1"><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c>'
        f'</row><row r="2"><c t="inlineStr"><is>{RUNS}</is></c>'
        f'<c t="inlineStr"><is>{OLD}</is></c></row><row r="3">'
        f'<c t="inlineStr"><is>{PLAIN}</is></c><c t="inlineStr"><is>{RUNS}</is></c></row>',
    ),
    "ods": ods(
        ods_row("a", "b")
        + texts(lined("1250") + "<text:s/>1300", lined("lama"))
        + texts(lined("baru", "L2"), lined("1250" + lined("<text:s/>1300", "L2"))),
        styles=LINED,
    ),
    "xml of 2003": of_2003(
        [("String", "<S>1250</S> 1300", ""), ("String", "<S>lama</S>", "")],
        [("String", "baru", ""), ("String", "<S><Font>1250</Font></S> 1300", "")],
    ),
}


@pytest.mark.parametrize("content", PARTLY.values(), ids=PARTLY)
def test_letters_of_a_cell_that_are_struck_out_are_read_and_told(open_book, content):
    opened = open_book(content)

    assert opened.rows[2][0].split() == ["1250", "1300"]
    assert (opened.rows[2][1], opened.rows[3][0]) == ("lama", "baru")
    whole, part = (one for one in opened.findings if one.rule == "cells_are_written")
    assert (whole.values["cells"], part.values["cells"]) == ("B2", "A2, B3")
    assert "in part" in part.message
    assert {whole.weight, part.weight} == {Weight.WARN}


def test_letters_of_an_old_workbook_that_are_struck_out_are_told_too(open_book):
    made = Xls()
    made.linked = b"".join(
        record(0x0031, struct.pack("<5H", 200, options, 0, 400, 0)) for options in (0, 0, 0, 0, 8)
    )
    rich = [("a", []), ("12501300", [(0, 5), (4, 1)]), ("lama", [(0, 5)]), ("baru", [(1, 1)])]
    made.shared = shared(rich)
    cells = [record(0x00FD, struct.pack("<3HI", at, 0, 0, at)) for at in range(len(rich))]

    opened = open_book(made.sheet("Data", *cells).bytes())

    assert opened.rows == {2: ("12501300",), 3: ("lama",), 4: ("baru",)}
    whole, part = (one for one in opened.findings if one.rule == "cells_are_written")
    assert (whole.values["cells"], part.values["cells"]) == ("A3", "A2")


CROSSED = {
    "xml of 2003": of_2003(
        [("String", "x", ' ss:StyleID="s1"'), ("Number", "5", ' ss:StyleID="s2"')],
        [("String", "y", ""), ("Number", "6", ' ss:StyleID="s1"')],
    ),
    "xlsx": xlsx(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="2"><c r="A2" s="1" t="inlineStr"><is><t>x</t></is></c>'
        '<c r="B2" s="2"><v>5</v></c></row>'
        '<row r="3"><c t="inlineStr" s="0"><is><t>y</t></is></c><c s="1"><v>6</v></c></row>'
        '<row r="4"><c s="1"/><c s="0"><v>7</v></c></row>',
        fonts="<fonts><font/><font><strike/></font><font><strike val='0'/></font></fonts>",
        fonted=(0, 1, 2),
    ),
    "ods": ods(
        ods_row("a", "b")
        + ods_row(("string", "x", "x", 'table:style-name="C1"'), ("float", "5"))
        + ods_row(("string", "y", "y", 'table:style-name="C3"'), ("float", "6", "6", CHILD)),
        styles='<style:style style:name="C1" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="C2" style:family="table-cell" style:parent-style-name="C1"/>'
        '<style:style style:name="C3" style:family="table-cell" style:parent-style-name="C1">'
        '<style:text-properties style:text-line-through-style="none"/></style:style>',
    ),
}


@pytest.mark.parametrize("content", CROSSED.values(), ids=CROSSED)
def test_cells_that_are_struck_out_as_a_whole_are_read_and_told(open_book, content):
    opened = open_book(content)

    found = opened.found("cells_are_written")
    assert opened.rows[2] == ("x", "5")
    assert opened.rows[3] == ("y", "6")
    assert (found.weight, found.values["cells"]) == (Weight.WARN, "A2, B3")


def test_cells_of_an_old_form_that_are_struck_out_are_told(open_book):
    made = Xls().table(("a", "b"), ("x", 5), ("y", 6), styles=(0, 1))
    made.linked = b"".join(
        record(0x0031, struct.pack("<5H", 200, options, 0, 400, 0)) for options in (0, 0, 0, 0, 8)
    ) + record(0x00E0, struct.pack("<2H16x", 5, 0))

    opened = open_book(made.bytes())

    assert opened.rows == {2: ("x", "5"), 3: ("y", "6")}
    assert opened.found("cells_are_written").values["cells"] == "B2, B3"
