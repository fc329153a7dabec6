import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def vectors(shared_data: Path) -> Path:
    """The folder of C2SP test vectors, beside the repository."""
    return shared_data / "tlog"


@pytest.fixture(scope="session")
def notes(vectors: Path) -> Any:
    """The literals of signed notes, keys, hashes and tile paths."""
    return json.loads((vectors / "note-vectors.json").read_text())
