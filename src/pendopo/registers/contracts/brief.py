"""A release as far as its rows need it: the rest of it is passed over while it is read.

What a field holds is as it was read, of whatever kind; None where it is missing.
"""

from typing import Any, Final

import msgspec

from pendopo.registers.contracts.values import object_at, objects_at
from pendopo.standards.ocds.double import parse_double


class Value(msgspec.Struct, gc=False):
    """An amount and its currency."""

    amount: Any = None
    currency: Any = None


class Period(msgspec.Struct, gc=False):
    """Two dates."""

    startDate: Any = None  # noqa: N815 - the standard's name, as all others here
    endDate: Any = None  # noqa: N815


class Buyer(msgspec.Struct, gc=False):
    """Who buys."""

    id: Any = None
    name: Any = None


class Supplier(msgspec.Struct, gc=False):
    """Suppliers are counted."""


class Tender(msgspec.Struct, gc=False):
    """What a row of tenders tells."""

    id: Any = None
    title: Any = None
    status: Any = None
    procurementMethod: Any = None  # noqa: N815
    mainProcurementCategory: Any = None  # noqa: N815
    value: Value | None = None
    tenderPeriod: Period | None = None  # noqa: N815
    numberOfTenderers: Any = None  # noqa: N815


class Award(msgspec.Struct, gc=False):
    """What a row of awards tells."""

    id: Any = None
    status: Any = None
    date: Any = None
    value: Value | None = None
    suppliers: list[Supplier] | None = None


class Contract(msgspec.Struct, gc=False):
    """What a row of contracts tells."""

    id: Any = None
    awardID: Any = None  # noqa: N815
    status: Any = None
    dateSigned: Any = None  # noqa: N815
    period: Period | None = None
    value: Value | None = None


class Brief(msgspec.Struct, gc=False):
    """What the rows of a release tell."""

    ocid: Any = None
    id: Any = None
    date: Any = None
    tag: Any = None
    buyer: Buyer | None = None
    tender: Tender | None = None
    awards: list[Award] | None = None
    contracts: list[Contract] | None = None


_DECODER: Final = msgspec.json.Decoder(Brief)


def read_brief(raw: bytes) -> Brief:
    """Read a release that is written as it would be written anew, and of which nothing is told.

    :raises JsonError: when it is not JSON
    """
    try:
        return _DECODER.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return brief_of(parse_double(raw))


def brief_of(release: dict[str, Any]) -> Brief:
    """Take out of a release what its rows need; what is of another kind than it should is None."""
    tender = object_at(release, "tender")
    return Brief(
        ocid=release.get("ocid"),
        id=release.get("id"),
        date=release.get("date"),
        tag=release.get("tag"),
        buyer=_plain(Buyer, object_at(release, "buyer")),
        tender=_part(Tender, tender) if tender else None,
        awards=[_part(Award, one) for one in objects_at(release, "awards")],
        contracts=[_part(Contract, one) for one in objects_at(release, "contracts")],
    )


def _plain(kind: Any, found: dict[str, Any]) -> Any:  # noqa: ANN401 - one of the types above
    return kind(*map(found.get, kind.__struct_fields__))


def _part(kind: Any, found: dict[str, Any]) -> Any:  # noqa: ANN401 - one of the types above
    made = _plain(kind, found)
    made.value = _plain(Value, object_at(found, "value"))
    for name in ("period", "tenderPeriod"):
        if name in kind.__struct_fields__:
            setattr(made, name, _plain(Period, object_at(found, name)))
    if kind is Award:
        made.suppliers = [Supplier()] * len(objects_at(found, "suppliers"))
    return made
