"""The desk's tables as one file, where PostgreSQL keeps them; SQLite's is a file already.

The file is what ``COPY`` writes, as ``pg_dump`` has it, so that ``psql`` reads it too. All of it is
of one moment: a transaction that sees no other's changes (REPEATABLE READ).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, Final

from django.core.management import call_command
from django.db import connection, transaction

_MIGRATIONS: Final = "django_migrations"
# What Django itself writes into tables that it has made.
_FILLED: Final = frozenset({"django_content_type", "auth_permission"})
_BEGIN: Final = re.compile(r"^copy \"(\w+)\" \((.+)\) from stdin;\n$")
_END: Final = "\\.\n"


class DumpError(Exception):
    """Tables that cannot be brought back: why, and what to do."""


def on_postgresql() -> bool:
    """Whether the tables are no file of ours."""
    return connection.vendor == "postgresql"


def begin(path: Path, until: ExitStack) -> Callable[[], None]:
    """Begin a view of all tables; what it gives writes them to a file that only its owner reads.

    It ends the view then: a server may end a transaction that asks nothing for long.

    :param until: ends the view with it, where nothing was written
    """
    view = until.enter_context(ExitStack())
    view.enter_context(transaction.atomic())
    cursor = view.enter_context(connection.cursor())
    cursor.execute("set transaction isolation level repeatable read, read only")
    cursor.execute("select 1")  # a view begins with its first question

    def write() -> None:
        with view:
            _write(cursor, path)

    return write


def _write(cursor: Any, path: Path) -> None:  # noqa: ANN401  Django's
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for table in sorted(connection.introspection.table_names(cursor)):
            described = connection.introspection.get_table_description(cursor, table)
            columns = ", ".join(f'"{one.name}"' for one in described)
            file.write(f'copy "{table}" ({columns}) from stdin;\n'.encode())
            with _copying(cursor, f'copy "{table}" ({columns}) to stdout') as copy:
                for block in copy:
                    file.write(block)
            file.write(_END.encode())


def load(path: Path) -> int:
    """Bring tables back into an empty database, and bring them up to date; give how many.

    :raises DumpError: when the database has tables already, or there is no such file
    """
    if connection.introspection.table_names():
        raise DumpError("the desk's database is not empty; name a new one in desk.database")
    try:
        applied = _applied(path)
    except FileNotFoundError:
        raise DumpError(f"{path} is not there; it comes with 'pendopo restore'") from None
    for app, name in applied.items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
    with transaction.atomic(), path.open(encoding="utf-8", newline="\n") as file:
        tables = list(_tables(file))
    call_command("migrate", verbosity=0, interactive=False)
    return len(tables)


def _applied(path: Path) -> dict[str, str]:
    """Give the last migration of each app that the tables in a file had seen."""
    found: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            begun = _BEGIN.match(line)
            if not begun or begun[1] != _MIGRATIONS:
                continue
            names = begun[2].replace('"', "").split(", ")
            for row in iter(file.readline, _END):
                values = dict(zip(names, row.rstrip("\n").split("\t"), strict=True))
                found[values["app"]] = max(values["name"], found.get(values["app"], ""))
    return found


def _tables(file: IO[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        for line in file:
            begun = _BEGIN.match(line)
            if not begun:
                raise DumpError(f"{file.name}: no table begins with {line[:40]!r}")
            table, columns = begun.groups()
            rows = iter(file.readline, _END)
            if table == _MIGRATIONS:
                for _ in rows:
                    continue
            else:
                _fill(cursor, table, columns, rows)
                yield table


def _fill(cursor: Any, table: str, columns: str, rows: Iterator[str]) -> None:  # noqa: ANN401  Django's
    """Fill a table, and have its numbers go on behind the highest."""
    if table in _FILLED:
        cursor.execute(f'delete from "{table}"')  # noqa: S608  one of these
    with _copying(cursor, f'copy "{table}" ({columns}) from stdin') as copy:
        for row in rows:
            copy.write(row)
    if '"id"' in columns:
        cursor.execute("select pg_get_serial_sequence(%s, 'id')", [table])
        [sequence] = cursor.fetchone()
        if sequence:
            cursor.execute(
                f'select setval(%s, coalesce((select max(id) from "{table}"), 0) + 1, false)',  # noqa: S608
                [sequence],
            )


def _copying(cursor: Any, sql: str) -> Any:  # noqa: ANN401  psycopg's, which types itself otherwise
    return cursor.cursor.copy(sql)
