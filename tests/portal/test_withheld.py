"""A publication whose file is kept back: its page says so, and offers what there is."""

import json
from datetime import datetime

import pytest

from pendopo.programme.checking import Request
from pendopo.terms.journey import Declaration
from pendopo.terms.personal import Decision, Fate
from tests.portal.conftest import reader
from tests.portal.test_row_and_publication import words


@pytest.fixture
def page(fresh, tmp_path):
    """The page of a publication with a masked and a dropped column."""
    file = tmp_path / "aid.csv"
    file.write_text("nik,nama,rp\n3522010101900001,Budi,5\n")
    last = fresh.state().entries[-1].leaf.time
    declaration = Declaration(
        title="Aid",
        licence="CC-BY-4.0",
        scope={"dataset": "aid"},
        personal={
            "nik": Decision(Fate.MASK, "Act 27/2022"),
            "nama": Decision(Fate.DROP, "Act 27/2022, art. 4"),
        },
    )
    received = datetime.fromisoformat(last)
    outcome = fresh.publish([Request(file, "datasets", received, declaration)])
    assert not outcome.stopped
    [entry] = outcome.entries
    return reader(fresh), entry, fresh


def test_the_page_says_that_the_file_is_kept_back_and_what_was_decided(page):
    read, entry, programme = page

    answer = read(f"/en/publications/{entry.leaf.id}/")
    text = words(answer)

    assert answer.status == 200
    assert "The file itself is not published, for it holds personal data." in text
    assert "<code>nik</code> (NIK): published as pseudonyms." in text
    assert "Decided by" in text
    assert "Act 27/2022, art. 4" in text
    assert programme.metadata(programme.state().publication_of(entry.leaf.id)).withheld in text


def test_the_page_offers_the_table_and_no_file(page):
    read, entry, _ = page

    text = words(read(f"/en/publications/{entry.leaf.id}/"))

    assert "(Parquet," in text
    assert "Original file" not in text
    assert "curl -o original" not in text


def test_every_other_page_and_answer_of_it_is_there(page):
    read, _, _ = page

    for address in (
        "/en/registers/datasets/aid/",
        "/catalog.jsonld",
        "/data/datasets/aid.csv",
        "/en/downloads/",
        "/en/log/",
    ):
        assert read(address).status == 200, address
    assert b"Budi" not in read("/data/datasets/aid.csv").body


def test_the_first_page_says_of_how_many_the_file_is_there(page):
    read, _, _ = page

    assert "publications, each with its receipt, and 4 with their file" in words(read("/en/"))
    assert "publications, each with its file and its receipt" in words(read("/at/5/en/"))
    assert json.loads(read("/en/index.json").body)["publications_with_file"] == 4
