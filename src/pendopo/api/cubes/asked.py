"""What the addresses of cubes may be asked, and how it is read."""

import re
from typing import Final

from pendopo.api.door import Call, Parameter
from pendopo.published.cubes.asked import PAGE_SIZE, Page, Question
from pendopo.published.cubes.grammar import CUT, ORDER, parse_cuts, parse_order, parse_refs
from pendopo.published.cubes.readings import NOMINAL, Reading
from pendopo.published.errors import QueryError
from pendopo.terms.wording import say

PAGE_MOST: Final = 10_000
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_CALLBACK: Final = re.compile(
    r"[A-Za-z_$][A-Za-z0-9_$]{0,63}(?:\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,4}"
)
FORMS: Final = ("json", "csv", "parquet")

CUTS = Parameter(
    CUT,
    'Which facts: year:2015|function.code:"01";"04" for these years and one of these codes. Ranges '
    'are year:2015..2018, year:2015.. or function.code:"01".."04"; !phase:"proposal" leaves out; '
    '(function:"01" or programme:"1.02") takes either; note: takes what has no value.',
    {"type": "string"},
)
DRILLDOWN = Parameter(
    "drilldown",
    "By which dimensions or attributes amounts are added up, with | between them.",
    {"type": "string"},
    "record.entry",
)
AGGREGATES = Parameter(
    "aggregates",
    "Which aggregates, with | between them; all without it.",
    {"type": "string"},
    "_count",
)
ORDERED = Parameter(
    ORDER,
    "By what to sort, with commas between them, each with :asc or :desc behind it or not.",
    {"type": "string"},
)
FIELDS = Parameter(
    "fields",
    "Which measures, dimensions or attributes, with commas between them; all without it.",
    {"type": "string"},
    "record",
)
NUMBER = Parameter(
    "page",
    "Which page, counted from 1; 0 is the first too.",
    {"type": "integer", "minimum": 0, "maximum": 999999999},
)
SIZE = Parameter(
    "pagesize",
    f"How many in a page; without it {PAGE_SIZE}, and in CSV and Parquet all.",
    {"type": "integer", "minimum": 0, "maximum": PAGE_MOST},
    "10",
)
REAL = Parameter(
    "real",
    "Amounts in the prices of this year, by the published index datasets/price-index.",
    {"type": "string"},
)
PER = Parameter(
    "per",
    "capita: amounts per head, by the published table places/people.",
    {"type": "string"},
)
FORM = Parameter("format", "json without it, csv or parquet.", {"type": "string", "enum": FORMS})
CALLBACK = Parameter(
    "callback",
    "The answer as a call of this function (JSONP), for pages that cannot ask otherwise.",
    {"type": "string"},
)


def question(call: Call, refs: tuple[str, ...], reading: Reading = NOMINAL) -> Question:
    """Read what is asked beside the address.

    :param refs: drilldowns, fields, or the members' reference
    :raises QueryError: for what cannot be read
    """
    return Question(
        cuts=parse_cuts(call.query.get(CUTS.name, "")),
        refs=refs,
        aggregates=parse_refs(AGGREGATES.name, call.query.get(AGGREGATES.name, ""), "|"),
        order=parse_order(call.query.get(ORDERED.name, "")),
        # babbage's own client asked for page 0 until 2016, and babbage gave it the first.
        page=Page(max(1, _whole(call, NUMBER, 1)), _whole(call, SIZE, PAGE_SIZE)),
        reading=reading,
    )


def drilldowns(call: Call) -> tuple[str, ...]:
    """Read ``drilldown``."""
    return parse_refs(DRILLDOWN.name, call.query.get(DRILLDOWN.name, ""), "|")


def fields(call: Call) -> tuple[str, ...]:
    """Read ``fields``."""
    return parse_refs(FIELDS.name, call.query.get(FIELDS.name, ""), ",")


def form(call: Call) -> str:
    """Read ``format``.

    :raises QueryError: for another than there are
    """
    found = call.query.get(FORM.name, "") or FORMS[0]
    if found.lower() not in FORMS:
        raise QueryError(
            say("format is {found}; write one of {forms}"),
            found=repr(found),
            forms=", ".join(FORMS),
        )
    return found.lower()


def is_paged(call: Call) -> bool:
    """Whether a part of the answer is asked for."""
    return any(call.query.get(one.name) for one in (NUMBER, SIZE))


def callback(call: Call) -> str:
    """Read ``callback``: the name of a function; empty for none.

    :raises QueryError: for what is no name, since a browser would run it
    """
    found = call.query.get(CALLBACK.name, "")
    if found and not _CALLBACK.fullmatch(found):
        raise QueryError(
            say("callback is {found}; write the name of a function"), found=repr(found[:80])
        )
    return found


def _whole(call: Call, parameter: Parameter, usual: int) -> int:
    text = call.query.get(parameter.name, "")
    if not text:
        return usual
    least, most = parameter.schema["minimum"], parameter.schema["maximum"]
    if _NUMBER.fullmatch(text) and least <= int(text) <= most:
        return int(text)
    raise QueryError(
        say("{parameter} is {found}; write a whole number from {least} to {most}"),
        parameter=parameter.name,
        found=repr(text),
        least=str(least),
        most=str(most),
    )
