"""JSON at its quickest: a number is written again as it was, whichever way it was read."""

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pendopo.standards.ocds.double import parse_double
from pendopo.standards.ocds.exact import JsonError, parse

NUMBER = st.from_regex(
    r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?", fullmatch=True
)
VALUE = st.recursive(
    st.none() | st.booleans() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
)


@given(NUMBER, st.sampled_from(["", "1234567890123456", "3e5", "a.b.c"]))
@example("0.1", "")
@example("123456789012345.6", "")
@example("0.30000000000000004", "")
def test_an_amount_is_what_was_written(number, beside):
    text = json.dumps({"beside": beside})[:-1] + f', "amount": {number}}}'

    amount = parse_double(text.encode())["amount"]

    read = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    assert read == Decimal(number)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_all_else_is_read_as_by_the_careful_way(value):
    text = json.dumps(value).encode()

    assert parse_double(text) == parse(text)


@pytest.mark.parametrize("text", [b"", b"{", b'{"a": 01}', b"\xff"])
def test_what_is_not_json_is_told_as_by_the_careful_way(text):
    with pytest.raises(JsonError):
        parse_double(text)
