"""Dirty workbooks under the name of an XLS: old ones, XML of 2003, web pages and plain text."""

import struct
from datetime import date

from tests.corpus.workbooks.case import DISTRICTS, HEADER, MEANT, ROWS, meant, same, stopped, warned
from tests.corpus.workbooks.write import Xls, formula, record, xml_2003, xml_row

_FILE = "table.xls"


def _typed(*, from_1904=False, codes=""):
    """A workbook, the table as a person types it, and the style of each of its columns."""
    made = Xls(from_1904=from_1904)
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    rows = [
        [float(a) if codes else a, b, (date.fromisoformat(c) - first).days, float(d)]
        for a, b, c, d in ROWS
    ]
    styles = (made.style(codes) if codes else 0, 0, made.style("dd/mm/yyyy"), 0)
    return made, [HEADER, *rows], styles


def _plain(**options):
    made, rows, styles = _typed(**options)
    return made.table(*rows, styles=styles)


def _with_formula(cell):
    made, rows, styles = _typed()
    rows[1][3] = cell
    return made.table(*rows, styles=styles).bytes()


def _short_number(value):
    return (value << 2 & 0xFFFFFFFF | 2).to_bytes(4, "little")


def _xls_cells():
    yield same("xls: texts, days and numbers", _plain().bytes(), file=_FILE)
    yield same("xls: days from 1904 on", _plain(from_1904=True).bytes(), file=_FILE)
    yield same("xls: zeros by format", _plain(codes="0000").bytes(), file=_FILE)
    yield stopped(
        "xls: results of 0 that were not calculated",
        _with_formula(formula((1, 3), 0.0, options=2)),
        "formulas_have_results",
        file=_FILE,
    )
    yield same("xls: formulas with results", _with_formula(formula((1, 3), 1250000.0)), file=_FILE)
    text = formula((1, 1), b"\0" * 6 + b"\xff\xff") + record(0x0207, b"\x05\x00\x00Kapas")
    given = Xls().table(["a", "b"], ["x", text])
    yield same(
        "xls: a formula that gives a text", given.bytes(), [["a", "b"], ["x", "Kapas"]], _FILE
    )
    empty = Xls().table(["a", "b"], ["x", formula((1, 1), b"\x03" + b"\0" * 5 + b"\xff\xff")])
    yield warned(
        "xls: formulas that all give nothing",
        empty.bytes(),
        "formulas_have_results",
        meant=[["a", "b"], ["x", ""]],
        file=_FILE,
    )
    wrong = Xls().table(["a", "b"], ["x", formula((1, 1), b"\x02\0\x07\0\0\0\xff\xff")])
    yield stopped("xls: an error", wrong.bytes(), "cells_have_no_error", file=_FILE)
    long = [["a", "b"], *([f"{at} {'日本語テキスト' * 40}", f"{at}"] for at in range(120))]
    yield same("xls: texts that go on in the next record", Xls().table(*long).bytes(), long, _FILE)


def _xls_sheets():
    one = record(0x027E, struct.pack("<3H", 1, 1, 0) + ((12550 << 2) | 3).to_bytes(4, "little"))
    cells = struct.pack("<H", 0).join([b"", _short_number(7), _short_number(-3)])
    two = record(0x00BD, struct.pack("<2H", 2, 0) + cells + struct.pack("<H", 1))
    numbers = Xls().table(["a", "b"], ["x", one], [two])
    yield same(
        "xls: numbers in their short form",
        numbers.bytes(),
        [["a", "b"], ["x", "125.5"], ["7", "-3"]],
        _FILE,
    )
    mixed = Xls()
    backwards = b"".join(
        mixed.text((at, column), MEANT[at][column])
        for at in (4, 2, 0, 1, 3)
        for column in (3, 1, 0, 2)
    )
    yield same("xls: cells out of their order", mixed.sheet("Data", backwards).bytes(), file=_FILE)
    draft = _plain().table(["x"], name="Draf", hidden=1)
    yield warned("xls: a hidden sheet", draft.bytes(), "sheets_are_visible", file=_FILE)
    area = record(0x00E5, struct.pack("<5H", 1, 1, 2, 0, 0))
    merged = Xls().table(*DISTRICTS[:2], [None, "Tapelan"], DISTRICTS[3], more=area)
    yield warned(
        "xls: merged over rows", merged.bytes(), "cells_stand_alone", meant=DISTRICTS, file=_FILE
    )
    row = record(0x0208, struct.pack("<H10xI", 2, 0x20))
    hidden = Xls().table(*MEANT, more=row)
    yield warned("xls: a hidden row", hidden.bytes(), "rows_are_visible", file=_FILE)
    column = record(0x007D, struct.pack("<6H", 1, 1, 2048, 0, 1, 0))
    away = Xls().table(*MEANT, more=column)
    yield stopped("xls: a hidden column", away.bytes(), "columns_are_visible", file=_FILE)
    macros, pivot = Xls().table(*MEANT), Xls().table(*MEANT)
    macros.folders, pivot.folders = ("_VBA_PROJECT_CUR",), ("_SX_DB_CUR",)
    yield same("xls: macros", macros.bytes(), file=_FILE)
    yield warned("xls: rows behind a pivot table", pivot.bytes(), "workbook_is_plain", file=_FILE)


def page(table, head="<meta charset='utf-8'>"):
    """A web page."""
    return f"<html><head>{head}<title>x</title></head><body>{table}</body></html>".encode()


def _row(*values, tag="td"):
    return f"<tr>{''.join(f'<{tag}>{value}</{tag}>' for value in values)}</tr>"


_ROWS = _row(*HEADER, tag="th") + "".join(_row(*values) for values in ROWS)
_OLD_PAGE = "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>"


def _changed(kapas):
    return page(f"<table>{_ROWS.replace('Kapas', kapas)}</table>")


def _pages():
    yield same("a web page", page(f"<p>Data</p><table>{_ROWS}</table>"), file=_FILE)
    bare = _ROWS.replace("</td>", "").replace("</tr>", "").replace("</th>", "")
    yield same("a web page that closes nothing", page(f"<table>{bare}"), file=_FILE)
    yield same(
        "a web page with entities",
        _changed(" Kapas&nbsp;&amp; Balen<br>Timur "),
        meant(1, "Kapas & Balen\nTimur", "Balen", "Dander", "Sumberrejo"),
        _FILE,
    )
    yield same(
        "a web page in Windows-1252",
        page(f"<table>{_ROWS.replace('Kapas', 'José')}</table>", _OLD_PAGE)
        .decode()
        .encode("cp1252"),
        meant(1, "José", "Balen", "Dander", "Sumberrejo"),
        _FILE,
    )
    keys = _changed("<span style=display:none>0001<b>x</b></span>Kapas")
    yield same("a web page with keys that are not shown", keys, file=_FILE)
    script = _changed("Kapas<script>1<2</script>")
    yield same("a web page with a script", script, file=_FILE)
    over = "<tr><td rowspan=2>Kapas<td>Kapas</tr>" + _row("Tapelan") + _row(*DISTRICTS[3])
    yield warned(
        "a web page with cells over several rows",
        page(f"<table>{_row(*DISTRICTS[0], tag='th')}{over}</table>"),
        "cells_stand_alone",
        meant=DISTRICTS,
        file=_FILE,
    )
    title = page(f"<table><tr><td colspan=4>DATA DESA</td></tr>{_ROWS}</table>")
    yield warned("a web page with a title across", title, "header_comes_first", file=_FILE)
    two = page(f"<table>{_ROWS}</table><table>{_ROWS}</table>")
    yield warned("a web page with two tables", two, "workbook_has_one_table", file=_FILE)


def _style(name, code):
    return f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>'


def _xml():
    rows = xml_row(*HEADER) + "".join(
        xml_row(a, b, ("DateTime", f"{c}T00:00:00.000", ' ss:StyleID="d"'), ("Number", d))
        for a, b, c, d in ROWS
    )
    day = _style("d", "Short Date")
    yield same("xml: texts, days and numbers", xml_2003(rows, styles=day), file=_FILE)
    yield from _xml_from_1904(rows, day)
    coded = xml_row(*HEADER) + "".join(
        xml_row(("Number", int(a), ' ss:StyleID="z"'), *rest) for a, *rest in ROWS
    )
    yield same("xml: zeros by format", xml_2003(coded, styles=_style("z", "0000")), file=_FILE)
    gaps = (
        xml_row(*HEADER)
        + xml_row(*ROWS[0])
        + xml_row(*ROWS[1], more=' ss:Index="4"')
        + xml_row(ROWS[2][0], ("String", ROWS[2][2], ' ss:Index="3"'), ROWS[2][3])
        + xml_row(*ROWS[3])
    )
    yield same(
        "xml: places that are left out",
        xml_2003(gaps),
        [HEADER, *ROWS[:2], ["0170", "", "2024-04-02", "0"], ROWS[3]],
        _FILE,
    )
    down = (
        xml_row(*DISTRICTS[0])
        + xml_row(("String", "Kapas", ' ss:MergeDown="1"'), "Kapas")
        + xml_row(("String", "Tapelan", ' ss:Index="2"'))
        + xml_row(*DISTRICTS[3])
    )
    yield warned(
        "xml: merged over rows", xml_2003(down), "cells_stand_alone", meant=DISTRICTS, file=_FILE
    )
    head = xml_row("a", "b")
    wrong = xml_2003(head + xml_row("x", ("Error", "#N/A")))
    yield stopped("xml: an error", wrong, "cells_have_no_error", file=_FILE)
    no_day = xml_2003(head + xml_row("x", ("DateTime", "2024-13-01T00:00:00")))
    yield stopped("xml: no day", no_day, "dates_are_days", file=_FILE)
    away = xml_2003(rows, styles=day, columns='<Column ss:Index="2" ss:Hidden="1"/>')
    yield stopped("xml: a hidden column", away, "columns_are_visible", file=_FILE)


def _xml_from_1904(written, styles):
    first, said = date(1904, 1, 1), "<x:Date1904/>"
    counted = xml_row(*HEADER) + "".join(
        xml_row(a, b, ("Number", (date.fromisoformat(c) - first).days, ' ss:StyleID="d"'), d)
        for a, b, c, d in ROWS
    )
    from_1904 = xml_2003(counted, styles=styles, book=said)
    yield same("xml: days from 1904 on", from_1904, file=_FILE)
    late = from_1904.replace(said.encode(), b"").replace(
        b"</Workbook>", said.encode() + b"</Workbook>"
    )
    yield stopped("xml: a first day that is said too late", late, "workbook_is_whole", file=_FILE)
    as_days = xml_2003(written, styles=styles, book=said)
    yield same("xml: days as such where others count from 1904", as_days, file=_FILE)


def _text():
    lines = "\n".join(",".join(row) for row in MEANT).encode()
    yield same("text under the name of an XLS", lines, file=_FILE)
    yield same("text with tabs under its name", lines.replace(b",", b"\t"), file=_FILE)


OLD_FORMS = (_xls_cells, _xls_sheets, _pages, _xml, _text)
