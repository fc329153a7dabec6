"""Workbooks of every kind that ask for more than there is, or lead elsewhere."""

import struct
import zipfile
from pathlib import Path

from tests.hostile.archives import MIB, entry, joined, zeros
from tests.hostile.bomb import FINE, STOP, bomb

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
PARTS = {
    "[Content_Types].xml": (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS_TYPE}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}"/></Types>'
    ),
    "_rels/.rels": (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="Desa" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
}
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>desa</t></is></c></row>'


def sheet(rows: str, before: str = XML, behind: str = "") -> str:
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{behind}</worksheet>'


def workbook(path: Path, rows: str = "", **parts: str) -> None:
    """Write a workbook with one sheet; a part is named by the end of its path."""
    made = {**PARTS, "xl/worksheets/sheet1.xml": sheet(rows)}
    for name, content in parts.items():
        made[next((p for p in made if name in p), f"xl/{name}.xml")] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)


def workbook_of_bytes(path: Path, name: str, deflated: bytes, size: int) -> None:
    """Write a workbook one part of which is deflated already."""
    members = []
    for part, content in PARTS.items():
        members.append(entry(part.encode(), content.encode(), len(content), method=0))
    members.append(entry(name.encode(), deflated, size))
    path.write_bytes(joined(members))


@bomb("far-cell.xlsx", STOP)
def two_cells_with_half_a_trillion_between(path: Path, *, full: bool) -> None:  # noqa: ARG001
    workbook(
        path,
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )


@bomb("gigabyte-of-xml.xlsx", STOP)
def a_sheet_of_a_gigabyte(path: Path, *, full: bool) -> None:
    size = (2048 if full else 300) * MIB
    workbook_of_bytes(path, "xl/worksheets/sheet1.xml", zeros(size), size)


@bomb("one-string.xlsx", STOP)
def a_shared_text_of_hundreds_of_megabytes(path: Path, *, full: bool) -> None:
    size = (600 if full else 280) * MIB
    workbook_of_bytes(path, "xl/sharedStrings.xml", zeros(size), size)


@bomb("many-strings-said.xlsx", STOP)
def billions_of_shared_texts_said(path: Path, *, full: bool) -> None:  # noqa: ARG001
    strings = f'{XML}<sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"></sst>'
    workbook(path, HEADER, sharedStrings=strings)


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
)


@bomb("billion-laughs.xlsx", STOP)
def entities_that_swell(path: Path, *, full: bool) -> None:  # noqa: ARG001
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l11;</t></is></c></row>'
    workbook(path, sheet1=sheet(row, f"{XML}<!DOCTYPE x [{LAUGHS}]>"))


@bomb("quadratic.xlsx", STOP)
def one_long_entity_again_and_again(path: Path, *, full: bool) -> None:
    many = 100_000 if full else 10_000
    doctype = f'{XML}<!DOCTYPE x [<!ENTITY a "{"x" * many}">]>'
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"&a;" * many}</t></is></c></row>'
    workbook(path, sheet1=sheet(row, doctype))


@bomb("outside-entity.xlsx", STOP)
def an_entity_from_the_disk(path: Path, *, full: bool) -> None:  # noqa: ARG001
    doctype = f'{XML}<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    workbook(path, sheet1=sheet(row, doctype))


@bomb("outside-dtd.xlsx", STOP)
def a_document_type_from_the_network(path: Path, *, full: bool) -> None:  # noqa: ARG001
    doctype = f'{XML}<!DOCTYPE x SYSTEM "https://contoh.example/x.dtd">'
    workbook(path, sheet1=sheet(HEADER, doctype))


@bomb("deep.xlsx", STOP)
def elements_in_elements(path: Path, *, full: bool) -> None:
    levels = 5_000_000 if full else 200_000
    workbook(path, sheet1=sheet("<row>" * levels + "</row>" * levels))


@bomb("long-attribute.xlsx", STOP)
def an_attribute_of_megabytes(path: Path, *, full: bool) -> None:
    workbook(path, f'<row r="1"><c r="{"A" * ((64 if full else 8) * MIB)}1"><v>1</v></c></row>')


@bomb("many-sheets.xlsx", STOP)
def ten_thousand_sheets(path: Path, *, full: bool) -> None:
    count = 100_000 if full else 10_000
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, count))
    workbook(
        path,
        workbook=f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
        f"<sheets>{sheets}</sheets></workbook>",
    )


@bomb("merged.xlsx", FINE)
def one_cell_merged_over_the_whole_sheet(path: Path, *, full: bool) -> None:
    merged = (
        '<mergeCells><mergeCell ref="A1:XFD1048576"/>'
        + '<mergeCell ref="A2:XFD1048576"/>' * (5000 if full else 500)
        + "</mergeCells>"
    )
    workbook(path, sheet1=sheet(HEADER, behind=merged))


@bomb("many-cells.xlsx", STOP)
def millions_of_cells(path: Path, *, full: bool) -> None:
    row = '<row r="1">' + "<c/>" * 16_384 + "</row>"
    workbook(path, row * (5000 if full else 400))


BESIDE = "docProps/custom.xml"


def noise(run: str, times: int) -> str:
    """Repeat a text with numbers between, so that it packs no better than a table does."""
    return "".join(f"{run}{n * 2_654_435_761 % 4_294_967_296}" for n in range(times))


def beside(path: Path, part: str, count: int) -> None:
    """Write a small table with a part beside it that nobody reads but who looks for persons."""
    rows = HEADER + '<row r="2"><c r="A2"><v>1</v></c></row>'
    made = {**PARTS, "xl/worksheets/sheet1.xml": sheet(rows)}
    made |= {f"{BESIDE}{n or ''}": part for n in range(count)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)


@bomb("comments-never-closed.xlsx", FINE)
def comments_that_never_close(path: Path, *, full: bool) -> None:
    beside(path, "<a>" + noise("<!<?<![CDATA[", 3_000_000 if full else 150_000), 1)


@bomb("looks-never-closed.xlsx", FINE)
def letters_whose_look_never_ends(path: Path, *, full: bool) -> None:
    run = "</t></r><r><rPr>" + "<b/>" * 30
    beside(path, "<a>" + noise(run, 300_000 if full else 15_000), 1)


@bomb("attributes-never-closed.xlsx", FINE)
def attributes_that_never_close(path: Path, *, full: bool) -> None:
    beside(path, "<a " + noise("x=\"' y= 'z=  ", 3_000_000 if full else 150_000), 1)


@bomb("many-parts.xlsx", FINE)
def a_part_for_everything(path: Path, *, full: bool) -> None:
    beside(path, "<a>1234 5678 9012 @ 3456</a>", 1_900 if full else 900)


@bomb("leads-out.xlsx", STOP)
def a_sheet_that_lies_outside(path: Path, *, full: bool) -> None:  # noqa: ARG001
    links = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "../../../../etc/passwd"
    )
    workbook(path, HEADER, **{"_rels/workbook.xml.rels": links})


@bomb("calls-out.xlsx", FINE)
def formulas_that_call_out(path: Path, *, full: bool) -> None:  # noqa: ARG001
    rows = (
        HEADER
        + '<row r="2"><c r="A2" t="str"><f>cmd|\' /C calc\'!A0</f><v>x</v></c></row>'
        + '<row r="3"><c r="A3" t="str"><f>WEBSERVICE("https://contoh.example/")</f><v>y</v></c></row>'
        + '<row r="4"><c r="A4" t="inlineStr"><is><t>=1+cmd|x</t></is></c></row>'
    )
    workbook(path, rows)


def ods(path: Path, table: str, before: str = XML) -> None:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'{before}<office:document-content {spaces} office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="Desa">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = zipfile.ZipInfo("mimetype")
        archive.writestr(kind, "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"{XML}<manifest/>")


def repeated(rows: str, columns: str) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )


@bomb("repeated.ods", STOP)
def one_cell_repeated_over_the_whole_sheet(path: Path, *, full: bool) -> None:  # noqa: ARG001
    ods(path, repeated("1048576", "16384"))


@bomb("repeated-beyond.ods", STOP)
def a_cell_repeated_beyond_all_numbers(path: Path, *, full: bool) -> None:  # noqa: ARG001
    times = "9" * 30
    ods(path, repeated(times, times))


@bomb("laughs.ods", STOP)
def entities_that_swell_in_an_ods(path: Path, *, full: bool) -> None:  # noqa: ARG001
    ods(
        path,
        repeated("1", "1").replace("<text:p>x", "<text:p>&l11;"),
        f"{XML}<!DOCTYPE x [{LAUGHS}]>",
    )


def compound(first: int, table: list[int], size: int = 4096) -> bytes:
    """Write the container of an old XLS with one stream, its chain of sectors as given."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<9I", header, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    sectors = struct.pack("<128I", *(table + [0xFFFFFFFF] * (128 - len(table))))
    entries = b""
    for name, kind, start, length in (
        ("Root Entry", 5, 0xFFFFFFFE, 0),
        ("Workbook", 2, first, size),
    ):
        text = name.encode("utf-16-le")
        one = text.ljust(64, b"\0") + struct.pack(
            "<HBB3I", len(text) + 2, kind, 1, *[0xFFFFFFFF] * 2, 1 if kind == 5 else 0xFFFFFFFF
        )
        entries += one.ljust(116, b"\0") + struct.pack("<IQ", start, length)
    return bytes(header) + sectors + entries.ljust(512, b"\0") + b"\x09\x08\x10\0" * 1024


@bomb("circle.xls", STOP)
def sectors_that_lead_in_a_circle(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(compound(2, [0xFFFFFFFD, 0xFFFFFFFE, 3, 2], 1 << 30))


@bomb("directory-circle.xls", STOP)
def a_directory_that_leads_to_itself(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(compound(2, [0xFFFFFFFD, 1, 3, 0xFFFFFFFE]))


@bomb("many-sectors.xls", STOP)
def more_sectors_than_bytes(path: Path, *, full: bool) -> None:  # noqa: ARG001
    content = bytearray(compound(2, [0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE]))
    struct.pack_into("<2I", content, 40, 0x7FFFFFFF, 0x7FFFFFFF)
    struct.pack_into("<2I", content, 68, 5, 0x7FFFFFFF)
    path.write_bytes(bytes(content))


@bomb("cut-off.xls", STOP)
def a_workbook_cut_off(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(compound(2, [0xFFFFFFFD, 0xFFFFFFFE, 3, 4, 5])[:1600])


@bomb("spans.xls", STOP)
def a_web_page_whose_cells_span_millions(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_text(
        "<html><body><table>"
        + "<tr><td colspan=1000000000 rowspan=1000000000>x</td></tr>" * 50
        + "</table>"
    )


@bomb("tables-in-tables.xls", STOP)
def tables_in_tables(path: Path, *, full: bool) -> None:
    path.write_text("<html>" + "<table><tr><td>" * (1_000_000 if full else 100_000))


def of_2003(path: Path, table: str, doctype: str = "") -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    path.write_text(
        f'{XML}{doctype}<Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="a"><Table>{table}</Table></Worksheet></Workbook>'
    )


@bomb("laughs.xls", STOP)
def entities_that_swell_in_the_xml_of_2003(path: Path, *, full: bool) -> None:  # noqa: ARG001
    row = '<Row><Cell><Data ss:Type="String">&l11;</Data></Cell></Row>'
    of_2003(path, row, f"<!DOCTYPE x [{LAUGHS}]>")


@bomb("index.xls", STOP)
def an_index_far_away_in_the_xml_of_2003(path: Path, *, full: bool) -> None:  # noqa: ARG001
    cell = '<Cell ss:Index="2000000000"><Data ss:Type="String">x</Data></Cell>'
    of_2003(path, f'<Row ss:Index="2000000000">{cell}</Row>')
