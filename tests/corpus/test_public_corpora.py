"""Public corpora of malformed CSV: what is read is the clean table, or it is told.

Pollock (HPI-Information-Systems/Pollock on GitHub) has 2,289 pollutions of one file and a hundred
files of open data portals, each with its clean twin and with no licence; csv-spectrum (maxogden)
has what readers get wrong. They are read from the folders that POLLOCK and CSV_SPECTRUM name.
"""

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pendopo.terms.finding import Weight
from tests.corpus.conftest import Checked, read_file
from tests.corpus.pollution import TABLE, polluted

_POLLUTIONS = list(polluted())


def rows_of(checked: Checked) -> list[list[str]] | None:
    """Give names and cells, an empty cell as empty text."""
    if checked.rows is None or checked.names is None:
        return None
    return [checked.names, *([cell or "" for cell in row] for row in checked.rows)]


@pytest.fixture(scope="session")
def pollock() -> Path:
    """The folder of Pollock."""
    return _folder("POLLOCK")


@pytest.fixture(scope="session")
def spectrum() -> Path:
    """The folder of csv-spectrum."""
    return _folder("CSV_SPECTRUM")


def _folder(variable: str) -> Path:
    named = os.environ.get(variable)
    if not named:
        pytest.skip(f"{variable} names no folder of the public corpus")
    return Path(named)


@pytest.mark.parametrize("one", _POLLUTIONS, ids=[one.name for one in _POLLUTIONS])
def test_a_polluted_table_is_read_as_it_was_or_told(one, tmp_path):
    path = tmp_path / "polluted.csv"
    path.write_bytes(one.content)

    found = read_file(path)

    assert found.loud or (one.meant is not None and rows_of(found) == one.meant)


def test_nothing_is_said_of_the_table_before_it_is_polluted(tmp_path):
    path = tmp_path / "clean.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(TABLE)

    found = read_file(path)

    assert (rows_of(found), found.loud) == (TABLE, [])


@pytest.mark.campaign
@pytest.mark.parametrize("part", ["polluted_files", "survey_sample"])
def test_a_file_of_pollock_is_read_as_its_clean_twin_or_told(pollock, part):
    silent = [path.name for path in _files(pollock / part) if not _as_meant_or_told(path)]

    assert silent == []


def _files(folder: Path) -> Iterator[Path]:
    found = sorted((folder / "csv").iterdir())
    assert found
    return iter(found)


def _as_meant_or_told(path: Path) -> bool:
    """Tell whether a file is read as its clean twin, or is told of beyond what is told of that.

    The clean twins of the survey keep some of what is told, such as a name that is missing.
    """
    twin = path.parents[1] / "clean" / path.name
    dirty, clean = read_file(path), read_file(twin)
    stopped = any(one.weight is Weight.STOP for one in dirty.loud)
    more = Counter(one.rule for one in dirty.loud) - Counter(one.rule for one in clean.loud)
    return stopped or bool(more) or dirty.same_table(clean)


# Its JSON has another person's number, and its letters are of no encoding that is sure.
_UNLIKE_ITS_JSON = "location_coordinates"


@pytest.mark.campaign
def test_what_readers_get_wrong_is_read_as_csv_spectrum_has_it(spectrum):
    paths = [p for p in sorted((spectrum / "csvs").glob("*.csv")) if p.stem != _UNLIKE_ITS_JSON]
    assert paths
    for path in paths:
        meant = json.loads((spectrum / "json" / f"{path.stem}.json").read_text("utf-8"))

        found = read_file(path)

        names, *rows = rows_of(found) or [[]]
        assert [dict(zip(names, row, strict=True)) for row in rows] == meant, path.name
        assert found.loud == [], path.name
