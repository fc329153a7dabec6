"""A village's board: poster, banner and picture, with every amount and all that the law wants."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from pendopo.cli.words import speak, word
from pendopo.exports.boards.board import (
    ITEMS,
    Activity,
    Area,
    Board,
    Item,
    Money,
    Origin,
    Sheet,
    total,
)
from pendopo.exports.boards.printing import Sheet as File
from pendopo.exports.boards.printing import print_boards, set_board
from pendopo.exports.boards.shapes import BANNER, PICTURE, POSTER
from pendopo.exports.boards.told import TEMPLATE, facts
from pendopo.exports.printed.paper import Press

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
ADDRESS = "https://data.example/at/9/id/publications/01J9QM2FT00XJFSEYEV055C03W/"
MM = 72 / 25.4


def money(name, planned, done):
    return Money(name, *(None if one is None else Decimal(one) for one in (planned, done)))


ROADS = Activity(
    "Rabat beton jalan", money("", 702_000_000, 488_000_000), "Dusun Krajan", "120 m",
    Decimal(60), "running",
)  # fmt: skip
SCHOOL = Activity("PAUD", money("", 236_000_001, 236_000_001), state="finished")
BOARD = Board(
    village="Desa Sumbermisal",
    code="99.01.01.2001",
    district="Kecamatan Uji",
    government="Kabupaten Uji",
    year=2026,
    currency="IDR",
    plan="revised",
    executed=True,
    incoming=[money("Dana Desa", 912_345_000, 909_623_807)],
    outgoing=[
        money("Pembangunan", 702_000_000, 488_000_000),
        money("Pendidikan", 236_000_001, 236_000_001),
    ],
    funds_in=[money("SiLPA tahun lalu", 25_655_001, 25_655_001)],
    activities=[ROADS, SCHOOL],
    origins=[Origin("01J9QM2FT00XJFSEYEV055C03W", 412, date(2026, 11, 3), ADDRESS)],
    regulation="Perdes 6/2025",
    until=date(2026, 10, 31),
    run_by="Kaur Pembangunan",
    complaints_to="Kotak pengaduan balai desa",
    sheet=Sheet(
        100, 100, [Area("M0 0l90 0 0 90z", here=True), Area("M0 0l0 90 90 0z", here=False)]
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def press():
    return Press(TEMPLATE)


@pytest.fixture(scope="module")
def printed(press):
    def printed(board=BOARD, shape=POSTER, language="id"):
        speak(language)
        return set_board(press, shape, facts(board, language, "id", shape, word), AT)

    return printed


def read(data):
    return PdfReader(io.BytesIO(data))


def text_of(data):
    return " ".join(" ".join(one.extract_text() for one in read(data).pages).split())


def amounts_of(board):
    """Write every amount that a board of few rows shows."""
    ways = ([*board.incoming, *board.funds_in], [*board.outgoing, *board.funds_out])
    rows = [row for way in ways for row in (*way, total(way))]
    rows += [one.money for one in board.activities]
    return {
        f"{amount:,.0f}".replace(",", ".")
        for row in rows
        for amount in (row.planned, row.done)
        if amount is not None
    }


@pytest.mark.parametrize("shape", [POSTER, BANNER], ids=lambda one: one.name)
def test_every_amount_and_every_item_of_the_law_is_found_in_its_text(printed, shape):
    text = text_of(printed(shape=shape))

    assert [one for one in amounts_of(BOARD) if one not in text] == []
    for item in ("Kaur Pembangunan", "Kotak pengaduan balai desa", "Rabat beton jalan", "60%"):
        assert item in text, item


@pytest.mark.parametrize(
    ("shape", "width", "height"), [(POSTER, 297, 420), (BANNER, 3000, 1000)], ids=["a3", "banner"]
)
def test_it_is_one_tagged_page_of_its_size_and_light(printed, shape, width, height):
    data = printed(shape=shape)
    paper = read(data)
    root = paper.trailer["/Root"]

    assert len(paper.pages) == 1
    box = paper.pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (width, height)
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id", True)
    assert len(data) <= 100_000


def test_the_picture_has_its_dots_and_its_square_leads_to_the_publication(printed):
    data = printed(shape=PICTURE)
    picture = Image.open(io.BytesIO(data))

    assert picture.size == (1080, 1350)
    assert len(data) <= 100_000
    [found] = zxingcpp.read_barcodes(picture)
    assert found.text == ADDRESS


def test_the_same_board_gives_the_same_bytes(printed):
    assert printed() == printed()


def test_what_is_left_is_reckoned_where_the_village_does_not_say():
    assert BOARD.left() == 909_623_807 + 25_655_001 - 488_000_000 - 236_000_001
    assert replace(BOARD, incoming=[money("Dana Desa", 1, None)]).left() is None


@pytest.mark.parametrize(
    ("changed", "item"),
    [
        ({"incoming": []}, Item.BUDGET),
        ({"plan": ""}, Item.BUDGET),
        ({"run_by": ""}, Item.RUN_BY),
        ({"complaints_to": ""}, Item.COMPLAINTS),
        ({"incoming": [money("Dana Desa", 1, None)]}, Item.OUTCOME),
        ({"activities": [replace(ROADS, progress=None, state="")]}, Item.ACTIVITIES),
        ({"activities": []}, Item.UNFINISHED),
        ({"outgoing": [money("Pembangunan", 1, None)]}, Item.REMAINING),
    ],
)
def test_what_the_law_wants_and_is_not_published_is_named(changed, item):
    assert BOARD.lacking() == []
    lacking = replace(BOARD, **changed).lacking()

    assert item in lacking
    assert item in ITEMS


def test_before_anything_is_carried_out_only_the_plan_is_wanted():
    assert replace(BOARD, executed=False, activities=[]).lacking() == []


def test_of_a_budget_without_a_row_it_is_not_known_what_is_left():
    bare = replace(BOARD, incoming=[], outgoing=[], funds_in=[], activities=[], executed=False)

    assert bare.left(planned=True) is None
    [_, _, left, _] = facts(bare, "id", "id", POSTER, word)["pillars"]
    assert "0" not in left["number"]


def test_a_gap_is_said_and_never_shown_as_nothing(printed):
    gaps = replace(BOARD, run_by="", complaints_to="", activities=[], sheet=None, origins=[])

    text = text_of(printed(gaps, language="en"))

    assert "Who carries it out is not published." in text
    assert "Where to complain is not published." in text
    assert "How far the activities are is not published." in text


@pytest.mark.parametrize("shape", [POSTER, BANNER, PICTURE], ids=lambda one: one.name)
def test_long_names_and_many_rows_still_fit_one_page(printed, shape):
    long = "Penanggulangan bencana, keadaan darurat dan mendesak desa " * 2
    rows = [money(long, 10**12, 10**12) for _ in range(12)]
    board = replace(
        BOARD, village="Desa " + "Sumbermisal " * 4, incoming=rows, outgoing=rows,
        activities=[replace(ROADS, name=long) for _ in range(40)], run_by=long, complaints_to=long,
        invented=True, keeper="Pengamat",
    )  # fmt: skip

    data = printed(board, shape, language="en")

    if shape is not PICTURE:
        assert len(read(data).pages) == 1
        assert f"All {len(rows) + 2 - shape.rows} others together" in text_of(data)


def test_names_are_data_and_no_markup(printed):
    board = replace(BOARD, village='Desa #panic("x") *a* $x$')

    assert '#panic("x") *a* $x$' in text_of(printed(board))


def test_several_are_printed_at_once_in_their_order(tmp_path):
    speak("id")
    told = facts(BOARD, "id", "id", BANNER, word)
    files = [File(tmp_path / f"{n}.pdf", BANNER, told, AT) for n in range(14)]

    made = list(print_boards(files, len(files), 2))

    assert made == [one.path for one in files]
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1
