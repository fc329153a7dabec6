"""Documents made from what is published: its words, in the languages that the record speaks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pendopo.published.metadata import Metadata
from pendopo.published.reads import ALL, Reader
from pendopo.published.search.document import BETWEEN, Document, Kind
from pendopo.published.state import Publication
from pendopo.published.tables import Part, PublishedTable
from pendopo.terms.column import PLACE_CODE, PLACE_SCHEME, PLACES, Table
from pendopo.terms.column import Kind as CellKind
from pendopo.terms.indicator import Indicator
from pendopo.terms.register import Register
from pendopo.terms.spoken import every

# A table with more rows than this is found itself, and its own page searches its rows.
ROWS_MOST = 10_000
_WORDS = frozenset({CellKind.TEXT, CellKind.CODE})
_LETTERS_MOST = 4_000  # of one row

# A declared text and its translations, since a reader asks in any of the languages.
Said = Callable[[str], str]
# A publication's publisher and year, by its place in the log.
Facts = Callable[[int], tuple[str, int]]


def of_publication(
    publication: Publication, facts: Metadata, register: Register, said: Said
) -> Document:
    """Describe a publication by what its publisher says and what its columns mean."""
    return Document(
        source=source_of(publication.index),
        kind=Kind.PUBLICATION,
        title=facts.title,
        body=_joined(
            *every(facts.description),
            *every(facts.note),
            facts.publisher,
            facts.filename,
            *publication.scope.values(),
            said(register.title),
            *(text for one in facts.tables for text in _of_columns(one.table, said)),
        ),
        register=register.name,
        publisher=facts.publisher,
        year=int(publication.time[:4]),
        route={"id": publication.id},
    )


def of_table(
    table: PublishedTable, register: Register, newest: tuple[str, int], said: Said
) -> Document:
    """Describe a table by its title, what a row is, and what its columns mean.

    :param newest: publisher and year of the newest publication that it is made from
    """
    publisher, year = newest
    title = table.title or table.name
    return Document(
        source=table_source(table),
        kind=Kind.TABLE,
        title=title,
        body=_joined(
            said(table.table.row),
            said(title),
            said(register.title),
            *_of_columns(table.table, said),
        ),
        register=table.register,
        publisher=publisher,
        year=year,
        route={"register": table.register, "name": table.name},
        apart=0 if searched(table) else sum(part.rows for part in table.parts),
    )


def of_rows(table: PublishedTable, reader: Reader, facts: Facts) -> Iterator[Document]:
    """Describe each row by its key and its texts, a place by its name; none of too many."""
    if not searched(table):
        return
    columns = [column.name for column in table.table.columns if column.kind in _WORDS]
    if not columns:
        return
    labels = [column.name for column in table.table.columns if column.kind is CellKind.TEXT]
    rows = (
        reader.page(ALL, 0, ROWS_MOST)
        if table.folded
        else _rows(table.parts, [*columns, *table.table.key])
    )
    for row in rows:
        texts = [str(row[name]) for name in columns if row.get(name)]
        named = [str(row[name]) for name in table.table.key if row.get(name) is not None]
        # What a row is called, rather than a code such as its phase.
        called = next((str(row[name]) for name in labels if row.get(name)), "")
        title = ", ".join(named) or called or (texts[0] if texts else "")
        if not title:
            continue
        publisher, year = facts(int(str(row["entry"])))
        one = Document(
            source=table_source(table),
            kind=Kind.ROW,
            title=title,
            body=_joined(*texts)[:_LETTERS_MOST],
            register=table.register,
            publisher=publisher,
            year=year,
            route={
                "register": table.register,
                "name": table.name,
                "row": reader.row_id(row),
            },
        )
        yield _place(one, row) if f"{table.register}/{table.name}" == PLACES else one


def _place(one: Document, row: Mapping[str, Any]) -> Document:
    """Describe a place, whose page holds more than its row."""
    route = {"scheme": str(row[PLACE_SCHEME]), "code": str(row[PLACE_CODE])}
    return replace(one, kind=Kind.PLACE, title=str(row["name"]), route=route)


def of_measure(entry: int, indicator: Indicator, year: int, said: Said) -> Document:
    """Describe an indicator by its question."""
    return Document(
        source=f"m:{indicator.name}",
        kind=Kind.MEASURE,
        title=indicator.question,
        body=_joined(said(indicator.question), indicator.name, said(indicator.unit)),
        year=year,
        route={"entry": str(entry), "indicator": indicator.name},
    )


def of_office(name: str) -> Document:
    """Describe an office that publishes."""
    return Document(
        source=f"o:{name}", kind=Kind.OFFICE, title=name, body="", route={"office": name}
    )


def searched(table: PublishedTable) -> bool:
    """Say whether a table's rows are found one by one."""
    rows: dict[str, int] = {}
    for part in table.parts:
        rows[part.name] = rows.get(part.name, 0) + part.rows
    # A fold makes at most a row of each record, so that its largest record table bounds it.
    return max(rows.values(), default=0) <= ROWS_MOST


def source_of(entry: int) -> str:
    """Name a publication as a source of documents."""
    return f"p:{entry}"


def table_source(table: PublishedTable) -> str:
    """Name exactly these parts of a table as a source of documents."""
    return f"t:{table.register}/{table.name}@{table.version}"


def _rows(parts: Iterable[Part], columns: list[str]) -> Iterator[Mapping[str, Any]]:
    """Read the text columns and keys of record tables from the record itself."""
    # Only to gather: a portal that is idle is smaller without it.
    import pyarrow.parquet as pa_parquet  # noqa: PLC0415

    for part in parts:
        file = pa_parquet.ParquetFile(part.path)
        present = [name for name in file.schema_arrow.names if name in {"line", *columns}]
        for batch in file.iter_batches(columns=present):
            for row in batch.to_pylist():
                yield {**row, "entry": part.entry}


def _of_columns(table: Table, said: Said) -> Iterator[str]:
    for column in table.columns:
        yield from (column.name, said(column.title), said(column.meaning))


def _joined(*texts: str) -> str:
    return BETWEEN.join(dict.fromkeys(text for text in texts if text))
