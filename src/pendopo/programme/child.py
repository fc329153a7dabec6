"""The check of files as it runs inside a limited child process, and the call that starts it.

Many files are one child: starting one costs half a second. A file that ends the child costs only
itself, for the rest are handed to another.
"""

import importlib.resources
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pendopo.registers import register
from pendopo.stages.intake import open_source, receive, recognise
from pendopo.stages.validate import Bench, report_from_json, report_to_json, validate
from pendopo.store.child import ChildError, Limits, run
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report, Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Register, Rows, Source
from pendopo.terms.rule import Rule, parse_rule
from pendopo.terms.wording import say

_FUNCTION = "pendopo.programme.child:check"
# Of the address space, the engine may fill a quarter: code, Arrow and its threads need the rest.
_ENGINE_SHARE = 4

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
            result = run(_FUNCTION, {**spec, "files": left}, limits, _gather(done, on_progress))
            done = [report_from_json(report) for report in result["reports"]]
        except ChildError as error:
            if not error.progress:
                raise  # it did not come as far as a file
            if not done:
                done.append(_ended(spec, left[0], error))
            # Else the limits were used up by all of them together: the rest start afresh.
        reports += done
    return tuple(reports)


def _gather(done: list[Report], on_progress: Tell | None) -> Tell:
    """Keep the reports that the child tells of on its way, and pass its progress on."""

    def hear(progress: Mapping[str, Any]) -> None:
        if "report" in progress:
            done.append(report_from_json(progress["report"]))
        elif on_progress:
            on_progress(progress)

    return hear


def _ended(spec: Mapping[str, Any], file: Mapping[str, Any], error: ChildError) -> Report:
    """Report a file that ended the process which read it."""
    finding = Finding(
        "file_can_be_read",
        Weight.STOP,
        error.message,
        {**error.values, "file": file["filename"]},
        error.write,
    )
    return Report(_submission(file), spec["register"], (), (finding,))


def check(spec: Mapping[str, Any], on_progress: Tell) -> dict[str, Any]:
    """Check files: the child's whole work.

    :param spec: ``register`` (name), ``files`` (a list of ``path``, ``filename``, ``sender``,
        ``received_at``, ``came_from``, ``work``, and perhaps ``reading``), ``memory_mb``,
        ``threads``
    :param on_progress: is told ``file``, ``done``, ``total`` (bytes, or steps of the check),
        ``stage``; and of each file when it is done, its ``report``
    :returns: ``reports``, one for each file
    """
    declared = register(spec["register"])
    rules = rules_of(declared.name)
    reports = []
    for file in spec["files"]:
        report = report_to_json(_checked(file, declared, rules, _Told(spec, file, on_progress)))
        on_progress({"report": report})
        reports.append(report)
    return {"reports": reports}


class _Told:
    """The bench of one file, which tells how far it has come."""

    def __init__(self, spec: Mapping[str, Any], file: Mapping[str, Any], tell: Tell) -> None:
        self._file = file["filename"]
        self._tell = tell
        self.bench = Bench(
            Path(file["work"]),
            memory_mb=int(spec.get("memory_mb", 2048)) // _ENGINE_SHARE,
            threads=int(spec.get("threads", 2)),
            progress=self.progress,
        )
        self.progress("read", 0, 0)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Pass on how far the file has come."""
        self._tell({"file": self._file, "stage": stage, "done": done, "total": total})


def rules_of(name: str) -> tuple[Rule, ...]:
    """Load the rules of a register: the files ``rules/*.sql`` of its folder, by name.

    :raises RuleError: for a file without the head of a rule
    """
    folder = importlib.resources.files(f"pendopo.registers.{name}") / "rules"
    if not folder.is_dir():
        return ()
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        parse_rule(file.name.removesuffix(".sql"), file.read_text("utf-8"))
        for file in found
        if file.name.endswith(".sql")
    )


def _submission(file: Mapping[str, Any]) -> Submission:
    received = receive(
        Path(file["path"]), file["sender"], file["received_at"], file.get("came_from", "")
    )
    return replace(received, filename=file["filename"])


def _yet_unhashed(file: Mapping[str, Any]) -> Submission:
    path = Path(file["path"])
    return Submission(str(path), file["filename"], "", path.stat().st_size, file["sender"], "")


def _checked(
    file: Mapping[str, Any], declared: Register, rules: tuple[Rule, ...], told: _Told
) -> Report:
    # The hash is taken while the file is read: reading leaves half of the machine idle.
    with ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(_submission, file)
        report = _read(_yet_unhashed(file), file, declared, rules, told)
        return replace(report, submission=hashed.result())


def _read(
    submission: Submission,
    file: Mapping[str, Any],
    declared: Register,
    rules: tuple[Rule, ...],
    told: _Told,
) -> Report:
    form = recognise(submission, declared.forms)
    if isinstance(form, Finding):
        return Report(submission, declared.name, (), (form,))
    reading = Reading(**file.get("reading", {}))
    findings: list[Finding] = []
    rows = _rows(submission, form, reading, declared, findings)
    try:
        report = validate(submission, declared, rules, rows, told.bench)
    except Exception as error:  # noqa: BLE001 - one file's fault must not be the other files'
        return Report(submission, declared.name, (), (*findings, _fell_over(error)))
    return replace(report, findings=(*findings, *report.findings))


def _rows(
    submission: Submission,
    form: str,
    reading: Reading,
    declared: Register,
    findings: list[Finding],
) -> Iterator[Rows | Finding]:
    source = open_source(submission, form, reading, findings.append)
    if source is None:
        return
    try:
        yield from declared.read(source)
    finally:
        _close(source)


def _close(source: Source) -> None:
    with suppress(AttributeError):
        source.document.close()  # type: ignore[union-attr]


def _fell_over(error: Exception) -> Finding:
    return Finding(
        "file_can_be_read",
        Weight.STOP,
        say("The file could not be read to its end: {error}"),
        {"error": f"{type(error).__name__}: {error}"[:300]},
        say(
            "Open the file in the program that wrote it, save it anew, and hand that in; if it "
            "stays so, report it to those who run this programme."
        ),
    )
