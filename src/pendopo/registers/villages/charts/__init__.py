"""The chart of Permendagri 20/2018, annex: activities and accounts, code to name.

Read without what reads sheets, so that the desk's forms may ask it.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

# How an account begins, and which way its money moves.
DIRECTION: Final = (
    ("4", "revenue"), ("5", "expenditure"), ("6.1", "financing-in"), ("6.2", "financing-out"),
)  # fmt: skip


@cache
def names(chart: str) -> Mapping[str, str]:
    """Give a chart: ``activities`` or ``accounts`` of Permendagri 20/2018, code to name."""
    text = files(__name__).joinpath(f"{chart}.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def direction_of(account: str) -> str:
    """Tell which way the money of an account moves; empty for a code of none."""
    found = (way for begins, way in DIRECTION if account.startswith(begins))
    return next(found, "")
