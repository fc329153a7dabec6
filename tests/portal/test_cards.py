"""Cards may stand in the frame of another site, which no page may; the snippet to copy is whole."""

import re
from html import unescape

import pytest

from tests.portal.conftest import reader
from tests.portal.hall import settings

CARDS = ("/en/cards/tables/datasets/roads/", "/id/cards/measures/single_bid_share/")
BOUGHT = ("/en/cards/purchases/ocds-abc123-2/", "/en/cards/buyers/ID-1/")


@pytest.mark.parametrize("address", CARDS + BOUGHT)
def test_another_site_may_frame_a_card_and_nothing_else(read, address):
    policy = read(address).headers["Content-Security-Policy"]

    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in read("/en/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", CARDS + BOUGHT)
def test_a_card_is_light_names_its_source_and_leads_out_of_the_frame(read, address):
    text = read(address).body.decode()

    assert len(text) < 2_000
    assert "Kabupaten Contoh" in text
    assert re.search(r"invented|rekaan", text)
    links = re.findall(r"<a [^>]*>", text)
    assert links
    assert all('target="_top"' in link and 'href="http://127.0.0.1/' in link for link in links)


def test_a_card_shows_its_figure(read):
    table, measure = (" ".join(read(card).body.decode().split()) for card in CARDS)

    assert "61 <small> rows </small>" in table
    assert "50 <small>dari 100</small>" in measure


@pytest.mark.parametrize(
    ("page", "card"),
    [
        ("/en/registers/datasets/roads/", "/en/cards/tables/datasets/roads/"),
        ("/en/", "/en/cards/measures/single_bid_share/"),
        ("/en/purchases/processes/ocds-abc123-2/", BOUGHT[0]),
        ("/en/purchases/buyers/ID-1/", BOUGHT[1]),
    ],
)
def test_the_html_to_copy_names_the_card(read, page, card):
    text = unescape(read(page).body.decode())

    assert f'<iframe src="http://127.0.0.1{card}" title="' in text
    assert f'<a href="http://127.0.0.1{card}">' in text


def test_an_observer_is_named_on_a_card(fresh):
    text = settings(name="Forum Warga", role="observer", observes="Kabupaten Umpama")
    (fresh.root / "pendopo.toml").write_text(text, "utf-8")

    card = " ".join(reader(type(fresh).open(fresh.root))(CARDS[0]).body.decode().split())

    assert "Not published by the government: Forum Warga" in card


@pytest.mark.parametrize(
    "address",
    [
        "/en/cards/tables/datasets/unknown/",
        "/en/cards/measures/unknown/",
        "/at/1/en/cards/measures/single_bid_share/",
    ],
)
def test_what_is_not_there_has_no_card(read, address):
    assert read(address).status == 404


def test_a_card_of_a_purchase_says_what_it_costs_and_how_many_questions_it_raises(read):
    purchase, buyer = (" ".join(read(card).body.decode().split()) for card in BOUGHT)

    assert "1,250,000,002 IDR" in purchase
    assert "Dinas Pekerjaan Umum · complete ·" in purchase
    assert "2 <small>purchases</small>" in buyer
    assert "A question is no verdict." in buyer
    assert read("/en/cards/purchases/nothing/").status == 404
    assert read("/en/cards/buyers/nothing/").status == 404
