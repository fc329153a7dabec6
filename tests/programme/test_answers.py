"""A reader of strangers' files may be taken over: what it answers cannot reach beyond its files."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pendopo.programme import limited
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.store import child as processes
from pendopo.store.place import LogError
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, settings

AT = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return Programme.create(tmp_path / "hall", settings(), FIRST)


def names_the_key(key: Path, report: dict[str, Any]) -> None:
    report["tables"][0]["path"] = str(key)


def says_the_key_was_handed_in(key: Path, report: dict[str, Any]) -> None:
    report["submission"]["path"] = str(key)


def leaves_a_link(key: Path, report: dict[str, Any]) -> None:
    table = Path(report["tables"][0]["path"])
    table.unlink()
    table.symlink_to(key)


def climbs_out(key: Path, report: dict[str, Any]) -> None:
    work = Path(report["tables"][0]["path"]).parent
    report["tables"][0]["path"] = f"{work}/{os.path.relpath(key, work)}"


@pytest.mark.parametrize(
    "deed", [names_the_key, says_the_key_was_handed_in, leaves_a_link, climbs_out]
)
def test_what_it_names_or_links_to_is_not_published(programme, tmp_path, monkeypatch, deed):
    [key] = (programme.root / "private" / "keys").glob("*.key")
    before = key.read_bytes(), key.stat().st_mode
    run = processes.run

    def taken_over(function, spec, limits, hear, reach, **named):
        def told(news):
            if "report" in news:
                deed(key, news["report"])
            hear(news)

        return run(function, spec, limits, told, reach, **named)

    monkeypatch.setattr(limited, "run", taken_over)
    (tmp_path / "villages.csv").write_text("village,people\nRejo,12\n", "utf-8")
    said = Declaration(title="Villages", scope={"dataset": "villages"})

    with pytest.raises(LogError, match="where files wait to be published"):
        programme.publish([Request(tmp_path / "villages.csv", "datasets", AT, said)])

    assert (key.read_bytes(), key.stat().st_mode) == before
    assert not list(programme.state().publications)
    assert not any(path.is_file() for path in (programme.public / "objects").rglob("*"))
