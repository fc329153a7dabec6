"""A linter of the portable subset: eight rules, held on the syntax tree.

1. One SELECT that gives one row with one column, ``value``; only published tables; every subquery
   has a name; in a join every column says whose it is.
2. Money is DECIMAL(18,2); before ``/`` and ``*`` stands CAST(… AS DOUBLE); constants with a
   fraction are written 1e2, not 100.0.
3. Every divisor is NULLIF(CAST(… AS DOUBLE), 0); no ``//`` and no ``%``.
4. No median, percentile, quantile or approximate function.
5. Every window's order ends in a unique key and says where nulls go.
6. No rounding and no CAST to a whole number: the platform rounds, half up, for showing.
7. LIKE only over LOWER; no regular expressions, lists, lambdas, FILTER, random or clock: the day is
   the parameter ``$as_of``.
8. Doubles are compared with a tolerance; null is an answer of its own and never made a number.

Source: measured on DuckDB 1.5 and 2.0, PostgreSQL 15, ClickHouse, Sail and Spark 4.3: thirteen
measures within these rules agreed on all six; of twenty-six without them, three to eight failed on
each engine other than DuckDB.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

PARAMETER = "as_of"
_SHOWN = 60
_TOLERANCE = Decimal("1e-9")
_MONEY = "DECIMAL(18, 2)"

_TABLES = (exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered)
_NAMES = (exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.With, exp.CTE)
_PARTS = (exp.Subquery, exp.Union, exp.Limit, exp.Distinct, exp.Window, exp.Exists)
_VALUES = (exp.Literal, exp.Null, exp.Boolean, exp.Var, exp.DataType, exp.DataTypeParam)
_SUMS = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Paren, exp.DPipe, exp.Abs)
_TESTS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In, exp.Between, exp.Like)
_LOGIC = (exp.And, exp.Or, exp.Not, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Cast)
_LOGIC_OF_NULL = (exp.NullSafeEQ, exp.NullSafeNEQ)
_AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)
_RANKS = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead)
_TEXTS = (exp.Lower, exp.Upper, exp.Trim)
_DATES = (exp.DateDiff, exp.Extract, exp.Year, exp.Month, exp.Day)
_SYNTAX = frozenset((*_TABLES, *_NAMES, *_PARTS, *_VALUES))
_ARITHMETIC = frozenset((*_SUMS, *_TESTS, *_LOGIC, *_LOGIC_OF_NULL))
_FUNCTIONS = frozenset((*_AGGREGATES, *_RANKS, *_TEXTS, *_DATES))
_ALLOWED = _SYNTAX | _ARITHMETIC | _FUNCTIONS
_QUANTILES = ("median", "percentile", "quantile", "approx", "mode", "quartile")
_ROUNDING = ("round", "floor", "ceil", "trunc", "even")
_JOINS = frozenset({"", "INNER", "CROSS", "OUTER"})
_SIDES = frozenset({"", "LEFT", "RIGHT", "FULL"})


@dataclass(frozen=True, slots=True)
class Problem:
    """A place where SQL leaves the portable subset.

    :param rule: 1 to 8, as the module lists them
    :param found: the SQL at fault, cut to sixty characters
    :param write: what to write instead
    """

    rule: int
    found: str
    write: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"rule {self.rule}: {self.found}: write {self.write}"


def check(
    sql: str,
    tables: Mapping[str, Collection[str]] | None = None,
    keys: Mapping[str, Collection[str]] | None = None,
) -> list[Problem]:
    """Find every place where a measure leaves the portable subset; none means it may be published.

    :param tables: the published tables by bare name, each with its columns; None leaves names alone
    :param keys: the columns that name a row of each table; None asks for two orders in a window,
        the second as its key
    """
    try:
        return _check(sql, tables, keys)
    except SqlglotError as error:
        return [Problem(1, _cut(str(error).split("\n")[0]), "SQL that DuckDB parses")]
    except RecursionError:
        return [Problem(1, _cut(sql), "a SELECT that is nested less deep")]


def tables_of(sql: str) -> frozenset[str]:
    """Name the tables that a SELECT reads, in small letters, without those that it makes itself.

    Empty where it cannot be parsed: ``check`` says so.
    """
    try:
        statements = [one for one in sqlglot.parse(sql, read="duckdb") if one is not None]
    except (SqlglotError, RecursionError):
        return frozenset()
    found = {table.name.lower(): None for one in statements for table in one.find_all(exp.Table)}
    own = {cte.alias.lower() for one in statements for cte in one.find_all(exp.CTE)}
    return frozenset(found) - own


def agree(first: Decimal | float | None, second: Decimal | float | None) -> bool:
    """Whether two engines gave the same answer: null only equals null, doubles within 1e-9.

    Engines add doubles in other orders, so the last digits may differ.
    """
    if first is None or second is None:
        return first is second
    one, other = Decimal(first), Decimal(second)
    return abs(one - other) <= _TOLERANCE * max(Decimal(1), abs(one))


def _check(
    sql: str,
    tables: Mapping[str, Collection[str]] | None,
    keys: Mapping[str, Collection[str]] | None,
) -> list[Problem]:
    statements = sqlglot.parse(sql, read="duckdb")
    if len(statements) != 1 or not isinstance(statements[0], exp.Select):
        return [Problem(1, _cut(sql), "exactly one SELECT")]
    select = statements[0]
    problems = [
        *_shape_problems(select),
        *_token_problems(sql),
        *_node_problems(select),
        *_name_problems(select, tables),
        *_order_problems(sql, select, tables, keys),
    ]
    return list(dict.fromkeys(problems))


def _shape_problems(select: exp.Select) -> Iterator[Problem]:
    """Rules 1 and 8: one row, one column named value, and null left as it is."""
    projections = select.expressions
    names = [projection.alias_or_name for projection in projections]
    if names != ["value"]:
        yield Problem(1, ", ".join(names) or "no column", "one column, named: … as value")
    if not _gives_one_row(select):
        yield Problem(1, _cut(select.sql("duckdb")), "a SELECT of an aggregate, without GROUP BY")
    for projection in projections:
        value = projection.unalias()
        if isinstance(value, exp.Coalesce) and any(map(_is_number, value.expressions)):
            yield _problem(8, value, "the value alone: unknown is null, never a number")


def _gives_one_row(select: exp.Expr) -> bool:
    """Whether a SELECT gives exactly one row, whatever the tables hold."""
    may_drop_or_add = ("group", "having", "limit", "offset", "qualify", "distinct")
    if not isinstance(select, exp.Select) or any(select.args.get(arg) for arg in may_drop_or_add):
        return False
    if any(_aggregates(projection) for projection in select.expressions):
        return True
    if select.args.get("where"):
        return False
    sources = [select.args.get("from_"), *select.args.get("joins", ())]
    return all(_is_one_row_source(source, select) for source in sources if source is not None)


def _is_one_row_source(source: exp.Expr, select: exp.Select) -> bool:
    inner = source.this
    if isinstance(inner, exp.Subquery):
        return _gives_one_row(inner.this)
    named = {cte.alias: cte.this for cte in select.ctes}
    return inner.name in named and _gives_one_row(named[inner.name]) and not source.args.get("on")


def _aggregates(projection: exp.Expr) -> bool:
    """Whether a projection aggregates the rows of its own SELECT."""
    return any(
        node.find_ancestor(exp.Window, exp.Select) is projection.find_ancestor(exp.Select)
        for node in projection.find_all(*_AGGREGATES)
    )


def _token_problems(sql: str) -> Iterator[Problem]:
    """Rule 7, where the tree forgets how something was written."""
    for token in sqlglot.tokenize(sql, read="duckdb"):
        if token.token_type == TokenType.COLON:
            yield Problem(7, ":", f"the day as ${PARAMETER}; no slices")


def _node_problems(select: exp.Select) -> Iterator[Problem]:
    """Rules 2, 3, 4, 6, 7 and 8, node by node."""
    for node in select.walk():
        if type(node) in _ALLOWED:
            yield from _misused(node)
        else:
            yield from _refused(node)


def _refused(node: exp.Expr) -> Iterator[Problem]:
    """Give the rule that a node outside the subset breaks."""
    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.key
    if isinstance(node, exp.Placeholder) and node.name == PARAMETER:
        return
    if isinstance(node, exp.Star):
        if not isinstance(node.parent, exp.Count):
            yield _problem(1, node, "the columns by name")
    elif isinstance(node, exp.IntDiv | exp.Mod):
        yield _problem(3, node, "CAST(a AS DOUBLE) / NULLIF(CAST(b AS DOUBLE), 0)")
    elif any(word in name for word in _QUANTILES):
        yield _problem(4, node, "COUNT(DISTINCT a); a median by ROW_NUMBER: 2 * i >= n …")
    elif any(word in name for word in _ROUNDING) and isinstance(node, exp.Func):
        yield _problem(6, node, "the number itself: it is rounded for showing")
    else:
        yield _problem(7, node, _instead(node))


def _instead(node: exp.Expr) -> str:
    match node:
        case exp.Filter():
            return "SUM(CASE WHEN … THEN … END)"
        case exp.ILike() | exp.RegexpLike() | exp.RegexpILike() | exp.SimilarTo() | exp.Glob():
            return "LOWER(a) LIKE 'in lower case%'"
        case exp.CurrentDate() | exp.CurrentTimestamp() | exp.Placeholder() | exp.Parameter():
            return f"the day as ${PARAMETER}"
        case exp.Interval():
            return "DATE_DIFF('day', a, b)"
        case exp.TryCast():
            return "CAST, over a column whose kind is declared"
        case _:
            return "only what the portable subset has"


def _misused(node: exp.Expr) -> Iterator[Problem]:
    """Give the rule that an allowed node breaks by how it is used."""
    yield from _misused_number(node)
    yield from _misused_test(node)
    yield from _misused_clause(node)


def _misused_number(node: exp.Expr) -> Iterator[Problem]:
    match node:
        case exp.Mul():
            yield from _factors(node)
        case exp.Div():
            yield from _division(node)
        case exp.Cast():
            yield from _cast(node)
        case exp.Avg() if not _is_double(node.this):
            yield _problem(2, node, "AVG(CAST(a AS DOUBLE)), since decimals are averaged unlike")
        case exp.Literal() if not node.is_string and "." in node.name:
            yield _problem(2, node, "the number with an exponent, like 1e2 or 25e-2")


def _misused_test(node: exp.Expr) -> Iterator[Problem]:
    match node:
        case exp.Sub() | exp.Add() if _is_day(node.left) or _is_day(node.right):
            yield _problem(7, node, f"DATE_DIFF('day', a, ${PARAMETER})")
        case exp.EQ() | exp.NEQ() if _is_double(node.left) or _is_double(node.right):
            yield _problem(8, node, "ABS(a - b) <= 1e-9")
        case exp.Like() if not isinstance(node.this, exp.Lower):
            yield _problem(7, node, "LOWER(a) LIKE 'in lower case%'")
        case exp.DateDiff() if str(node.args.get("unit", "DAY")).upper() != "DAY":
            yield _problem(7, node, "DATE_DIFF('day', a, b)")
        case exp.If() if not isinstance(node.parent, exp.Case):
            yield _problem(7, node, "CASE WHEN … THEN … END")


def _misused_clause(node: exp.Expr) -> Iterator[Problem]:
    match node:
        case exp.Join() if not _is_plain_join(node):
            yield _problem(7, node, "JOIN or LEFT JOIN … ON, or EXISTS")
        case exp.With() if node.args.get("recursive"):
            yield _problem(7, node, "a WITH that is not recursive")
        case exp.Distinct() if node.args.get("on"):
            yield _problem(7, node, "ROW_NUMBER() over a total order, then the first")
        case exp.Group() if any(node.args[name] for name in node.args if name != "expressions"):
            yield _problem(7, node, "GROUP BY the columns by name")


def _factors(node: exp.Mul) -> Iterator[Problem]:
    # A whole number times a whole number is exact: the median by ROW_NUMBER needs 2 * i.
    whole = _is_whole(node.left) or _is_whole(node.right)
    if not whole and not _is_double(node):
        yield _problem(2, node, "CAST(a AS DOUBLE) * CAST(b AS DOUBLE)")


def _division(node: exp.Div) -> Iterator[Problem]:
    if not _is_double(node.left):
        yield _problem(2, node, "CAST(a AS DOUBLE) / …, since decimals are divided unlike")
    divisor = node.right.unnest()
    guarded = isinstance(divisor, exp.Nullif) and _is_double(divisor.this)
    if not guarded or not _is_zero(divisor.expression):
        yield _problem(3, node, "… / NULLIF(CAST(b AS DOUBLE), 0)")


def _cast(node: exp.Cast) -> Iterator[Problem]:
    to = node.to
    if to.is_type(*exp.DataType.INTEGER_TYPES):
        yield _problem(6, node, "the number itself: engines round halves unlike")
    elif to.is_type("decimal") and to.sql("duckdb") != _MONEY:
        yield _problem(2, node, f"CAST(… AS {_MONEY})")
    elif not to.is_type("double", "decimal", "date", "text", "varchar", "boolean"):
        yield _problem(2, node, "CAST(… AS DOUBLE)")


def _is_plain_join(join: exp.Join) -> bool:
    kinds = join.kind in _JOINS and join.side in _SIDES
    return kinds and not join.method and not join.args.get("using")


def _is_double(node: exp.Expr) -> bool:
    """Whether an expression is a double by its own text, wherever its columns come from."""
    match node:
        case exp.Cast():
            return node.to.is_type("double")
        case exp.Literal():
            return not node.is_string and "e" in node.name.lower()
    inner = _operands(node)
    return bool(inner) and all(map(_is_double, inner))


def _operands(node: exp.Expr) -> list[exp.Expr]:
    """Give the expressions whose kind an expression takes over; none where it has its own."""
    match node:
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
            return [node.left, node.right]
        case exp.Coalesce():
            return [node.this, *node.expressions]
        case exp.Case():
            results = [branch.args["true"] for branch in node.args["ifs"]]
            results += [node.args["default"]] if node.args.get("default") else []
            return [result for result in results if not isinstance(result, exp.Null)]
        case exp.Paren() | exp.Neg() | exp.Nullif() | exp.Abs() | exp.Sum() | exp.Min() | exp.Max():
            return [node.this]
        case exp.Avg():
            return [node.this]
        case _:
            return []


def _is_whole(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit()


def _is_number(node: exp.Expr) -> bool:
    bare = node.unnest()
    return isinstance(bare.this if isinstance(bare, exp.Cast) else bare, exp.Literal)


def _is_zero(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and Decimal(node.name) == 0


def _is_day(node: exp.Expr) -> bool:
    bare = node.unnest()
    return isinstance(bare, exp.Placeholder) or (
        isinstance(bare, exp.Cast) and bare.to.is_type("date")
    )


def _name_problems(
    select: exp.Select, tables: Mapping[str, Collection[str]] | None
) -> Iterator[Problem]:
    """Rule 1: only published tables and their columns, and in a join every column says whose."""
    for subquery in select.find_all(exp.Subquery):
        if isinstance(subquery.parent, exp.From | exp.Join) and not subquery.alias:
            yield _problem(1, subquery, "a name behind the subquery: ( … ) as counted")
    try:
        for scope in traverse_scope(select):
            yield from _scope_problems(scope, tables)
    except OptimizeError as error:
        yield Problem(1, _cut(str(error)), "a name of its own for each table")


def _scope_problems(
    scope: Scope, tables: Mapping[str, Collection[str]] | None
) -> Iterator[Problem]:
    for _, source in scope.selected_sources.values():
        yield from _source_problems(source, tables)
    for column in scope.columns:
        yield from _column_problems(scope, column, tables)


def _source_problems(
    source: object, tables: Mapping[str, Collection[str]] | None
) -> Iterator[Problem]:
    if not isinstance(source, exp.Table):
        return
    if not isinstance(source.this, exp.Identifier) or source.db:
        yield _problem(1, source, "the bare name of a published table")
    elif tables is not None and source.name.lower() not in tables:
        yield _problem(1, source, f"one of {', '.join(sorted(tables)) or 'no table'}")


def _column_problems(
    scope: Scope, column: exp.Column, tables: Mapping[str, Collection[str]] | None
) -> Iterator[Problem]:
    own = {name: source for name, (_, source) in scope.selected_sources.items()}
    if not column.table and len(own) != 1:
        yield _problem(1, column, f"whose it is: t.{column.name}")
        return
    source = _visible(scope, column.table) if column.table else next(iter(own.values()))
    known = _columns_of(source, tables)
    if known is not None and column.name.lower() not in known:
        yield _problem(1, column, f"one of {', '.join(sorted(known)) or 'the columns there are'}")


def _visible(scope: Scope | None, name: str) -> object:
    """Give the source of that name, of this SELECT or of one around it."""
    while scope is not None:
        if name in scope.sources:
            return scope.sources[name]
        scope = scope.parent
    return None


def _columns_of(
    source: object, tables: Mapping[str, Collection[str]] | None
) -> Collection[str] | None:
    match source:
        case exp.Table():
            return None if tables is None else {c.lower() for c in tables.get(source.name, ())}
        case Scope(expression=exp.Query() as query):
            return {name.lower() for name in query.named_selects}
        case _:
            return ()


def _order_problems(
    sql: str,
    select: exp.Select,
    tables: Mapping[str, Collection[str]] | None,
    keys: Mapping[str, Collection[str]] | None,
) -> Iterator[Problem]:
    """Rule 5: an order that leaves two rows equal is another order in another engine."""
    for ordered in _without_nulls(sql, select):
        yield _problem(5, ordered, f"{ordered.this.sql('duckdb')} NULLS LAST, or NULLS FIRST")
    read = {table.name.lower() for table in select.find_all(exp.Table)} & set(tables or keys or ())
    wanted = [set(columns) for table, columns in (keys or {}).items() if table in read]
    for order in select.find_all(exp.Order):
        if not _is_total(order, wanted, known=keys is not None):
            yield _problem(5, order, "a unique key as the last of the order")
    for window in select.find_all(exp.Window):
        if not window.args.get("order") and isinstance(window.this, _RANKS):
            yield _problem(5, window, "OVER (ORDER BY …), ending in a unique key")
    for limit in select.find_all(exp.Limit):
        if limit.parent is not None and not limit.parent.args.get("order"):
            yield _problem(5, limit, "ORDER BY … before LIMIT, ending in a unique key")


def _is_total(order: exp.Order, wanted: list[set[str]], *, known: bool) -> bool:
    """Whether the order, with what a window is parted by, holds a key of a table that is read."""
    names = [
        term.this.name.lower() for term in order.expressions if isinstance(term.this, exp.Column)
    ]
    parent = order.parent
    if isinstance(parent, exp.Window):
        parts = parent.args.get("partition_by") or ()
        names += [part.name.lower() for part in parts if isinstance(part, exp.Column)]
    if known:
        return any(key and key <= set(names) for key in wanted)
    return isinstance(order.expressions[-1].this, exp.Column) and len(names) > 1


def _without_nulls(sql: str, select: exp.Select) -> Iterator[exp.Ordered]:
    """Give the orders that do not say where nulls go: they go elsewhere in another dialect."""
    readings = [list(sqlglot.parse_one(sql, read=d).find_all(exp.Ordered)) for d in _dialects()]
    for ordered, *others in zip(select.find_all(exp.Ordered), *readings, strict=True):
        places = {bool(one.args.get("nulls_first")) for one in (ordered, *others)}
        if len(places) > 1:
            yield ordered


@cache
def _dialects() -> tuple[type[DuckDB], type[DuckDB]]:
    """Give DuckDB's dialect with nulls as the smallest and as the largest of values."""

    class NullsSmall(DuckDB):
        NULL_ORDERING = "nulls_are_small"

    class NullsLarge(DuckDB):
        NULL_ORDERING = "nulls_are_large"

    return NullsSmall, NullsLarge


def _problem(rule: int, node: exp.Expr, write: str) -> Problem:
    return Problem(rule, _cut(node.sql("duckdb")), write)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
