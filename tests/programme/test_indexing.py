"""What is published is found at once, and what replaces it in its place; nothing lags unsaid."""

import shutil
import sqlite3
from datetime import timedelta

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.indexing import Search
from pendopo.published.search import Asked, Found, Kind, Page
from pendopo.terms.entry import EntryType, Leaf
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.portal.hall import FIRST, ROADS_SCHEMA, build, publish, roads

HOURS_LATER = 100


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    return build(tmp_path_factory.mktemp("indexing"))


@pytest.fixture
def fresh(hall, tmp_path):
    """A copy to publish in."""
    shutil.copytree(hall.root, tmp_path / "hall", symlinks=True)
    return type(hall).open(tmp_path / "hall")


def find(hall, words: str, kind: Kind | None = None) -> Found:
    found: Found = hall.search.find(Asked(words, kind=kind), Page(0, 50))
    return found


def titles(hall, words: str, kind: Kind | None = None) -> list[str]:
    return ["".join(text for text, _ in hit.title) for hit in find(hall, words, kind).hits]


@pytest.mark.parametrize(
    ("words", "kind", "title"),
    [
        ("wells", Kind.PUBLICATION, "Wells"),
        ("roads corrected", Kind.PUBLICATION, "Roads mended in 2026, corrected"),
        ("where it lies", Kind.TABLE, "Roads mended in 2026"),
        ("kominfo", Kind.OFFICE, "Dinas Kominfo"),
        ("single bidder", Kind.MEASURE, "What share of competitive tenders had a single bidder?"),
        ("CV Contoh Karya", Kind.ROW, "ocds-abc123-1, A1, S1"),
        ("R007", Kind.ROW, "R007"),
    ],
)
def test_everything_published_is_found(hall, words, kind, title):
    assert title in titles(hall, words, kind)


def test_declared_words_are_found_in_each_language_of_the_government(hall):
    """The register is declared in English, and its title translated."""
    assert "Contracts of November 2026" in titles(hall, "penyedia", Kind.PUBLICATION)
    assert "Contracts of November 2026" in titles(hall, "supplier", Kind.PUBLICATION)


def test_a_version_takes_the_place_of_the_one_before(hall):
    assert titles(hall, "roads mended", Kind.PUBLICATION) == ["Roads mended in 2026, corrected"]
    assert titles(hall, "R007", Kind.ROW) == ["R007"]
    assert find(hall, "roads").behind == 0


def test_rows_lead_to_their_page(hall):
    [hit] = find(hall, "R007", Kind.ROW).hits

    assert hit.route == {"register": "datasets", "name": "roads", "row": "2.9"}


def test_a_sign_of_life_leaves_the_index_as_it_is(fresh):
    fresh.heartbeat(FIRST + timedelta(days=9))

    assert find(fresh, "wells").behind == 0
    assert not fresh.search.bring_up()


def test_an_index_that_was_not_made_is_behind_until_the_next_start(
    fresh, tmp_path, monkeypatch, caplog
):

    def fail(*_: object) -> bool:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Search, "bring_up", fail)
        publish(fresh, tmp_path / "r.csv", roads(3), title="Trails", hours=HOURS_LATER)
    lagging = find(fresh, "trails")
    fresh.prepare()

    assert "pendopo rebuild" in caplog.text
    assert (lagging.count, lagging.behind) == (0, 1)
    assert titles(fresh, "trails", Kind.PUBLICATION) == ["Trails"]
    assert find(fresh, "trails").behind == 0


def test_a_rebuilt_index_answers_like_the_one_that_grew(fresh):
    words = ["roads", "desa misal", "wells", "kominfo", "contoh karya", "tender"]
    grown = {word: sorted(titles(fresh, word)) for word in words}

    fresh.rebuild()

    assert {word: sorted(titles(fresh, word)) for word in words} == grown


def test_rows_of_a_long_table_are_left_to_its_own_search(fresh, monkeypatch):
    monkeypatch.setattr("pendopo.published.search.gather.ROWS_MOST", 10)
    fresh.rebuild()

    found = find(fresh, "R007")

    assert found.count == 0
    assert [(one.title, one.rows) for one in found.apart] == [("Roads mended in 2026", 61)]


def test_what_a_redaction_took_away_is_in_no_index(fresh, tmp_path):
    roads_now = fresh.state().publications[1]
    folder = tmp_path / "hall" / "private" / "derived" / "search"
    leaf = Leaf(
        type=EntryType.REDACTION,
        id="01J00000000000000000000009",
        time="2026-11-28T00:00:00Z",
        actor="signer",
        objects=tuple(one._replace(role="redacts") for one in roads_now.objects),
    )
    for one in roads_now.objects:
        fresh.object_path(one.c).unlink()
    with fresh.writer() as writer:
        writer.commit(None, [leaf])

    fresh.search.bring_up()

    assert titles(type(fresh).open(fresh.root), "roads") == []
    assert len(list(folder.iterdir())) == 1


def test_two_publications_of_one_commit_are_found(fresh, tmp_path):
    files = []
    for name in ("Bridges", "Markets"):
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text(roads(2), "utf-8")
    requests = [
        Request(
            file,
            "datasets",
            FIRST + timedelta(hours=HOURS_LATER),
            Declaration(title=file.stem, scope={"dataset": file.stem.lower()}),
            reading=Reading(schema=ROADS_SCHEMA),
        )
        for file in files
    ]

    fresh.publish(requests)

    assert titles(fresh, "bridges", Kind.PUBLICATION) == ["Bridges"]
    assert titles(fresh, "markets", Kind.PUBLICATION) == ["Markets"]
