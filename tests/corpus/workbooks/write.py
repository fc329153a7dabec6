"""Workbooks made by hand, down to the byte: what programs write and a library would not let us."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape, quoteattr

import openpyxl

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def book(*rows, name="Data", change=None):
    """An XLSX as openpyxl writes it; ``change`` is given the book before it is saved."""
    made = openpyxl.Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    if change:
        change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def packed(parts):
    """A ZIP archive of named parts, in their order; what says its kind is never compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def repacked(content, changes):
    """The archive with some of its parts replaced, or changed by a function, or put in."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name].decode()) if callable(change) else change
    return packed(parts)


def relationship(number, kind, target, **more):
    extra = "".join(f" {name}={quoteattr(value)}" for name, value in more.items())
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"{extra}/>'


def relationships(*links):
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def parts(
    data,
    *,
    formats=(),
    texts="",
    before="",
    after="",
    properties="",
    links=(),
    calculation="",
    sheets=(),
    fonts="",
    fonted=(),
):
    """The parts of an XLSX with the rows ``data`` as XML.

    :param formats: number formats; a cell's ``s`` is a place among them
    :param fonts: XML of fonts, and ``fonted`` for each style behind those of the formats its font
    :param before: XML in front of the rows, ``after`` behind them
    """
    styles = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(code)}/>'
        for at, code in enumerate(formats)
    )
    cells = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(formats)))
    cells += "".join(f'<xf numFmtId="0" fontId="{font}"/>' for font in fonted)
    listed = "".join(sheets) or '<sheet name="Data" sheetId="1" r:id="rId1"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": relationships(relationship(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}'
        f"<sheets>{listed}</sheets>{calculation}</workbook>",
        "xl/_rels/workbook.xml.rels": relationships(
            relationship(1, "worksheet", "worksheets/sheet1.xml"),
            relationship(2, "styles", "styles.xml"),
            relationship(3, "sharedStrings", "sharedStrings.xml"),
            *links,
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{styles}</numFmts>{fonts}'
        f"<cellXfs>{cells or '<xf/>'}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{before}'
        f"<sheetData>{data}</sheetData>{after}</worksheet>",
    }


def xlsx(data, **options):
    """An XLSX with the rows ``data`` as XML."""
    return packed(parts(data, **options))


def row(number, *cells):
    """A row of XLSX; a text is inline, a number plain, a pair (number, style) styled."""
    return f'<row r="{number}">{"".join(map(_cell, cells))}</row>'


def _cell(value):
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if value is None:
        return "<c/>"
    number, style = value if isinstance(value, tuple) else (value, 0)
    return f'<c s="{style}"><v>{number}</v></c>'


_RECORD_MOST = 8224
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_NAMES = " ".join(
    f'xmlns:{name}="{_ODF}:{name if name != "number" else "datastyle"}:1.0"'
    for name in ("office", "table", "text", "style", "number", "manifest")
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(*tables, styles="", manifest=""):
    """An ODS of tables, each as XML, or as rows of XML of a table called Data."""
    body = "".join(t if t.startswith("<table:table ") else ods_table(t) for t in tables)
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {_ODF_NAMES} {_CALC}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
            "META-INF/manifest.xml": f"<manifest:manifest {_ODF_NAMES}>{manifest}"
            "</manifest:manifest>",
        }
    )


def ods_table(rows, name="Data", style=""):
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def ods_row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(value):
    """A cell of ODS: XML as it is, a text, or (kind, value, shown, more attributes)."""
    if isinstance(value, str):
        if value.startswith("<"):
            return value
        return (
            '<table:table-cell office:value-type="string"><text:p>'
            f"{escape(value)}</text:p></table:table-cell>"
        )
    kind, held, shown, more = (*value, "", "")[:4]
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(
        kind, "value"
    )
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{held}" {more}>'
        f"<text:p>{shown or held}</text:p></table:table-cell>"
    )


def ods_style(name, data_style):
    """A style of cells that shows numbers as a data style does."""
    return (
        f'{data_style}<style:style style:name="{name}" style:family="table-cell" '
        f'style:data-style-name="N{name}"/>'
    )


def xml_2003(rows, *, styles="", options="", columns="", book=""):
    """The XML of Excel 2003."""
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f"<x:ExcelWorkbook>{book}</x:ExcelWorkbook>"
        f'<Styles>{styles}</Styles><Worksheet ss:Name="Data"><Table>{columns}{rows}</Table>'
        f"<x:WorksheetOptions>{options}</x:WorksheetOptions></Worksheet></Workbook>"
    ).encode()


def xml_row(*cells, more=""):
    return f"<Row{more}>{''.join(map(xml_cell, cells))}</Row>"


def xml_cell(value):
    """A cell: a text, or (kind, value, more attributes)."""
    kind, held, more = (*value, "")[:3] if isinstance(value, tuple) else ("String", value, "")
    return f'<Cell{more}><Data ss:Type="{kind}">{escape(str(held))}</Data></Cell>'


class Xls:
    """An XLS of Excel 97: records put one behind the other, in a compound file.

    Source: [MS-XLS], 2.4; [MS-CFB], 2.
    """

    def __init__(self, *, from_1904=False, version=0x0600):
        self._version = version
        self._formats = {}
        self._styles = [0]
        self._texts = []
        self._sheets = []
        self._from_1904 = from_1904
        self.folders = ()
        self.shared = None  # other bytes for the record of shared texts
        self.linked = b""  # records between the head and the list of sheets

    def style(self, code):
        """The number of the style that has a number format."""
        number = self._formats.setdefault(code, 164 + len(self._formats))
        self._styles.append(number)
        return len(self._styles) - 1

    def sheet(self, name, *cells, hidden=0, more=b""):
        """Put in a sheet of records."""
        self._sheets.append((name, b"".join(cells) + more, hidden))
        return self

    def text(self, place, value):
        if value not in self._texts:
            self._texts.append(value)
        return record(0x00FD, struct.pack("<3HI", *place, 0, self._texts.index(value)))

    def table(self, *rows, name="Data", styles=(), **options):
        """Put in a sheet of rows: texts, numbers and truths."""
        cells = [
            self.cell((at, column), value, styles[column] if column < len(styles) and at else 0)
            for at, values in enumerate(rows)
            for column, value in enumerate(values)
            if value is not None
        ]
        return self.sheet(name, *cells, **options)

    def cell(self, place, value, style=0):
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            return self.text(place, value)
        if isinstance(value, bool):
            return record(0x0205, struct.pack("<3H2B", *place, style, value, 0))
        return record(0x0203, struct.pack("<3Hd", *place, style, value))

    def bytes(self):
        """The file."""
        return compound({"Workbook": self.stream()}, self.folders)

    def stream(self):
        begin = record(0x0809, struct.pack("<2H2H2I", self._version, 0x0005, 0, 0, 0, 0))
        head = [begin, record(0x0022, struct.pack("<H", self._from_1904))]
        head += [
            record(0x041E, struct.pack("<2HB", number, len(code), 0) + code.encode("latin-1"))
            for code, number in self._formats.items()
        ]
        head += [record(0x00E0, struct.pack("<2H16x", 0, number)) for number in self._styles]
        head.append(self.linked)
        names = [(name, hidden) for name, _, hidden in self._sheets]
        size = sum(map(len, head)) + sum(len(sheet_record(0, *one)) for one in names)
        tail = (self.shared or self.shared_texts()) + record(0x000A, b"")
        bodies = [
            record(0x0809, struct.pack("<2H2H2I", self._version, 0x0010, 0, 0, 0, 0))
            + cells
            + record(0x000A, b"")
            for _, cells, _ in self._sheets
        ]
        starts = [size + len(tail) + sum(map(len, bodies[:at])) for at in range(len(bodies))]
        listed = [sheet_record(start, *one) for start, one in zip(starts, names, strict=True)]
        return b"".join([*head, *listed, tail, *bodies])

    def shared_texts(self):
        """The shared texts; one that does not fit goes on in the next record."""
        bodies = [struct.pack("<2I", len(self._texts), len(self._texts))]
        for text in self._texts:
            raw = text.encode("utf-16-le")
            if len(bodies[-1]) + 5 > _RECORD_MOST:
                bodies.append(b"")
            bodies[-1] += struct.pack("<HB", len(raw) // 2, 1)
            while raw:
                room = (_RECORD_MOST - len(bodies[-1])) // 2 * 2
                bodies[-1] += raw[:room]
                raw = raw[room:]
                if raw:
                    bodies.append(b"\x01")
        kinds = [0x00FC, *([0x003C] * (len(bodies) - 1))]
        return b"".join(map(record, kinds, bodies))


def sheet_record(start, name, hidden):
    return record(0x0085, struct.pack("<I2B", start, hidden, 0) + short_text(name))


def record(kind, body):
    return struct.pack("<2H", kind, len(body)) + body


def short_text(text):
    return struct.pack("<2B", len(text), 0) + text.encode("latin-1")


def formula(place, result, *, options=0, style=0):
    """A formula with its result: 8 bytes as the record has them, or a number."""
    raw = result if isinstance(result, bytes) else struct.pack("<d", result)
    body = struct.pack("<3H", *place, style) + raw + struct.pack("<HI", options, 0) + b"\0\0"
    return record(0x0006, body)


def compound(streams, folders=()):
    """A compound file of sectors of 512 bytes; each stream is filled up to 4096 bytes at least."""
    bodies = {name: _sectors(data.ljust(4096, b"\0")) for name, data in streams.items()}
    directory = -(-(1 + len(bodies) + len(folders)) // 4)
    used = directory + sum(len(data) // 512 for data in bodies.values())
    tables = next(n for n in range(1, 110) if n * 128 >= n + used)
    chain = [_TABLE] * tables + [*range(tables + 1, tables + directory), _END]
    listed = [entry("Root Entry", 5, _END, 0)]
    for name, data in bodies.items():
        listed.append(entry(name, 2, len(chain), len(data)))
        chain += [*range(len(chain) + 1, len(chain) + len(data) // 512), _END]
    listed += [entry(name, 1, 0, 0) for name in folders]
    chain += [_FREE] * (tables * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(tables), *([_FREE] * (109 - tables)))
    table = struct.pack(f"<{len(chain)}I", *chain)
    return head + table + _sectors(b"".join(listed)) + b"".join(bodies.values())


def _sectors(data):
    return data.ljust(-(-len(data) // 512) * 512, b"\0")


def entry(name, kind, start, size):
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<H2B3I", len(raw), kind, 1, *([0xFFFFFFFF] * 3))
    return (head.ljust(116, b"\0") + struct.pack("<IQ", start, size)).ljust(128, b"\0")
