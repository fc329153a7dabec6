"""A government's programme: its folder, its registers and its log, bound together for the doors."""

import hashlib
import logging
import secrets
import shutil
import sqlite3
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pendopo.exports.archive.verifier import VERIFIER, verifier
from pendopo.exports.remarks import Remark, Words
from pendopo.indicators import indicators
from pendopo.peers.gather import Manners
from pendopo.programme.bringing import Brought
from pendopo.programme.bulk import Bulk
from pendopo.programme.checking import Checking, OtherFileError, Progress, Request
from pendopo.programme.claiming import Claiming
from pendopo.programme.config import FILE_NAME, Config, load, parse
from pendopo.programme.contracting import Contracting
from pendopo.programme.cubing import Cubes
from pendopo.programme.desk_acts import done_at_desk
from pendopo.programme.flagging import Flagging
from pendopo.programme.indexing import Search
from pendopo.programme.measuring import measure_all
from pendopo.programme.peering import KEYS, Peering
from pendopo.programme.plan_shelf import PlanShelf
from pendopo.programme.promising import Promising
from pendopo.programme.questioning import Questioning
from pendopo.programme.questions import Questions
from pendopo.programme.rotating import (
    LogKeys,
    hold_first,
    hold_one_at_a_time,
    hold_settled,
    keys_at,
    make_next_key,
    with_both,
    without_retired,
)
from pendopo.programme.signing import Signing
from pendopo.programme.site import NAME as SITE
from pendopo.programme.site import site_of
from pendopo.programme.withdrawing import Withdrawing
from pendopo.programme.witnessing import Asking, Witnessing
from pendopo.published.arrivals import Arrival, arrivals
from pendopo.published.changes import Comparison, Comparisons
from pendopo.published.kept import Kept
from pendopo.published.known import Answered
from pendopo.published.metadata import Metadata, parse_measurement, parse_metadata
from pendopo.published.reads import Query, Reader
from pendopo.published.serving import Serving
from pendopo.published.standings import is_standing
from pendopo.published.state import Publication, Record, SignedCheckpoint, State
from pendopo.published.tables import PublishedTable, Shelf
from pendopo.published.verify import FolderShelf, Given, Verdict, verify
from pendopo.published.waiting import WitnessRecord
from pendopo.published.withdrawals import Withdrawals
from pendopo.registers import registers
from pendopo.stages.publish import (
    Ready,
    heartbeat,
    publish,
    record_measurements,
    record_policy,
    record_rotation,
    rfc3339,
)
from pendopo.standards.tlog.note import Verifier
from pendopo.standards.tlog.policy import Party, Policy
from pendopo.store.acknowledged import acknowledged, read_rotations
from pendopo.store.files import Disk
from pendopo.store.keys import LOG_KEY, create_key, key_file, load_keys
from pendopo.store.log import Writer, create_log, open_writer
from pendopo.store.place import LogPlace, Staging
from pendopo.terms.entry import EntryType
from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import Entry, Measurement, Report
from pendopo.terms.register import Register
from pendopo.terms.rotation import DAYS_BOTH, Rotation

if TYPE_CHECKING:
    from pendopo.programme.mending import Mended

Clock = Callable[[], datetime]

_log = logging.getLogger(__name__)
_METADATA_KEPT: Final = 4096
_STATES_KEPT: Final = 16
_TABLES_KEPT: Final = 32
_OPEN_FOR_ALL: Final = 256
_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of files handed in for publication.

    :param entries: one for each file that was published, in the order asked
    :param reports: one for each file, in the order asked
    """

    entries: tuple[Entry, ...]
    reports: tuple[Report, ...]

    @property
    def stopped(self) -> bool:
        """Whether a finding stopped any of the files."""
        return any(report.stopped for report in self.reports)


class Programme:
    """What one government runs.

    :param root: the folder that holds ``pendopo.toml``, ``public/`` and ``private/``
    :param clock: tells when a log was found to be only readable
    """

    def __init__(self, root: Path, config: Config, clock: Clock | None = None) -> None:
        self.root = root
        self.config = config
        self.registers: Mapping[str, Register] = registers()
        self.indicators: Mapping[str, Indicator] = indicators()
        self.place = LogPlace(root / "public", root / "private")
        self._record = Record(self.place.public)
        self.witnesses = WitnessRecord(self._record)
        self.witnessing = Witnessing(self.place, self._record)
        derived, seconds = self.place.private / "derived", config.serve.seconds
        self._serving, self._kept = Serving(derived / "serving"), Kept(derived / "files")
        self.questions = Questions(self, derived / "serving", seconds)
        self.promising = Promising(self, derived / "serving", seconds)
        self.cubes = Cubes(self, self._serving, seconds)
        self._comparisons = Comparisons(derived / "changes")
        self._metadata: OrderedDict[str, Metadata] = OrderedDict()
        self._states: OrderedDict[int, State] = OrderedDict()
        self._tables: OrderedDict[tuple[int, str], tuple[PublishedTable, ...]] = OrderedDict()
        self._present, self._withdrawn = 0, Withdrawals()
        self._hidden: frozenset[str] = frozenset()
        self.peering = Peering(self.place, config, clock)
        self.signing, self.withdrawing = Signing(self), Withdrawing(self)
        self.search = Search(self, self.place.private / "derived" / "search")
        self.brought = Brought(self, derived / "contents")
        self.contracting = Contracting(self, derived / "releases")
        self.bulk = Bulk(self.contracting, derived / "bulk")

    def close(self) -> None:
        """Give back what is kept open; whoever is reading reads on, and asking opens it again."""
        self._serving.close()
        self.questions.close()
        self.flagging.close()

    @classmethod
    def open(cls, root: Path, clock: Clock | None = None) -> "Programme":
        """Open the programme in a folder.

        :raises ConfigError: when its ``pendopo.toml`` is missing or wrong
        """
        return cls(root, load(root / FILE_NAME), clock)

    @classmethod
    def create(cls, root: Path, settings: str, at: datetime) -> "Programme":
        """Begin a programme: its configuration, its key, and a log with one sign of life.

        :param settings: the text of ``pendopo.toml``
        :raises LogError: when the folder holds a log already
        """
        programme = cls(root, parse(settings))
        create_log(programme.place)
        (root / FILE_NAME).write_text(settings, "utf-8")
        vkey = create_key(programme.key_path, programme.config.log.origin)
        policy = Policy(logs=(Party(Verifier.parse(vkey)),))
        (programme.public / "policy.txt").write_bytes(policy.encode())
        words = resources.files("pendopo.programme").joinpath("VERIFY.md").read_text("utf-8")
        (programme.public / "VERIFY.md").write_text(words, "utf-8")
        (programme.public / VERIFIER).write_bytes(verifier())
        (programme.public / SITE).write_bytes(site_of(programme.config))
        programme.heartbeat(at)
        return programme

    @property
    def public(self) -> Path:
        """The web root, which is also the log and the object store."""
        return self.place.public

    # Reading: what the doors may ask for.

    def checkpoint(self) -> SignedCheckpoint | None:
        """Give the published checkpoint, or None before the first."""
        return self._record.checkpoint()

    def state(self, size: int | None = None) -> State:
        """Give what stood when the log had ``size`` entries; None for now.

        :raises UnknownStateError: when the log never had that many
        """
        signed = self.checkpoint()
        present = signed.size if signed else 0
        if present != self._present:
            self._look_withdrawn(present)
        if size is None:
            size = present
        known = self._states.get(size)
        if known is None:
            known = self._states[size] = self._record.state(size)
            while len(self._states) > _STATES_KEPT:
                self._states.popitem(last=False)
        return known

    def _look_withdrawn(self, present: int) -> None:
        """Keep nothing open or in memory of what was hidden or taken away since the last look."""
        withdrawn = self._record.state(present).withdrawn
        if withdrawn != self._withdrawn:
            for kept in (self._states, self._tables, self._metadata):
                kept.clear()
            self.promising.forget()
            self._serving.close()
            self.flagging.close()
            self._hidden = frozenset((*withdrawn.held, *withdrawn.redacted))
        self._present, self._withdrawn = present, withdrawn

    def recorded(self) -> State:
        """Give what is recorded, with what waits for witnesses: for those who publish alone."""
        pending = self._record.pending()
        return self._record.recorded(pending) if pending else self.state()

    def size_on(self, day: date) -> int:
        """Give how many entries the log had when a day ended, where the government is."""
        return self._record.size_on(day, self.config.government.timezone)

    def metadata(self, publication: Publication) -> Metadata | None:
        """Give what a publication says of itself; None where that is held or taken away."""
        c = publication.object("metadata").c
        path = self.object_path(c)
        if c in self._hidden or not path.exists():
            return None
        known = self._metadata.get(c)
        if known is None:
            known = self._metadata[c] = parse_metadata(path.read_bytes())
            while len(self._metadata) > _METADATA_KEPT:
                self._metadata.popitem(last=False)
        return known

    def tables(self, state: State, register: str | None = None) -> tuple[PublishedTable, ...]:
        """Give the tables that stand in a state, of one register or of all."""
        names = [register] if register else list(self.registers)
        return tuple(table for name in names for table in self._standing(state, name))

    def filled(self, state: State, register: str | None = None) -> tuple[PublishedTable, ...]:
        """Give the tables without those in which a fold has no row yet: who lists data passes them.

        A table that somebody published without rows is one.
        """
        found = self.tables(state, register)
        return tuple(one for one in found if not one.folded or self.reader(one).count())

    def _standing(self, state: State, register: str) -> tuple[PublishedTable, ...]:
        """Give the tables of one register; known already for a state that is kept."""
        key = state.size, register
        kept = self._states.get(state.size) is state
        known = self._tables.get(key) if kept else None
        if known is None:
            found = self._shelf.tables(state, self.registers[register])
            known = tuple(table for table in found if table.parts)
            if kept:
                self._tables[key] = known
            while len(self._tables) > _TABLES_KEPT:
                self._tables.popitem(last=False)
        return known

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state.

        :raises KeyError: when the state has none of that name
        """
        for table in self.tables(state, register) if register in self.registers else ():
            if table.name == name:
                return table
        raise KeyError(name)

    def tables_of(self, state: State, publication: Publication) -> tuple[PublishedTable, ...]:
        """Give a publication's own record tables, whatever took its place since."""
        alone = State(state.size, [Entry(publication.index, publication.leaf)], "", state.withdrawn)
        register = self.registers[publication.register]
        return tuple(t for t in self._shelf.records(alone, register) if t.parts)

    def submitted(self, state: State, register: str, name: str) -> PublishedTable | None:
        """Give a table as it was submitted, before any fold; None where there is none."""
        found = self._shelf.records(state, self.registers[register])
        return next((one for one in found if one.name == name and one.parts), None)

    def compare(self, old: PublishedTable, new: PublishedTable) -> Comparison | None:
        """Compare two versions of a table; None where a redaction took the rows of one away."""
        return self._comparisons.compare(old, new)

    def arrivals(
        self, state: State, table: PublishedTable, query: Query, most: int
    ) -> list[Arrival]:
        """Give the rows of a table that match a question, those that were published last first."""
        return arrivals(self, state, table, query, most)

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table for reading."""
        register = self.registers[table.register]
        return Reader(
            table,
            lambda: self._serving.cursor(table, register),
            self._serving.known,
            self.config.serve.seconds,
            self._serving.answered,
        )

    def remember(self) -> None:
        """Keep what is read and opened, for whoever makes all pages at once and is done then."""
        self._serving.answered, self._serving.open_most = Answered(), _OPEN_FOR_ALL

    def parquet_file(self, table: PublishedTable) -> Path:
        """Give all of a table as a Parquet file, made first when it is not there yet."""
        name = f"{table.version}.parquet"
        return self._kept.get(name, self.reader(table).write_parquet)

    def serving_file(self, table: PublishedTable) -> Path:
        """Give a table's serving file, made first when it is not there yet."""
        return self._serving.build(table, self.registers[table.register])

    def object_path(self, c: str) -> Path:
        """Give the place of the object with a commitment."""
        return self.public / "objects" / c[:2] / c

    def original_path(self, publication: Publication) -> Path:
        """Give the place of the submitted file; in private where it was kept back."""
        if publication.original is None:
            return self.place.withheld / publication.id / "original"
        return self.object_path(publication.original.c)

    def measurements(self, state: State) -> tuple[tuple[Entry, Measurement], ...]:
        """Give every measurement of a state, in the order of the log."""
        return tuple(
            (entry, parse_measurement(path.read_bytes()))
            for entry in state.entries
            if entry.leaf.type is EntryType.MEASUREMENT and not is_standing(entry)
            for path in [self.object_path(entry.leaf.objects[0].c)]
            if path.exists()
        )

    def verify(
        self,
        on_progress: Callable[[int, int], None] | None = None,
        workers: int = 2,
        kept: bytes = b"",
    ) -> Verdict:
        """Recompute everything that is published.

        :param kept: a checkpoint kept from an earlier day, which the log must continue; without one
            it is held to the last that was promised here
        """
        given = Given(self.vkey, kept or self.peering.last_note.encode())
        return verify(FolderShelf(self.public), given, on_progress, workers)

    # Writing: what the desk and the command line do.

    def check(
        self, requests: Sequence[Request], work: Path, on_progress: Progress | None = None
    ) -> tuple[Report, ...]:
        """Check files without publishing them; their tables lie in ``work`` afterwards."""
        return self._checking.check(requests, work, on_progress)

    def draft_mapping(self, request: Request) -> dict[str, Any]:
        """Draft a mapping of a file: which of its columns is which of ours, and how written.

        :raises ChildError: when the file ends the child that reads it
        """
        return self._checking.draft_mapping(request)

    def sample_columns(self, request: Request) -> dict[str, Any]:
        """Give the first cells of each column of a file: ``columns``, of ``name`` and ``cells``.

        :raises ChildError: when the file ends the child that reads it
        """
        return self._checking.sample_columns(request)

    def comment(self, request: Request, remarks: Sequence[Remark], words: Words, out: Path) -> Path:
        """Give a spreadsheet back with comments on the cells that are to be mended.

        :param out: where the workbook is to lie; by ``.ods`` at its end an ODS comes back as one
        :returns: where it lies (see ``commenting``)
        :raises ChildError: when the file ends the child that reads it
        """
        with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
            return self._checking.comment(request, remarks, words, (Path(work), out))

    def mend(self, request: Request, cells: Sequence[Mapping[str, Any]], out: Path) -> "Mended":
        """Write a file with some cells anew, each as ``exports.mended.Cell``.

        :param out: where the new file is to lie; the one handed in stays as it is
        :raises ChildError: when the file ends the child that reads it
        :raises MendingError: when a cell cannot be found for certain, or something would be lost
        """
        return self._checking.mend(request, cells, out)

    def publish(
        self,
        requests: Sequence[Request],
        on_progress: Progress | None = None,
        *,
        keep_going: bool = False,
        clock: Clock | None = None,
        then: Callable[[Outcome], None] | None = None,
    ) -> Outcome:
        """Check files and publish them in one commit.

        What is checked is the copy that is published, byte for byte.

        :param keep_going: publish the others when a finding stops some; else none is published
        :param clock: tells when it is published; without one, when each file was received, or
            the last of them where claims wait, which are taken first and at that time
        :param then: is called with the outcome while releases are packed beside it
        :raises OtherFileError: when a file is not the one that its request says
        """
        self.peering.hold_writable()
        whole = [self._checking.completed(request) for request in requests]
        with self.staging() as staging:
            copies = [self._copy(request, staging, i) for i, request in enumerate(whole)]
            with ThreadPoolExecutor(1) as beside:  # another process reads the files meanwhile
                beside.submit(self.promising.read_ahead)
                reports = self.check(copies, staging.work, on_progress)
            ready = [
                Ready(
                    report,
                    request.declaration,
                    self.registers[request.register].fold,
                    request.received_at,
                    request.reading.mapping,
                    request.actor,
                    request.approval,
                )
                for report, request in zip(reports, whole, strict=True)
                if not report.stopped
            ]
            if not ready or (len(ready) < len(reports) and not keep_going):
                return _told(Outcome((), reports), then)
            now = clock or (lambda: max(one.at for one in ready))
            with self.writer(Asking(now())) as writer:
                # Read under the lock: an entry made while this one was checked is older than it.
                # So is a claim that waited, which was taken at the last of these times.
                one_time = clock or (now if writer.last_time() == rfc3339(now()) else None)
                timed = [replace(one, at=one_time()) for one in ready] if one_time else ready
                entries = publish(timed, writer, staging)
        self.promising.follow(now())
        with ThreadPoolExecutor(1) as beside:  # packing releases lets the interpreter do other work
            packed = beside.submit(self.contracting.follow)
            self.search.follow()
            outcome = _told(Outcome(entries, reports), then)
        packed.result()
        return outcome

    def measure(self, names: Sequence[str], at: datetime | Clock, as_of: date) -> tuple[Entry, ...]:
        """Measure indicators on what is published now, and record the numbers.

        :param names: none for all that have the tables they read
        """
        self.peering.hold_writable()
        found = measure_all(self, names, as_of)
        if not found:
            return ()
        with self.staging() as staging, self.writer(Asking(_moment(at))) as writer:
            entries = record_measurements(found, _moment(at), writer, staging)
        self.promising.follow(_moment(at))
        self.search.follow()
        return entries

    def heartbeat(self, at: datetime | Clock) -> Entry | None:
        """Record the day's sign of life, and what time brings; None when it is there already.

        A key that signs no longer is taken out of the policy then.
        """
        with self.staging() as staging, self.writer(Asking(_moment(at))) as writer:
            self.withdrawing.keep_time(writer, staging, _moment(at))
            entry = heartbeat(writer, _moment(at), done_at_desk(self.place.private))
        self.promising.follow(_moment(at), time_passed=entry is not None)
        policy = self.witnessing.in_force()[1]
        left = without_retired(policy, self.log_keys(_moment(at)))
        if left != policy:
            self.change_witnesses(left.encode(), at)
        return entry

    def log_keys(self, at: datetime) -> LogKeys:
        """Give the keys that sign the log at a time, and those that do no longer."""
        signed = self.checkpoint()
        published = signed.size if signed else 0
        ring, rotations = load_keys(self.key_folder), read_rotations(self.place)
        return keys_at(ring, rotations, at, published, self._day_of)

    def _day_of(self, index: int) -> str:
        """Give the day of an entry, of one that waits for witnesses too."""
        return self.recorded().entries[index].leaf.time[:10]

    def key_file(self, key: Verifier) -> Path:
        """Where the private half of a key of the log lies."""
        return key_file(self.key_folder, key)

    def rotate_key(
        self, at: datetime | Clock, days: int = DAYS_BOTH, *, at_once: bool = False
    ) -> Rotation:
        """Make a new key, and record that it takes over from the one that signs now.

        :param days: for how long both sign
        :param at_once: though the one before it signs still, which it then does no longer
        :raises LogError: while entries wait for witnesses or two keys sign, or when another
            rotation came first
        """
        self.peering.hold_writable()
        hold_settled(waiting=self._record.pending() is not None)
        if not at_once:
            hold_one_at_a_time(self.log_keys(_moment(at)))
        rotations = read_rotations(self.place)
        made = make_next_key(self.key_folder, load_keys(self.key_folder), rotations)
        try:
            with self.staging() as staging, self.writer(Asking(_moment(at))) as writer:
                # Under the lock: what was read before it may be of the past by now.
                hold_first(writer.rotations, rotations)
                hold_settled(waiting=self._record.pending() is not None)
                when = _moment(at)
                rotation = made.rotation(writer.size, when, days)
                policy = with_both(self.witnessing.in_force()[1], made).encode()
                record_rotation(rotation, (made.statement(rotation), policy), when, writer, staging)
        finally:
            if not made.named_in(read_rotations(self.place)):
                made.discard()
        return rotation

    def change_witnesses(self, policy: bytes, at: datetime | Clock, without: str = "") -> Entry:
        """Record another policy in the log; checkpoints are held to it from that entry on.

        :param policy: the whole text of ``policy.txt``
        :param without: the key of a witness that is taken out, and not asked any more
        """
        asking = Asking(_moment(at), without, edited=True)
        with self.staging() as staging, self.writer(asking) as writer:
            return record_policy(policy, _moment(at), writer, staging)

    def ask_witnesses(self, at: datetime | Clock) -> int:
        """Ask for the signatures that what waits still needs, and take those handed in.

        :returns: how many witnesses are new on the published checkpoint, or have signed it again
        """
        with self.writer(Asking(_moment(at), manners=Manners(again_s=0))) as writer:
            taken = self.witnessing.take(writer)
            self.withdrawing.carry_out()
        return taken

    def rebuild(self, on_progress: Progress | None = None) -> int:
        """Make every serving file of the present state and the search index again.

        :returns: how many tables were made
        """
        self.drop_derived()
        made = self.prepare(on_progress)
        self.bulk.prepare(self.state())
        return made

    def follow(self) -> None:
        """Make after a commit what a reader of the present would wait for."""
        self.search.follow()
        self.flagging.follow()

    def drop_derived(self) -> None:
        """Remove everything that was derived from what is published, kept pages too."""
        self._serving.drop_all()
        self.flagging.drop_all()
        self._kept.drop_all()
        self._comparisons.drop_all()
        self.search.drop_all()
        self.brought.drop()
        self.contracting.drop()
        self.bulk.drop_all()
        derived = self.place.private / "derived"
        for _ in range(_ATTEMPTS):  # a reader may have something made at this moment
            with suppress(OSError):
                shutil.rmtree(derived)
        if derived.exists():
            shutil.rmtree(derived)
        # A preview shows the record as it was when it was made; the desk makes another one.
        for preview in self.place.previews.glob("*"):
            shutil.rmtree(preview)

    def prepare(self, on_progress: Progress | None = None) -> int:
        """Make what is missing of the present state; give the number of its tables."""
        self.search.bring_up()
        self.brought.bring_up()
        self.contracting.bring_up()
        tables = {table.fold or table.version: table for table in self.tables(self.state())}
        for done, table in enumerate(tables.values()):
            if on_progress:
                on_progress({"stage": "serving", "done": done, "total": len(tables)})
            self.serving_file(table)
        self.flagging.bring_up()
        return len(tables)

    @contextmanager
    def writer(self, asking: Asking | None = None) -> Iterator[Writer]:
        """Take the log's lock, ask those who may have seen more of it, and give its writer.

        :param asking: how its witnesses are asked before a checkpoint is published
        """
        self.peering.hold_writable()
        keys, disk = partial(load_keys, self.key_folder), Disk(self.place.scratch)
        asking = asking or Asking()
        cosign = partial(self.witnessing.cosign, asking=asking)
        ask = partial(self.peering.before_signing, self.witnessing, asking)
        with open_writer(self.place, keys, disk, cosign=cosign, ask=ask) as writer:
            self._say_who(disk)
            if asking.at is not None:
                # First of all: no commit, and no end of a key, comes before what was handed in.
                self.claiming.take(writer, asking.at)
            try:
                yield writer
            finally:
                self.peering.after_signing(self.witnessing)
                self._hide_what_is_published()

    def _hide_what_is_published(self) -> None:
        """Carry out what this commit brought its quorum; the log's lock must be held.

        What the disk refuses does not undo the commit: the next writer, or the heartbeat, goes on.
        """
        try:
            self.withdrawing.carry_out()
        except (OSError, sqlite3.Error):
            _log.exception("what was held or taken away is not carried out yet; the next goes on")

    def _say_who(self, disk: Disk) -> None:
        """Tell mirrors who the government is and how its pages speak, where that changed."""
        path, said = self.public / SITE, site_of(self.config)
        if not path.exists() or path.read_bytes() != said:
            disk.put_many({path: said})

    @cached_property
    def flagging(self) -> Flagging:
        """The questions that published purchases raise."""
        return Flagging(self, self.place.private / "derived" / "flags", self.config.serve.seconds)

    @cached_property
    def plans(self) -> PlanShelf:
        """The action plans that were published, as they are read."""
        return PlanShelf(self.original_path)

    @cached_property
    def claiming(self) -> Claiming:
        """What people say of promises, and how it comes into the log."""
        return Claiming(self)

    @cached_property
    def questioning(self) -> Questioning:
        """What people ask about budget lines, and what was answered."""
        return Questioning(self)

    @property
    def vkey(self) -> str:
        """The log's verifier key, as policies name it."""
        return self.peering.vkey

    @property
    def origin(self) -> str:
        """The log's permanent name."""
        return self.config.log.origin

    @property
    def mirrors(self) -> tuple[str, ...]:
        """The addresses of the mirrors that are known."""
        return self.config.peers.mirrors

    @property
    def country(self) -> str:
        """Whose law and whose patterns of personal data hold, ISO 3166-1."""
        return self.config.government.country

    @property
    def key_folder(self) -> Path:
        """Where the log's signing keys lie."""
        return self.place.private / KEYS

    @property
    def key_path(self) -> Path:
        """Where the log's first signing key lies."""
        return self.key_folder / LOG_KEY

    def make_pseudonyms(self) -> None:
        """Make the key of pseudonyms where there is none, before another user needs it."""
        self._checking.make_pseudonyms()

    @cached_property
    def _checking(self) -> Checking:
        return Checking(self.config, self.registers, self.root, self._published)

    def _published(self, name: str, besides: Mapping[str, str] | None = None) -> tuple[Path, ...]:
        """Give the Parquet files of a table, ``register/table``, as it is published.

        What a fold makes is made of all its publications: it is one file, and no scope is left out.

        :param besides: the scope whose publication is left out, where rules ask
        """
        register, _, table = name.partition("/")
        state = self.state()
        try:
            found = self.table(state, register, table)
        except KeyError:
            return ()
        if found.folded:
            return (self._serving.parquet(found, self.registers[register]),)
        return tuple(
            part.path
            for part in found.parts
            if state.publication(part.entry).scope != (besides or None)
        )

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.metadata, self.object_path, self.peering.lacking)

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """Give a folder for files on their way in, and remove it unless they were committed.

        :raises LogError: when nothing may be published here
        """
        self.peering.hold_writable()
        staging = Staging(self.place, secrets.token_hex(8), Disk(self.place.scratch))
        try:
            yield staging
        finally:
            staging.close(abandon=not self._waits(staging))

    def _waits(self, staging: Staging) -> bool:
        """Whether entries are acknowledged whose files lie in a folder still."""
        return acknowledged(self.place, staging.folder.name)

    @staticmethod
    def _copy(request: Request, staging: Staging, number: int) -> Request:
        target = staging.work / f"{number}.original"
        shutil.copyfile(request.file, target)
        with target.open("rb") as file:
            # Of the copy, which nobody else writes: the file itself may be another by now.
            if request.sha256 and hashlib.file_digest(file, "sha256").hexdigest() != request.sha256:
                raise OtherFileError(request.filename)
        return replace(request, file=target)


def _told(outcome: Outcome, then: Callable[[Outcome], None] | None) -> Outcome:
    """Tell an outcome to whoever waits for it."""
    if then is not None:
        then(outcome)
    return outcome


def _moment(at: datetime | Clock) -> datetime:
    """Read the time: a clock is read once the log's lock is held, so that no entry is later."""
    return at if isinstance(at, datetime) else at()
