"""A table is described as schema.org has it, in a block that no browser runs."""

import json
import re
from html import unescape
from typing import Any

from tests.portal.conftest import reader
from tests.portal.hall import publish_table

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def described(read, address: str) -> dict[str, Any]:
    [text] = BLOCK.findall(read(address).body.decode())
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_table_says_what_dataset_search_asks_for(read):
    found = described(read, "/en/registers/datasets/roads/")

    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert found["name"] == "Roads mended in 2026"
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creator"]["name"] == "Dinas Kominfo"
    assert found["isAccessibleForFree"] is True
    assert [one["name"] for one in found["variableMeasured"]][:2] == ["road", "place"]
    assert (found["datePublished"], found["dateModified"]) == (
        "2026-11-18T03:00:00Z",
        "2026-11-19T04:00:00Z",
    )


def test_every_address_of_a_description_answers(read):
    found = described(read, "/id/registers/contracts/processes/")

    addresses = [found["@id"], found["url"], found["includedInDataCatalog"]["url"]]
    addresses += [one["contentUrl"] for one in found["distribution"]]
    for address in addresses:
        assert read(address.removeprefix("http://127.0.0.1")).status == 200, address


def test_only_the_table_itself_is_described(read):
    for query in ("?q=x", "?method=tender", "?page=2"):
        text = read(f"/en/registers/datasets/roads/{query}").body.decode()
        assert not BLOCK.search(text)


def test_a_title_cannot_end_the_block(fresh, tmp_path):
    title = "</script><script>alert(1)</script><!--"
    publish_table(fresh, tmp_path / "w.csv", "well;depth\nW1;1\n", 99, dataset="wells", title=title)

    text = reader(fresh)("/en/registers/datasets/wells/").body.decode()

    assert text.count("<script") == text.count("</script") == 1
    assert described(reader(fresh), "/en/registers/datasets/wells/")["name"].startswith("</script>")
    assert "alert(1)</script>" in unescape(text)
