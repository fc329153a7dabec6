"""What a draft lacks before anyone can check it, and the check that could."""

from datetime import date

import pytest

from pendopo.registers.plans.drafting.lint import Lack, remarks_of
from pendopo.registers.plans.drafting.propose import Measured, Offer, propose
from pendopo.registers.plans.drafting.words import words
from pendopo.registers.plans.written import parse_commitment
from pendopo.terms.commitment import Basis, Commitment, Milestone
from pendopo.terms.period import Period

DAY = Period.of_day(date(2026, 9, 30))
GOOD = "All 28 sub-districts publish their budget as a table on the portal, by regulation."

SPANISH = (
    "Abrimos los datos del Congreso para que la ciudadania pueda conocer mejor lo que se discute "
    "en cada una de las sesiones de comisiones y del pleno."
)


def promise(title: str = GOOD, **said: object) -> Commitment:
    given = {"end": DAY, "legal_basis": (Basis("Perbup 1/2026", "local-regulation"),)}
    return Commitment(id="c", title=title, lead="Office", start=DAY, **(given | said))  # type: ignore[arg-type]


def lacks(commitment: Commitment) -> set[str]:
    return {remark.lack.value for remark in remarks_of(commitment)}


def test_a_promise_with_all_five_lacks_nothing() -> None:
    assert remarks_of(promise()) == ()


@pytest.mark.parametrize(
    ("title", "lack"),
    [
        ("All 28 sub-districts speak with citizens online.", "object"),
        ("The budget of sub-districts stands as a table on the portal.", "count"),
        ("Budgets stand as tables on the portal for 80 %.", "unit"),
        ("All 28 sub-districts write their budget as a table.", "where-to-look"),
        ("We improve the budget tables of all 28 sub-districts on the portal.", "vague"),
        ("Anggaran 28 kecamatan ditingkatkan sebagai tabel di portal, beberapa saja.", "vague"),
        ("Semua 28 kecamatan menyusun tabel anggaran.", "where-to-look"),
        (SPANISH, "language"),
    ],
)
def test_each_lack_is_told(title: str, lack: str) -> None:
    assert lack in lacks(promise(title))


@pytest.mark.parametrize(
    ("end", "found"),
    [
        (None, ""),
        (Period(date(2026, 1, 1), date(2026, 12, 31), "2026"), "2026"),
    ],
)
def test_a_deadline_is_a_day_or_a_quarter_at_most(end: Period | None, found: str) -> None:
    [remark] = remarks_of(promise(end=end))

    assert (remark.lack, remark.field, remark.found) == (Lack.DEADLINE, "end", found)


def test_a_quarter_is_a_deadline() -> None:
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30), "Quarter 3 2026")

    assert remarks_of(promise(end=quarter)) == ()


def test_a_number_that_is_a_name_counts_nothing() -> None:
    title = "Law No. 12 and article 81 of 2016 stand in a table on the portal from 31 August."

    assert "count" in lacks(promise(title))


def test_a_number_with_a_word_behind_it_is_a_name_too() -> None:
    named = "Under Article 81 tables stand on the portal."
    counted = "Of the agenda 81 tables stand on the portal."

    assert ("count" in lacks(promise(named)), "count" in lacks(promise(counted))) == (True, False)


@pytest.mark.parametrize(
    "title",
    [
        "A portal shows all 28 budgets as tables.",
        "Three training workshops on open data are held, minutes are published.",
        "Portal menampilkan semua 28 anggaran desa.",
    ],
)
def test_what_stands_alone_is_modest_until_a_binding_rule_changes(title: str) -> None:
    alone = promise(title, legal_basis=())
    agreed = promise(title, legal_basis=(Basis("A memorandum", "agreement"),))
    bound = promise(title)
    said = promise(f"{title} Parliament adopts the Law on Open Budgets.", legal_basis=())

    assert "modest" in lacks(alone) & lacks(agreed)
    assert "modest" not in lacks(bound) | lacks(said)


def test_a_law_that_is_only_named_binds_nothing_new() -> None:
    title = "A portal shows all 28 budgets as tables. Law 14/2008 has been in force for long."

    assert "modest" in lacks(promise(title, legal_basis=()))


def test_the_problem_promises_nothing() -> None:
    prose = "What is the public problem? Many things are better elsewhere. Milestone: 28 tables."

    assert lacks(promise(prose=prose)) == set()


def test_a_milestone_that_a_check_can_show_is_asked_for_nothing_else() -> None:
    bare = Milestone("m", "It goes on", None)
    checked = parse_commitment(CHECKED, "c.md")

    found = {(one.milestone, one.lack.value) for one in remarks_of(promise(milestones=(bare,)))}

    assert found == {("m", "check"), ("m", "object"), ("m", "count"), ("m", "deadline")}
    assert remarks_of(checked) == ()


def test_every_vague_word_says_what_to_write_instead() -> None:
    assert all(words().vague_words.values())
    assert [one.write for one in words().vague("Kami meningkatkan layanan")] == [
        "sebutkan apa yang dihitung, dari berapa menjadi berapa"
    ]


OFFERS = (
    Offer("places.places", "Districts and villages", {"code": "Code", "name": "Name"}, ("code",)),
    Offer(
        "datasets.village-budgets-2026",
        "Village budgets of 2026",
        {"village_code": "Village", "amount": "Amount"},
        ("village_code",),
        {"dataset": "village-budgets-2026"},
    ),
    Offer(
        "datasets.regulations", "Regulations", {"number": "Number"}, (), {"dataset": "regulations"}
    ),
)
MEASURED = (Measured("single_bid_share", "Which share of tenders had a single bid?", "share"),)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Every village publishes its budget", "coverage"),
        ("Village budgets are published each month", "freshness"),
        ("A regulation on open budgets is signed", "document"),
        ("At least 80 % of tenders have more than a single bid", "indicator"),
    ],
)
def test_a_check_is_proposed_from_what_is_published(title: str, kind: str) -> None:
    step = Milestone("m", title, DAY)

    [proposal] = propose(promise(milestones=(step,)), OFFERS, MEASURED)

    # What is proposed is written as a plan's file has it.
    head = CHECKED.partition("[[milestones.checks]]")[0]
    read = parse_commitment(f"{head}{proposal.toml}+++\n", "c.md")
    assert f'kind = "{kind}"' in proposal.toml
    assert len(read.milestones[0].checks) == 1


def test_a_share_that_is_to_fall_is_a_target_from_above() -> None:
    step = Milestone("m", "At most 20 % of tenders have a single bid", DAY)

    [proposal] = propose(promise(milestones=(step,)), OFFERS, MEASURED)

    assert "at_most = 0.20" in proposal.toml


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("Tenders with a single bid: 100 %", "at_least = 1\n"),
        ("Tenders with a single bid: 7.05 %", "at_least = 0.0705\n"),
        ("Tenders with a single bid: 150 %", None),
        ("Tenders with a single bid: cut by 30 %", None),
        ("Cut days from tender to award to 30 %", None),
    ],
)
def test_a_share_is_proposed_of_what_is_a_share(title: str, target: str | None) -> None:
    days = Measured("days", "How many days pass from tender to award?", "days, median")
    shares = Measured("single_bid_share", MEASURED[0].question, "share, 0 to 1")

    found = list(
        propose(promise("Bids", milestones=(Milestone("m", title, DAY),)), (), (shares, days))
    )

    assert [target in one.toml for one in found if target] == ([True] if target else [])
    assert len(found) == bool(target)


def test_a_word_of_a_milestone_is_told_once() -> None:
    step = Milestone("m", "We improve 28 tables on the portal", DAY)

    vague = [one for one in remarks_of(promise(milestones=(step,))) if one.lack is Lack.VAGUE]

    assert [one.milestone for one in vague] == ["m"]


def test_nothing_is_proposed_that_fits_nothing() -> None:
    step = Milestone("m", "Water meters run", DAY)

    assert list(propose(promise("Water", milestones=(step,)), OFFERS, MEASURED)) == []


CHECKED = """+++
id = "c"
title = "All 28 sub-districts publish their budget"
lead = "Office"
start = 2026-01-01
end = 2026-09-30

[[legal_basis]]
title = "Perbup 1/2026"
level = "local-regulation"

[[milestones]]
id = "m"
title = "It goes on"
due = 2026-09-30

[[milestones.checks]]
kind = "document"
register = "datasets"
+++
"""
