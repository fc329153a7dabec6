"""A dirty workbook, the table that it means, and what must be told of it."""

from dataclasses import dataclass, field

HEADER = ["kode", "desa", "tanggal", "jumlah"]
ROWS = [
    ["0164", "Kapas", "2024-03-01", "1250000"],
    ["0165", "Balen", "2024-03-15", "975000.5"],
    ["0170", "Dander", "2024-04-02", "0"],
    ["0201", "Sumberrejo", "2024-05-20", "310000"],
]
MEANT = [HEADER, *ROWS]
DISTRICTS = [["kecamatan", "desa"], ["Kapas", "Kapas"], ["Kapas", "Tapelan"], ["Balen", "Balen"]]


@dataclass
class Dirty:
    """A workbook, the table it means, and the rules by which it is told.

    :param meant: header and rows; empty when the file is to be stopped
    :param told: the rules of its warnings and stops; empty when nothing is doubtful
    """

    name: str
    content: bytes
    meant: list[list[str]] = field(default_factory=list)
    told: frozenset[str] = frozenset()
    file: str = "table.xlsx"


def stopped(name, content, *told, file="table.xlsx"):
    return Dirty(name, content, [], frozenset(told), file)


def warned(name, content, *told, meant=MEANT, file="table.xlsx"):
    return Dirty(name, content, meant, frozenset(told), file)


def same(name, content, meant=MEANT, file="table.xlsx"):
    return Dirty(name, content, meant, frozenset(), file)


def meant(place, *values):
    """The table with other values in a column."""
    rows = [[*r[:place], v, *r[place + 1 :]] for v, r in zip(values, ROWS, strict=True)]
    return [HEADER, *rows]
