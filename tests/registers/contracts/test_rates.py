"""Money and time: amounts compare in one currency, dates without a zone in the government's."""

import json
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.registers.contracts.merge import merge
from pendopo.registers.contracts.rates import DAYS_MOST, Rates

OCID = "ocds-abc123-1"
USD = [
    ("USD", "IDR", date(2026, 1, 5), Decimal(16000)),
    ("USD", "IDR", date(2026, 1, 7), Decimal("16500.5")),
]


def folded(*releases, rates=(), zone="Asia/Jakarta", home="IDR"):
    """Merge releases of a government in its zone and currency."""
    table = pa.table(
        {
            "ocid": [one.get("ocid", OCID) for one in releases],
            "entry": pa.array(range(len(releases)), pa.int64()),
            "line": pa.array([1] * len(releases), pa.int64()),
            "json": [json.dumps({"ocid": OCID, **one}) for one in releases],
            "zone": [zone] * len(releases),
            "home_currency": [home] * len(releases),
        }
    )
    names = ("currency", "home_currency", "day", "rate")
    given = {"releases": table}
    if rates:
        given["exchange_rates"] = pa.table(dict(zip(names, zip(*rates, strict=True), strict=True)))
    return {name: found.to_pylist() for name, found in merge(given).items()}


def award(amount, currency="USD", day="2026-01-06", name="A1"):
    return {
        "id": name,
        "date": f"{day}T08:00:00+07:00",
        "value": {"amount": amount, "currency": currency},
    }


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        (date(2026, 1, 4), None),
        (date(2026, 1, 5), "16000"),
        (date(2026, 1, 6), "16000"),
        (date(2026, 1, 7), "16500.5"),
        (date(2026, 2, 7), "16500.5"),
        (date(2026, 2, 8), None),
        (None, None),
    ],
)
def test_the_rate_is_the_last_one_before_and_no_older_than_a_month(on, rate):
    found = Rates(USD).compare(Decimal(2), "USD", "IDR", on)

    assert found.rate == (None if rate is None else Decimal(rate))
    assert found.amount == (None if rate is None else 2 * Decimal(rate))


@given(st.dates(date(2025, 11, 1), date(2026, 4, 1)))
def test_no_rate_is_of_a_later_day_or_a_stale_one(on):
    found = Rates(USD).compare(Decimal(1), "USD", "IDR", on)

    assert found.day is None or 0 <= (on - found.day).days <= DAYS_MOST


def test_no_way_leads_through_a_third_currency():
    rates = Rates([("EUR", "USD", date(2026, 1, 5), Decimal("1.1")), *USD])

    assert rates.compare(Decimal(1), "EUR", "IDR", date(2026, 1, 6)).amount is None


def test_of_two_rates_for_one_day_the_last_counts():
    rates = Rates([*USD, ("USD", "IDR", date(2026, 1, 7), Decimal(17000))])

    assert rates.compare(Decimal(1), "USD", "IDR", date(2026, 1, 7)).rate == 17000


def test_an_amount_stays_as_it_is_and_is_compared_beside_it():
    [row] = folded({"awards": [award(2)]}, rates=USD)["awards"]

    assert (row["amount"], row["currency"]) == (Decimal("2.00"), "USD")
    assert (row["home_amount"], row["home_currency"]) == (Decimal("32000.00"), "IDR")
    assert (row["rate"], row["rate_day"]) == (Decimal(16000), date(2026, 1, 5))


def test_an_amount_in_the_home_currency_needs_no_table():
    [row] = folded({"awards": [award(2, "IDR")]})["awards"]

    assert (row["home_amount"], row["rate"], row["rate_day"]) == (Decimal("2.00"), 1, None)


@pytest.mark.parametrize("change", [{"rates": ()}, {"home": ""}, {"home": "EUR"}])
def test_without_a_rate_at_hand_the_comparison_is_unknown(change):
    [row] = folded({"awards": [award(2)]}, **{"rates": USD, **change})["awards"]

    assert (row["home_amount"], row["rate"], row["rate_day"]) == (None, None, None)


def test_nothing_is_added_over_currencies_but_what_each_was_worth():
    awards = [award(2), award(5, "IDR", name="A2")]

    [known] = folded({"awards": awards}, rates=USD)["processes"]
    [unknown] = folded({"awards": awards})["processes"]

    assert (known["award_amount"], known["award_currency"]) == (None, None)
    assert known["award_home_amount"] == Decimal("32005.00")
    assert (unknown["award_amount"], unknown["award_home_amount"]) == (None, None)


def test_an_amount_without_a_day_of_its_own_takes_that_of_its_release():
    bare = {"id": "A1", "value": {"amount": 1, "currency": "USD"}}

    [row] = folded({"date": "2026-01-08T00:00:00Z", "awards": [bare]}, rates=USD)["awards"]

    assert row["rate_day"] == date(2026, 1, 7)


def test_a_unit_price_keeps_what_is_less_than_a_hundredth():
    item = {"id": "1", "unit": {"value": {"amount": 0.0025, "currency": "IDR"}}}

    [row] = folded({"tender": {"id": "T", "items": [item]}})["items"]

    assert row["home_amount"] == Decimal("0.0025")


def test_a_date_without_a_zone_is_of_the_zone_of_the_government():
    tender = {"tenderPeriod": {"startDate": "2026-03-02T08:00:00", "endDate": "2026-03-16"}}

    [row] = folded({"date": "2026-03-01", "tender": tender})["tenders"]
    [process] = folded({"date": "2026-03-01", "tender": tender})["processes"]

    assert row["opened_at"] == datetime.fromisoformat("2026-03-02T01:00:00")
    assert (row["closed"], row["closed_at"]) == (
        date(2026, 3, 16),
        datetime.fromisoformat("2026-03-16T16:59:59"),
    )
    assert process["last_release"] == datetime.fromisoformat("2026-02-28T17:00:00")
    assert process["zoneless"] == 3


def test_a_deadline_with_a_time_is_that_moment_and_a_day_alone_lasts_until_its_end():
    def closed(until):
        [row] = folded({"tender": {"tenderPeriod": {"endDate": until}}}, zone="")["tenders"]
        return row["closed_at"]

    assert closed("2026-03-16") == datetime.fromisoformat("2026-03-16T23:59:59")
    assert closed("2026-03-16T00:00:00Z") == datetime.fromisoformat("2026-03-16T00:00:00")
    assert closed("16/03/2026") is None


def test_releases_are_ordered_by_what_their_dates_mean_there():
    first = {"date": "2026-03-02T08:00:00", "title": "at one in the morning, UTC"}
    second = {"date": "2026-03-02T02:00:00Z", "title": "an hour later"}

    assert folded(second, first)["processes"][0]["title"] == "an hour later"
    assert folded(second, first, zone="")["processes"][0]["title"] == first["title"]
