"""What is not signed is not called signed, and payments are told as they are added up."""

from datetime import date
from decimal import Decimal

import pytest

from pendopo.portal.explained import Record, explained

PROCESS = dict.fromkeys(
    (
        *("buyer", "buyer_id", "title", "method", "tender_opened", "tender_closed", "tenderers"),
        *("status", "awards", "quarantined"),
    )
) | {"ocid": "ocds-abc123-1"}
CONTRACT = {"amount": Decimal(5), "currency": "IDR", "first_amount": None, "first_currency": None}


@pytest.fixture
def told():
    """Tell a purchase of what it led to; give what is said behind how it was bought."""

    def tell(contracts=(), paid=(), awards=()):
        record: Record = {name: [] for name in ("planning", "tenders", "transactions")}
        record |= {"processes": [PROCESS], "contracts": list(contracts), "awards": list(awards)}
        return explained(record, list(paid))[1:]

    return tell


@pytest.mark.parametrize(
    ("status", "signed", "sentence"),
    [
        ("active", date(2026, 1, 2), "A contract of 5 IDR was signed on 2 January 2026."),
        (
            "active",
            None,
            "A contract of 5 IDR has been published; when it was signed is not told.",
        ),
        ("pending", None, "A contract of 5 IDR is proposed; it is not yet in force."),
        (
            "pending",
            date(2026, 1, 2),
            "A contract of 5 IDR was signed on 2 January 2026; it is not yet in force.",
        ),
        ("cancelled", None, "A contract of 5 IDR was cancelled."),
    ],
)
def test_a_contract_is_told_by_its_status(told, status, signed, sentence):
    assert told([CONTRACT | {"status": status, "signed": signed}])[0] == sentence


@pytest.mark.parametrize(
    ("status", "amount", "sentence"),
    [
        (
            "pending",
            Decimal(5),
            "An award to CV Misal for 5 IDR is proposed; it is not yet in force.",
        ),
        ("pending", None, "An award to CV Misal is proposed; it is not yet in force."),
        ("active", Decimal(5), "On 2 January 2026 it was awarded to CV Misal for 5 IDR."),
        ("cancelled", Decimal(5), "An award of 2 January 2026 did not stand."),
    ],
)
def test_an_award_is_told_by_its_status(told, status, amount, sentence):
    award = {"suppliers": "CV Misal", "currency": "IDR", "date": date(2026, 1, 2)}

    assert told(awards=[award | {"status": status, "amount": amount}])[0] == sentence


def test_payments_are_told_for_each_currency(told):
    paid = [
        {"currency": "IDR", "number": 350, "unknown": 0, "amount": Decimal(700)},
        {"currency": "USD", "number": 1, "unknown": 0, "amount": Decimal("2.5")},
    ]

    assert told(paid=paid) == [
        "700 IDR was paid in 350 payments.",
        "2.5 USD was paid in 1 payment.",
    ]


def test_payments_are_not_added_up_where_one_is_unknown(told):
    contract = CONTRACT | {"status": "active", "signed": date(2026, 1, 2)}
    paid = [{"currency": "IDR", "number": 3, "unknown": 1, "amount": Decimal(2)}]

    assert told([contract], paid)[1:] == [
        "No payment has been published, or its amount is not told."
    ]
