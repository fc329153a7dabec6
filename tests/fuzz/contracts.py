"""What contracts are read from: releases in JSON, and the cells of others' exports."""

import json
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from typing import Any

from pendopo.registers.contracts.sources.cells import (
    Figure,
    date_reader,
    number_reader,
    number_text,
    plain_text,
)
from pendopo.registers.contracts.sources.party import digits_of, id_of_name, owner_of, same_number
from pendopo.standards.ocds.exact import JsonError
from pendopo.standards.ocds.flat.kinds import path_of, value_of
from pendopo.standards.ocds.reading import exact_value, read_releases
from pendopo.terms.release_mapping import Marks

_MARKS = Marks(",", ".", ("Rp", "Rp."), {"jt": Decimal(10**6), "m": Decimal(10**9)})
_NUMBER = number_reader(_MARKS)
_DAY = date_reader(("iso", "%d %B %Y %H:%M", "%d/%m/%Y"), "Asia/Jakarta")
_KINDS = ("string", "number", "integer", "boolean", "array", "date-time")


def _broken(_: JsonError) -> None: ...


def releases(data: bytes) -> None:
    """A package: as many releases, and the same, as the library of the language finds."""
    found = [(one.value, _exact(one)) for one in read_releases(BytesIO(data), broken=_broken)]
    errors: list[JsonError] = []
    list(read_releases(BytesIO(data), exact=True, broken=errors.append))
    with suppress(ValueError, RecursionError):
        document = json.loads(data.decode(), parse_constant=_no_constant)
        if isinstance(document, dict) and _is_plain_package(document) and not errors:
            values = document["releases"]
            assert len(found) == len(values)
            for (_, exact), value in zip(found, values, strict=True):
                assert json.dumps(exact, default=float) == json.dumps(value) or _long(data)


def _exact(read: Any) -> Any:
    try:
        return exact_value(read)
    except JsonError:
        return None


def _is_plain_package(document: dict[str, Any]) -> bool:
    others = {"records", "ocid", "release", "result", "results", "data"}
    values = document.get("releases")
    return isinstance(values, list) and not others & document.keys() and bool(values)


def _long(data: bytes) -> bool:
    return any(mark in data for mark in (b"e", b"E", b".")) or len(data) > 1 << 11


def _no_constant(_: str) -> None:
    raise ValueError


def cells(data: bytes) -> None:
    """A cell of an export: a number, a day, a party, a heading."""
    cell = data.decode("utf-8", "replace")
    plain_text(cell)
    for text in (cell, Figure(cell)):
        number = _NUMBER(text)
        if number is not None:
            assert Decimal(number_text(number)) == number
    for end in (False, True):
        moment = _DAY(cell, end)
        assert moment is None or len(moment) >= len("2026-01-01T00:00:00Z")
    owner_of(digits_of(cell), cell)
    same_number(digits_of(cell))
    assert id_of_name(cell) == id_of_name(cell)
    path_of(cell)
    for kind in _KINDS:
        value_of(cell, kind)
