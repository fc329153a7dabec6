"""The printed briefing: tagged PDF in both languages, from facts, with every step on the paper."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pendopo.exports.handover.briefing import TEMPLATE, Briefing, Holder, LogFacts, Promise, facts
from pendopo.exports.handover.steps import Place, commands
from pendopo.exports.printed.paper import PaperError, noted, print_pdf
from pendopo.terms.wording import fill

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
LOG = LogFacts("contoh.example/log", 7, "Pw0d=", "2026-11-26T02:00:00Z", "contoh.example/log+0+A")
PLACE = Place("/srv/pendopo")
LATE = Promise("c-1", "Publish all contracts", lead="Dinas Uji", due=date(2026, 10, 1))
PAPER = Briefing(
    government="Kabupaten Uji",
    on=AT.date(),
    log=LOG,
    promises=[LATE, Promise("c-2", '#panic("x") *Budget* <b> $x$')],
    owners=[Holder("Inspektorat", "officer", "inspectorate", "2026-01-02")],
    keys=[Holder("0a1b2c3d", "signs", "private/keys/log.key")],
    witnesses=[Holder("saksi.example", "signed", "https://saksi.example/", "2026-11-26")],
    needed=1,
    mirrors=[Holder("https://mirror.example/")],
    work=["Promises past their day: c-1."],
    risks=["No mirror."],
    checklist=["It was verified."],
)


def told(text, /, **values):
    return fill(text, {name: str(value) for name, value in values.items()})


def written(paper=PAPER, address="https://data.example/"):
    return facts(paper, address, PLACE, told, lambda day: day.isoformat())


def test_the_briefing_is_a_tagged_pdf_that_says_its_language_and_title():
    made = print_pdf(TEMPLATE, written(replace(PAPER, language="id")), AT)

    assert made.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in made
    assert b"/Lang(id" in made
    assert b"pdfuaid" in made
    assert len(made) < 110_000


def test_the_same_facts_give_the_same_bytes():
    assert print_pdf(TEMPLATE, written(), AT) == print_pdf(TEMPLATE, written(), AT)


def test_every_command_of_the_steps_stands_on_the_paper_in_its_order():
    printed = noted(TEMPLATE, written(), "command")

    assert printed[: len(commands(PLACE))] == commands(PLACE)
    assert printed[0] == "cd /srv/pendopo"
    assert "pendopo key rotate" in printed


def test_every_day_on_the_paper_is_written_as_its_language_writes_days():
    paper = replace(
        PAPER,
        promises=[replace(LATE, next="2026-12-31 The second half", id="c-2026-01-01")],
        keys=[Holder("0a1b", "signs too, until 2027-02-25", "private/keys/2026-01-01.key")],
        work=["Questions: 3, the oldest of 2026-11-02."],
        log=replace(LOG, until="2027-02-25"),
    )

    made = facts(paper, "", PLACE, told, lambda day: f"{day.day}/{day.month}/{day.year}")

    [promise] = made["promises"]
    assert (promise["next"], promise["id"]) == ("31/12/2026 The second half", "c-2026-01-01")
    assert made["keys"][0][1:3] == ["signs too, until 25/2/2027", "private/keys/2026-01-01.key"]
    assert made["owners"][0][3] == "2/1/2026"
    assert made["work"] == ["Questions: 3, the oldest of 2/11/2026."]
    assert ["Besides", "Two keys sign until 25/2/2027."] in made["log"]
    assert made["foot"].endswith("26/11/2026")


def test_what_the_record_does_not_say_is_shown_as_unknown():
    late, unknown = written()["promises"]

    assert (late["due"], late["overdue"], late["legal"]) == ("2026-10-01", True, "unknown")
    assert (unknown["due"], unknown["overdue"], unknown["lead"]) == ("unknown", False, "unknown")


def test_a_record_that_holds_nothing_yet_is_printed_too():
    empty = Briefing("Kabupaten Uji", AT.date(), replace(LOG, size=0, root="", last=""))

    made = print_pdf(TEMPLATE, written(empty, ""), AT)

    assert made.startswith(b"%PDF")


def test_a_plan_that_cannot_be_read_now_is_not_printed_as_none():
    none, unread = (written(replace(PAPER, promises=[], unread=one)) for one in (False, True))

    assert none["words"]["no_promises"].startswith("No action plan has been published")
    assert "none can be read now" in unread["words"]["no_promises"]


def test_facts_that_are_too_many_are_refused():
    many = replace(PAPER, work=["x" * 5_000_000])

    with pytest.raises(PaperError, match="print a part"):
        print_pdf(TEMPLATE, written(many), AT)


def test_facts_that_do_not_fit_are_told_with_the_template():
    with pytest.raises(PaperError, match=TEMPLATE):
        print_pdf(TEMPLATE, {}, AT)


def test_while_two_keys_sign_the_paper_changes_the_key_at_once():
    assert "pendopo key rotate" in commands(PLACE)
    assert "pendopo key rotate --at-once" in commands(replace(PLACE, two_keys=True))
