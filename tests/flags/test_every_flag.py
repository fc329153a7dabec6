"""Every flag is whole, says what it does not mean, and its example comes out."""

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlglot

import pendopo.flags
from pendopo.flags import flags, method_of, page_of, steps_of
from pendopo.locale.catalogue import read
from pendopo.published.flags.compute import Asked, compute
from pendopo.published.flags.inputs import INPUTS
from pendopo.published.serving import SQL_TYPES
from pendopo.registers.contracts import REGISTER
from pendopo.store.engine import connect, literal
from pendopo.terms.flag import PARTIES, FlagError, parse_flag

ROOMS = Path(pendopo.flags.__file__).parent
NAMES = tuple(flags())
STEPS = sorted(path.stem for path in (ROOMS / "steps").glob("*.sql"))
FILES = {"README.md", "README.id.md", "flag.toml", "measure.sql", "example.json"}
HEADINGS = {
    "en": ("Question", "Method", "What it does not mean", "Source"),
    "id": ("Pertanyaan", "Cara menghitung", "Yang tidak dimaksudkannya", "Sumber"),
}
AS_OF = date(2026, 6, 30)
TABLES = {one.name: one for one in REGISTER.folded}


def example(name):
    return json.loads((ROOMS / name / "example.json").read_text("utf-8"))


@cache
def catalogue(language):
    return read(language)


def told(text, language):
    """Give a declared text as the catalogue of a language has it."""
    return text if language == "en" else catalogue(language)[text].string


def asked(name, parameters=None):
    flag = flags()[name]
    given = {key: Decimal(value) for key, value in (parameters or {}).items()}
    values = {one.name: given.pop(one.name, one.default) for one in flag.parameters}
    assert not given
    return Asked(flag, method_of(name), values)


@pytest.fixture(scope="module")
def hall():
    """Give a database with the empty tables of the register."""
    with connect() as database:
        for table in TABLES.values():
            columns = ", ".join(f'"{one.name}" {SQL_TYPES[one.kind]}' for one in table.columns)
            database.execute(f'create table "{table.name}" (entry bigint, line bigint, {columns})')
        yield database


def answer(hall, name, tables, parameters=None):
    """Compute one flag over rows; give what it raised, what it looked at and what it lacked."""
    hall.execute("begin")
    try:
        for table, rows in tables.items():
            names = sorted({column for row in rows for column in row})
            cells = [literal(str(row[n])) if n in row else "null" for row in rows for n in names]
            lines = [", ".join(cells[i : i + len(names)]) for i in range(0, len(cells), len(names))]
            columns = ", ".join(f'"{one}"' for one in names)
            hall.execute(f'insert into "{table}" ({columns}) values ({"), (".join(lines)})')  # noqa: S608
        one = asked(name, parameters)
        compute(hall, [one], AS_OF)
        raised = hall.execute("from raised").fetchall()
        looked = hall.execute("from looked").fetchall()
        lacking = hall.execute("from lacking").fetchall()
        rows = hall.execute("from one").fetchall()
    finally:
        hall.execute("rollback")
    return raised, looked, lacking, rows


def columns_of(hall, name):
    one = asked(name)
    values = {key: None if value is None else int(value) for key, value in one.values.items()}
    used = {k: v for k, v in (values | {"as_of": AS_OF}).items() if f"${k}" in one.sql}
    return [row[0] for row in hall.execute(f"describe {one.sql}", used).fetchall()]


def test_there_is_a_flag_for_each_that_can_be_computed():
    codes = {flag.code for flag in flags().values() if flag.code.startswith("R")}

    assert len(codes) == 49
    assert sum(flag.code.startswith("PFA") for flag in flags().values()) == 4
    assert {flag.group for flag in flags().values() if flag.figure} == {
        "competition",
        "cost",
        "time",
        "compliance",
        "coverage",
    }


@pytest.mark.parametrize("language", HEADINGS)
@pytest.mark.parametrize("name", NAMES)
def test_the_room_has_its_files_and_its_page_says_what_it_does_not_mean(name, language):
    text, told_in = page_of(name, language)
    lines = text.splitlines()

    assert {path.name for path in (ROOMS / name).iterdir()} == FILES
    assert told_in == language
    assert tuple(one[3:] for one in lines if one.startswith("## ")) == HEADINGS[language]
    assert lines[0] == f"# {told(flags()[name].title, language)}"
    assert told(flags()[name].question, language) in lines


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_name_the_same_fields_and_flags(name):
    named = [
        sorted(set(re.findall(r"`[^`]+`|\b[RC][0-9]{3}\b|R-8", page_of(name, language)[0])))
        for language in HEADINGS
    ]

    assert named[0] == named[1]


def test_a_language_that_a_page_does_not_have_is_english():
    assert page_of(NAMES[0], "es") == page_of(NAMES[0])


@pytest.mark.parametrize("name", NAMES)
def test_its_example_raises_what_it_should_and_tells_what_it_lacks(hall, name):
    given = example(name)

    raised, _looked, _lacking, rows = answer(hall, name, given["tables"], given.get("parameters"))

    by_subject = {row[0]: row for row in rows}
    assert len(by_subject) == len(rows), "a subject stands in one row"
    if not flags()[name].figure:
        assert sorted(row[1] for row in raised) == sorted(given["flagged"])
    assert {row[0]: row[4] for row in rows if row[4]} == given["missing"]
    for subject, value in given.get("values", {}).items():
        assert by_subject[subject][1] == pytest.approx(value)


def test_what_seven_of_eight_buyers_do_is_not_little_competition(hall):
    methods = [("a", "open"), *((buyer, "direct") for buyer in "bcdefgh")]
    rows = [{"ocid": buyer, "buyer_id": buyer, "method": method} for buyer, method in methods]

    raised, _, _, computed = answer(
        hall, "r013_little_competition_by_buyer", {"processes": rows}, {"least": 1}
    )

    assert (raised, len(computed)) == ([], 8)


@pytest.mark.parametrize("name", NAMES)
def test_what_it_was_made_from_has_words(hall, name):
    columns = columns_of(hall, name)

    assert [one for one in columns[5:] if one not in INPUTS and one != PARTIES] == []


@pytest.mark.parametrize("name", NAMES)
def test_its_head_tells_the_question_the_tables_and_the_parameters(name):
    question, row, reads, parameters = method_of(name).splitlines()[:4]

    flag = flags()[name]
    assert question == f"-- {flag.question}"
    assert row.startswith(f"-- One row per {flag.subject}: ")
    statement = sqlglot.parse_one(method_of(name), read="duckdb")
    made = {cte.alias for cte in statement.find_all(sqlglot.exp.CTE)}
    named = {table.name for table in statement.find_all(sqlglot.exp.Table)} - made
    assert reads == f"-- Reads of contracts: {', '.join(sorted(named))} (published)."
    used = set(re.findall(r"\$(\w+)", method_of(name).split("\n", 4)[4]))
    known = {one.name for one in flag.parameters}
    assert used - {"as_of"} == known
    assert set(re.findall(r"\$(\w+)", parameters)) == used


@pytest.mark.parametrize("step", STEPS)
def test_a_step_tells_what_it_is_and_which_tables_it_reads_and_flags_build_on_it(step):
    text = (ROOMS / "steps" / f"{step}.sql").read_text("utf-8")
    head = [line for line in text.splitlines() if line.startswith("--")]

    statement = sqlglot.parse_one(text, read="duckdb")
    made = {cte.alias for cte in statement.find_all(sqlglot.exp.CTE)}
    named = {table.name for table in statement.find_all(sqlglot.exp.Table)} - made
    told = [line.partition(": ")[2].removesuffix(".").removesuffix(" (published)") for line in head]
    listed = {one for line in told[2:] for one in line.split(", ")}
    assert head[1].startswith("-- One row")
    assert listed == named
    assert sum(step in steps_of(name) for name in NAMES) > 1


def test_a_flag_says_when_its_version_came():
    text = (ROOMS / NAMES[0] / "flag.toml").read_text("utf-8").replace("version = 1", "version = 2")

    with pytest.raises(FlagError, match="version is 2; write its day under"):
        parse_flag("x", text, method_of(NAMES[0]))


def test_a_method_that_gives_other_columns_is_refused(hall):
    one = asked("r018_single_bid")

    hall.execute("begin")
    other = Asked(one.flag, "select 1 as subject, 2 as worth", {})

    with pytest.raises(FlagError, match="write subject, value, threshold, flagged, missing first"):
        compute(hall, [other], AS_OF)
    hall.execute("rollback")


@pytest.mark.parametrize(
    ("entities", "flagged", "told"),
    [
        ({"1": "a", "2": "a"}, [("buyer", "a")], "procuring entity"),
        ({"1": "a", "2": "hub"}, [("buyer", "a")], None),
        ({"1": "hub", "2": "hub"}, [("buyer", "a"), ("entity", "hub")], None),
    ],
)
def test_one_count_of_the_same_bids_is_one_flag(hall, entities, flagged, told):
    """Of a buyer that runs its own tenders, both rules would count the same."""
    others = {str(number): f"o{number // 2}" for number in range(4, 20)}
    buyers = {"1": "a", "2": "a"} | others
    tables = {
        "processes": [{"ocid": ocid, "buyer_id": buyer} for ocid, buyer in buyers.items()],
        "tenders": [
            {"ocid": ocid, "procuring_entity_id": entity}
            for ocid, entity in (entities | others).items()
        ],
        # Of every other of the others one bid in four is out: so there is a spread to be far above.
        "bids": [
            {
                "ocid": ocid,
                "bid_id": str(nth),
                "status": "disqualified"
                if buyer == "a" or (nth == 0 and int(buyer[1:]) % 2)
                else "valid",
            }
            for ocid, buyer in buyers.items()
            for nth in range(4)
        ],
    }

    found: dict[tuple[str, str], Any] = {}
    for rule in ("buyer", "entity"):
        raised, *_rest = answer(hall, f"r038_disqualified_by_{rule}", tables)
        found |= {(rule, row[1]): json.loads(row[4]) for row in raised}

    assert sorted(found) == flagged
    assert found["buyer", "a"].get("counted_as", ["", None])[1] == told


def won_by(ocid, winner, bidders):
    """Give the rows of a tender: a firm's id, or its name behind ``no-id/`` where it has none."""

    def known_as(firm):
        return firm.replace("no-id/", f"no-id/{ocid}/")

    return {
        "processes": [{"ocid": ocid, "buyer_id": "B", "category": "works", "method": "open"}],
        "awards": [{"ocid": ocid, "award_id": "1", "status": "active"}],
        "suppliers": [{"ocid": ocid, "award_id": "1", "supplier_id": known_as(winner)}],
        "bids": [
            {"ocid": ocid, "bid_id": str(nth), "status": "valid"} for nth in range(len(bidders))
        ],
        "tenderers": [
            {
                "ocid": ocid,
                "part": "bid",
                "part_id": str(nth),
                "tenderer_id": known_as(firm),
                "tenderer": firm.removeprefix("no-id/"),
            }
            for nth, firm in enumerate(bidders)
        ],
    }


def together(tenders):
    """Give the rows of several tenders by table."""
    tables: dict[str, list[Any]] = {}
    for tender in tenders:
        for table, rows in tender.items():
            tables.setdefault(table, []).extend(rows)
    return tables


@pytest.mark.parametrize(
    ("winners", "raised", "lacking"),
    [
        (["z", "z", "z"], ["seldom"], {}),
        # Who won has no id, and bid under its name: so the others lost.
        (["no-id/PT A", "z", "z"], ["seldom"], {"no-id/pt a": "bids/details/tenderers/id"}),
        # Who won has no id, and bid under no name that is told: each bidder may have won.
        (["no-id/?", "z", "z"], [], {"seldom": "awards/suppliers/id"}),
        (["no-id/?", "no-id/?", "no-id/?"], [], {"seldom": "awards/suppliers/id"}),
    ],
)
def test_whether_a_firm_lost_to_one_without_an_id_is_told_only_where_it_is_known(
    hall, winners, raised, lacking
):
    """``seldom`` wins one of four; the others win half of four or more."""
    tenders = [won_by("w", "seldom", ["seldom", "z"])]
    for nth, winner in enumerate(winners):
        bidders = ["seldom", "z"] if winner in ("z", "no-id/?") else ["seldom", winner]
        tenders.append(won_by(f"l{nth}", winner, bidders))
    for nth, winner in enumerate("zzaabbaabb"):
        tenders.append(won_by(f"o{nth}", winner, ["a", "b", "z"][:2] if winner != "z" else ["z"]))

    found, _looked, _lacking, rows = answer(
        hall, "r025_bids_much_wins_little", together(tenders), {"factor": "0.1", "percentile": "0"}
    )

    assert [row[1] for row in found] == raised
    assert {row[0]: row[4] for row in rows if row[4] and row[0] != "z"} == lacking


@pytest.mark.parametrize(
    ("bidders", "value", "lacking"),
    [
        (["other"], 2, None),
        # One bidder has no id: one of the two that are usual may be it, the other is not.
        (["other", "no-id/PT A"], 1, None),
        (["other", "no-id/PT A", "no-id/PT B"], 0, "bids/details/tenderers/id"),
    ],
)
def test_a_bidder_without_an_id_may_be_the_one_that_is_missed(hall, bidders, value, lacking):
    tenders = [won_by(str(nth), "usual", ["usual", "regular"]) for nth in range(5)]
    tenders.append(won_by("asked", "other", bidders))

    raised, _looked, _lacking, rows = answer(
        hall, "r027_usual_bidder_missing", together(tenders), {"least": "5"}
    )

    [asked_of] = [row for row in rows if row[0] == "asked"]
    assert (asked_of[1], asked_of[4]) == (value, lacking)
    assert [row[1] for row in raised] == (["asked"] if lacking is None else [])
