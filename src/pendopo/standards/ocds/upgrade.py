"""Releases, records and packages of OCDS 1.0 in the form of 1.1.

Organisations move into ``parties`` and leave a reference, ``amendment`` becomes ``amendments``, and
the fields of transactions get their new names. What version 1.1 deprecated and still allows stays.

As ocdskit does it (open-contracting/ocdskit, ``upgrade``), the ids of parties included, so that
the same data get the same ids everywhere. Like there, organisations of payments get a reference and
are put into ``parties`` only when that is asked for.

Source: OCDS 1.1, changelog, "Organization references", "Amendments", "Transactions".
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.package import PARTS, is_package

Object = dict[str, Any]
# What tells organisations apart in 1.0: OCDS 1.0, schema reference, organization.
_IDENTIFYING: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("", ("name",)),
    ("identifier", ("scheme", "id", "legalName", "uri")),
    ("address", ("streetAddress", "locality", "region", "postalCode", "countryName")),
    ("contactPoint", ("name", "email", "telephone", "faxNumber", "url")),
)
_FIRST: Final = ("ocid", "id", "date", "tag", "initiationType", "parties")
_MERGED: Final = "compiledRelease"
_RENAMED: Final = (("providerOrganization", "payer"), ("receiverOrganization", "payee"))


@dataclass(slots=True)
class Upgrade:
    """What was done to a file.

    :param all_parties: whether organisations of payments are put into ``parties`` too
    :param upgraded: how many releases were of 1.0
    :param differing: organisations that one process tells of in two ways, of which the first is
        kept: ocid, the id that it got, and its role the second time
    """

    all_parties: bool = False
    upgraded: int = 0
    differing: list[tuple[str, str, str]] = field(default_factory=list)

    def document(self, value: Any) -> Any:  # noqa: ANN401 - JSON holds anything
        """Give a package, a record, a release or a list of them in 1.1; others as they are."""
        if isinstance(value, list):
            return [self.document(one) for one in value]
        if not isinstance(value, dict):
            return value
        if "ocid" in value and "releases" in value:
            return self.record(value) if _is_old_record(value) else value
        if is_package(value):
            return self._package(value)
        return self.release(value) if "ocid" in value and "parties" not in value else value

    def head(self, meta: Mapping[str, Any]) -> Object:
        """Give the fields of a package that is of 1.0, in 1.1."""
        kept = {name: one for name, one in meta.items() if name not in ("uri", "version")}
        first = {"uri": meta["uri"]} if "uri" in meta else {}
        return {**first, "version": "1.1", **kept}

    def part(self, value: Any) -> Any:  # noqa: ANN401 - JSON holds anything
        """Give a release or record of a package of 1.0, in 1.1."""
        if not isinstance(value, dict):
            return value
        return self.record(value) if _is_record(value) else self.release(value)

    def record(self, record: Object) -> Object:
        """Give a record with its releases and what was merged of them in 1.1.

        A versioned release stays as it is: merge anew where one is needed.
        """
        made = dict(record)
        releases = record.get("releases")
        if isinstance(releases, list):
            made["releases"] = [self.release(one) for one in releases]
        if isinstance(record.get(_MERGED), dict):
            made[_MERGED] = self.release(record[_MERGED])
        return made

    def release(self, given: Any) -> Any:  # noqa: ANN401 - JSON holds anything
        """Give a release in 1.1; the one given stays as it is."""
        if not isinstance(given, dict):
            return given
        self.upgraded += 1
        release = _copied(given)
        parties = _Parties(release, self.differing)
        _refer(release, parties)
        release = parties.put_into(release)
        for block in _amended(release):
            _rename_amendment(block)
        paying = _Parties(release, self.differing)
        for transaction in _transactions(release):
            _rename_transaction(transaction, paying)
        return paying.put_into(release) if self.all_parties else release

    def _package(self, package: Object) -> Object:
        version = package.get("version")
        if isinstance(version, str) and not is_old(version):
            return package
        made = self.head(package)
        for name in PARTS:
            if isinstance(package.get(name), list):
                made[name] = [self.part(one) for one in package[name]]
        return made


def is_old(version: str) -> bool:
    """Whether a package is of 1.0, by the version that it names; it did not have to name one."""
    return not version or version == "1.0" or version.startswith("1.0.")


class _Parties:
    """The organisations of one release by id."""

    def __init__(self, release: Object, differing: list[tuple[str, str, str]]) -> None:
        self._ocid = str(release.get("ocid", ""))
        self._differing = differing
        self._known: dict[Any, Object] = {}
        for party in _objects(release.get("parties")):
            self._known[_key(party.get("id", _made_id(party)))] = party

    def refer(self, given: Any, role: str) -> Any:  # noqa: ANN401 - JSON holds anything
        """Take an organisation and give the reference to it."""
        if not isinstance(given, dict):
            return given
        party = given if "id" in given else {"id": _made_id(given), **given}
        key = _key(party["id"])
        if key not in self._known:
            self._known[key] = dict(party)
        elif _differs(party, self._known[key]):
            self._differing.append((self._ocid, str(party["id"]), role))
        known = self._known[key]
        if "roles" not in known:
            rest = {name: one for name, one in known.items() if name != "id"}
            known.clear()
            known.update({"id": party["id"], "roles": [], **rest})
        roles = known["roles"]
        known["roles"] = roles if isinstance(roles, list) else [roles]
        if role not in known["roles"]:
            known["roles"].append(role)
        name = {"name": party["name"]} if "name" in party else {}
        return {"id": party["id"], **name}

    def put_into(self, release: Object) -> Object:
        """Give the release with all of them."""
        if not self._known:
            return release
        if not isinstance(release.get("parties"), list):
            first: Object = {name: release[name] for name in _FIRST if name in release}
            rest = {name: one for name, one in release.items() if name not in _FIRST}
            release = {**first, "parties": [], **rest}
        for party in self._known.values():
            if party not in release["parties"]:
                release["parties"].append(party)
        return release


def _refer(release: Object, parties: _Parties) -> None:
    _refer_at(release, "buyer", parties, "buyer")
    for tender in _objects([release.get("tender")]):
        _refer_at(tender, "procuringEntity", parties, "procuringEntity")
        _refer_at(tender, "tenderers", parties, "tenderer")
    for award in _objects(release.get("awards")):
        _refer_at(award, "suppliers", parties, "supplier")


def _refer_at(block: Object, name: str, parties: _Parties, role: str) -> None:
    found = block.get(name)
    if isinstance(found, list):
        block[name] = [parties.refer(one, role) for one in found]
    elif isinstance(found, dict):
        block[name] = parties.refer(found, role)


def _amended(release: Object) -> Iterator[Object]:
    yield from _objects([release.get("tender")])
    for name in ("awards", "contracts"):
        yield from _objects(release.get(name))


def _rename_amendment(block: Object) -> None:
    if "amendment" in block:
        amendment = block.pop("amendment")
        known = block.get("amendments")
        block["amendments"] = known if isinstance(known, list) else []
        if amendment not in block["amendments"]:
            block["amendments"].append(amendment)


def _transactions(release: Object) -> Iterator[Object]:
    for contract in _objects(release.get("contracts")):
        for implementation in _objects([contract.get("implementation")]):
            yield from _objects(implementation.get("transactions"))


def _rename_transaction(transaction: Object, parties: _Parties) -> None:
    if "value" not in transaction and "amount" in transaction:
        transaction["value"] = transaction.pop("amount")
    for old, new in _RENAMED:
        identifier = transaction.get(old)
        if new in transaction or not isinstance(identifier, dict):
            continue
        named = {"name": identifier["legalName"]} if "legalName" in identifier else {}
        transaction[new] = parties.refer({"identifier": identifier, **named}, new)
        del transaction[old]


def _made_id(party: Object) -> str:
    """Make an id of what identifies an organisation."""
    parts = []
    for parent, fields in _IDENTIFYING:
        block = party.get(parent) if parent else party
        if isinstance(block, dict):
            parts += [str(block.get(name) or "").encode() for name in fields]
    return hashlib.md5(b"-".join(parts), usedforsecurity=False).hexdigest()


def _differs(party: Object, known: Object) -> bool:
    return any(name not in known or party[name] != known[name] for name in party)


def _key(found: Any) -> Any:  # noqa: ANN401 - JSON holds anything
    return dump(found) if isinstance(found, dict | list) else found


def _objects(found: Any) -> Iterable[Object]:  # noqa: ANN401 - JSON holds anything
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _copied(value: Any) -> Any:  # noqa: ANN401 - JSON holds anything
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _is_record(value: Object) -> bool:
    return "releases" in value or _MERGED in value or "versionedRelease" in value


def _is_old_record(record: Object) -> bool:
    return not any("parties" in one for one in _objects(record.get("releases")))
