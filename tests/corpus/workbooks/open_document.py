"""Dirty workbooks of LibreOffice, as XML by hand."""

from tests.corpus.workbooks.case import DISTRICTS, HEADER, MEANT, ROWS, meant, same, stopped, warned
from tests.corpus.workbooks.write import ods, ods_row, ods_style, ods_table

_FILE = "table.ods"
_DAYS = ods_style(
    "day",
    '<number:date-style style:name="Nday"><number:day/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>',
)
_ZEROS = ods_style(
    "zeros",
    '<number:number-style style:name="Nzeros">'
    '<number:number number:decimal-places="0" number:min-integer-digits="4"/>'
    "</number:number-style>",
)
_VILLAGES = ods_style(
    "zeros",
    '<number:number-style style:name="Nzeros">'
    '<number:number number:decimal-places="0" number:min-integer-digits="10">'
    '<number:embedded-text number:position="4">.</number:embedded-text>'
    '<number:embedded-text number:position="6">.</number:embedded-text>'
    '<number:embedded-text number:position="8">.</number:embedded-text>'
    "</number:number></number:number-style>",
)
_PERCENT = ods_style(
    "percent",
    '<number:percentage-style style:name="Npercent">'
    '<number:number number:decimal-places="1" number:min-integer-digits="1"/>'
    "<number:text>%</number:text></number:percentage-style>",
)
_MONTH = ods_style(
    "month",
    '<number:date-style style:name="Nmonth"><number:month number:textual="true"/>'
    "<number:text> </number:text><number:year/></number:date-style>",
)
_MERGED = (
    '<table:table-cell office:value-type="string" table:number-rows-spanned="2" '
    'table:number-columns-spanned="1"><text:p>Kapas</text:p></table:table-cell>'
)
_AWAY = (
    '<style:style style:name="away" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)
_WORDS = (
    '<table:table-cell office:value-type="string"><text:p>x<text:s text:c="2"/>y<text:tab/>z'
    "<text:line-break/>w</text:p><text:p>v</text:p></table:table-cell>"
)
_COMMENTED = (
    '<table:table-cell office:value-type="string"><office:annotation><text:p>catatan</text:p>'
    "</office:annotation><text:p>Kapas</text:p></table:table-cell>"
)
_LOCKED = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


def _money(name, sign):
    return ods_style(
        name,
        f'<number:currency-style style:name="N{name}"><number:currency-symbol>{sign}'
        '</number:currency-symbol><number:number number:decimal-places="0" '
        'number:min-integer-digits="1" number:grouping="true"/></number:currency-style>',
    )


def _table(rows, **columns):
    """The table; a column may have the kind and the style of its cells."""

    def cell(name, value):
        kind, style = columns.get(name, ("", ""))
        return (kind, value, value, f'table:style-name="{style}"') if kind else value

    return ods_row(*rows[0]) + "".join(ods_row(*map(cell, rows[0], values)) for values in rows[1:])


def _two(*rows):
    return ods(ods_row("a", "b") + "".join(ods_row(*values) for values in rows))


def _numbers():
    days = _table(MEANT, tanggal=("date", "day"), jumlah=("float", ""))
    yield same("ods: days and numbers", ods(days, styles=_DAYS), file=_FILE)
    bare = [HEADER, *([code.lstrip("0"), *rest] for code, *rest in ROWS)]
    zeros = ods(_table(bare, kode=("float", "zeros")), styles=_ZEROS)
    yield same("ods: zeros by format", zeros, file=_FILE)
    villages = ods(
        _table([["kode", "n"], ["3522012001", "x"]], kode=("float", "zeros")), styles=_VILLAGES
    )
    yield same("ods: marks by format", villages, [["kode", "n"], ["35.22.01.2001", "x"]], _FILE)
    shares = meant(3, "0.125", "0.2", "0", "1")
    percent = ods(_table(shares, jumlah=("percentage", "percent")), styles=_PERCENT)
    yield same("ods: percentages", percent, shares, _FILE)
    months = ods(_table(MEANT, tanggal=("date", "month")), styles=_MONTH)
    yield warned(
        "ods: months of days",
        months,
        "dates_show_what_they_hold",
        meant=meant(2, *(row[2][:7] for row in ROWS)),
        file=_FILE,
    )
    money = ods(
        ods_row("a", "b")
        + ods_row("x", ("currency", 5, "", 'table:style-name="rp"'))
        + ods_row("y", ("currency", 6, "", 'table:style-name="usd"')),
        styles=_money("rp", "Rp") + _money("usd", "$"),
    )
    yield warned(
        "ods: two currencies",
        money,
        "units_stand_in_the_name",
        meant=[["a", "b"], ["x", "5"], ["y", "6"]],
        file=_FILE,
    )
    times = _two(["x", ("time", "PT09H30M00S")], ["y", ("time", "PT30H05M00S")])
    yield same(
        "ods: times and lengths of time",
        times,
        [["a", "b"], ["x", "09:30:00"], ["y", "30:05:00"]],
        _FILE,
    )


def _cells():
    yield same(
        "ods: line breaks, tabs and spaces",
        _two([_WORDS, "2"]),
        [["a", "b"], ["x  y\tz\nw\nv", "2"]],
        _FILE,
    )
    unkind = _two(["<table:table-cell><text:p>Kapas</text:p></table:table-cell>", "2"])
    yield same("ods: a cell of no declared kind", unkind, [["a", "b"], ["Kapas", "2"]], _FILE)
    many = ods(
        ods_row("a", "b", "c")
        + ods_row(
            ("float", 1, "", 'table:number-columns-repeated="3"'),
            more=' table:number-rows-repeated="2"',
        )
        + ods_row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            more=' table:number-rows-repeated="1048570"',
        )
    )
    yield same(
        "ods: cells and rows that stand for several",
        many,
        [["a", "b", "c"], ["1", "1", "1"], ["1", "1", "1"]],
        _FILE,
    )
    yield same("ods: comments", _two([_COMMENTED, "2"]), [["a", "b"], ["Kapas", "2"]], _FILE)
    wrong = ("float", 0, "#DIV/0!", 'table:formula="of:=1/0" calcext:value-type="error"')
    yield stopped(
        "ods: an error of a formula", _two(["x", wrong]), "cells_have_no_error", file=_FILE
    )
    unstored = _two(["x", '<table:table-cell table:formula="of:=1+1"/>'])
    yield stopped(
        "ods: a formula without a result",
        unstored,
        "formulas_have_results",
        file=_FILE,
    )
    yield stopped("ods: no day", _two(["x", ("date", "2024-13-01")]), "dates_are_days", file=_FILE)


def _sheets():
    merged = ods(
        ods_row(*DISTRICTS[0])
        + ods_row(_MERGED, "Kapas")
        + ods_row("<table:covered-table-cell/>", "Tapelan")
        + ods_row("Balen", "Balen")
    )
    yield warned("ods: merged over rows", merged, "cells_stand_alone", meant=DISTRICTS, file=_FILE)
    hidden = ods(_table(MEANT), ods_table(_table(MEANT), "Draf", "away"), styles=_AWAY)
    yield warned("ods: a hidden sheet", hidden, "sheets_are_visible", file=_FILE)
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    yield stopped(
        "ods: a hidden column", ods(columns + _table(MEANT)), "columns_are_visible", file=_FILE
    )
    rows = [ods_row(*values) for values in MEANT]
    rows[2] = ods_row(*MEANT[2], more=' table:visibility="filter"')
    yield warned("ods: a filtered row", ods("".join(rows)), "rows_are_visible", file=_FILE)
    locked = ods(_table(MEANT), manifest=_LOCKED)
    yield stopped("ods: behind a password", locked, "workbook_is_open", file=_FILE)


OPEN_DOCUMENT = (_numbers, _cells, _sheets)
