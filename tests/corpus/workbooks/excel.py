"""Dirty workbooks of Excel: what officers' spreadsheets do, and what other programs write."""

from datetime import date, datetime, time, timedelta

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, numbers
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.corpus.workbooks.case import DISTRICTS, HEADER, MEANT, ROWS, meant, same, stopped, warned
from tests.corpus.workbooks.write import book, packed, parts, relationship, repacked, row, xlsx


def day(text):
    return date.fromisoformat(text)


def cells(rows=ROWS):
    """The rows as a person types them: codes as text, days as days, amounts as numbers."""
    return [[a, b, day(c), float(d)] for a, b, c, d in rows]


def typed(change=None, header=HEADER, above=(), rows=None, below=()):
    return book(*above, header, *(cells() if rows is None else rows), *below, change=change)


def column(letter, code, first=2, last=5):
    """Give cells of a column a number format."""

    def change(made):
        for at in range(first, last + 1):
            made.active[f"{letter}{at}"].number_format = code

    return change


def both(*changes):
    def change(made):
        for one in changes:
            one(made)

    return change


def numbered(code, values=(164, 165, 170, 201)):
    """The table with numbers as codes under a number format."""
    rows = [[value, *rest] for value, (_, *rest) in zip(values, cells(), strict=True)]
    return typed(column("A", code), rows=rows)


def amounts(*values, code="General"):
    rows = [[*rest, value] for value, (*rest, _) in zip(values, cells(), strict=True)]
    return typed(column("D", code), rows=rows)


def days(*values, code="yyyy-mm-dd"):
    rows = [[a, b, v, d] for v, (a, b, _, d) in zip(values, cells(), strict=True)]
    return typed(column("C", code), rows=rows)


def set_cells(**values):
    def change(made):
        for place, value in values.items():
            made.active[place] = value

    return change


def hidden_sheet(state):
    def change(made):
        made.create_sheet("Referensi").append(["x", "y"])
        made["Referensi"].sheet_state = state

    return change


def add_sheet(name, *rows, first=False):
    def change(made):
        sheet = made.create_sheet(name, 0 if first else None)
        for one in rows:
            sheet.append(one)

    return change


def hide_row(made):
    made.active.row_dimensions[3].hidden = True


def hide_column(made):
    made.active.column_dimensions["B"].hidden = True


def filter_rows(made):
    made.active.auto_filter.ref = "A1:D5"
    made.active.row_dimensions[4].hidden = True


def comment(made):
    made.active["B2"].comment = Comment("tanya pak camat", "bu sekdes")


def protect(made):
    made.active.protection.sheet = True


def strike(made):
    for cell in made.active[3]:
        cell.font = Font(bold=True, color="FF0000")


def strike_in_part(made):
    old = TextBlock(InlineFont(strike=True), "Blen")
    made.active["B3"] = CellRichText(old, " Balen")


def freeze(made):
    made.active.freeze_panes = "A2"
    made.active.sheet_properties.tabColor = "FF0000"
    made.active.print_title_rows = "1:1"


def merged(area, **values):
    return both(set_cells(**values), lambda made: made.active.merge_cells(area))


XML_ROWS = "".join(row(at, *r) for at, r in enumerate(MEANT, 1))


def with_result(content, result, sheet="xl/worksheets/sheet1.xml"):
    """Store a result with every formula."""
    return repacked(content, {sheet: lambda xml: xml.replace("<v />", f"<v>{result}</v>")})


def _formats():
    yield same("zeros by format", numbered("0000"))
    yield same(
        "zeros by format with words",
        numbered('"K-"000'),
        meant(0, "K-164", "K-165", "K-170", "K-201"),
    )
    yield same(
        "a village code by format",
        numbered('00"."00"."00"."0000', [3522012001, 3522012002, 3522012003, 3522022001]),
        meant(0, "35.22.01.2001", "35.22.01.2002", "35.22.01.2003", "35.22.02.2001"),
    )
    yield warned(
        "zeros by format in some cells",
        typed(
            column("A", "0000", 2, 3),
            rows=[[v, *r[1:]] for v, r in zip([164, 165, 170, 201], cells(), strict=True)],
        ),
        "codes_show_their_zeros",
        meant=meant(0, "0164", "0165", "170", "201"),
    )
    yield warned(
        "a code with decimals that are not shown",
        numbered("0000", [164.7, 165, 170, 201]),
        "codes_are_whole",
        meant=meant(0, "0165", "0165", "0170", "0201"),
    )
    yield warned(
        "codes as text and as numbers",
        typed(rows=[[v, *r[1:]] for v, r in zip(["0164", 165, 170, 201], cells(), strict=True)]),
        "codes_keep_their_zeros",
        meant=meant(0, "0164", "165", "170", "201"),
    )
    yield same("amounts with separators", amounts(1250000, 975000.5, 0, 310000, code="#,##0.00"))
    yield same(
        "amounts as accountants show them",
        amounts(1250000, 975000.5, 0, 310000, code=numbers.BUILTIN_FORMATS[43]),
    )
    yield same("amounts in rupiah", amounts(1250000, 975000.5, 0, 310000, code='"Rp"#,##0'))
    yield same("amounts with spaces", amounts(1250000, 975000.5, 0, 310000, code="#\\ ##0"))
    yield warned(
        "amounts in two currencies",
        typed(both(column("D", '"Rp"#,##0'), column("D", "[$USD] #,##0", 3, 3))),
        "units_stand_in_the_name",
    )
    yield warned(
        "amounts shown in thousands",
        amounts(1250000, 975000.5, 0, 310000, code="#,##0,"),
        "cells_show_their_value",
    )
    yield warned(
        "amounts shown in millions by a word",
        amounts(1.25, 0.9, 0, 0.3, code='0.0" juta"'),
        "units_stand_in_the_name",
        meant=meant(3, "1.25", "0.9", "0", "0.3"),
    )
    yield warned(
        "amounts that are hidden",
        amounts(1250000, 975000.5, 0, 310000, code=";;;"),
        "cells_show_their_value",
    )
    yield same(
        "percentages", amounts(0.125, 0.2, 0, 1, code="0.0%"), meant(3, "0.125", "0.2", "0", "1")
    )
    yield warned(
        "percentages and numbers",
        typed(
            column("D", "0%", 2, 4),
            rows=[[*r[:3], v] for v, r in zip([0.125, 0.2, 0, 12.5], cells(), strict=True)],
        ),
        "percentages_agree",
        meant=meant(3, "0.125", "0.2", "0", "12.5"),
    )
    yield same(
        "noise of binary fractions",
        xlsx(
            row(1, "a", "b")
            + row(2, "x", "0.30000000000000004")
            .replace('t="inlineStr"><is><t xml:space="preserve">0.3', "><v>0.3")
            .replace("04</t></is>", "04</v>")
            + row(3, "y", 1.5)
        ),
        [["a", "b"], ["x", "0.3"], ["y", "1.5"]],
    )
    yield warned(
        "a long code as number",
        typed(rows=[[3522011501900001 + at, *r[1:]] for at, r in enumerate(cells())]),
        "numbers_keep_their_digits",
        meant=meant(0, *(str(3522011501900001 + at) for at in range(4))),
    )
    yield same(
        "a long code as text",
        typed(rows=[[str(3522011501900001 + at), *r[1:]] for at, r in enumerate(cells())]),
        meant(0, *(str(3522011501900001 + at) for at in range(4))),
    )
    yield same(
        "a number with an exponent",
        xlsx(
            row(1, "a", "b")
            + row(2, "x", "1.25E+6")
            .replace('t="inlineStr"><is><t xml:space="preserve">1', "><v>1")
            .replace("+6</t></is>", "+6</v>")
            + row(3, "y", 5)
        ),
        [["a", "b"], ["x", "1250000"], ["y", "5"]],
    )


def _texts_as_numbers():
    yield warned(
        "amounts as text with points",
        amounts(1250000, "975.000,5", 0, "310.000"),
        "numbers_are_numbers",
        meant=meant(3, "1250000", "975.000,5", "0", "310.000"),
    )
    yield warned(
        "amounts as text with rupiah",
        amounts(1250000, "Rp 975.000", 0, 310000),
        "numbers_are_numbers",
        meant=meant(3, "1250000", "Rp 975.000", "0", "310000"),
    )
    yield same("amounts as text of digits", amounts(1250000, 975000.5, 0, "310000"))
    yield same(
        "texts that look like formulas",
        typed(set_cells(B2="'=1+1", B3="@desa", B4="-", B5="+62")),
        meant(1, "'=1+1", "@desa", "-", "+62"),
    )
    yield same(
        "words with line breaks and tabs",
        typed(set_cells(B2="Kapas\nTimur", B3="a\tb")),
        meant(1, "Kapas\nTimur", "a\tb", "Dander", "Sumberrejo"),
    )
    yield same(
        "truths", amounts(True, False, True, False), meant(3, "TRUE", "FALSE", "TRUE", "FALSE")
    )


def _days():
    yield same("days as Excel writes them", days(*(day(r[2]) for r in ROWS), code="dd/mm/yyyy"))
    yield same(
        "days with their month in words",
        days(*(day(r[2]) for r in ROWS), code="[$-421]d mmmm yyyy"),
    )
    yield same("days from 1904 on", typed(lambda made: setattr(made, "epoch", CALENDAR_MAC_1904)))
    yield same(
        "days with a time not shown",
        days(*(datetime.fromisoformat(f"{r[2]}T09:30") for r in ROWS), code="dd/mm/yyyy"),
    )
    yield same(
        "days with a time",
        days(*(datetime.fromisoformat(f"{r[2]}T09:30") for r in ROWS), code="dd/mm/yyyy hh:mm"),
        meant(2, *(f"{r[2]}T09:30:00" for r in ROWS)),
    )
    yield same(
        "months",
        days(*(day(f"{r[2][:7]}-01") for r in ROWS), code="mmm-yy"),
        meant(2, *(r[2][:7] for r in ROWS)),
    )
    yield warned(
        "months of days",
        days(*(day(r[2]) for r in ROWS), code="mmm-yy"),
        "dates_show_what_they_hold",
        meant=meant(2, *(r[2][:7] for r in ROWS)),
    )
    yield warned(
        "years typed under a date format",
        days(2024, 2024, 2023, 2022, code="yyyy"),
        "dates_show_what_they_hold",
        meant=meant(2, *["1905"] * 4),
    )
    yield warned(
        "days without their year",
        days(*(day(r[2]) for r in ROWS), code="d-mmm"),
        "dates_show_their_year",
    )
    yield warned(
        "days and texts of days",
        days(day("2024-01-03"), "15/03/2024", day("2024-02-04"), "20/05/2024"),
        "dates_are_of_one_kind",
        meant=meant(2, "2024-01-03", "15/03/2024", "2024-02-04", "20/05/2024"),
    )
    yield warned(
        "days and their numbers",
        typed(
            column("C", "General", 3, 3),
            rows=[[a, b, 45366 if b == "Balen" else c, d] for a, b, c, d in cells()],
        ),
        "dates_are_of_one_kind",
        meant=meant(2, "2024-03-01", "45366", "2024-04-02", "2024-05-20"),
    )
    yield warned(
        "a code that became a day",
        typed(set_cells(B3=day("2026-02-01"))),
        "dates_are_of_one_kind",
        meant=meant(1, "Kapas", "2026-02-01", "Dander", "Sumberrejo"),
    )
    yield warned(
        "days in different forms",
        typed(column("C", "mmm-yy", 2, 2)),
        "dates_are_of_one_kind",
        meant=meant(2, "2024-03", "2024-03-15", "2024-04-02", "2024-05-20"),
    )
    yield stopped("a day below zero", days(-5, *(day(r[2]) for r in ROWS[1:])), "dates_are_days")
    yield stopped(
        "the day that Excel has and the calendar has not",
        days(60, *(day(r[2]) for r in ROWS[1:])),
        "dates_are_days",
    )
    yield same(
        "times",
        days(time(9, 30), time(10), time(11, 15, 30), time(23, 59), code="h:mm"),
        meant(2, "09:30:00", "10:00:00", "11:15:30", "23:59:00"),
    )
    yield same(
        "lengths of time",
        days(*(timedelta(hours=h) for h in (30, 5, 100, 24)), code="[h]:mm:ss"),
        meant(2, "30:00:00", "05:00:00", "100:00:00", "24:00:00"),
    )
    yield warned(
        "lengths of time under a format for times",
        days(*(timedelta(hours=h) for h in (30, 5, 100, 24)), code="h:mm"),
        "dates_show_what_they_hold",
        meant=meant(2, "06:00:00", "05:00:00", "04:00:00", "00:00:00"),
    )


def _around_the_table():
    yield warned(
        "a title above",
        typed(above=[["DATA DESA KABUPATEN CONTOH TAHUN 2024"], []]),
        "header_comes_first",
    )
    yield warned(
        "a merged title above",
        typed(lambda made: made.active.merge_cells("A1:D1"), above=[["DATA DESA TAHUN 2024"], []]),
        "header_comes_first",
    )
    yield warned(
        "a total below",
        typed(below=[["Jumlah", None, None, 2535000.5]]),
        "table_ends_with_its_rows",
    )
    yield warned(
        "a source below",
        typed(below=[[], ["Sumber: Dinas Contoh, 2024"]]),
        "table_ends_with_its_rows",
    )
    yield warned(
        "numbers of columns below the header",
        typed(rows=[["(1)", "(2)", "(3)", "(4)"], *cells()]),
        "rows_below_header_are_data",
    )
    yield same(
        "a blank row above and one between",
        book([], HEADER, *cells()[:2], [None] * 4, *cells()[2:]),
    )
    yield stopped(
        "a second table below",
        typed(below=[[], [], ["dinas", "anggaran", "tahun"], ["A", 5, 2024], ["B", 6, 2024]]),
        "file_has_one_table",
    )
    beside = [["dinas", "pagu"], ["A", "1"], ["B", "2"], ["C", "3"], ["D", "4"]]
    left = [HEADER, *cells()]
    yield stopped(
        "a second table beside",
        book(*([*left[at], None, *beside[at]] for at in range(5))),
        "file_has_one_table",
    )
    yield stopped(
        "a column without a name",
        typed(header=["kode", None, "tanggal", "jumlah"]),
        "columns_have_names",
    )
    yield stopped(
        "a note far to the right",
        typed(set_cells(G3="tanya pak camat")),
        "columns_have_names",
        "columns_hold_something",
    )
    yield stopped(
        "a note far down and to the right",
        book(HEADER, *cells() * 100, change=set_cells(H390="x")),
        "columns_have_names",
    )
    yield stopped(
        "two columns of one name",
        typed(header=["kode", "desa", "desa", "jumlah"]),
        "column_names_differ",
    )
    yield same("comments", typed(comment))
    yield same("a protected sheet", typed(protect))
    yield same("colours and frozen panes", typed(both(strike, freeze)))
    yield warned(
        "a cell that is struck out in part",
        typed(strike_in_part),
        "cells_are_written",
        meant=meant(1, "Kapas", "Blen Balen", "Dander", "Sumberrejo"),
    )
    yield same(
        "wide areas of cells with a format and nothing in them",
        typed(column("T", "0.00", 1, 300)),
    )


def _merged():
    yield warned(
        "a district merged over its villages",
        book(*DISTRICTS, change=merged("A2:A3", A3=None)),
        "cells_stand_alone",
        meant=DISTRICTS,
    )
    yield warned(
        "an amount merged over two rows",
        typed(merged("D2:D3", D2=1250000, D3=None)),
        "amounts_stand_once",
        meant=meant(3, "1250000", "1250000", "0", "310000"),
    )
    yield warned(
        "a heading merged across",
        typed(merged("A4:D4", A4="KECAMATAN DANDER", B4=None, C4=None, D4=None)),
        "cells_stand_alone",
        "rows_stand_alone",
        meant=[HEADER, *ROWS[:2], ["KECAMATAN DANDER", "", "", ""], ROWS[3]],
    )
    yield stopped(
        "a header merged over two columns",
        typed(lambda made: made.active.merge_cells("A1:B1")),
        "columns_have_names",
    )
    yield stopped(
        "merged areas that overlap",
        xlsx(
            XML_ROWS,
            after='<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="A3:A5"/></mergeCells>',
        ),
        "cells_stand_alone",
    )
    yield warned(
        "a header of two rows",
        book(
            ["desa", 2023, None, 2024, None],
            [None, "L", "P", "L", "P"],
            ["Kapas", 1, 2, 3, 4],
            ["Balen", 5, 6, 7, 8],
            change=both(
                lambda m: m.active.merge_cells("B1:C1"),
                lambda m: m.active.merge_cells("D1:E1"),
                lambda m: m.active.merge_cells("A1:A2"),
            ),
        ),
        "header_is_one_row",
        meant=[
            ["desa", "2023 L", "2023 P", "2024 L", "2024 P"],
            ["Kapas", "1", "2", "3", "4"],
            ["Balen", "5", "6", "7", "8"],
        ],
    )


def _hidden():
    yield stopped("a hidden column", typed(hide_column), "columns_are_visible")
    yield warned("a hidden row", typed(hide_row), "rows_are_visible")
    yield warned("a filter", typed(filter_rows), "rows_are_visible")
    yield warned("a hidden sheet", typed(hidden_sheet("hidden")), "sheets_are_visible")
    yield warned("a very hidden sheet", typed(hidden_sheet("veryHidden")), "sheets_are_visible")
    yield same(
        "a sheet of notes before",
        typed(add_sheet("README", ["Data desa."], ["Hubungi dinas."], first=True)),
    )
    yield same(
        "a sheet of notes with pairs",
        typed(
            add_sheet(
                "Petunjuk", ["kolom", "arti"], ["kode", "kode desa"], ["desa", "nama"], first=True
            )
        ),
    )
    yield same("an empty sheet behind", typed(add_sheet("Sheet2")))
    yield warned(
        "a second sheet with a table",
        typed(add_sheet("2023", HEADER, *cells())),
        "workbook_has_one_table",
    )
    yield warned(
        "a list before the table",
        book(
            HEADER,
            *cells() * 10,
            change=add_sheet("Daftar", ["kode", "arti"], ["A", "x"], ["B", "y"], first=True),
        ),
        "workbook_has_one_table",
        meant=[HEADER, *ROWS * 10],
    )
    yield warned(
        "rows behind a pivot table",
        repacked(
            typed(),
            {"xl/_rels/workbook.xml.rels": _link("pivotCacheDefinition", "pivotCache/p1.xml")},
        ),
        "workbook_is_plain",
    )
    yield same(
        "macros",
        repacked(
            typed(),
            {
                "xl/_rels/workbook.xml.rels": _link("vbaProject", "vbaProject.bin"),
                "xl/vbaProject.bin": b"\xd0\xcf",
            },
        ),
        file="table.xlsm",
    )
    yield same(
        "values from another file",
        repacked(
            typed(), {"xl/_rels/workbook.xml.rels": _link("externalLink", "externalLinks/e1.xml")}
        ),
    )


def _link(kind, target):
    return lambda xml: xml.replace(
        "</Relationships>", relationship(90, kind, target) + "</Relationships>"
    )


def _formulas():
    yield stopped("formulas without results", typed(set_cells(D2="=1+1")), "formulas_have_results")
    yield same("formulas with results", with_result(typed(set_cells(D2="=5*250000")), 1250000))
    yield stopped(
        "results of 0 of a program that does not calculate",
        repacked(
            with_result(typed(set_cells(D2="=5*250000")), 0),
            {
                "xl/workbook.xml": lambda xml: (
                    xml.replace("<calcPr", '<calcPr fullCalcOnLoad="1"')
                    if "fullCalc" not in xml
                    else xml
                )
            },
        ),
        "formulas_have_results",
    )
    yield stopped("errors", typed(set_cells(D2="#N/A", D4="#DIV/0!")), "cells_have_no_error")
    yield stopped(
        "an error of a formula",
        repacked(
            typed(set_cells(D3="=1/0")),
            {
                "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                    "<v />", "<v>#DIV/0!</v>"
                ).replace('r="D3"', 'r="D3" t="e"')
            },
        ),
        "cells_have_no_error",
    )


def _written_by_others():
    yield same("inline texts", xlsx(XML_ROWS))
    yield same(
        "shared texts in runs, with how they are pronounced",
        xlsx(
            row(1, "a", "b") + '<row r="2"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>',
            texts='<si><r><t>Ka</t></r><r><t xml:space="preserve">pas </t></r>'
            '<rPh sb="0" eb="1"><t>KANA</t></rPh></si><si><t>x_x000A_y_x005F_</t></si>',
        ),
        [["a", "b"], ["Kapas ", "x\ny_"]],
    )
    yield same(
        "names with a prefix", repacked(xlsx(XML_ROWS), {"xl/worksheets/sheet1.xml": _prefixed})
    )
    yield same("parts under other names", packed(_elsewhere(parts(XML_ROWS))))
    yield same(
        "parts named by the mark of Windows",
        packed(
            {
                name.replace("/", "\\") if name.startswith("xl/w") else name: part
                for name, part in parts(XML_ROWS).items()
            }
        ),
    )
    yield same(
        "a width that is not true", xlsx(XML_ROWS, before='<dimension ref="A1:XFD1048576"/>')
    )
    yield same(
        "days as text of ISO 8601",
        xlsx(row(1, "a", "b") + '<row r="2"><c t="d"><v>2024-03-01</v></c><c><v>1</v></c></row>'),
        [["a", "b"], ["2024-03-01", "1"]],
    )
    yield stopped(
        "one cell twice",
        xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
        "workbook_is_whole",
    )
    yield stopped(
        "rows out of their order", xlsx(row(2, "a", "b") + row(1, "c", "d")), "workbook_is_whole"
    )
    yield stopped(
        "a text that is not there",
        xlsx(row(1, "a", "b") + '<row r="2"><c t="s"><v>7</v></c></row>'),
        "workbook_is_whole",
    )


def _prefixed(xml):
    for name in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
        for mark in ("<", "</"):
            for end in (" ", ">", "/"):
                xml = xml.replace(f"{mark}{name}{end}", f"{mark}x:{name}{end}")
    return xml.replace(' xmlns="', ' xmlns:x="')


def _elsewhere(made):
    moved = {name.replace("xl/", "data/"): part for name, part in made.items()}
    moved["_rels/.rels"] = moved["_rels/.rels"].replace("xl/workbook.xml", "/data/workbook.xml")
    return moved


EXCEL = (
    _formats,
    _texts_as_numbers,
    _days,
    _around_the_table,
    _merged,
    _hidden,
    _formulas,
    _written_by_others,
)
