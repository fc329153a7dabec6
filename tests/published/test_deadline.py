"""A question that takes too long is ended; what was counted once is not counted again."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pendopo.published.deadline import SlowError, within
from pendopo.published.kept import Kept
from pendopo.published.known import Known

_LONG = "select count(*) from range(1000000) a, range(1000000) b"


def test_a_question_past_its_time_is_ended_and_said_to_be():
    cursor = duckdb.connect().cursor()
    began = time.monotonic()

    with pytest.raises(SlowError) as ended, within(cursor, 0.3):
        cursor.execute(_LONG)

    assert time.monotonic() - began < 2
    assert "took longer than 0.3 seconds" in str(ended.value)
    assert ended.value.retry_after > 0


def test_a_time_that_is_over_between_two_questions_ends_the_next():
    cursor = duckdb.connect().cursor()
    began = time.monotonic()

    def ask_twice():
        with within(cursor, 0.1):
            cursor.execute("select 1").fetchall()
            time.sleep(0.2)
            cursor.execute(_LONG)

    with pytest.raises(SlowError):
        ask_twice()

    assert time.monotonic() - began < 2


def test_a_fault_in_time_stays_the_fault_it_is():
    cursor = duckdb.connect().cursor()

    with pytest.raises(duckdb.ParserException), within(cursor, 5):
        cursor.execute("selec 1")


def test_a_question_in_time_is_left_alone_afterwards():
    connection = duckdb.connect()
    before = threading.active_count()
    with within(cursor := connection.cursor(), 0.2):
        cursor.execute("select 1")

    time.sleep(0.3)

    assert connection.cursor().execute("select 1").fetchall() == [(1,)]
    # One at most: who looks at all clocks may have begun with this question.
    assert threading.active_count() <= before + 1


def test_an_answer_is_asked_for_once_and_the_longest_unasked_leaves():
    asked: list[str] = []
    known = Known(most=2)

    def answer(name: str) -> str:
        asked.append(name)
        return name

    def ask(name: str) -> str:
        return known.get(name, lambda: answer(name))

    found = [ask(name) for name in ("a", "b", "a", "c", "a", "b")]

    assert found == ["a", "b", "a", "c", "a", "b"]
    assert asked == ["a", "b", "c", "b"]


def test_no_answer_is_an_answer_too():
    asked: list[int] = []
    known = Known()

    for _ in range(3):
        known.get("x", lambda: asked.append(1))

    assert asked == [1]


def test_a_file_is_made_once(tmp_path):
    made: list[str] = []
    kept = Kept(tmp_path / "files")

    def write(path):
        made.append(path.name)
        path.write_bytes(b"x" * 10)

    paths = {kept.get("a", write) for _ in range(3)}

    assert [path.read_bytes() for path in paths] == [b"x" * 10]
    assert len(made) == 1


def written(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def test_files_longest_unused_leave_where_there_is_too_much(tmp_path):
    kept = Kept(tmp_path / "files", most=25)
    for name in ("a", "b", "a", "c"):
        kept.get(name, written(b"x" * 10))
        time.sleep(0.02)

    names = {path.name for path in (tmp_path / "files").glob("?")}

    assert names == {"a", "c"}


def test_what_was_read_before_a_redaction_is_not_kept_after_it(tmp_path):
    """Its folder was taken away, and another reader made it again."""
    folder = tmp_path / "files"
    kept = Kept(folder)

    def write(path):
        shutil.rmtree(folder)
        kept.get("b", written(b"new"))
        path.write_bytes(b"a name")

    with pytest.raises(FileNotFoundError, match="taken away meanwhile"):
        kept.get("a", write)

    assert [path.read_bytes() for path in folder.glob("?")] == [b"new"]
    assert not list(folder.glob("*.draft"))


def test_half_a_file_is_never_given(tmp_path):
    kept = Kept(tmp_path / "files")

    def fail(path):
        path.write_bytes(b"half")
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        kept.get("a", fail)

    assert kept.get("a", written(b"whole")).read_bytes() == b"whole"
    kept.drop_all()
    assert list((tmp_path / "files").iterdir()) == []
