"""Whether somebody watches: what draws is imported only then, so that no script waits for it."""

import os
from typing import IO


def watched_on(stream: IO[str]) -> bool:
    """Tell whether a stream is a terminal, or is to be written to as one (as Rich decides it)."""
    named = os.environ.get("TTY_COMPATIBLE", "")
    if named in {"0", "1"}:
        return named == "1"
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()
