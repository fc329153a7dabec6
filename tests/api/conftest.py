"""The answers to programs, asked in words: see words.py."""

from collections.abc import Callable

import pytest

from pendopo.programme.programme import Programme
from tests.api import contracting as builders
from tests.portal.conftest import reader
from tests.portal.hall import build
from tests.web.asking import Answer


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return build(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def read(hall: Programme) -> Callable[..., Answer]:
    return reader(hall)


@pytest.fixture(scope="session")
def contracting(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """See ``builders.build``: dear, so that its tests are of one group, ``ocds-api``."""
    return builders.build(tmp_path_factory.mktemp("ocds"))
