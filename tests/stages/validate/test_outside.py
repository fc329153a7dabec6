"""A file is published whole, so that all of it is looked through, not only its rows."""

import gzip
import zipfile

import pytest

from pendopo.stages.validate.outside import outside
from pendopo.stages.validate.persons import HITS, prepare
from pendopo.standards.identity import patterns
from pendopo.store.engine import connect, quote

NIK = "3522010101900001"


@pytest.fixture
def look(tmp_path):
    """Look through a file for what is in none of the values known."""

    def found(data, known=()):
        path = tmp_path / "file"
        path.write_bytes(data)
        with connect() as engine:
            prepare(engine)
            for x in known:
                engine.table(quote(HITS)).insert([0, 0, "t", 2, x, x])
            return outside(engine, path, patterns("ID"))

    return found


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


def test_of_a_large_file_the_beginning_and_the_end_are_looked_through(look):
    rows = b"1,2,3\n" * 2_000_000

    assert look(f"{NIK}\n".encode() + rows)[0] == ("NIK",)
    assert look(rows + f"\n{NIK}".encode())[0] == ("NIK",)
    assert look(rows) == ((), ())


def test_a_file_without_a_person_is_left_in_peace(look):
    assert look(b"kode,nama\n5.1.01.02,Belanja\n") == ((), ())
    assert look(b"") == ((), ())
