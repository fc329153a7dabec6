"""The answers to programs, asked in words: see words.py."""

from collections.abc import Callable

import pytest

from pendopo.programme.programme import Programme
from tests.portal.conftest import reader
from tests.portal.hall import build
from tests.web.asking import Answer


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return build(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def read(hall: Programme) -> Callable[..., Answer]:
    return reader(hall)
