"""Clean tables are damaged in every way: the same is published, or it is told."""

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.corpus.conftest import read_file
from tests.corpus.damage import WAYS, text

_NAMES = ("kode", "desa", "uraian", "jumlah", "luas", "tanggal", "penerima", "satuan", "alamat")
_WORDS = ("Ngasem", "Kali Anyar", "Mojo, Lor", "Sumber-rejo", "Añabar", "Wadang", "Ñandú", "Gayam")


def column(kind, rows):
    """Draw the cells of one column."""
    cells = {
        "code": st.integers(1, 999).map("{:03}".format),
        # Some are years, as which headers hold them.
        "count": (st.integers(0, 10**7) | st.integers(1900, 2100)).map(str),
        "amount": st.integers(0, 10**6).map(lambda cents: f"{cents / 100:.2f}"),
        # A year far from ours is doubtful by itself, and no clean table's.
        "day": st.dates(date(1600, 1, 1), date(2199, 12, 31)).map(str),
        "word": st.sampled_from(_WORDS),
    }[kind]
    # Of a table that counts something no row is another one once more.
    return st.lists(cells, min_size=rows, max_size=rows, unique=kind == "count")


@st.composite
def tables(draw):
    """Draw a clean table: names, and rows of which the first column is a word, the last a count."""
    rows = draw(st.integers(4, 12))
    kinds = draw(st.lists(st.sampled_from(["code", "amount", "day", "word"]), max_size=4))
    columns = [draw(column(kind, rows)) for kind in ("word", *kinds, "count")]
    names = draw(st.permutations(_NAMES))[: len(columns)]
    return [list(names), *map(list, zip(*columns, strict=True))]


def is_published_as_the_clean_one_or_told(folder, damage, table, random):
    """Hold a damaged table to what the clean one is published as, or to a word that is said."""
    content = damage(table, random)
    assume(content is not None)
    dirty, clean = folder / "dirty.csv", folder / "clean.csv"
    dirty.write_bytes(content)
    clean.write_bytes(text(table).encode())

    of_dirty = read_file(dirty)
    of_clean = read_file(clean)

    assert of_clean.loud == []
    assert of_dirty.loud or of_dirty.same_table(of_clean)


FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("damage", WAYS, ids=lambda way: way.__name__)
@FEW
@given(table=tables(), random=st.randoms(use_true_random=False))
def test_a_damaged_table_is_published_as_the_clean_one_or_told(tmp_path, damage, table, random):
    is_published_as_the_clean_one_or_told(tmp_path, damage, table, random)


@pytest.mark.campaign
@pytest.mark.parametrize("damage", WAYS, ids=lambda way: way.__name__)
@settings(FEW, max_examples=500)
@given(table=tables(), random=st.randoms(use_true_random=False))
def test_so_are_five_hundred_tables(tmp_path, damage, table, random):
    is_published_as_the_clean_one_or_told(tmp_path, damage, table, random)
