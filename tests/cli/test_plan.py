"""``pendopo plan`` as a point of contact runs it: check, import, export."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pendopo.cli import main

DATA = (
    "Commitment Unique Identifier,Country/Locality,Action Plan ID,Commitment Title,Full Text,"
    "Start Date,End Date,Specificity\n"
    "XX0001,Contoh,AP_XXX01,Open tables,Why.,Ongoing,12/31/2026,ND\n"
    "XX0002,Umpama,AP_YYY01,Open laws,How.,NA,2026,NR\n"
)


def run(*words: object, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["--language", language, "plan", *map(str, words)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "ogp.csv"
    path.write_text(DATA, "utf-8")
    return path


def test_the_examples_plan_is_whole(root: Path) -> None:
    done = run("check", root / "examples" / "kabupaten-contoh" / "plan")

    assert done.exit_code == 0, done.output
    assert "5 commitments, 21 milestones, 27 checks" in done.output


def test_every_fault_is_told_and_the_exit_code_says_so(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("+++\nid = 5\n+++\n", "utf-8")
    (tmp_path / "1.md").write_text("Words", "utf-8")

    done = run("check", tmp_path)

    assert done.exit_code == 1
    assert "1.md: line 1 is 'Words'; write +++ there, and facts below it" in done.stderr
    assert "plan.md:2: id is 5; write a text" in done.stderr
    assert "plan.md:1: government is missing" in done.stderr


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("check", tmp_path / "none")

    assert done.exit_code == 2
    assert "there is no such folder; write the folder that holds plan.md" in done.stderr


def test_a_promise_that_nothing_can_show_is_named(data: Path, tmp_path: Path) -> None:
    run("import", data, "--into", tmp_path / "plans")

    done = run("check", tmp_path / "plans" / "ap-xxx01")

    assert done.exit_code == 0, done.output
    assert "xx0001: it has no milestone, so that nothing can show how far it is" in done.output


def test_importing_counts_what_was_read_and_tells_what_was_unusable(data: Path) -> None:
    done = run("import", data, "--json")

    counts = json.loads(done.output)
    assert (counts["commitments"], counts["plans"], counts["columns"]) == (2, 2, 8)
    assert counts["dates"] == {
        "Start Date": {"read": 0, "missing": 1, "unusable": 1},
        "End Date": {"read": 2, "missing": 0, "unusable": 0},
    }
    assert counts["codes"]["Specificity"] == {"ND": 1, "NR": 1}
    [told] = counts["unusable"]
    assert (told["line"], told["column"], told["found"]) == (2, "Start Date", "Ongoing")
    assert len(counts["missing_columns"]) == 171 - 8


def test_one_plan_of_many_is_taken_by_its_id(data: Path, tmp_path: Path) -> None:
    done = run("import", data, "--plan", "AP_YYY01", "--into", tmp_path / "plan")

    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == ["1-xx0002.md", "plan.md"]


def test_a_plan_that_is_not_in_the_file_is_told(data: Path) -> None:
    done = run("import", data, "--plan", "AP_ZZZ01")

    assert done.exit_code == 2
    assert "ogp.csv has no plan AP_ZZZ01" in done.stderr


def test_nothing_is_written_over_what_is_there(data: Path, tmp_path: Path) -> None:
    run("import", data, "--plan", "AP_YYY01", "--into", tmp_path / "plan")
    kept = (tmp_path / "plan" / "plan.md").read_text("utf-8")

    done = run("import", data, "--plan", "AP_XXX01", "--into", tmp_path / "plan")

    assert done.exit_code == 2
    assert (tmp_path / "plan" / "plan.md").read_text("utf-8") == kept


def test_what_is_exported_is_what_was_imported(data: Path, tmp_path: Path) -> None:
    run("import", data, "--plan", "AP_XXX01", "--into", tmp_path / "plan")

    done = run("export", "--csv", tmp_path / "plan")

    head, row = done.output.splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=True)) == dict(
        zip(*(line.split(",") for line in DATA.splitlines()[:2]), strict=True)
    )


def test_another_file_than_ogps_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", "utf-8")

    done = run("import", path)

    assert done.exit_code == 2
    assert "line 1 has no column 'Commitment Unique Identifier'" in done.stderr


def test_a_draft_is_told_what_it_lacks_in_either_language(data: Path, tmp_path: Path) -> None:
    run("import", data, "--into", tmp_path / "plans")
    folder = tmp_path / "plans" / "ap-xxx01"

    told = run("lint", folder)
    strict = run("lint", folder, "--strict", "--json")

    assert told.exit_code == 0, told.output
    assert "(count): It says neither how many nor all of what." in told.output
    assert "(deadline)" not in told.output  # its end is a day
    assert strict.exit_code == 1
    assert {one["lack"] for one in json.loads(strict.stdout)["remarks"]} >= {"count"}


def test_the_examples_promises_lack_little(root: Path) -> None:
    told = run("lint", root / "examples" / "kabupaten-contoh" / "plan", "--json")

    assert told.exit_code == 0, told.output
    assert {one["lack"] for one in json.loads(told.stdout)["remarks"]} <= {"modest", "vague"}


def test_a_plan_is_written_on_the_form_of_its_era(run, tmp_path, root):
    plan = root / "examples" / "kabupaten-contoh" / "plan"

    done = run("plan", "export", plan, "--docx", tmp_path / "p.docx", "--template", "2015")
    refused = run("plan", "export", plan, "--template", "2015")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "p.docx").read_bytes().startswith(b"PK")
    assert refused.exit_code == 2
    assert "write --docx FILE or --pdf FILE with it" in refused.output


def test_a_change_without_a_reason_is_told_before_it_is_published(run, home):
    plan = home / "plan"
    plan.mkdir()
    (plan / "plan.md").write_text(AMENDED.format(why=""))
    (plan / "1.md").write_text(ROADS.format(due="2026-09-30"))
    run("plan", "export", "--out", home / "plan.json")
    published = run("publish", home / "plan.json", "--register", "plans", "--scope", "plan=p")
    (plan / "1.md").write_text(ROADS.format(due="2027-09-30"))

    silent = run("plan", "check")
    (plan / "plan.md").write_text(AMENDED.format(why=REASON))
    reasoned = run("plan", "check")

    assert published.exit_code == 0, published.output
    assert "Changes in the plan that is published: 1; without a reason: 1." in silent.output
    assert "roads/listed: other dates; say why under [[amendments]]" in silent.output
    assert "without a reason: 0." in reasoned.output


AMENDED = """+++
id = "p"
title = "Plan"
level = "local"
government = "Regency of Example"
start = 2026-01-01
end = 2027-12-31
{why}+++
"""
REASON = """
[[amendments]]
on = 2026-11-20
of = "roads/listed"
reason = "The survey began late."
"""
ROADS = """+++
id = "roads"
title = "Roads"
lead = "Office"
start = 2026-01-01
end = 2027-12-31
[[milestones]]
id = "listed"
title = "Listed"
due = {due}
+++
"""
