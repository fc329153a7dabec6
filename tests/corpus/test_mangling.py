"""The values of clean tables are mangled in every way: the same is published, or it is told."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.corpus.conftest import check_file, read_file
from tests.corpus.damage import text
from tests.corpus.mangling import COLUMNS, MANGLINGS

_WORDS = ("Ngasem", "Kali Anyar", "Mojo Lor", "Sumber-rejo", "Wadang", "Gayam")
_LONGEST = 10**16


def clean(seed: int) -> list[list[str]]:
    """Make a table whose cells are of all kinds."""
    random = Random(seed)  # noqa: S311  no secret
    first = date(2026, 1, 1)
    rows = [
        [
            random.choice(_WORDS),
            f"{random.randint(1, 99_999):05}",
            str(random.randint(_LONGEST // 10, _LONGEST - 1)),
            str(first + timedelta(days=random.randint(0, 364))),
            f"{random.randint(1, 10**7) / 100:.2f}",
            str(random.randint(1, 10**6)),
        ]
        for _ in range(random.randint(5, 12))
    ]
    rows[0][1], rows[1][1] = "01234", "00321"
    return [list(COLUMNS), *rows]


def is_published_as_the_clean_one_or_told(folder, mangle, seed):
    """Hold a mangled table to what the clean one is published as, or to a word that is said."""
    table = clean(seed)
    mangled = mangle(table, Random(seed))  # noqa: S311
    assume(mangled is not None)
    dirty_path, clean_path = folder / "dirty.csv", folder / "clean.csv"
    dirty_path.write_text(text(mangled), "utf-8")
    clean_path.write_text(text(table), "utf-8")

    assert read_file(clean_path).loud == []

    if not read_file(dirty_path).loud:  # what is said before cells are typed is said at once
        of_dirty = check_file(dirty_path, folder, {})
        assert of_dirty.loud or of_dirty.same_table(check_file(clean_path, folder, {}))


FEW = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("mangle", MANGLINGS, ids=lambda way: way.__name__)
@FEW
@given(seed=st.integers(0, 10**6))
def test_a_mangled_table_is_published_as_the_clean_one_or_told(tmp_path, mangle, seed):
    is_published_as_the_clean_one_or_told(tmp_path, mangle, seed)


@pytest.mark.campaign
@pytest.mark.parametrize("mangle", MANGLINGS, ids=lambda way: way.__name__)
@settings(FEW, max_examples=200)
@given(seed=st.integers(0, 10**6))
def test_so_are_two_hundred_tables(tmp_path, mangle, seed):
    is_published_as_the_clean_one_or_told(tmp_path, mangle, seed)


def test_values_are_mangled_in_thirty_ways():
    assert len({way.__name__ for way in MANGLINGS}) == len(MANGLINGS) >= 30
