"""The government's exchange table, handed in as a sheet beside its releases."""

from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa

from pendopo.registers.contracts.tables import RATES
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Rows, Sheet
from pendopo.terms.wording import say

_NEEDED: Final = ("currency", "day", "rate")
_HOME: Final = "home_currency"
_NO_HOME: Final = Finding(
    "rate_names_its_home_currency",
    Weight.STOP,
    say("The table does not say in which currency its rates are."),
    write=say("Add a column home_currency, such as IDR, or set government.currency."),
    table=RATES.name,
    column=_HOME,
)


def exchange_sheets(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """Give the sheets that are exchange tables, and the others.

    One of rates has a currency, a day and a rate, and is of no process.
    """
    rates: list[Sheet] = []
    others: list[Sheet] = []
    for sheet in sheets:
        names = {name.strip().lower() for name in sheet.header}
        (rates if set(_NEEDED) <= names and "ocid" not in names else others).append(sheet)
    return rates, others


def read_rates(sheet: Sheet, home: str) -> Iterator[Rows | Finding]:
    """Read the rates; what is wrong in a cell is told when the cells are typed.

    :param home: the currency that the rates are in where a row does not say
    """
    places = {name.strip().lower(): str(place) for place, name in enumerate(sheet.header)}
    if _HOME not in places and not home:
        yield _NO_HOME
        return
    for batch in sheet.batches:
        columns = [
            batch.column(places[column.name])
            if column.name in places
            else pa.nulls(batch.num_rows, pa.string())
            for column in RATES.columns
        ]
        if _HOME not in places:
            columns[-1] = pa.array([home] * batch.num_rows)
        names = ["line", *(column.name for column in RATES.columns)]
        yield Rows(RATES, pa.RecordBatch.from_arrays([batch.column("line"), *columns], names))
