"""A question of the public is on the desk of who answers, with its day, until it is answered."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pendopo.programme.checking import Request
from pendopo.terms.journey import Declaration
from tests.desk.conftest import Desk, Visitor, as_asked

BUDGET = """\
direction,functional_code,economic_code,amount,chart
expenditure,1.01,5.1.01,500000000,permendagri-90-2019
"""
ANSWER = """\
question,asked_on,about,asked,answer,answered_by,answered_on
{id},2026-11-02,,{text},Two schools more.,Dinas Keuangan,2026-11-27
"""
OFFICE = "Dinas Keuangan"
BUDGETED = {"year": "2026", "phase": "approved", "publisher": "99.01"}
TEXT = "Why is this twice as much as last year, & who decided it?"


def publish(desk: Desk, path: Path, register: str, scope: dict[str, str]) -> None:
    now = datetime.now(UTC)
    said = Declaration(title=path.stem, licence="CC-BY-4.0", publisher=OFFICE, scope=scope)
    published = desk.opened.publish(
        [Request(path, register, now, said)], clock=lambda: datetime.now(UTC)
    )
    assert len(published.entries) == 1


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    for made in as_asked(tmp_path_factory):
        path = tmp_path_factory.mktemp("handed") / "budget.csv"
        path.write_text(BUDGET, "utf-8")
        publish(made, path, "budgets", BUDGETED)
        yield made


@pytest.fixture(scope="module")
def finance(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def ask(desk: Desk, text: str, at: datetime) -> str:
    state = desk.opened.state()
    reader = desk.opened.reader(desk.opened.table(state, "budgets", "lines"))
    [row] = reader.among("economic_3_code", ["5.1.01"], 1)
    return desk.opened.questioning.ask(reader.row_id(row), text, at).id


def test_a_question_waits_with_its_day_at_who_publishes_answers_until_one_is_published(
    desk: Desk, finance: Visitor, tmp_path: Path
):
    other = desk.signed_in("tono", "publisher", OFFICE, ("budgets",))
    before = finance.get("/").text
    named = ask(desk, TEXT, datetime(2026, 11, 2, 20, tzinfo=UTC))  # the third in Jakarta
    waits, not_his = finance.get("/").text, other.get("/").text
    answer = tmp_path / "answer.csv"
    answer.write_text(ANSWER.format(id=named, text=f'"{TEXT}"'), "utf-8")
    publish(desk, answer, "answers", {"question": named})

    assert "Questions of the public" not in before + not_his
    assert f'href="/forms/answer/?question={named}"' in waits
    assert "twice as much as last year, &amp; who" in waits
    assert "answer by 2026-11-17" in waits
    assert named not in finance.get("/").text


def test_what_is_past_its_day_is_late_and_stands_first(desk: Desk, finance: Visitor):
    now = datetime.now(UTC)
    late = ask(desk, "What was bought with it?", now - timedelta(days=60))
    early = ask(desk, "Who has the keys of the store?", now)

    page = finance.get("/").text

    assert page.index(late) < page.index(early)
    assert page.count("<b>late</b>") == 1


def test_a_moderator_sees_every_question_that_waits_and_the_way_to_have_one_taken_away(desk: Desk):
    moderator = desk.signed_in("made", "moderator")
    named = ask(desk, "Whose signature is under it?", datetime.now(UTC))

    page = moderator.get("/").text

    assert named in page
    assert "Whose signature is under it?" in page
    assert "pendopo questions withdraw" in page
    assert "/forms/answer/" not in page


def test_its_form_begins_with_the_question_word_for_word(desk: Desk, finance: Visitor):
    long = "Why? " * 150
    named = ask(desk, long, datetime(2026, 11, 2, 3, tzinfo=UTC))

    sheet = finance.post("/forms/answer/", key="5" * 32, office=OFFICE, **{"f-question": named}).to

    page = " ".join(finance.get(sheet).text.split())
    assert f'value="{named}"' in page
    assert long.strip() in page
    assert 'value="2026-11-02"' in page
    assert 'value="expenditure::1.01:5.1.01"' in page
    assert f'value="{OFFICE}"' in page


def test_a_form_to_a_question_that_nobody_asked_begins_empty(finance: Visitor):
    sheet = finance.post(
        "/forms/answer/", key="6" * 32, office=OFFICE, **{"f-question": "f" * 16}
    ).to

    page = finance.get(sheet).text
    assert re.search(r'name="f-about"[^>]*value="[^"]', page) is None


def test_a_day_ends_at_the_desk_where_the_government_is(
    desk: Desk, finance: Visitor, monkeypatch: pytest.MonkeyPatch
):
    from django.utils import timezone

    lead = desk.signed_in("ratna", "lead")
    desk.invite("wati", "publisher", "Dinas Kesehatan")
    before = (datetime.now(UTC) - timedelta(hours=23, minutes=30)).date()
    evening = datetime(before.year, before.month, before.day, 23, 30, tzinfo=UTC)
    morning = before + timedelta(days=1)  # in Jakarta it is half past six
    named = ask(desk, "By when?", evening.replace(hour=3, minute=0) - timedelta(days=14))

    monkeypatch.setattr(timezone, "now", lambda: evening)
    question = finance.get("/").text.partition(named)[2].partition("</li>")[0]
    missing = lead.get("/overview/?span=month").text

    assert f"answer by {before}" in question
    assert "<b>late</b>" in question
    assert f"nothing since {morning - timedelta(days=31)}" in missing
