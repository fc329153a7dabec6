"""JSON at its quickest: a number is written again as it was, whichever way it was read."""

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pendopo.standards.ocds.double import parse_double, parse_written
from pendopo.standards.ocds.exact import JsonError, dump, parse

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


@given(NUMBER, st.sampled_from(["", "1234567890123456", "3e5", "a.b.c", "\u00e9", '": ']))
@example("1.50", "")
@example("0.00001", "")
@example("-0", "")
@example("-0.0", "")
@example("123456789012345.6", "")
def test_what_is_written_as_it_was_is_known_for_that_and_all_else_is_left(number, beside):
    said = json.dumps({"beside": beside}, ensure_ascii=False, separators=(",", ":"))
    text = f'{said[:-1]},"amount":{number}}}'.encode()

    found = parse_written(text)

    assert found is None or dump(found) == dump(parse(text)) == text.decode()


@pytest.mark.parametrize(
    "text", [b'{"a":1.5,"b":[0.0001,-7,"\xc3\xa9"]}', b'{"id":"1234567890123456"}', b"[]", b"-0.0"]
)
def test_what_programs_mostly_write_is_known_for_what_it_is(text):
    assert dump(parse_written(text)).encode() == text


@pytest.mark.parametrize(
    "text",
    [
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1 }',
        b'{"a":"\\u0041"}',
        b'{"a":1.50}',
        b'{"a":1e5}',
        b'{"a":12345678901234567890}',
        b'{"a":' + b"[" * 300 + b"]" * 300 + b"}",
        b"{",
        b"\xff",
    ],
)
def test_what_would_be_written_otherwise_is_left_to_the_careful_way(text):
    assert parse_written(text) is None
