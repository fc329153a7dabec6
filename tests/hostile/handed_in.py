"""Hand hostile files in as the programme does, and tell what came of each and of this process.

Run as a process of its own: ``python -m tests.hostile.handed_in FOLDER full|small NAME...``.
"""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pendopo.programme.limited import check_files
from pendopo.store.child import WRITTEN_TIMES, Limits
from pendopo.terms.journey import Report
from tests.hostile import archives, files, texts, workbooks
from tests.hostile.bomb import BOMBS

MADE_BY = (archives, files, texts, workbooks)
LIMITS = Limits(memory_mb=2048, seconds=60, file_mb=300 * WRITTEN_TIMES)


class Watch:
    """When each file was first spoken of."""

    def __init__(self) -> None:
        self.began: dict[str, float] = {}

    def __call__(self, progress: Mapping[str, Any]) -> None:
        self.began.setdefault(str(progress["file"]), time.monotonic())


def grown() -> int:
    """Give the most memory this process has held, in kilobytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def spec_of(folder: Path, names: list[str]) -> dict[str, Any]:
    """Say of files in a folder what a child is told of them."""
    described = []
    for name in names:
        work = folder / f"{name}.work"
        work.mkdir()
        described.append(
            {
                "path": str(folder / name),
                "filename": name,
                "sender": "a stranger",
                "received_at": "2026-03-01T08:00:00Z",
                "came_from": "",
                "work": str(work),
            }
        )
    # With one thread they are read one after the other: how long each takes shall be told.
    return {"register": "datasets", "files": described, "memory_mb": 2048, "threads": 1}


def hand_in(folder: Path, names: list[str], *, full: bool) -> dict[str, Any]:
    for name in names:
        BOMBS[name].make(folder / name, full=full)
    spec = spec_of(folder, names)
    before, watch = measured(), Watch()
    reports = check_files(spec, LIMITS, watch)
    ends = [*list(watch.began.values())[1:], time.monotonic()]
    took = {name: end - began for (name, began), end in zip(watch.began.items(), ends, strict=True)}
    return {
        "grown_kb": grown() - before,
        "reports": [outcome(report, took) for report in reports],
    }


def measured() -> int:
    """Begin to measure anew, so that making the files does not count."""
    Path("/proc/self/clear_refs").write_text("5")
    return grown()


def outcome(report: Report, took: Mapping[str, float]) -> dict[str, Any]:
    name = report.submission.filename
    return {
        "name": name,
        "stopped": report.stopped,
        "seconds": round(took.get(name, 0.0), 2),
        "findings": [
            {"rule": f.rule, "weight": f.weight, "sentence": f.sentence()[:300], "write": f.write}
            for f in report.findings
        ],
        "rows": [table.rows for table in report.tables],
    }


if __name__ == "__main__":
    where, size, *asked = sys.argv[1:]
    print(json.dumps(hand_in(Path(where), asked or list(BOMBS), full=size == "full")))  # noqa: T201
