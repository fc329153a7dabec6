"""Files handed to limited child processes that check them, and what these answer.

Many files are few children: starting one costs half a second. A file that ends its child costs only
itself, for the rest are handed to another. Where two threads may be used, two children read at a
time, each with one thread and half of the memory; one large file of lines they read together, each
a part, and what they find is what one finds. What a child does, ``child`` says: whoever asks
need not import what reads files.
"""

import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock
from typing import Any

from pendopo.store.child import ChildError, Limits, OverError, run
from pendopo.store.confine import Reach
from pendopo.terms.journey import Report
from pendopo.terms.report_json import report_from_json

_FUNCTION = "pendopo.programme.child:check"
_PART = "pendopo.programme.child:read_part"
_ENDED = "pendopo.programme.child:report_ended"
_AT_ONCE = 2
# Of the files that are left, one child takes as many as leave each other one that many goes: so the
# last ones are single, and no child works alone for long.
_GOES = 2
# With less than this in megabytes, a child would be ended by files that are not large.
_MEMORY_LEAST = 1024
# Of a file of lines that is so large, two children read a part each; of others, the second would
# cost what it saves.
_PARTED_BYTES = 32 << 20
# What is left of the time for the finding that answers a file whose reader was ended: at most this,
# of little time a quarter.
_TO_ANSWER_S = 15
# Less than this is not enough for a child to come as far as a file.
_BEGINS_S = 5
_OF_LINES = (".jsonl", ".ndjson")

Tell = Callable[[Mapping[str, Any]], None]


def check_files(
    spec: Mapping[str, Any], limits: Limits, on_progress: Tell | None = None
) -> tuple[Report, ...]:
    """Check files in child processes and give a report for each, in their order.

    A file that ends its child gets a report with one stop, which says so.

    :param spec: as ``check`` takes it
    :param limits: of each file, the time until it is answered; the memory is that of all children
        together
    :param on_progress: is told what ``check`` tells, in the thread that asks; and in ``reader``,
        where two read at a time, which of them tells it
    """
    files, began, asked = list(spec["files"]), time.monotonic(), limits
    limits = replace(limits, seconds=limits.seconds - _to_answer(limits))
    half = replace(limits, memory_mb=limits.memory_mb // _AT_ONCE)
    if len(files) == 1 and _may_be_parted(spec, files[0]) and half.memory_mb >= _MEMORY_LEAST:
        half = replace(half, file_mb=limits.file_mb // _AT_ONCE)
        report = _in_parts(spec, files[0], half, on_progress)
        if report:
            return (report,)
        _empty([files[0]["work"]])  # what ended one of two does not always end one alone
        left_s = int(limits.seconds - (time.monotonic() - began))
        if left_s < _BEGINS_S:
            late = ChildError("time", limits, {"file": files[0]["filename"]}, "")
            return (_ended(spec, files[0], late, asked),)
        limits = replace(limits, seconds=left_s)
    if len(files) < _AT_ONCE or spec["threads"] < _AT_ONCE or half.memory_mb < _MEMORY_LEAST:
        return tuple(_in_turn(spec, files, limits, on_progress, asked))
    found = _Abreast(spec, files, half).read(on_progress)
    # What ended a child that had half of the memory is at fault if it also ends one that has all.
    left = [number for number in range(len(files)) if number not in found]
    _empty(files[number]["work"] for number in left)
    alone = _in_turn(spec, [files[number] for number in left], limits, on_progress, asked)
    found |= dict(zip(left, alone, strict=True))
    return tuple(found[number] for number in range(len(files)))


def _to_answer(limits: Limits) -> int:
    """Give how many of the seconds are left for the answer when reading is ended."""
    return min(_TO_ANSWER_S, limits.seconds // 4)


def _may_be_parted(spec: Mapping[str, Any], file: Mapping[str, Any]) -> bool:
    """Whether a file is large and, by its name and what is said of it, one of lines."""
    of_lines = file["filename"].lower().endswith(_OF_LINES)
    asked = spec.get("parts", False) and spec["threads"] >= _AT_ONCE and of_lines
    if not asked or any(file.get("reading", {}).values()):
        return False
    with suppress(OSError):
        return Path(file["path"]).stat().st_size >= _PARTED_BYTES
    return False


def _in_parts(
    spec: Mapping[str, Any], file: Mapping[str, Any], half: Limits, on_progress: Tell | None
) -> Report | None:
    """Have one child check a file while another reads the second part of it.

    :param half: the limits of each
    :returns: None where either ended, or what the parts come to may not be what the whole does
    """
    second = Path(file["work"], "second")
    second.mkdir()
    halves = {**spec, "memory_mb": half.memory_mb, "files": [{**file, "second_part": str(second)}]}
    over = Event()

    def read_second() -> None:
        # It writes a table of the rows that the first one staged, too.
        reach = Reach((file["path"], file["work"]), (str(second),))
        try:
            run(_PART, halves, half, reach=reach, over=over)
        except BaseException:
            over.set()
            raise

    with ThreadPoolExecutor(1) as beside, suppress(ChildError, OverError):
        beside.submit(read_second)
        try:
            done, _ = _one_child(halves, half, on_progress, over)
            if done:
                shutil.rmtree(second)
                return done[0]
        finally:
            over.set()
    return None


def _in_turn(
    spec: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
    limits: Limits,
    on_progress: Tell | None,
    asked: Limits,
) -> list[Report]:
    """Check files one after the other, each with all that the limits give.

    :param asked: those until the answer, of which the limits are what is left
    """
    reports: list[Report] = []
    while len(reports) < len(files):
        left = files[len(reports) :]
        done, error = _one_child({**spec, "files": left}, limits, on_progress)
        if error and not done:
            done.append(_ended(spec, left[0], error, asked))
        # Else the limits were used up by all of them together: the rest start afresh.
        reports += done
    return reports


def _ended(
    spec: Mapping[str, Any], file: Mapping[str, Any], error: ChildError, asked: Limits
) -> Report:
    """Have a child report a file that ended another one.

    What hides persons in its words is a hundred megabytes that this process goes without.

    :param asked: the limits until the answer: reading had all of their seconds but the last ones,
        with whatever was tried before it
    """
    to_answer = _to_answer(asked)
    values = {**error.values, "seconds": str(asked.seconds - to_answer)}
    told = {"message": error.message, "values": values, "write": error.write}
    job, soon = {**spec, "files": [file], "ended": told}, replace(asked, seconds=to_answer)
    return report_from_json(run(_ENDED, job, soon, reach=_reach([file]))["report"])


def _one_child(
    spec: Mapping[str, Any],
    limits: Limits,
    on_progress: Tell | None,
    over: Event | None = None,
) -> tuple[list[Report], ChildError | None]:
    """Have one child check files; give its reports, and what ended it before it had done all.

    :raises ChildError: when it did not come as far as a file
    """
    done: list[Report] = []
    hear = _gather(done, on_progress)
    try:
        run(_FUNCTION, spec, limits, hear, _reach(spec["files"]), over=over)
    except ChildError as error:
        if not error.progress:
            raise
        return done, error
    return done, None


class _Abreast:
    """Files that children check two at a time, each time the next that are left.

    :param limits: of each child
    """

    def __init__(
        self, spec: Mapping[str, Any], files: Sequence[Mapping[str, Any]], limits: Limits
    ) -> None:
        self._spec = {**spec, "threads": 1, "memory_mb": limits.memory_mb}
        self._files = files
        self._limits = limits
        self._left = list(range(len(files)))
        self._turn = Lock()
        self._over = Event()
        self._news: SimpleQueue[Mapping[str, Any] | None] = SimpleQueue()
        self._found: dict[int, Report] = {}

    def read(self, on_progress: Tell | None) -> dict[int, Report]:
        """Check them; give the reports by the number of the file, none where its child was ended.

        :raises ChildError: when a child did not come as far as a file
        """
        with ThreadPoolExecutor(_AT_ONCE) as readers:
            working = [readers.submit(self._work, number) for number in range(_AT_ONCE)]
            try:
                for _ in working:
                    for news in iter(self._news.get, None):
                        if on_progress:
                            on_progress(news)
            finally:
                self._over.set()
        for one in working:
            one.result()
        return self._found

    def _work(self, reader: int) -> None:
        """Have one child after the other check what is left."""

        def tell(news: Mapping[str, Any]) -> None:
            self._news.put({**news, "reader": reader})

        try:
            with suppress(OverError):
                while numbers := self._next():
                    self._check(numbers, tell)
        except BaseException:
            self._over.set()
            raise
        finally:
            self._news.put(None)

    def _next(self) -> list[int]:
        """Take the next files: of many, several for one child."""
        with self._turn:
            many = -(-len(self._left) // (_GOES * _AT_ONCE))
            taken, self._left = self._left[:many], self._left[many:]
        return taken

    def _check(self, numbers: list[int], tell: Tell) -> None:
        while numbers and not self._over.is_set():
            spec = {**self._spec, "files": [self._files[number] for number in numbers]}
            done, error = _one_child(spec, self._limits, tell, self._over)
            self._found.update(zip(numbers, done, strict=False))
            numbers = numbers[len(done) + (error is not None) :]


def _empty(folders: Iterable[str]) -> None:
    """Take away what a child that was ended left in the folders that it worked in."""
    for folder in map(Path, folders):
        shutil.rmtree(folder)
        folder.mkdir()


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
