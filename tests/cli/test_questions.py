"""What people asked, on the command line: listed, and taken away for a reason of the law."""

import json
from dataclasses import asdict

from pendopo.programme.questioning import Question

ASKED = Question(
    id="0123456789abcdef",
    at="2026-03-02T03:00:00Z",
    row="1.01",
    size=1,
    line="1.01",
    label="Roads",
    publisher="35.22",
    text="Why is it twice as much?",
)


def test_a_question_is_listed_until_it_is_withdrawn(run, home):
    folder = home / "public" / "questions"
    folder.mkdir()
    (folder / f"{ASKED.id}.json").write_text(json.dumps(asdict(ASKED)))

    before = run("questions", "list")
    wrong = run("questions", "withdraw", ASKED.id, "--reason", "RUDE")
    gone = run("questions", "withdraw", ASKED.id, "--reason", "ID-PDP-43")
    after = run("questions", "list")

    assert before.output == "2026-03-02  0123456789abcdef  Roads: Why is it twice as much?\n"
    assert (wrong.exit_code, gone.exit_code) == (2, 0), gone.output
    assert gone.output.startswith("Withdrawn: question 0123456789abcdef, entry 1.")
    assert after.output == "No question waits for an answer.\n"
    assert not list(folder.glob("*.json"))
    assert run("verify", "public").exit_code == 0
