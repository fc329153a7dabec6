"""What the tests of the web floor share."""

from collections.abc import Callable

import pytest

from tests.web.asking import Answer, ask


@pytest.fixture(name="ask")
def _ask() -> Callable[..., Answer]:
    return ask
