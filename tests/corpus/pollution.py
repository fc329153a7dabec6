"""The pollutions of the Pollock benchmark, done to a table of ours.

Its files have no licence, so none of them is here; what they do to a table are facts, told in its
README. Each is done in every row and every cell where it can be done.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.corpus.damage import Table, text

TABLE: Table = [
    ["tanggal", "jam", "jumlah", "kode", "harga", "jenis", "uraian", "catatan"],
    ["2026-01-28", "00:00", "2", "MG-8769", "74.69", "Sepatu Bot", "Tahan air, dua warna", ""],
    ["2026-01-29", "00:15", "0", "RI-3895", "29.81", "Jaket", 'Lapis "kedua", ringan', "baru"],
    ["2026-01-30", "00:30", "1", "RI-8070", "80.08", "Sepatu", "Berventilasi", ""],
    ["2026-01-31", "00:45", "1", "RI-9546", "25.55", "Joran", "Untuk sungai, dan danau", ""],
    ["2026-02-01", "01:00", "3", "MG-1234", "110.20", "Tenda Besar", "Empat orang", "baru"],
    ["2026-02-02", "01:15", "12", "TX-0042", "9.95", "Tali", "Sepuluh meter", ""],
]


@dataclass(frozen=True)
class Polluted:
    """A file and what it means.

    :param meant: the table that it was; None where it holds none
    """

    name: str
    content: bytes
    meant: Table | None


def polluted() -> Iterator[Polluted]:
    """Give every pollution of the table."""
    yield from _of_the_file()
    yield from _of_the_table()
    yield from _of_its_signs()
    for row in range(len(TABLE)):
        yield from _of_a_row(row)


def _of_the_file() -> Iterator[Polluted]:
    plain = text(TABLE, end="\r\n")
    yield Polluted("no payload", b"", None)
    yield Polluted("no trailing newline", plain.rstrip("\r\n").encode(), TABLE)
    yield Polluted("double trailing newline", (plain + "\r\n").encode(), TABLE)
    yield Polluted("record delimiter 0xA", text(TABLE).encode(), TABLE)
    yield Polluted("record delimiter 0xD", text(TABLE, end="\r").encode(), TABLE)


def _of_the_table() -> Iterator[Polluted]:
    names, *rows = TABLE
    width = len(names)
    yield Polluted("no header", text(rows).encode(), None)
    yield Polluted("header only", text([names]).encode(), [names])
    yield Polluted("one data row", text(TABLE[:2]).encode(), TABLE[:2])
    for times in (2, 3):
        joined = [" ".join([name] * times) for name in names]
        yield Polluted(
            f"header of {times} rows", text([names] * times + rows).encode(), [joined, *rows]
        )
    title = [["PENDAHULUAN", *[""] * (width - 1)], [""] * width]
    yield Polluted("preamble", text([*title, *TABLE]).encode(), TABLE)
    for how, second in (
        ("fewer columns", [row[: width - 1] for row in TABLE]),
        ("more columns", [[*row, row[0]] for row in TABLE]),
        ("as many columns", TABLE),
    ):
        yield Polluted(f"two tables, {how}", (text(TABLE) + text(second)).encode(), TABLE)


def _of_its_signs() -> Iterator[Polluted]:
    for name, delimiter in (("0x20", " "), ("0x3B", ";"), ("0x9", "\t")):
        yield Polluted(f"field delimiter {name}", text(TABLE, delimiter).encode(), TABLE)
    spaced = "".join(
        ", ".join(text([[cell]], all_quoted=True, end="") for cell in row) + "\n" for row in TABLE
    )
    yield Polluted("field delimiter 0x2C 0x20", spaced.encode(), TABLE)
    single = text(TABLE, all_quoted=True).replace('""', "\0").replace('"', "'").replace("\0", '"')
    yield Polluted("quotation 0x27", single.encode(), TABLE)
    whole = text(TABLE, all_quoted=True)
    marks = whole.replace(',"",', ",@,").replace(',""\n', ",@\n")
    for name, escape in (("0x5C", "\\"), ("missing", "")):
        content = marks.replace('""', f'{escape}"').replace("@", '""')
        yield Polluted(f"escape {name}", content.encode(), TABLE)


def _of_a_row(at: int) -> Iterator[Polluted]:
    above, below = text(TABLE[:at], end="\r\n"), text(TABLE[at + 1 :], end="\r\n")
    cells = [text([[cell]], end="") if cell else "" for cell in TABLE[at]]

    def with_row(name: str, row: str) -> Polluted:
        return Polluted(f"row {at}: {name}", f"{above}{row}\r\n{below}".encode(), TABLE)

    if at:
        yield with_row("fields delimited by 0x20", " ".join(cells))
    for column in range(len(cells)):
        before, rest = cells[:column], cells[column:]
        if column:
            less = [*before[:-1], before[-1] + rest[0], *rest[1:]]
            yield with_row(f"a delimiter less before cell {column}", ",".join(less))
        more = ",".join([*before, rest[0] + ",", *rest[1:]])
        yield with_row(f"a delimiter more behind cell {column}", more)
        quoted = ",".join([*before, '"' + rest[0], *rest[1:]])
        yield with_row(f"a quotation mark before cell {column}", quoted)
