"""A fold in pieces: what a publication does not touch is carried over, and none can tell."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.published import folding
from pendopo.published.folding import Earlier, Folding, name_of
from pendopo.published.tables import Part
from pendopo.registers.contracts import REGISTER
from pendopo.registers.contracts.tables.award import MERGED_AWARDS
from pendopo.store.engine import connect

Rows = dict[str, list[tuple[Any, ...]]]
PROCESSES = 8


def release(process: int, number: int) -> dict[str, Any]:
    """One of several releases of a process; some have one date, some contradict each other."""
    award = {"id": str(number % 3), "title": f"{number}"}
    return {
        "ocid": f"ocds-abc123-{process}",
        "id": str(number),
        "date": f"2026-03-{1 + number % 4:02}T00:00:00Z",
        "title": f"{process} {number}",
        "awards": award if number % 7 == 6 else [award],
        "parties": [{"id": f"P{number % 2}", "name": f"Party {number}"}],
    }


def part(folder: Path, entry: int, *releases: dict[str, Any], home_currency: str = "") -> Part:
    """Write the record table of one publication."""
    path = folder / f"{entry}.parquet"
    columns = {
        "line": pa.array(range(1, len(releases) + 1), pa.int64()),
        "ocid": pa.array([one["ocid"] for one in releases]),
        "json": pa.array([json.dumps(one) for one in releases]),
    }
    if home_currency:
        columns["home_currency"] = pa.array([home_currency] * len(releases))
    pq.write_table(pa.table(columns), path)
    return Part(entry, "releases", f"{entry:064x}", path, len(releases))


class Folder:
    """Folds of one register after each other, in files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made = 0
        self.earlier: Earlier | None = None

    def fold(self, parts: list[Part], *, anew: bool = False) -> tuple[int, Rows]:
        """Fold, from what was folded before unless told otherwise; give the pieces merged."""
        self.made += 1
        path = self.root / f"{self.made}.duckdb"
        with connect(path) as database:
            merged = Folding(database, REGISTER, parts).run(
                None if anew else self.earlier, self.root
            )
            rows = {table.name: database.table(table.name).fetchall() for table in REGISTER.folded}
        if not anew:
            self.earlier = Earlier(path, frozenset(map(name_of, parts)))
        return merged, rows


def test_one_new_release_merges_its_process_alone(tmp_path):
    folder = Folder(tmp_path)
    first = part(tmp_path, 0, *(release(process, 0) for process in range(PROCESSES)))
    folder.fold([first])
    late = release(3, 1) | {"awards": [{"id": "late"}]}

    merged, rows = folder.fold([first, part(tmp_path, 1, late)])

    assert merged == 1
    assert [row[0] for row in rows["processes"]] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert rows == folder.fold([first, part(tmp_path, 1, late)], anew=True)[1]


def test_a_publication_that_was_taken_away_is_forgotten_though_its_file_is_gone(tmp_path):
    folder = Folder(tmp_path)
    first = part(tmp_path, 0, *(release(process, 0) for process in range(PROCESSES)))
    second = part(tmp_path, 1, release(2, 1), release(99, 1))
    folder.fold([first, second])
    second.path.unlink()

    merged, rows = folder.fold([first])

    assert merged == 2
    assert rows == folder.fold([first], anew=True)[1]


def test_what_every_piece_depends_on_changes_all_of_them(tmp_path):
    folder, worth = Folder(tmp_path), {"value": {"amount": 2, "currency": "USD"}}
    told = [release(process, 0) for process in range(PROCESSES)]
    told[3]["awards"] = [{"id": "A", "date": "2026-03-02T00:00:00Z", **worth}]
    first = part(tmp_path, 0, *told, home_currency="IDR")
    rates = Part(1, "exchange_rates", f"{1:064x}", tmp_path / "rates.parquet", 1)
    columns = {"line": [2], "currency": ["USD"], "home_currency": ["IDR"]}
    pq.write_table(
        pa.table({**columns, "day": [date(2026, 3, 1)], "rate": [Decimal("16000.5")]}), rates.path
    )

    _, before = folder.fold([first])
    merged, after = folder.fold([first, rates])

    places = [column.name for column in MERGED_AWARDS.columns]
    at = 2 + places.index("home_amount")
    assert merged == PROCESSES
    assert [row[at] for row in before["awards"] if row[at]] == []
    assert [row[at] for row in after["awards"] if row[at]] == [Decimal("32001.00")]


def test_many_changes_at_once_are_merged_anew(tmp_path):
    folder = Folder(tmp_path)
    first = part(tmp_path, 0, *(release(process, 0) for process in range(PROCESSES)))
    folder.fold([first])
    second = part(tmp_path, 1, *(release(process, 1) for process in range(PROCESSES - 1)))

    merged, _ = folder.fold([first, second])

    assert merged == PROCESSES


def test_without_releases_every_table_is_there_and_empty(tmp_path):
    merged, rows = Folder(tmp_path).fold([])

    assert merged == 0
    assert rows == {table.name: [] for table in REGISTER.folded}


@pytest.mark.parametrize("said", ["", "{}", '{"file": "gone.duckdb", "parts": []}', "[1]"])
def test_a_note_that_leads_nowhere_is_no_earlier_fold(tmp_path, said):
    (tmp_path / "note").write_text(said)

    assert Earlier.read(tmp_path / "note") is None


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_order_of_publications_replacements_and_redactions_gives_the_whole_fold(
    tmp_path_factory, monkeypatch, data
):
    monkeypatch.setattr(folding, "ROWS_AT_ONCE", 5)
    root = tmp_path_factory.mktemp("folds")
    folder, entry = Folder(root), 0
    parts: list[Part] = []
    told = st.lists(
        st.tuples(st.integers(0, PROCESSES - 1), st.integers(0, 8)), min_size=1, max_size=4
    )
    for _ in range(3):
        if parts and data.draw(st.booleans(), "take one away"):
            parts.pop(data.draw(st.integers(0, len(parts) - 1), "which"))
        for _ in range(data.draw(st.integers(0, 2), "publications")):
            releases = [release(*one) for one in data.draw(told)]
            parts.append(part(root, entry, *releases))
            entry += 1
        assert folder.fold(parts)[1] == folder.fold(parts, anew=True)[1]
