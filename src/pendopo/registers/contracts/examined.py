"""What is wrong in the releases of a file, taken one by one; nothing of them is kept but hashes."""

import re
from array import array
from collections.abc import Sequence
from datetime import MINYEAR
from typing import Any, Final

from pendopo.registers.contracts import faults as fault
from pendopo.registers.contracts.faults import Faults, Place
from pendopo.registers.contracts.schema_findings import kind_of, package_finding_of
from pendopo.registers.contracts.values import text_of
from pendopo.standards.ocds.check import Checker, package_faults
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.extension import Extension, Profile
from pendopo.standards.ocds.facts import REGISTERED_OCID
from pendopo.standards.ocds.instant import parse_instant
from pendopo.standards.ocds.package import is_bare_record, is_linked
from pendopo.standards.ocds.reading import Package, Read
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
    """

    def __init__(
        self,
        declared: Sequence[Extension] = (),
        version: str = "",
        zone: str = "",
        schema: dict[str, Any] | None = None,
    ) -> None:
        self.faults = Faults()
        self.position = 0
        self.kept = 0
        self.processes = 0
        self.version = ""
        self.versions: dict[str, int] = {}
        self._zone = zone or "UTC"
        self._checker = Checker(declared, version, schema)
        self._seen: set[int] = set()
        self._package: Package | None = None
        self._package_version = ""
        self._noted = array("q")

    def take(self, read: Read) -> dict[str, Any] | None:
        """Take what stands where a release belongs; give it when it is a release to be kept."""
        self.position += 1
        release = read.value
        if not isinstance(release, dict):
            self._add(fault.NOT_AN_OBJECT, read, found=_shown(release))
        elif is_bare_record(release):
            self._add(fault.MERGED_ALREADY, read, ocid=_shown(release.get("ocid")))
        elif is_linked(release):
            self._add(fault.LINKED, read, url=_shown(release["url"]))
        elif not isinstance(release.get("ocid"), str) or not release["ocid"]:
            self.faults.add(fault.NO_OCID, self.place(read, "/ocid"))
        else:
            return self._release(release, read)
        return None

    def place(self, read: Read, pointer: str = "") -> Place:
        """Say where a fault of the release at hand stands."""
        release = read.value if isinstance(read.value, dict) else {}
        ocid, release_id = release.get("ocid"), text_of(release.get("id"))
        named = ocid if isinstance(ocid, str) else ""
        return Place(self.position, read.line, named, release_id or "", pointer)

    def note(self, line: int) -> None:
        """Keep where the release at hand stands: it will be asked for by its number, from 0."""
        self._noted.extend((self.position, line))

    def noted(self, number: int) -> tuple[int, int]:
        """Give the position and the line of a release that was noted."""
        return self._noted[2 * number], self._noted[2 * number + 1]

    def end(self) -> None:
        """Tell what can only be told of all releases."""
        self._end_package()
        for one, many in self._checker.often():
            self.faults.add_often(one, many)
        for profile in self._checker.profiles():
            for address in profile.unknown:
                values = {"address": _shown(address)}
                self.faults.add(fault.UNKNOWN_EXTENSION, Place(0), values, kind=address)
        if self.kept == 0 and not self.faults.stopped:
            self.faults.add(fault.NO_RELEASES, Place(0))

    def profiles(self) -> list[Profile]:
        """Give what releases were held against."""
        return list(self._checker.profiles())

    def _release(self, release: dict[str, Any], read: Read) -> dict[str, Any] | None:
        if read.package is not self._package:
            self._end_package()
            self._package = read.package
        try:
            found = self._checker.faults(release, read.package)
        except ValueError:
            self.faults.add(fault.TOO_DEEP, self.place(read))
            return None
        self.kept += 1
        self._look(release, read, bad_date=any(one.pointer == "/date" for one in found))
        if found:
            place = self.place(read)
            for one in found:
                self.faults.add_schema(one, place)
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
        release_id = text_of(found)
        if release_id is None:
            return  # the schema's finding says that it is missing
        # A number in place of two texts: a million releases take 70 MB.
        key = hash((ocid, release_id))
        if key in self._seen:
            values = {"ocid": ocid, "release_id": release_id}
            self.faults.add(fault.SAME_ID, self.place(read, "/id"), values)
        self._seen.add(key)

    def _end_package(self) -> None:
        if self._package is not None and self._package.kind:
            for one in package_faults(self._package, self._package_version):
                self.faults.add(
                    package_finding_of(one), Place(0, 0, "", "", one.at), kind=kind_of(one)
                )

    def _add(self, finding: Finding, read: Read, **values: str) -> None:
        self.faults.add(finding, self.place(read), values)


def _shown(value: object) -> str:
    """Quote a value of the data, cut to a length that fits a sentence."""
    try:
        text = value if isinstance(value, str) else dump(value)
    except ValueError:
        text = type(value).__name__
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
