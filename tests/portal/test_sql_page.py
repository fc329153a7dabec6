"""The page for questions in SQL: a field, an answer with its sources, and an address to cite."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from pendopo.published.deadline import overdue
from tests.portal.conftest import reader


def asked(sql, size=""):
    return f"{size}/en/sql/?{urlencode({'q': sql})}"


def text_of(answer):
    return unescape(re.sub(r"<[^>]+>", " ", answer.body.decode()))


def test_the_page_lists_the_tables_and_questions_that_can_be_asked_as_they_stand(read):
    page = read("/en/sql/")

    assert page.status == 200
    html = page.body.decode()
    assert "<code>datasets.roads</code>" in html
    assert "<code>contracts.processes</code>" in html
    addresses = re.findall(r'<figcaption>\s*<a href="([^"]+)"', html)
    assert len(addresses) >= 2
    assert [read(unescape(address)).status for address in addresses] == [200] * len(addresses)


def test_an_answer_is_a_table_with_where_it_comes_from(read):
    page = read(asked("select method, sum(cost) as paid from datasets.roads group by method"))

    words = " ".join(text_of(page).split())
    assert page.status == 200
    assert "3 rows." in words
    assert "datasets.roads : entry 2" in words
    assert re.search(r'<th scope="col"\s+class="table__n">paid</th>', page.body.decode())
    assert '<span class="soft">empty</span>' in page.body.decode()


def test_an_answer_has_an_address_that_stays(read):
    sql = "select count(*) as roads from datasets.roads"
    now = read(asked(sql)).body.decode()

    [address] = re.findall(r'<a href="http://127\.0\.0\.1(/at/8/en/sql/[^"]+)"', now)
    cited = read(unescape(address))
    then = read(asked(sql, size="/at/2"))

    assert cited.headers["Cache-Control"] == "public, max-age=3600"
    assert re.search(r"<td class=\"table__n\">61</td>", cited.body.decode())
    assert re.search(r"<td class=\"table__n\">60</td>", then.body.decode())


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("drop table x", "only a SELECT is answered"),
        ("select * from roads", "write one of datasets.roads"),
        ("select '<script>'::int", "Could not convert string '<script>'"),
    ],
)
def test_a_question_that_is_refused_stays_in_the_field_with_the_reason(read, sql, words):
    page = read(asked(sql))

    html = page.body.decode()
    assert page.status == 400
    assert words in text_of(page)
    assert sql in unescape(re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)[0])
    assert 'aria-invalid="true"' in html
    assert "<script>" not in html


def test_of_many_rows_the_first_are_shown_and_the_others_told(read):
    some = text_of(read(asked("select range from range(300)")))
    many = read(asked("select range from range(20000)"))

    assert "The first 200 of 300 rows; the downloads have them all." in " ".join(some.split())
    assert "There are more than 10,000, and the others were not fetched" in text_of(many)
    assert "/api/sql.csv" not in many.body.decode()


def test_no_row_is_said(read):
    assert "No row is the answer." in text_of(read(asked("select 1 where false")))


def test_a_question_that_takes_too_long_is_told_when_to_ask_again(hall, monkeypatch):
    def slow(_state, _sql):
        raise overdue(5)

    monkeypatch.setattr(hall.questions, "ask", slow)
    read = reader(hall)

    page = read(asked("select 2"))
    program = read("/api/sql?q=select+2")

    assert (page.status, program.status) == (503, 503)
    assert page.headers["Retry-After"] == program.headers["Retry-After"] == "30"
    assert "took longer than 5 seconds" in text_of(page)
    assert page.headers["Cache-Control"] == "no-cache"


def test_another_parameter_is_refused(read):
    assert read("/en/sql/?sql=select+1").status == 400
