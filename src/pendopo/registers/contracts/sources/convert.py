"""Rows of a source in, releases of OCDS 1.1 out: what the mapping does not name is not read."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.contracts.sources import told as kind_of
from pendopo.registers.contracts.sources.care import Care, Secrets, is_secret
from pendopo.registers.contracts.sources.cells import Figure, items_of
from pendopo.registers.contracts.sources.party import Party, short_hash
from pendopo.registers.contracts.sources.row import PREFIX, Following, Row, scope_of
from pendopo.registers.contracts.sources.told import Told, lacking
from pendopo.standards.identity import Pattern
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.extension import profile_of
from pendopo.standards.ocds.flat.kinds import kinds_of
from pendopo.standards.ocds.flat.reading import Key, Releases
from pendopo.terms.finding import Finding
from pendopo.terms.mapping import Skip, same_name
from pendopo.terms.register import Sheet
from pendopo.terms.release_mapping import LOCAL, ReleaseMapping, placeholders
from pendopo.terms.values import values_of

_VERSION = "1.1.5"
_FIRST = ("ocid", "id", "date", "tag", "initiationType", "language", "parties", "buyer")
# Where a tender stands that is only planned: what is told of it is planning.
_BEFORE = ("planning", "planned")
# A tender that is only named tells nothing of it.
_NAMED = frozenset({"id", "tenderers"})
_TAGS = (("planning", "planning"), ("tender", "tender"), ("bids", "tender"), ("awards", "award"))


@dataclass(frozen=True, slots=True)
class Given:
    """A source's table, and what is known before it is read.

    :param sheet: its rows, all cells texts
    :param patterns: of what identifies persons, by whose names columns are told
    """

    sheet: Sheet
    mapping: ReleaseMapping
    care: Care
    patterns: Sequence[Pattern] = ()


@dataclass(slots=True)
class Converted:
    """What became of a source.

    :param rows: how many it had
    :param releases: how many were made of them
    :param left_out: the rows that made none, each of which is told
    """

    rows: int = 0
    releases: int = 0
    left_out: int = 0
    findings: list[Finding] = field(default_factory=list)


def convert(given: Given, out: BinaryIO) -> Converted:
    """Write the releases of a source as one release package, one release a line.

    Rows of one process are one release; objects of a list with one id are one object. With a stop
    among the findings nothing was written.
    """
    work = _Work(given)
    done = Converted(findings=work.missing())
    if any(finding.weight.value == "stop" for finding in done.findings):
        return done
    for batch in given.sheet.batches:
        work.take(batch)
    done.rows = work.rows
    out.write(_head(given))
    for release in work.releases():
        out.write(b",\n" if done.releases else b"\n")
        out.write(dump(release).encode())
        done.releases += 1
    out.write(b"\n]}\n")
    done.left_out = work.left_out
    done.findings += work.told.findings()
    return done


def _head(given: Given) -> bytes:
    care, mapping = given.care, given.mapping
    package = {
        "uri": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{mapping.prefix}/{care.received}')}",
        "version": "1.1",
        "extensions": list(mapping.extensions),
        "publishedDate": care.received,
        "publisher": {"name": care.publisher},
    }
    return dump(package)[:-1].encode() + b',"releases":['


class _Work:
    """The releases of one source in the making."""

    def __init__(self, given: Given) -> None:
        mapping = given.mapping
        self.told = Told()
        self.rows = 0
        self.left_out = 0
        self._given = given
        self._mapping = mapping
        profile = profile_of(_VERSION, mapping.extensions)
        kinds = kinds_of(profile.schema)
        self._follow = Following(mapping, given.care, self.told, kinds)
        self._made = Releases(kinds)
        self._parties: dict[Key, dict[str, Party]] = {}
        self._dates: dict[Key, str] = {}
        self._lines: dict[Key, int] = {}
        self._columns = _Columns(given)
        self._skips = {
            name: [one for one in mapping.skips if _list_of(one, mapping) == name]
            for name in ("", *(one.name for one in mapping.lists))
        }

    def missing(self) -> list[Finding]:
        """Tell what the file lacks of what the mapping names."""
        return list(self._columns.missing())

    def take(self, batch: pa.RecordBatch) -> None:
        """Follow the mapping over some rows."""
        for row in self._columns.rows(batch, self.told):
            self.rows += 1
            if self._skipped("", row) or not self._took(row):
                self.left_out += 1

    def releases(self) -> Iterator[dict[str, Any]]:
        """Give the releases, processes as each was first told of, those of one by their dates.

        Of one date, what was set apart stands behind what it adds to: OCDS 1.1, merging, goes by
        date, and says nothing of two of one date.
        """
        for key, path in self._made.conflicts:
            self.told.add(kind_of.AGAIN, path.strip("/"), self._lines.get(key, 0))
        place: dict[str, int] = {}
        for (ocid, _), _found in self._made:
            place.setdefault(ocid, len(place))
        made = sorted(
            self._made,
            key=lambda one: (
                place[one[0][0]],
                datetime.fromisoformat(self._dated(one[0])),
                _natural(one[0][1]),
            ),
        )
        for key, found in made:
            yield self._whole(key, found)

    def _took(self, row: Row) -> bool:
        row.scope[PREFIX] = self._mapping.prefix
        self._follow.locals(row)
        own = self._follow.ocid(row)
        if not own:
            return False
        date = self._follow.date(row)
        key = (f"{self._mapping.prefix}-{own}", self._apart(row, date))
        self._lines.setdefault(key, row.line)
        self._date(key, date)
        self._add(key, row, "")
        for one in self._mapping.lists:
            for item in items_of(row.scope.get(one.source, ""), one.split):
                cells = scope_of(item, one.name)
                self._columns.count_unread(cells, self.told)
                secrets = self._columns.secrets_of(cells, row)
                inner = Row(row.line, {**row.scope, **cells}, secrets)
                if not self._skipped(one.name, inner):
                    self._follow.locals(inner, one.name)
                    self._add(key, inner, one.name)
        return True

    def _apart(self, row: Row, date: str) -> str:
        """Give what tells the release of a row from others of its process; empty for the first."""
        word = row.scope.get(self._mapping.apart, "").strip()
        return f"{word} {date}" if word else ""

    def _add(self, key: Key, row: Row, each: str) -> None:
        cells = [("ocid", key[0]), ("id", key[1])]
        parties = self._parties.setdefault(key, {})
        for party, rule in self._follow.parties(row, each):
            known = parties.setdefault(party.id, party)
            known.roles += [role for role in rule.roles if role not in known.roles]
            for at in rule.at:
                cells += [(f"{at}/id", party.id), (f"{at}/name", party.name)]
            if rule.known_as:
                row.scope[rule.known_as] = party.id
        self._made.add(cells + self._follow.fields(row, each))

    def _date(self, key: Key, date: str) -> None:
        known = self._dates.get(key, "")
        if date and (not known or datetime.fromisoformat(date) > datetime.fromisoformat(known)):
            self._dates[key] = date

    def _dated(self, key: Key) -> str:
        """Give a release's date: nobody knew on the day of receipt what is dated after it."""
        received = self._given.care.received
        known = self._dates.get(key, "") or received
        return min(known, received, key=datetime.fromisoformat)

    def _skipped(self, each: str, row: Row) -> bool:
        for skip in self._skips[each]:
            cell = row.scope.get(skip.column, "").strip()
            if _matches(skip, cell):
                self.told.add(kind_of.SKIP, skip.column, row.line, cell and self._clean(cell))
                return True
        return False

    def _clean(self, cell: str) -> str:
        return self._given.care.clean(cell)

    def _whole(self, key: Key, found: dict[str, Any]) -> dict[str, Any]:
        """Give a release all that it must have."""
        parties = [party.as_json() for party in self._parties.get(key, {}).values()]
        said = {
            **{name: value for name, value in found.items() if name != "id"},
            "date": self._dated(key),
            "tag": _tags(found),
            "initiationType": "tender",
            **({"language": self._mapping.language} if self._mapping.language else {}),
            **({"parties": parties} if parties else {}),
        }
        said["id"] = f"{key[0]}-{short_hash(dump(said))}"
        first = {name: said[name] for name in _FIRST if name in said}
        return {**first, **{name: said[name] for name in said if name not in first}}


class _Columns:
    """Which columns of a sheet are read, under which names."""

    def __init__(self, given: Given) -> None:
        mapping = given.mapping
        self._patterns = given.patterns
        self._mapping = mapping
        self._secret = {same_name(name) for name in mapping.secret}
        self._lists = {one.name for one in mapping.lists}
        self._list_columns = {one.source for one in mapping.lists}
        self._header = given.sheet.header
        places: dict[str, int] = {}
        for place, name in enumerate(given.sheet.header):
            places.setdefault(same_name(name), place)
        self._groups = list(_groups(mapping))
        named = dict.fromkeys(name for group in self._groups for name in group)
        self._read = {
            name: places[same_name(name)]
            for name in named
            if same_name(name) in places and not self._in_list(name)
        }
        self._named = {same_name(name) for name in named}
        self._places = places
        self._unread = [
            (place, name)
            for place, name in enumerate(given.sheet.header)
            if same_name(name) not in self._named
        ]
        self._secrets = [place for place, name in self._unread if self._is_secret(name)]
        self._ignored = {same_name(name) for name in mapping.source.ignore}

    def missing(self) -> Iterator[Finding]:
        own = [group for group in _of_ocid(self._mapping) if not any(map(self._known, group))]
        if own:
            yield lacking([group[0] for group in own], self._header, stops=True)
            return
        rest = [
            group[0]
            for group in self._groups
            if group and not any(self._known(name) for name in group)
        ]
        if rest:
            yield lacking(dict.fromkeys(rest), self._header, stops=False)

    def rows(self, batch: pa.RecordBatch, told: Told) -> Iterator[Row]:
        """Give the rows of a batch, and count what is filled in the columns that nobody reads."""
        for place, name in self._unread:
            filled = pc.sum(pc.greater(pc.binary_length(batch.column(place + 1)), 0)).as_py()
            if filled and same_name(name) not in self._ignored:
                told.unread[name] += filled
        values = values_of(batch)
        names = list(self._read)
        columns = [
            _cells(batch.column(place + 1), values.get(place), self._mapping.empty)
            for place in self._read.values()
        ]
        hidden = [batch.column(place + 1).to_pylist() for place in self._secrets]
        lines = batch.column(0).to_pylist()
        cells = zip(*columns, strict=True) if columns else repeat((), len(lines))
        secrets = zip(*hidden, strict=True) if hidden else repeat((), len(lines))
        for line, row, secret in zip(lines, cells, secrets, strict=True):
            scope = dict(zip(names, row, strict=True))
            yield Row(line, scope, Secrets(filter(None, secret)))

    def count_unread(self, cells: Mapping[str, str], told: Told) -> None:
        """Count the members of an item that nobody reads."""
        for name, cell in cells.items():
            if cell and same_name(name) not in self._named:
                told.unread[name] += 1

    def secrets_of(self, cells: Mapping[str, str], row: Row) -> Secrets:
        """Give what must stand in no text of an item: its own secrets and those of its row."""
        own = [cell for name, cell in cells.items() if cell and self._hides(name)]
        return row.secrets.and_also(own) if own else row.secrets

    def _hides(self, name: str) -> bool:
        return same_name(name) not in self._named and self._is_secret(name)

    def _is_secret(self, name: str) -> bool:
        return same_name(name) in self._secret or is_secret(name, self._patterns)

    def _in_list(self, name: str) -> bool:
        """Whether a name is of an item of a list, and not of the column that the list stands in."""
        return name.partition(".")[0] in self._lists and name not in self._list_columns

    def _known(self, name: str) -> bool:
        return name in self._read or self._in_list(name)


def _groups(mapping: ReleaseMapping) -> Iterator[list[str]]:
    """Give the columns that a mapping names, each rule's together: of the ocid first."""
    yield from _of_ocid(mapping)
    yield list(mapping.date)
    for rule in mapping.fields:
        yield _columns_of([*rule.sources, *placeholders(rule.form)])
    for party in mapping.parties:
        yield [party.name]
        codes = placeholders(party.code) or filter(None, [party.code])
        yield _columns_of([*party.numbers, *codes])
    only = [one.only for one in mapping.fields] + [one.only for one in mapping.parties]
    yield _columns_of(filter(None, [mapping.apart]))
    for condition in (asked for one in only for asked in (*one.when, *one.unless)):
        yield _columns_of([condition.column])
    for skip in mapping.skips:
        yield [skip.column]
    for listed in mapping.lists:
        yield [listed.source]


def _of_ocid(mapping: ReleaseMapping) -> list[list[str]]:
    """Give the columns of the ocid; where a local name stands in it, those it is made from."""
    made = {rule.name: list(rule.sources) for rule in mapping.fields}
    return [made.get(name, [name]) for name in placeholders(mapping.ocid)]


def _columns_of(names: Any) -> list[str]:  # noqa: ANN401 - any iterable of names
    return [name for name in names if not name.startswith(LOCAL)]


def _list_of(skip: Skip, mapping: ReleaseMapping) -> str:
    first = skip.column.partition(".")[0]
    return first if first in {one.name for one in mapping.lists} else ""


def _matches(skip: Skip, cell: str) -> bool:
    if skip.empty:
        return not cell
    if skip.words:
        return cell in skip.words
    return bool(re.search(skip.matches, cell))


def _cells(column: pa.Array, values: pa.BooleanArray | None, empty: Sequence[str]) -> list[str]:
    cells = [cell or "" for cell in column.to_pylist()]
    if empty:
        cells = ["" if cell.strip() in empty else cell for cell in cells]
    if values is None:
        return cells
    flags = values.to_pylist()
    return [Figure(cell) if flag else cell for cell, flag in zip(cells, flags, strict=True)]


def _natural(text: str) -> list[tuple[bool, int, str]]:
    """Give what sorts 2 before 10, and nothing before anything."""
    parts = re.split(r"([0-9]{1,9})", text) if text else []
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _tags(release: Mapping[str, Any]) -> list[str]:
    parts = {*release}
    tender = release.get("tender", {})
    if "planning" in parts and tender.get("status") in _BEFORE:
        parts.discard("tender")
    if "awards" in parts and _NAMED.issuperset(tender):
        parts.discard("tender")
    tags = [tag for part, tag in _TAGS if part in parts]
    contracts = release.get("contracts", ())
    if any("amendments" not in one for one in contracts):
        tags.append("contract")
    if any("amendments" in one for one in contracts):
        tags.append("contractAmendment")
    if any("implementation" in one for one in contracts):
        tags.append("implementation")
    return list(dict.fromkeys(tags)) or ["planning"]
