"""A whole programme for a test: an invented regency in a temporary folder."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.programme import Outcome, Programme
from pendopo.terms.journey import Declaration

BEGINNING = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    """A regency with an empty record."""
    config = Config(
        government=Government(
            name="Kabupaten Uji",
            level="regency",
            country="ID",
            languages=("id", "en"),
            currency="IDR",
            timezone="Asia/Jakarta",
            invented=True,
        ),
        log=LogSettings("uji.example/log"),
        publishing=Publishing(licence="CC-BY-4.0", publisher="Dinas Uji"),
    )
    return Programme.create(tmp_path / "uji", render(config), BEGINNING)


@pytest.fixture
def request_for(tmp_path: Path) -> Callable[..., Request]:
    """Make a file and the request to publish it as a dataset."""

    def make(text: str, dataset: str = "roads", *, minutes: int = 1, **said: str) -> Request:
        file = tmp_path / f"{dataset}.csv"
        file.write_text(text, "utf-8")
        return Request(
            file=file,
            register="datasets",
            received_at=BEGINNING + timedelta(minutes=minutes),
            declaration=Declaration(
                scope={"dataset": dataset},
                title=said.get("title", ""),
                note=said.get("note", ""),
            ),
        )

    return make


@pytest.fixture
def publish(programme: Programme) -> Callable[..., Outcome]:
    """Publish and expect that nothing stops it."""

    def run(*requests: Request) -> Outcome:
        outcome = programme.publish(requests)
        assert not outcome.stopped, [f.sentence() for r in outcome.reports for f in r.findings]
        return outcome

    return run
