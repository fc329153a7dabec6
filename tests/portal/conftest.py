"""The portal of a small real programme, built once."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import django
import pytest

from pendopo.programme.programme import Programme
from pendopo.web.wsgi import make_application
from tests.portal.hall import build
from tests.web.asking import Answer, ask


@pytest.fixture(scope="session", autouse=True)
def _configured() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    django.setup()


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return build(tmp_path_factory.mktemp("portal"))


@pytest.fixture
def fresh(hall: Programme, tmp_path: Path) -> Programme:
    """A copy of the programme, for a test that publishes more or changes its settings."""
    root = tmp_path / "hall"
    shutil.copytree(hall.root, root, symlinks=True)
    return Programme.open(root)


@pytest.fixture(scope="session")
def read(hall: Programme) -> Callable[..., Answer]:
    """Ask the whole application for an address with its query."""
    return reader(hall)


def reader(programme: Programme) -> Callable[..., Answer]:
    application = make_application(programme)

    def read(address: str, **environ: str) -> Answer:
        parts = urlsplit(address)
        return ask(application, parts.path, QUERY_STRING=parts.query, **environ)

    return read


@pytest.fixture(scope="session")
def ids(hall: Programme) -> list[str]:
    """The publications' ids, oldest first: roads, roads corrected, wells, contracts."""
    return [publication.id for publication in hall.state().publications]
