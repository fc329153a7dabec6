"""An index follows what is published, forgets what is gone, and is never half made."""

import sqlite3

import pytest

from pendopo.published.search import Asked, Indexes, Page, Stems
from tests.published.search.shelf import STEMS, Index, publication, row


def test_a_source_that_is_gone_is_found_no_more(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jalan lama"), row(1, "R1", "Jembatan"), publication(2, "Sumur"))

    index.add(publication(3, "Jalan baru"), gone=("p:1", "p:99"))

    assert index.titles("jalan") == ["Jalan baru"]
    assert index.titles("jembatan") == []
    assert index.titles("sumur") == ["Sumur"]


def test_a_word_that_is_gone_is_offered_no_more(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jembatan"))
    assert index.find("jembatn").meant == "jembatan"

    index.add(publication(2, "Sumur"), gone=("p:1",))

    assert index.find("jembatn").meant == ""


def test_an_index_made_in_steps_answers_like_one_made_at_once(tmp_path):
    steps, once = Index(tmp_path / "steps"), Index(tmp_path / "once")
    documents = [publication(i, f"Jalan {i}", f"Desa {i % 7} jembatan") for i in range(1, 30)]
    for document in documents:
        steps.add(document, gone=(f"p:{int(document.source[2:]) - 9}",))
    once.add(*documents[-9:])

    assert sorted(steps.titles("jalan")) == sorted(once.titles("jalan"))
    assert steps.find("desa 3").facets == once.find("desa 3").facets


def test_a_draft_that_breaks_off_leaves_the_index_as_it_was(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))

    def documents():
        yield publication(2, "Sumur")
        raise RuntimeError

    with pytest.raises(RuntimeError), index.indexes.draft(2) as draft:
        draft.add(documents())

    assert [path.name[0] for path in tmp_path.iterdir()] == ["1"]
    assert index.titles("sumur") == []


def test_the_newest_up_to_a_size_answers(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))
    index.add(publication(2, "Jalan"))

    found = index.shelf.find(Asked("jalan"), 1, Page(0, 5))

    assert found is not None
    assert (found.size, found.count) == (1, 1)


def test_only_the_last_two_are_kept(tmp_path):
    index = Index(tmp_path)
    for entry in range(1, 6):
        index.add(publication(entry, "Jalan"))

    assert sorted(path.name[0] for path in tmp_path.iterdir()) == ["4", "5"]


def test_an_index_made_anew_leaves_no_other(tmp_path):
    """What was taken away must not stay in an older file."""
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))

    with index.indexes.draft(2, anew=True) as draft:
        draft.add([publication(2, "Sumur")])

    assert [path.name[0] for path in tmp_path.iterdir()] == ["2"]


def test_an_index_of_other_languages_does_not_count(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))

    assert Indexes(tmp_path, Stems(["es"])).newest(1) is None
    assert Indexes(tmp_path, STEMS).newest(1) is not None


def test_an_index_from_before_rows_were_titled_by_their_keys_does_not_count(tmp_path):
    """Two mirrors of one log would show different titles: see ``gather.of_rows``."""
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))
    [path] = tmp_path.glob("*.sqlite")
    *rest, _form, ending = path.name.split(".")

    path.rename(path.with_name(".".join([*rest, "3", ending])))

    assert index.indexes.newest(1) is None


def test_a_reader_cannot_write(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))

    newest = index.indexes.newest(1)

    assert newest is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        index.shelf._open(newest.path).execute("delete from texts")


def test_a_reader_goes_on_with_the_next_index(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))
    assert index.titles("jalan") == ["Jalan"]

    for entry in range(2, 5):
        index.add(publication(entry, f"Jalan {entry}"))

    assert len(index.titles("jalan")) == 4


def test_all_of_it_can_be_dropped(tmp_path):
    index = Index(tmp_path)
    index.add(publication(1, "Jalan"))
    (tmp_path / ".draft-1-1").touch()

    index.indexes.drop_all()

    assert list(tmp_path.iterdir()) == []
