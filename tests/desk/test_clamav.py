"""ClamAV looks at each file before anything opens it: its own daemon, on a socket of this machine.

What the desk does with what a scanner says has its tests in test_scanning.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.clamd import HARMFUL, Clamd, laid_out
from tests.desk.conftest import Desk, Visitor, as_asked

OFFICE = "Desa Rejo"
WELL = b"village,year\nRejo,2026\nSari,2026\n"
_LARGE_BYTES = 64 << 20


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Clamd:
    return laid_out(tmp_path_factory.mktemp("clamd"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, clamd: Clamd) -> Iterator[Desk]:
    yield from as_asked(tmp_path_factory, f"scanner = {json.dumps(clamd.words)}\n")


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def handed_in(desk: Desk, clerk: Visitor, content: bytes, name: str = "a.csv") -> str:
    place = clerk.upload("/hand-in/", (name, content), register="datasets", office=OFFICE).to
    desk.work()
    return place


def packed(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"village,year\n" + HARMFUL + b",2026\n"), ("a.xlsx", packed(HARMFUL))],
)
def test_what_it_knows_as_harmful_is_told_deleted_and_never_published(
    desk: Desk, clerk: Visitor, clamd: Clamd, name: str, content: bytes
):
    from pendopo.desk.models import Submission, Version

    with clamd.at_work():
        place = handed_in(desk, clerk, content, name)
    page, file = clerk.get(place).text, clerk.get(f"{place}versions/1/")
    clerk.post(f"{place}send/", place)

    kept = Version.objects.latest("pk")
    assert "knows this file as harmful" in page
    assert (file.status, kept.report) == (404, None)
    assert not (desk.opened.place.handed_in / kept.path).exists()
    assert Submission.objects.get(pk=kept.submission_id).stage not in {"sent", "published"}


def test_while_it_is_not_there_a_file_waits_and_is_done_again_once_it_is(
    desk: Desk, clerk: Visitor, clamd: Clamd
):
    place = handed_in(desk, clerk, WELL)
    waiting, file = clerk.get(place).text, clerk.get(f"{place}versions/1/")
    with clamd.at_work():
        clerk.post(f"{place}retry/", place)
        desk.work()

    found = clerk.get(f"{place}versions/1/")
    assert "did not answer, so this file was not opened" in waiting
    assert file.status == 404
    assert (found.status, found.body) == (200, WELL)


def test_a_large_file_is_looked_at_to_its_end(clamd: Clamd, tmp_path: Path):
    from pendopo.desk.scanning import HarmfulError, hold_harmless

    line, large = b"Rejo,2026\n", tmp_path / "large.csv"
    with large.open("wb") as file:
        for _ in range(_LARGE_BYTES >> 20):
            file.write(line * ((1 << 20) // len(line)))
    with clamd.at_work():
        hold_harmless(clamd.words, large)
        with large.open("ab") as file:
            file.write(HARMFUL)
        with pytest.raises(HarmfulError):
            hold_harmless(clamd.words, large)
