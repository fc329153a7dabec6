"""An archive as a bag: held to the standard by the field's own program."""

from pathlib import Path

import bagit
import pytest

from pendopo.exports.archive.bag import PAYLOAD, close, payload_of
from pendopo.exports.archive.errors import ArchiveError
from pendopo.published.verify import FolderShelf, verify
from tests.exports.archive.conftest import HOME, make, page

FACTS = {"Source-Organization": "Kabupaten Contoh\nBagian: Arsip", "External-Identifier": "x/8"}


def packed(out: Path, public: Path, **more: tuple[str, str, bytes]) -> bagit.Bag:
    make(payload_of(out), public, HOME | more)
    close(out, FACTS)
    return bagit.Bag(str(out))


def test_an_archive_in_a_bag_is_valid_and_says_what_it_is(tmp_path: Path, public: Path) -> None:
    found = packed(tmp_path / "bag", public)

    found.validate()
    assert found.info["Source-Organization"] == "Kabupaten Contoh Bagian: Arsip"
    assert found.version_info == (1, 0)
    assert verify(FolderShelf(tmp_path / "bag" / PAYLOAD)).ok


@pytest.mark.parametrize("path", ["data/en/index.html", "bag-info.txt", "manifest-sha256.txt"])
def test_a_file_that_was_changed_makes_it_no_bag(path: str, tmp_path: Path, public: Path) -> None:
    packed(tmp_path / "bag", public)
    file = tmp_path / "bag" / path
    file.write_bytes(file.read_bytes() + b" ")

    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path / "bag")).validate()


def test_a_later_run_brings_the_bag_up_to_date(tmp_path: Path, public: Path) -> None:
    packed(tmp_path / "bag", public)

    found = packed(tmp_path / "bag", public, **{"/en/b/": page("another")})

    found.validate()
    assert "another" in (tmp_path / "bag/data/en/b/index.html").read_text("utf-8")


def test_a_bag_is_not_brought_up_to_date_as_a_mere_folder(tmp_path: Path, public: Path) -> None:
    out = tmp_path / "out"
    make(payload_of(out), public)
    close(out, FACTS)

    with pytest.raises(ArchiveError) as refused:
        make(out, public)

    assert refused.value.message == "{folder} is a bag; say --bag too, or write another folder"
    assert bagit.Bag(str(out)).is_valid()


def test_an_archive_without_a_bag_is_not_made_one(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public)

    with pytest.raises(ArchiveError, match="without a bag around it"):
        payload_of(tmp_path / "out")
