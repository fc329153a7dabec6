"""Files handed to limited child processes that check them, and what these answer.

Many files are one child: starting one costs half a second. A file that ends the child costs only
itself, for the rest are handed to another. What the child does, ``child`` says: whoever asks need
not import what reads files.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pendopo.store.child import ChildError, Limits, run
from pendopo.store.confine import Reach
from pendopo.terms.journey import Report
from pendopo.terms.report_json import report_from_json

_FUNCTION = "pendopo.programme.child:check"

Tell = Callable[[Mapping[str, Any]], None]


def check_files(
    spec: Mapping[str, Any], limits: Limits, on_progress: Tell | None = None
) -> tuple[Report, ...]:
    """Check files in child processes and give a report for each, in their order.

    A file that ends its child gets a report with one stop, which says so.

    :param spec: as ``check`` takes it
    """
    reports: list[Report] = []
    files = list(spec["files"])
    while len(reports) < len(files):
        left = files[len(reports) :]
        done: list[Report] = []
        try:
            hear = _gather(done, on_progress)
            result = run(_FUNCTION, {**spec, "files": left}, limits, hear, _reach(left))
            done = [report_from_json(report) for report in result["reports"]]
        except ChildError as error:
            if not error.progress:
                raise  # it did not come as far as a file
            if not done:
                # What hides persons in its words is imported where it is needed.
                from pendopo.programme.child import ended  # noqa: PLC0415

                done.append(ended(spec, left[0], error))
            # Else the limits were used up by all of them together: the rest start afresh.
        reports += done
    return tuple(reports)


def _reach(files: Iterable[Mapping[str, Any]]) -> Reach:
    """Let the child read what it checks, write where it is to work, and touch nothing else."""
    handed = tuple(files)
    tables = (
        path for file in handed for paths in file.get("references", {}).values() for path in paths
    )
    return Reach(
        (*(file["path"] for file in handed), *tables), tuple(file["work"] for file in handed)
    )


def _gather(done: list[Report], on_progress: Tell | None) -> Tell:
    """Keep the reports that the child tells of on its way, and pass its progress on."""

    def hear(progress: Mapping[str, Any]) -> None:
        if "report" in progress:
            done.append(report_from_json(progress["report"]))
        elif on_progress:
            on_progress(progress)

    return hear
