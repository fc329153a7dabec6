"""Datasets: any table, described by its own Table Schema or, without one, by its first rows."""

from pendopo.registers.datasets.schema import table_schema
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

__all__ = ["REGISTER", "table_schema"]

REGISTER = Register(
    name="datasets",
    title=say("Datasets"),
    summary=say("Tables of any kind, each with the description its publisher gave of its columns."),
    standard="Frictionless Table Schema 1.0",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table"),
    read=later(__name__, "read"),
    scope=(
        ScopePart(
            name="dataset",
            title=say("The dataset's name in addresses"),
            pattern="[a-z0-9-]{1,64}",
            example="road-repairs",
        ),
    ),
    source="https://specs.frictionlessdata.io/table-schema/",
)
