"""A contract on paper: the board for its site, and the sheet that somebody takes along."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from pendopo.exports.works.printing import print_board, print_visit
from pendopo.exports.works.told import facts
from pendopo.exports.works.work import Money, Step, Thing, Work
from pendopo.terms.wording import fill

AT = datetime(2026, 11, 20, tzinfo=UTC)
LONG = "Pembangunan jembatan gantung dan jalan poros Desa Misal " * 12
WORK = Work("ocds-abc123-1", LONG, "Kabupaten Contoh", "contoh.example/log", 8, date(2026, 11, 20))


def word(text, /, **values):
    return fill(text, {name: str(value) for name, value in values.items()})


def pages(data):
    return [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(data)).pages]


def test_the_board_of_a_purchase_says_who_pays_whom_how_much_and_leads_to_its_page(read):
    answer = read("/en/purchases/processes/ocds-abc123-2/board.pdf")
    [text] = pages(answer.body)

    assert answer.headers["Content-Type"] == "application/pdf"
    for said in ("Jembatan 2", "Dinas Pekerjaan Umum", "CV Contoh Karya", "1,250,000,002 IDR"):
        assert said in text
    assert "Paid so far not published" in text
    [link] = PdfReader(io.BytesIO(answer.body)).pages[0].get("/Annots", [])
    address = link.get_object()["/A"]["/URI"]
    assert address == "http://127.0.0.1/en/purchases/processes/ocds-abc123-2/"


def test_the_sheet_of_a_visit_asks_what_the_record_asks_and_leaves_room_to_write(read):
    text = " ".join(pages(read("/en/purchases/processes/ocds-abc123-2/visit.pdf").body))

    assert "Why did only one firm bid where several could?" in text
    assert "Day of the visit" in text
    assert read("/en/purchases/processes/nothing/visit.pdf").status == 404
    assert read("/at/1/en/purchases/processes/ocds-abc123-2/board.pdf").status == 404


@pytest.mark.parametrize("suppliers", ["CV Misal", "CV Misal, " * 40])
def test_a_board_is_one_page_whatever_it_says(suppliers):
    work = Work(**{name: getattr(WORK, name) for name in WORK.__slots__} | {"suppliers": suppliers})

    told = pages(print_board(facts(work, "en", word), AT))

    assert len(told) == 1
    assert "#" not in told[0]


def test_a_sheet_says_what_more_there_is():
    things = [Thing(f"Thing {n}", Decimal("1.5"), "m2") for n in range(14)]
    named = {name: getattr(WORK, name) for name in WORK.__slots__}
    extra = {"things": things, "steps": [Step("Half", None)], "value": Money(Decimal(7), "USD")}

    text = " ".join(pages(print_visit(facts(Work(**named | extra), "en", word), AT)))

    assert "Thing 11 1.50 m2" in text
    assert "Thing 12" not in text
    assert "and 2 more" in text
    assert "Award value 7 USD" in text
    assert "Half not published" in text


@pytest.mark.parametrize("paper", ["board.pdf", "visit.pdf"])
def test_the_method_stands_on_paper_in_the_readers_language(read, paper):
    text = " ".join(pages(read(f"/id/purchases/processes/ocds-abc123-2/{paper}").body))

    assert "Metode terbuka" in text


def test_each_question_of_a_sheet_begins_a_line_of_its_own():
    work = replace(WORK, title="Jembatan", questions=["Why so few bids?", "Why so late?"])
    sheet = PdfReader(io.BytesIO(print_visit(facts(work, "en", word), AT))).pages[0]
    heights = {}

    def seen(text, placed, _matrix, _font, _size):
        heights[text.strip()] = placed[5]

    sheet.extract_text(visitor_text=seen)

    [note] = [height for text, height in heights.items() if text.startswith("A question is no")]
    few, late = heights["Why so few bids?"], heights["Why so late?"]
    assert note - few > 8
    assert few - late > 8
