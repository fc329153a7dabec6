"""JSON in and out without losing a digit."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.standards.ocds.exact import JsonError, dump, parse


@pytest.mark.parametrize(
    "text",
    [
        '{"amount":1.10}',
        '{"amount":273700000000000000000.01}',
        '{"amount":-0.1000000000000000000001}',
        '{"amount":12345678901234567890123}',
        '{"list":[0.30000000000000004,2]}',
        "[1234567890123456]",
        "9007199254740993.5",
    ],
)
def test_every_digit_is_kept(text):
    value = parse(text.encode())

    assert dump(value) == text


def test_an_exponent_names_the_same_number():
    value = parse(b'{"amount": 1.5E3, "less": 2e-3}')

    assert value == {"amount": Decimal(1500), "less": Decimal("0.002")}
    assert parse(dump(value).encode()) == value


def test_a_number_in_a_text_stays_text():
    value = parse(b'{"title": "Roads: 1.5, 2.5", "lanes": 2}')

    assert value == {"title": "Roads: 1.5, 2.5", "lanes": 2}


def test_fields_keep_their_order():
    text = '{"ocid":"a","id":"1","awards":[],"date":null}'

    assert dump(parse(text.encode())) == text


@pytest.mark.parametrize(
    ("data", "line", "column", "near"),
    [
        (b"", 1, 1, ""),
        (b'{"a":', 1, 6, ""),
        (b'{"a":\n tru}', 2, 2, "tru}"),
        (b'{"a":NaN}', 1, 6, "NaN}"),
        (b'{"a":1}{"b":2}', 1, 8, '{"b":2}'),
        (b'{"a":\n"\xff"}', 2, 2, "0xff"),
        (b'{"a":1.5e99999999999999999999}', 1, 6, "1.5e99999999999999999999"),
    ],
)
def test_what_is_not_json_is_named_with_its_place(data, line, column, near):
    with pytest.raises(JsonError) as caught:
        parse(data)

    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.near.startswith(near)


def test_an_error_says_where_and_what():
    with pytest.raises(JsonError) as caught:
        parse(b'{"a": oh}')

    assert str(caught.value) == "line 1, column 7: 'oh}'"


def test_an_early_end_is_called_one():
    with pytest.raises(JsonError) as caught:
        parse(b'{"a": ')

    assert str(caught.value) == "line 1, column 7: the end of the text"


def test_nesting_beyond_reason_is_refused_by_either_way_of_reading():
    plain, exact = b"[" * 2000, b"[1.5," * 1020 + b"1" + b"]" * 1020

    for data in (plain, exact):
        with pytest.raises(JsonError):
            parse(data)


def test_what_is_nested_too_deep_cannot_be_written():
    value = parse(b"[" * 300 + b"]" * 300)

    with pytest.raises(ValueError, match="Recursion"):
        dump(value)


def test_what_parsing_never_gives_is_not_written():
    with pytest.raises(ValueError, match="not JSON serializable"):
        dump({"when": object()})


@settings(deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**30), 10**30)
        | st.decimals(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8")),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner)
        ),
        max_leaves=20,
    )
)
def test_what_was_written_is_read_back_as_it_was(value):
    text = dump(_as_parsed(value))

    again = parse(text.encode())

    assert json.loads(text, parse_float=Decimal) == again
    assert dump(again) == text


def _as_parsed(value):
    """Whole numbers beyond 64 bits are Decimal, as parsing gives them."""
    match value:
        case bool():
            return value
        case int():
            return value if abs(value) < 10**17 else Decimal(value)
        case list():
            return [_as_parsed(one) for one in value]
        case dict():
            return {name: _as_parsed(one) for name, one in value.items()}
        case _:
            return value
