"""A release as far as its rows need it: the rest of it is passed over while it is read."""

from typing import Any, Final

import msgspec

from pendopo.standards.ocds.double import parse_double

_UNSET: Final = msgspec.UNSET


class _Value(msgspec.Struct):
    amount: Any = _UNSET
    currency: Any = _UNSET


class _Period(msgspec.Struct):
    startDate: Any = _UNSET  # noqa: N815 - the standard's name, as all others here
    endDate: Any = _UNSET  # noqa: N815


class _Buyer(msgspec.Struct):
    id: Any = _UNSET
    name: Any = _UNSET


class _Supplier(msgspec.Struct):
    """Suppliers are counted."""


class _Tender(msgspec.Struct):
    id: Any = _UNSET
    title: Any = _UNSET
    status: Any = _UNSET
    procurementMethod: Any = _UNSET  # noqa: N815
    mainProcurementCategory: Any = _UNSET  # noqa: N815
    value: _Value | msgspec.UnsetType = _UNSET
    tenderPeriod: _Period | msgspec.UnsetType = _UNSET  # noqa: N815
    numberOfTenderers: Any = _UNSET  # noqa: N815


class _Award(msgspec.Struct):
    id: Any = _UNSET
    status: Any = _UNSET
    date: Any = _UNSET
    value: _Value | msgspec.UnsetType = _UNSET
    suppliers: list[_Supplier] | msgspec.UnsetType = _UNSET


class _Contract(msgspec.Struct):
    id: Any = _UNSET
    awardID: Any = _UNSET  # noqa: N815
    status: Any = _UNSET
    dateSigned: Any = _UNSET  # noqa: N815
    period: _Period | msgspec.UnsetType = _UNSET
    value: _Value | msgspec.UnsetType = _UNSET


class _Release(msgspec.Struct):
    ocid: Any = _UNSET
    id: Any = _UNSET
    date: Any = _UNSET
    tag: Any = _UNSET
    buyer: _Buyer | msgspec.UnsetType = _UNSET
    tender: _Tender | msgspec.UnsetType = _UNSET
    awards: list[_Award] | msgspec.UnsetType = _UNSET
    contracts: list[_Contract] | msgspec.UnsetType = _UNSET


_DECODER: Final = msgspec.json.Decoder(_Release)


def brief(raw: bytes) -> dict[str, Any]:
    """Give the fields of a release of which its rows are made, or all where it has other shapes.

    :param raw: JSON in UTF-8 in which no name stands twice and each number is one that a double
        holds as it is written
    :raises JsonError: when it is not JSON
    """
    try:
        found: dict[str, Any] = msgspec.to_builtins(_DECODER.decode(raw))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return dict(parse_double(raw))
    return found
