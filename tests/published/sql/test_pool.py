"""Questions are answered by a process that cannot read, write or keep anything, and in time."""

import os
import shutil
import signal
import threading
import time
from pathlib import Path

import duckdb
import pytest

from pendopo.published.deadline import SlowError
from pendopo.published.errors import SqlError
from pendopo.published.sql import pool as pools
from pendopo.published.sql import runner
from tests.published.sql.conftest import ROADS, Asked
from tests.published.sql.hostile import BOMBS, HOSTILE

_GRACE_S = 0.25
_HURRY_S = 0.5


def test_an_answer_has_columns_rows_and_where_it_comes_from(asked):
    found = asked("select road, cost, null as nothing, line > 2 as late from s.roads limit 2")

    assert found.columns == (
        ("road", "VARCHAR"), ("cost", "DECIMAL(18,2)"), ("nothing", "INTEGER"), ("late", "BOOLEAN")
    )  # fmt: skip
    assert found.rows == (("R00000", "0.00", None, "false"), ("R00001", "1.50", None, "true"))
    assert (found.more, found.tables) == (False, (ROADS,))


def test_processes_started_before_the_folder_was_made_anew_do_not_answer(asked, tmp_path):
    folder = tmp_path / "serving"
    pool = pools.Pool(folder, 20)
    file = folder / asked.file.name
    try:
        pool.warm()
        _wait_for(lambda: len(pool._idle) == pools._CHILDREN)
        for _ in range(2):
            shutil.copytree(asked.file.parent, folder, dirs_exist_ok=True)
            for _ in range(pools._CHILDREN + 1):
                assert pool.ask("select count(*) from s.roads", [(ROADS, file)]).rows
            shutil.rmtree(folder)
    finally:
        pool.close()


def test_a_question_without_a_table_is_answered_too(asked):
    assert asked("select 1 + 1").rows == (("2",),)


def test_every_kind_of_value_is_written(asked):
    [row] = asked(
        "select 9007199254740993.01::decimal(18, 2), 1e300, 'inf'::double, date '2026-11-25', "
        "timestamp '2026-11-25 09:30:00', time '09:30:00', [1, null], {'a': [1.5::decimal(9, 1)]},"
        " 'ab'::blob, interval 3 day, 170141183460469231731687303715884105727::hugeint, 0.0000001"
    ).rows

    assert row == (
        "9007199254740993.01", "1e+300", "inf", "2026-11-25", "2026-11-25T09:30:00", "09:30:00",
        "[1, null]", '{"a": ["1.5"]}', "6162", "3 days, 0:00:00",
        "170141183460469231731687303715884105727", "0.0000001",
    )  # fmt: skip


def test_rows_past_the_most_are_told_and_not_fetched(asked):
    found = asked("select road from s.roads order by road")
    exactly = asked("select road from s.roads limit 10000")

    assert (len(found.rows), found.more) == (pools.ROWS_MOST, True)
    assert (len(exactly.rows), exactly.more) == (pools.ROWS_MOST, False)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select 'a'::int", "The engine does not take this: Conversion Error"),
        ("select lanes from s.roads", "The engine does not take this: Binder Error"),
        ("select 1::timestamp::timestamptz", "The engine does not take this"),
        ("select timestamp '2026-01-01'::timestamptz", "write cast(… as timestamp) around them"),
        ("select repeat('x', 20000) from s.roads", "The answer has more than 8 MB"),
        ("select len(range(2000000000))", "The question needs more than 512 MB of memory"),
    ],
)
def test_what_the_engine_refuses_is_said_in_words(asked, sql, words):
    with pytest.raises(SqlError) as refused:
        asked(sql)

    assert words in str(refused.value)
    assert str(asked.file.parent) not in str(refused.value)


@pytest.mark.parametrize("sql", HOSTILE)
def test_past_the_first_gate_the_second_one_refuses(asked, sql):
    with pytest.raises(SqlError) as refused:
        asked(asked.spelled(sql), gate=False)

    assert "nobody published" not in str(refused.value)
    assert str(asked.file.parent) not in str(refused.value)
    assert not asked.out.exists()


@pytest.mark.parametrize("sql", HOSTILE)
def test_past_both_gates_the_engine_reads_and_writes_nothing_outside(asked, sql):
    tables = [{"register": "s", "name": "roads", "table": "data", "path": str(asked.file)}]
    opened = runner._open(tables, memory_mb=256)

    try:
        found = opened.connection.cursor().execute(asked.spelled(sql)).fetchall()
    except duckdb.Error:
        found = []

    assert "nobody published" not in str(found)
    assert not asked.out.exists()
    # An engine that was told to keep something is not asked again.
    runner._opened.clear()
    with duckdb.connect(str(asked.file), read_only=True) as database:
        assert database.execute("select count(*), sum(cost) from data").fetchall()[0][0] == 20000


@pytest.fixture(scope="module")
def hurried(place):
    """Asks with little time."""
    made = Asked(place, seconds=_HURRY_S)
    yield made
    made.pool.close()


@pytest.mark.parametrize("sql", BOMBS)
def test_a_question_that_asks_for_too_much_is_ended_in_time(hurried, sql):
    _wait_for(lambda: hurried.pool.pids or hurried("select 1"))
    began = time.monotonic()

    with pytest.raises((SqlError, SlowError)):
        hurried(sql)

    took = time.monotonic() - began
    # Beside other tests on the same machine, waking up takes longer than the kernel's end does.
    assert took < _HURRY_S + _GRACE_S * (4 if os.environ.get("PYTEST_XDIST_WORKER") else 1)
    assert hurried("select count(*) from s.roads").rows == (("20000",),)


def test_after_a_question_that_was_ended_the_next_one_is_answered_at_once(place):
    asked = Asked(place, seconds=0.5)
    asked("select 1")
    _wait_for(lambda: len(asked.pool.pids) == 2)
    with pytest.raises(SlowError) as ended:
        asked("select count(*) from range(1000000) a, range(1000000) b")
    began = time.monotonic()

    found = asked("select 1")

    assert time.monotonic() - began < 0.25
    assert found.rows == (("1",),)
    assert ended.value.retry_after > 0
    asked.pool.close()


def test_while_one_question_is_asked_others_are_told_to_come_back(place):
    asked = Asked(place, seconds=3)
    asked("select 1")

    def ask_for_long() -> None:
        with pytest.raises(SlowError):
            asked("select count(*) from range(1000000) a, range(1000000) b")

    first = threading.Thread(target=ask_for_long)
    first.start()
    _wait_for(lambda: not asked.pool._turns._value)

    with pytest.raises(SlowError, match="Others are asking"):
        asked("select 1")

    first.join()
    assert asked("select 1").rows == (("1",),)
    asked.pool.close()


def test_a_process_that_was_killed_is_replaced(place):
    asked = Asked(place, seconds=5)
    asked("select 1")
    _wait_for(lambda: len(asked.pool.pids) == 2)
    for pid in asked.pool.pids:
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(SqlError, match="memory"):
        asked("select 1")
    with pytest.raises(SqlError, match="memory"):
        asked("select 1")
    found = asked("select 1")

    assert found.rows == (("1",),)
    asked.pool.close()


def test_that_no_process_starts_is_not_said_of_the_question(place, monkeypatch):
    asked = Asked(place, seconds=5)
    monkeypatch.setattr(pools, "_RUNNER", "pendopo.published.sql.runner:nothing")

    with pytest.raises(SlowError, match="did not start"):
        asked("select 1")

    _wait_for(lambda: not asked.pool._starting)
    asked.pool.close()


def test_after_the_system_refused_to_start_a_process_one_is_started(place, monkeypatch):
    asked = Asked(place, seconds=5)

    def refused(*_words):
        raise BlockingIOError

    with monkeypatch.context() as for_now:
        for_now.setattr(pools, "Warm", refused)
        with pytest.raises(SlowError, match="did not start"):
            asked("select 1")
        _wait_for(lambda: not asked.pool._starting)

    assert asked("select 1").rows == (("1",),)
    asked.pool.close()


def test_nothing_of_one_question_is_seen_by_the_next(asked):
    with pytest.raises(SqlError):
        asked("set variable kept = 'x'", gate=False)

    assert asked("select count(*) from s.roads").rows == (("20000",),)


def test_processes_that_nobody_asks_are_given_back(place, monkeypatch):
    monkeypatch.setattr(pools, "_IDLE_S", 1.0)
    asked = Asked(place, seconds=5)

    asked("select 1")
    _wait_for(lambda: asked.pool.pids)
    _wait_for(lambda: not asked.pool.pids)

    assert asked("select 1").rows == (("1",),)
    asked.pool.close()


def test_a_process_is_limited_before_it_is_asked(place):
    asked = Asked(place, seconds=5)
    asked("select 1")
    _wait_for(lambda: asked.pool.pids)
    pid = asked.pool.pids[0]

    limits = Path(f"/proc/{pid}/limits").read_text("utf-8")
    status = Path(f"/proc/{pid}/status").read_text("utf-8")

    asked.pool.close()
    space = int(limits.split("Max address space")[1].split()[0])
    # Beside its own: what the process it comes from has imported, for this and for other work.
    assert 1536 << 20 <= space < 4096 << 20
    assert "Max file size             0 " in limits
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


def test_names_of_the_question_itself_are_known_to_the_second_gate(asked):
    found = asked(
        "with recursive r(x) as (select 1 union all select x + 1 from r where x < 3),"
        " s as (select max(x) as top from r) select top from s"
    )

    assert found.rows == (("3",),)


def _wait_for(holds):
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)
