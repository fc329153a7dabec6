"""Handfuls of a fold come to the same, whoever merges them."""

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from pendopo.published import handfuls
from pendopo.published.handfuls import handful, merged_in_turn
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


def nobody(rows: pa.Table) -> Mapping[str, pa.Table]:
    """Merge nothing."""
    pytest.fail(f"{rows.num_rows} rows were left to this process")


def test_processes_merge_handfuls_as_one_would_and_leave_nothing_behind(tmp_path):
    paths = written(tmp_path)
    expected = [here(handful(path)) for path in paths]

    found = list(merged_in_turn(REGISTER, paths, {}, nobody))

    assert found == expected
    assert found[1]["processes"].column("ocid").to_pylist() == [
        f"ocds-abc123-1{process}" for process in range(3)
    ]
    assert list(tmp_path.iterdir()) == []


def test_what_no_process_comes_to_is_merged_here(tmp_path, monkeypatch):
    paths = written(tmp_path)
    expected = [here(handful(path)) for path in paths]
    monkeypatch.setattr(handfuls, "_FUNCTION", "pendopo.published.handfuls:none_of_that_name")

    found = list(merged_in_turn(REGISTER, paths, {}, here))

    assert found == expected


def test_a_process_that_ends_midway_leaves_the_rest_to_this_one(tmp_path, monkeypatch):
    paths = written(tmp_path)
    rows = {path: handful(path) for path in paths}
    asked = []
    paths[3].write_bytes(b"")  # the second that the second process reads
    monkeypatch.setattr(handfuls, "handful", rows.__getitem__)

    def left(given: pa.Table) -> Mapping[str, pa.Table]:
        asked.append(given)
        return here(given)

    found = list(merged_in_turn(REGISTER, paths, {}, left))

    assert found == [here(rows[path]) for path in paths]
    assert asked == [rows[paths[3]]]
