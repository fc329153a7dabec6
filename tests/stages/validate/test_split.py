"""Numbers of persons in several cells are found, and codes and amounts side by side are none."""

from itertools import pairwise

import pyarrow as pa
import pytest

from pendopo.stages.validate.persons import Persons, prepare
from pendopo.stages.validate.split import sampled
from pendopo.standards.identity import patterns
from pendopo.store.engine import connect
from pendopo.terms.column import Column, Kind, Table

NIKS = [
    f"352201{day:02d}{month:02d}{year}{serial:04d}"
    for day, month, year, serial in [(1, 1, 90, 1), (57, 12, 85, 3), (13, 7, 71, 2), (28, 9, 99, 1)]
]


@pytest.fixture(scope="module")
def engine():
    with connect() as opened:
        prepare(opened)
        yield opened


@pytest.fixture
def look(engine):
    """Look through columns of text for what they hold of persons; give their labels."""

    def found(**cells):
        columns = tuple(Column(name, Kind.TEXT) for name in cells)
        lines = pa.array(range(2, 2 + len(next(iter(cells.values())))), pa.int64())
        text = pa.table(
            {"line": lines}
            | {name: pa.array(column, pa.string()) for name, column in cells.items()}
        )
        told = Persons(engine, patterns("ID"), Table("t", "", "", columns), text).found()
        engine.execute('delete from "cells of persons"')
        return {one.column: (one.labels, one.count) for one in told}

    return found


@pytest.mark.parametrize("cuts", [(6,), (8,), (12,), (6, 12), (4, 8, 12)])
def test_a_number_over_two_to_four_cells_is_found(look, cuts):
    ends = [0, *cuts, 16]
    parts = {
        f"k{at}": [nik[first:last] for nik in NIKS]
        for at, (first, last) in enumerate(pairwise(ends))
    }

    found = look(no=["1", "2", "3", "4"], **parts, nilai=["5", "6", "7", "8"])

    assert found == dict.fromkeys(parts, (("NIK",), 4))


def test_zeros_that_a_spreadsheet_took_in_front_are_put_back(look):
    first, last = [nik[:12] for nik in NIKS], [str(int(nik[12:])) for nik in NIKS]
    padded = [nik[:10] for nik in NIKS], [str(int(nik[10:])) for nik in NIKS]

    assert look(a=first, b=["0001", *last[1:]]).keys() == {"a", "b"}
    assert look(a=padded[0], b=padded[1]).keys() == {"a", "b"}


def test_parts_as_a_spreadsheet_writes_them_are_found(look):
    parts = {
        "groups": [f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}" for nik in NIKS],
        "fraction": [f"{int(nik[6:])}.0" for nik in NIKS],
    }

    assert look(**parts) == dict.fromkeys(parts, (("NIK",), 4))
    assert look(groups=parts["groups"], fraction=[f"{int(nik[6:])}.5" for nik in NIKS]) == {}


@pytest.mark.parametrize("code", ["+62", "62", "0812", "0857", "+62813"])
def test_the_code_and_the_number_of_a_telephone_in_two_cells_are_found(look, code):
    rest = ["34567891", "34561238", "98765432"]
    rest = [("812" if code.endswith("62") else "") + one for one in rest]

    found = look(nama_toko=["x", "y", "z"], kode=[code] * 3, nomor=rest)

    assert found == dict.fromkeys(["kode", "nomor"], (("telephone number",), 3))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # A village's code, and a month: its last digits are days too.
        ([f"35220120{n:02d}" for n in range(1, 13)], [f"2024{n:02d}" for n in range(1, 13)]),
        # A district's and a village's code, of Bali, where they are a day too.
        (["510201"] * 12, [f"51020120{n:02d}" for n in range(1, 13)]),
        # Codes and amounts.
        ([f"{n:06d}" for n in range(352201, 352213)], [f"{n}000000" for n in range(1210, 1222)]),
        (["0812"] * 12, [f"{n}000000" for n in range(10, 22)]),
        ([f"08{n}" for n in range(11, 23)], [f"{n}50000" for n in range(110, 122)]),
        # Days and codes.
        ([f"{n}122024" for n in range(12, 24)], [f"0101{n}01" for n in range(12, 24)]),
        ([f"2024{n:02d}01" for n in range(1, 13)], [f"35220{n:03d}" for n in range(1, 13)]),
    ],
)
def test_codes_days_and_amounts_side_by_side_are_nobody(look, a, b):
    assert look(a=a, b=b) == {}


def test_two_rows_and_parts_that_stand_apart_are_not_enough(look):
    first, last = [nik[:8] for nik in NIKS], [nik[8:] for nik in NIKS]

    assert look(a=first[:2], b=last[:2]) == {}
    assert look(a=first, x=["a"] * 4, b=last) == {}


def test_a_sample_is_the_same_in_whatever_pieces_a_table_lies():
    whole = pa.table({"a": [str(number) for number in range(50_000)]})
    apart = [whole.slice(0, 7), whole.slice(7, 0), whole.slice(7, 20_000), whole.slice(20_007)]

    one, other = sampled(whole, ["a"]), sampled(pa.concat_tables(apart), ["a"])

    assert one.rows["a"].to_pylist() == other.rows["a"].to_pylist() == one.cells["a"]
