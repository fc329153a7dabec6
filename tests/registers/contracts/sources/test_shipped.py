"""Every mapping that comes with the program can be followed, and reads nobody."""

import re
from pathlib import Path

import pytest

from pendopo.programme.mappings import read_mapping
from pendopo.registers.contracts.sources.care import is_secret
from pendopo.standards.identity import patterns
from pendopo.terms.mapping import same_name
from pendopo.terms.release_mapping import release_mapping_of
from tests.registers.contracts.sources.conftest import SHIPPED

ROOT = Path(__file__).parents[4]
MAPPINGS = [path for path in sorted(SHIPPED.glob("*.toml")) if not path.name.startswith("_")]
MAPPINGS += sorted((ROOT / "examples" / "mappings").glob("*.toml"))
PERSONAL = re.compile(r"(?:^|_)(?:nik|nip|rek|rekening|alamat|email|telp|hp|wakil|username)(?:_|$)")


@pytest.fixture(params=MAPPINGS, ids=lambda path: path.stem)
def mapping(request):
    return release_mapping_of(read_mapping(request.param).content)


def test_it_reads_no_column_of_persons(mapping):
    read = {name for rule in mapping.source.columns for name in rule.sources}
    read |= set(mapping.date) | {skip.column for skip in mapping.skips}

    assert not [name for name in read if PERSONAL.search(name.casefold())]
    assert not [name for name in read if is_secret(name, patterns("ID"))]
    assert not {same_name(name) for name in mapping.secret} & {same_name(name) for name in read}


def test_the_prefix_is_the_governments_own(mapping):
    assert mapping.prefix == ""


@pytest.mark.parametrize("page", ["publish-from-spse-and-sirup", "terbitkan-dari-spse-dan-sirup"])
def test_each_that_is_shipped_stands_in_the_how_to(page):
    text = (ROOT / "docs" / "how-to" / f"{page}.md").read_text("utf-8")

    assert not [path.stem for path in MAPPINGS if path.stem not in text and path.parent == SHIPPED]
