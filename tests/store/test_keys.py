"""The key of pseudonyms is made once, is read by its owner alone, and is never made anew."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from pendopo.store.keys import KeyFileError, load_key, pseudonym_key


def test_the_key_is_made_at_first_need_and_stays(tmp_path):
    path = tmp_path / "secrets" / "pseudonyms.key"

    first, second = pseudonym_key(path), pseudonym_key(path)

    assert first == second
    assert len(first) == 32
    assert [file.name for file in path.parent.iterdir()] == ["pseudonyms.key"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_programmes_have_two_keys(tmp_path):
    assert pseudonym_key(tmp_path / "a") != pseudonym_key(tmp_path / "b")


def test_many_that_need_it_at_once_have_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: pseudonym_key(tmp_path / "key"), range(16)))

    assert len(keys) == 1


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    pseudonym_key(path)
    path.chmod(mode)

    with pytest.raises(KeyFileError, match="chmod 640"):
        pseudonym_key(path)


def test_a_key_of_pseudonyms_is_its_groups_to_read_and_a_key_that_signs_is_not(tmp_path):
    path = tmp_path / "key"
    key = pseudonym_key(path)
    path.chmod(0o640)

    assert pseudonym_key(path) == key
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key(path)


@pytest.mark.parametrize("text", ["", "no key", "00ff"])
def test_a_file_that_holds_no_key_is_refused_and_left(tmp_path, text):
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(KeyFileError, match="backup"):
        pseudonym_key(path)

    assert path.read_text() == text
