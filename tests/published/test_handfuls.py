"""Handfuls of a fold come to the same, whoever merges them."""

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pendopo.published import handfuls
from pendopo.published.handfuls import Rows, handful, laid, merge_beside, spread
from pendopo.registers.contracts import REGISTER

HANDFULS = 4


def written(folder: Path) -> list[Path]:
    """Write the rows of some handfuls, the later release of each process first."""
    paths = []
    for number in range(HANDFULS):
        ocids = [f"ocds-abc123-{number}{process}" for process in range(3)] * 2
        releases = [
            {"ocid": ocid, "title": f"{line}", "date": f"2026-03-0{line}T00:00:00Z"}
            for line, ocid in enumerate(ocids, 1)
        ]
        columns = {
            "entry": pa.array([7] * len(ocids), pa.int64()),
            "line": pa.array(range(len(ocids), 0, -1), pa.int64()),
            "ocid": pa.array(reversed(ocids)),
            "json": pa.array([json.dumps(one) for one in reversed(releases)]),
        }
        paths.append(folder / f"{number}.arrow")
        rows = pa.table(columns)
        with pa.ipc.new_stream(str(paths[-1]), rows.schema) as stream:
            stream.write_table(rows)
    return paths


def here(rows: pa.Table) -> Mapping[str, pa.Table]:
    """Merge a handful in this process."""
    assert REGISTER.merge is not None
    return REGISTER.merge({"releases": rows})


def told(paths: list[Path]) -> dict[str, pa.Table]:
    """Read every table that lies beside handfuls."""
    return {one.name: laid(paths, one.name).read_all() for one in REGISTER.folded}


def together(made: list[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """Put what handfuls come to behind each other, table by table."""
    return {
        one.name: pa.concat_tables([each[one.name] for each in made]) for one in REGISTER.folded
    }


def nobody(rows: pa.Table) -> Mapping[str, pa.Table]:
    """Merge nothing."""
    pytest.fail(f"{rows.num_rows} rows were left to this process")


def test_processes_merge_handfuls_as_one_would_and_leave_no_release_behind(tmp_path):
    paths = written(tmp_path)
    expected = [here(handful(path)) for path in paths]

    merge_beside(REGISTER, paths, {}, nobody)

    assert told(paths) == together(expected)
    assert laid(paths, "processes").read_all().column("ocid").to_pylist() == [
        f"ocds-abc123-{number}{process}" for number in range(HANDFULS) for process in range(3)
    ]
    assert not any(path.exists() for path in paths)


def test_what_no_process_comes_to_is_merged_here(tmp_path, monkeypatch):
    paths = written(tmp_path)
    expected = [here(handful(path)) for path in paths]
    monkeypatch.setattr(handfuls, "_FUNCTION", "pendopo.published.handfuls:none_of_that_name")

    merge_beside(REGISTER, paths, {}, here)

    assert told(paths) == together(expected)


def test_a_process_that_ends_midway_leaves_the_rest_to_this_one(tmp_path, monkeypatch):
    paths = written(tmp_path)
    rows = {path: handful(path) for path in paths}
    asked = []
    paths[3].write_bytes(b"")  # the second that the second process reads
    monkeypatch.setattr(handfuls, "handful", rows.__getitem__)

    def left(given: pa.Table) -> Mapping[str, pa.Table]:
        asked.append(given)
        return here(given)

    merge_beside(REGISTER, paths, {}, left)

    assert told(paths) == together([here(rows[path]) for path in paths])
    assert asked == [rows[paths[3]]]


@pytest.mark.parametrize("by", ["spread_rows", "none_of_that_name"])
def test_rows_go_apart_by_their_value_whoever_writes_them(tmp_path, monkeypatch, by):
    monkeypatch.setattr(handfuls, "_SPREAD", f"pendopo.published.handfuls:{by}")
    names = ["c", "a", "b", "d", "a"]
    record = tmp_path / "record.parquet"
    pq.write_table(pa.table({"entry": [1] * 5, "line": range(1, 6), "name": names}), record)
    (folder := tmp_path / "work").mkdir()
    rows = Rows(f"from read_parquet('{record}')", (str(record),), "name", ("a", "c"))

    found = [handful(path) for path in spread(rows, folder)]

    assert [one.column("name").to_pylist() for one in found] == [["a", "a"], ["c", "b"], ["d"]]
    assert [one.column("line").to_pylist() for one in found] == [[2, 5], [1, 3], [4]]
