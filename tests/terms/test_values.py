"""Which cells were values is carried beside a batch, for its rows and no others."""

import pyarrow as pa
import pytest

from pendopo.terms.values import values_of, with_values


def batch():
    return pa.record_batch([pa.array([2, 3]), pa.array(["1.5", "x"])], ["line", "0"])


def test_values_are_carried_and_texts_carry_nothing():
    values = pa.array([True, None])

    carried = with_values(batch(), {0: values})

    assert values_of(carried) == {0: values}
    assert carried == batch()
    assert (
        values_of(batch()) == values_of(with_values(batch(), {0: pa.array([False, False])})) == {}
    )


def test_rows_left_out_since_are_an_error():
    carried = with_values(batch(), {0: pa.array([True, False])})

    with pytest.raises(ValueError, match="call with_values anew"):
        values_of(carried.slice(0, 1))
