"""Small databases of Microsoft Access (Jet 4), as programs of villages keep them: .mdb and .mde.

No program at hand writes them, so they are laid out here, page by page, from what mdbtools
(HACKING) tells of the form. ``mdb-export`` of mdbtools reads the same rows out of them.
"""

import struct
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

PAGE = 4096
LONG, MONEY, DOUBLE, DAY, TEXT, OLE, SHORT = 4, 5, 7, 8, 10, 11, 3
_FIXED = {LONG: "<i", MONEY: "<q", DOUBLE: "<d", DAY: "<d", SHORT: "<h"}
_KEY = bytes.fromhex("c7da396b")  # what the head of each such file is veiled with
_USER, _SYSTEM = 0x4E, 0x53


@dataclass
class Table:
    """A table: of each column its name and kind, and the rows."""

    columns: dict[str, int]
    rows: list[tuple[Any, ...]]


def write_database(path, tables):
    """Write tables, by their names, into a database."""
    pages = [_head(), b"", b""]
    catalog, used = [(2, "MSysObjects", 1, -0x80000000, None)], list[range]()
    for name, table in tables.items():
        at = len(pages)
        pages += _laid(table, at, (_USER, len(used)))
        used.append(range(at + 1, len(pages)))
        catalog.append((at, name, 1, 0, None))
    about = {"Id": LONG, "Name": TEXT, "Type": SHORT, "Flags": LONG, "LvProp": OLE}
    system, *rest = _laid(Table(about, catalog), 2, (_SYSTEM, len(used)))
    pages[2] = system
    used.append(range(len(pages), len(pages) + len(rest)))
    pages[1] = _data_page([_used(one) for one in used], 0)
    path.write_bytes(b"".join([*pages, *rest]))
    return path


def _head():
    named = b"\0\1\0\0Standard Jet DB\0" + struct.pack("<I", 1)
    return (named + _veiled(bytes(128))).ljust(PAGE, b"\0")


def _veiled(data):
    """RC4, which hides nothing: the key is the same everywhere."""
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + _KEY[i % 4]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def _used(places):
    """Say which pages hold a table's rows."""
    bits = bytearray(64)
    for at in places:
        bits[at // 8] |= 1 << at % 8
    return b"\0" + struct.pack("<I", 0) + bytes(bits)


def _laid(table, at, about):
    """Give the page that declares a table, and those with its rows."""
    pages, here, size = list[bytes](), list[bytes](), 0
    for row in (_row(table.columns, one) for one in table.rows):
        if size + len(row) + 2 > PAGE - 14:
            pages.append(_data_page(here, at))
            here, size = [], 0
        here.append(row)
        size += len(row) + 2
    if here:
        pages.append(_data_page(here, at))
    return [_declared(table, *about), *pages]


def _declared(table, kind, used):
    columns, names, fixed, varied = b"", b"", 0, 0
    for place, (name, one) in enumerate(table.columns.items()):
        written = name.encode("utf-16-le")
        names += struct.pack("<H", len(written)) + written
        is_fixed = one in _FIXED
        length = struct.calcsize(_FIXED[one]) if is_fixed else 255
        columns += struct.pack("<BIHHHIHIHH", one, 0x659, place, varied, place, 0,
                               0x0103 if is_fixed else 0x0102, 0, fixed, length)  # fmt: skip
        fixed, varied = (fixed + length, varied) if is_fixed else (fixed, varied + 1)
    body = columns + names + b"\xff\xff"
    count = len(table.columns)
    head = struct.pack("<IIIIII8xBHHHIIII", 0x659, len(table.rows), 0, 1, 0, 0, kind, count, varied,
                       count, 0, 0, 0x100 | used, 0x100 | used)  # fmt: skip
    head = head[:20] + head[24:]
    start = b"\2\1" + struct.pack("<HII", 0, 0, 12 + len(head) + len(body))
    return (start + head + body).ljust(PAGE, b"\0")


def _row(columns, values):
    fixed, varied, offsets, known = b"", b"", [], 0
    for place, (kind, value) in enumerate(zip(columns.values(), values, strict=True)):
        known |= (value is not None) << place
        if kind in _FIXED:
            fixed += struct.pack(_FIXED[kind], _number(kind, value))
    start = 2 + len(fixed)
    for kind, value in zip(columns.values(), values, strict=True):
        if kind not in _FIXED:
            offsets.append(start + len(varied))
            varied += b"\xff\xfe" + value.encode("latin-1") if value else b""
    ends = [start + len(varied), *reversed(offsets), len(offsets)]
    mask = known.to_bytes((len(columns) + 7) // 8, "little")
    count = struct.pack("<H", len(columns))
    return count + fixed + varied + b"".join(struct.pack("<H", one) for one in ends) + mask


def _number(kind, value):
    if value is None:
        return 0
    if kind == MONEY:
        return int(Decimal(str(value)) * 10_000)
    if kind == DAY:
        return float((date.fromisoformat(value) - date(1899, 12, 30)).days)
    return value


def _data_page(rows, owner):
    ends, at = b"", PAGE
    for row in rows:
        at -= len(row)
        ends += struct.pack("<H", at)
    head = b"\1\1" + struct.pack("<HIIH", 0, owner, 0, len(rows)) + ends
    return head.ljust(at, b"\0") + b"".join(reversed(rows))
