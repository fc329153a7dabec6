"""What a page of a copy reads, in a few words: while they stay the same, so does the page.

A page is a pure function of what it reads (design, section 6). Who brings a copy up to date asks
with the tag of the page that lies there, and is told that nothing touched it before anything is
read or rendered. A page that names nothing here is made for every state.
"""

import hashlib
from collections.abc import Hashable, Iterable
from functools import partial

from pendopo.portal.visit import Visit
from pendopo.portal.visited import VISITS
from pendopo.portal.withdrawn import how_long
from pendopo.programme.flagging import CONTRACTS, REPLIES
from pendopo.published.reads import Filter, Query
from pendopo.published.state import Publication
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import PLACES

_PLACES = PLACES.partition("/")[0]
_VILLAGES, _PLANS, _BUDGETS, _DEBARMENTS = "villages", "plans", "budgets", "debarments"
# Rows that are the same count as often as they are there; the engine's hash has 64 bits.
_SAID = "select count(*) as rows, cast(sum(hash(r)) as varchar) as hashes from {name} as r"
_BEGINS, _ENDS = "since", "until"
_DATED = {"places": (_BEGINS, _ENDS), "borders": (_BEGINS,)}


def publications(visit: Visit, **_named: object) -> Hashable:
    """Name what a page of all publications reads: a search, an office, a list."""
    return _always(visit), _standing(visit.state.publications)


def register(visit: Visit, register: str) -> Hashable:
    """Name what a page of a register reads."""
    found = [one for one in visit.state.publications if one.register == register]
    return _always(visit), _standing(found)


def table(visit: Visit, register: str, name: str) -> Hashable:
    """Name what a page of a table reads: its version, and all versions of what it is made from."""
    try:
        found = visit.programme.table(visit.state, register, name)
    except KeyError:
        return None
    of = (visit.state.publication(entry) for entry in found.publications)
    versions = [version for one in of for version in visit.state.versions(one)]
    return _always(visit), _version(found), _standing(versions)


def publication(visit: Visit, id: str, since: str = "") -> Hashable:  # noqa: A002
    """Name what a page of a publication reads: its versions, its receipt, where its rows are."""
    try:
        found = visit.state.publication_of(id)
    except KeyError:
        return None
    receipt = visit.programme.public / "pub" / found.id / "receipt.tlog-proof"
    signed = receipt.read_bytes() if receipt.exists() else b""
    tables = [
        _version(one)
        for one in visit.programme.tables(visit.state, found.register)
        if found.index in one.publications and not one.folded
    ]
    return (
        _always(visit),
        since,
        _standing(visit.state.versions(found)),
        hashlib.sha256(signed).hexdigest(),
        tuple(tables),
    )


def places(visit: Visit, scheme: str = "", code: str = "") -> Hashable:
    """Name what a page of places reads: the lists, what names places, and which of them stand."""
    tables = [
        _version(one)
        for one in visit.programme.tables(visit.state)
        if one.register == _PLACES or one.table.places
    ]
    own = [one for one in visit.state.current() if code and code in one.scope.values()]
    return _always(visit), scheme, code, tuple(tables), _standing(own), _turned(visit)


def villages(visit: Visit, code: str = "") -> Hashable:
    """Name what a page of villages reads: their tables, and the lists of places."""
    found = [*visit.programme.tables(visit.state, _VILLAGES)]
    found += visit.programme.tables(visit.state, _PLACES)
    return _always(visit), code, tuple(map(_version, found)), _turned(visit), str(visit.day)


def purchases(visit: Visit, **_named: object) -> Hashable:
    """Name what a page of purchases reads: the tables of contracts, flags, replies and visits."""
    if not visit.programme.flagging.has(visit.state):
        return None
    found = [*visit.programme.tables(visit.state, CONTRACTS)]
    for register, name in (*REPLIES, VISITS):
        found += [one for one in visit.programme.tables(visit.state, register) if one.name == name]
    return _always(visit), tuple(map(_version, found)), _raised(visit), visit.desk


def supplier(visit: Visit, **named: object) -> Hashable:
    """Name what a page of a supplier reads: purchases, and the lists of who is shut out."""
    found = purchases(visit, **named)
    return None if found is None else (found, _versions(visit, _DEBARMENTS))


def process(visit: Visit, **named: object) -> Hashable:
    """Name what a page of a purchase reads: purchases, and the lines, places and promises of it."""
    found = purchases(visit, **named)
    return None if found is None else (found, visit.once("linked", partial(_linked, visit)))


def _linked(visit: Visit) -> Hashable:
    """Name what a purchase may be linked with: budgets, places as they stand, plans."""
    plans = [one for one in visit.state.publications if one.register == _PLANS]
    tables = _versions(visit, _BUDGETS), _versions(visit, _PLACES)
    return tables, _turned(visit), _standing(plans)


def flags(visit: Visit, **named: object) -> Hashable:
    """Name what a page of flags reads: it tells for which day they are computed."""
    found = purchases(visit, **named)
    return None if found is None else (found, str(visit.programme.flagging.day(visit.state)))


def _raised(visit: Visit) -> Hashable:
    """Name all that the flags of a state say, gathered once for a copy."""

    def gather() -> Hashable:
        with visit.programme.flagging.asking(visit.state) as ask:
            names = ("raised", "looked", "lacking")
            return tuple(tuple(ask(_SAID.format(name=name))[0].values()) for name in names)

    return visit.once("raised", gather)


def _always(visit: Visit) -> Hashable:
    """Name what any page may show: its doors, what was withdrawn, and what a mirror lacks."""
    lacking = tuple(sorted(visit.programme.peering.lacking()))
    return repr(visit.state.withdrawn), how_long(visit), lacking, tuple(sorted(visit.furnished))


def _versions(visit: Visit, register: str) -> Hashable:
    return tuple(map(_version, visit.programme.tables(visit.state, register)))


def _standing(found: Iterable[Publication]) -> Hashable:
    return tuple((one.index, one.replaced_by) for one in found)


def _version(found: PublishedTable) -> Hashable:
    return found.register, found.name, found.title, found.version, found.publications, found.removed


def _turned(visit: Visit) -> Hashable:
    """Count what has begun or ended by the state's day: only with these does a list change."""
    found = []
    for one in visit.programme.tables(visit.state, _PLACES):
        reader = visit.programme.reader(one)
        for column in _DATED.get(one.name, ()):
            for op in ("lte", "eq"):
                query = Query((Filter(column, op, str(visit.day)),))
                found.append((one.name, column, op, reader.count(query)))
    return tuple(found)
