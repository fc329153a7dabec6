"""The folded tables: what of a process becomes a row of which table, and under which key."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from pendopo.registers.contracts.tables import FOLDED
from pendopo.terms.column import Kind

MAY = "2026-05-02T09:00:00+07:00"
OCID = "ocds-abc123-1"


def idr(amount):
    return {"amount": amount, "currency": "IDR"}


ITEM = {
    "id": 1,
    "description": "Cement",
    "classification": {"scheme": "CPV", "id": "44111200", "description": "Cement"},
    "additionalClassifications": [{"scheme": "UNSPSC", "id": 30111601}],
    "quantity": 12.5,
    "unit": {"name": "bag", "id": "EA", "value": idr(0.004)},
    "relatedLot": "L1",
}
DOCUMENT = {
    "id": "D1",
    "documentType": "biddingDocuments",
    "title": "Terms",
    "url": "https://example.org/terms.pdf",
    "datePublished": "2026-03-01T08:00:00+07:00",
    "format": "application/pdf",
    "language": "id",
}
MILESTONE = {
    "id": "M1",
    "title": "Half built",
    "type": "delivery",
    "dueDate": "2026-06-01T00:00:00+07:00",
    "dateMet": "2026-06-09T00:00:00+07:00",
    "status": "met",
}
AMENDMENT = {"id": "V1", "date": MAY, "description": "More time", "rationale": "Floods"}
TENDER = {
    "id": "T1",
    "tenderPeriod": {"startDate": "2026-03-02T08:00:00+07:00", "endDate": "2026-03-16T08:00:00Z"},
    "lots": [{"id": "L1", "title": "North", "status": "active", "value": idr(7)}],
    "items": [ITEM],
    "tenderers": [{"id": "F1", "name": "CV One"}, {"id": "F2", "name": "CV Two"}],
    "documents": [DOCUMENT],
    "amendments": [AMENDMENT],
}
BID = {
    "id": "B1",
    "date": "2026-03-16T15:00:01+07:00",
    "status": "valid",
    "tenderers": [{"id": "F1", "name": "CV One"}],
    "value": idr(6),
    "documents": [{"id": "D2", "documentType": "submissionDocuments"}],
}
CONTRACT = {
    "id": "K1",
    "items": [ITEM],
    "milestones": [MILESTONE],
    "amendments": [AMENDMENT],
    "relatedProcesses": [
        {"id": "R2", "relationship": ["subContract"], "scheme": "ocid", "identifier": "ocds-1-2"}
    ],
    "implementation": {
        "transactions": [
            {"id": "P1", "date": MAY, "value": idr(3), "payer": {"id": "U1"}, "payee": {"id": "F1"}}
        ],
        "documents": [{"id": "D3", "documentType": "completionCertificate"}],
        "milestones": [{"id": "M2"}],
    },
}
PARTY = {
    "id": "F1",
    "name": "CV One",
    "roles": ["tenderer", "supplier"],
    "identifier": {"scheme": "ID-NIB", "id": "99", "legalName": "CV ONE"},
    "additionalIdentifiers": [{"scheme": "ID-KOM", "id": "7"}],
    "address": {"streetAddress": "Jl. Satu 1", "locality": "Contoh", "countryName": "Indonesia"},
    "contactPoint": {"name": "Ani Contoh", "email": "ani@example.org", "telephone": "0811"},
}


@pytest.fixture(scope="module")
def tables():
    from tests.registers.contracts.conftest import merged, release  # noqa: PLC0415

    return merged(
        release(
            planning={
                "rationale": "It floods",
                "budget": {"id": "APBD", "amount": idr(9), "project": "Roads", "projectID": "P1"},
                "documents": [{"id": "D0", "documentType": "needsAssessment"}],
            },
            tender=TENDER,
            bids={"details": [BID]},
            parties=[PARTY, {"id": "U1", "name": "Public works"}],
            relatedProcesses=[{"id": "R1", "relationship": ["prior"], "identifier": "x"}],
        ),
        release(id="2", date=MAY, awards=[{"id": "A1", "items": [ITEM]}], contracts=[CONTRACT]),
    )


def rows(tables, name, *columns):
    return [tuple(row[column] for column in columns) for row in tables[name]]


def test_a_plan_has_its_budget(tables):
    assert rows(tables, "planning", "rationale", "budget_id", "project_id", "amount") == [
        ("It floods", "APBD", "P1", Decimal("9.00"))
    ]


def test_a_tender_has_its_moments_for_what_is_counted_in_hours(tables):
    assert rows(tables, "tenders", "opened_at", "closed", "closed_at") == [
        (
            datetime.fromisoformat("2026-03-02T01:00:00"),
            date(2026, 3, 16),
            datetime.fromisoformat("2026-03-16T08:00:00"),
        )
    ]
    assert rows(tables, "bids", "date", "date_at", "amount", "tenderers") == [
        (
            date(2026, 3, 16),
            datetime.fromisoformat("2026-03-16T08:00:01"),
            Decimal("6.00"),
            "CV One",
        )
    ]


def test_who_is_listed_and_who_bids_are_told_apart(tables):
    assert rows(tables, "tenderers", "part", "part_id", "tenderer_id", "tenderer") == [
        ("bid", "B1", "F1", "CV One"),
        ("tender", "T1", "F1", "CV One"),
        ("tender", "T1", "F2", "CV Two"),
    ]


def test_an_item_says_what_it_belongs_to_and_what_one_costs(tables):
    assert rows(tables, "items", "part", "part_id", "item_id", "entry") == [
        ("award", "A1", "1", 1),
        ("contract", "K1", "1", 1),
        ("tender", "T1", "1", 0),
    ]
    [first, *_] = tables["items"]
    assert (first["scheme"], first["class_id"], first["other_classes"]) == (
        *("CPV", "44111200"),
        "UNSPSC 30111601",
    )
    assert (first["quantity"], first["unit"], first["amount"], first["related_lot"]) == (
        *(Decimal("12.5"), "bag"),
        *(Decimal("0.004"), "L1"),
    )


def test_documents_milestones_and_amendments_say_what_they_belong_to(tables):
    assert rows(tables, "documents", "part", "part_id", "document_id", "type") == [
        ("bid", "B1", "D2", "submissionDocuments"),
        ("implementation", "K1", "D3", "completionCertificate"),
        ("planning", "no-id", "D0", "needsAssessment"),
        ("tender", "T1", "D1", "biddingDocuments"),
    ]
    assert rows(tables, "milestones", "part", "part_id", "milestone_id", "due", "met") == [
        ("contract", "K1", "M1", date(2026, 6, 1), date(2026, 6, 9)),
        ("implementation", "K1", "M2", None, None),
    ]
    assert rows(tables, "amendments", "part", "part_id", "amendment_id", "rationale") == [
        ("contract", "K1", "V1", "Floods"),
        ("tender", "T1", "V1", "Floods"),
    ]


def test_a_lot_a_payment_and_a_related_process_have_rows(tables):
    assert rows(tables, "lots", "lot_id", "title", "amount") == [("L1", "North", Decimal("7.00"))]
    assert rows(tables, "transactions", "contract_id", "transaction_id", "payer", "payee_id") == [
        ("K1", "P1", "Public works", "F1")
    ]
    assert rows(tables, "related_processes", "part", "part_id", "related_id", "relationship") == [
        ("contract", "K1", "R2", "subContract"),
        ("process", "no-id", "R1", "prior"),
    ]


def test_a_party_has_its_identifiers_and_address_and_no_contact_point(tables):
    party, _ = tables["parties"]

    assert (party["roles"], party["scheme"], party["other_identifiers"]) == (
        *("tenderer; supplier", "ID-NIB"),
        "ID-KOM 7",
    )
    assert (party["street"], party["country"]) == ("Jl. Satu 1", "Indonesia")
    told = str(tables)
    assert not any(secret in told for secret in ("Ani Contoh", "ani@example.org", "0811"))


def test_the_first_value_of_a_contract_stays_beside_the_last(merging, a_release):
    period = {"endDate": "2026-06-01T00:00:00Z"}
    first = {"id": "K1", "value": {"amount": 5, "currency": "USD"}, "period": period}
    later = {"id": "K1", "value": idr(7), "period": {"endDate": "2026-09-01T00:00:00Z"}}

    [contract] = merging(
        a_release(id="2", date=MAY, contracts=[later]), a_release(contracts=[first])
    )["contracts"]

    assert (contract["amount"], contract["currency"], contract["ends"]) == (
        *(Decimal("7.00"), "IDR"),
        date(2026, 9, 1),
    )
    assert (contract["first_amount"], contract["first_currency"], contract["first_ends"]) == (
        *(Decimal("5.00"), "USD"),
        date(2026, 6, 1),
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (None, "missing"),
        ("", "missing"),
        ("1-01-01", "year-1"),
        ("0001-01-01T00:00:00Z", "year-1"),
        ("0001-01-01T00:00:00+07:00", "year-1"),
        ("last Monday", "unreadable"),
        (20260302, "unreadable"),
    ],
)
def test_an_undated_release_has_its_own_place(merging, a_release, written, reason):
    tables = merging(a_release(id="1", title="new"), a_release(id="2", date=written, title="old"))

    assert rows(tables, "undated", "ocid", "number", "release_id", "reason", "entry") == [
        (OCID, 1, "2", reason, 1)
    ]
    assert rows(tables, "processes", "title", "undated", "releases") == [("new", 1, 2)]


def test_a_list_without_ids_is_named_by_place(merging, a_release):
    given = [{"documentType": "a"}, {"documentType": "b"}]

    tables = merging(a_release(tender={"documents": given}))

    assert rows(tables, "documents", "part_id", "document_id", "type") == [
        ("no-id", "no-id-1", "a"),
        ("no-id", "no-id-2", "b"),
    ]


def test_an_organisation_without_an_id_is_named_within_its_process_alone(merging, a_release):
    alpha, beta, nameless = {"name": "PT Alpha"}, {"name": "PT Beta"}, {"address": {"region": "x"}}
    bids = [{"id": "1", "tenderers": [alpha]}, {"id": "2", "tenderers": [beta, nameless]}]
    told = {"awards": [{"id": "A", "suppliers": [beta]}], "bids": {"details": bids}}

    tables = merging(a_release(parties=[alpha, beta], **told))

    first, second = (f"no-id/{OCID}/PT {name}" for name in ("Alpha", "Beta"))
    assert rows(tables, "tenderers", "part_id", "tenderer_id", "tenderer") == [
        ("1", first, "PT Alpha"),
        ("2", f"no-id/{OCID}/2/no-id-2", None),
        ("2", second, "PT Beta"),
    ]
    assert rows(tables, "suppliers", "supplier_id") == [(second,)]
    assert rows(tables, "parties", "party_id") == [(first,), (second,)]


@pytest.mark.parametrize("amount", [1e-9, 123456789012345.6, 0.1, 1e14, 5])
def test_an_amount_is_what_was_written_and_not_what_a_double_makes_of_it(
    merging, a_release, amount
):
    item = {"id": "1", "unit": {"value": idr(amount)}}

    [row] = merging(a_release(tender={"items": [item]}))["items"]

    assert row["amount"] == Decimal(repr(amount))


LISTS = {
    *("awards", "contracts", "items", "documents", "milestones", "parties", "relatedProcesses"),
    *("lots", "details", "suppliers", "tenderers", "transactions", "amendments"),
}
OF_THE_TENDER = {"items", "documents", "milestones"}


def paths():
    """The places in a release from which columns of text say that they are filled."""
    for table in FOLDED:
        for column in table.columns:
            source = column.source.removeprefix("OCDS 1.1.5, ").split(": ")[-1].split(" or ")[0]
            plain = column.kind in {Kind.TEXT, Kind.CODE} and "/" in source
            if plain and not column.name.startswith("other_"):
                yield table.name, column.name, source


def put(release, path, value):
    *steps, last = path.split("/")
    at = release["tender"] if steps[0] in OF_THE_TENDER else release
    for step in steps:
        at = at.setdefault(step, [{}])[0] if step in LISTS else at.setdefault(step, {})
    at[last] = value


def test_every_column_of_text_is_filled_from_where_it_says(merging, a_release):
    told = a_release(tender={})
    for _, _, path in paths():
        put(told, path, path)
    put(told, "contracts/value/amount", 1)

    tables = merging(told)

    wrong = [
        (name, column, path)
        for name, column, path in paths()
        if path not in {row[column] for row in tables[name]}
    ]
    assert wrong == []
