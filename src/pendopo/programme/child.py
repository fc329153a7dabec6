"""The check of files as it runs inside a limited child process; ``limited`` is who asks for it."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow.dataset  # noqa: F401  the engine does at its first table; here nobody waits

from pendopo.programme.rules import rules_of
from pendopo.programme.sources import FORMS, converted, judged, packed
from pendopo.registers import register
from pendopo.stages.intake import (
    join_documents,
    not_a_file,
    open_several,
    open_source,
    receive,
    recognise,
    too_large,
    unwrap,
)
from pendopo.stages.intake.database import is_database
from pendopo.stages.intake.mapping import fitting, mapped, reading_with
from pendopo.stages.intake.packaged import open_package
from pendopo.stages.validate import Bench, Guard, validate
from pendopo.stages.validate.hiding import hide_name, hide_unread
from pendopo.stages.validate.parted import SecondPart, first_part, middle, stage_part, write_asked
from pendopo.standards.identity import patterns
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report, Submission
from pendopo.terms.personal import SAID, Decision, Fate
from pendopo.terms.reading import Reading
from pendopo.terms.register import AloneError, Register, Rows, Source
from pendopo.terms.release_mapping import makes_releases
from pendopo.terms.report_json import report_to_json
from pendopo.terms.rule import Rule
from pendopo.terms.wording import say

# Of the address space, the engine may fill a quarter: code, Arrow and its threads need the rest.
_ENGINE_SHARE = 4

Tell = Callable[[Mapping[str, Any]], None]

# strerror of EFBIG, as libraries pass it on in exceptions of their own.
_TOO_LARGE = "File too large"
_OF_THE_DISK = (OSError, duckdb.IOException)
# Memory is not given back: this process ends, and the other files have another one. So it does
# where one process has to read what two began.
_ENDING = (MemoryError, duckdb.OutOfMemoryException, AloneError)


def report_ended(spec: Mapping[str, Any], on_progress: Tell) -> dict[str, Any]:  # noqa: ARG001
    """Report a file that ended the process which read it.

    :param spec: as ``check`` takes it, of this file alone; with the ``message``, the ``values`` and
        what to ``write`` of what ended it, in ``ended``
    :returns: its ``report``
    """
    [file], told = spec["files"], spec["ended"]
    finding = Finding(
        "file_can_be_read",
        Weight.STOP,
        told["message"],
        {**told["values"], "file": file["filename"]},
        told["write"],
    )
    report = Report(_submission(file), spec["register"], (), (finding,))
    guard = _guard(spec, file)
    return {"report": report_to_json(_named(_hidden(report, guard), _shown(file, guard)))}


def _shown(file: Mapping[str, Any], guard: Guard) -> str:
    """Give the name of a file as it may be shown before it is published."""
    name: str = file["filename"]
    return name if SAID in guard.decisions else hide_name(name, guard.patterns)


def check(spec: Mapping[str, Any], on_progress: Tell) -> dict[str, Any]:
    """Check files: the child's whole work.

    :param spec: ``register`` (name), ``files`` (a list of ``path``, ``filename``, ``sender``,
        ``received_at``, ``came_from``, ``work``, and perhaps ``reading``, and the saved mappings
        that may fit in ``saved``; what is decided of personal data in ``personal``, the codes of
        the publication in ``scope``, the texts that are published with it in ``said``, the
        Parquet files of the tables that foreign keys speak of, by ``register/table``, in
        ``references``; the folder in which another child stages its second part, in
        ``second_part``), ``memory_mb``, ``threads``; the ``country``, ``zone``, ``currency``
        whose persons are looked for, the ``key`` of pseudonyms in hexadecimal, and what the
        register is told ``besides``
    :param on_progress: is told ``file``, ``done``, ``total`` (bytes, or steps of the check),
        ``stage``; and of each file when it is done, its ``report``
    :returns: ``reports``, one for each file
    """
    declared = register(spec["register"])
    rules = rules_of(declared.name)
    reports = []
    for file in spec["files"]:
        placed, told = _placed(file, spec), _Told(spec, file, on_progress)
        report = report_to_json(_checked(placed, declared, rules, told))
        on_progress({"report": report})
        reports.append(report)
    return {"reports": reports}


def read_part(spec: Mapping[str, Any], on_progress: Tell) -> dict[str, Any]:  # noqa: ARG001
    """Read the second part of a file of lines, and stage its rows for who checks the file.

    Then it writes the table that takes longest to write, where that one asks for it.

    :param spec: as ``check`` takes it, of one file; the rows are staged in its ``second_part``
    :returns: nothing: what it came to stands in that folder
    :raises AloneError: when the file must be read by one process
    """
    declared = register(spec["register"])
    [file] = spec["files"]
    path = Path(file["path"])
    with path.open("rb") as stream:
        stream.seek(middle(path))
        source = _there(Source(file["filename"], document=stream), _placed(file, spec))
        source = replace(source, besides=spec.get("besides", {}))
        if declared.read_part is None:
            raise AloneError
        folder = Path(file["second_part"])
        stage_part(declared.read_part(source), folder, patterns(spec.get("country", "")))
    write_asked(folder, _engine_mb(spec))
    return {}


def _engine_mb(spec: Mapping[str, Any]) -> int:
    return int(spec.get("memory_mb", 2048)) // _ENGINE_SHARE


def _placed(file: Mapping[str, Any], spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say of a file where its publisher is."""
    return {**file, "zone": spec.get("zone", ""), "currency": spec.get("currency", "")}


class _Told:
    """The bench of one file, which tells how far it has come."""

    def __init__(self, spec: Mapping[str, Any], file: Mapping[str, Any], tell: Tell) -> None:
        guard = _guard(spec, file)
        self.shown = _shown(file, guard)
        self._tell = tell
        self._besides = spec.get("besides", {})
        self.bench = Bench(
            Path(file["work"]),
            memory_mb=_engine_mb(spec),
            threads=int(spec.get("threads", 2)),
            progress=self.progress,
            guard=guard,
            references=file.get("references", {}),
            second=SecondPart(Path(file["second_part"])) if "second_part" in file else None,
        )
        self.progress("read", 0, 0)

    def completed(self, source: Source | None, path: Path) -> Source | None:
        """Give a source with what its register is told besides the file.

        :raises AloneError: when another process reads a part, and it is not the file as it lies
        """
        if source is None:
            return None
        source, second = replace(source, besides=self._besides), self.bench.second
        return first_part(source, path, second) if second else source

    def progress(self, stage: str, done: int, total: int) -> None:
        """Pass on how far the file has come."""
        if stage == "read" and self.bench.second:
            done = min(2 * done, total)  # the other part has come about as far
        self._tell({"file": self.shown, "stage": stage, "done": done, "total": total})


def _guard(spec: Mapping[str, Any], file: Mapping[str, Any]) -> Guard:
    decided = {
        column: Decision(**{**said, "fate": Fate(said["fate"])})
        for column, said in file.get("personal", {}).items()
    }
    return Guard(
        patterns(spec.get("country", "")),
        decided,
        bytes.fromhex(spec.get("key", "")),
        file.get("scope", ""),
        file.get("said", {}),
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
    report = _looked_at(file, declared, rules, told)
    return _named(report, told.shown) if report.stopped else report


def _named(report: Report, filename: str) -> Report:
    return replace(report, submission=replace(report.submission, filename=filename))


def _looked_at(
    file: Mapping[str, Any], declared: Register, rules: tuple[Rule, ...], told: _Told
) -> Report:
    path = Path(file["path"])
    odd = not_a_file(path) or too_large(path)
    if odd:
        return _hidden(Report(_yet_unhashed(file), declared.name, (), (odd,)), told.bench.guard)
    before = _state(path)
    # The hash is taken while the file is read: reading leaves half of the machine idle.
    with ThreadPoolExecutor(1) as beside:
        hashed = beside.submit(_submission, file)
        report = _read(_yet_unhashed(file), file, declared, rules, told)
        if report.made_from:
            report = replace(report, made_from=hashed.result())
        else:
            report = replace(report, submission=hashed.result())
    if _state(path) != before:
        # What was read and what was hashed may differ.
        return Report(report.submission, declared.name, (), (_changed(),))
    return report


def _state(path: Path) -> tuple[int, int, int]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino


def _read(
    submission: Submission,
    file: Mapping[str, Any],
    declared: Register,
    rules: tuple[Rule, ...],
    told: _Told,
) -> Report:
    reading = reading_with(Reading(**file.get("reading", {})))
    if isinstance(reading, Finding):
        return _hidden(Report(submission, declared.name, (), (reading,)), told.bench.guard)
    if reading.mapping is not None and makes_releases(reading.mapping):
        return _read_as_releases(submission, reading, file, declared, (rules, told))
    findings: list[Finding] = []
    if declared.database and is_database(Path(submission.path)):
        received = replace(submission, sender=file["sender"], received_at=file["received_at"])
        made = packed(received, declared.database(), Path(file["work"]), findings.append)
        if made is None:
            report = Report(submission, declared.name, (), (*findings,))
            return _hidden(report, told.bench.guard)
        # What follows reads the tables that were taken out: they are what is published.
        report = _read_tables(made, file, declared, (rules, told), (reading, findings))
        return replace(report, made_from=submission)
    return _read_tables(submission, file, declared, (rules, told), (reading, findings))


def _read_tables(
    submission: Submission,
    file: Mapping[str, Any],
    declared: Register,
    held_to: tuple[tuple[Rule, ...], _Told],
    how: tuple[Reading, list[Finding]],
) -> Report:
    """Read a file as tables, with what was found of it already."""
    (rules, told), (reading, findings) = held_to, how
    source = partial(_source, submission, reading, file, declared, findings.append)
    rows = _rows(lambda: told.completed(source(), Path(file["path"])), declared)
    try:
        return validate(submission, declared, rules, rows, replace(told.bench, told=findings))
    except _ENDING:
        raise
    except Exception as error:
        if isinstance(error, _OF_THE_DISK) and _TOO_LARGE in str(error):
            raise  # whoever wrote it, by whatever library: who waits tells the limit in words
        report = Report(submission, declared.name, (), (*findings, _fell_over(error)))
        return _hidden(report, told.bench.guard)
    finally:
        for unpacked in Path(file["work"]).glob("unpacked*"):
            unpacked.unlink()


def _read_as_releases(
    submission: Submission,
    reading: Reading,
    file: Mapping[str, Any],
    declared: Register,
    held_to: tuple[tuple[Rule, ...], _Told],
) -> Report:
    """Make releases of a file that is none, and read those."""
    rules, told = held_to
    work = Path(file["work"])
    received = replace(submission, sender=file["sender"], received_at=file["received_at"])
    findings: list[Finding] = []

    def opened() -> tuple[Source | None, list[Finding]]:
        return open_file(submission, reading, work, FORMS, findings.append), findings

    try:
        made, found = converted(received, reading, work, told.bench.guard, opened)
        if made is None:
            return _hidden(Report(submission, declared.name, (), (*found,)), told.bench.guard)
        with Path(made.path).open("rb") as stream:
            rows = declared.read(Source(made.filename, document=stream))
            bench = replace(told.bench, told=found, guard=judged(told.bench.guard))
            report = validate(made, declared, rules, rows, bench)
        return replace(report, made_from=submission)
    except _ENDING:
        raise
    except Exception as error:
        if isinstance(error, _OF_THE_DISK) and _TOO_LARGE in str(error):
            raise  # whoever wrote it, by whatever library: who waits tells the limit in words
        report = Report(submission, declared.name, (), (*findings, _fell_over(error)))
        return _hidden(report, told.bench.guard)
    finally:
        for unpacked in work.glob("unpacked*"):
            unpacked.unlink()


def _hidden(report: Report, guard: Guard) -> Report:
    """Hide persons in what is told of a file that did not come to be validated."""
    kept = any(one.fate is not Fate.PUBLISH for one in guard.decisions.values())
    return hide_unread(report, guard.patterns, rows=kept)


def _source(
    submission: Submission,
    reading: Reading,
    file: Mapping[str, Any],
    declared: Register,
    tell: Callable[[Finding], None],
) -> Source | None:
    """Open a file as a source, with its columns as a mapping makes them where there is one."""
    source = open_file(submission, reading, Path(file["work"]), declared.forms, tell)
    if source is None:
        return None
    source = _there(source, file)
    if reading.mapping is not None:
        return mapped(source, reading.mapping, tell)
    for finding in fitting(source, file.get("saved", ())):
        tell(finding)
    return source


def _there(source: Source, file: Mapping[str, Any]) -> Source:
    """Give a source with where its publisher is, and what was said of it."""
    zone = file.get("zone", "")
    return replace(
        source,
        zone=zone,
        currency=file.get("currency", ""),
        scope=json.loads(file.get("scope") or "{}"),
        received_on=_day(file["received_at"], zone),
    )


def _day(instant: str, zone: str) -> str:
    """Give the day of an instant where the publisher is; empty where it is not known."""
    if not instant:
        return ""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone or "UTC")).date().isoformat()


def open_file(
    submission: Submission,
    reading: Reading,
    work: Path,
    forms: tuple[str, ...],
    tell: Callable[[Finding], None],
) -> Source | None:
    """Take a file out of what it is packed in, tell its form, and open it."""
    if "package" in forms and not reading.sheet and reading.mapping is None:
        package = open_package(submission, reading, work, tell)
        if package:
            return None if package is True else package
    if "zip" in forms and not reading.sheet:
        several = open_several(submission, reading, work, tell)
        if several:
            return None if several is True else several
        joined = join_documents(submission, reading, work, tell) if "json" in forms else submission
        if joined is None:
            return None
        submission = joined
    taken = unwrap(submission, reading, work, tell)
    if taken is None:
        return None
    inside, reading_inside = taken
    form = recognise(inside, forms)
    if isinstance(form, Finding):
        tell(form)
        return None
    return open_source(inside, form, reading_inside, tell)


def _rows(opened: Callable[[], Source | None], declared: Register) -> Iterator[Rows | Finding]:
    source = opened()
    if source is None:
        return
    try:
        yield from declared.read(source)
    finally:
        _close(source)


def _close(source: Source) -> None:
    with suppress(AttributeError):
        source.document.close()  # type: ignore[union-attr]


def _changed() -> Finding:
    return Finding(
        "file_stays_as_it_is",
        Weight.STOP,
        say("The file was changed while it was read."),
        write=say("Close it in every program, wait until it is copied whole, and try again."),
    )


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
