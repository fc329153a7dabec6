"""A scanner that the settings name looks at each file before anything opens it: a real program."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.conftest import Answer, Desk, Visitor, as_asked

OFFICE = "Desa Rejo"
WELL = b"village,year\nRejo,2026\nSari,2026\n"
# It answers as clamdscan does, and writes down what it was given.
_SCANNER = """\
#!/bin/sh
echo "$1 $PENDOPO_HOME" >> "{folder}/asked"
test -e "{folder}/broken" && exit 2
if grep -q HARMFUL "$1"; then exit 1; fi
"""


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scanner")
    path = folder / "scan"
    path.write_text(_SCANNER.format(folder=folder))
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, scanner: Path) -> Iterator[Desk]:
    more = f'scanner = ["{scanner}"]\n'
    yield from as_asked(tmp_path_factory, more)


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def sent(clerk: Visitor, content: bytes) -> str:
    return clerk.upload("/hand-in/", ("a.csv", content), register="datasets", office=OFFICE).to


def worked(desk: Desk, clerk: Visitor, place: str) -> tuple[str, Answer]:
    desk.work()
    return clerk.get(place).text, clerk.get(f"{place}versions/1/")


def test_what_the_scanner_knows_is_deleted_and_opened_by_nobody(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Version

    place = sent(clerk, b"village,year\nHARMFUL,2026\n")
    before = clerk.get(f"{place}versions/1/").status
    page, file = worked(desk, clerk, place)
    clerk.post(f"{place}retry/", place)
    again, _ = worked(desk, clerk, place)

    kept = Version.objects.latest("pk")
    assert "knows this file as harmful" in page
    assert "knows this file as harmful" in again
    assert "was taken away, with what was published" not in page
    assert (before, file.status, kept.report) == (404, 404, None)
    assert not (desk.opened.place.handed_in / kept.path).exists()
    assert "deleted a.csv" in page


def test_what_is_well_is_checked_and_the_scanner_is_told_no_more_than_where_it_lies(
    desk: Desk, clerk: Visitor, scanner: Path
):
    place = sent(clerk, WELL)
    page, file = worked(desk, clerk, place)

    [last] = scanner.with_name("asked").read_text().splitlines()[-1:]
    assert "scanner" not in page
    assert file.body == WELL
    assert last.startswith(str(desk.opened.place.handed_in))
    assert last.endswith(" ")  # nothing of our environment


def test_while_the_scanner_says_nothing_a_file_waits(desk: Desk, clerk: Visitor, scanner: Path):
    place, broken = sent(clerk, WELL), scanner.with_name("broken")
    broken.touch()
    page, file = worked(desk, clerk, place)
    broken.unlink()
    clerk.post(f"{place}retry/", place)
    again, found = worked(desk, clerk, place)

    assert "did not answer, so this file was not opened" in page
    assert file.status == 404
    assert "did not answer" not in again
    assert found.body == WELL


def test_a_scanner_that_is_not_there_lets_nothing_through(tmp_path: Path):
    from pendopo.desk.scanning import UnscannedError, hold_harmless

    with pytest.raises(UnscannedError, match="FileNotFoundError"):
        hold_harmless([str(tmp_path / "none")], tmp_path / "a.csv")
