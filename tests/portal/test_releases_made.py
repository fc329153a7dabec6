"""The page of releases that a mapping made: how, from what, and nobody who stood in the source."""

import json
import re
import shutil
from dataclasses import replace
from datetime import datetime

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.mappings import load_mapping
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.portal.conftest import reader
from tests.portal.test_row_and_publication import words
from tests.registers.contracts.sources import synthetic as given

FIELDS_SHOWN = 12
SECTION_LETTERS_MOST = 3000


@pytest.fixture(scope="module")
def pages(hall, tmp_path_factory):
    """The pages of a publication of contracts from the service bus, by their address."""
    tmp_path = tmp_path_factory.mktemp("made")
    shutil.copytree(hall.root, tmp_path / "hall", symlinks=True)
    fresh = Programme.open(tmp_path / "hall")
    folder = fresh.root / "mappings"
    folder.mkdir(exist_ok=True)
    own = 'register = "contracts"\nextends = "spse-pengumuman"\n[release]\nprefix = "ocds-abc123"\n'
    (folder / "own.toml").write_text(own)
    file = tmp_path / "paket.json"
    file.write_text(json.dumps([given.announced()]))
    reading = Reading(mapping=load_mapping(fresh.root, "own").content)
    received = datetime.fromisoformat(fresh.state().entries[-1].leaf.time)
    said = Declaration(title="Contracts", licence="CC-BY-4.0")
    request = Request(file, "contracts", received, said)
    outcome = fresh.publish([replace(request, reading=reading)])
    assert not outcome.stopped, outcome.reports[0].findings
    [entry] = outcome.entries
    read = reader(fresh)
    page = f"/en/publications/{entry.leaf.id}/"
    return {address: read(address) for address in (page, f"{page}index.json", "/en/search/?q=BRI")}


def test_the_page_says_what_the_releases_were_made_from(pages):
    text = words(next(iter(pages.values())))

    assert "Made from paket.json by the mapping below" in text
    assert "Releases of OCDS (JSON" in text
    assert "sumber_dana" in text
    assert "Original file" not in text


def test_no_page_shows_who_stood_in_the_source(pages):
    for address, answer in pages.items():
        shown = answer.body.decode()
        assert not [one for one in given.PLANTED if one in shown], address


def test_the_page_shows_some_fields_of_the_mapping_and_leads_to_all(pages):
    page, facts = list(pages.values())[:2]
    section = (
        page.body.decode().partition("How its releases were made")[2].partition("</section")[0]
    )

    mapping = json.loads(facts.body)["mapping"]
    assert section.count('<th role="rowheader"') == FIELDS_SHOWN
    assert len(section) <= SECTION_LETTERS_MOST
    more = re.search(r"([0-9]+) more fields stand in the mapping", words(page))
    assert more
    assert int(more[1]) >= len(mapping["column"]) - FIELDS_SHOWN
    assert f'href="{next(iter(pages))}index.json"' in section
