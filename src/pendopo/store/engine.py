"""DuckDB, opened so that it reads what it is handed and nothing else."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

if TYPE_CHECKING:
    import pyarrow as pa

# No query may fetch or load code: an extension would be downloaded at its first use.
_CLOSED: Final[Mapping[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def engine_name() -> str:
    """Give the engine and its version, as a publication's metadata names it."""
    return f"duckdb {duckdb.__version__}"


def connect(
    path: Path | None = None, *, memory_mb: int = 512, threads: int = 1
) -> duckdb.DuckDBPyConnection:
    """Open a working database: in memory, or a new file.

    :param path: a new file, or None for memory
    """
    connection = duckdb.connect(
        str(path) if path else ":memory:",
        config={**_CLOSED, "threads": str(threads), "memory_limit": f"{memory_mb}MB"},
    )
    # What takes seconds would be drawn onto standard output, over the lines of a command.
    connection.execute("set enable_progress_bar = false")
    # What a step let go of is the system's again, where it would otherwise be kept up to 128 MB.
    connection.execute("set allocator_flush_threshold = '16MB'")
    return connection


def register_once(
    connection: duckdb.DuckDBPyConnection, name: str, rows: "pa.RecordBatchReader"
) -> None:
    """Give rows a name by which one statement reads them, a batch at a time.

    Handed the reader itself, the engine lets Arrow read ahead, up to a gigabyte where what it does
    with the rows takes longer than reading them.
    """
    connection.register(name, rows.__arrow_c_stream__())


def shut(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Close the way to files and network for good; what is attached stays readable."""
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def open_reading(path: Path, *, memory_mb: int = 256) -> duckdb.DuckDBPyConnection:
    """Open a serving file for reading only, with the way out shut."""
    return duckdb.connect(
        str(path),
        read_only=True,
        config={
            **_CLOSED,
            "threads": "1",
            "memory_limit": f"{memory_mb}MB",
            "enable_external_access": "false",
            "lock_configuration": "true",
        },
    )


def open_asking(
    files: Mapping[str, Path],
    views: Iterable[tuple[tuple[str, str], str]],
    *,
    memory_mb: int,
) -> duckdb.DuckDBPyConnection:
    """Open serving files side by side for questions of strangers, with the way out shut.

    :param files: the alias of each to its path
    :param views: schema and name of each table that is seen, and the SELECT that it is
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            **_CLOSED,
            "threads": "1",
            "memory_limit": f"{memory_mb}MB",
            # Before the way out is shut: afterwards the engine could not take its own default.
            "temp_directory": "",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    for alias, path in files.items():
        connection.execute(f"attach {literal(str(path))} as {alias} (read_only)")
    for (schema, name), select in views:
        connection.execute(f"create schema if not exists {quote(schema)}")
        connection.execute(f"create view {quote(schema)}.{quote(name)} as {select}")
    return shut(connection)


def quote(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text."""
    return "'" + text.replace("'", "''") + "'"


def file_list(paths: Iterable[Path]) -> str:
    """Write paths as the list that ``read_parquet`` takes."""
    return "[" + ", ".join(literal(str(path)) for path in paths) + "]"
