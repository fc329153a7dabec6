"""Rows that are long are read from the disk: going through them takes no memory for all of them."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

from pendopo.registers.contracts.tables import RELEASES
from pendopo.stages.validate.persons import Persons, prepare
from pendopo.stages.validate.staged import Elsewhere, Held, Staged, read_anew
from pendopo.stages.validate.typed import Typing
from pendopo.standards.identity import patterns
from pendopo.store.engine import connect
from pendopo.terms.register import rows_of

ROWS, LETTERS, BATCHES = 200, 16_384, 8
SMAPS = Path("/proc/self/smaps")
PATTERNS = patterns("ID")


def staged_in(folder: Path, first: int = 0) -> Staged:
    """Stage releases whose JSON takes 26 MB."""
    folder.mkdir()
    staged = Staged(RELEASES, folder, PATTERNS)
    for batch in range(BATCHES):
        rows = []
        for row in range(ROWS):
            number = first + batch * ROWS + row
            text = f'{{"title":"{"jalan desa " * (LETTERS // 11)}","n":{number}}}'
            date = "2026-01-01T00:00:00Z"
            ocid = f"ocds-213czf-{number:06}"
            cells = (ocid, str(number), date, "tender", None, None, text, None, None, None)
            rows.append((batch * ROWS + row + 1, cells))
        staged.add(rows_of(RELEASES, rows).batch)
    return staged


def mapped_bytes(path: Path) -> int:
    """Say how much of a file lies in this process's memory."""
    found, of_it = 0, False
    for line in SMAPS.read_text().splitlines():
        if re.match("[0-9a-f]+-[0-9a-f]+ ", line):
            of_it = line.endswith(str(path))
        elif of_it and line.startswith("Rss:"):
            found += int(line.split()[1]) << 10
    return found


@pytest.mark.skipif(not SMAPS.exists(), reason="only Linux tells what of a file is in memory")
def test_typing_and_looking_for_persons_go_through_no_document_in_memory(tmp_path):
    staged = staged_in(tmp_path / "one")
    text = staged.close()
    known = staged.pieces()

    with connect() as engine:
        prepare(engine)
        engine.register("text", text)
        typed = Typing(engine, RELEASES, "text", text, staged.anew).run()
        found = Persons(engine, PATTERNS, typed.table, text, known).found()

    assert (typed.findings, found) == ((), ())
    assert mapped_bytes(staged.path) < staged.path.stat().st_size / 4


def test_rows_behind_others_are_counted_on_from_them(tmp_path):
    first, second = staged_in(tmp_path / "one"), staged_in(tmp_path / "two", ROWS * BATCHES)
    second.close()
    first.follow(Elsewhere(second.path, Held(), {}), ROWS * BATCHES)
    first.close()

    rows = first.anew(("line", "ocid")).read_all()

    assert rows.schema.names == ["line", "ocid"]
    assert rows["line"].to_pylist() == list(range(1, 2 * ROWS * BATCHES + 1))
    assert rows["ocid"][-1].as_py() == f"ocds-213czf-{2 * ROWS * BATCHES - 1:06}"
    assert first.anew().schema.names == ["line", *(one.name for one in RELEASES.columns)]


def test_one_batch_at_a_time_is_in_memory(tmp_path):
    staged = staged_in(tmp_path / "one")
    staged.close()
    before = pa.total_allocated_bytes()
    most = max(pa.total_allocated_bytes() - before for _batch in read_anew([(staged.path, 0)]))

    assert most < 2 * staged.path.stat().st_size / BATCHES
