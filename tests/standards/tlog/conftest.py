import json
import os
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "tlog"


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of test vectors that lies beside the repository."""
    if not VECTORS.is_dir():
        reason = f"the C2SP test vectors are not at {VECTORS}: no format was held to them"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return VECTORS


@pytest.fixture(scope="session")
def notes(vectors: Path) -> Any:
    """The literals of signed notes, keys, hashes and tile paths."""
    return json.loads((vectors / "note-vectors.json").read_text())
