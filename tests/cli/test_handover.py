"""A successor takes over by the printed briefing alone, and both officers' word is in the log."""

import json
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bagit
import pytest
from click.testing import CliRunner

from pendopo.cli import main
from pendopo.cli.handover import _facts
from pendopo.exports.handover.briefing import TEMPLATE
from pendopo.exports.printed.paper import noted
from pendopo.programme.checking import Request
from pendopo.programme.handing_over import CHECKLIST, gather
from pendopo.programme.programme import Programme
from pendopo.programme.promised import unread
from pendopo.programme.rehearsing import rehearsal_of
from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.stages.publish import Act, record_acts
from pendopo.standards.statement import parse_statement
from pendopo.standards.tlog.note import split_note
from pendopo.store.files import Disk
from pendopo.store.halt import Halt, write_halt
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Declaration
from pendopo.terms.wording import fill
from tests.make import FIRST_DAY, append_with
from tests.portal.hall import settings

BUDGET = """\
direction,functional_code,economic_code,amount,chart
expenditure,1.01,5.1.01,500000000,permendagri-90-2019
"""
PLAN = Path(__file__).parents[2] / "examples" / "kabupaten-contoh" / "plan"


def later(**by: float) -> datetime:
    """A moment after all that was published."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1, **by)


def told(text, /, **values):
    return fill(text, {name: str(value) for name, value in values.items()})


def typed(run, line, monkeypatch, home):
    """Type a command as it is printed; python3 is our own."""
    program, *words = shlex.split(line.replace("\\\n", " "))
    if program == "cd":
        monkeypatch.chdir(words[0])
        return 0, ""
    if program == "python3":
        done = subprocess.run(
            [sys.executable, *words], cwd=home, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout
    result = run(*words, answers="y\n")
    return result.exit_code, result.output


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def published(begun, tmp_path_factory):
    """A record with an action plan in it; nobody writes into it."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(begun, folder / "home")
    shutil.copytree(PLAN, folder / "plan")
    promise = folder / "plan" / "2-budget-transparency.md"
    kept_by = 'budget_lines = ["2.16.03"]\n[[legal_basis]]\ntitle = "Regulation 1/2026"\n\n'
    promise.write_text(promise.read_text("utf-8").replace("[[", kept_by + "[[", 1), "utf-8")
    exported = CliRunner().invoke(main, ["plan", "export", str(folder / "plan")])
    (folder / "plan.json").write_text(exported.output, "utf-8")
    said = Declaration(scope={"plan": "contoh-2025-2027"})
    request = Request(folder / "plan.json", "plans", later(), said)
    assert not Programme.open(folder / "home").publish([request]).stopped
    return folder / "home"


def test_a_successor_follows_the_printed_briefing_alone_and_the_new_key_signs(
    run, published, tmp_path, monkeypatch
):
    real = Programme.open(published)
    before = files(published)
    # As folders are called: the paper quotes what a shell would take apart.
    copy = rehearsal_of(real, tmp_path / "latihan Bu Sri & café" / "record", later())
    old = copy.vkey
    printed = noted(TEMPLATE, _facts(copy, later(), ""), "command")

    done = [typed(run, line, monkeypatch, copy.root) for line in printed[:-1]]

    assert [code for code, _ in done] == [0] * len(done), done
    opened = Programme.open(copy.root)
    assert opened.vkey != old
    signed = opened.checkpoint()
    assert signed
    ids = [one.key_id for one in split_note(signed.note)[1]]
    assert ids == [opened.vkey.split("+")[1], old.split("+")[1]]
    kinds = [entry.leaf.type for entry in opened.state().entries]
    assert EntryType.PUBLICATION in kinds
    assert EntryType.HANDOVER in kinds
    assert verify(FolderShelf(opened.public), Given(old)).problems == ()
    assert files(published) == before


def test_a_rehearsal_has_another_name_a_key_of_its_own_and_nobody_to_ask(tmp_path):
    real = Programme.create(tmp_path / "real", settings(), FIRST_DAY)
    with real.writer() as writer:
        append_with(writer, real.place, 1, Disk(real.place.scratch))
        [entry] = [one for one in real.state().entries if one.leaf.objects]
        append_with(writer, real.place, 2, Disk(real.place.scratch), over=entry)
    real.rotate_key(later())

    copy = rehearsal_of(real, tmp_path / "record", later())

    assert copy.config.log.origin == "contoh.example/log/rehearsal"
    assert copy.vkey != real.vkey
    assert copy.witnesses.policy().witnesses == {}
    assert copy.config.peers.mirrors == ()
    first, second = copy.state().publications
    assert second.prev == first.index
    assert copy.verify().problems == ()


@pytest.fixture
def signed(run, home):
    """A checklist, and signatures of two officers over it."""
    for role in ("outgoing", "incoming"):
        run("sign", "--new-key", f"{role}.key")
        said = ("--role", role, "--unit", role, "--office", f"The {role} office")
        assert run("roles", "add", f"{role}.key.pub", *said).exit_code == 0
    assert run("handover", "checklist", "list.txt").exit_code == 0
    for role in ("outgoing", "incoming"):
        words = ("--key", f"{role}.key", "--out", f"{role}.sig", "--yes")
        assert run("sign", "list.txt", *words).exit_code == 0
    return home


def test_the_signed_checklist_becomes_an_entry_with_both_units(run, signed):
    result = run("handover", "record", "outgoing.sig", "incoming.sig")

    opened = Programme.open(signed)
    entry = opened.state().entries[-1]
    note = opened.object_path(entry.leaf.objects[0].c).read_text("utf-8")
    assert result.exit_code == 0, result.output
    assert entry.leaf.type is EntryType.HANDOVER
    assert entry.leaf.scope == {"incoming": "incoming", "outgoing": "outgoing"}
    assert len(split_note(note)[1]) == 2
    assert all(f"item: {item}" in note for item in CHECKLIST)
    assert opened.verify().problems == ()


def test_a_handover_that_is_recorded_is_not_recorded_again(run, signed):
    first = run("handover", "record", "outgoing.sig", "incoming.sig")
    again = run("handover", "record", "incoming.sig", "outgoing.sig")

    assert (first.exit_code, again.exit_code) == (0, 2)
    assert "This handover is in the log already: entry 3." in again.output
    kinds = [entry.leaf.type for entry in Programme.open(signed).state().entries]
    assert kinds.count(EntryType.HANDOVER) == 1


def test_verification_tells_a_handover_that_the_log_alone_recorded(run, signed):
    assert run("handover", "record", "outgoing.sig", "incoming.sig").exit_code == 0
    opened = Programme.open(signed)
    both = [one.sentence() for one in opened.verify().unchecked]
    one_sided = {"statement": (signed / "outgoing.sig").read_bytes()}
    act = Act(EntryType.HANDOVER, one_sided, scope={"outgoing": "outgoing"})
    with opened.staging() as staging, opened.writer() as writer:
        [entry] = record_acts([act], later(), writer, staging)

    told_ = [one for one in opened.verify().unchecked if "handovers" in one.message]

    assert not [text for text in both if "handover" in text or "what they mean" in text]
    assert [one.values["entries"] for one in told_] == [str(entry.index)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("outgoing.sig",), "the role outgoing and another with incoming"),
        (("outgoing.sig", "outgoing.sig"), "the role outgoing and another with incoming"),
        (("list.txt",), "holds no signature"),
        (("outgoing.sig", "other.sig"), "signs another text than outgoing.sig"),
    ],
)
def test_a_handover_without_both_officers_word_is_not_recorded(run, signed, words, said):
    size = Programme.open(signed).state().size
    text = (signed / "incoming.sig").read_text("utf-8")
    (signed / "other.sig").write_text(text.replace("item: What", "item: Nothing"), "utf-8")

    result = run("handover", "record", *words)

    assert result.exit_code == 2
    assert said in result.output
    assert Programme.open(signed).state().size == size


def test_the_briefing_tells_what_is_open_and_what_is_at_risk(home):
    opened = Programme.open(home)

    found = gather(opened, later(days=2), "en", told)

    assert any("No witness signs this log" in one for one in found.risks)
    assert any("a log that is alive adds one each day" in one for one in found.risks)
    assert found.work == []
    assert [(one.what, one.where) for one in found.keys] == [("signs", "private/keys/log.key")]


def test_the_briefing_is_written_and_a_checklist_is_not_written_over(run, home):
    made = run("handover", "briefing", "b.pdf", "--address", "https://data.example.org/")
    first = run("handover", "checklist", "list.txt")
    again = run("handover", "checklist", "list.txt")

    assert (made.exit_code, first.exit_code, again.exit_code) == (0, 0, 2), made.output
    assert (home / "b.pdf").read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.usefixtures("home")
def test_a_checklist_that_may_be_signed_is_not_written_over(run, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "handover.txt").write_text("as one of the two signed it")

    again = run("handover", "prepare", out)

    assert again.exit_code == 2
    assert (
        f"{out}/handover.txt: is there already, perhaps signed; write a new folder" in again.output
    )
    assert files(out) == {"handover.txt": b"as one of the two signed it"}


@pytest.mark.usefixtures("home")
def test_the_square_of_dots_leads_to_an_address_or_is_refused(run, tmp_path):
    refused = run("handover", "briefing", tmp_path / "b.pdf", "--address", "data.example.org")

    assert refused.exit_code == 2
    assert "--address is 'data.example.org'; write the address of a site" in refused.output
    assert not (tmp_path / "b.pdf").exists()


@pytest.mark.usefixtures("home")
def test_what_is_no_signature_is_named_with_its_file(run, tmp_path):
    (tmp_path / "list.txt").write_text("pendopo/statement/v1\n")

    result = run("handover", "record", tmp_path / "list.txt")

    assert result.exit_code == 2
    assert f"{tmp_path}/list.txt: holds no signature; take the file" in result.output


@pytest.mark.usefixtures("home")
def test_everything_that_is_handed_over_lies_in_one_folder(run, tmp_path):
    made = run("handover", "prepare", tmp_path / "out")

    assert made.exit_code == 0, made.output
    assert bagit.Bag(str(tmp_path / "out" / "bag")).is_valid()
    papers = {path.name: path.read_bytes()[:5] for path in (tmp_path / "out").glob("*.pdf")}
    assert papers == {"briefing-en.pdf": b"%PDF-", "briefing-id.pdf": b"%PDF-"}
    said = parse_statement((tmp_path / "out" / "handover.txt").read_text("utf-8"))
    assert (said.act, said.value("entries")) == ("handover", "1")


def test_promises_stand_in_the_briefing_with_their_days_and_bounds(published):
    found = gather(Programme.open(published), later(), "en", told)

    assert len(found.promises) == 5
    assert all(one.survival.endswith("of 6") for one in found.promises)
    assert all(one.due for one in found.promises)


def test_what_keeps_a_promise_stands_beside_it_and_what_is_unknown_stays_empty(published):
    found = gather(Programme.open(published), later(), "en", told)

    kept = {one.id: (one.legal_basis, one.budget_lines) for one in found.promises}
    assert kept.pop("budget-transparency") == ("Regulation 1/2026", "2.16.03")
    assert set(kept.values()) == {("", "")}
    assert "4 of 5 promises name no legal basis." in found.risks
    assert "4 of 5 promises name no budget line." in found.risks


@pytest.fixture
def open_work(published, tmp_path):
    """A copy of the record, to leave work in."""
    shutil.copytree(published, tmp_path / "left")
    return Programme.open(tmp_path / "left")


def work_of(opened: Programme, **by: float) -> list[str]:
    return list(gather(opened, later(**by), "en", told).work)


def test_a_log_that_may_only_be_read_is_open_work(open_work):
    before = work_of(open_work)
    halt = Halt("behind", "2026-01-01T00:00:00Z", "{who} has seen more.", {"who": "saksi"})
    write_halt(open_work.place, halt, {"ours": "note"}, Disk(open_work.place.scratch))

    after = work_of(open_work)

    assert [one for one in after if one not in before] == [
        "The log may only be read. Run: pendopo recover"
    ]


def test_promises_past_their_day_are_open_work(open_work):
    ids = sorted(one.id for one in gather(open_work, later(), "en", told).promises)

    [late] = [one for one in work_of(open_work, days=3650) if "past their day" in one]

    assert sorted(late.removeprefix("Promises past their day: ")[:-1].split(", ")) == ids


def test_a_key_that_signs_no_longer_is_open_work_until_its_file_is_gone(open_work):
    old = open_work.key_file(open_work.log_keys(later()).newest)
    open_work.rotate_key(later(), days=30)
    said = f"Keys that are retired and to be destroyed: {old.name}."
    both, retired = work_of(open_work), work_of(open_work, days=40)

    old.unlink()

    assert said not in both
    assert said in retired
    assert said not in work_of(open_work, days=40)


@pytest.mark.parametrize(
    ("reason", "then"),
    [
        ("ID-PDP-43", "since {day}, and until two officers decide: pendopo redact draft"),
        ("ID-KIP-17b", "they are back by {until} unless two officers decide"),
    ],
)
def test_a_hold_is_open_work_until_it_is_decided(open_work, reason, then):
    [plan] = [one.id for one in open_work.state().current("plans")]
    entry = open_work.withdrawing.hold([plan], reason, (), later)
    since = datetime.fromisoformat(entry.leaf.time)
    until = f"{since + timedelta(hours=72):%Y-%m-%dT%H:%M:%SZ}"

    [held] = [one for one in work_of(open_work) if "hold is not decided" in one]
    open_work.withdrawing.end([plan], (), later)

    many = len(entry.leaf.objects)
    assert f"entry {entry.index} hides {many} objects ({reason})" in held
    assert then.format(day=since.date(), until=until) in held
    assert not [one for one in work_of(open_work) if "hold is not decided" in one]


def test_a_question_is_open_work_until_it_is_answered(open_work, tmp_path):
    def publish(register, text, **scope):
        path = tmp_path / f"{register}.csv"
        path.write_text(text, "utf-8")
        said = Declaration(title=register, licence="CC-BY-4.0", publisher="BPKAD", scope=scope)
        assert not open_work.publish([Request(path, register, later(), said)]).stopped

    publish("budgets", BUDGET, year="2026", phase="approved", publisher="99.01")
    reader = open_work.reader(open_work.table(open_work.state(), "budgets", "lines"))
    [row] = reader.among("economic_3_code", ["5.1.01"], 1)
    asked = later()
    made = [
        open_work.questioning.ask(reader.row_id(row), text, asked + timedelta(days=more))
        for more, text in enumerate(("Why is this twice as much?", "Who is it that is paid?"))
    ]

    [both] = [one for one in work_of(open_work) if "Questions" in one]
    for number, one in enumerate(made):
        answer = f"{one.id},{one.at[:10]},,{one.text},Two schools more.,BPKAD,{one.at[:10]}"
        head = "question,asked_on,about,asked,answer,answered_by,answered_on"
        publish("answers", f"{head}\n{answer}\n", question=one.id)
        left = [text for text in work_of(open_work) if "Questions" in text]
        assert len(left) == 1 - number

    assert both == (
        f"Questions of the public without an answer: 2, the oldest of {asked:%Y-%m-%d}."
    )


def test_a_plan_that_is_held_is_printed_as_one_that_cannot_be_read(published, tmp_path):
    shutil.copytree(published, tmp_path / "held")
    opened = Programme.open(tmp_path / "held")
    before = unread(opened)
    plans = [one.id for one in opened.state().current("plans")]
    opened.withdrawing.hold(plans, "ID-PDP-43", (), later)

    printed = _facts(opened, later(), "")

    assert not before
    assert printed["promises"] == []
    assert "none can be read now" in printed["words"]["no_promises"]


def test_a_key_is_rotated_and_shown(run, home):
    rotated = run("key", "rotate", "--days", "30")
    shown = json.loads(run("key", "show", "--json").output)

    assert rotated.exit_code == 0, rotated.output
    assert "Keep a copy of" in rotated.output
    assert [bool(one["until"]) for one in shown["signs"]] == [False, True]
    assert len(list((home / "private/keys").iterdir())) == 2


@pytest.mark.campaign
def test_the_verb_rehearses_in_processes_of_its_own(run, home):
    result = run("handover", "rehearse")

    assert result.exit_code == 0, result.output
    assert "the record itself was only read" in result.output
    assert Programme.open(home).state().size == 1
