"""ODS: number formats of its own are read as Excel writes them."""

import pytest

from pendopo.stages.intake.workbook.ods_styles import Styles
from pendopo.terms.finding import Weight
from tests.corpus.workbooks.write import ods, ods_row, ods_style, repacked

NUMBER = "<number:number {}/>"


def codes(inside, kind="number-style", attributes="", more=""):
    """The number format that a data style is read as."""
    names = 'xmlns:number="n" xmlns:style="s"'
    styles = Styles()
    styles.follow(
        [
            f"<x {names}>{more}<number:{kind} style:name='N' {attributes}>{inside}</number:{kind}>"
            "<style:style style:name='parent' style:data-style-name='N'/>"
            "<style:style style:name='a' style:parent-style-name='parent'/></x>".encode()
        ],
        "styles.xml",
    )
    return styles.code("a")


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (NUMBER.format('number:min-integer-digits="1"'), "General"),
        (NUMBER.format('number:decimal-places="2" number:min-integer-digits="1"'), "0.00"),
        (NUMBER.format('number:decimal-places="0" number:grouping="true"'), "#,##0"),
        (NUMBER.format('number:decimal-places="0" number:display-factor="1000"'), "0,"),
        (NUMBER.format('number:decimal-places="0" number:min-integer-digits="0"'), "#"),
        ("<number:scientific-number/>", "0.0E+0"),
        ("<number:fraction/>", "# ?/?"),
        ('<number:text>K"</number:text>' + NUMBER.format('number:decimal-places="0"'), '"K\'"0'),
        ("<number:text-content/>", "@"),
        ("", "General"),
    ],
)
def test_a_style_of_numbers_is_written_as_excel_writes_it(inside, code):
    assert codes(inside) == code


@pytest.mark.parametrize(
    ("inside", "code", "attributes"),
    [
        ("<number:hours/><number:text>:</number:text><number:minutes/>", 'h":"mm', ""),
        ("<number:hours/><number:am-pm/>", "hAM/PM", ""),
        ('<number:seconds number:decimal-places="2"/>', "s.000", ""),
        ("<number:hours/>", "[h]", 'number:truncate-on-overflow="false"'),
        ("<number:minutes/>", "[h]mm", 'number:truncate-on-overflow="false"'),
        ("<number:day-of-week/>", "ddd", ""),
    ],
)
def test_a_style_of_times_is_written_as_excel_writes_it(inside, code, attributes):
    assert codes(inside, "time-style", attributes) == code


def test_a_style_for_some_numbers_keeps_its_condition():
    other = (
        "<number:number-style style:name='N0'><number:number number:decimal-places='0'/>"
        "</number:number-style>"
    )
    inside = (
        "<number:text>-</number:text><number:number number:decimal-places='0'/>"
        "<style:map style:condition='value()&gt;=0' style:apply-style-name='N0'/>"
        "<style:map style:condition='is-true()' style:apply-style-name='N0'/>"
    )

    assert codes(inside, more=other) == '[>=0]0;"-"0'


def test_a_percentage_without_its_sign_is_one():
    assert codes(NUMBER.format('number:decimal-places="0"'), "percentage-style") == "0%"


def test_a_text_between_digits_that_have_no_places_is_kept():
    inside = "<number:number><number:embedded-text number:position='1'>x</number:embedded-text>"

    assert codes(inside + "</number:number>") == '"x"0'


def test_a_style_that_is_its_own_parent_is_no_format():
    styles = Styles()
    styles.follow([b"<x><style name='a' parent-style-name='a'/></x>"], "styles.xml")

    assert styles.code("a") == "General"
    assert styles.code("unknown") == "General"


def test_a_style_without_its_data_is_no_format():
    styles = Styles()
    styles.follow([b"<x><style name='a' data-style-name='gone'/></x>"], "styles.xml")

    assert styles.code("a") == "General"


def test_styles_of_the_other_part_are_known_too(open_book):
    zeros = ods_style(
        "zeros",
        '<number:number-style style:name="Nzeros">'
        '<number:number number:decimal-places="0" number:min-integer-digits="4"/>'
        "</number:number-style>",
    )
    names = 'xmlns:number="n" xmlns:style="s"'
    content = ods(ods_row("a", "b") + ods_row(("float", 7, "", 'table:style-name="zeros"'), "x"))
    from_both = repacked(content, {"styles.xml": f"<styles {names}>{zeros}</styles>"})

    assert open_book(from_both).rows == {2: ("0007", "x")}


def test_a_cell_takes_the_style_of_its_row_or_its_column(open_book):
    zeros = ods_style(
        "zeros",
        '<number:number-style style:name="Nzeros">'
        '<number:number number:decimal-places="0" number:min-integer-digits="4"/>'
        "</number:number-style>",
    )
    columns = (
        "<table:table-column/>"
        '<table:table-column table:default-cell-style-name="zeros"/><table:table-column/>'
    )
    rows = ods_row("a", "b", "c") + ods_row(("float", 7), ("float", 8), ("float", 9))
    styled = ods_row("x", ("float", 8), ("float", 9), more=' table:default-cell-style-name="zeros"')

    by_column = open_book(ods(columns + rows, styles=zeros))
    by_row = open_book(ods(ods_row("a", "b", "c") + styled, styles=zeros))

    assert by_column.rows == {2: ("7", "0008", "9")}
    assert by_row.rows == {2: ("x", "0008", "0009")}


def test_kinds_of_cells_without_a_format(open_book):
    cells = [
        ("boolean", "true"),
        ("percentage", "0.5"),
        ("date", "2024-03-01T09:30:00"),
        ("time", "PT1H0M0.5S"),
        ("float", "x", "seven"),
    ]

    opened = open_book(ods(ods_row(*"abcde") + ods_row(*cells)))

    assert opened.rows == {2: ("TRUE", "0.5", "2024-03-01T09:30:00", "01:00:00.500", "seven")}


def test_a_negative_length_of_time_is_no_time(open_book):
    opened = open_book(ods(ods_row("a", "b") + ods_row("x", ("time", "-PT1H"))))

    assert opened.doubts == ["dates_are_days"]


def test_a_number_under_a_date_format_is_a_number(open_book):
    day = ods_style(
        "day", '<number:date-style style:name="Nday"><number:year/></number:date-style>'
    )
    cell = ("float", 7, "", 'table:style-name="day"')

    assert open_book(ods(ods_row("a", "b") + ods_row("x", cell), styles=day)).rows == {
        2: ("x", "7")
    }


def test_macros_and_values_of_other_files_are_told(open_book):
    formula = ("float", 5, "", "table:formula=\"of:='file:///x.ods'#$A.A1\"")
    content = repacked(ods(ods_row("a", "b") + ods_row("x", formula)), {"Basic/x.xml": "<x/>"})

    messages = [f.message for f in open_book(content).findings if f.rule == "workbook_is_plain"]

    assert ["macros" in messages[0], "other files" in messages[1]] == [True, True]


def test_a_table_within_a_table_is_refused(refused):
    inner = '<table:table table:name="x"></table:table>'

    assert "within" in refused(ods(ods_row(inner))).message


def test_words_outside_all_cells_are_not_read(open_book):
    content = ods(ods_row("a", "b") + "<text:p>x<text:s/></text:p>" + ods_row("1", "2"))

    assert open_book(content).rows == {2: ("1", "2")}


def test_currencies_that_differ_without_a_style_are_told(open_book):
    def money(amount, currency):
        return ("currency", amount, "", f'office:currency="{currency}"')

    rows = [ods_row("a"), ods_row(money(1250000, "IDR")), ods_row(money(5, "USD"))]

    assert open_book(ods("".join(rows))).found("units_stand_in_the_name").weight is Weight.WARN
    assert open_book(ods("".join(rows[:2]))).found("units_stand_in_the_name").weight is Weight.NOTE
