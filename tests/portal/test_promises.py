"""A promise's page: what the record shows of it, and lines that compute the same elsewhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from pendopo.exports.archive.copy import STATIC, Copy
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from pendopo.web.wsgi import make_application
from tests.peers.serving import answering
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, ROADS_SCHEMA, publish_table, roads, settings
from tests.portal.promise import write_plan

PAGE = "plans/contoh/roads/"


@pytest.fixture(scope="module")
def promised(tmp_path_factory):
    root = tmp_path_factory.mktemp("promised")
    programme = Programme.create(root / "hall", settings(), FIRST)
    write_plan(root / "plan.json")
    (root / "roads.csv").write_text(roads(61), "utf-8")
    at = FIRST + timedelta(hours=1)
    outcome = programme.publish(
        [
            Request(root / "plan.json", "plans", at, Declaration("Plan", scope={"plan": "contoh"})),
            Request(
                root / "roads.csv",
                "datasets",
                at,
                Declaration("Roads", scope={"dataset": "roads"}),
                reading=Reading(schema=ROADS_SCHEMA),
            ),
        ]
    )
    assert not outcome.stopped, [report.findings for report in outcome.reports]
    return programme


@pytest.fixture(scope="module")
def asked(promised):
    return reader(promised)


def text_of(answer):
    """Give what a reader sees, without marks."""
    assert answer.status == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.body.decode())).split())


def test_a_promise_says_where_it_stands_with_numbers_and_days(asked):
    text = text_of(asked(f"/en/{PAGE}"))

    assert "1 of 3 milestones have all their checks passed. Overdue: 1 of 3." in text
    assert "All checks passed. 1 of 1 checks passed on 18 November 2026." in text
    assert "61 roads; promised is at least 60 roads." in text
    assert "It was due by 15 November 2026; days since then: 3." in text
    assert "2 of 4 are there. 2 are missing R998 R999" in text
    assert "It has no check, so that nothing published can show that it is met." in text


def test_whoever_wrote_and_agreed_to_a_check_is_shown(asked):
    answer = asked(f"/en/{PAGE}")

    text = text_of(answer)
    assert "Written by Dinas Pekerjaan Umum. Agreed with Forum Warga Contoh on 14 February" in text
    assert 'href="https://contoh.example/minutes"' in answer.body.decode()
    assert "Nobody has said who wrote this check." in text
    assert "That civil society agreed to it is not said." in text


@pytest.mark.skipif(
    not shutil.which("duckdb", path=str(Path(sys.executable).parent)), reason="no duckdb program"
)
@pytest.mark.parametrize(("check", "expected"), [("count", "61"), ("names", "R998\nR999")])
def test_three_lines_of_the_page_compute_the_same_in_anyones_duckdb(
    promised, tmp_path, check, expected
):
    with answering(make_application(promised)) as address:
        page = subprocess.run(
            ["curl", "-sS", f"{address}/id/{PAGE}"], capture_output=True, text=True, check=True
        ).stdout
        found = re.findall(r"<pre[^>]*><code>(curl .*?)</code></pre>", page, re.DOTALL)
        [lines] = [unescape(one).splitlines() for one in found if f"/{check}.sql" in one]
        assert len(lines) == 3
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", "-ec", "\n".join(lines)],
            cwd=tmp_path,
            env={"PATH": tools, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stderr
    cells = re.findall(r"│\s*([^│\s]+)\s*│", done.stdout)
    assert "\n".join(one for one in cells if re.fullmatch(r"R?\d+", one)) == expected


def test_a_copy_without_the_tables_of_then_gives_the_sql_and_no_lines(
    promised, tmp_path, monkeypatch
):
    """What was looked at stands in no file of a copy, when a later table took its place."""
    shutil.copytree(promised.root, tmp_path / "hall", symlinks=True)
    later = Programme.open(tmp_path / "hall")
    monkeypatch.setattr(later.promising, "follow", lambda *_, **__: ())
    publish_table(later, tmp_path / "r.csv", roads(62), 5, dataset="roads", title="Roads")
    copy = {STATIC: Copy("https://copy.example")}

    then = text_of(reader(promised)(f"/en/{PAGE}", **copy))
    now = text_of(reader(later)(f"/en/{PAGE}", **copy))
    running = text_of(reader(later)(f"/en/{PAGE}"))

    assert "This copy does not hold the tables as they were when this was computed" in now
    assert "select count(*) as value from roads" in now
    assert "curl -O" not in now
    assert "curl -O" in then
    assert "curl -O" in running


def test_the_file_of_sql_holds_the_checks_own_words(asked):
    text = asked("/en/plans/contoh/roads/listed/count.sql").body.decode()

    assert (
        "select count(*) as value\nfrom roads\nwhere cost is not null and begun <= $as_of" in text
    )
    assert "execute measure(as_of := date '2026-11-18');" in text
    assert asked("/en/plans/contoh/roads/listed/none.sql").status == 404


def test_json_says_the_same_and_what_it_rests_on(asked):
    whole = json.loads(asked(f"/en/{PAGE}index.json").body)

    listed, named, later = whole["milestones"]
    assert (listed["standing"], named["standing"], later["standing"]) == ("all", "overdue", "later")
    assert named["checks"][0]["evidence"]["missing"] == ["R998", "R999"]
    [rests] = listed["rests_on"]
    assert (rests["name"], rests["rows"]) == ("datasets.roads", 61)
    assert listed["object"].split("/objects/")[1][3:] != ""
    assert later["entry"] is None


def test_before_it_was_promised_there_is_no_page(asked):
    assert asked(f"/at/1/en/{PAGE}").status == 404
    assert asked(f"/en/{PAGE}?as-of=2026-11-01").status == 302
    assert "No action plan has been published" in text_of(asked("/at/1/en/plans/"))


def test_the_board_leads_to_every_promise_and_the_masthead_to_the_board(asked):
    board = asked("/id/plans/").body.decode()

    assert f'href="/id/{PAGE}"' in board
    assert 'href="/id/plans/"' in asked("/id/").body.decode()
    assert "/plans/" not in asked("/at/1/id/").body.decode().split("<main")[0]


def test_the_record_never_speaks_in_the_reviewers_words(asked):
    for language in ("en", "id"):
        text = text_of(asked(f"/{language}/{PAGE}")).lower()
        for word in ("complete", "substantial", "limited", "not started", "substansial"):
            assert word not in text, (language, word)
