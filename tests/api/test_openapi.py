"""The description of the answers is true of each, and no question brings the server down."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pendopo.api.door import Operation
from pendopo.api.openapi import document
from tests.cli.test_serve import served

# What a table's columns are, and which words are SQL, no general description can tell: a question
# that it allows may still be refused in words.
_LEFT_OUT = "positive_data_acceptance"
# What is asked of is there, and an address that is too long is refused too.
_SETTINGS = """
[parameters]
"path.register" = "datasets"
"path.name" = "roads"
"path.size" = 8
"path.ocid" = "ocds-abc123-1"
"path.cube" = "budget"
"path.ref" = "year"
"path.named" = "ocds-abc123-1"
[checks.negative_data_rejection]
expected-statuses = [400, 404, 405, 414]
"""


@pytest.fixture
def routes(read):
    """The addresses for programs; once one is asked for, what their parts look like is known."""
    read("/openapi.json")
    from pendopo.api.urls import urlpatterns  # noqa: PLC0415

    return urlpatterns


def test_every_address_declares_what_it_takes_and_gives(routes):
    paths = document("Kabupaten Contoh", "http://127.0.0.1")["paths"]

    operations = [pattern.callback.operation for pattern in routes]

    assert all(isinstance(one, Operation) and one.summary and one.gives for one in operations)
    assert len(paths) == 2 * len([one for one in routes if one.name])


def test_the_description_is_served_with_the_address_it_is_asked_at(read):
    answer = read("/openapi.json", HTTP_HOST="data.example.org")

    found = json.loads(answer.body)

    assert (found["openapi"], found["servers"]) == ("3.1.0", [{"url": "http://data.example.org"}])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address", ["/data", "/data/datasets/x/y/z", "/api/nothing", "/at/3/data/x.y/z.csv", "/api/"]
)
def test_where_nothing_is_a_program_is_told_as_programs_are(read, address):
    answer = read(address)

    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "/openapi.json" in json.loads(answer.body)["detail"]


@pytest.mark.timeout(180)
def test_every_answer_is_as_described_whatever_is_asked(hall, tmp_path):
    done = _asked_at_random(hall.root, tmp_path)

    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"(\d{3,}) generated, \1 passed", done.stdout), done.stdout[-2000:]


@pytest.mark.campaign
@pytest.mark.xdist_group("budgeting")
@pytest.mark.timeout(300)
def test_every_answer_of_a_cube_is_as_described(budgeting, tmp_path):
    done = _asked_at_random(budgeting.root, tmp_path, "--include-path-regex", "/api/3")

    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"(\d{3,}) generated, \1 passed", done.stdout), done.stdout[-2000:]


def _asked_at_random(root, folder, *more):
    """Serve a record, and ask what the description allows and much that it does not."""
    tool = Path(sys.executable).with_name("schemathesis")
    if not tool.exists():
        pytest.skip("schemathesis is not installed; make setup")
    settings = folder / "schemathesis.toml"
    settings.write_text(_SETTINGS)
    with served(root, "--workers", "1") as (address, _process):
        return subprocess.run(
            [
                tool, "--config-file", settings, "run", f"{address}openapi.json",
                "--phases", "examples,coverage,fuzzing", "--max-examples", "5",
                "--exclude-checks", _LEFT_OUT, "--seed", "20261125", "--no-color", *more,
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )  # fmt: skip
