"""What fuzzing has found once breaks nothing again: every kept file through its parser."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_takes_its_kept_corpus(name):
    files = sorted((CORPUS / name).iterdir())

    for file in files:
        TARGETS[name](file.read_bytes())

    assert files


def test_every_folder_of_the_corpus_has_its_parser_and_stays_small():
    sizes = {
        folder.name: [f.stat().st_size for f in folder.iterdir()] for folder in CORPUS.iterdir()
    }

    assert set(sizes) == set(TARGETS)
    assert max(map(len, sizes.values())) <= 60
    assert sum(map(sum, sizes.values())) < 1 << 20
