"""A name that stands twice in one object is found, however the text is set, and nothing else is."""

import json

import pytest

from pendopo.standards.ocds.exact import dump, parse
from pendopo.standards.ocds.twice import pointers_twice


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('{"a":1,"a":2}', [("/a", "a")]),
        ('{"a": 1, "b": {"c": [], "c": {}}}', [("/b/c", "c")]),
        ('{"a" : [{"id" : 1}, {"id" : 1, "id" : 1}]}', [("/a/1/id", "id")]),
        ('{"a\\u0062":1,"ab":2.50}', [("/ab", "ab")]),
        ('{"a":null,"a":null,"a":3}', [("/a", "a"), ("/a", "a")]),
        ('{"a":"\\u0022:","b":{"x":1,"x":2}}', [("/b/x", "x")]),
        ('{"y"\t:3,"y" \n :4}', [("/y", "y")]),
        ('{"a":"\\u003a","b":1,"b":2}', [("/b", "b")]),
        ('{"a":"\\u003A","b":1,"b":2}', [("/b", "b")]),
        ('{"x":{"\\":":1},"x":"\\u0022:"}', [("/x", "x")]),
    ],
)
def test_a_name_that_stands_twice_is_found(raw, found):
    assert pointers_twice(raw.encode(), dump(parse(raw.encode()))) == found


@pytest.mark.parametrize(
    "value", [{"a": {"a": [{"a": 1}, {"a": 1}]}, "b": '"a":1, "a" : 2', "c": '\\":'}, [], "x", 1.5]
)
@pytest.mark.parametrize("set_so", [{}, {"indent": 1}, {"separators": (" , ", " : ")}])
def test_names_of_different_objects_are_not_told(value, set_so):
    raw = json.dumps(value, **set_so).encode()

    assert pointers_twice(raw, dump(parse(raw))) == []
