"""Clean tables come to harm in workbooks in every way: the same is read, or it is told."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.registers import register
from pendopo.stages.intake import open_source, receive, recognise
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading
from tests.corpus.conftest import check_file
from tests.corpus.workbooks.harm import HARMS, NAMES
from tests.corpus.workbooks.write import book

FILES = ("clean.xlsx", "dirty.xlsx")
_WORDS = ("Ngasem", "Kali Anyar", "Mojo Lor", "Sumber-rejo", "Wadang", "Gayam")


def clean(seed):
    random = Random(seed)  # noqa: S311  no secret
    rows = [
        [
            random.choice(_WORDS),
            f"0{random.randint(1, 9_999):04}",
            date(2026, 1, 1) + timedelta(days=random.randint(0, 364)),
            random.randint(1, 10**6) / 100,
            random.randint(10_000, 10**7),
        ]
        for _ in range(random.randint(4, 9))
    ]
    return [list(NAMES), *rows]


def read(path, content, forms=("xlsx", "ods")):
    """Read a workbook as the register of datasets does: its rows, and what is above a note."""
    path.write_bytes(content)
    submission = receive(path, "office", "2026-03-01T08:00:00Z")
    form = recognise(submission, forms)
    assert not isinstance(form, Finding), form
    found: list[Finding] = []
    rows: list[list[str]] = []
    source = open_source(submission, form, Reading(), found.append)
    for item in register("datasets").read(source) if source else ():
        if isinstance(item, Finding):
            found.append(item)
        else:
            rows += [list(row.values())[1:] for row in item.batch.to_pylist()]
    return rows, [one for one in found if one.weight is not Weight.NOTE]


@pytest.mark.parametrize("harm", HARMS, ids=lambda way: way.__name__)
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6))
def test_a_harmed_workbook_is_read_as_the_clean_one_or_told(tmp_path, harm, seed):
    table = clean(seed)

    meant, said = read(tmp_path / FILES[0], book(*table))
    found, told = read(tmp_path / FILES[1], harm(table, Random(seed)))  # noqa: S311

    assert said == []
    if not told and found != meant:  # texts of numbers become numbers where cells are typed
        of_clean, of_dirty = (check_file(tmp_path / one, tmp_path, {}) for one in FILES)
        assert of_dirty.loud or of_dirty.same_table(of_clean)


def test_workbooks_come_to_harm_in_many_ways():
    assert len({way.__name__ for way in HARMS}) == len(HARMS) >= 29
