"""One release as rows of text, however its dates are written."""

from itertools import product
from typing import Any

import pytest

from pendopo.registers.contracts.brief import brief_of, read_brief
from pendopo.registers.contracts.rows import (
    Locale,
    amounts_out_of_reach,
    award_rows,
    contract_rows,
    release_row,
    tender_rows,
)
from pendopo.standards.ocds.instant import parse_instant

THERE = Locale("Asia/Jakarta", "IDR")
DAYS = ("2024-02-28", "2024-02-29", "2023-02-29", "2024-13-01", "1000-01-01", "2999-12-31")
CLOCKS = ("00:00:00", "02:30:59", "23:59:59", "24:00:00", "12:00")
ZONES = ("Z", "z", "", "+07:00", "-07:00", "+05:30", "-00:30", "+19:00", "+20:00", "+24:00")


@pytest.mark.parametrize("day", [*DAYS, "0001-01-01", "9999-12-31", "3000-06-01"])
def test_a_moment_is_that_of_its_parts_however_it_is_written(day):
    for clock, zone in product(CLOCKS, ZONES):
        written = f"{day}T{clock}{zone}"
        period = {"startDate": written, "endDate": written}
        release = brief_of({"ocid": "o", "date": written, "tender": {"tenderPeriod": period}})

        known = parse_instant(written, THERE.tzinfo)

        known = known if known and known.day.year > 1 else None
        moment = f"{known.utc.isoformat()}Z" if known else None
        assert release_row(release, "{}", THERE)[2] == moment, written
        [tender] = tender_rows(release, THERE)
        days = parse_instant(written)
        opened = days.day.isoformat() if days and days.day.year > 1 else None
        assert tender[9:12] == (opened, moment, moment), written


def test_what_is_read_in_brief_gives_the_rows_of_the_whole():
    raw = (
        b'{"ocid":"o","id":7,"date":"2026-03-02T05:00:00+07:00","tag":["award"],"x":[{"y":1}],'
        b'"buyer":{"id":"b","name":"B","z":1},"tender":{"id":"t","value":{"amount":1.5},'
        b'"numberOfTenderers":3},"awards":[{"id":"a","suppliers":[{"id":1},{}],"date":'
        b'"2026-03-02T05:00:00+07:00"}],"contracts":[{"id":"c","value":{"amount":1e30}}]}'
    )
    whole = {
        "ocid": "o",
        "id": 7,
        "date": "2026-03-02T05:00:00+07:00",
        "tag": ["award"],
        "buyer": {"id": "b", "name": "B", "z": 1},
        "tender": {"id": "t", "value": {"amount": 1.5}, "numberOfTenderers": 3},
        "awards": [{"id": "a", "suppliers": [{"id": 1}, {}], "date": "2026-03-02T05:00:00+07:00"}],
        "contracts": [{"id": "c", "value": {"amount": 1e30}}],
    }

    brief, of_whole = read_brief(raw), brief_of(whole)

    assert release_row(brief, raw, THERE) == release_row(of_whole, raw, THERE)
    assert tender_rows(brief, THERE) == tender_rows(of_whole, THERE)
    assert award_rows(brief) == award_rows(of_whole)
    assert award_rows(brief) == [("o", "7", "a", None, "2026-03-02", None, None, "2")]
    assert contract_rows(brief, THERE) == contract_rows(of_whole, THERE)
    assert amounts_out_of_reach(brief) == ["/contracts/*/value/amount"]


def test_parts_of_another_kind_give_no_row():
    odd: dict[str, Any] = {
        "ocid": "o",
        "buyer": "B",
        "tender": {},
        "awards": [None, {}, 1],
        "contracts": {"id": 1},
    }

    release = brief_of(odd)

    assert release_row(release, "{}", THERE)[4:6] == (None, None)
    assert tender_rows(release, THERE) == []
    assert award_rows(release) == [("o", None, None, None, None, None, None, "0")]
    assert contract_rows(release, THERE) == []
