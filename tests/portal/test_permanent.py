"""What is cited with ``/at/<size>/`` answers the same whatever is published later."""

import json
import shutil
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.bought import package, publish_bought, publish_linked, rupiah
from tests.portal.conftest import reader
from tests.portal.hall import FIRST

# What the module publishes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("permanent")

# Pages that tell their own address for good.
CITED = (
    "?method=direct&least=390000000",
    "?flag=r018_single_bid",
    "?supplier=S2&from=2026-10-01",
    "?ocid=ocds-abc123-b5&ocid=ocds-abc123-b1",
    "flags/r018_single_bid/",
    "flags/r053_always_together/",
    "processes/ocds-abc123-b2/",
    "buyers/BU-1/",
    "suppliers/S1/",
    "missing/",
    "prices/",
    "ceilings/",
    "network/",
)
FILES = (
    "purchases.csv?supplier=S2",
    "feed.atom?supplier=S2",
    "network.svg",
    "processes/ocds-abc123-b2/visit.pdf",
)


def later_of_all():
    """A release more of each purchase, and a new one: other values, firms and methods."""
    told = package()
    named = [{"id": "S9", "name": "CV S9"}]
    releases = []
    for number, one in enumerate([*told["releases"], told["releases"][0]], 1):
        ocid = f"ocds-abc123-b{number}"
        tender = {
            **one["tender"],
            "id": f"T{number}",
            "procurementMethod": "open",
            "numberOfTenderers": 1,
            "tenderers": named,
            "value": rupiah(77),
        }
        moved = {"ocid": ocid, "id": f"{ocid}-9", "date": f"2026-11-2{number}T00:00:00Z"}
        releases.append({**one, **moved, "tender": tender})
    return told | {"releases": releases}


def cited_as(ask, address):
    """Give the address for good that a page tells beside it, in its JSON."""
    page, _mark, asked = address.partition("?")
    beside = ask(f"/en/purchases/{page}index.json" + (f"?{asked}" if asked else ""))
    found = json.loads(beside.body)
    assert page or found["purchases"], address
    parts = urlsplit(found["permanent"])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.fixture(scope="module")
def before_and_after(hall, tmp_path_factory):
    """Ask for what is cited, publish more, make what is derived anew, and ask again."""
    folder = tmp_path_factory.mktemp("permanent")
    shutil.copytree(hall.root, folder / "hall", symlinks=True)
    programme = Programme.open(folder / "hall")
    publish_linked(programme, folder)
    publish_bought(programme, folder)
    ask, size = reader(programme), programme.state().size
    cited = {address: cited_as(ask, address) for address in CITED}
    files = {one: f"/at/{size}/en/purchases/{one}" for one in FILES}
    asked_before = {one: ask(address) for one, address in (cited | files).items()}
    today = ask("/en/purchases/flags/r018_single_bid/index.json").body

    (folder / "more.json").write_text(json.dumps(later_of_all()), "utf-8")
    at = FIRST + timedelta(hours=480)
    more = Request(folder / "more.json", "contracts", at, Declaration(title="More of all"))
    assert not programme.publish([more]).stopped
    programme.heartbeat(at + timedelta(days=3))
    shutil.rmtree(programme.root / "private" / "derived")
    ask = reader(Programme.open(programme.root))

    assert ask("/en/purchases/flags/r018_single_bid/index.json").body != today
    asked_after = {one: ask(address) for one, address in (cited | files).items()}
    return size, cited, asked_before, asked_after


@pytest.mark.parametrize("address", CITED)
def test_a_page_tells_the_address_that_is_to_be_cited(before_and_after, address):
    size, cited, *_asked = before_and_after

    assert cited[address].startswith(f"/at/{size}/en/purchases/{address.partition('?')[0]}")
    assert cited[address].partition("?")[2].count("=") == address.count("=")


@pytest.mark.parametrize("address", [*CITED, *FILES])
def test_what_is_cited_answers_the_same_after_later_publications(before_and_after, address):
    _size, _cited, before, after = before_and_after

    assert before[address].status == after[address].status == 200
    assert before[address].body == after[address].body
