"""What is told while long work goes on."""

import io

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from pendopo.cli.progress import Bars, Lines, watched


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_short_work_leaves_no_line(capsys):
    clock = Clock()
    lines = Lines(clock)

    clock.now += 1.9
    lines.tell({"stage": "read", "file": "a.csv", "done": 1, "total": 2})

    assert capsys.readouterr().err == ""


def test_long_work_leaves_a_line_every_ten_seconds(capsys):
    clock = Clock()
    lines = Lines(clock)

    for _ in range(25):
        clock.now += 1
        lines.tell({"stage": "read", "file": "a.csv", "done": 40_000_000, "total": 152_000_000})

    told = capsys.readouterr().err.splitlines()
    assert told == ["Reading a.csv 40.0 MB / 152.0 MB"] * 3


def test_a_stage_without_a_total_tells_what_is_done(capsys):
    clock = Clock()
    lines = Lines(clock)
    clock.now += 5

    lines.tell({"stage": "verify", "done": 1500})

    assert capsys.readouterr().err == "Verifying 1,500\n"


def test_a_stage_that_only_begins_is_named(capsys):
    clock = Clock()
    lines = Lines(clock)
    clock.now += 5

    lines.tell({"stage": "check", "file": "a.csv", "done": 0, "total": 0})

    assert capsys.readouterr().err == "Checking a.csv\n"


def test_files_are_counted_where_there_are_several(capsys):
    clock = Clock()
    lines = Lines(clock, files=2)
    lines.tell({"stage": "read", "file": "a.csv"})
    clock.now += 5

    lines.tell({"stage": "read", "file": "b.csv"})

    assert capsys.readouterr().err == "Reading 2/2 b.csv\n"


def test_other_news_is_not_for_the_eye(capsys):
    clock = Clock()
    lines = Lines(clock)
    clock.now += 5

    lines.tell({"report": {}})

    assert capsys.readouterr().err == ""


def test_a_bar_shows_the_work_its_amount_and_its_rate():
    screen = io.StringIO()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[many]}"))
    console = Console(file=screen, force_terminal=True, width=120)
    clock = Clock()
    with Progress(*columns, console=console, get_time=clock, auto_refresh=False) as progress:
        bars = Bars(progress)

        bars.tell({"report": {}})
        bars.tell({"stage": "read", "file": "a.csv", "done": 0, "total": 10_000_000})
        clock.now += 2
        bars.tell({"stage": "read", "file": "a.csv", "done": 5_000_000, "total": 10_000_000})
        progress.refresh()
        bars.tell({"stage": "check", "file": "a.csv", "done": 1, "total": 4})
        progress.refresh()

    shown = screen.getvalue()
    assert "Reading a.csv" in shown
    assert "5.0 MB / 10.0 MB 2.5 MB/s" in shown
    assert "Checking a.csv" in shown
    assert "1 / 4" in shown
    assert len(progress.tasks) == 1


def test_two_that_read_at_a_time_have_a_bar_each():
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=120)
    clock = Clock()
    with Progress(console=console, get_time=clock, auto_refresh=False) as progress:
        bars = Bars(progress, files=3)

        bars.tell({"stage": "read", "file": "a.csv", "done": 0, "total": 8, "reader": 0})
        bars.tell({"stage": "read", "file": "b.csv", "done": 0, "total": 8, "reader": 1})
        clock.now += 2
        bars.tell({"stage": "read", "file": "a.csv", "done": 4, "total": 8, "reader": 0})
        bars.tell({"stage": "read", "file": "c.csv", "done": 1, "total": 8, "reader": 1})
        first, second = progress.tasks

    assert (first.description, first.completed) == ("Reading 1/3 a.csv", 4)
    assert first.elapsed == 2
    assert (second.description, second.completed) == ("Reading 3/3 c.csv", 1)
    assert second.elapsed == 0


def test_a_terminal_gets_a_bar_and_a_pipe_lines(monkeypatch):
    with watched() as tell:
        plain = type(tell.__self__)  # type: ignore[attr-defined]
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with watched() as tell:
        rich = type(tell.__self__)  # type: ignore[attr-defined]

    assert (plain, rich) == (Lines, Bars)
