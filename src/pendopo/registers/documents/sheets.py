"""The sheet that is filled in for a document: what its scope says is not asked again."""

from dataclasses import replace

from pendopo.registers.documents.read import SCOPE
from pendopo.registers.documents.tables import FILES
from pendopo.terms.column import Column, Table


def sheets() -> tuple[Table, ...]:
    """Give the one sheet, with a row for each file of the document."""
    asked = tuple(_asked(column) for column in FILES.columns if column.name not in SCOPE)
    return (replace(FILES, columns=asked, facets=()),)


def _asked(column: Column) -> Column:
    """Let the example of an address be one that can be fetched; of paper the rule says more."""
    return replace(column, form="uri") if column.name == "address" else column
