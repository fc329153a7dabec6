"""The folder that a verb writes into: made, or refused with what to write instead."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pendopo.cli.verb import RefusedError, folder_for


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user without rights: root may write everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_it_is_made_with_those_above_it(tmp_path):
    assert folder_for(tmp_path / "a" / "b").is_dir()
    assert folder_for(tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("below", ["", "b"])
def test_a_file_in_its_place_is_told(tmp_path, below):
    (tmp_path / "a").write_text("")

    with pytest.raises(RefusedError, match=r"--out .*a file stands there.*write the path of a"):
        folder_for(tmp_path / "a" / below)


@pytest.mark.parametrize("below", ["", "b"])
def test_a_folder_without_the_right_to_write_is_told(below):
    with TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        with nobody(), pytest.raises(RefusedError, match="may not write there; write another"):
            folder_for(Path(name) / below)
