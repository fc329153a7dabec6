"""The citizens' budget: four tagged pages in both languages, each number with where it stands."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from pendopo.cli.words import speak, word
from pendopo.exports.citizens.budget import (
    EXPENDITURE,
    IN,
    OUT,
    REVENUE,
    CitizensBudget,
    Member,
    Part,
    People,
    Source,
    Standing,
    Year,
)
from pendopo.exports.citizens.hundred import shares
from pendopo.exports.citizens.told import PAGES, TEMPLATE, facts, letter_of
from pendopo.exports.printed.paper import print_pdf

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
SITE = "https://data.example"


def member(name, plan, spent, *lines, code="1.01"):
    amounts = {
        phase: None if told == "?" else Decimal(told)
        for phase, told in (("revised", plan), ("executed", spent))
        if told
    }
    standing = (Standing(3, 1, lines), Standing(5, 12))
    return Member(name, code, amounts, standing, f"{SITE}/rows?code={code}")


def part(direction, *members, **more):
    phases = {phase for one in members for phase in one.amounts}
    total = {phase: total_of(members, phase) for phase in sorted(phases)}
    return Part(
        direction, "economic", "revised", "executed", 10, members, total, address=f"{SITE}/money/",
        **more,
    )  # fmt: skip


def total_of(members, phase):
    told = [one.amounts[phase] for one in members if phase in one.amounts]
    return None if None in told else sum(told)


SCHOOLS = member("Pendidikan", "1250000000", "750000000.50", 7, 9)
ROADS = member("Jalan dan jembatan", "2750000000", "2000000000", code="1.03")
TAXES = member("Pajak daerah", "3000000000", "2900000000", 4)
BUDGET = CitizensBudget(
    government="Kabupaten Uji",
    publisher="99.01",
    year=2026,
    currency="IDR",
    origin="uji.example/log",
    size=7,
    root="Pw0d=",
    on=date(2026, 11, 26),
    revenue=part(REVENUE, TAXES),
    purposes=part(EXPENDITURE, ROADS, SCHOOLS),
    kinds=part(EXPENDITURE, member("Belanja operasi", "4000000000", "2750000000.50", 2)),
    funds=[
        part(IN, member("SiLPA", "1100000000", "1100000000", 11)),
        part(OUT, member("Pinjaman", "100000000", "", 12)),
    ],
    years=[Year(2026, {REVENUE: Decimal(3000000000)}, {}, (Standing(3, 4),))],
    sources=[
        Source(3, "APBD 2026", date(2026, 1, 5), f"{SITE}/publications/A/"),
        Source(5, "Realisasi 2026", date(2026, 11, 5), f"{SITE}/publications/B/"),
    ],
    people=People(1_250_000, 2025, "BPS"),
    contact="data@uji.example",
    language="id",
)  # fmt: skip


def told(budget=BUDGET, language="en"):
    speak(language)
    return facts(budget, language, f"{SITE}/money/?year=2026", word)


def printed(budget=BUDGET, language="en"):
    return PdfReader(io.BytesIO(print_pdf(TEMPLATE, told(budget, language), AT)))


@pytest.fixture(scope="module")
def paper():
    return printed()


def text_of(paper):
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def tags_of(paper):
    """Give the names of all structure elements, in reading order."""
    found = []

    def walk(one):
        node = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict) and "/S" in node:
            found.append((node["/S"], node.get("/Alt", "")))
            walk(node.get("/K", []))

    walk(paper.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_it_has_four_pages_in_each_language(paper):
    assert len(paper.pages) == PAGES
    assert paper.trailer["/Root"]["/Lang"] == "en"
    indonesian = printed(language="id")
    assert len(indonesian.pages) == PAGES
    assert indonesian.trailer["/Root"]["/Lang"] == "id"


def test_it_says_that_it_is_pdf_ua_and_is_tagged(paper):
    tags = [name for name, _ in tags_of(paper)]

    assert b"pdfuaid:part>1<" in paper.trailer["/Root"]["/Metadata"].get_data()
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert [tags.count(name) for name in ("/H1", "/Table")] == [1, 7]
    assert tags.count("/TH") > 20


def test_every_picture_has_words_in_its_place(paper):
    pictures = [alt for name, alt in tags_of(paper) if name == "/Figure"]

    assert len(pictures) >= 5
    assert all(pictures)
    assert "Of every hundred: 69 Jalan dan jembatan; 31 Pendidikan." in pictures


def test_every_amount_stands_on_it_whole(paper):
    text = text_of(paper)

    for amount in ("1,250,000,000", "750,000,000.50", "2,750,000,000", "4,000,000,000",
                   "3,000,000,000", "100,000,000"):  # fmt: skip
        assert amount in text, amount


def test_every_amount_says_which_rows_of_which_publication_it_is(paper):
    text = text_of(paper)
    leads = {
        one.get_object()["/A"]["/URI"] for page in paper.pages for one in page.get("/Annots", [])
    }

    assert "A rows 7, 9" in text
    assert "B 12 amounts" in text
    assert f"{SITE}/rows?code=1.03" in leads
    assert f"{SITE}/publications/A/" in leads


def test_the_same_budget_gives_the_same_bytes():
    assert print_pdf(TEMPLATE, told(), AT) == print_pdf(TEMPLATE, told(), AT)


def test_the_sentences_add_up():
    found = told()

    assert found["lead"] == (
        "In 2026, IDR\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}billion is planned to come in and "
        "IDR\N{NO-BREAK SPACE}4\N{NO-BREAK SPACE}billion to go out. That is "
        "IDR\N{NO-BREAK SPACE}3,200 for each of 1,250,000 people (2025, BPS)."
    )
    assert found["balance"].replace("\N{NO-BREAK SPACE}", " ") == (
        "IDR 1 billion more is planned to go out than to come in. "
        "After loans and savings IDR 0 is left."
    )


def test_what_is_not_known_is_never_a_number():
    unknown = member("Kesehatan", "?", "")
    budget = replace(BUDGET, purposes=part(EXPENDITURE, ROADS, unknown), funds=[], people=None)

    found = told(budget)

    assert [cell["text"] for cell in found["purposes"]["rows"][1]["cells"]] == [
        "not known", "not published",
    ]  # fmt: skip
    assert found["purposes"]["total"]["cells"][0]["text"] == "not known"
    assert found["purposes"]["rows"][0]["share"] == ""
    assert found["hundred"]["rows"] == []
    assert found["balance"].startswith("Whether it adds up is not known")
    assert "not published" in found["funds"]["empty"]
    assert [one["number"] for one in found["pillars"]][1:] == ["not known", *["not published"] * 2]


def test_negative_amounts_have_no_bar_and_no_share():
    budget = replace(BUDGET, purposes=part(EXPENDITURE, ROADS, member("Koreksi", "-5", "")))

    found = told(budget)

    assert found["purposes"]["rows"][1]["bar"] is None
    assert found["hundred"]["rows"] == []
    assert len(printed(budget).pages) == PAGES


def test_long_names_and_many_rows_still_fit_four_pages():
    long = "Ketenteraman dan ketertiban umum serta perlindungan masyarakat " * 4
    rows = [member(long, "9" * 15, "9" * 15, 1, 2, code=str(n)) for n in range(12)]
    budget = replace(
        BUDGET,
        revenue=part(REVENUE, *rows[:10]),
        purposes=part(EXPENDITURE, *rows, others=40),
        kinds=part(EXPENDITURE, *rows[:5]),
        years=[Year(2022 + n, {}, {}, (Standing(3, 4), Standing(5, 4))) for n in range(5)],
        sources=[Source(n, long[:90], date(2026, 1, 5)) for n in range(10)],
        invented=True,
        keeper="Pengamat",
        apart=["USD"],
    )

    assert len(printed(budget).pages) == PAGES


def test_names_are_data_and_no_markup():
    budget = replace(BUDGET, revenue=part(REVENUE, member('#panic("x") *a* $x$ <b>', "1", "1")))

    assert '#panic("x") *a* $x$ <b>' in text_of(printed(budget))


@pytest.mark.parametrize("values", [[1], [1, 1, 1], [10**12, 1], [3, 3, 3, 3, 3, 3, 82]])
def test_shares_of_a_hundred_add_up_to_a_hundred(values):
    assert sum(shares([Decimal(one) for one in values])) == 100


def test_letters_go_on_after_z():
    assert [letter_of(n) for n in (0, 25, 26, 52)] == ["A", "Z", "AA", "BA"]
