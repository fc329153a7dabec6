"""Ways in which tables come to harm between a database and an office's mailbox.

Each takes a table (rows of text, the header first) and a source of choices, and gives a file's
bytes; None where a table cannot be harmed so.
"""

import csv
import io
from collections.abc import Callable
from random import Random
from typing import Literal

Table = list[list[str]]
Damage = Callable[[Table, Random], bytes | None]


def text(table: Table, delimiter: str = ",", *, all_quoted: bool = False, end: str = "\n") -> str:
    out = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
    return out.getvalue()


def _quoted(table: Table, quote: str, between: str, inner: str) -> str:
    rows = ([quote + cell.replace(quote, inner) + quote for cell in row] for row in table)
    return "".join(between.join(row) + "\n" for row in rows)


def _width(table: Table) -> int:
    return len(table[0])


def _row(table: Table, random: Random) -> int:
    return random.randrange(1, len(table))


def byte_order_mark(table: Table, _: Random) -> bytes:
    return b"\xef\xbb\xbf" + text(table).encode()


def utf_16(table: Table, _: Random) -> bytes:
    return text(table, "\t").encode("utf-16")


def utf_16_without_mark(table: Table, _: Random) -> bytes:
    return text(table).encode("utf-16-le")


def windows_1252(table: Table, _: Random) -> bytes | None:
    try:
        content = text(table).encode("cp1252")
    except UnicodeEncodeError:
        return None
    return None if content.isascii() else content


def read_in_another_encoding(table: Table, _: Random) -> bytes | None:
    plain = text(table)
    harmed = plain.encode().decode("latin-1").encode()
    return None if plain.isascii() else harmed


def letters_lost(table: Table, random: Random) -> bytes:
    content = [list(row) for row in table]
    row, column = _row(table, random), random.randrange(_width(table))
    content[row][column] = "\ufffd" + content[row][column][1:]
    return text(content).encode()


def semicolons(table: Table, _: Random) -> bytes:
    return text(table, ";").encode()


def tabs(table: Table, _: Random) -> bytes:
    return text(table, "\t").encode()


def vertical_bars(table: Table, _: Random) -> bytes:
    return text(table, "|").encode()


def tildes(table: Table, _: Random) -> bytes:
    return text(table, "~").encode()


def spaces_between_quoted_cells(table: Table, _: Random) -> bytes:
    return text(table, " ", all_quoted=True).encode()


def commas_and_spaces(table: Table, _: Random) -> bytes:
    return _quoted(table, '"', ", ", '""').encode()


def single_quotes(table: Table, _: Random) -> bytes:
    return _quoted(table, "'", ",", "''").encode()


def backslashes(table: Table, random: Random) -> bytes:
    content = [list(row) for row in table]
    content[_row(table, random)][0] += ' "kata"'
    return _quoted(content, '"', ",", '\\"').encode()


def quotes_not_doubled(table: Table, random: Random) -> bytes:
    content = [list(row) for row in table]
    content[_row(table, random)][0] += ' "kata" lain'
    return _quoted(content, '"', ",", '"').encode()


def a_quote_too_many(table: Table, random: Random) -> bytes:
    lines = text(table).splitlines(keepends=True)
    at = _row(lines, random)  # type: ignore[arg-type]
    lines[at] = '"' + lines[at]
    return "".join(lines).encode()


def rows_wrapped_in_quotes(table: Table, _: Random) -> bytes:
    rows = (text([row], end="").replace('"', '""') for row in table)
    return "".join(f'"{row}"\n' for row in rows).encode()


def carriage_returns(table: Table, _: Random) -> bytes:
    return text(table, end="\r").encode()


def carriage_returns_and_feeds(table: Table, _: Random) -> bytes:
    return text(table, end="\r\n").encode()


def one_carriage_return(table: Table, random: Random) -> bytes:
    at = _row(table, random)
    return (text(table[:at], end="\r") + text(table[at:])).encode()


def no_last_line_end(table: Table, _: Random) -> bytes:
    return text(table).rstrip("\n").encode()


def blank_lines(table: Table, random: Random) -> bytes:
    at = random.randrange(2, len(table) + 1)
    return (text(table[:at]) + "\n" * random.randint(1, 3) + text(table[at:])).encode()


def a_title_above(table: Table, _: Random) -> bytes:
    return ("Daftar Kegiatan Tahun 2026\n" + text(table)).encode()


def titles_above(table: Table, _: Random) -> bytes:
    rest = [""] * (_width(table) - 1)
    return text([["Daftar Kegiatan", *rest], ["Tahun 2026", *rest], ["", *rest], *table]).encode()


def a_source_below(table: Table, _: Random) -> bytes:
    return (text(table) + "\nSumber: Dinas Contoh\n").encode()


def notes_below(table: Table, _: Random) -> bytes:
    rest = [""] * (_width(table) - 1)
    return text([*table, ["", *rest], ["Catatan: angka sementara", *rest]]).encode()


def a_total_below(table: Table, _: Random) -> bytes:
    return text([*table, ["Jumlah", *[""] * (_width(table) - 2), "99999"]]).encode()


def the_header_again(table: Table, random: Random) -> bytes:
    at = _row(table, random)
    return text([*table[:at], table[0], *table[at:]]).encode()


def no_header(table: Table, _: Random) -> bytes:
    return text(table[1:]).encode()


def a_name_missing(table: Table, random: Random) -> bytes:
    names = list(table[0])
    names[random.randrange(_width(table))] = ""
    return text([names, *table[1:]]).encode()


def a_name_twice(table: Table, _: Random) -> bytes:
    return text([[table[0][1], *table[0][1:]], *table[1:]]).encode()


def a_delimiter_too_many(table: Table, random: Random) -> bytes:
    at, column = random.randrange(len(table)), random.randrange(_width(table) + 1)
    row = [*table[at][:column], "", *table[at][column:]]
    return text([*table[:at], row, *table[at + 1 :]]).encode()


def a_delimiter_missing(table: Table, random: Random) -> bytes:
    at, column = random.randrange(len(table)), random.randrange(1, _width(table))
    row = [*table[at][: column - 1], table[at][column - 1] + table[at][column]]
    return text([*table[:at], [*row, *table[at][column + 1 :]], *table[at + 1 :]]).encode()


def a_row_of_other_delimiters(table: Table, random: Random) -> bytes | None:
    at = _row(table, random)
    if any("," in cell for cell in table[at]):
        return None  # its own commas may make up the number of cells, which leaves no trace
    return (text(table[:at]) + text([table[at]], ";") + text(table[at + 1 :])).encode()


def trailing_delimiters(table: Table, _: Random) -> bytes:
    return text([[*row, ""] for row in table]).encode()


def two_rows_in_one(table: Table, random: Random) -> bytes:
    at = random.randrange(1, len(table) - 1)
    return text([*table[:at], table[at] + table[at + 1], *table[at + 2 :]]).encode()


def cut_off(table: Table, random: Random) -> bytes:
    row = table[-1][: random.randrange(1, _width(table))]
    return text([*table[:-1], row], end="\n").rstrip("\n").encode()


def a_nul_byte(table: Table, random: Random) -> bytes:
    content = text(table).encode()
    at = random.randrange(len(content))
    return content[:at] + b"\0" + content[at:]


def column_numbers(table: Table, _: Random) -> bytes:
    numbers = [f"({place})" for place in range(1, _width(table) + 1)]
    return text([table[0], numbers, *table[1:]]).encode()


def a_second_table(table: Table, _: Random) -> bytes:
    return (
        text(table) + "\n" + text([["satuan", "nilai"], ["orang", "12"], ["unit", "3"]])
    ).encode()


def the_table_twice(table: Table, _: Random) -> bytes:
    return (text(table) * 2).encode()


def an_empty_column(table: Table, random: Random) -> bytes:
    at = random.randrange(1, _width(table))
    return text([[*row[:at], "", *row[at:]] for row in table]).encode()


WAYS: tuple[Damage, ...] = (
    byte_order_mark,
    utf_16,
    utf_16_without_mark,
    windows_1252,
    read_in_another_encoding,
    letters_lost,
    semicolons,
    tabs,
    vertical_bars,
    tildes,
    spaces_between_quoted_cells,
    commas_and_spaces,
    single_quotes,
    backslashes,
    quotes_not_doubled,
    a_quote_too_many,
    rows_wrapped_in_quotes,
    carriage_returns,
    carriage_returns_and_feeds,
    one_carriage_return,
    no_last_line_end,
    blank_lines,
    a_title_above,
    titles_above,
    a_source_below,
    notes_below,
    a_total_below,
    the_header_again,
    no_header,
    a_name_missing,
    a_name_twice,
    a_delimiter_too_many,
    a_delimiter_missing,
    a_row_of_other_delimiters,
    trailing_delimiters,
    two_rows_in_one,
    cut_off,
    a_nul_byte,
    column_numbers,
    a_second_table,
    the_table_twice,
    an_empty_column,
)
