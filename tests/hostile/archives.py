"""Archives and packed files that trick or explode, each made by code."""

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from tests.hostile.bomb import FINE, STOP, bomb

MIB = 1 << 20
TABLE = b"desa,n\nKalirejo,1\n"


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def zeros(size: int) -> bytes:
    """Deflate that unpacks to so many zeros: one megabyte of them, again and again."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = squeeze.compress(b"0" * MIB) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return one * (size // MIB) + squeeze.flush()


def entry(
    name: bytes, data: bytes, size: int, *, crc: int = 0, method: int = 8
) -> tuple[bytes, bytes]:
    """Give a member and its place in the directory, with any size said of it."""
    fields = (20, 0, method, 0, 0, crc, len(data), size & 0xFFFFFFFF, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<5H3I2H", *fields) + name + data
    central = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, *fields, 0, 0, 0, 0, 0)
    return local, central + name


def joined(members: list[tuple[bytes, bytes]], offsets: list[int] | None = None) -> bytes:
    body, directory, place = b"", b"", 0
    for number, (local, central) in enumerate(members):
        offset = offsets[number] if offsets else place
        directory += central[:42] + struct.pack("<I", offset) + central[46:]
        body += local
        place += len(local)
    end = struct.pack("<4H2IH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


@bomb("zip-of-zeros.zip", STOP)
def a_gigabyte_of_zeros(path: Path, *, full: bool) -> None:
    size = (4096 if full else 512) * MIB
    path.write_bytes(joined([entry(b"a.csv", zeros(size), size)]))


@bomb("zip-of-zeros-beside.zip", STOP)
def zeros_beside_the_table(path: Path, *, full: bool) -> None:
    size = (4096 if full else 512) * MIB
    table = entry(b"a.csv", TABLE, len(TABLE), crc=zlib.crc32(TABLE), method=0)
    path.write_bytes(joined([table, entry(b"README.txt", zeros(size), size)]))


@bomb("escapes-beside.zip", FINE)
def a_text_of_escapes_beside_the_table(path: Path, *, full: bool) -> None:
    escapes = b'{"a": "' + b"".join(
        b"\\u00%02x-%x" % (n % 96 + 32, n % 10) for n in range(16_000_000 if full else 300_000)
    )
    path.write_bytes(packed(("a.csv", TABLE), ("metadata.json", escapes + b'"}')))


@bomb("zip-that-lies-beside.zip", STOP)
def a_lie_beside_the_table(path: Path, *, full: bool) -> None:
    table = entry(b"a.csv", TABLE, len(TABLE), crc=zlib.crc32(TABLE), method=0)
    size = (4096 if full else 512) * MIB
    path.write_bytes(joined([table, entry(b"README.txt", zeros(size), 10)]))


@bomb("zip-that-lies.zip", STOP)
def headers_that_say_a_hundred_bytes(path: Path, *, full: bool) -> None:
    path.write_bytes(joined([entry(b"a.csv", zeros((1024 if full else 64) * MIB), 100)]))


@bomb("zip-of-four-gigabytes-said.zip", STOP)
def headers_that_say_four_gigabytes(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(joined([entry(b"a.csv", zeros(MIB), 0xFFFFFFF0)]))


@bomb("zip-in-zip-in-zip.zip", STOP)
def archives_in_archives(path: Path, *, full: bool) -> None:
    inner = packed(("a.csv", TABLE))
    for level in range(40 if full else 6):
        inner = packed(*((f"{level}-{n}.zip", inner) for n in range(16 if level < 2 else 1)))
    path.write_bytes(inner)


@bomb("zip-in-zip-called-csv.zip", STOP)
def an_archive_called_a_table(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(packed(("a.csv", packed(("a.csv", packed(("a.csv", TABLE)))))))


@bomb("zip-that-overlaps.zip", STOP)
def entries_that_share_one_kernel(path: Path, *, full: bool) -> None:
    size = 21 * MIB
    kernel = zeros(size)
    count = 1900 if full else 250
    members = [entry(b"%04d.csv" % n, kernel if n == 0 else b"", size) for n in range(count)]
    shared = [
        (local, central[:20] + struct.pack("<I", len(kernel)) + central[24:])
        for local, central in members
    ]
    path.write_bytes(joined(shared, [0] * count))


@bomb("zip-of-many.zip", STOP)
def a_hundred_thousand_members(path: Path, *, full: bool) -> None:
    names = (b"%07d.csv" % n for n in range(1_000_000 if full else 100_000))
    one = [entry(name, b"", 0, method=0) for name in names]
    path.write_bytes(joined_fast(one))


def joined_fast(members: list[tuple[bytes, bytes]]) -> bytes:
    """Join members as ``joined``, but many: with the wide end that more than 65,535 need."""
    locals_, directory, place = [], [], 0
    for local, central in members:
        directory.append(central[:42] + struct.pack("<I", place) + central[46:])
        locals_.append(local)
        place += len(local)
    listed = b"".join(directory)
    wide = struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, len(members), len(members), len(listed), place)
    locator = struct.pack("<IQI", 0, place + len(listed), 1)
    end = struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return (
        b"".join(locals_)
        + listed
        + b"PK\x06\x06"
        + wide
        + b"PK\x06\x07"
        + locator
        + b"PK\x05\x06"
        + end
    )


@bomb("zip-of-twins.zip", STOP)
def two_members_of_one_name(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(joined([entry(b"a.csv", b"a\n1\n", 4, method=0)] * 2))


@bomb("zip-climbs.zip", STOP)
def a_path_that_climbs(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(packed(("../../../../srv/owned.csv", TABLE)))


@bomb("zip-at-the-root.zip", STOP)
def a_path_from_the_root(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(packed(("/srv/pendopo/owned.csv", TABLE)))


@bomb("zip-with-a-link.zip", STOP)
def a_link_to_a_secret(path: Path, *, full: bool) -> None:  # noqa: ARG001
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    path.write_bytes(packed((link, b"/etc/shadow")))


@bomb("zip-with-a-device.zip", STOP)
def a_device_in_an_archive(path: Path, *, full: bool) -> None:  # noqa: ARG001
    device = zipfile.ZipInfo("a.csv")
    device.external_attr = 0o020666 << 16
    path.write_bytes(packed((device, b"")))


@bomb("zip-with-nul.zip", STOP)
def a_name_with_nul(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(packed(("a.exe_.csv", TABLE)).replace(b"a.exe_.csv", b"a.exe\0.csv"))


@bomb("zip-turned-round.zip", STOP)
def a_name_that_is_turned_round(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(packed(("laporan\u202evsc.exe", TABLE)))


@bomb("zip-with-a-bell.zip", STOP)
def a_name_with_controls(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(packed(("\x07\x1b[2J.csv", TABLE)))


@bomb("zip-with-con.zip", STOP)
def a_name_of_a_device_of_windows(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(packed(("CON.csv", TABLE)))


@bomb("zip-locked.zip", STOP)
def a_password(path: Path, *, full: bool) -> None:  # noqa: ARG001
    content = bytearray(packed(("a.csv", TABLE)))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))


@bomb("zip-without-directory.zip", STOP)
def a_directory_that_lies_elsewhere(path: Path, *, full: bool) -> None:  # noqa: ARG001
    content = bytearray(packed(("a.csv", TABLE)))
    struct.pack_into("<I", content, len(content) - 6, 0xFFFFFF)
    path.write_bytes(bytes(content))


@bomb("table-with-a-zip-behind.csv", STOP)
def a_table_with_an_archive_behind_it(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(TABLE + packed(("a.csv", b"other\n")))


@bomb("pdf-and-zip.zip", STOP)
def a_pdf_that_is_an_archive_too(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"%PDF-1.7\n1 0 obj<<>>endobj\n" + packed(("a.csv", TABLE)))


@bomb("gif-and-script.csv", STOP)
def a_picture_that_is_a_script_too(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"GIF89a/*\0\0*/=1;alert(1)//,b\n1,2\n")


@bomb("zeros.csv.gz", STOP)
def gzip_of_zeros(path: Path, *, full: bool) -> None:
    path.write_bytes(gzip.compress(b"0" * MIB) * (20_000 if full else 600))


@bomb("zeros.csv.bz2", STOP)
def bzip2_of_zeros(path: Path, *, full: bool) -> None:
    path.write_bytes(bz2.compress(b"0" * MIB) * (20_000 if full else 200))


@bomb("zeros.csv.xz", STOP)
def xz_of_zeros(path: Path, *, full: bool) -> None:
    path.write_bytes(lzma.compress(b"0" * (64 * MIB), preset=1) * (200 if full else 4))


@bomb("huge-dictionary.csv.xz", STOP)
def xz_that_asks_for_a_gigabyte(path: Path, *, full: bool) -> None:  # noqa: ARG001
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 4 * MIB}]
    content = bytearray(lzma.compress(TABLE * 1000, filters=filters))
    # The size of the dictionary, in the header of the first block, and that header's checksum.
    content[16] = 40
    size = (content[12] + 1) * 4
    content[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(content[12 : 12 + size - 4]))
    path.write_bytes(bytes(content[:-20]))


@bomb("packed-twice.csv.gz", STOP)
def gzip_in_gzip(path: Path, *, full: bool) -> None:
    content = TABLE
    for _ in range(200 if full else 20):
        content = gzip.compress(content)
    path.write_bytes(content)


@bomb("42.parquet", STOP)
def a_parquet_of_a_petabyte(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"PAR1" + b"\x15\x04" * 20 + struct.pack("<I", 40) + b"PAR1")
