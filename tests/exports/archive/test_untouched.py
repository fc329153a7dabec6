"""Pages that nothing touched stay as they lie, and what became of them is seen all the same."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from pendopo.exports.archive.archive import Source, archive
from pendopo.exports.archive.asking import Site
from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.errors import ArchiveError
from pendopo.published.state import Record as Reading
from tests.exports.archive.conftest import Answers, page
from tests.published.verify.conftest import ORIGIN


def twice(out: Path, public: Path, answers: Answers, later: Answers) -> list[str]:
    """Archive two states of a site whose answers carry weak tags; give what was made anew.

    :param later: what it answers the second time to who has no tag of it
    """
    made: list[str] = []
    changed: Answers = {}

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        address = re.sub("^/at/[0-9]+", "", environ["PATH_INFO"])
        new = changed.get(address)
        if "HTTP_IF_NONE_MATCH" in environ and (new is None or new[0].startswith("5")):
            start("304 Not Modified", [])
            return []
        status, kind, content = new or answers[address]
        made.append(address)
        start(status, [("Content-Type", kind), ("ETag", 'W/"1"')])
        return [content]

    reading = Reading(public)
    sizes = sorted(int(path.stem) for path in (public / "log" / "history").iterdir())
    for size in (sizes[0], sizes[-1]):
        made.clear()
        source = Source(public, reading.state(size), ORIGIN, "Contoh", ("en",), "settings")
        archive(out, source, Site(application, Copy()), lambda _news: None)
        changed.update(later)
    return made


def test_a_picture_that_nothing_touched_is_not_drawn_anew(tmp_path: Path, public: Path) -> None:
    answers = {
        "/en/": page('<img src="/en/map.svg" alt="">'),
        "/en/map.svg": ("200 OK", "image/svg+xml", b"<svg/>"),
    }

    assert twice(tmp_path / "out", public, answers, {}) == []
    assert (tmp_path / "out/en/map.svg").read_bytes() == b"<svg/>"


def test_an_error_is_never_placed_as_a_page_whose_way_has_gone(
    tmp_path: Path, public: Path
) -> None:
    answers = {"/en/": page('<a href="/en/b/">b</a>'), "/en/b/": page("b")}
    later = {
        "/en/": ("500 Internal Server Error", "text/html", b"failed"),
        "/en/b/": ("404 Not Found", "text/html", b"nothing"),
    }

    with pytest.raises(ArchiveError, match="answered with"):
        twice(tmp_path / "out", public, answers, later)
    assert b"failed" not in (tmp_path / "out/en/index.html").read_bytes()
