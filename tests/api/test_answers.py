"""Every expectation in ``*.txt`` holds, and the runner of them finds what does not."""

from pathlib import Path

import pytest

from tests.api.words import Case, cases, found_wrong

CASES = [
    (path, case) for path in sorted(Path(__file__).parent.glob("*.txt")) for case in cases(path)
]


@pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{path.stem}:{c.line}" for path, c in CASES]
)
def test_an_address_answers_as_written(case, read):
    assert found_wrong(case, read) == []


def test_the_runner_finds_what_does_not_hold(read):
    case = Case("GET", "/data/datasets/roads", 1, {}, ["status == 404", "body contains nowhere"])

    assert len(found_wrong(case, read)) == 2
