"""A question about a budget line: asked without an account, listed with its clock, answered."""

import io
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest

from pendopo.programme import questioning
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.programme.questioning import AskError
from pendopo.standards.shelf import country_of
from pendopo.terms.journey import Declaration
from pendopo.web.wsgi import make_application
from tests.portal.hall import FIRST
from tests.web.asking import ask

pytestmark = pytest.mark.xdist_group("budgeting")

WORDS = "Why is this twice as much as last year?"


@pytest.fixture(scope="module")
def hall(budgeting, tmp_path_factory):
    root = tmp_path_factory.mktemp("asking") / "hall"
    shutil.copytree(budgeting.root, root, symlinks=True)
    return Programme.open(root)


@pytest.fixture(scope="module")
def application(hall):
    return make_application(hall)


@pytest.fixture(scope="module")
def row(hall):
    table = hall.table(hall.state(), "budgets", "lines")
    reader = hall.reader(table)
    [found] = reader.among("code", ["4.1.01"], 10)[:1]
    return reader.row_id(found)


def handed(application, body, **more):
    more |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    return ask(application, "/ask-about-a-line", method="POST", **more)


@pytest.fixture(scope="module")
def post(application, row):
    def post(text, **more):
        said = urlencode({"row": row, "question": text, "language": "en"} | more).encode()
        return handed(application, said)

    return post


@pytest.fixture(scope="module")
def listed(application):
    def listed():
        return json.loads(ask(application, "/en/questions/index.json").body)

    return listed


def test_a_line_has_a_form_and_other_rows_have_none(application, row):
    line = ask(application, f"/en/registers/budgets/lines/{row}/").body.decode()
    price = ask(application, "/en/registers/datasets/price-index/2.2/").body.decode()

    assert 'action="/ask-about-a-line"' in line
    assert "Ask about this line" not in price


def test_a_question_is_public_at_once_word_for_word_with_its_clock(post, listed, application, hall):
    answer = post(WORDS)

    [one] = listed()["questions"]
    assert answer.status == 303
    assert answer.headers["Location"] == f"/en/questions/?question={one['id']}#q-{one['id']}"
    assert one["asked"] == WORDS
    assert date.fromisoformat(one["due"]) > date.fromisoformat(one["asked_on"])
    assert WORDS in ask(application, "/id/questions/").body.decode()
    assert json.loads(ask(application, f"/questions/{one['id']}.json").body)["text"] == WORDS
    assert len(list(hall.place.questions.iterdir())) == 1


def test_the_same_question_again_is_the_same(post, listed):
    post(WORDS)
    post(f"  {WORDS} ")

    assert listed()["count"] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Why?", "A question has 8 to 1000 letters; this has 4."),
        ("x " * 700, "this has 1399."),
        ("Is 3522010101900001 paid from this?", "looks like personal data"),
    ],
)
def test_what_is_no_question_is_refused_in_words(post, listed, text, told):
    before = listed()["count"]

    answer = post(text)

    assert answer.status == 422
    assert told in answer.body.decode()
    assert listed()["count"] == before


def test_a_line_that_is_not_there_is_told_and_other_ways_of_asking_are_not_taken(post, application):
    assert post(WORDS, row="9.9.9").status == 422
    assert ask(application, "/ask-about-a-line").status == 405
    assert handed(application, b"x" * 20_000).status == 413
    assert handed(application, b"\xff").status == 400


def test_an_answer_is_an_entry_and_a_past_page_does_not_change(
    post, listed, application, hall, tmp_path
):
    post(WORDS)
    [one] = listed()["questions"]
    file = tmp_path / "answer.csv"
    asked = one["asked_on"]
    file.write_text(
        "question,asked_on,asked,answer,answered_by,answered_on\n"
        f"{one['id']},{asked},{WORDS},Two schools were opened.,Dinas Pendidikan,{asked}\n"
    )
    at = max(FIRST + timedelta(days=9), datetime.now(UTC))
    said = Declaration(title="Answer", scope={"question": one["id"]})

    outcome = hall.publish([Request(file, "answers", at, said)])

    assert not outcome.stopped, outcome.reports[0].findings
    [now] = listed()["questions"]
    assert (now["answer"], now["days_late"]) == ("Two schools were opened.", 0)
    assert now["entry"] == hall.state().size - 1
    assert listed()["open"] == 0
    past = ask(application, f"/at/{now['entry']}/en/questions/").body.decode()
    assert WORDS not in past


def published(hall, folder, question, at, told, named=""):
    """Publish an answer to a question, which tells a day of its own."""
    file = folder / "answer.csv"
    file.write_text(
        "question,asked_on,asked,answer,answered_by,answered_on\n"
        f"{named or question},2026-03-02,{WORDS},Two schools.,Dinas Pendidikan,{told}\n"
    )
    said = Declaration(title="Answer", scope={"question": question})
    return hall.publish([Request(file, "answers", at, said)])


def test_an_answer_is_as_late_as_the_log_has_it_whatever_day_it_tells(
    application, hall, row, listed, tmp_path
):
    last = datetime.fromisoformat(hall.state().time)
    asked = last - timedelta(days=30)
    made = hall.questioning.ask(row, "Which schools were opened for it?", asked)

    outcome = published(hall, tmp_path, made.id, last, asked.date() + timedelta(days=1))

    assert not outcome.stopped
    [one] = [one for one in listed()["questions"] if one["id"] == made.id]
    late = (date.fromisoformat(one["published_on"]) - date.fromisoformat(one["due"])).days
    assert one["days_late"] == late > 10
    assert one["answered_on"] == (asked.date() + timedelta(days=1)).isoformat()
    assert "(as it tells: " in ask(application, "/en/questions/").body.decode()


def test_an_answer_to_another_question_than_its_scope_is_stopped(hall, tmp_path):
    at = datetime.fromisoformat(hall.state().time)

    outcome = published(hall, tmp_path, "0" * 16, at, "2026-03-03", named="b" * 16)

    findings = {one.rule: one for one in outcome.reports[0].findings if one.weight.value == "stop"}
    finding = findings["rows_are_of_the_scope"]
    assert finding.cells == ("b" * 16,)


def test_a_withdrawn_question_leaves_its_reason_in_the_log_and_no_word(
    hall, application, row, post, listed
):
    words = "Did the wife of the clerk get a house from it?"
    at = datetime.fromisoformat(hall.state().time)
    made = hall.questioning.ask(row, words, at)
    file = hall.place.questions / f"{made.id}.json"

    [gone] = hall.questioning.withdraw([made.id], "ID-PDP-43", lambda: at)

    entry = hall.state().entries[gone.index].leaf
    assert (entry.type.value, entry.scope) == (
        "hold",
        {"question": made.id, "reason": "ID-PDP-43"},
    )
    assert not file.exists()
    page = ask(application, "/en/questions/").body.decode()
    assert "Withdrawn" in page
    assert words not in page
    assert {"id": made.id, "withdrawn": {"reason": "ID-PDP-43", "entry": gone.index}} in listed()[
        "questions"
    ]
    again = post(words)
    assert (again.status, f"entry {gone.index} of the log" in again.body.decode()) == (422, True)
    assert not hall.state().withdrawn.holds
    assert hall.questioning.withdraw([made.id], "ID-PDP-43", lambda: at) == (gone,)


def test_what_cannot_be_withdrawn_is_told(hall):
    with pytest.raises(AskError, match="There is no reason"):
        hall.questioning.withdraw(["0" * 16], "RUDE", datetime.now)
    with pytest.raises(AskError, match="No question is called"):
        hall.questioning.withdraw(["0" * 16], "ID-PDP-43", lambda: FIRST + timedelta(days=99))


def test_a_day_takes_so_many_questions_and_the_next_day_more(hall, row, monkeypatch):
    monkeypatch.setattr(questioning, "_A_DAY_MOST", 1)
    day = datetime(2031, 5, 6, tzinfo=UTC)
    hall.questioning.ask(row, "Who mends the bridge over the river?", day)

    with pytest.raises(AskError, match="were asked today already"):
        hall.questioning.ask(row, "Who mends the road to the market?", day)

    assert hall.questioning.ask(row, "Who mends the road to the market?", day + timedelta(days=1))


def test_one_address_tries_so_often_in_a_day(hall, monkeypatch):
    monkeypatch.setattr("pendopo.web.questions._TRIES_MOST", 2)
    door = make_application(hall)

    answers = [handed(door, b"row=1", REMOTE_ADDR="192.0.2.7") for _ in range(3)]

    assert [one.status for one in answers] == [422, 422, 429]
    assert int(answers[2].headers["Retry-After"]) > 40_000
    assert handed(door, b"row=1", REMOTE_ADDR="192.0.2.8").status == 422


def test_whoever_asked_is_led_to_the_page_that_has_the_question(
    hall, application, row, monkeypatch
):
    monkeypatch.setattr("pendopo.portal.pages.questions.view._EACH", 1)
    days = [datetime(2032, 5, day, tzinfo=UTC) for day in (6, 7)]
    first, last = (
        hall.questioning.ask(row, f"Who mends the school of day {day.day}?", day) for day in days
    )

    page = ask(application, "/en/questions/", QUERY_STRING=f"question={last.id}").body.decode()

    assert f'id="q-{last.id}"' in page
    assert first.text not in page
    assert ask(application, "/en/questions/", QUERY_STRING="question=none").status == 404


def test_the_clock_counts_working_days():
    clock = country_of("ID").answers

    assert clock is not None
    # Thursday 26 November 2026: ten working days on is Thursday again, seventeen Monday.
    assert clock.due(date(2026, 11, 26)) == date(2026, 12, 10)
    assert clock.due(date(2026, 11, 26), longer=True) == date(2026, 12, 21)
    assert clock.due(date(2026, 11, 28)) == date(2026, 12, 11)
    assert country_of("FJ").answers is None
