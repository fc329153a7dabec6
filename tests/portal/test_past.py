"""A past state is a page of its own, which says so and never changes."""

from datetime import timedelta
from html import unescape

from tests.portal.conftest import reader
from tests.portal.hall import FIRST, build


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


def test_a_past_page_shows_what_stood_and_leads_back_to_today(read):
    past, today = (
        words(read("/at/2/en/registers/datasets/roads/")),
        words(read("/en/registers/datasets/roads/")),
    )

    assert "60 rows." in past
    assert "61 rows." in today
    assert 'href="/en/registers/datasets/roads/">Go to today' in past
    assert "as of 18 November 2026, up to entry 1" in past
    assert "This is the record as of" not in today


def test_today_of_a_past_row_is_its_table(read):
    text = read("/at/2/en/registers/datasets/roads/1.4/").body.decode()

    assert '<a href="/en/registers/datasets/roads/">Go to today</a>' in text


def test_a_day_is_asked_for_by_its_date(read):
    answer = read("/id/registers/datasets/roads/?as-of=2026-11-18&sort=cost")

    assert answer.status == 302
    assert answer.headers["Location"] == "/at/2/id/registers/datasets/roads/?sort=cost"


def test_before_the_first_entry_there_is_a_record_too(read):
    text = words(read("/at/0/en/"))

    assert "before its first entry" in text
    assert "Nothing has been published yet." in text


def test_links_of_a_past_page_stay_in_the_past(read):
    text = read("/at/2/en/registers/datasets/roads/").body.decode()

    assert 'href="/at/2/en/registers/datasets/"' in text
    assert 'href="/at/2/data/datasets/roads.csv"' in text


def test_what_is_published_later_changes_no_past_page(tmp_path):
    programme = build(tmp_path)
    before = {page: reader(programme)(page).body for page in _past_pages(programme)}

    programme.heartbeat(FIRST + timedelta(days=9))

    assert {page: reader(programme)(page).body for page in before} == before


def _past_pages(programme) -> list[str]:
    size = programme.state().size
    first = programme.state().publications[0].id
    pages = ["", "registers/datasets/", "registers/datasets/roads/", "log/", "verify/", "about/"]
    return [f"/at/{size}/en/{page}" for page in [*pages, "downloads/", f"publications/{first}/"]]
