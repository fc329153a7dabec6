"""A question about a table as an address writes it: ``?q=road&amount__gte=5&sort=-date``."""

from collections.abc import Iterable

from pendopo.published.errors import QueryError
from pendopo.published.reads import OPERATORS, Filter, Query
from pendopo.published.tables import PublishedTable
from pendopo.terms.wording import say

SEARCH = "q"
SORT = "sort"
# What an address says besides columns; a column of such a name is asked for by its operator.
RESERVED = frozenset({SEARCH, SORT, "page", "as-of", "limit", "after"})


def ask(table: PublishedTable, asked: Iterable[tuple[str, str]]) -> Query:
    """Read a question from an address. A parameter without a value asks nothing.

    :param asked: ``q`` (words), ``sort`` (a column, ``-`` before it for descending), and filters:
        ``column`` for equal, ``column__op`` for another of ``OPERATORS``. A column that is itself
        called ``q`` or ``sort`` is filtered by as ``q__eq``.
    :raises QueryError: for a parameter that the table does not answer
    """
    search = sort = ""
    filters = []
    for name, text in asked:
        if not text:
            continue
        if name == SEARCH and not search:
            search = text
        elif name == SORT and not sort:
            sort = text
        else:
            filters.append(_filter(table, name, text))
    column = sort.removeprefix("-")
    if column and column not in {c.name for c in table.columns}:
        raise QueryError(
            say("sort is {found}; write the name of a column, a - before it or not"),
            found=repr(sort),
        )
    return Query(tuple(filters), search, column, descending=sort.startswith("-"))


def parameter(column: str) -> str:
    """Give the parameter that asks for the rows whose column equals a value."""
    return f"{column}__eq" if column in RESERVED else column


def _filter(table: PublishedTable, name: str, text: str) -> Filter:
    columns = {column.name for column in table.columns}
    if name in {SEARCH, SORT}:
        raise QueryError(say("{parameter} is given twice; write it once"), parameter=name)
    if name in columns:
        return Filter(name, "eq", text)
    column, _, operator = name.rpartition("__")
    if column in columns and operator in OPERATORS:
        return Filter(column, operator, text)
    if column in columns:
        raise QueryError(
            say("{parameter}: write {column}__ and one of {operators}"),
            parameter=name,
            column=column,
            operators=", ".join(OPERATORS),
        )
    raise QueryError(
        say("{parameter} is no column of this table; write one of {columns}"),
        parameter=name,
        columns=", ".join(sorted(columns)),
    )
