"""The findings of one reading: like faults are one finding, with a count and the first rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pendopo.registers.contracts.schema_findings import finding_of, kind_of, rule_of
from pendopo.standards.ocds.check import OFTEN
from pendopo.standards.ocds.exact import DeepError, JsonError
from pendopo.standards.ocds.fault import SchemaFault
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.register import AloneError
from pendopo.terms.report_json import finding_from_json
from pendopo.terms.wording import say

_KINDS_MOST = 500  # a hostile file could name a new field in every release
_PACKAGING = "OCDS 1.1, packaging releases and records"

NOT_JSON = Finding(
    "file_is_json",
    Weight.STOP,
    say("The file is not JSON: at line {line}, column {column} stands {near}."),
    write=say("Write the file again from the system that made it, as JSON in UTF-8."),
    source="RFC 8259",
)
CUT_SHORT = replace(
    NOT_JSON,
    message=say("The file is not JSON: it ends too early, at line {line}, column {column}."),
)
NO_RELEASES = Finding(
    "file_holds_releases",
    Weight.STOP,
    say("The file holds no OCDS release."),
    write=say(
        "Write a release package (an object with a list named releases), a record package whose "
        "records embed their releases, a list of releases, or one release."
    ),
    source=_PACKAGING,
)
NOT_AN_OBJECT = Finding(
    "release_is_an_object",
    Weight.STOP,
    say("Where a release belongs stands {found}."),
    write=say("Write each release as a JSON object."),
    table="releases",
    source=_PACKAGING,
)
TOO_DEEP = Finding(
    "release_can_be_held",
    Weight.STOP,
    say("The release is nested more than 250 levels deep."),
    write=say("Write releases in the shape of the OCDS schema."),
    table="releases",
)
NO_OCID = Finding(
    "release_has_its_ocid",
    Weight.STOP,
    say("The release has no ocid, so no one can tell which contracting process it belongs to."),
    write=say(
        "Write the process's ocid as text: the registered prefix, a hyphen, your own number."
    ),
    table="releases",
    column="ocid",
    source="OCDS 1.1, ocid",
)
LINKED = Finding(
    "release_is_embedded",
    Weight.WARN,
    say("The record links to a release instead of holding it; the address is not fetched: {url}"),
    write=say("Write the releases themselves into the record."),
    table="releases",
    source=_PACKAGING,
)
MERGED_ALREADY = Finding(
    "record_embeds_its_releases",
    Weight.WARN,
    say("The record of {ocid} holds no releases; what was merged from them is left aside."),
    write=say("Write the releases themselves into the record."),
    table="releases",
    source=_PACKAGING,
)
UNREGISTERED = Finding(
    "ocid_has_a_registered_prefix",
    Weight.WARN,
    say("{ocid} does not start as a registered prefix does."),
    write=say("Write ocds-, six lower-case letters or digits, a hyphen, your own number."),
    table="releases",
    column="ocid",
    source="OCDS 1.1, Open Contracting Identifier",
)
NO_DATE = Finding(
    "release_has_a_date",
    Weight.WARN,
    say("The release has no date; it is merged before all others of its process."),
    write=say("Write when the release was made, like 2026-03-02T09:00:00+07:00."),
    table="releases",
    column="date",
    source="OCDS 1.1, date",
)
BAD_DATE = Finding(
    "date_names_a_moment",
    Weight.WARN,
    say("{date} is no date; the release is merged before all others of its process."),
    write=say("Write when the release was made, like 2026-03-02T09:00:00+07:00."),
    table="releases",
    column="date",
    source="OCDS 1.1, date formats",
)
LOOSE_DATE = Finding(
    "date_names_its_time_and_zone",
    Weight.WARN,
    say("{date} has no time of day or no time zone; it is read in the time zone {zone}."),
    write=say("Write when the release was made, like 2026-03-02T09:00:00+07:00."),
    table="releases",
    column="date",
    source="OCDS 1.1, date formats",
)
NO_TAG = Finding(
    "release_has_a_tag",
    Weight.WARN,
    say("The release does not say what it tells of."),
    write=say("Write a list of tags: planning, tender, award, contract, implementation."),
    table="releases",
    column="tag",
    source="OCDS 1.1, tag",
)
SAME_ID = Finding(
    "release_ids_differ",
    Weight.WARN,
    say("Release {release_id} of {ocid} stands in the file more than once."),
    write=say("Write each release once, each with an id of its own within its process."),
    table="releases",
    column="release_id",
    source="OCDS 1.1, release id",
)
FAR_AMOUNT = Finding(
    "amount_can_be_held",
    Weight.WARN,
    say(
        "The amount at {pointer} has more than 18 digits before the mark or 20 behind it; "
        "the table shows none."
    ),
    write=say("Write the amount in the currency's own unit."),
    table="releases",
    column="json",
)
MORE_KINDS = Finding(
    "faults_are_few",
    Weight.WARN,
    say("The file has more kinds of faults than are listed here."),
    write=say("Correct what is listed, then check the file again."),
)
UNKNOWN_EXTENSION = Finding(
    "extension_is_at_hand",
    Weight.NOTE,
    say(
        "The package declares the extension {address}, whose patch is not at hand; its fields are "
        "held against the standard alone."
    ),
    write=say(
        "Where you know the extension, hand its folder along; addresses in data are not fetched."
    ),
    source="OCDS, extensions",
)
NAME_TWICE = Finding(
    "name_stands_once",
    Weight.WARN,
    say("The name {name} stands twice in one object; the last value is taken, the first is lost."),
    write=say("Write each name once; where both values count, write a list."),
    table="releases",
    column="json",
    source="RFC 8259, section 4",
)
OLD_VERSION = Finding(
    "release_is_of_the_current_version",
    Weight.NOTE,
    say("The release is of OCDS 1.0; it is held against that, and upgraded to 1.1 when published."),
    write=say("Publish in OCDS 1.1 where you can."),
    table="releases",
    column="json",
    source="OCDS 1.1, changelog",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands.

    :param position: of the release in the file, from 1; 0 where the file as a whole is meant
    :param line: of the file on which the release begins, from 1
    :param pointer: the JSON pointer of the field in the release
    """

    position: int
    line: int = 0
    ocid: str = ""
    release_id: str = ""
    pointer: str = ""


@dataclass(slots=True)
class _Tally:
    """How often a kind of fault was met, and where first.

    :param filled: how often it had been met when as many positions were kept as are shown; 0 before
    """

    finding: Finding
    count: int = 0
    positions: list[int] = field(default_factory=list)
    filled: int = 0
    places: list[Place] = field(default_factory=list)

    def take(self, place: Place, count: int = 1) -> None:
        """Count a fault, and keep where it stands as long as places are shown."""
        self.count += count
        if len(self.positions) < LINES_SHOWN and self.positions[-1:] != [place.position]:
            self.positions.append(place.position)
            self.filled = self.count if len(self.positions) == LINES_SHOWN else 0
        if len(self.places) < LINES_SHOWN and place.position:
            self.places.append(place)


class Faults:
    """Counts faults by kind, in the order of their first appearance."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, ...], _Tally] = {}

    def add(
        self,
        finding: Finding,
        place: Place,
        values: Mapping[str, str] | None = None,
        kind: str = "",
        count: int = 1,
    ) -> None:
        """Count a fault.

        :param values: those of the first of its kind are shown
        :param kind: what tells faults of one rule apart: a pointer
        """
        key = (finding.rule, kind)
        if key not in self._tallies:
            if len(self._tallies) >= _KINDS_MOST:
                key, finding, values = (MORE_KINDS.rule, ""), MORE_KINDS, None
            shown = finding if values is None else replace(finding, values=dict(values))
            self._tallies.setdefault(key, _Tally(shown))
        self._tallies[key].take(place, count)

    def has(self, finding: Finding) -> bool:
        """Whether such a fault was counted."""
        return (finding.rule, "") in self._tallies

    def has_shown(self, rule: str, kind: str) -> bool:
        """Count a fault of which as many places are kept as are shown; False when they are not."""
        tally = self._tallies.get((rule, kind))
        if tally is None or min(len(tally.positions), len(tally.places)) < LINES_SHOWN:
            return False
        tally.count += 1
        return True

    def add_schema(self, fault: SchemaFault, place: Place) -> None:
        """Count what the schema says of a release, unless a finding of its own says it better."""
        rule = rule_of(fault)
        if not rule or self.has_shown(rule, kind := kind_of(fault)):
            return
        there = Place(place.position, place.line, place.ocid, place.release_id, fault.at)
        tally = self._tallies.get((rule, kind))
        if tally:
            tally.take(there)
        elif finding := finding_of(fault):
            self.add(finding, there, kind=kind)

    def add_often(self, fault: SchemaFault, many: int) -> None:
        """Count more of a fault whose first places are known."""
        finding = finding_of(fault)
        if finding:
            tally = self._tallies.get((finding.rule, kind_of(fault)))
            tally = tally or self._tallies.get((MORE_KINDS.rule, ""))
            if tally:
                tally.count += many

    def add_broken(self, error: JsonError) -> None:
        """Report text that is not JSON, or that cannot be held."""
        if isinstance(error, DeepError):
            self.add(TOO_DEEP, Place(error.line, error.line))
            return
        finding = NOT_JSON if error.near else CUT_SHORT
        values = {"line": str(error.line), "column": str(error.column), "near": error.near}
        self.add(finding, Place(error.line, error.line), values)

    def as_json(self) -> list[dict[str, Any]]:
        """Give what was counted as values of JSON, for ``follow``; places are left out."""
        return [
            {
                "finding": asdict(tally.finding),
                "kind": kind,
                "count": tally.count,
                "positions": tally.positions,
                "filled": tally.filled,
            }
            for (_, kind), tally in self._tallies.items()
        ]

    def follow(
        self,
        counted: Sequence[Mapping[str, Any]],
        before: int,
        let_pass: Iterable[SchemaFault] = (),
    ) -> None:
        """Add what was counted of the releases behind these, as if it had been counted here.

        :param counted: what ``as_json`` gave
        :param before: how many releases stand before those
        :param let_pass: what is only counted by now, so that no place is added to its first ones
        :raises AloneError: when counting all of it here might have come to something else
        """
        closed = {(rule_of(one), kind_of(one)) for one in let_pass}
        for one in counted:
            finding, kind = finding_from_json(one["finding"]), one["kind"]
            positions = [before + position for position in one["positions"]]
            tally = _Tally(finding, one["count"], positions, one["filled"])
            self._follow((finding.rule, kind), tally, closed)

    def _follow(
        self, key: tuple[str, str], behind: _Tally, closed: Collection[tuple[str, str]]
    ) -> None:
        tally = self._tallies.get(key)
        if key[0] == MORE_KINDS.rule or (tally is None and len(self._tallies) >= _KINDS_MOST):
            raise AloneError
        if tally is None:
            self._tallies[key] = behind
            return
        left = 0 if key in closed else LINES_SHOWN - len(tally.positions)
        # A field that stands very often in few releases is only counted in those behind them.
        if left and tally.count + (behind.filled or behind.count) > OFTEN:
            raise AloneError
        tally.count += behind.count
        tally.positions += behind.positions[:left]

    def tell_before(self, finding: Finding, position: int, values: Mapping[str, str]) -> None:
        """Begin to count a kind of fault before those that were first met behind a release.

        :raises AloneError: when another kind was first met in that release, or there are very many
        """
        first = {key: min(one.positions, default=0) for key, one in self._tallies.items()}
        if position in first.values() or len(first) >= _KINDS_MOST:
            raise AloneError
        behind = [key for key, place in first.items() if place > position]
        kept = {key: self._tallies.pop(key) for key in behind}
        self._tallies[finding.rule, ""] = _Tally(replace(finding, values=dict(values)))
        self._tallies |= kept

    @property
    def stopped(self) -> bool:
        """Whether any fault blocks publication."""
        return any(tally.finding.weight is Weight.STOP for tally in self._tallies.values())

    def findings(self) -> Iterator[Finding]:
        """Give what was counted; lines are positions of releases."""
        return (finding for finding, _ in self.found())

    def found(self) -> Iterator[tuple[Finding, tuple[Place, ...]]]:
        """Give what was counted, each with its first places."""
        for tally in self._tallies.values():
            lines = tuple(one for one in tally.positions if one)
            count = tally.count if lines else 0
            yield replace(tally.finding, lines=lines, count=count), tuple(tally.places)
