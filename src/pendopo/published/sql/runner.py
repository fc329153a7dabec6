"""The second gate and the answer: what runs in the limited process, on the engine's own tree."""

import json
import sys
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pendopo.published.sql.functions import NAMES, OPERATORS
from pendopo.store.engine import open_asking, quote

_KEPT = 4
# How Python is told that a module is not there.
_ABSENT: Any = None
_DETAIL_MOST = 600
# Nodes of the engine's tree that tell of the engine, or that no SELECT has by itself.
_OTHER_SOURCES = frozenset(
    {"SHOW_REF", "PIVOT", "COLUMN_DATA", "DELIM_GET", "BOUND_TABLE_REF", "INVALID"}
)
_GIVEN = "VALUE_PARAMETER"
_SPECIAL = frozenset({_GIVEN})
# A table of this schema goes by its bare name.
MAIN = "main"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A connection that sees some tables and nothing else.

    :param taken: names of the engine's own tables and views, which no question may take for its own
    """

    connection: duckdb.DuckDBPyConnection
    tables: frozenset[tuple[str, str]]
    taken: frozenset[str]


_opened: OrderedDict[str, _Opened] = OrderedDict()


def answer(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one question.

    :param spec: ``sql``; ``tables``, each with ``register``, ``name``, ``table`` (its name in the
        serving file) and ``path``; ``rows_most`` and ``bytes_most``; ``memory_mb``; ``days`` where
        the SELECT has parameters, which are days, by name
    :returns: ``columns`` (name and type), ``rows`` of texts and nulls, ``more``; or ``refused``
        (``unopened``, ``gate``, ``memory``, ``size``, ``zone`` or ``engine``) with ``detail``
    """
    # Another program may have brought pytz: a moment with a zone is told alike wherever we run.
    sys.modules.setdefault("pytz", _ABSENT)
    try:
        opened = _open(spec["tables"], spec["memory_mb"])
    except duckdb.IOException:
        return {"refused": "unopened", "detail": ""}
    try:
        days = {name: date.fromisoformat(day) for name, day in spec.get("days", {}).items()}
        statement = gated(opened, spec["sql"], parameters=bool(days))
        cursor = opened.connection.cursor()
        given = {name: day for name, day in days.items() if name in statement.named_parameters}
        cursor.execute(statement, given or None)
        columns = [(column[0], str(column[1])) for column in cursor.description or ()]
        rows = list(_rows(cursor, spec["rows_most"] + 1, spec["bytes_most"]))
        more = len(rows) > spec["rows_most"]
        return {"columns": columns, "rows": rows[: spec["rows_most"]], "more": more}
    except RefusedError as error:
        return {"refused": error.why, "detail": str(error)}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"refused": "memory", "detail": ""}
    except (duckdb.Error, ModuleNotFoundError) as error:
        # Times with a zone become Python's own only with another library, which is not here.
        why = "zone" if "pytz" in str(error) else "engine"
        return {"refused": why, "detail": _detail(str(error), spec["tables"])}


class RefusedError(ValueError):
    """The question is not answered.

    :param why: ``gate`` or ``size``
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(detail)
        self.why = why


def _open(tables: Sequence[Mapping[str, str]], memory_mb: int) -> _Opened:
    key = json.dumps(tables)
    if key not in _opened:
        paths = {f"t{number}": Path(table["path"]) for number, table in enumerate(tables)}
        views = [
            (
                (table["register"], table["name"]),
                f"select * from t{number}.main.{quote(table['table'])}",
            )
            for number, table in enumerate(tables)
        ]
        connection = open_asking(paths, views, memory_mb=memory_mb)
        internal = connection.execute(
            "select lower(view_name) from duckdb_views() where internal"
        ).fetchall()
        names = frozenset((t["register"].lower(), t["name"].lower()) for t in tables)
        _opened[key] = _Opened(connection, names, frozenset(name for (name,) in internal))
        while len(_opened) > _KEPT:
            _opened.popitem(last=False)
    _opened.move_to_end(key)
    return _opened[key]


def gated(opened: _Opened, sql: str, *, parameters: bool = False) -> duckdb.Statement:
    """Give the one SELECT that a text is.

    Statements are told apart first: other questions to the engine about a text may act on it.

    :param parameters: whether values stand in it that are given beside it
    :raises RefusedError: when it is anything else, or names what is not on the lists
    """
    statements = opened.connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise RefusedError("gate", "exactly one SELECT")
    [[text]] = opened.connection.cursor().execute("select json_serialize_sql(?)", [sql]).fetchall()
    tree = json.loads(text)
    if tree.get("error"):
        raise RefusedError("gate", str(tree.get("error_message", "")))
    nodes = list(_nodes(tree["statements"]))
    own = {str(name).lower() for node in nodes for name in _given(node)}
    for name in own & opened.taken:
        raise RefusedError("gate", name)
    for node in nodes:
        if not (parameters and node.get("type") == _GIVEN):
            _permit(node, own, opened.tables)
    return statements[0]


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _given(node: Mapping[str, Any]) -> Iterator[str]:
    """Give the names that a WITH gives."""
    entries = node.get("cte_map")
    for entry in entries.get("map", ()) if isinstance(entries, dict) else ():
        yield entry["key"]
    if "cte_name" in node or "ctename" in node:
        yield node.get("cte_name") or node.get("ctename") or ""


def _permit(node: Mapping[str, Any], own: set[str], tables: frozenset[tuple[str, str]]) -> None:
    kind = node.get("type")
    if not isinstance(kind, str):
        return
    if kind in _OTHER_SOURCES or kind in _SPECIAL or node.get("sample"):
        raise RefusedError("gate", kind)
    if kind == "BASE_TABLE":
        schema, name = node["schema_name"].lower(), node["table_name"].lower()
        bare = not schema and (name in own or (MAIN, name) in tables)
        if node["catalog_name"] or not ((schema, name) in tables or bare):
            raise RefusedError("gate", node["table_name"])
    if "function_name" in node:
        name = node["function_name"].lower()
        if name not in NAMES and not (node.get("is_operator") or name in OPERATORS):
            raise RefusedError("gate", f"{name}()")


def _rows(
    cursor: duckdb.DuckDBPyConnection, most: int, bytes_most: int
) -> Iterator[list[str | None]]:
    size = 0
    while most > 0 and (batch := cursor.fetchmany(min(most, 1000))):
        most -= len(batch)
        for row in batch:
            texts = [_text(value) for value in row]
            size += sum(len(text) for text in texts if text is not None)
            if size > bytes_most:
                raise RefusedError("size")
            yield texts


def _text(value: object) -> str | None:
    """Write a value as JSON would have it, as far as it has a way."""
    match value:
        case None:
            text = None
        case bool():
            text = "true" if value else "false"
        case Decimal():
            text = format(value, "f")
        case bytes():
            text = value.hex()
        case date() | datetime() | time():
            text = value.isoformat()
        case list() | tuple() | dict():
            text = json.dumps(value, ensure_ascii=False, default=_text)
        case _:
            text = str(value)
    return text


def _detail(text: str, tables: Sequence[Mapping[str, str]]) -> str:
    """Give the engine's words, without where anything lies."""
    for folder in {str(Path(table["path"]).parent) for table in tables}:
        text = text.replace(folder, "")
    return text[:_DETAIL_MOST]
