"""Years of two charts of accounts: where they part is said, and what joins them is published."""

import re
from datetime import timedelta

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

_HEADER = "phase,direction,chart,functional_code,functional_2_label,economic_code,label,amount"
_OLD, _NEW = "permendagri-13-2006", "permendagri-90-2019"
_LINES = {
    "2019": (_OLD, (("1.03", "Pekerjaan umum", 600), ("1.05", "Penataan ruang", 200))),
    "2020": (_OLD, (("1.03", "Pekerjaan umum", 700), ("1.05", "Penataan ruang", 4300))),
    "2021": (_NEW, (("1.03", "Pekerjaan umum dan penataan ruang", 900), ("1.05", "Trantib", 100))),
}
_PEOPLE = "scheme,code,year,people\ncontoh,99.01,2020,1000\ncontoh,99.01,2021,1250"
_WALK = "classification,from,to,share\n" + "\n".join(
    [
        "functional,1.03,1.03,1",
        "functional,1.05,1.03,0.75",
        "functional,1.05,3.31,0.25",
        "functional,1.06,5.01,0.9",
    ]
)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("years")
    made = Programme.create(folder / "hall", settings(), FIRST)
    texts = []
    for year, (chart, lines) in _LINES.items():
        rows = [
            f"approved,expenditure,{chart},{code},{label},5.1.02,Belanja {code},{amount}"
            for code, label, amount in lines
        ]
        scope = {"year": year, "phase": "approved", "publisher": "99.01"}
        texts.append(("budgets", "\n".join([_HEADER, *rows]), scope))
    texts.append(("datasets", _WALK, {"dataset": f"crosswalk-{_OLD}--{_NEW}"}))
    texts.append(("places", _PEOPLE, {"list": "people"}))
    requests = []
    for number, (register, text, scope) in enumerate(texts):
        file = folder / f"{number}.csv"
        file.write_text(text + "\n", "utf-8")
        said = Declaration(title=f"{number}", scope=scope)
        requests.append(Request(file, register, FIRST + timedelta(hours=1), said))
    outcome = made.publish(requests)
    assert not outcome.stopped, [report.findings for report in outcome.reports]
    return reader(made)


def test_totals_of_two_charts_stand_beside_each_other_and_the_break_is_said(read):
    body = read("/en/money/").body.decode()

    assert f"A break: from 2020 to 2021 the chart of accounts changes ({_OLD}, {_NEW})." in body
    assert "Totals can be compared; a code of one is not a code of the other." in body
    assert "5,000" in body


def test_a_line_is_drawn_between_the_years_where_the_chart_changes(read):
    body = read("/en/money/").body.decode()

    assert re.findall(r'class="limit" x1="([0-9.]+)%"', body) == ["66.67"]
    assert 'class="limit"' not in read("/at/2/en/money/").body.decode()


def test_each_year_for_each_person_is_of_the_people_of_that_year(read):
    body = read("/en/money/?as=capita").body.decode()
    chart = " ".join(body.partition('id="years-title"')[2].split())

    assert "In IDR for each person of its year." in body
    assert "how many people there were is not known" in chart
    assert "1,000 people of 2020" in chart
    assert "1,250 people of 2021" in chart
    assert "1,250" not in body.partition("Year by year")[2].partition("<svg")[0]


def test_without_a_crosswalk_one_code_of_two_charts_is_not_one_line(read):
    body = read("/at/4/en/money/?under=functional_2:1.03&year=2021").body.decode()

    assert "Of another chart of accounts: not joined." in body
    assert "700" not in body


def test_a_published_crosswalk_carries_years_over_and_says_how_much_it_covers(read):
    body = read("/en/money/?under=functional_2:1.03&year=2021").body.decode()

    # 600 + 200 * 0.75; 700 + 4,300 * 0.75.
    assert "750" in body
    assert "3,925" in body
    assert "By the crosswalk of entry 4, which covers 100\N{NO-BREAK SPACE}% of value." in body


def test_years_of_the_chart_that_is_left_are_not_joined_backwards(read):
    body = read("/en/money/?under=functional_2:1.03&year=2020").body.decode()

    assert "Of another chart of accounts: not joined." in body
