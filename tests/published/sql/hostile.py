"""Questions, one a line of a file beside this: hostile, too large, and good ones."""

from pathlib import Path


def questions(name: str) -> tuple[str, ...]:
    lines = (Path(__file__).parent / f"{name}.sql").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("--"))


HOSTILE, BOMBS, GOOD = questions("hostile"), questions("bombs"), questions("good")
