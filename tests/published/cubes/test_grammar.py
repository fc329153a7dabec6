"""What is asked of a cube is taken apart as babbage's grammar has it, and what is added to it."""

import pytest

from pendopo.published.cubes.grammar import (
    Among,
    AnyOf,
    Between,
    Not,
    Sorted,
    Word,
    parse_cuts,
    parse_order,
    parse_refs,
)
from pendopo.published.errors import QueryError

YEAR = Among("year", (Word("2015"),))


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ("", ()),
        ("foo:bar", (Among("foo", (Word("bar"),)),)),
        ('foo:"bar lala"', (Among("foo", (Word("bar lala", quoted=True),)),)),
        ('foo:"a";"b"', (Among("foo", (Word("a", quoted=True), Word("b", quoted=True))),)),
        ("foo:3;22", (Among("foo", (Word("3;22"),)),)),
        ("foo:bar|year:2015", (Among("foo", (Word("bar"),)), YEAR)),
        ('foo:"bar|lala" | year:2015', (Among("foo", (Word("bar|lala", quoted=True),)), YEAR)),
        ("foo:2015M01", (Among("foo", (Word("2015M01"),)),)),
        ("foo:a, (b) or c", (Among("foo", (Word("a, (b) or c"),)),)),
        (r'foo:"\"é\\"', (Among("foo", (Word('"é\\', quoted=True),)),)),
        ("foo:", (Among("foo", (Word(""),)),)),
        ("(foo: or year:2015)", (AnyOf(((Among("foo", (Word(""),)),), (YEAR,))),)),
        ("year:2015..2018", (Between("year", Word("2015"), Word("2018")),)),
        ("year:2015..", (Between("year", Word("2015"), None),)),
        ("year:..-5.5", (Between("year", None, Word("-5.5")),)),
        ('c:"4".."5"', (Between("c", Word("4", quoted=True), Word("5", quoted=True)),)),
        ('c:"4"..', (Between("c", Word("4", quoted=True), None),)),
        ("foo:a..b", (Among("foo", (Word("a..b"),)),)),
        ("!year:2015", (Not(YEAR),)),
        ("(year:2015)", (AnyOf(((YEAR,),)),)),
        (
            '(c:"a".. or year:2015|!b.c:x y)',
            (
                AnyOf(
                    (
                        (Between("c", Word("a", quoted=True), None),),
                        (YEAR, Not(Among("b.c", (Word("x y"),)))),
                    )
                ),
            ),
        ),
    ],
)
def test_a_cut_is_read(text, cuts):
    assert parse_cuts(text) == cuts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("f oo:2015-01-04", "at letter 3 'oo:2015-01-04'"),
        ("foo", "at letter 4 the end"),
        ('foo:"bar', 'write the other "'),
        ('foo:"a" b', "write | and another cut"),
        ("a:1|", "write a reference"),
        ("(a:1", "write or and another cut"),
        ('(a:"x"or b:1)', "write or and another cut"),
        ('foo:"\\x"', "write \\ in a text twice"),
        ('foo:"\\ud800"', "write both halves of the letter"),
        ("a:1|" * 60 + "a:1", "at most 50 cuts"),
        ("(" * 20 + "a:1" + ")" * 20, "8 deep"),
        ("a" * 5000, "5000 letters"),
    ],
)
def test_a_cut_that_cannot_be_read_is_refused_with_its_place(text, told):
    with pytest.raises(QueryError, match=r"^cut") as refused:
        parse_cuts(text)

    assert told in str(refused.value)


def test_an_order_has_references_and_directions():
    assert parse_order("foo:desc, bar") == (Sorted("foo", descending=True), Sorted("bar"))


@pytest.mark.parametrize("text", ["foo:down", "foo bar", ",", "foo:"])
def test_an_order_that_cannot_be_read_is_refused(text):
    with pytest.raises(QueryError, match="order is "):
        parse_order(text)


def test_references_come_once_each():
    assert parse_refs("drilldown", "a|b.c|a", "|") == ("a", "b.c")


def test_what_is_no_reference_is_refused_by_its_parameter():
    with pytest.raises(QueryError, match=r"^fields: 'b d' is no reference"):
        parse_refs("fields", "a,b d", ",")
