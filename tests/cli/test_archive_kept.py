"""A copy that is brought up to date: what nothing touched stays, and all is as if made at once."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from pendopo.cli.archive import make
from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.led import LINKS
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.web.wsgi import pages_of
from tests.exports.archive.links import broken, pages
from tests.portal.hall import (
    FIRST,
    build,
    publish,
    publish_places,
    publish_table,
    roads,
    settings,
    squares,
)

pytestmark = pytest.mark.xdist_group("archive")

# Of which state a page was made: the copy's banner, the footer, what is cited, the checkpoint.
_STATE = re.compile(
    r"<footer.*?</footer>|<aside class=\"banner banner--asof\".*?</aside>"
    r"|<details class=\"(?:cite|proof)\">.*?</details>|\"state\": \{[^}]*\}"
    r"|contoh\.example/log · \d+|[A-Za-z0-9+/]{43}=|(?:checkpoint|titik periksa) \d+",
    re.DOTALL,
)
DAYS = timedelta(days=5)


def archived(programme, folder: Path) -> int:
    """Archive, and say how many files were written."""
    return make(programme, programme.state(), folder, Copy(), lambda _: None).written


def shown(folder: Path) -> dict[str, str]:
    """What every page shows, but of which state it is."""
    files = [path for ending in ("html", "json", "atom") for path in folder.rglob(f"*.{ending}")]
    return {
        path.relative_to(folder).as_posix(): _STATE.sub("", path.read_text("utf-8"))
        for path in files
        if path.relative_to(folder).parts[0] not in {"pub", "objects"}
    }


def begun(folder: Path, *, whole: bool = False) -> Programme:
    """A programme with one table and places; the whole hall of the portal's tests takes longer."""
    if whole:
        programme = build(folder)
    else:
        programme = Programme.create(folder / "hall", settings(), FIRST)
        publish(programme, folder / "roads.csv", roads(20), title="Roads mended in 2026", hours=1)
    publish_places(programme, folder / "places.geojson")
    return programme


def alive(programme, _folder):
    programme.heartbeat(FIRST + DAYS)


def measured(programme, _folder):
    programme.measure((), FIRST + DAYS, date(2026, 11, 22))


def placed(programme, folder):
    (folder / "four.geojson").write_text(squares(4))
    said = Declaration(title="Places of the regency", scope={"list": "places"})
    file = folder / "four.geojson"
    programme.publish([Request(file, "places", FIRST + timedelta(hours=120), said)])


def replaced(programme, folder):
    title = "Roads mended in 2026, again"
    publish(programme, folder / "roads.csv", roads(63), title=title, hours=120)


def added(programme, folder):
    publish_table(programme, folder / "a.csv", "a,b\n1,2\n", 121, dataset="aa", title="Another")


def held(programme, _folder):
    id_ = programme.state().current("datasets")[0].id
    programme.withdrawing.hold([id_], "COURT-ORDER", (), lambda: FIRST + 2 * DAYS)


def lapsed(programme, _folder):
    programme.heartbeat(FIRST + 3 * DAYS)


def of_another_day(programme, _folder):
    programme.heartbeat(FIRST + 4 * DAYS)


@pytest.mark.parametrize(
    "rounds",
    [
        [[alive], [placed, replaced]],
        pytest.param(
            [
                [alive, measured],
                [placed],
                [replaced],
                [added],
                [held],
                [lapsed],
                [of_another_day],
            ],
            marks=pytest.mark.campaign,
        ),
    ],
    ids=["two", "each"],
)
def test_a_copy_brought_up_to_date_shows_what_one_made_at_once_shows(rounds, tmp_path):
    programme = begun(tmp_path, whole=len(rounds) > 2)
    kept = tmp_path / "kept"
    archived(programme, kept)

    for number, acts in enumerate(rounds):
        for act in acts:
            act(programme, tmp_path)
        archived(programme, kept)
        if number or len(rounds) > 2:
            archived(programme, tmp_path / str(number))
            now, anew = shown(kept), shown(tmp_path / str(number))
            assert now.keys() == anew.keys()
            assert [path for path in anew if now[path] != anew[path]] == [], acts
            assert broken(kept) == []


def test_an_entry_touches_few_pages_and_what_is_lost_is_made_again(tmp_path, monkeypatch):
    waits = []

    def watched(asked):
        waits.append(asked.config.serve.seconds)
        return pages_of(asked)

    monkeypatch.setattr("pendopo.cli.archive.pages_of", watched)
    programme = begun(tmp_path)
    out = tmp_path / "out"
    whole = archived(programme, out)

    alive(programme, tmp_path)
    few = archived(programme, out)
    added(programme, tmp_path)
    some = archived(programme, out)
    table = (out / "en/registers/datasets/roads/index.html").read_text("utf-8")
    (out / LINKS).unlink()
    of_another_day(programme, tmp_path)
    again = archived(programme, out)

    assert min(waits) >= 600  # a reader is asked to come again after five seconds
    assert few < whole / 3
    assert some < whole * 2 / 3
    assert again > few
    assert len(pages(out)) > 30
    assert "up to entry 5" in (out / "en/index.html").read_text("utf-8")
    assert "up to entry 2" in table
