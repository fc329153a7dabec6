"""Villages' budgets come in by the hundred and one by one: what stands of them, and what stops."""

import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.published.reads import ALL
from pendopo.registers.villages.folded import SUBMITTED
from pendopo.registers.villages.merge import KINDS, merge
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, settings

ONE, OTHER = "99.01.01.2001", "99.01.01.2002"
HEAD = "village,year,phase,activity_code,account_code,amount"


def balanced(village, amount, phase="approved", year=2026):
    book = f"{village},{year},{phase}"
    return f"{book},,4.2.1,{amount}\n{book},02.03.10,5.3.5,{amount}"


class Hall:
    def __init__(self, folder):
        self.folder = folder
        self.made = Programme.create(folder / "hall", settings(), FIRST)
        self.days = 0

    def hand_in(self, *rows, head=HEAD):
        self.days += 1
        file = self.folder / f"{self.days}.csv"
        file.write_text("\n".join([head, *rows, ""]), "utf-8")
        return self.publish(file)

    def publish(self, file):
        said = Declaration(title=file.name)
        at = FIRST + timedelta(days=self.days)
        outcome = self.made.publish([Request(file, "villages", at, said)])
        return {one.rule: one for one in outcome.reports[0].findings}

    def rows(self, name):
        found = self.made.table(self.made.state(), "villages", name)
        return self.made.reader(found).page(ALL, 0, 100)


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    return Hall(tmp_path_factory.mktemp("villages"))


def test_a_villages_later_file_takes_the_place_of_its_own_budget_alone(hall):
    hall.hand_in(balanced(ONE, 100), balanced(OTHER, 300))
    hall.hand_in(balanced(ONE, 120))

    books = {one["village"]: one for one in hall.rows("books")}
    assert {village: str(book["revenue"]) for village, book in books.items()} == {
        ONE: "120.00",
        OTHER: "300.00",
    }
    assert [str(one["amount"]) for one in hall.rows("lines") if one["village"] == ONE] == [
        "120.00",
        "120.00",
    ]
    assert (books[ONE]["received_on"] - books[ONE]["first_received_on"]).days == 1
    assert {str(book["balance"]) for book in books.values()} == {"0.00"}


def test_what_was_executed_is_held_to_the_plan_that_stands(hall):
    hall.hand_in(balanced(ONE, 100), balanced(OTHER, 300))

    found = hall.hand_in(f"{ONE},2026,executed,02.03.10,5.3.5,130")

    told = found["spending_stays_within_its_plan"]
    assert (told.values["executed"], told.values["planned"]) == ("130.00", "100.00")


def test_what_a_revision_drops_and_a_village_spends_all_the_same_is_told(hall):
    found = hall.hand_in(
        balanced(ONE, 60, year=2033),
        f"{ONE},2033,revised,,4.2.1,60\n{ONE},2033,revised,02.02.02,5.2.7,60",
        f"{ONE},2033,executed,02.03.10,5.3.5,40",
    )

    told = found["spending_stays_within_its_plan"]
    assert (told.values["executed"], told.values["planned"]) == ("40.00", "0.00")


@pytest.mark.parametrize(("year", "told"), [(2020, True), (2034, False)])
def test_a_year_opens_with_what_the_year_before_left_and_not_with_what_june_did(hall, year, told):
    """A report that came in before its year's end tells of no whole year."""
    spent = f"{OTHER},{year},executed,,4.2.1,100\n{OTHER},{year},executed,02.03.10,5.3.5,60"
    hall.hand_in(spent)

    found = hall.hand_in(f"{OTHER},{year + 1},executed,,6.1.1,70")

    assert ("opening_is_last_years_balance" in found) == told


def test_what_a_report_says_was_planned_is_held_to_the_budget(hall):
    plan = f"{OTHER},2030,approved,,4.2.1,100\n{OTHER},2030,approved,02.03.10,5.3.5,100"
    hall.hand_in(plan)
    report = f"{OTHER},2030,executed,02.03.10,5.3.5,60"

    found = hall.hand_in(f"{report},120", head=f"{HEAD},planned")
    right = hall.hand_in(f"{report},100", head=f"{HEAD},planned")

    told = found["report_agrees_with_its_plan"]
    assert (told.values["said"], told.values["planned"]) == ("120.00", "100.00")
    assert "report_agrees_with_its_plan" not in right
    both = f"{OTHER},2030,revised,,4.2.1,120,\n{OTHER},2030,revised,02.03.10,5.3.5,120,"
    assert "report_agrees_with_its_plan" not in hall.hand_in(
        both, f"{report},120", head=f"{HEAD},planned"
    )


def test_a_photo_that_looks_like_another_villages_is_told(hall):
    head = "village,year,kind,sha256,likeness"
    rows = [
        f"{ONE},2026,board,{'ab' * 32},00ff00ff00ff0f0f",
        f"{OTHER},2026,board,{'cd' * 32},00ff00ff00ff0f0e",
    ]

    assert "photo_is_of_one_village" in hall.hand_in(*rows, head=head)


def test_a_plan_that_leaves_something_stops_with_the_village_and_its_sums(hall):
    before = len(hall.rows("lines"))

    found = hall.hand_in(f"{ONE},2027,approved,,4.2.1,100\n{ONE},2027,approved,02.03.10,5.3.5,125")

    told = found["budget_adds_up"]
    assert told.weight.value == "stop"
    assert (told.values["village"], told.values["left_over"]) == (ONE, "-25.00")
    assert len(hall.rows("lines")) == before


def test_a_balance_that_the_lines_do_not_leave_stops(hall):
    head = "village,year,phase,stated_balance"
    lines = hall.folder / "lines.csv"
    lines.write_text(f"{HEAD}\n{ONE},2025,executed,,4.2.1,100\n")
    books = hall.folder / "books.csv"
    books.write_text(f"{head}\n{ONE},2025,executed,90\n")
    both = hall.folder / "both.zip"
    with zipfile.ZipFile(both, "w") as packed:
        packed.write(lines, "lines.csv")
        packed.write(books, "books.csv")

    assert "balance_is_as_stated" in hall.publish(both)


@pytest.mark.parametrize(
    ("beside", "text", "persons"),
    [
        ("Ta_Anggaran.csv", "KdPosting,Tahun,Kd_Desa\n", "Ta_UserID"),
        ("lines.csv", f"{HEAD}\n{balanced(OTHER, 900)}\n", "Ta_UserID"),
        ("lines.csv", f"{HEAD}\n{balanced(OTHER, 900)}\n", "dbo.ta_userid (2)"),
    ],
)
def test_a_file_with_an_exports_persons_is_sent_back_whatever_else_it_holds(
    hall, beside, text, persons
):
    export = hall.folder / "export.zip"
    with zipfile.ZipFile(export, "w") as packed:
        packed.writestr(beside, text)
        packed.writestr(f"{persons}.csv", "UserID,Nama,Password\n1,admin,rahasia\n")

    told = hall.publish(export)["export_holds_no_persons"]

    assert (told.weight.value, told.values["tables"]) == ("stop", persons)


def test_the_template_asks_for_no_more_than_a_code_does_not_say(hall):
    asked = hall.made.registers["villages"].sheets()

    assert asked[0].name == "lines"
    assert len(asked[0].columns) == 9
    assert {"direction", "field", "currency"} & {one.name for one in asked[0].columns} == set()


@pytest.fixture(scope="module")
def merged():
    """Fold rows as several publications hold them: the table, its entry, its rows."""

    def merged(*parts):
        tables: dict[str, list[pa.Table]] = {}
        for name, entry, *rows in parts:
            declared = {one.name: one for one in SUBMITTED}[name.partition(".")[0]]
            kinds = {"entry": pa.int64(), "line": pa.int64()}
            kinds |= {one.name: KINDS[one.kind] for one in declared.columns}
            empty = dict.fromkeys(kinds)
            numbered = [{**empty, "entry": entry, "line": at, **row} for at, row in enumerate(rows)]
            made = pa.Table.from_pylist(numbered, pa.schema(list(kinds.items())))
            tables.setdefault(name, []).append(made)
        folded = merge({name: pa.concat_tables(some) for name, some in tables.items()})
        return {name: rows.to_pylist() for name, rows in folded.items()}

    return merged


def book(phase="approved", received=(2025, 12, 20), **more):
    row = {"village": ONE, "year": 2026, "phase": phase, "received_on": date(*received)}
    return row | more


def line(amount, phase="approved"):
    row = {"village": ONE, "year": 2026, "phase": phase, "direction": "revenue"}
    return row | {"amount": Decimal(amount)}


def test_a_file_that_takes_the_place_of_another_makes_no_village_late(hall):
    at = FIRST + timedelta(days=60)
    first = hall.folder / "first.csv"
    first.write_text(f"{HEAD}\n{balanced(ONE, 7, year=2031)}\n{balanced(OTHER, 8, year=2031)}\n")
    hall.publish(first)
    id_ = hall.made.state().publications[-1].id
    second = hall.folder / "second.csv"
    second.write_text(f"{HEAD}\n{balanced(ONE, 9, year=2031)}\n")
    said = Declaration(title="second", replaces=id_)

    hall.made.publish([Request(second, "villages", at, said)])

    [found] = [one for one in hall.rows("books") if one["year"] == 2031]
    assert (str(found["revenue"]), found["received_on"]) == ("9.00", at.date())
    assert found["first_received_on"] == (FIRST + timedelta(days=hall.days)).date()


def test_what_a_replaced_file_held_and_its_successor_does_not_was_taken_back(merged):
    old = ("books.replaced", 5, book(), book(year=2027))
    new = ("books", 5, book(received=(2026, 11, 22)))
    later = ("books", 9, book(year=2027, received=(2027, 2, 1)))

    found = {row["year"]: row["first_received_on"] for row in merged(old, new, later)["books"]}

    assert found == {2026: date(2025, 12, 20), 2027: date(2027, 2, 1)}


def test_the_year_is_reported_when_the_first_file_tells_of_it_to_its_end(merged):
    half = book("executed", (2026, 7, 10), carried_out_until=date(2026, 6, 30))
    whole = book("executed", (2027, 2, 20), carried_out_until=date(2026, 12, 31))
    again = book("executed", (2027, 6, 1), carried_out_until=date(2026, 12, 31))

    [only_half] = merged(("books", 1, half))["books"]
    [ended] = merged(("books", 1, half), ("books", 2, whole), ("books", 3, again))["books"]

    assert (only_half["first_received_on"], only_half["year_received_on"]) == (
        date(2026, 7, 10),
        None,
    )
    assert (ended["first_received_on"], ended["year_received_on"]) == (
        date(2026, 7, 10),
        date(2027, 2, 20),
    )


def test_what_a_later_file_does_not_say_anew_stands(merged):
    meeting = {"village": ONE, "year": 2026, "kind": "Musdes"}
    paper = {"village": ONE, "year": 2026, "kind": "annual"}
    work = {"village": ONE, "year": 2026}

    found = merged(
        ("events", 1, meeting | {"held_on": date(2026, 1, 20), "people": 40}),
        ("events", 2, meeting | {"held_on": date(2026, 10, 5)}),
        ("events", 3, meeting | {"held_on": date(2026, 1, 20), "people": 41}),
        ("documents", 1, paper | {"title": "LPPD"}),
        ("documents", 2, paper | {"title": "LKPPD"}),
        ("activities", 1, work | {"activity_code": "02.03.10"}),
        ("activities", 2, work | {"activity_code": "02.02.02"}),
    )

    assert [(row["held_on"].month, row["people"]) for row in found["events"]] == [
        (1, 41),
        (10, None),
    ]
    assert len(found["documents"]) == 2
    assert [row["activity_code"] for row in found["activities"]] == ["02.02.02", "02.03.10"]


def test_lines_that_come_anew_take_no_complaints_address_from_their_budget(merged):
    said = book(regulation="Perdes 6/2025", complaints_to="Balai desa")
    bare = book(received=(2026, 3, 1))

    [found] = merged(
        ("lines", 1, line(5)), ("books", 1, said), ("lines", 2, line(6)), ("books", 2, bare)
    )["books"]

    assert (found["regulation"], found["complaints_to"]) == ("Perdes 6/2025", "Balai desa")
    assert (found["revenue"], found["received_on"]) == (6, date(2026, 3, 1))


def test_until_when_and_what_is_left_go_with_the_lines_they_are_facts_of(merged):
    half = book(
        "executed", carried_out_until=date(2026, 6, 30), stated_balance=Decimal(5), run_by="Kaur"
    )
    lines = ("lines", 1, line(5, "executed"))

    [beside] = merged(lines, ("books", 1, half), ("books", 2, book("executed")))["books"]
    [anew] = merged(
        lines,
        ("books", 1, half),
        ("lines", 2, line(9, "executed")),
        ("books", 2, book("executed")),
    )["books"]

    assert (beside["carried_out_until"], beside["stated_balance"]) == (date(2026, 6, 30), 5)
    assert (anew["carried_out_until"], anew["stated_balance"]) == (None, None)
    assert anew["run_by"] == "Kaur"
