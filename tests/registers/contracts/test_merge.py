"""All current releases in, the present state of each contracting process out."""

import io
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.registers.contracts import REGISTER
from pendopo.registers.contracts.merge import _same, merge
from pendopo.registers.contracts.tables import FOLDED, RELEASES
from pendopo.terms.column import Kind
from pendopo.terms.finding import Finding
from pendopo.terms.register import Source

MAY = "2026-05-02T09:00:00+07:00"
IDR = "IDR"


def worth(amount, currency=IDR):
    return {"amount": amount, "currency": currency}


def known(row):
    return {name: value for name, value in row.items() if value is not None}


def test_releases_of_one_process_become_one_row(merging, a_release):
    buyer = {"id": "U1", "name": "Public works"}
    tender = {
        "id": "T1",
        "title": "A bridge",
        "status": "active",
        "procurementMethod": "open",
        "mainProcurementCategory": "works",
        "value": worth(1250000),
        "tenderPeriod": {"startDate": "2026-03-02T03:00:00+07:00", "endDate": "2026-03-16"},
    }
    later = {"id": "T1", "status": "complete", "numberOfTenderers": 3}

    tables = merging(
        a_release(buyer=buyer, tender=tender),
        a_release(
            id="2",
            date=MAY,
            tender=later,
            awards=[{"id": "A1", "date": "2026-03-30T10:00:00+07:00", "value": worth(5)}],
            contracts=[{"id": "K1", "awardID": "A1", "value": worth(4)}],
        ),
    )

    assert [known(row) for row in tables["processes"]] == [
        {
            "entry": 1,
            "line": 1,
            "ocid": "ocds-abc123-1",
            "title": "A bridge",
            "buyer": "Public works",
            "buyer_id": "U1",
            "status": "complete",
            "method": "open",
            "category": "works",
            "tender_amount": Decimal("1250000.00"),
            "tender_currency": "IDR",
            "tender_opened": date(2026, 3, 2),
            "tender_closed": date(2026, 3, 16),
            "tenderers": 3,
            "awards": 1,
            "award_date": date(2026, 3, 30),
            "award_amount": Decimal("5.00"),
            "award_currency": "IDR",
            "contracts": 1,
            "contract_amount": Decimal("4.00"),
            "contract_currency": "IDR",
            "first_release": datetime.fromisoformat("2026-03-02T02:00:00"),
            "last_release": datetime.fromisoformat("2026-05-02T02:00:00"),
            "releases": 2,
            "undated": 0,
            "zoneless": 1,
        }
    ]


def test_awards_suppliers_and_contracts_have_rows_of_their_own(merging, a_release):
    award = {
        "id": "A1",
        "title": "A bridge",
        "status": "active",
        "date": "2026-03-30T03:00:00+07:00",
        "value": worth(5),
        "suppliers": [{"id": "S2"}, {"id": 1, "name": "CV Contoh"}],
    }
    contract = {
        "id": "K1",
        "awardID": "A1",
        "title": "A bridge",
        "status": "active",
        "dateSigned": "2026-04-06T03:00:00+07:00",
        "period": {"startDate": "2026-04-13", "endDate": "2026-10-09T23:59:59+07:00"},
        "value": worth(4),
    }

    tables = merging(
        a_release(parties=[{"id": "S2", "name": "PT Contoh"}]),
        a_release(id="2", awards=[award], contracts=[contract]),
    )

    origin = {"entry": 1, "line": 1, "ocid": "ocds-abc123-1"}
    assert [known(row) for row in tables["awards"]] == [
        origin
        | {
            "award_id": "A1",
            "title": "A bridge",
            "status": "active",
            "date": date(2026, 3, 30),
            "date_at": datetime.fromisoformat("2026-03-29T20:00:00"),
            "amount": Decimal("5.00"),
            "currency": "IDR",
            "suppliers": "PT Contoh; CV Contoh",
        }
    ]
    assert tables["suppliers"] == [
        origin | {"award_id": "A1", "supplier_id": "1", "supplier": "CV Contoh"},
        origin | {"award_id": "A1", "supplier_id": "S2", "supplier": "PT Contoh"},
    ]
    assert [known(row) for row in tables["contracts"]] == [
        origin
        | {
            "contract_id": "K1",
            "award_id": "A1",
            "title": "A bridge",
            "status": "active",
            "signed": date(2026, 4, 6),
            "signed_at": datetime.fromisoformat("2026-04-05T20:00:00"),
            "starts": date(2026, 4, 13),
            "ends": date(2026, 10, 9),
            "amount": Decimal("4.00"),
            "currency": "IDR",
            "first_amount": Decimal("4.00"),
            "first_currency": "IDR",
            "first_ends": date(2026, 10, 9),
        }
    ]


def test_a_row_leads_to_the_newest_release_that_tells_of_it(merging, a_release):
    tables = merging(
        a_release(id="3", date="2026-06-01T00:00:00Z"),
        a_release(id="1", date="2026-04-01T00:00:00Z", awards=[{"id": "A1"}, {"id": "A2"}]),
        a_release(id="2", date="2026-05-01T00:00:00Z", awards=[{"id": "A2"}]),
    )

    assert [row["entry"] for row in tables["processes"]] == [0]
    assert [(row["award_id"], row["entry"]) for row in tables["awards"]] == [("A1", 1), ("A2", 2)]


def test_the_newest_release_is_the_last_in_time_and_not_in_the_log(merging, a_release):
    tables = merging(
        a_release(date="2026-03-02T09:00:00+09:00", language="id", title="first"),
        a_release(date="2026-03-01T23:00:00Z", id="2", title="before it"),
    )

    [process] = tables["processes"]
    assert (process["entry"], process["title"]) == (0, "first")
    assert process["last_release"] == datetime.fromisoformat("2026-03-02T00:00:00")


def test_a_process_of_undated_releases_has_no_last_release(merging, a_release):
    tables = merging(a_release(date="1-01-01", title="one"), a_release(date=None, title="two"))

    [process] = tables["processes"]
    assert (process["last_release"], process["title"], process["releases"]) == (None, "two", 2)


def test_a_process_that_contradicts_itself_is_set_apart_by_name(merging, a_release):
    tables = merging(
        a_release(ocid="ocds-abc123-1", awards=[{"id": "A1"}]),
        a_release(ocid="ocds-abc123-2", awards=[{"id": "A2"}]),
        a_release(ocid="ocds-abc123-1", id="2", date=MAY, awards={"id": "A1"}),
    )

    broken, sound = tables["processes"]
    assert "/awards" in broken["quarantined"]
    assert known(broken).keys() == {
        *("entry", "line", "ocid", "quarantined"),
        *("first_release", "last_release", "releases", "undated"),
    }
    assert (broken["entry"], broken["releases"]) == (2, 2)
    assert sound["quarantined"] is None
    assert [row["award_id"] for row in tables["awards"]] == ["A2"]


def test_what_the_merge_had_to_choose_is_noted_once(merging, a_release, recwarn):
    twice = [{"id": "A1", "title": "first"}, {"id": "A1", "title": "second"}]

    tables = merging(a_release(awards=twice), a_release(id="2", awards=twice))

    [process] = tables["processes"]
    assert process["notes"] == "/awards: an id stands twice in one release"
    assert [row["title"] for row in tables["awards"]] == ["second"]
    assert list(recwarn) == []


def test_an_award_without_an_id_is_named_by_its_place_and_counted_once(merging, a_release):
    award = {"title": "A bridge", "value": worth(5)}
    other = {"title": "A road", "value": worth(7)}

    tables = merging(a_release(awards=[award, other]), a_release(id="2", date=MAY, awards=[award]))

    assert [(row["award_id"], row["title"], row["entry"]) for row in tables["awards"]] == [
        ("no-id-1", "A bridge", 1),
        ("no-id-2", "A road", 1),
    ]
    assert tables["processes"][0]["award_amount"] == Decimal("12.00")


def test_ids_as_number_and_as_text_name_one(merging, a_release):
    tables = merging(
        a_release(contracts=[{"id": 1, "title": "x"}]),
        a_release(id="2", date=MAY, contracts=[{"id": "1", "status": "active"}]),
    )

    [contract] = tables["contracts"]
    assert (contract["title"], contract["status"]) == ("x", "active")


@pytest.mark.parametrize(
    ("values", "amount", "currency"),
    [
        ([worth(5), worth(7)], "12.00", "IDR"),
        ([worth(0.005), worth(0.005)], "0.02", "IDR"),
        ([worth(5), worth(7, "USD")], None, None),
        ([worth(5), {"currency": "IDR"}], None, "IDR"),
        ([worth(5), None], None, None),
        ([{"amount": 5}, {"amount": 7}], "12.00", None),
        ([worth("5")], None, "IDR"),
        ([worth(9 * 10**15), worth(9 * 10**15)], None, "IDR"),
        ([], None, None),
    ],
)
def test_a_sum_with_an_unknown_part_is_unknown(merging, a_release, values, amount, currency):
    contracts = [{"id": str(n), "value": value} for n, value in enumerate(values)]

    [process] = merging(a_release(contracts=contracts))["processes"]

    assert process["contracts"] == len(values)
    assert process["contract_amount"] == (None if amount is None else Decimal(amount))
    assert process["contract_currency"] == currency


def test_what_is_cancelled_or_unsuccessful_does_not_count(merging, a_release):
    awards = [
        {"id": "1", "status": "cancelled", "value": worth(1), "date": "2026-01-01"},
        {"id": "2", "status": "unsuccessful", "date": "2026-01-02"},
        {"id": "3", "status": "active", "value": worth(5), "date": "2026-03-01"},
        {"id": "4", "status": "pending", "value": worth(5), "date": "2026-02-01"},
        {"id": "5", "value": worth(5)},
    ]
    contracts = [
        {"id": "1", "status": "cancelled", "value": worth(1)},
        {"id": "2", "status": "terminated", "value": worth(2)},
    ]

    [process] = merging(a_release(awards=awards, contracts=contracts))["processes"]

    assert (process["awards"], process["award_amount"]) == (3, Decimal("15.00"))
    assert process["award_date"] == date(2026, 2, 1)
    assert (process["contracts"], process["contract_amount"]) == (1, Decimal("2.00"))


@pytest.mark.parametrize(
    ("tender", "count"),
    [
        ({"numberOfTenderers": 2, "tenderers": [{"id": "1"}]}, 2),
        ({"tenderers": [{"id": "1"}, {"id": 1}, {"id": "2"}]}, 2),
        ({"tenderers": []}, None),
        ({"numberOfTenderers": 0}, 0),
        ({"numberOfTenderers": "2"}, None),
        ({}, None),
    ],
)
def test_tenderers_are_counted_by_the_publisher_else_by_the_list(merging, a_release, tender, count):
    [process] = merging(a_release(tender={"id": "T1", **tender}))["processes"]

    assert process["tenderers"] == count


@pytest.mark.parametrize(
    ("amount", "money"),
    [
        (b"0.005", "0.01"),
        (b"-0.005", "-0.01"),
        (b"1e15", "1000000000000000.00"),
        (b"9999999999999999.99", "9999999999999999.99"),
        (b"9999999999999999.995", None),
        (b"1e16", None),
        (b"1e-30", "0.00"),
    ],
)
def test_money_is_rounded_half_up_or_unknown(amount, money):
    text = b'{"ocid":"ocds-abc123-1","tender":{"value":{"amount":%s,"currency":"IDR"}}}' % amount
    releases = pa.table(
        {"ocid": ["ocds-abc123-1"], "entry": [0], "line": [1], "json": [text.decode()]}
    )

    [process] = merge({"releases": releases})["processes"].to_pylist()

    assert process["tender_amount"] == (None if money is None else Decimal(money))


ODD: list[object] = [
    None,
    True,
    5,
    "text",
    [],
    {},
    [1],
    [None],
    [[]],
    {"id": []},
    [{"id": {}}],
    [{"id": "1"}],
]


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize("field", ["tender", "awards", "contracts", "buyer", "parties", "tag"])
def test_odd_content_costs_at_most_its_own_process(merging, a_release, field, odd):
    tables = merging(
        a_release(**{field: odd}),
        a_release(id="2", date=MAY, tender={"id": "T1", field: odd}, awards=[{field: odd}]),
        a_release(ocid="ocds-abc123-9", title="sound"),
    )

    assert tables["processes"][-1]["title"] == "sound"
    assert len(tables["processes"]) == 2


@pytest.mark.timeout(60)
def test_many_awards_in_one_process_take_time_in_proportion(merging, a_release):
    awards = [{"id": str(n), "suppliers": [{"id": str(n)}]} for n in range(20_000)]

    tables = merging(a_release(awards=awards))

    assert len(tables["awards"]) == len(tables["suppliers"]) == 20_000


def test_without_publications_the_tables_are_empty():
    names = ["entry", "line", *(column.name for column in RELEASES.columns)]
    nothing = pa.table({name: pa.array([], pa.string()) for name in names})

    tables = merge({"releases": nothing})

    assert {name: table.num_rows for name, table in tables.items()} == {
        table.name: 0 for table in FOLDED
    }


def test_the_tables_have_the_columns_and_kinds_that_are_declared():
    nothing = pa.table(
        {name: pa.array([], pa.string()) for name in ("ocid", "entry", "line", "json")}
    )
    types = {
        Kind.TEXT: pa.string(),
        Kind.CODE: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.MONEY: pa.decimal128(18, 2),
        Kind.DECIMAL: pa.decimal128(38, 9),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DATE: pa.date32(),
        Kind.DATETIME: pa.timestamp("us"),
    }

    tables = merge({"releases": nothing})

    for declared in FOLDED:
        expected = [("entry", pa.int64()), ("line", pa.int64())]
        expected += [(column.name, types[column.kind]) for column in declared.columns]
        assert [(field.name, field.type) for field in tables[declared.name].schema] == expected


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_the_result_depends_on_the_log_only_where_dates_are_equal(order):
    texts = [
        (
            f"ocds-abc123-{n % 2}",
            f'{{"ocid":"ocds-abc123-{n % 2}","date":"2026-01-0{n + 1}","a":{n}}}',
        )
        for n in range(6)
    ]
    tables = [
        merge(
            {
                "releases": pa.table(
                    {
                        "ocid": [texts[n][0] for n in places],
                        "entry": list(places),
                        "line": [1] * 6,
                        "json": [texts[n][1] for n in places],
                    }
                )
            }
        )
        for places in (range(6), order)
    ]

    assert tables[0] == tables[1]


def test_every_real_process_is_folded_and_keys_name_one_row(shared_data):
    files = sorted((shared_data / "ocds/real-ocds-sample-data").rglob("*.json"))
    rows = []
    for entry, path in enumerate(files):
        for one in REGISTER.read(Source(path.name, document=io.BytesIO(path.read_bytes()))):
            if not isinstance(one, Finding) and one.table.name == "releases":
                rows += [{"entry": entry, **row} for row in one.batch.to_pylist()]
    names = ["entry", "line", *(column.name for column in RELEASES.columns)]

    tables = merge({"releases": pa.table({name: [row[name] for row in rows] for name in names})})

    assert {name: table.num_rows for name, table in tables.items() if table.num_rows} == {
        "processes": 603,
        "planning": 450,
        "tenders": 518,
        "lots": 69,
        "items": 2705,
        "bids": 48,
        "tenderers": 238,
        "awards": 425,
        "suppliers": 456,
        "contracts": 431,
        "amendments": 14,
        "transactions": 385,
        "milestones": 419,
        "documents": 5546,
        "parties": 565,
    }
    for declared in FOLDED:
        keys = [
            tuple(row[name] for name in declared.key) for row in tables[declared.name].to_pylist()
        ]
        assert keys == sorted(set(keys))


def test_an_extension_that_the_government_hands_along_says_how_published_lists_merge(
    merging, a_release
):
    documents = {"documents": {"wholeListMerge": True}}
    patch = {"definitions": {"Tender": {"properties": documents}}}
    own = {"extensions": [{"name": "own", "patch": patch, "lists": {}, "always": True}]}
    releases = [
        a_release(id=day, date=f"{day}T09:00:00Z", tender={"id": "1", "documents": [{"id": name}]})
        for day, name in (("2026-03-01", "a"), ("2026-03-02", "b"))
    ]

    without, having = merging(*releases), merging(*releases, **own)

    assert [row["document_id"] for row in without["documents"]] == ["a", "b"]
    assert [row["document_id"] for row in having["documents"]] == ["b"]


def test_an_address_that_holds_rules_behind_a_space_ends_no_fold_and_has_no_say(reading, a_release):
    held = "data:application/merge-patch+json;base64,"
    named = [
        f"x {held}e3t7",
        f"y {held}eyJwcm9wZXJ0aWVzIjp7InRlbmRlciI6eyJvbWl0V2hlbk1lcmdlZCI6dHJ1ZX19fQ==",
    ]
    package = {"version": "1.1", "extensions": named, "releases": [a_release(tender={"id": "1"})]}

    [row] = reading(package).rows("releases")

    assert row["extensions"] is None
    for published in (None, " ".join(named[:1]), f"{held}e3t7", f"{held}W10="):  # by others, before
        rows = [{"entry": 1, **row, "extensions": published}]
        [tender] = merge({"releases": pa.Table.from_pylist(rows)})["tenders"].to_pylist()
        assert tender["ocid"] == "ocds-abc123-1"


def test_what_is_told_beside_many_releases_is_in_memory_once():
    found = _same(pa.chunked_array([pa.array(["abc def", None, "abc def"])]))

    assert found == ["abc def", None, "abc def"]
    assert found[0] is found[2]
