"""A file is published whole, so that all of it is looked through, not only its rows."""

import bz2
import csv
import gzip
import io
import lzma
import re
import struct
import sys
import zipfile

import pyarrow as pa
import pytest

from pendopo.stages.validate import looking
from pendopo.stages.validate.outside import InRows, outside
from pendopo.stages.validate.persons import HITS, prepare
from pendopo.stages.validate.staged import Staged
from pendopo.standards.identity import patterns
from pendopo.store.engine import connect, quote
from pendopo.terms.column import Column, Kind, Table

NIK = "3522010101900001"


@pytest.fixture
def look(tmp_path):
    """Look through a file for what is in none of the values known."""

    def found(data, known=(), rows=InRows()):  # noqa: B008  a tuple
        path = tmp_path / "file"
        path.write_bytes(data)
        with connect() as engine:
            prepare(engine)
            for x in known:
                engine.table(quote(HITS)).insert([0, 0, "t", 2, x, x])
            return outside(engine, path, patterns("ID"), rows, tmp_path)[:2]

    return found


@pytest.fixture
def unseen(tmp_path):
    """Give the names of what is packed in a file and could not be looked through."""

    def found(data):
        path = tmp_path / "file"
        path.write_bytes(data)
        with connect() as engine:
            prepare(engine)
            return outside(engine, path, patterns("ID"), InRows(), tmp_path).unseen

    return found


@pytest.fixture
def small(monkeypatch):
    """Read in small pieces, so that a small file is a large one."""
    # The package's own name for it is that of the function.
    module = sys.modules[outside.__module__]
    monkeypatch.setattr(module, "_LARGE_BYTES", 8 << 10)
    monkeypatch.setattr(module, "PIECE_BYTES", 8 << 10)
    monkeypatch.setattr(module, "_END_BYTES", 1 << 10)
    monkeypatch.setattr(looking, "PIECE_BYTES", 8 << 10)
    monkeypatch.setattr(looking, "OVERLAP_BYTES", 64)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_a_number_in_a_footer_is_found_in_any_encoding(look, encoding):
    text = f"a,b\n1,2\nDibuat oleh Budi Santos\u00f3 ({NIK})\n"

    labels, cells = look(text.encode(encoding))

    assert (labels, cells) == (("NIK",), ("35" + "•" * 14,))


def test_what_a_table_holds_is_not_outside(look):
    data = f"nik,rp\n{NIK},5\n".encode()

    assert look(data, known=[NIK]) == ((), ())
    assert look(data)[0] == ("NIK",)


def test_numbers_beside_numbers_are_no_decimals(look):
    assert look(f"1;2;3,{NIK},5".encode())[0] == ("NIK",)


def test_parts_of_a_workbook_are_looked_through(look, tmp_path):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", "<row><c><v>1</v></c></row>")
        book.writestr("xl/comments1.xml", "<t>tanya ke budi&#64;gmail.com</t>")
        book.writestr("xl/worksheets/sheet2.xml", f"<c><v>{NIK}</v></c>")

    assert set(look(path.read_bytes())[0]) == {"NIK", "e-mail"}


def test_a_part_that_is_locked_is_passed_over(look, tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.csv", NIK)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1

    assert look(bytes(data)) == ((), ())


def test_what_is_packed_by_gzip_is_looked_through(look):
    assert look(gzip.compress(NIK.encode()))[0] == ("NIK",)
    assert look(gzip.compress(NIK.encode())[:15]) == ((), ())


@pytest.mark.usefixtures("small")
def test_a_large_file_is_looked_through_to_its_end(look):
    rows = b"1,2,3\n" * 1_000

    for parts in (f"{NIK}\n".encode() + rows + rows, rows + rows + f"\n{NIK}".encode()):
        assert look(parts)[0] == ("NIK",)
    # What is cut in two by the pieces that are read is whole in one of them.
    for before in range((8 << 10) - 20, (8 << 10) + 4, 4):
        assert look((rows + rows)[:before] + f"\n{NIK}\n".encode() + rows)[0] == ("NIK",)
    assert look(rows + rows) == ((), ())


@pytest.mark.usefixtures("small")
def test_rows_of_a_large_file_that_columns_hold_are_not_looked_through_again(look):
    """They were looked through as columns; what they do not hold of the file is."""
    rows = b'1,"2",3\r\n' * 1_000
    cells = InRows(delimited=6 * 1_000)
    data = b"a,b,c\r\n" + rows + f"\r\n{NIK}\r\n".encode() + rows

    assert look(data, rows=InRows(delimited=6 * 2_000 + len(NIK) + 1))[0] == ()
    assert look(data, rows=cells)[0] == ("NIK",)
    assert look(data, rows=InRows(json=len(data))) == ((), ())
    assert look(data, rows=InRows(json=len(data) // 2))[0] == ("NIK",)


def test_a_file_of_a_megabyte_is_large(look):
    """Looking through its lines too would cost more than all else that is asked of it."""
    rows = b"1,2,3\n" * 100_000
    data = b"a,b,c\n" + rows + f"{NIK}\n".encode() + rows

    assert look(data, rows=InRows(delimited=6 * 200_000 + len(NIK) + 1))[0] == ()
    assert look(data, rows=InRows(delimited=6 * 200_000))[0] == ("NIK",)


@pytest.mark.usefixtures("small")
def test_little_that_no_column_holds_is_enough_to_look_through_a_large_file(look):
    """A column that is left out and nearly empty; marks in cells do not make up for it."""
    head, told, line = b"a,b,c\n", f"1,{NIK},3\n".encode(), b"1,,3\n"
    data = head + line * 2_000 + told + line * 2_000

    assert look(data, rows=InRows(delimited=4 * 4_001))[0] == ("NIK",)

    quoted = b'"1"",",3\n' * 4  # whose texts are 1", and 3
    data = head + line * 2_000 + told + quoted + line * 2_000
    of_rows = 4 * 4_001 + 6 * 4 + 4_001  # with the empty column
    assert look(data, rows=InRows(delimited=of_rows, marks=4))[0] == ("NIK",)
    assert look(data, rows=InRows(delimited=of_rows + len(NIK), marks=4))[0] == ()


@pytest.mark.usefixtures("small")
def test_a_tenth_of_json_that_no_column_holds_is_looked_through(look):
    line = b'{"a": 1}\n' * 4_000
    data = line + f'{{"b": "{NIK}"}}\n'.encode() + line

    assert look(data, rows=InRows(json=int(0.92 * len(data))))[0] == ("NIK",)
    assert look(data, rows=InRows(json=len(data) - 1_000))[0] == ()


def test_rows_count_the_bytes_of_their_file(tmp_path):
    """So that the size of a plain file says whether there is more in it."""
    table = Table("t", "t", "rows", (Column("a", Kind.TEXT), Column("b", Kind.JSON)))
    staged = Staged(table, tmp_path)
    columns = [["0", 'a "b"\r', None, "\u00e9"], ["0", '{"x":1}', "{}", None]]
    batch = pa.RecordBatch.from_arrays(
        [pa.array(range(4), pa.int64()), *(pa.array(one, pa.string()) for one in columns)],
        ["line", "a", "b"],
    )
    staged.add(batch.slice(1))
    staged.close()

    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(zip(*(one[1:] for one in columns), strict=True))
    marks = file.getvalue().count('"') + file.getvalue().count("\r")
    assert staged.held.marks == 5
    assert len(file.getvalue().encode()) == staged.held.bytes_read + marks - staged.held.marks
    assert staged.held.json_bytes == len('{"x":1}\n{}\n\n')


def test_a_file_without_a_person_is_left_in_peace(look):
    assert look(b"kode,nama\n5.1.01.02,Belanja\n") == ((), ())
    assert look(b"") == ((), ())


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress, gzip.compress])
def test_what_is_packed_is_looked_through_to_its_end(look, pack):
    rows = b"1,2,3\n" * 2_000

    assert look(pack(NIK.encode()))[0] == ("NIK",)
    assert look(pack(rows + NIK.encode()))[0] == ("NIK",)
    assert look(pack(rows)) == ((), ())
    assert look(pack(NIK.encode() * 9)[:20]) == ((), ())


def test_the_name_that_a_file_had_before_it_was_packed_is_looked_through(look):
    with gzip.GzipFile(f"{NIK}.csv", "wb", fileobj=(packed := io.BytesIO())) as file:
        file.write(b"a,b\n1,2\n")

    assert look(packed.getvalue())[0] == ("NIK",)


def zipped(**members):
    with zipfile.ZipFile(packed := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.comment = b"hp 081234567890"
    return packed.getvalue()


def test_the_names_and_the_comment_of_an_archive_are_looked_through(look):
    assert set(look(zipped(**{f"budi_{NIK}.csv": "x"}))[0]) == {"NIK", "telephone number"}


def test_a_text_in_front_of_an_archive_is_looked_through(look):
    assert "NIK" in look(f"a,b\n1,{NIK}\n".encode() + zipped(a="x"))[0]


def test_an_archive_within_an_archive_is_looked_through_as_far_as_anybody_packs(look):
    inner = zipped(a=gzip.compress(b"siti@gmail.com"), b=zipped(c=NIK))

    assert set(look(zipped(inner=inner))[0]) == {"NIK", "e-mail", "telephone number"}
    deep = NIK.encode()
    for _ in range(20):
        deep = gzip.compress(deep)
    assert look(deep) == ((), ())


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("place", [3_000, 6_000])
@pytest.mark.parametrize("part", [b"<c r='A1'><v>%d</v></c>\n", b'{"a": "\\u0031%d"}\n', b"a;%d\n"])
def test_what_is_packed_is_looked_through_whole_and_not_its_ends_alone(look, part, place):
    rows = [part % n for n in range(6_000)]
    rows.insert(place, part.replace(b"\\u0031", b"") % int(NIK))

    assert "NIK" in look(zipped(sheet=b"".join(rows)))[0]


@pytest.mark.usefixtures("small")
def test_a_number_longer_than_a_persons_is_not_cut_to_one():
    for before in range((8 << 10) - 40, (8 << 10) + 4, 2):
        text = b"x" * before + b"\n99" + NIK.encode() + b"99\n" + b"1,2,3\n" * 2_000
        cut = list(looking.pieces(io.BytesIO(text).read))

        ends = re.compile(rb"\b%b|%b\b" % (NIK.encode(), NIK.encode()))
        assert not any(map(ends.search, cut))
        assert b"".join(cut).count(NIK.encode()) >= 1


@pytest.mark.usefixtures("small")
def test_what_chance_explains_is_told_by_a_whole_part(look):
    """Each piece of it alone would now and then have too many."""
    codes = b"".join(b"%d\n" % (10**15 + 91_234_567_891_013 * n) for n in range(2_000))

    assert look(codes)[0] == ()


@pytest.mark.parametrize("before", [b"AB", b"x" * 70_000])
def test_an_archive_behind_other_bytes_in_another_is_looked_through(look, before):
    assert "NIK" in look(zipped(ole=before + zipped(a=NIK)))[0]
    assert "NIK" in look(zipped(ole=before + zipped(a=NIK) + bytes(500)))[0]


@pytest.mark.parametrize("before", [b"", b"AB"])
@pytest.mark.parametrize("begins", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\0", b"(\xb5/\xfd"])
def test_a_packing_that_nobody_here_unpacks_is_named(unseen, before, begins):
    assert unseen(zipped(a="x", b=before + begins + bytes(99))) == ("b",)


def test_a_packing_behind_other_bytes_and_what_only_begins_as_an_archive_are_named(unseen):
    packed = zipped(a=b"AB" + gzip.compress(b"x" * 99), b=b"PK\x03\x04 " + NIK.encode())

    assert unseen(packed) == ("a", "b")


def test_what_cannot_be_looked_through_is_named(unseen, monkeypatch):
    packed = bytearray(zipped(readme="x"))
    packed[packed.rindex(b"PK\x01\x02") + 10] = 93  # packed as nobody here can unpack

    assert unseen(bytes(packed)) == ("readme",)
    assert unseen(zipped(a="x", b=gzip.compress(b"y" * 99)[:-12])) == ("b",)
    monkeypatch.setattr(looking, "_PACKED_BYTES_MOST", 1_000)
    assert unseen(zipped(a="x" * 600, b="y" * 600, c="z")) == ("b", "c")
    assert unseen(zipped(a="x" * 600)) == ()


def test_numbers_that_an_old_workbook_keeps_are_looked_through(look):
    cell = struct.pack("<HHHHHd", 0x0203, 14, 1, 1, 0, float(NIK))

    assert look(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + cell)[0] == ("NIK",)


@pytest.mark.parametrize("part", [f"<a/><!-- {NIK} -->", f"<a><![CDATA[{NIK}]]></a>"])
def test_comments_in_markup_are_looked_through(look, part):
    assert look(part.encode())[0] == ("NIK",)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        (f'<sheets><sheet name="Budi {NIK}" sheetId="2"/></sheets>', "NIK"),
        ('<Relationship Target="mailto:budi.rahasia&#64;gmail.com"/>', "e-mail"),
        ("<a href='tel:081234567890'>x</a>", "telephone number"),
    ],
)
def test_what_markup_says_in_its_attributes_is_looked_through(look, part, what):
    assert look(f"\ufeff<?xml version='1.0'?>{part}".encode())[0] == (what,)
    assert look(part.encode("utf-16"))[0] == (what,)


@pytest.mark.parametrize(
    "part",
    [
        "<si><r><t>35220101</t></r><r><rPr><b/></rPr><t xml:space='x'>01900001</t></r></si>",
        "<r><t>35220101</t></r><r><rPr /><t>01900001</t></r>",
        "<td>Budi 3522<b>0101</b>01900001</td>",
        '<text:p>352201<text:span text:style-name="T1">0101900001</text:span></text:p>',
    ],
)
def test_a_number_in_letters_of_several_looks_is_one(look, part):
    assert look(part.encode())[0] == ("NIK",)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (r'{"kontak":"\u002B447911123456"}', "telephone number"),
        (r'["budi\u0040gmail.com"]', "e-mail"),
        (r'{"a":"\u0033522010101900001"}', "NIK"),
        (r'{"a":"Budi\n081234567890"}', "telephone number"),
    ],
)
def test_the_escapes_of_json_are_read(look, text, what):
    assert look(text.encode())[0] == (what,)


def test_half_a_pair_of_surrogates_in_escapes_stops_nothing(look):
    text = f"[id],nama\n1,smile \\ud83d here {NIK}\n"

    assert look(text.encode())[0] == ("NIK",)


def test_codes_that_a_column_of_codes_holds_are_not_found_outside(look):
    assert look(f"kode_register\n{NIK}\n".encode(), known=[NIK]) == ((), ())
