"""A plan on one screen: board, list, timeline, coverage; its card, its feed and its files."""

import io
import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest

from pendopo.exports.archive.copy import STATIC, Copy
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, ROADS_SCHEMA, roads, settings
from tests.portal.promise import publish_plan
from tests.portal.test_promises import text_of


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    root = tmp_path_factory.mktemp("planned")
    programme = Programme.create(root / "hall", settings(), FIRST)
    (root / "roads.csv").write_text(roads(61), "utf-8")
    said = Declaration("Roads", scope={"dataset": "roads"})
    at = FIRST + timedelta(hours=1)
    sent = Request(root / "roads.csv", "datasets", at, said, reading=Reading(schema=ROADS_SCHEMA))
    assert not programme.publish([sent]).stopped
    publish_plan(programme, root / "plan.json")
    return reader(programme)


def test_milestones_stand_in_lanes_and_in_the_order_of_their_days(asked):
    text = text_of(asked("/en/plans/contoh/"))

    assert "1 of 3 milestones have all their checks passed." in text
    assert text.index("Overdue (1)") < text.index("All checks passed (1)") < text.index("No check")
    timeline = text[text.index("Timeline Timeline") if "Timeline Timeline" in text else 0 :]
    days = [timeline.rindex(day) for day in ("15 Nov 2026", "30 Nov 2026", "30 Jun 2027")]
    assert days == sorted(days)


def test_what_is_covered_is_counted_and_what_is_missing_is_named(asked):
    text = text_of(asked("/en/plans/contoh/"))
    facts = json.loads(asked("/en/plans/contoh/index.json").body)

    assert "Milestones that a check can show: 2 of 3." in text
    assert "Checks that civil society agreed to: 1 of 2." in text
    assert "2 of 4 Four roads are there 2 are missing R998 R999" in text
    [covered] = facts["coverage"]
    assert (covered["covered"], covered["of"], covered["missing"]) == (2, 4, ["R998", "R999"])


def test_the_board_leads_to_the_plan_and_the_plan_to_a_promise(asked):
    assert 'href="/en/plans/contoh/"' in asked("/en/plans/").body.decode()
    assert 'href="/en/plans/contoh/roads/#named"' in asked("/en/plans/contoh/").body.decode()
    assert asked("/en/plans/other/").status == 404


def test_a_card_says_where_a_plan_and_a_promise_stand(asked):
    plan, promise = asked("/en/cards/plans/contoh/"), asked("/en/cards/plans/contoh/roads/")

    assert "1 of 3 Milestones that have all their checks passed." in text_of(plan)
    assert "Overdue 1 of 3 milestones have all their checks passed." in text_of(promise)
    assert "frame-ancestors *" in promise.headers["Content-Security-Policy"]
    assert asked("/en/cards/plans/contoh/other/").status == 404


@pytest.mark.parametrize("page", ["plans/contoh/", "plans/contoh/roads/"])
def test_a_feed_tells_each_look_at_a_milestone(asked, page):
    feed = asked(f"/en/{page}feed.atom").body.decode()

    titles = re.findall("<title>(.*)</title>", feed)
    assert "Four roads are there: Overdue" in titles
    assert "Sixty roads are listed with their cost: All checks passed" in titles
    assert "/en/plans/contoh/roads/#named" in feed


def test_standings_come_as_files_and_what_is_unknown_is_empty(asked):
    rows = json.loads(asked("/data/standings.json").body)
    lines = asked("/data/standings.csv").body.decode().splitlines()
    table = pq.read_table(io.BytesIO(asked("/data/standings.parquet").body))

    assert [row["standing"] for row in rows] == ["all", "overdue", None]
    assert lines[0].startswith("plan,commitment,milestone,title,lead,due,due_by,checks,passed")
    assert lines[3].endswith("2027-06-30,2027-06-30,0,,,,,,false")
    assert table.column("due_by").to_pylist()[2].isoformat() == "2027-06-30"
    assert table.num_rows == 3


def test_a_copy_leads_to_sql_that_it_has(asked):
    page = asked("/en/plans/contoh/roads/", **{STATIC: Copy(base="https://copy.example")})

    found = page.body.decode()
    addresses = set(re.findall(r"https?://[^\s\"<]+\.sql", found))
    assert len(addresses) == 2
    # Of one state, which is the copy's: the archive leads each to its own file.
    states = {one for address in addresses for one in re.findall("/at/[0-9]+/", address)}
    assert len(states) == 1
    for address in addresses:
        assert asked(urlsplit(address).path, **{STATIC: Copy()}).status == 200
