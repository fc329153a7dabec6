"""Claim: a publication makes only those of 500 milestones be looked at again that depend on it.

Publishes twenty datasets, one of 100,000 rows, and a plan of 500 milestones over them: SQL in the
portable subset, coverage, freshness and documents, and some that combine them. Then publishes the
large one anew with ``pendopo publish``, a whole process, and prints how many were looked at again,
how long that took beside the same publication in a record without a plan, and the most it may take:
2 seconds on two cores. Then a log of five years is made, in which a dataset changes each month, and
the standing of all milestones is read as of the end of each month: the curve.

    python benchmarks/promise_checks.py [rows] [milestones] [months]

Of 0 rows, or 0 months, that part is left out.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.programme import Programme
from pendopo.published.standings import is_standing
from pendopo.registers.plans.document import document_of
from pendopo.terms.commitment import (
    Aim,
    Check,
    CombinedCheck,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    Level,
    MeasureCheck,
    Milestone,
    Need,
    Plan,
)
from pendopo.terms.journey import Declaration
from pendopo.terms.period import Period
from pendopo.terms.reading import Reading

SECONDS_MOST = 2.0
REGISTERS = 20
FIRST = datetime(2021, 1, 4, 3, tzinfo=UTC)
UNITS = [f"U{number:03}" for number in range(300)]
ROUNDS = 9
SCHEMA = {
    "fields": [
        {"name": "unit", "type": "string", "kind": "code"},
        {"name": "day", "type": "date"},
        {"name": "amount", "type": "number", "kind": "money", "unit": "IDR"},
        {"name": "kind", "type": "string"},
    ]
}


@dataclass(frozen=True, slots=True)
class Size:
    """How large the record is."""

    rows: int = 100_000
    milestones: int = 500
    months: int = 60


def rows_of(count: int, seed: int) -> str:
    """Give a table of payments as CSV."""
    first = date(2020, 1, 1)
    days = [(first + timedelta(days=one)).isoformat() for one in range(366)]
    lines = (
        f"{UNITS[(i + seed) % 299]},{days[i % 366]},{(i * 37 + seed) % 99991}.00,k{i % 7}"
        for i in range(count)
    )
    return "\n".join(["unit,day,amount,kind", *lines]) + "\n"


def plan_of(size: Size) -> Plan:
    """Give a plan whose milestones look at one dataset each, a few at two."""
    each = 25
    steps = [_milestone(number) for number in range(size.milestones)]
    groups = [steps[start : start + each] for start in range(0, len(steps), each)]
    first, last = Period.of_day(date(2020, 1, 1)), Period.of_day(date(2030, 12, 31))
    commitments = tuple(
        Commitment(f"c{number}", f"Promise {number}", "Bappeda", first, last, tuple(group))
        for number, group in enumerate(groups)
    )
    return Plan("big", "A big plan", Level.LOCAL, "Kabupaten", first, last, commitments=commitments)


def _milestone(number: int) -> Milestone:
    due = Period.of_day(date(2021, 1, 31) + timedelta(days=number * 7 % 3000))
    return Milestone(f"m{number}", f"Milestone {number}", due, tuple(_checks(number)))


def _checks(number: int) -> Iterator[Check]:
    name = f"payments-{number % REGISTERS}"
    table = f"datasets.{name}"
    kind = f"k{number % 7}"
    sql = (
        f'select cast(count(*) as double) as value from "{name}"\n'  # noqa: S608  of our own names
        f"where kind = '{kind}' and amount > {number}"
    )
    match number // REGISTERS % 5:
        case 0:
            yield MeasureCheck(
                "paid", sql, (table,), Aim.AT_LEAST, Decimal(10 + number), "payments"
            )
        case 1:
            where = {"kind": kind}
            yield CoverageCheck("units", table, "unit", tuple(UNITS[:299]), where=where)
        case 2:
            yield FreshnessCheck("fresh", "datasets", 40, name)
        case 3:
            yield DocumentCheck("there", "datasets", {"dataset": name})
        case _:
            within = (
                MeasureCheck("paid", sql, (table,), Aim.AT_MOST, Decimal(99_000), "payments"),
                DocumentCheck("law", "datasets", {"dataset": f"law-{number}"}),
            )
            yield CombinedCheck("either", Need.ANY, within)


def begin(folder: Path) -> Programme:
    """Begin a record."""
    government = Government("Kabupaten", "regency", "ID", ("id", "en"), "IDR", "Asia/Jakarta")
    text = render(Config(government, LogSettings("contoh.example/log"), Publishing("CC-BY-4.0")))
    return Programme.create(folder, text, FIRST)


def hand_in(programme: Programme, files: list[Path], at: datetime, register: str) -> None:
    """Publish files."""
    scope = "plan" if register == "plans" else "dataset"
    reading = Reading(schema=None if register == "plans" else SCHEMA)
    requests = [
        Request(one, register, at, Declaration(one.stem, scope={scope: one.stem}), reading=reading)
        for one in files
    ]
    outcome = programme.publish(requests)
    if outcome.stopped:
        raise SystemExit(str([report.findings for report in outcome.reports]))


def looked_at(programme: Programme, since: int) -> int:
    """Count the evaluations among the entries from an index on."""
    return sum(is_standing(entry) for entry in programme.state().entries[since:])


def one_publication(home: Path, file: Path, schema: Path) -> tuple[float, float]:
    """Publish a file as an operator does; give seconds and processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    words = ["publish", "--register", "datasets", "--scope", f"dataset={file.stem}"]
    done = subprocess.run(
        [sys.executable, "-m", "pendopo", *words, "--schema", str(schema), str(file)],
        env={**os.environ, "PENDOPO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def publications(size: Size, work: Path) -> None:
    """Publish one dataset again and again, with the plan and without."""
    schema = work / "schema.json"
    schema.write_text(json.dumps(SCHEMA))
    files = []
    for number in range(REGISTERS):
        files.append(work / f"payments-{number}.csv")
        rows = size.rows if number == 0 else size.rows // 20
        files[-1].write_text(rows_of(rows, number))
    plan = work / "big.json"
    plan.write_text(json.dumps(document_of(plan_of(size))))
    homes = {}
    for name in ("without a plan", f"with {size.milestones} milestones"):
        programme = homes[name] = begin(work / name.replace(" ", "-"))
        hand_in(programme, files, FIRST + timedelta(hours=1), "datasets")
    began = time.perf_counter()
    hand_in(programme, [plan], FIRST + timedelta(hours=2), "plans")
    first = time.perf_counter() - began
    print(f"all {looked_at(programme, 0)} milestones, with the plan: {first:.2f} s")
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in homes}
    for turn in range(ROUNDS):
        files[0].write_text(rows_of(size.rows, 100 + turn))
        for name, home in homes.items():  # in turn, since other work may run beside them
            before = home.state().size
            took[name].append(one_publication(home.root, files[0], schema))
            again = looked_at(home, before)
    print("| one publication of a register, a whole process | seconds | processor seconds |")
    for name, pairs in took.items():
        seconds, used = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"| {name} | {seconds:.2f} | {used:.2f} |")
    print(f"looked at again: {again} of {size.milestones}; claimed: at most {SECONDS_MOST} s")


def five_years(size: Size, work: Path) -> Programme:
    """Make a log in which one dataset changes each month."""
    programme = begin(work / "replay")
    files = [work / f"payments-{number}.csv" for number in range(REGISTERS)]
    for number, file in enumerate(files):
        file.write_text(rows_of(1_000, number))
    hand_in(programme, files, FIRST, "datasets")
    plan = work / "big.json"
    plan.write_text(json.dumps(document_of(plan_of(size))))
    hand_in(programme, [plan], FIRST + timedelta(hours=1), "plans")
    for month in range(size.months):
        at = FIRST + timedelta(days=30 * month + 15)
        changed = files[month % REGISTERS]
        changed.write_text(rows_of(1_000 - month, 1_000 + month))
        hand_in(programme, [changed], at, "datasets")
        programme.heartbeat(at + timedelta(days=1))
    return programme


def replay(size: Size, work: Path) -> None:
    """Read the standing of all milestones as of each month's end."""
    opened = Programme.open(five_years(size, work).root)
    took, passed = [], []
    for month in range(size.months):
        began = time.perf_counter()
        day = (FIRST + timedelta(days=30 * month + 20)).date()
        state = opened.state(opened.size_on(day))
        known = opened.promising.standings(state)
        took.append(time.perf_counter() - began)
        words = [one.standing.word.value for _, one in known.values()]
        passed.append((day, state.size, words.count("all"), words.count("overdue")))
    print(f"replay of {size.months} months, {opened.state().size:,} entries: {sum(took):.2f} s")
    print("| as of | entries | met | overdue | milliseconds |")
    for (day, entries, met, late), one in list(zip(passed, took, strict=True))[:: size.months // 6]:
        print(f"| {day} | {entries:,} | {met} | {late} | {one * 1000:.0f} |")
    first, last = statistics.median(took[1:7]), statistics.median(took[-6:])
    print(f"the last six months beside the first: {last / first:.2f}")


def main(arguments: list[str]) -> None:
    """Run both."""
    size = Size(*map(int, arguments))
    for part, wanted in ((publications, size.rows), (replay, size.months)):
        if wanted:
            with tempfile.TemporaryDirectory() as work:
                part(size, Path(work))


if __name__ == "__main__":
    main(sys.argv[1:])
