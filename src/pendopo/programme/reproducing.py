"""How anyone computes what a check gave: the SQL, and the tables that it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pendopo.programme.looking_up import sql_of
from pendopo.store.engine import literal, quote
from pendopo.terms.commitment import Check, CoverageCheck, IndicatorCheck, MeasureCheck
from pendopo.terms.indicator import Indicator


@dataclass(frozen=True, slots=True)
class Recipe:
    """SQL over published tables, which go by their bare names.

    :param tables: each as register and name
    :param sql: as the check has it; the day is ``$as_of`` where it asks for one
    """

    tables: tuple[tuple[str, str], ...]
    sql: str

    def script(self, day: date) -> str:
        """Write it as a file for DuckDB, beside the tables' Parquet files, with the day filled in.

        The SQL stands there letter for letter.
        """
        views = [
            f"create or replace view {quote(name)} as from {literal(f'{name}.parquet')};"
            for _register, name in self.tables
        ]
        asked = f"{self.sql.rstrip().rstrip(';')};"
        if "$as_of" in self.sql:
            day_given = f"execute measure(as_of := date {literal(day.isoformat())});"
            asked = f"prepare measure as\n{asked}\n{day_given}"
        return "\n".join([*views, asked, ""])


def recipe(check: Check, indicators: Mapping[str, Indicator]) -> Recipe | None:
    """Give how a check is computed; None for one that looks at the log, and not into tables."""
    match check:
        case MeasureCheck():
            return Recipe(_tables(check.reads), check.sql)
        case IndicatorCheck() if check.indicator in indicators:
            known = indicators[check.indicator]
            return Recipe(_tables(known.reads), sql_of(known))
        case CoverageCheck():
            named = [check.table, *([check.of_table] if check.of_table else [])]
            return Recipe(_tables(list(dict.fromkeys(named))), _missing(check))
        case _:
            return None


def _missing(check: CoverageCheck) -> str:
    """Write the SELECT of what is missing: no row where all is there."""
    if check.of:
        listed = f"select unnest([{', '.join(map(literal, check.of))}]) as value"
    else:
        listed = _cells(check.of_table, check.of_column, check.of_where)
    there = _cells(check.table, check.column, check.where)
    return (
        f"select listed.value as missing\nfrom ({listed}) as listed\n"
        f"where listed.value not in ({there})\norder by missing"
    )


def _cells(table: str, column: str, where: Mapping[str, str]) -> str:
    name = quote(table.partition(".")[2])
    cell = f"cast({quote(column)} as varchar)"
    conditions = [f"{quote(column)} is not null"]
    conditions += [
        f"cast({quote(one)} as varchar) = {literal(value)}" for one, value in where.items()
    ]
    where_all = " and ".join(conditions)
    # It is run by whoever reads it, on their own machine; here nothing runs it.
    return f"select distinct {cell} as value from {name} where {where_all}"  # noqa: S608


def _tables(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in names:
        register, _, name = one.partition(".")
        found.append((register, name))
    return tuple(found)
