"""A table that several publications make is described as itself, not as the last of them."""

import json
from datetime import timedelta

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, releases, settings


def test_a_folded_table_is_described_by_its_register(tmp_path):
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)
    for hours, publisher in ((1, "Dinas Satu"), (2, "Dinas Dua")):
        file = tmp_path / f"{hours}.json"
        file.write_text(releases().replace("ocds-abc123-", f"ocds-abc123-{hours}"), "utf-8")
        said = Declaration(title=publisher, description="Of one office.", publisher=publisher)
        request = Request(file, "contracts", FIRST + timedelta(hours=hours), said)
        assert not programme.publish([request]).stopped
    read = reader(programme)

    first, both = (
        json.loads(read(address).body)["dcat:dataset"][0]
        for address in ("/at/2/catalog.jsonld", "/catalog.jsonld")
    )

    assert both["dct:title"] == programme.registers["contracts"].folded[0].title
    assert both["dct:description"] == (
        "One row per contracting process, as its releases leave it. "
        + programme.registers["contracts"].summary
    )
    assert both["dct:publisher"]["foaf:name"] == "Dinas Kominfo"
    assert first["dct:publisher"]["foaf:name"] == "Dinas Satu"
    assert first["dct:description"] == both["dct:description"]
