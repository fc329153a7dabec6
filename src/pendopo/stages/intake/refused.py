"""Files that are no tables, told by their bytes: what they are, and what to hand in instead."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pendopo.stages.intake.text_forms import begins_with_cells, is_markup, written_as
from pendopo.stages.intake.zip_directory import TooManyError, open_archive
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

HEAD_BYTES = 4096
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"  # IANA's name
_PDF_WITHIN = 1024  # some programs write a few bytes before the mark
_TAR_MARK_AT = 257
_FTYP_AT, _DUCK_AT, _WEBP_AT = 4, 8, 8
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE2_DIRECTORY_BYTES = 1 << 20
_TITLE = re.compile(rb"<title[^>]*>([^<]{1,120})", re.IGNORECASE)
_BEFORE_TAG = rb"(?:<!--(?:(?!-->).)*+-->|<\?xml[^>]*+>|\s)*+<"
_WEB_PAGE = re.compile(
    _BEFORE_TAG + rb"(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE | re.DOTALL
)
# Pieces of one: such tags may also stand in the cells of a table, in those of its header too.
_PIECE = re.compile(
    _BEFORE_TAG + rb"(?:div|center|style|meta|font|thead|tbody)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(rb"\s*+<(?:\?xml|svg|kml|gml|rss|feed|office:document)\b", re.IGNORECASE)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_MAIL = re.compile(
    rb"From \S+@|(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|X-[\w-]+):[^\n]*\n"
    rb"(?:[ \t][^\n]*\n)*[A-Za-z][\w-]+:",
    re.IGNORECASE,
)
# A head of a message: four of five of its names are in each, and a blank line ends it.
_MAIL_NAME = re.compile(
    rb"(?:From|To|Cc|Bcc|Subject|Date|Message-ID|Reply-To|Sender|Content-(?:Type|Transfer-Encoding)"
    rb"|MIME-Version|Snapshot-Content-Location|X-[\w-]+|Received|Return-Path|Delivered-To):[ \t]",
    re.IGNORECASE,
)
_MAIL_NAMES_LEAST = 3
_LINK = re.compile(
    rb"\s*+(?:version https://git-lfs\.github\.com/|\[InternetShortcut\]|\[Desktop Entry\]|\{[^{}]{0,400}\"https://docs\.google\.com/)"
)
_CARDS = re.compile(rb"\s*+BEGIN:V(?:CARD|CALENDAR)\b", re.IGNORECASE)
_SYLK = re.compile(rb"ID;P[^\n]*\n(?:[^\n]*\n)*?C;[XY]\d")
_DBASE = (b"\x03", b"\x30", b"\x31", b"\x83", b"\x8b", b"\xf5")
_DBASE_FIELD, _DBASE_HEADER_AT, _DBASE_END = 32, 8, b"\r"
# What Excel and Word put beside a document that is open: who opened it, twice.
_OWNER_BYTES, _OWNER_AGAIN_AT = 165, 55
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a]")

_TABLE_FORMS: Mapping[bytes, str] = {
    b"ARROW1": "Arrow",
    b"FEA1": "Feather",
    b"ORC": "ORC",
    b"Obj\x01": "Avro",
    b"\x89HDF\r\n\x1a\n": "HDF5",
    b"CDF\x01": "netCDF",
    b"CDF\x02": "netCDF",
    b"<stata_dta>": "Stata",
    b"$FL2": "SPSS",
    b"$FL3": "SPSS",
    b"RDX": "R",
    b"RDA": "R",
    b"\x93NUMPY": "NumPy",
    b"\x80\x03": "Python pickle",
    b"\x80\x04": "Python pickle",
    b"\x80\x05": "Python pickle",
}
_DATABASES: Mapping[bytes, str] = {
    b"SQLite format 3\x00": "SQLite",
    b"\x00\x01\x00\x00Standard Jet DB": "Microsoft Access",
    b"\x00\x01\x00\x00Standard ACE DB": "Microsoft Access",
    b"PGDMP": "PostgreSQL",
}
_PICTURES: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"8BPS": "Photoshop",
    b"AC10": "DWG",
}
_DOCUMENTS: Mapping[bytes, str] = {
    b"{\\rtf": "RTF",
    b"%!PS": "PostScript",
}
_PACKINGS: Mapping[bytes, str] = {
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"(\xb5/\xfd": "Zstandard",
    b'\x04"M\x18': "LZ4",
    b"MSCF": "CAB",
    b"\x1f\x9d": "compress",
    b"!<arch>\n": "ar",
}
_PROGRAMS: Mapping[bytes, str] = {
    b"MZ": "Windows",
    b"\x7fELF": "Linux",
    b"\xca\xfe\xba\xbe": "Java",
    b"\xcf\xfa\xed\xfe": "macOS",
}
# What else is a ZIP archive within, by a name that all of its kind hold.
_IN_ZIP: Mapping[str, str] = {
    "word/": "Microsoft Word",
    "ppt/": "Microsoft PowerPoint",
    "visio/": "Microsoft Visio",
    "Index/Document.iwa": "Apple Numbers",
    "xl/workbook.bin": "Excel (XLSB)",
    "AndroidManifest.xml": "Android",
    "META-INF/MANIFEST.MF": "Java",
    "doc.kml": "KMZ",
}
# The first part of others says what they are, as an ODS has it.
_FIRST_PART = re.compile(
    rb"mimetypeapplication/(vnd\.oasis\.opendocument\.(?:text|presentation|graphics)|epub)"
)
_FIRST_PARTS: Mapping[bytes, str] = {
    b"vnd.oasis.opendocument.text": "OpenDocument, ODT",
    b"vnd.oasis.opendocument.presentation": "OpenDocument, ODP",
    b"vnd.oasis.opendocument.graphics": "OpenDocument, ODG",
    b"epub": "EPUB",
}
# Names of streams of an OLE2 file, as it writes them.
_IN_OLE2: Mapping[str, str] = {
    "WordDocument": "Microsoft Word",
    "PowerPoint Document": "Microsoft PowerPoint",
    "VisioDocument": "Microsoft Visio",
    "__substg1.0_": "",
}


class RefusedError(Exception):
    """A file that is not read, or not to its end; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence())
        self.finding = finding


def is_program(head: bytes) -> bool:
    """Tell whether a file is a program, by its first bytes."""
    return head.startswith(tuple(_PROGRAMS))


def refused(path: Path, head: bytes) -> Finding | None:
    """Say what a file is when it is no table; None when it may be one.

    :param head: its first ``HEAD_BYTES``
    """
    if is_pdf(head):
        return _pdf()
    return (
        _by_first_bytes(head)
        or _by_place(head)
        or _by_fields(head)
        or _by_words(head)
        or _by_text(path, head)
        or _by_first_part(head)
        or _by_parts(path, head)
    )


def is_pdf(head: bytes) -> bool:
    """Tell a PDF."""
    return b"%PDF-" in head[:_PDF_WITHIN] and not head.startswith(b"PK")


def is_ole2(head: bytes) -> bool:
    """Tell the container of old Microsoft Office files."""
    return head.startswith(_OLE2[:4])


def is_spreadsheet_markup(head: bytes) -> bool:
    """Tell a spreadsheet of XML, and a web page with a table, which Excel opens as spreadsheets."""
    return is_spreadsheet_xml(head) or _is_web_page(text_of(head))


def _is_web_page(text: bytes) -> bool:
    """Tell a web page or a piece of one, by its first tag."""
    if _WEB_PAGE.match(text):
        return True
    return bool(_PIECE.match(text)) and not begins_with_cells(text.decode("utf-8", "replace"))


def is_spreadsheet_xml(head: bytes) -> bool:
    """Tell the XML of Excel 2003, which may be UTF-16, and of that without a mark."""
    text = text_of(head).replace(b"\0", b"").lstrip()
    return text.startswith(b"<") and _SPREADSHEET_XML in text and not _is_web_page(text)


def is_workbook(names: frozenset[str]) -> bool:
    """Tell a workbook of Excel by the parts in its archive."""
    return "xl/workbook.xml" in names


def is_ods(head: bytes) -> bool:
    """Tell a workbook of LibreOffice: its first part, never compressed, says so."""
    return b"mimetype" + ODS_KIND.encode() in head[:_TAR_MARK_AT]


def parts_of(path: Path) -> frozenset[str]:
    """Give the names in a ZIP archive; none when its directory is broken or far too large."""
    try:
        with open_archive(path) as archive:
            return frozenset(archive.namelist())
    except (TooManyError, zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return frozenset()


def _by_first_bytes(head: bytes) -> Finding | None:
    if head.startswith(b"PAR1") and _is_binary(b"PAR1", head):
        return _stop(
            say("The file is Parquet, which is written here but not accepted."),
            say("Hand in the table as CSV or XLSX."),
        )
    for known, finding in (
        (_TABLE_FORMS, _table_form),
        (_DATABASES, _database),
        (_PICTURES, _picture),
        (_DOCUMENTS, _document),
        (_PACKINGS, _packing),
        (_PROGRAMS, _program),
    ):
        for magic, what in known.items():
            if head.startswith(magic) and (known is _DOCUMENTS or _is_binary(magic, head)):
                return finding(what)
    return None


def _is_binary(magic: bytes, head: bytes) -> bool:
    """Tell whether a mark of plain letters is one, and not the first name of a table's header."""
    return not magic.isalnum() or bool(_CONTROLS.search(head))


def _by_place(head: bytes) -> Finding | None:
    """Tell what has its mark behind its first bytes."""
    if head[_TAR_MARK_AT:].startswith(b"ustar"):
        return _packing("tar")
    if head[_DUCK_AT:].startswith(b"DUCK"):
        return _database("DuckDB")
    if head.startswith(b"RIFF") and _is_binary(b"RIFF", head):
        return _picture("WebP") if head[_WEBP_AT:].startswith(b"WEBP") else _recording()
    if head[_FTYP_AT:].startswith(b"ftyp"):
        still = head[_DUCK_AT:].startswith((b"heic", b"mif1", b"avif"))
        return _picture("HEIC") if still else _recording()
    if head.startswith((b"ID3", b"OggS", b"fLaC")) and _is_binary(b"ID3", head):
        return _recording()
    return None


def _by_fields(head: bytes) -> Finding | None:
    if _is_dbase(head):
        return _table_form("dBase")
    if len(head) == _OWNER_BYTES and head[_OWNER_AGAIN_AT:].startswith(bytes((head[0], 0))):
        return _stop(
            say("The file is what Excel keeps beside a workbook that is open; it holds no table."),
            say("Close the workbook, and hand in the file whose name does not begin with ~$."),
        )
    return None


def _by_words(head: bytes) -> Finding | None:
    text = text_of(head)
    if _LINK.match(text):
        return _stop(
            say("The file is a link to a table that stands elsewhere, and holds none."),
            say("Open the link, download the table as XLSX or CSV, and hand that in."),
        )
    if _CARDS.match(text):
        return _stop(
            say("The file is a list of addresses or of appointments, not a table."),
            say("Hand in the table itself, as CSV or XLSX."),
        )
    if _SYLK.match(text):
        return _table_form("SYLK")
    return None


def _is_dbase(head: bytes) -> bool:
    """Tell a table of dBase: a mark, and fields of 32 bytes each that end with a line's end."""
    size = int.from_bytes(head[_DBASE_HEADER_AT : _DBASE_HEADER_AT + 2], "little")
    whole = size > _DBASE_FIELD and size % _DBASE_FIELD == 1
    return head.startswith(_DBASE) and whole and head[size - 1 : size] == _DBASE_END


def _by_text(path: Path, head: bytes) -> Finding | None:
    text = text_of(head)
    if (_MAIL.match(text) and b"\n" in text) or _has_head_of_mail(text):
        return _stop(
            say("The file is an e-mail message."),
            say("Save the table attached to it as a file of its own, and hand that in."),
        )
    if _is_web_page(text) and b"<table" not in _beginning(path).lower():
        return _web_page(text)
    if _is_web_page(text) or is_spreadsheet_xml(head):
        return None
    lines = text.decode("utf-8", "replace")
    if _XML.match(text) or is_markup(lines):
        return _stop(
            say("The file is XML, of which no form is read but Excel's own."),
            say("Export the table as CSV in UTF-8, as XLSX or, for a map, as GeoJSON."),
        )
    what = written_as(lines, whole=len(head) < HEAD_BYTES)
    return _written_as(what) if what else None


def _has_head_of_mail(text: bytes) -> bool:
    """Tell a message by its first lines: a name that messages have in each, or set in below one."""
    head, *body = re.split(rb"\r?\n\r?\n", text, maxsplit=1)
    lines = [line for line in head.splitlines() if not line.startswith((b" ", b"\t"))]
    named = sum(map(bool, map(_MAIL_NAME.match, lines)))
    return bool(body) and named >= _MAIL_NAMES_LEAST and 5 * named >= 4 * len(lines)


def _beginning(path: Path) -> bytes:
    """Read as much of a web page as comes before its first table."""
    with path.open("rb") as stream:
        return stream.read(_OLE2_DIRECTORY_BYTES)


def text_of(head: bytes) -> bytes:
    """Give text as ASCII shows it, past its mark; a mark of UTF-16 shows how it was written."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "ignore").encode("utf-8", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf")


def _by_first_part(head: bytes) -> Finding | None:
    kind = _FIRST_PART.search(head[:_TAR_MARK_AT]) if head.startswith(b"PK") else None
    return _document(_FIRST_PARTS[kind[1]]) if kind else None


def _by_parts(path: Path, head: bytes) -> Finding | None:
    if is_ole2(head):
        return _by_streams(path)
    if not head.startswith(b"PK\x03\x04"):
        return None
    names = parts_of(path)
    if is_workbook(names) and is_ods(head):
        return _stop(
            say("The file is two kinds of workbook at once, so that programs may differ on it."),
            say("Copy the table to a new workbook, save it as XLSX, and hand that in."),
        )
    for name, what in _IN_ZIP.items():
        if any(one == name or (name.endswith("/") and one.startswith(name)) for one in names):
            return _in_zip(what)
    if any(name.lower().endswith(".shp") for name in names):
        return _map("Shapefile")
    return None


def _in_zip(what: str) -> Finding:
    if what in {"Android", "Java"}:
        return _program(what)
    if what == "KMZ":
        return _map(what)
    return _table_form(what) if what in {"Apple Numbers", "Excel (XLSB)"} else _document(what)


def _by_streams(path: Path) -> Finding | None:
    """Tell what an OLE2 file holds by the names of its streams, which may stand anywhere in it."""
    with path.open("rb") as stream:
        content = stream.read(_OLE2_DIRECTORY_BYTES)
        size = stream.seek(0, 2)
        stream.seek(max(_OLE2_DIRECTORY_BYTES, size - _OLE2_DIRECTORY_BYTES))
        content += stream.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _stop(
            say("The workbook is protected by a password."),
            say("Take the password away in Excel, save it, and hand that in."),
        )
    for name, what in _IN_OLE2.items():
        if name.encode("utf-16-le") in content:
            return _document(what) if what else _mail_of_outlook()
    return None


def _stop(message: str, write: str, what: str = "") -> Finding:
    return Finding("form_not_read", Weight.STOP, message, {"what": what} if what else {}, write)


def _pdf() -> Finding:
    return _stop(
        say("The file is a PDF: its tables cannot be read exactly."),
        say(
            "Hand in the spreadsheet that the PDF was made from, as CSV or XLSX. Where there is "
            "none, fill in the register's template (pendopo template)."
        ),
    )


def _table_form(what: str) -> Finding:
    return _stop(
        say("The file is a table of {what}, a form that is not read here."),
        say("Save or export the table as XLSX, or as CSV in UTF-8, and hand that in."),
        what,
    )


def _database(what: str) -> Finding:
    return _stop(
        say("The file is a database of {what}."),
        say("Export each table as CSV in UTF-8, and hand in each as a file of its own."),
        what,
    )


def _picture(what: str) -> Finding:
    return _stop(
        say("The file is a picture or a drawing ({what}): no table can be read from it exactly."),
        say(
            "Hand in the table it was made from; where there is none, fill in the register's "
            "template (pendopo template)."
        ),
        what,
    )


def _document(what: str) -> Finding:
    return _stop(
        say("The file is a text document ({what}): its tables cannot be read exactly."),
        say("Copy the table to a spreadsheet, save it as XLSX, and hand that in."),
        what,
    )


def _written_as(what: str) -> Finding:
    return _stop(
        say("The file is written as {what}: its lines are no rows of a table."),
        say(
            "Save or export the table as XLSX, or as CSV in UTF-8, and hand that in; where there "
            "is none, fill in the register's template (pendopo template)."
        ),
        what,
    )


def _packing(what: str) -> Finding:
    return _stop(
        say("The file is packed as {what}, which is not unpacked here."),
        say("Unpack it and hand in the table as it is, or pack the table as ZIP."),
        what,
    )


def _program(what: str) -> Finding:
    return _stop(
        say("The file is a program ({what}), not a table."),
        say("Hand in the table itself, as CSV or XLSX."),
        what,
    )


def _map(what: str) -> Finding:
    return _stop(
        say("The file is a map ({what}), a form that is not read here."),
        say("Export the layer as GeoJSON in WGS 84, or its table as CSV, and hand that in."),
        what,
    )


def _recording() -> Finding:
    return _stop(
        say("The file is a sound or a film, not a table."),
        say("Hand in the table itself, as CSV or XLSX."),
    )


def _mail_of_outlook() -> Finding:
    return _stop(
        say("The file is an e-mail message."),
        say("Save the table attached to it as a file of its own, and hand that in."),
    )


def _web_page(text: bytes) -> Finding:
    found = _TITLE.search(text)
    title = " ".join(found[1].decode("utf-8", "replace").split()) if found else "HTML"
    return _stop(
        say("The file is a web page ({what}) without a table: perhaps a download that failed."),
        say("Download the table again, look into the file, and hand in the table itself."),
        title,
    )
