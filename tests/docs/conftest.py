"""The documents, and the generator of the reference beside them."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def generate():
    """``docs/generate.py``, which is a script and no package's module."""
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def reference():
    """A page of the reference, by its name."""
    return lambda name: (ROOT / "docs" / "reference" / f"{name}.md").read_text("utf-8")
