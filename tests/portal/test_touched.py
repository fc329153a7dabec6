"""The tag of a copy's page names all that the page reads: what comes later makes it anew."""

import json
from datetime import timedelta

import pytest

from pendopo.exports.archive.copy import STATIC, Copy
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.bought import BUDGET, SHUT_OUT, package
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings
from tests.portal.promise import publish_plan

SUPPLIER, PROCESS, BUYER = "suppliers/S1/", "processes/ocds-abc123-b1/", "buyers/BU-2/"
APPROVED = {"year": "2026", "phase": "approved", "direction": "expenditure", "publisher": "99.01"}


@pytest.fixture
def copied(tmp_path):
    """A programme, what publishes in it, and what asks pages of its copy by their tags."""
    programme = Programme.create(tmp_path / "hall", settings(), FIRST)

    def publish(name, content, register, **scope):
        file = tmp_path / name
        file.write_text(content, "utf-8")
        at = FIRST + timedelta(hours=programme.state().size)
        said = Declaration(title=name, scope=scope)
        outcome = programme.publish([Request(file, register, at, said)])
        assert not outcome.stopped, outcome.reports[0].findings

    tags: dict[str, str] = {}

    def touched(*pages):
        """Give those of the pages that are made anew."""
        read = reader(programme)
        size = programme.state().size
        copy = {STATIC: Copy()}
        made = []
        for page in pages:
            asked = {"HTTP_IF_NONE_MATCH": tags[page]} if page in tags else {}
            answer = read(f"/at/{size}/en/{page}", **copy, **asked)
            if answer.status == 200:
                tags[page] = answer.headers["ETag"]
                made.append(page)
        return made

    return programme, publish, touched


def test_what_a_page_of_a_purchase_or_a_firm_reads_beside_it_makes_it_anew(copied, tmp_path):
    programme, publish, touched = copied
    publish("bought.json", json.dumps(package()), "contracts")
    pages = [f"purchases/{page}" for page in (SUPPLIER, PROCESS, BUYER)]
    supplier, process, _buyer = pages
    assert touched(*pages) == pages

    publish("shut-out.csv", SHUT_OUT, "debarments", list="daftar-hitam")
    assert touched(*pages) == [supplier]
    publish("budget.csv", BUDGET, "budgets", **APPROVED)
    assert touched(*pages) == [process]
    publish_plan(programme, tmp_path / "plan.json")
    assert touched(*pages) == pages  # the first plan opens a door, which every page has


def test_the_first_purchases_open_a_door_that_every_page_has(copied):
    _programme, publish, touched = copied
    publish("wells.csv", "well,depth\n1,20\n", "datasets", dataset="wells")
    page = "registers/datasets/wells/"
    assert touched(page) == [page]

    publish("more.csv", "a,b\n1,2\n", "datasets", dataset="more")
    assert touched(page) == []
    publish("bought.json", json.dumps(package()), "contracts")
    assert touched(page) == [page]
