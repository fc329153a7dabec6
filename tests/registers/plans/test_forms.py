"""A plan is the same in files, in JSON and in OGP's columns."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.ogp_data import plans_of, rows_of
from pendopo.registers.plans.parts import PlanError
from pendopo.registers.plans.render import render_plan
from pendopo.registers.plans.written import parse_document, parse_plan
from pendopo.standards.ogp.commitments import ID, columns, read_commitments
from pendopo.terms.commitment import (
    Aim,
    Basis,
    CombinedCheck,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    Level,
    Lineage,
    MeasureCheck,
    Milestone,
    Need,
    Plan,
)
from pendopo.terms.period import Period

WHOLE = Plan(
    id="contoh",
    title='Rencana "aksi" \\ 2026',
    level=Level.LOCAL,
    government="Kabupaten Contoh",
    start=Period.of_day(date(2026, 1, 1)),
    end=Period(date(2027, 1, 1), date(2027, 12, 31), "2027"),
    template="2022",
    submitted=2025,
    ogp_id="AP_XXX01",
    number="1",
    prose="One\n+++\nTwo",
    commitments=(
        Commitment(
            id="villages",
            title="Every village",
            lead="Dinas Desa",
            start=None,
            end=Period(date(2028, 9, 1), date(2028, 11, 30), "By fall 2028"),
            milestones=(
                Milestone(
                    "first",
                    "The first",
                    None,
                    (
                        IndicatorCheck("1", "single_bid_share", Aim.AT_MOST, Decimal("0.20")),
                        DocumentCheck(
                            "law", "datasets", {"dataset": "law"}, written_by="Bagian Hukum"
                        ),
                        CoverageCheck(
                            "all", "datasets.x", "code", ("01", "02"), agreed_with="Forum"
                        ),
                        MeasureCheck(
                            "paid",
                            "select count(*) as value\nfrom processes",
                            ("contracts.processes",),
                            Aim.AT_LEAST,
                            Decimal(430),
                            "processes",
                            title="How many?",
                            by=Period.of_day(date(2026, 6, 30)),
                            written_by="Forum",
                            agreed_with="Bagian Pengadaan",
                            agreed_on=date(2026, 2, 1),
                            agreed_source="https://contoh.example/minutes",
                        ),
                        CombinedCheck(
                            "either",
                            Need.ANY,
                            (
                                FreshnessCheck("new", "datasets", 45, "x"),
                                FreshnessCheck("newer", "datasets", 4, scope={"dataset": "y"}),
                                CombinedCheck(
                                    "both",
                                    Need.ALL,
                                    (
                                        DocumentCheck(
                                            "d",
                                            "datasets",
                                            office="Setda",
                                            since=date(2026, 1, 1),
                                            until=date(2026, 12, 31),
                                        ),
                                        CoverageCheck(
                                            "c",
                                            "datasets.x",
                                            "code",
                                            where={"year": "2026"},
                                            of_table="places.places",
                                            of_column="code",
                                            of_where={"level": "4"},
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                    outputs="Two tables",
                    lead="Camat",
                    supporting=("PKK",),
                ),
            ),
            ogp_id="XXX0001",
            number="1",
            theme="Villages",
            supporting=("Bappeda",),
            civil_society=("Forum Warga",),
            others=("Universitas",),
            texts={"problem": "Tidak ada\tyang tahu.\n\x7f", "results": "Semua tahu."},
            policy_areas=("Open Data",),
            ogp_values=("access-to-information",),
            sdg_targets=("16", "16.6"),
            legal_basis=(Basis("Perbup 1/2026", "local-regulation"), Basis("MoU")),
            budget_lines=("2.16.03",),
            used_by=("Lembaga Contoh",),
            continues=(Lineage("desa-2023", "carried-forward", "Belum selesai"),),
            prose="Mengapa, dan untuk siapa.",
            coded={'A column, with "marks"': "ND", "Empty": ""},
        ),
    ),
)
DATA = (
    "Commitment Unique Identifier,Country/Locality,Action Plan ID,National Or Local,"
    "Commitment Title,Full Text,Start Date,End Date,Lead Institution,Open Data,Warna\n"
    "XXX0001,Contoh,AP_XXX01,Legacy Local,Open tables,Why.,Ongoing,12/31/2026,NA,1,biru\n"
    'XXX0002,Contoh,AP_XXX01,Legacy Local,Open laws,"+++\nHow ",1/12/2026,2026,Bagian Hukum,0,\n'
)


def test_a_plan_comes_back_from_its_files() -> None:
    assert parse_plan(render_plan(WHOLE)) == WHOLE


def test_a_plan_comes_back_from_json() -> None:
    text = json.dumps(document_of(WHOLE))

    assert parse_document(json.loads(text), "plan.json") == WHOLE


def test_json_gives_the_days_that_words_can_mean() -> None:
    [commitment] = document_of(WHOLE)["commitments"]

    assert commitment["end"] == {
        "text": "By fall 2028",
        "first": "2028-09-01",
        "last": "2028-11-30",
    }
    assert commitment["unknown"] == ["start"]


def test_another_json_is_refused_with_what_to_write() -> None:
    with pytest.raises(PlanError, match="pendopo_plan is missing; write 1, as 'pendopo plan exp"):
        parse_document({"title": "x"}, "x.json")


def test_a_row_of_ogps_data_becomes_a_commitment_and_loses_nothing() -> None:
    data = read_commitments(DATA.splitlines(keepends=True))

    [plan] = plans_of(data.rows)

    tables, laws = plan.commitments
    assert (plan.id, plan.level, plan.start) == ("ap-xxx01", Level.LOCAL, None)
    assert (tables.start, tables.lead, tables.policy_areas) == (None, "", ("Open Data",))
    assert tables.end == Period.of_day(date(2026, 12, 31))
    assert (str(laws.start), str(laws.end)) == ("2026-01-12", "2026")
    again = parse_plan(render_plan(plan))
    assert rows_of(again) == [row.cells for row in data.rows]


def test_a_plan_of_ones_own_has_every_column_and_claims_no_review() -> None:
    [commitment] = WHOLE.commitments
    own = replace(WHOLE, commitments=(replace(commitment, coded={}),))

    [row] = rows_of(own)

    assert list(row) == list(columns())
    assert (row[ID], row["Start Date"], row["End Date"]) == ("XXX0001", "NA", "By fall 2028")
    assert (row["Specificity"], row["_Relevant"], row["Open Data"], row["Audits"]) == (
        "NR",
        "NR",
        "1",
        "0",
    )


def test_rows_without_a_plan_are_not_put_into_anothers() -> None:
    head = "Commitment Unique Identifier,Country/Locality,Action Plan Number,Year Of Submission\n"
    rows = "AA0001,Alpha,1,2016\nBB0001,Beta,1,2016\nAA0002,Alpha,1,2016\n"

    plans = plans_of(read_commitments((head + rows).splitlines(keepends=True)).rows)

    assert [(plan.id, plan.government, len(plan.commitments)) for plan in plans] == [
        ("alpha-1-2016", "Alpha", 2),
        ("beta-1-2016", "Beta", 1),
    ]


def test_lines_that_end_in_another_way_come_back_as_they_were() -> None:
    text = 'Commitment Unique Identifier,Action Plan ID,Full Text\nXX0001,A,"a\r\nb"\n'
    [plan] = plans_of(read_commitments(text.splitlines(keepends=True)).rows)

    [row] = rows_of(parse_plan(render_plan(plan)))

    assert row["Full Text"] == "a\r\nb"


def test_what_was_changed_since_goes_into_its_column() -> None:
    data = read_commitments(DATA.splitlines(keepends=True))
    [plan] = plans_of(data.rows)
    changed = replace(plan.commitments[1], title="All laws", lead="Bagian Hukum", end=WHOLE.end)

    [row] = rows_of(replace(plan, commitments=(changed,)))

    was = data.rows[1].cells
    assert {name: cell for name, cell in row.items() if cell != was[name]} == {
        "Commitment Title": "All laws",
        "End Date": "2027",
    }


def test_every_plan_of_ogps_real_data_comes_back(shared_data: Path) -> None:
    path = shared_data / "ogp" / "g0v_ogp-commitments" / "open_parliament_0703.csv"
    with path.open(encoding="utf-8", newline="") as file:
        data = read_commitments(file)
    cells = {row.id: row.cells for row in data.rows}

    plans = plans_of(data.rows)

    assert len(plans) == 214
    for plan in plans:
        again = parse_plan(render_plan(plan))
        assert again == plan
        assert {row[ID]: row for row in rows_of(again)}.items() <= cells.items()
