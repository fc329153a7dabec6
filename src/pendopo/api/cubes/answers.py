"""The addresses of cubes: which there are, their models, cells, facts and members."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase

import pendopo
from pendopo.api.cubes import asked
from pendopo.api.cubes.written import (
    CSV,
    PARQUET,
    REFUSED,
    SCRIPT,
    answered,
    as_csv,
    refused,
    whole_csv,
    whole_parquet,
)
from pendopo.api.door import JSON, Call, NotHereError, Operation, Parameter, Schema, answer
from pendopo.published.cubes.asked import Question
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.cubes.readings import columns_of
from pendopo.published.errors import QueryError
from pendopo.terms.wording import say

if TYPE_CHECKING:
    import pyarrow as pa

_OK = {"const": "ok"}
_LIST = {"type": "array", "items": {"type": "object"}}
_PAGED = {
    "order": {"type": "array", "items": {"type": "array"}},
    "page": {"type": "integer", "minimum": 1},
    "page_size": {"type": "integer", "minimum": 0},
}
_INDEX: Schema = {"type": "object", "required": ["status", "api", "cubes_index_url", "version"]}
_CUBES: Schema = {"type": "object", "required": ["status", "data"], "properties": {"data": _LIST}}
_MODEL: Schema = {"type": "object", "required": ["status", "name", "model"]}


def _listed(count: str, rows: str, *others: str) -> Schema:
    return {
        "type": "object",
        "required": ["status", count, rows, "cell", "order", "page", "page_size", *others],
        "properties": {"status": _OK, count: {"type": "integer"}, rows: _LIST, **_PAGED},
    }


def _operation(summary: str, schema: Schema, *parameters: Parameter, files: bool) -> Operation:
    forms: dict[str, Schema | None] = {JSON: schema, SCRIPT: None}
    if files:
        forms |= {CSV: None, PARQUET: None}
    return Operation(
        summary,
        forms,
        (*parameters, asked.CALLBACK),
        slow=True,
        refusal=refused,
        refused={JSON: REFUSED},
    )


_PAGES = (asked.CUTS, asked.ORDERED, asked.NUMBER, asked.SIZE, asked.FORM)


@answer(_operation("What answers questions of cubes (babbage)", _INDEX, files=False))
def index(call: Call) -> HttpResponseBase:
    """Answer ``/api/3``."""
    return _said(
        call,
        {
            "api": "babbage",
            "message": "Published tables, added up by their dimensions.",
            "cubes_index_url": call.address("cubes"),
            "version": pendopo.__version__,
        },
    )


@answer(_operation("The cubes that there are (babbage)", _CUBES, files=False))
def cubes(call: Call) -> HttpResponseBase:
    """Answer ``/api/3/cubes``."""
    return _said(call, {"data": [{"name": one} for one in call.programme.cubes.models(call.state)]})


@answer(_operation("A cube's measures and dimensions (babbage)", _MODEL, files=False))
def model(call: Call, cube: str) -> HttpResponseBase:
    """Answer ``/api/3/cubes/<cube>/model``."""
    return _said(call, {"name": cube, "model": _open(call, cube).model.described()})


@answer(
    _operation(
        "Facts added up by dimensions (babbage)",
        _listed("total_cell_count", "cells", "summary", "aggregates", "attributes"),
        asked.DRILLDOWN,
        asked.AGGREGATES,
        *_PAGES,
        asked.REAL,
        asked.PER,
        files=True,
    )
)
def aggregate(call: Call, cube: str) -> HttpResponseBase:
    """Answer ``/api/3/cubes/<cube>/aggregate``."""
    found = _open(call, cube)
    reading = call.programme.cubes.reading(
        call.state, found, call.query.get(asked.REAL.name, ""), call.query.get(asked.PER.name, "")
    )
    question = asked.question(call, asked.drilldowns(call), reading)
    if asked.form(call) == "csv":
        found.hold_apart(question)
    return _given(call, question, "cells", found.aggregate, found.all_cells)


@answer(
    _operation(
        "Facts one by one (babbage)",
        _listed("total_fact_count", "data", "fields"),
        asked.FIELDS,
        *_PAGES,
        files=True,
    )
)
def facts(call: Call, cube: str) -> HttpResponseBase:
    """Answer ``/api/3/cubes/<cube>/facts``."""
    found = _open(call, cube)
    question = asked.question(call, asked.fields(call))
    return _given(call, question, "data", found.facts, found.all_facts)


@answer(
    _operation(
        "The members of a dimension, or the values of an attribute (babbage)",
        _listed("total_member_count", "data", "fields"),
        *_PAGES,
        files=True,
    )
)
def members(call: Call, cube: str, ref: str) -> HttpResponseBase:
    """Answer ``/api/3/cubes/<cube>/members/<ref>``."""
    found = _open(call, cube)
    question = asked.question(call, (ref,))
    return _given(call, question, "data", found.members, found.all_members)


def _open(call: Call, name: str) -> CubeReader:
    """Open a cube.

    :raises NotHereError: when there is none of that name
    """
    try:
        return call.programme.cubes.open(call.state, name)
    except KeyError as error:
        raise NotHereError(
            f"with {call.state.size} entries, no cube is called {name!r}; "
            f"{call.address('cubes')} lists those there are"
        ) from error


def _given(
    call: Call,
    question: Question,
    rows: str,
    page: Callable[[Question], dict[str, Any]],
    whole: "Callable[[Question], pa.RecordBatchReader]",
) -> HttpResponseBase:
    """Answer in the form that is asked for; a file is whole unless a page is asked for."""
    form = asked.form(call)
    if form == "parquet":
        if asked.is_paged(call):
            raise QueryError(say("page: Parquet is given whole; leave out page and pagesize"))
        return whole_parquet(whole(question))
    if form == "csv" and not asked.is_paged(call):
        return whole_csv(whole(question))
    found = page(question)
    if form == "csv":
        names = [*found.get("attributes", found.get("fields", [])), *found.get("aggregates", [])]
        said = columns_of(found)
        cells = [{**row, **said} for row in found[rows]]
        return as_csv([*cells[0]] if cells else [*names, *said], cells)
    return _said(call, found)


def _said(call: Call, content: Mapping[str, Any]) -> HttpResponseBase:
    return answered({"status": "ok", **content}, asked.callback(call))
