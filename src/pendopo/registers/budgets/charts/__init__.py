"""Charts of accounts as data: what codes are called, and which function and class they are of."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.budgets.levels import CLASSIFICATIONS, LEVELS, code_of, label_of

# In which classifications a chart says what a code is internationally.
_STANDARDS = {"cofog": "functional", "gfsm": "economic"}


@dataclass(frozen=True, slots=True)
class Chart:
    """One edition of a chart of accounts.

    :param labels: of each classification, code to label
    :param standards: ``cofog`` and ``gfsm``, each code of the chart to that of the standard
    """

    name: str
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    standards: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def chart_names() -> tuple[str, ...]:
    """Give the names of the charts that come with the program."""
    found = (one.name for one in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".csv") for name in found if name.endswith(".csv")))


@cache
def chart(name: str) -> Chart | None:
    """Give a chart by its name; None when none is called that."""
    if name not in chart_names():
        return None
    labels: dict[str, dict[str, str]] = {}
    standards: dict[str, dict[str, str]] = {one: {} for one in _STANDARDS}
    text = (files(__name__) / f"{name}.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        labels.setdefault(row["classification"], {})[row["code"]] = row["label"]
        for one, classification in _STANDARDS.items():
            if row["classification"] == classification and row.get("standard"):
                standards[one][row["code"]] = row["standard"]
    return Chart(name, labels, standards)


class Charted:
    """What the charts that a file names say of its codes."""

    def __init__(self, cells: Mapping[str, pa.Array]) -> None:
        self._cells = cells
        names = cells["chart"].unique().to_pylist() if "chart" in cells else []
        self._charts = [found for found in map(chart, filter(None, names)) if found]

    def columns(self) -> dict[str, pa.Array]:
        """Give labels that the file lacks, and the codes of COFOG and GFSM that it does not say."""
        found: dict[str, pa.Array] = {}
        for one in self._charts:
            of_chart = pc.equal(self._cells["chart"], one.name)
            for name in CLASSIFICATIONS:
                found |= self._labels(name, one.labels.get(name, {}), of_chart, found)
            for standard, classification in _STANDARDS.items():
                mapping = one.standards[standard]
                if mapping:
                    found[standard] = self._standard(
                        standard, classification, mapping, of_chart, found
                    )
        return found

    def _labels(
        self,
        name: str,
        labels: Mapping[str, str],
        of_chart: pa.Array,
        found: Mapping[str, pa.Array],
    ) -> dict[str, pa.Array]:
        made = {}
        for level in range(1, LEVELS + 1):
            codes = self._cells.get(code_of(name, level))
            if codes is None or not labels:
                continue
            column = label_of(name, level)
            own = found.get(column, self._cells.get(column))
            of_code = pc.if_else(of_chart, _at(codes, labels), None)
            made[column] = of_code if own is None else pc.coalesce(_filled(own), of_code)
        return made

    def _standard(
        self,
        standard: str,
        classification: str,
        mapping: Mapping[str, str],
        of_chart: pa.Array,
        found: Mapping[str, pa.Array],
    ) -> pa.Array:
        """Look the deepest code up first, then what it lies under."""
        said = found.get(standard, self._cells.get(standard))
        result = pa.nulls(len(of_chart), pa.string()) if said is None else _filled(said)
        for level in range(LEVELS, 0, -1):
            codes = self._cells.get(code_of(classification, level))
            if codes is not None:
                result = pc.coalesce(result, pc.if_else(of_chart, _at(codes, mapping), None))
        return result


def _at(codes: pa.Array, texts: Mapping[str, str]) -> pa.Array:
    place = pc.index_in(codes, pa.array(list(texts), pa.string()))
    return pa.array(list(texts.values()), pa.string()).take(place)


def _filled(cells: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(cells, ""), None, cells)
