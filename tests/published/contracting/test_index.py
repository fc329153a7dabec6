"""The index of releases: what it finds, what leaves it, and what becomes of a half made one."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pendopo.published.contracting import index as module
from pendopo.published.contracting.index import Cursor, ReleaseIndex, Share, Standing

DAY = datetime(2026, 3, 5)  # noqa: DTZ001 - as the tables hold it, in UTC without a zone


@pytest.fixture
def share(tmp_path):
    """A publication of so many releases of process ``p``, as an object of the record."""

    def make(entry, count=1, ocid="p", c=""):
        path = tmp_path / f"{entry}.parquet"
        texts = [json.dumps({"ocid": ocid, "id": f"{entry}-{n}"}) for n in range(count)]
        columns = {
            "line": pa.array(range(1, count + 1), pa.int64()),
            "ocid": [ocid] * count,
            "release_id": [f"{entry}-{n}" for n in range(count)],
            "date": pa.array([DAY] * count, pa.timestamp("us")),
            "json": texts,
        }
        pq.write_table(pa.table(columns), path)
        return Share(entry, c or f"{entry:064x}", path, "2026-11-18T02:00:00Z")

    return make


def standing(*shares):
    return Standing(shares, " ".join(one.c for one in shares))


def ids(releases):
    return [one.id for one in releases]


def test_one_file_answers_for_every_state(share, tmp_path):
    first, second = share(1, 2), share(2)
    index = ReleaseIndex(tmp_path / "index")

    index.bring_up(standing(first, second))

    assert ids(index.process(standing(first), "p")) == ["1-0", "1-1"]
    assert ids(index.process(standing(first, second), "p")) == ["1-0", "1-1", "2-0"]
    assert ids(index.page(standing(second), Cursor(0), 9)) == ["2-0"]


def test_pages_go_on_behind_a_place_whatever_publication_it_is_in(share, tmp_path):
    all_ = standing(share(1, 3), share(4, 2))
    index = ReleaseIndex(tmp_path / "index")
    index.bring_up(all_)

    first = index.page(all_, Cursor(0), 2)
    rest = index.page(all_, first[-1].cursor, 9)

    assert ids(first + rest) == ["1-0", "1-1", "1-2", "4-0", "4-1"]


def test_the_very_same_rows_published_twice_are_told_twice(share, tmp_path):
    once = share(1)
    twice = standing(once, Share(2, once.c, once.path, once.time))
    index = ReleaseIndex(tmp_path / "index")
    index.bring_up(twice)

    assert [str(one.cursor) for one in index.process(twice, "p")] == ["1.1", "2.1"]


def test_nothing_of_what_was_redacted_stays_in_the_file(share, tmp_path):
    kept, gone = share(1), share(2, ocid="secret-process")
    index = ReleaseIndex(tmp_path / "index")
    index.bring_up(standing(kept, gone))
    [file] = (tmp_path / "index").glob("*.sqlite")
    assert b"secret-process" in file.read_bytes()
    gone.path.unlink()

    index.bring_up(standing(kept), [gone.c])

    assert b"secret-process" not in file.read_bytes()
    assert index.process(standing(kept, gone), "secret-process") == []


def test_what_was_added_by_half_is_added_anew(share, tmp_path, monkeypatch):
    all_ = standing(share(1, 3))
    index = ReleaseIndex(tmp_path / "index")
    monkeypatch.setattr(module, "_BATCH_ROWS", 1)
    whole = module._rows

    def ended(*given):
        if given[-1] == 2:
            raise KeyboardInterrupt
        return whole(*given)

    monkeypatch.setattr(module, "_rows", ended)
    with pytest.raises(KeyboardInterrupt):
        index.bring_up(all_)
    with sqlite3.connect(next((tmp_path / "index").glob("*.sqlite"))) as database:
        assert database.execute("select count(*) from release").fetchone() == (2,)
    database.close()
    monkeypatch.setattr(module, "_rows", whole)

    assert index.process(all_, "p") == []
    index.bring_up(all_)
    assert ids(index.process(all_, "p")) == ["1-0", "1-1", "1-2"]


def test_others_may_go_first_between_some_releases_and_the_next(share, tmp_path):
    many = standing(share(1, 600), share(2))
    index, seen = ReleaseIndex(tmp_path / "index"), []

    def pause():
        [file] = (tmp_path / "index").glob("*.sqlite")
        with closing(sqlite3.connect(file, 0)) as other:  # which waits for no lock
            seen.append(other.execute("select count(*) from release").fetchall()[0][0])

    index.bring_up(many, (), pause)

    assert seen == [256, 512, 600, 601]


def test_a_file_that_another_process_removed_is_made_again(share, tmp_path):
    all_ = standing(share(1))
    here, there = ReleaseIndex(tmp_path / "index"), ReleaseIndex(tmp_path / "index")
    here.bring_up(all_)

    there.drop()
    here.bring_up(all_)

    assert ids(here.process(all_, "p")) == ["1-0"]


def test_what_an_earlier_version_made_leaves_the_disk_when_it_is_made_anew(
    share, tmp_path, monkeypatch
):
    all_ = standing(share(1))
    with monkeypatch.context() as before:
        before.setattr(module, "_FORM", module._FORM - 1)
        ReleaseIndex(tmp_path / "index").bring_up(all_)
    [earlier] = (tmp_path / "index").glob("*.sqlite")

    index = ReleaseIndex(tmp_path / "index")
    index.bring_up(all_)

    assert not earlier.exists()
    assert ids(index.process(all_, "p")) == ["1-0"]
