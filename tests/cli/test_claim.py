"""A reviewer drafts and signs on their own machine; the log takes it, and anyone lists it."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from pendopo.cli import main

ABOUT = (
    *("--log", "data.example.org/log", "--plan", "uji-2026", "--commitment", "open-contracting"),
    *("--codebook", "irm-2020", "--question", "completion_end"),
)


@pytest.fixture(scope="module")
def planned(begun, tmp_path_factory):
    """A programme with a published plan."""
    folder = tmp_path_factory.mktemp("planned") / "home"
    shutil.copytree(begun, folder)
    (folder / "plan.md").write_text(PLAN)
    (folder / "1.md").write_text(COMMITMENT)
    call = ["--language", "en", "--home", str(folder)]
    for words in (
        ("plan", "export", str(folder), "--out", str(folder / "plan.json")),
        ("publish", str(folder / "plan.json"), "--register", "plans", "--scope", "plan=uji-2026"),
    ):
        done = CliRunner().invoke(main, [*call, *words])
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def hall(planned, run, tmp_path, monkeypatch):
    folder = tmp_path / "hall"
    shutil.copytree(planned, folder)
    monkeypatch.chdir(folder)
    for role, office in (("publisher", "Procurement unit"), ("reviewer", "Review panel")):
        run("sign", "--new-key", tmp_path / role)
        words = ("--role", role, "--office", office, "--unit", role)
        assert run("roles", "add", tmp_path / f"{role}.pub", *words).exit_code == 0
    return folder


def test_two_people_sign_what_they_say_and_anyone_sees_that_they_differ(run, hall, tmp_path):
    for role, value in (("publisher", "Complete"), ("reviewer", "Limited")):
        said = ("--as", role, "--value", value, "--number", 1, "--out", tmp_path / f"{role}.txt")
        drafted = run("claim", "draft", *ABOUT, *said, "--source", "https://example.org/report")
        signed = run("sign", tmp_path / f"{role}.txt", "--key", tmp_path / role, "--yes")
        [note] = tmp_path.glob(f"{role}.txt.*.sig")
        taken = run("claim", "publish", note)
        assert [r.exit_code for r in (drafted, signed, taken)] == [0] * 3, taken.output

    listed = run("claim", "list").output
    facts = json.loads(run("claim", "list", "--json").stdout)
    rows = run("claim", "list", "--csv").stdout.splitlines()

    assert "You rate a commitment." in signed.output
    assert "answer: Limited" in signed.output
    assert "The independent reviewer, Review panel, of uji-2026/open-contracting: " in listed
    assert "They differ on uji-2026/open-contracting: The government says Complete" in listed
    assert [one["value"] for one in facts["claims"]] == ["Complete", "Limited"]
    assert len(facts["conflicts"]) == 1
    assert [len(rows), rows[0].startswith("entry,id,recorded_at")] == [3, True]
    assert (hall / "public" / "log" / "checkpoint").exists()


@pytest.mark.usefixtures("hall")
def test_what_nobody_signs_is_recorded_by_the_government(run, tmp_path):
    said = ("--as", "civil-society", "--value", "Limited", "--recorded-for", "Citizens' forum")
    out = tmp_path / "claim.txt"
    run("claim", "draft", *ABOUT, *said, "--source", "Letter 7/2026", "--out", out)

    taken = run("claim", "publish", out)
    listed = run("claim", "list")

    assert taken.exit_code == 0, taken.output
    assert "recorded by the government" in listed.output
    assert re.search(r"^recorded on [0-9-]{10}  Civil society", listed.output, re.MULTILINE)


def test_a_draft_needs_no_programme_and_says_what_the_codebook_has(run, tmp_path):
    said = ("--as", "reviewer", "--value", "Major", "--number", 1, "--source", "A letter")

    refused = run("claim", "draft", *ABOUT, *said)
    neither = run("claim", "draft", *ABOUT, *said[:4], "--source", "A letter")
    codes = run("claim", "codebook", "irm-2020")
    words = run("--language", "id", "claim", "codebook", "irm-2014")

    assert refused.exit_code == neither.exit_code == 2
    assert "completion_2020 is 'Major'; write one of Not Started, Limited" in refused.output
    assert "--recorded-for" in neither.output
    assert "completion_end" in codes.output
    assert "Complete  (Selesai)" in words.output
    assert not list(tmp_path.glob("*.txt"))


PLAN = """+++
id = "uji-2026"
title = "Plan of Uji"
level = "local"
government = "Regency of Example"
submitted = 2026
start = 2026-01-01
end = 2027-12-31
+++
"""
COMMITMENT = """+++
id = "open-contracting"
title = "Every contract in the open"
lead = "Procurement unit"
start = 2026-01-01
end = 2027-12-31

[[milestones]]
id = "payments"
title = "Payments are shown"
due = 2026-12-31
+++
"""
