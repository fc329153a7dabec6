"""The mappings that a programme has saved."""

import pytest

from pendopo.programme.mappings import (
    MappingFileError,
    fingerprints,
    load_mapping,
    saved_mappings,
)

TEXT = 'schema = "a.schema.json"\n[source]\ncolumns = ["X"]\n[[column]]\nname = "a"\nfrom = "X"\n'


@pytest.fixture
def folder(tmp_path):
    """A folder of mappings with one and its schema."""
    place = tmp_path / "mappings"
    place.mkdir()
    (place / "one.toml").write_text(TEXT)
    (place / "a.schema.json").write_text('{"fields": [{"name": "a"}]}')
    return place


def test_a_mapping_is_loaded_by_its_name_or_its_path_with_its_schema(tmp_path, folder):
    by_name = load_mapping(tmp_path, "one")
    by_path = load_mapping(tmp_path, str(folder / "one.toml"))

    assert by_name == by_path
    assert by_name.schema == {"fields": [{"name": "a"}]}
    assert by_name.content["column"] == [{"name": "a", "from": "X"}]


def test_a_name_that_is_not_saved_is_told_with_those_that_are(tmp_path, folder):  # noqa: ARG001
    with pytest.raises(MappingFileError, match=r"two\.toml.*\(one\)"):
        load_mapping(tmp_path, "two")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"\xff", "UTF-8"),
        (b"x" * (2 << 20), "1 MB"),
        (b"[[column]]", "one.toml: column 1.name"),
        (TEXT.replace("a.schema", "b.schema").encode(), "cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_told_with_its_path(text, words, tmp_path, folder):
    (folder / "one.toml").write_bytes(text)

    with pytest.raises(MappingFileError) as caught:
        load_mapping(tmp_path, "one")

    assert words in str(caught.value)


def test_a_schema_that_is_none_is_told(tmp_path, folder):
    (folder / "a.schema.json").write_text("[]")

    with pytest.raises(MappingFileError, match="no Table Schema"):
        load_mapping(tmp_path, "one")


def test_one_mapping_that_cannot_be_followed_does_not_hide_the_others(tmp_path, folder):
    (folder / "broken.toml").write_text("a b")

    found = [one.name for one in saved_mappings(tmp_path)]

    assert found == ["one"]


def test_a_file_is_known_by_the_columns_of_mappings_of_its_register(tmp_path, folder):
    (folder / "plain.toml").write_text('[[column]]\nname = "a"\nfrom = "X"\n')

    found = fingerprints(tmp_path, "datasets")

    assert found == [{"name": "one", "columns": ["X"]}]
    assert fingerprints(tmp_path, "contracts") == []


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ('[[column]]\nfrom = "Y"\n', "name"),
        ('[[column]]\nname = "a"\nfrom = "Y"\n' * 2, "a name of its own"),
        ('[[column]]\nname = "b"\nfrom = "Y"\n' * 2, "a name of its own"),
    ],
)
def test_a_column_that_is_added_to_another_mapping_is_never_left_out(
    columns, words, tmp_path, folder
):
    (folder / "two.toml").write_text(f'extends = "one"\n{columns}')

    with pytest.raises(MappingFileError, match=words):
        load_mapping(tmp_path, "two")
