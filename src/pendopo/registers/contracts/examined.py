"""What is wrong in the releases of a file, taken one by one; nothing of them is kept but hashes."""

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import MINYEAR
from typing import Any, Final

import orjson

from pendopo.registers.contracts import faults as fault
from pendopo.registers.contracts.faults import Faults, Place
from pendopo.registers.contracts.schema_findings import kind_of, package_finding_of
from pendopo.registers.contracts.values import text_of
from pendopo.standards.ocds.check import (
    Checker,
    extensions_of,
    package_faults,
    version_of,
    versioned_faults,
)
from pendopo.standards.ocds.double import survives
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.extension import Extension, Profile
from pendopo.standards.ocds.facts import REGISTERED_OCID
from pendopo.standards.ocds.fault import SchemaFault, type_name
from pendopo.standards.ocds.glance import Glanced
from pendopo.standards.ocds.instant import parse_instant
from pendopo.standards.ocds.package import COMPILED, MERGED, is_bare_record, is_linked
from pendopo.standards.ocds.reading import Package, Read
from pendopo.standards.ocds.rules import Rules
from pendopo.standards.ocds.twice import pointers_twice
from pendopo.terms.finding import Finding

OLD: Final = "1.0"
_SHOWN_CHARACTERS = 80
# What nearly all dates look like; whether the day exists is the schema's to say.
_EXACT: Final = re.compile(
    r"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)


class Examined:
    """The releases of a file, and what was found.

    :param declared: extensions that are applied whatever a package says
    :param version: ``1.0`` or ``1.1``, whatever a package says; empty to go by it
    :param zone: the time zone in which dates without one are read; empty for UTC
    :param schema: a release schema to hold every release against, whatever a package declares
    :ivar written: the text of the release at hand, every digit of it, or its bytes where they are
        just what writing it anew gives; empty where it was not asked
    :ivar glances: whether releases that are read whole are glanced at first, as they are written
    """

    def __init__(
        self,
        declared: Sequence[Extension] = (),
        version: str = "",
        zone: str = "",
        schema: dict[str, Any] | None = None,
    ) -> None:
        self.written: str | bytes = ""
        self.glances = False
        self.faults = Faults()
        self.position = 0
        self.kept = 0
        self.processes = 0
        self.version = ""
        self.versions: dict[str, int] = {}
        self._zone = zone or "UTC"
        self._has_own = schema is not None
        self._checker = Checker(declared, version, schema)
        self.glance = self._checker.glance
        self._of_merged = Checker(declared, version, schema)
        self._seen: set[int] = set()
        self._package: Package | None = None
        self._package_version = ""
        self._noted = array("q")
        self._named = array("i")
        self._glanced_at = bytearray()
        self._looked_at = -1
        self._extensions: list[tuple[str, ...]] = []
        self._noted_of: Package | None = None
        self._often_behind: list[tuple[SchemaFault, int]] = []

    def as_written(self, raw: bytes, package: Package) -> Glanced | None:
        """Give what is known of a release of which nothing is to be told, however it is looked at.

        It is written just as it would be written anew.
        """
        # What is escaped, and what is of 1.0 and becomes another release, is read whole.
        if self.version == OLD or b"\\" in raw or not survives(raw):
            return None
        return self._checker.as_written(raw, package)

    def take(self, read: Read) -> dict[str, Any] | None:
        """Take what stands where a release belongs; give it when it is a release to be kept."""
        self.position += 1
        release = read.value
        if type(release) is Glanced and type(release["ocid"]) is str:
            return self._glanced(release, read)
        self._look_at_names(read)
        if not isinstance(release, dict):
            self._add(fault.NOT_AN_OBJECT, read, found=_shown(release))
        elif is_bare_record(release):
            self._add(fault.MERGED_ALREADY, read, ocid=_shown(release.get("ocid")))
            for name in MERGED:
                if name in release:
                    self._look_at_merged(replace(read, value=release[name]), name, self.place(read))
        elif is_linked(release):
            self._add(fault.LINKED, read, url=_shown(release["url"]))
        elif not isinstance(release.get("ocid"), str) or not release["ocid"]:
            self.faults.add(fault.NO_OCID, self.place(read, "/ocid"))
        else:
            return self._release(release, read)
        return None

    def merged(self, read: Read) -> None:
        """Look at what a record says that its releases come to, by the schema of that."""
        self._look_at_merged(read, read.pointer.rpartition("/")[2], self.place(read))

    def _look_at_merged(self, read: Read, name: str, place: Place) -> None:
        release = read.value
        if not isinstance(release, dict):
            fault_ = SchemaFault("", "type", "object", type_name(release))
            self.faults.add_schema(_in_record(fault_, name), place)
            return
        try:
            found = list(self._faults_of_merged(release, name, read.package))
        except ValueError:
            self.faults.add(fault.TOO_DEEP, place)
            return
        for one in found:
            self.faults.add_schema(_in_record(one, name), place)

    def _faults_of_merged(
        self, release: dict[str, Any], name: str, package: Package
    ) -> Iterable[SchemaFault]:
        if name == COMPILED:
            return self._of_merged.faults(release, package)
        # Of 1.0 there is no schema of them, and one of somebody's own says nothing of them.
        known = version_of(release, package) != OLD and not self._has_own
        return versioned_faults(release) if known else ()

    def place(self, read: Read, pointer: str = "") -> Place:
        """Say where a fault of the release at hand stands."""
        release = read.value if isinstance(read.value, dict) else {}
        ocid, release_id = release.get("ocid"), text_of(release.get("id"))
        named = ocid if isinstance(ocid, str) else ""
        return Place(self.position, read.line, named, release_id or "", pointer)

    def note(self, read: Read) -> None:
        """Keep where the release at hand stands: it will be asked for by its number, from 0."""
        self._noted.extend((self.position, read.line))
        self._glanced_at.append(type(read.value) is Glanced)
        if not self._extensions or read.package is not self._noted_of:
            self._noted_of, addresses = read.package, extensions_of(read.package)
            if not self._extensions or self._extensions[-1] != addresses:
                self._extensions.append(addresses)
        self._named.append(len(self._extensions) - 1)

    def again(self, number: int, raw: bytes, value: Any) -> None:  # noqa: ANN401 - JSON
        """Look at the names of a release that was noted, and only glanced at before."""
        if self._glanced_at[number]:
            position, line = self.noted(number)
            ocid, release_id = value["ocid"], text_of(value.get("id"))
            self._tell_twice(raw, dump(value), Place(position, line, ocid, release_id or ""))

    def noted(self, number: int) -> tuple[int, int]:
        """Give the position and the line of a release that was noted."""
        return self._noted[2 * number], self._noted[2 * number + 1]

    def as_json(self) -> dict[str, Any]:
        """Give what was found, of releases in no package, as values of JSON, for ``follow``."""
        return {
            "position": self.position,
            "kept": self.kept,
            "versions": self.versions,
            "faults": self.faults.as_json(),
            "often": [(asdict(one), many) for one, many in self._often()],
        }

    def follow(self, told: Mapping[str, Any], ids: Iterable[tuple[int, str, str | None]]) -> None:
        """Add what was found of the releases behind these, as if it had been found here.

        :param told: what ``as_json`` gave
        :param ids: of the releases that were kept there: position, ocid and id
        :raises AloneError: when finding all of it here might have come to something else
        """
        before = self.position
        again = self._stand_again(ids, before)
        own = fault.SAME_ID.rule  # which is told of those that stand here, too
        others = [one for one in told["faults"] if one["finding"]["rule"] != own]
        self.faults.follow(others, before, self._checker.let_pass())
        for place, values in again:
            if not self.faults.has(fault.SAME_ID):
                self.faults.tell_before(fault.SAME_ID, place.position, values)
            self.faults.add(fault.SAME_ID, place, values)
        self.position += told["position"]
        self.kept += told["kept"]
        for version, many in told["versions"].items():
            self.versions[version] = self.versions.get(version, 0) + many
        self._often_behind += [(SchemaFault(**one), many) for one, many in told["often"]]

    def _stand_again(
        self, ids: Iterable[tuple[int, str, str | None]], before: int
    ) -> list[tuple[Place, dict[str, str]]]:
        """Give where releases stand whose id stood before, and what is told of them."""
        seen, again = self._seen, []
        for position, ocid, release_id in ids:
            many = len(seen)
            if release_id is not None:
                seen.add(hash((ocid, release_id)))
            if release_id is not None and len(seen) == many:
                place = Place(before + position, 0, ocid, release_id, "/id")
                again.append((place, {"ocid": ocid, "release_id": release_id}))
        return again

    def _often(self) -> Iterable[tuple[SchemaFault, int]]:
        """Give what was only counted, and how often."""
        yield from self._checker.often()
        for one, many in self._of_merged.often():
            yield _in_record(one), many
        yield from self._often_behind

    def end(self) -> None:
        """Tell what can only be told of all releases."""
        self._end_package()
        for one, many in self._often():
            self.faults.add_often(one, many)
        for profile in self._checker.profiles():
            for address in profile.unknown:
                values = {"address": _shown(address)}
                self.faults.add(fault.UNKNOWN_EXTENSION, Place(0), values, kind=address)
        if self.kept == 0 and not self.faults.stopped:
            self.faults.add(fault.NO_RELEASES, Place(0))

    def rules(self, numbers: Iterable[int]) -> Rules:
        """Give the rules by which releases merge: those of the extensions that their packages name.

        :param numbers: of releases that were noted, in their order
        """
        named = dict.fromkeys(self._named[number] for number in numbers)
        return self._checker.rules(address for one in named for address in self._extensions[one])

    def profiles(self) -> list[Profile]:
        """Give what releases were held against."""
        return list(self._checker.profiles())

    def _release(self, release: dict[str, Any], read: Read) -> dict[str, Any] | None:
        if read.package is not self._package:
            self._end_package()
            self._package = read.package
        try:
            found = () if self._is_sound(read) else self._checker.faults(release, read.package)
        except ValueError:
            self.faults.add(fault.TOO_DEEP, self.place(read))
            return None
        self.kept += 1
        bad_date = bool(found) and any(one.pointer == "/date" for one in found)
        self._look(release, read, bad_date=bad_date)
        if found:
            place = self.place(read)
            for one in found:
                self.faults.add_schema(one, place)
        return release

    def _is_sound(self, read: Read) -> bool:
        """Whether a glance tells that there is nothing to be told."""
        if not self.glances or read.inner or not read.raw:
            return False
        return self._checker.glance(read.raw, read.package) is not None

    def _look_at_names(self, read: Read) -> None:
        """Tell of names that stand twice in an object, once for each text that was read."""
        if read.written:
            self.written = read.raw
            return  # of which no name was lost
        value, self.written = read.value, ""
        if not read.raw:
            return  # it was put together of the rows of tables
        if read.inner:
            if read.offset == self._looked_at:
                return
            self._looked_at, value = read.offset, orjson.loads(read.raw)
        try:
            written = dump(value)
        except ValueError:
            return  # nested too deep, which is told
        self.written = "" if read.inner else written
        self._tell_twice(read.raw, written, self.place(read))

    def _tell_twice(self, raw: bytes, written: str, place: Place) -> None:
        for pointer, name in pointers_twice(raw, written):
            values = {"name": _shown(name)}
            there = replace(place, pointer=pointer)
            self.faults.add(fault.NAME_TWICE, there, values, kind=name)

    def _glanced(self, release: dict[str, Any], read: Read) -> dict[str, Any]:
        """Take a release of which nothing is to be told by itself."""
        if read.package is not self._package:
            self._end_package()
            self._package = read.package
        self.kept += 1
        self.written = read.raw if read.written else ""
        self._look(release, read, bad_date=False)
        return release

    def _look(self, release: dict[str, Any], read: Read, *, bad_date: bool) -> None:
        version = self._checker.version
        self.versions[version] = self.versions.get(version, 0) + 1
        self.version = self._package_version = version
        if version == OLD:
            self.faults.add(fault.OLD_VERSION, self.place(read))
        ocid = release["ocid"]
        if not REGISTERED_OCID.fullmatch(ocid):
            self.faults.add(fault.UNREGISTERED, self.place(read, "/ocid"), {"ocid": _shown(ocid)})
        if not release.get("tag"):
            self.faults.add(fault.NO_TAG, self.place(read, "/tag"))
        date = release.get("date")
        if bad_date or not isinstance(date, str) or not _EXACT.fullmatch(date):
            self._look_at_date(date, read)
        self._look_at_id(ocid, release.get("id"), read)

    def _look_at_date(self, date: object, read: Read) -> None:
        place = self.place(read, "/date")
        if date is None or date == "":
            self.faults.add(fault.NO_DATE, place)
            return
        instant = parse_instant(date) if isinstance(date, str) else None
        if instant is None or instant.day.year == MINYEAR:
            self.faults.add(fault.BAD_DATE, place, {"date": _shown(date)})
        elif not instant.exact:
            self.faults.add(fault.LOOSE_DATE, place, {"date": _shown(date), "zone": self._zone})

    def _look_at_id(self, ocid: str, found: object, read: Read) -> None:
        release_id = found if type(found) is str and found else text_of(found)
        if release_id is None:
            return  # the schema's finding says that it is missing
        seen, before = self._seen, len(self._seen)
        # A number in place of two texts: a million releases take 70 MB.
        seen.add(hash((ocid, release_id)))
        if len(seen) == before:
            values = {"ocid": ocid, "release_id": release_id}
            self.faults.add(fault.SAME_ID, self.place(read, "/id"), values)

    def _end_package(self) -> None:
        if self._package is not None and self._package.kind:
            for one in package_faults(self._package, self._package_version):
                self.faults.add(
                    package_finding_of(one), Place(0, 0, "", "", one.at), kind=kind_of(one)
                )

    def _add(self, finding: Finding, read: Read, **values: str) -> None:
        self.faults.add(finding, self.place(read), values)


def _in_record(one: SchemaFault, name: str = COMPILED) -> SchemaFault:
    """Say of a fault that it is in what a record was merged into."""
    return replace(one, pointer=f"/{name}{one.pointer}", at=f"/{name}{one.at}")


def _shown(value: object) -> str:
    """Quote a value of the data, cut to a length that fits a sentence."""
    try:
        text = value if isinstance(value, str) else dump(value)
    except ValueError:
        text = type(value).__name__
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
