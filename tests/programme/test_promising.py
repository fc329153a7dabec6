"""Promises check themselves: what is published decides, and a recorded evaluation says why."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner

from pendopo.cli import main
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.programme.promises import promised_of
from pendopo.published.sql.measuring import Sandbox
from pendopo.published.standings import history, is_standing, key_of
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.read import read_document
from pendopo.registers.plans.written import parse_plan
from pendopo.terms.commitment import MeasureCheck
from pendopo.terms.journey import Declaration
from tests.portal.hall import settings

DAY = datetime(2026, 3, 2, 3, tzinfo=UTC)
HEAD = """+++
id = "contoh"
title = "Action plan"
level = "local"
government = "Kabupaten Contoh"
start = 2026-01-01
end = 2027-12-31
+++
"""
ROADS = """+++
id = "roads"
title = "Every road in the open"
lead = "Dinas Pekerjaan Umum"
start = 2026-01-01
end = 2027-12-31

[[milestones]]
id = "mended"
title = "Three roads are mended"
due = 2026-12-31
[[milestones.checks]]
id = "count"
kind = "measure"
reads = ["datasets.roads"]
unit = "roads"
at_least = {least}
sql = "select count(*) as value from roads where begun <= $as_of"

[[milestones]]
id = "named"
title = "Three roads are named"
due = 2026-12-31
[[milestones.checks]]
id = "names"
kind = "coverage"
table = "datasets.roads"
column = "road"
of = ["R1", "R2", "R3"]

[[milestones]]
id = "lawful"
title = "A regulation, or fresh wells"
due = 2026-03-31
[[milestones.checks]]
id = "either"
kind = "any"
[[milestones.checks.checks]]
id = "law"
kind = "document"
register = "datasets"
scope = {{ dataset = "law" }}
[[milestones.checks.checks]]
id = "wells"
kind = "freshness"
table = "datasets.wells"
days = 10
+++
"""
THREE = "road,begun\nR1,2026-01-05\nR2,2026-02-01\nR3,2026-02-20\n"
TWO = "road,begun\nR1,2026-01-05\nR2,2026-02-01\n"


class Story:
    """A record that grows, and what each step made of its milestones."""

    def __init__(self, folder):
        self.folder = folder
        self.programme = Programme.create(folder / "hall", settings(), DAY)
        self.sizes = {}

    def publish(self, name, days, /, **texts):
        """Publish files in one commit, and keep the size of the log under a name."""
        at = DAY + timedelta(days=days)
        requests = []
        for code, text in texts.items():
            register, part = ("plans", "plan") if code == "contoh" else ("datasets", "dataset")
            file = self.folder / f"{code}.{'json' if register == 'plans' else 'csv'}"
            file.write_text(text, "utf-8")
            said = Declaration(title=code, scope={part: code})
            requests.append(Request(file, register, at, said))
        outcome = self.programme.publish(requests)
        assert not outcome.stopped, [report.findings for report in outcome.reports]
        self.sizes[name] = self.programme.state().size

    def standing(self, name, milestone):
        """Give the word of a milestone and the evidence of its first check, as of a step."""
        known = self.programme.promising.standings(self.programme.state(self.sizes[name]))
        found = {key.milestone: one for key, (_, one) in known.items()}[milestone].standing
        return found.word.value, found.results[0]

    def results(self, milestone):
        """Give what each check of a milestone gave last."""
        known = self.programme.promising.standings(self.programme.state())
        return {key.milestone: one for key, (_, one) in known.items()}[milestone].standing.results

    def looked_at(self, name):
        """Name the milestones that a step looked at again."""
        names = list(self.sizes)
        before = self.sizes[names[names.index(name) - 1]]
        entries = self.programme.state().entries[before : self.sizes[name]]
        return [key_of(one).milestone for one in entries if is_standing(one)]


def plan(least):
    files = {"plan.md": HEAD, "1.md": ROADS.format(least=least)}
    return json.dumps(document_of(parse_plan(files)))


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    told = Story(tmp_path_factory.mktemp("promises"))
    told.publish("promised", 0, contoh=plan(3))
    told.publish("kept", 1, roads=THREE, wells="well\nW1\n")
    told.publish("besides", 2, other="a\n1\n")
    told.publish("lost", 3, roads=TWO)
    told.programme.heartbeat(DAY + timedelta(days=40))
    told.sizes["late"] = told.programme.state().size
    told.programme.heartbeat(DAY + timedelta(days=41))
    told.sizes["next day"] = told.programme.state().size
    told.publish("amended", 42, contoh=plan(2))
    return told


def test_what_nobody_has_published_is_unknown_and_says_why(story):
    word, result = story.standing("promised", "mended")

    assert (word, result.passed) == ("later", None)
    assert result.evidence == {
        "why": "No table {name} is published",
        "values": {"name": "datasets.roads"},
    }


def test_a_publication_meets_the_milestones_that_look_at_it(story):
    assert sorted(story.looked_at("kept")) == ["lawful", "mended", "named"]
    assert story.standing("kept", "mended")[0] == "all"
    assert story.standing("kept", "lawful")[0] == "all"
    _, names = story.standing("kept", "named")
    assert names.evidence == {"covered": 3, "of": 3, "missing": []}


def test_what_no_check_looks_at_makes_nobody_look_again(story):
    assert story.looked_at("besides") == []


def test_only_what_depends_on_a_publication_is_looked_at_again(story):
    assert sorted(story.looked_at("lost")) == ["mended", "named"]


def test_a_regression_reopens_the_milestone_and_says_what_changed(story):
    word, names = story.standing("lost", "named")
    _, count = story.standing("lost", "mended")

    assert (word, names.passed) == ("regressed", False)
    assert names.evidence["missing"] == ["R3"]
    assert names.evidence["passed_on"] == "2026-03-03"
    assert names.evidence["passed_with"] == {"covered": 3, "of": 3, "missing": []}
    [changed] = names.evidence["changed"]
    assert changed["name"] == "datasets.roads"
    assert (len(changed["came"]), len(changed["gone"])) == (1, 1)
    assert (count.evidence["value"], count.evidence["passed_with"]["value"]) == ("2", "3")


def test_a_past_state_keeps_the_standing_that_it_had(story):
    assert story.standing("kept", "named")[0] == "all"
    assert story.standing("besides", "named")[0] == "all"
    assert story.standing("lost", "named")[0] == "regressed"


def test_time_alone_makes_what_was_fresh_old_and_what_is_due_late(story):
    word, either = story.standing("late", "lawful")
    [law, wells] = either.evidence["checks"]

    assert story.looked_at("late") == ["lawful"]
    assert word == "regressed"
    assert (law["passed"], wells["passed"], wells["evidence"]["age"]) == (False, False, 39)


def test_a_day_that_brings_nothing_new_writes_nothing(story):
    assert story.looked_at("next day") == []


def test_a_check_that_is_amended_has_lost_nothing(story):
    word, count = story.standing("amended", "mended")

    assert story.looked_at("amended") == ["mended"]
    assert (word, count.passed, count.evidence["target"]) == ("all", True, "2")
    assert "passed_on" not in count.evidence


def test_an_evaluation_names_what_it_rests_on(story):
    state = story.programme.state()
    [first, *_] = [e for e in history(state.entries, "contoh", "roads") if e.index > 4]
    found = story.programme.promising.evaluation(first, state)

    assert first.leaf.scope == found.key.scope
    assert found.program.startswith("pendopo ")
    assert found.engine.startswith("duckdb ")
    [table] = found.inputs
    assert (table.name, table.rows, len(table.version)) == ("datasets.roads", 3, 64)
    assert [state.publication(entry).scope for entry in table.entries] == [{"dataset": "roads"}]
    assert state.publication(found.plan).scope == {"plan": "contoh"}


def test_nobody_looks_twice_at_what_stands(story):
    again = story.programme.promising.follow(DAY + timedelta(days=42))

    assert again == ()


def test_what_was_read_ahead_is_not_read_again(story, monkeypatch):
    story.programme.promising.forget()
    story.programme.promising.read_ahead()

    read = []
    for name in (
        "programme.plan_shelf.read_document",
        "programme.promising.digest_of",
        "published.standings.parse_evaluation",
    ):
        monkeypatch.setattr(f"pendopo.{name}", lambda *_: read.append(1))

    assert story.programme.promising.follow(DAY + timedelta(days=50)) == ()
    assert read == []


def test_the_record_still_verifies(story):
    assert story.programme.verify().ok
    assert story.programme.measurements(story.programme.state()) == ()


def test_a_day_is_one_where_the_government_is(story):
    known = story.programme.promising.standings(story.programme.state(story.sizes["promised"]))

    assert {one.standing.as_of for _, one in known.values()} == {date(2026, 3, 2).isoformat()}


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """A record whose plan is amended."""
    told = Story(tmp_path_factory.mktemp("changed"))
    told.publish("kept", 1, roads=THREE, law="a\n1\n", wells="well\nW1\n")
    told.publish("promised", 2, contoh=plan(3))
    return told


def amended(story, days, **changed):
    """Publish the plan anew, each text of its file that is named replaced by another."""
    text = ROADS
    for found, instead in changed.values():
        assert found in text
        text = text.replace(found, instead)
    document = document_of(parse_plan({"plan.md": HEAD, "1.md": text.format(least=3)}))
    story.publish("amended", days, contoh=json.dumps(document))


COUNT = ROADS[ROADS.index("[[milestones.checks]]") : ROADS.index('[[milestones]]\nid = "named"')]


def test_a_milestone_whose_checks_were_taken_away_has_no_standing(changed):
    before = shown(changed)
    amended(changed, 3, none=(COUNT, ""))

    assert (before["mended"], before["named"]) == (True, True)
    assert (shown(changed)["mended"], shown(changed)["named"]) == (False, True)


def test_trouble_of_the_machine_is_no_regression_and_the_next_look_goes_on(tmp_path, monkeypatch):
    story = Story(tmp_path)
    story.publish("kept", 0, roads=THREE)
    story.publish("promised", 1, contoh=plan(3))
    real = Sandbox._asked
    monkeypatch.setattr(Sandbox, "_asked", lambda *_: {"refused": "memory", "detail": ""})
    story.publish("busy", 2, roads=THREE + "R4,2026-02-21\n")
    monkeypatch.setattr(Sandbox, "_asked", real)
    story.programme.heartbeat(DAY + timedelta(days=3))
    story.sizes["later"] = story.programme.state().size

    assert story.looked_at("busy") == ["named"]
    assert story.standing("busy", "mended")[0] == "all"
    assert story.looked_at("later") == ["mended"]
    assert story.standing("later", "mended")[1].evidence["value"] == "4"


def test_what_is_held_is_no_document_and_the_next_look_says_so(story):
    """Of the same record, whose plan asks for a law or for fresh wells."""
    story.publish("law", 43, law="a\n1\n")
    law = story.programme.state().publications[-1]
    word, _ = story.standing("law", "lawful")
    at = DAY + timedelta(days=44)
    story.programme.withdrawing.hold([law.id], "COURT-ORDER", (), lambda: at)
    story.programme.heartbeat(at)
    story.sizes["held"] = story.programme.state().size

    assert word == "all"
    assert story.standing("held", "lawful")[0] == "regressed"


def test_another_title_or_place_does_not_make_a_loss_forgotten(tmp_path):
    story = Story(tmp_path)
    nameless = ('id = "count"\n', "")
    story.publish("kept", 0, roads=THREE)
    amended(story, 1, nameless=nameless)
    story.publish("lost", 2, roads=TWO)
    title = ('kind = "measure"', 'kind = "measure"\ntitle = "Roads"\nwritten_by = "Bappeda"')
    amended(story, 3, nameless=nameless, title=title)
    titled = story.standing("amended", "mended")
    before = COUNT.replace('id = "count"\n', "").replace("count(*)", "count(road)")
    amended(story, 4, count=(COUNT, before + COUNT.replace('id = "count"\n', "")))
    _, [first, second] = titled, story.results("mended")

    assert (titled[0], titled[1].evidence["passed_on"]) == ("regressed", "2026-03-03")
    assert ("passed_on" in first.evidence, second.evidence["passed_on"]) == (False, "2026-03-03")


@pytest.mark.parametrize("target", ["0.00001", "1e-5", "1E-05"])
def test_a_target_that_is_a_small_number_is_read_as_it_was_published(tmp_path, target):
    file = tmp_path / "plan.json"
    file.write_text(plan(3).replace('"at_least": "3"', f'"at_least": {target}'))

    read = read_document(file.read_bytes(), file.name)

    [check] = read.commitments[0].milestones[0].checks
    spoken_of = promised_of(read)
    assert isinstance(check, MeasureCheck)
    assert check.target == Decimal("0.00001")
    assert spoken_of.plan == "contoh"


def shown(story):
    """Say of each milestone whether doors show an evaluation of it."""
    told = CliRunner().invoke(main, ["--home", str(story.folder / "hall"), "standing", "--json"])
    [roads] = json.loads(told.stdout)
    return {one["id"]: one["entry"] is not None for one in roads["milestones"]}
