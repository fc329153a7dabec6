"""The citizens' budget as the site and the command line give it."""

import io

import pytest
from pypdf import PdfReader

from tests.portal.conftest import reader

pytestmark = pytest.mark.xdist_group("budgeting")


@pytest.fixture(scope="module")
def read(budgeting):
    return reader(budgeting)


def text_of(data):
    return " ".join(
        " ".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages).split()
    )


def test_the_page_of_money_leads_to_the_paper_of_its_year(read):
    page = read("/en/money/?year=2023")

    assert b'href="/en/money/99.01/2023/budget.pdf"' in page.body


def test_the_paper_is_made_from_what_is_published(read):
    answer = read("/id/money/99.01/2024/budget.pdf")
    text = text_of(answer.body)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    for amount in ("1.000.000.001", "500.000.001", "475.000.001", "50.000.000,50"):
        assert amount in text, amount
    assert "A row" in text or "A baris" in text


def test_what_is_printed_leads_to_the_state_it_was_made_from(read, budgeting):
    answer = read("/en/money/99.01/2024/budget.pdf")
    size = budgeting.state().size
    leads = {
        one.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(answer.body)).pages
        for one in page.get("/Annots", [])
    }
    ours = [one for one in leads if "://" in one]

    assert len(ours) > 10
    assert all(f"/at/{size}/en/" in one for one in ours)
    kinds = {address.split("/at/")[1].split("/")[2]: address for address in sorted(ours)}
    assert kinds.keys() == {"money", "publications", "registers"}
    for address in kinds.values():
        assert read("/" + address.split("://", 1)[1].split("/", 1)[1]).status == 200, address


def test_a_budget_that_is_not_published_is_not_printed(read):
    assert read("/en/money/99.01/2019/budget.pdf").status == 404
    assert read("/en/money/99.02/2024/budget.pdf").status == 404
