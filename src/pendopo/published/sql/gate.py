"""The first gate: a question in SQL is read before it is asked, and refused in words."""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pendopo.published.errors import SqlError
from pendopo.published.sql.functions import NAMES, OF_THE_ENGINE
from pendopo.published.sql.spelling import LETTERS_MOST, Name, spelled
from pendopo.terms.wording import say

_SHOWN = 60
_NAMED_MOST = 12

_QUERIES = (exp.Select, exp.Union, exp.Intersect, exp.Except, exp.Subquery, exp.Values, exp.Paren)
_CLAUSES = (
    exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit,
    exp.Offset, exp.Distinct, exp.Qualify, exp.With, exp.CTE, exp.Window, exp.WindowSpec,
    exp.Lateral, exp.Filter, exp.WithinGroup, exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple,
    exp.IgnoreNulls, exp.RespectNulls, exp.Fetch, exp.Exists, exp.Any, exp.All, exp.Grouping,
)  # fmt: skip
_NAMING = (exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Dot)
_VALUES = (
    exp.Literal, exp.Null, exp.Boolean, exp.Var, exp.DataType, exp.DataTypeParam, exp.Interval,
    exp.Kwarg, exp.PropertyEQ, exp.Lambda, exp.Slice, exp.Bracket, exp.ColumnDef, exp.Collate,
    exp.RawString, exp.IntervalSpan, exp.Aliases, exp.ArrayConcat, exp.JSONPath,
)  # fmt: skip
# These are written without a function's name, though sqlglot counts some among the functions.
_WRITTEN_OUT = (
    exp.Cast, exp.TryCast, exp.Case, exp.If, exp.Coalesce, exp.Array, exp.Struct, exp.ToMap,
    exp.Extract, exp.Columns, exp.And, exp.Or, exp.Not, exp.Xor, exp.Unnest, exp.Explode,
)  # fmt: skip
_ALWAYS = frozenset((*_QUERIES, *_CLAUSES, *_NAMING, *_VALUES, *_WRITTEN_OUT))
_OPERATIONS = (exp.Binary, exp.Unary, exp.Predicate, exp.Between, exp.In, exp.JSONPathPart)
_WRITES = (exp.Into, exp.Lock)

# What sqlglot does not know it logs as a warning; the asker is told, not the operator.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


def check(sql: str, tables: Collection[Name]) -> tuple[Name, ...]:
    """Read a question, and give the tables it names.

    :param tables: those that may be asked, each as register and name
    :raises SqlError: when it is anything but one SELECT over these tables and known functions
    """
    select = _one_select(sql)
    # Like the engine, names are compared without regard to capitals.
    known = {(register.lower(), name.lower()): (register, name) for register, name in tables}
    found: dict[Name, None] = {}
    for node in select.walk():
        if isinstance(node, exp.Table):
            name = _table(node, known)
            if name is not None:
                found[name] = None
        else:
            _permit(node)
    return tuple(found)


def _one_select(sql: str) -> exp.Expr:
    if not sql.strip():
        raise SqlError(say("The question is empty; write a SELECT"))
    if len(sql) > LETTERS_MOST:
        raise SqlError(
            say("The question has {found} letters; write at most {most}"),
            found=str(len(sql)),
            most=str(LETTERS_MOST),
        )
    try:
        statements = [one for one in sqlglot.parse(sql, read="duckdb") if one is not None]
    except SqlglotError as error:
        raise SqlError(
            say("This is no SQL that can be read: {why}"), why=_cut(_first_line(error))
        ) from error
    except RecursionError as error:
        raise SqlError(say("The question is nested too deep; write it flatter")) from error
    if len(statements) != 1:
        raise SqlError(
            say("There are {found} statements; write exactly one SELECT"),
            found=str(len(statements)),
        )
    if not isinstance(statements[0], _QUERIES):
        raise SqlError(
            say("{found}: only a SELECT is answered"), found=_cut(statements[0].sql("duckdb"))
        )
    return statements[0]


def _first_line(error: SqlglotError) -> str:
    # sqlglot underlines the place with the terminal's own marks.
    return str(error).split("\n")[0].replace("\x1b[4m", "").replace("\x1b[0m", "")


def _table(node: exp.Table, known: Mapping[Name, Name]) -> Name | None:
    """Give the published table that is named; None for one that the question made itself.

    :param known: those that there are, by their names in small letters
    :raises SqlError: for any other
    """
    inner = node.this
    if isinstance(inner, exp.Func):
        return None  # a function, which is looked at when its turn comes
    if not isinstance(inner, exp.Identifier):
        raise _refused(node)
    if node.args.get("version") or node.args.get("when"):
        raise _refused(node)
    if not node.db and not node.catalog and node.name.lower() in _own_names(node):
        return None
    found = known.get((node.db.lower(), node.name.lower()))
    if found is None or node.catalog:
        raise SqlError(
            say("{found} is no published table; write one of {tables}"),
            found=_cut(node.sql("duckdb")),
            tables=_choice(node.name, known.values()),
        )
    return found


def _choice(name: str, tables: Collection[Name]) -> str:
    """Name tables that may have been meant: those of the same name, else the first ones."""
    same = [one for one in tables if one[1].lower() == name.lower()]
    named = [spelled(one) for one in sorted(same or tables)]
    return ", ".join(named[:_NAMED_MOST]) + (" …" if len(named) > _NAMED_MOST else "")


def _own_names(node: exp.Expr) -> Iterator[str]:
    """Give the names that WITH clauses around a place give to its tables."""
    at: exp.Expr | None = node
    while at is not None:
        for one in at.args["with_"].expressions if at.args.get("with_") else ():
            yield one.alias.lower()
        at = at.parent


def _permit(node: exp.Expr) -> None:
    """Let a node pass.

    :raises SqlError: for one that is not on the list
    """
    if isinstance(node, exp.CTE) and OF_THE_ENGINE.match(node.alias):
        raise SqlError(
            say("{found} is a name of the engine's own; write another"), found=_cut(node.alias)
        )
    if isinstance(node, exp.Anonymous):
        name = node.name.lower()
        if name not in NAMES:
            raise SqlError(say("{found}() is no function that is answered here"), found=_cut(name))
    elif type(node) not in _ALWAYS and type(node) not in _functions():
        operation = isinstance(node, _OPERATIONS) and not isinstance(node, exp.Func)
        if not operation or isinstance(node, _WRITES):
            raise _refused(node)


def _refused(node: exp.Expr) -> SqlError:
    return SqlError(say("{found} is not answered here"), found=_cut(node.sql("duckdb")))


@cache
def _functions() -> frozenset[type[exp.Expr]]:
    """Give the classes of node that sqlglot makes of the functions, by name."""
    found: set[type[exp.Expr]] = set()
    for name in NAMES:
        for values in ("", "a", "a, b", "a, b, c"):
            with suppress(SqlglotError):
                made = sqlglot.parse_one(f"select {name}({values})", read="duckdb")
                found |= {type(node) for node in made.walk()}
    return frozenset(found - {exp.Anonymous})


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
