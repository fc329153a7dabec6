"""Files on their way in: which of them a batch may take."""

from pathlib import Path

import pytest

from pendopo.store.files import Disk
from pendopo.store.place import LogError, Staging
from tests.make import log_place


@pytest.fixture
def staging(tmp_path: Path):
    place, _ = log_place(tmp_path)
    staging = Staging(place, "one", Disk(place.scratch))
    yield staging
    staging.close()


def test_a_file_of_the_work_folder_is_its_own(staging):
    (staging.work / "0").mkdir()
    (staging.work / "0" / "rows.parquet").write_bytes(b"PAR1")

    assert staging.own(f"{staging.work}/0/rows.parquet") == staging.work / "0" / "rows.parquet"


def test_links_folders_and_files_elsewhere_are_not(staging, tmp_path):
    outside = tmp_path / "secret"
    outside.write_bytes(b"key")
    (staging.work / "link").symlink_to(outside)
    (staging.work / "folder").symlink_to(tmp_path, target_is_directory=True)

    for name in (outside, "link", "folder/secret", "../../../secret", "."):
        with pytest.raises(LogError, match="no file of"):
            staging.own(str(staging.work / name))
