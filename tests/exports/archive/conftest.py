"""Records to archive, and a site of three pages that stands for any other."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from pendopo.exports.archive.archive import Source, archive
from pendopo.exports.archive.asking import Site
from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.holding import Tally
from pendopo.published.state import Record as Reading
from tests.published.verify.conftest import ORIGIN, Record, fill

Answers = dict[str, tuple[str, str, bytes]]


def page(body: str) -> tuple[str, str, bytes]:
    """A page of HTML, as a site answers with it."""
    return "200 OK", "text/html; charset=utf-8", f"<!doctype html>{body}".encode()


def site(answers: Answers, copy: Copy | None = None) -> Site:
    """A site that knows some addresses, without their state."""

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode()
        _, _, rest = path.removeprefix("/at/").partition("/") if "/at/" in path else ("", "", path)
        query = environ["QUERY_STRING"]
        name = "/" + rest.lstrip("/") + (f"?{query}" if query else "")
        status, kind, content = answers.get(name, ("404 Not Found", "text/plain", b"nothing"))
        headers = [("Content-Type", kind)]
        if status.startswith("30"):
            headers = [("Location", kind)]
        start(status, headers)
        return [content]

    return Site(application, copy or Copy())


HOME: Answers = {
    "/en/": page('<a href="/at/9/en/">other</a><a href="/en/b/">b</a>'),
    "/en/b/": page('<a href="/en/">home</a>'),
}


def make(out: Path, public: Path, answers: Answers = HOME, **how: Any) -> Tally:
    """Archive a record with a site's pages."""
    state = Reading(public).state(how.pop("size", None))
    source = Source(public, state, ORIGIN, "Contoh", ("en",), how.pop("settings", ""))
    told = how.pop("told", lambda _news: None)
    return archive(out, source, site(answers, how.pop("copy", None)), told, **how)


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    public: Path = fill(Record(tmp_path_factory.mktemp("record") / "public")).public
    return public


@pytest.fixture
def public(_filled: Path, tmp_path: Path) -> Path:
    """A small record: publications, a measurement, and an object taken away by a redaction."""
    folder = tmp_path / "public"
    shutil.copytree(_filled, folder)
    return folder
