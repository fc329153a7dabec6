"""What a method gives is kept as what it is: a code that looks like a number stays a text."""

import json
from datetime import date

import pytest

from pendopo.flags import flags
from pendopo.published.flags.compute import Asked, compute
from pendopo.store.engine import connect
from pendopo.terms.flag import FlagError

AS_OF = date(2026, 11, 26)
ROW = "'a' as subject, 1e0 as value, 1e0 as threshold, true as flagged, null::varchar as missing"


@pytest.fixture
def raised():
    """Compute a flag of one row; give what of it was raised."""

    def computed(more, name="r018_single_bid"):
        with connect() as database:
            compute(database, [Asked(flags()[name], f"select {ROW}, {more}", {})], AS_OF)
            [row] = database.execute("select * from raised").fetchall()
            names = [column[0] for column in database.description]
        return dict(zip(names, row, strict=True))

    return computed


def test_an_input_is_told_with_what_it_is(raised):
    found = raised(
        "'1e3000000' as title, '03' as compared_with, 12.50::decimal(38, 2) as estimate, "
        "3::bigint as bids, date '2026-01-02' as award_date, "
        "timestamp '2026-01-02 10:00:00' as opened, null::varchar as method"
    )

    assert json.loads(found["inputs"]) == {
        "title": ["text", "1e3000000"],
        "compared_with": ["text", "03"],
        "estimate": ["number", "12.50"],
        "bids": ["number", "3"],
        "award_date": ["day", "2026-01-02"],
        "opened": ["moment", "2026-01-02 10:00:00"],
        "method": ["text", None],
    }


def test_a_row_of_a_pair_is_of_each_of_them_and_a_row_of_one_is_of_that_one(raised):
    pair = raised("['ID-10', 'S | 1'] as parties, 2 as awards", "r040_supplier_dominates_buyer")

    assert pair["parties"] == ["ID-10", "S | 1"]
    assert list(json.loads(pair["inputs"])) == ["awards"]
    assert raised("2 as awards", "r050_market_share")["parties"] == ["a"]
    assert raised("2 as awards", "r018_single_bid")["parties"] == []


def test_a_method_of_pairs_names_them(raised):
    with pytest.raises(FlagError, match="is of pairs; write a column parties"):
        raised("2 as awards", "r040_supplier_dominates_buyer")
