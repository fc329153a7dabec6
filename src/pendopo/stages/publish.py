"""Publish: from a report without a stop to an entry in the log, whole or not at all."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

import pendopo
from pendopo.published import approvals
from pendopo.published.approvals import Approval
from pendopo.published.rotations import STATEMENT_ROLE
from pendopo.published.witnessed import POLICY_ROLE
from pendopo.store.engine import engine_name
from pendopo.store.log import Content, Writer
from pendopo.store.place import Staging
from pendopo.terms.column import (
    SPOKEN_OF_COLUMN,
    SPOKEN_OF_TABLE,
    Column,
    ForeignKey,
    Table,
)
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, commitment
from pendopo.terms.finding import Finding
from pendopo.terms.journey import SPOKEN, Declaration, Entry, Measurement, Report, Submission
from pendopo.terms.register import Fold
from pendopo.terms.rotation import Rotation
from pendopo.terms.spoken import translations

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SALT_BYTES = 32
_RANDOM_BITS = 80
_ID_LETTERS = 26


class PublishError(Exception):
    """A publication that cannot be made as asked: where, what was found, what to write."""


class ApprovalUsedError(PublishError):
    """What somebody signed who let a publication through was published by already."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A report without a stop, and what its publisher says of it.

    :param at: when it is published
    :param fold: how its register's publications become current tables
    :param mapping: the mapping by which its columns became ours, as it was written; or None
    :param actor: the roles that had a hand in it, with a full stop between them
    :param approval: what somebody signed who let it through; None where nobody did
    """

    report: Report
    declaration: Declaration
    fold: Fold
    at: datetime
    mapping: Mapping[str, Any] | None = None
    actor: str = "publisher"
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class _Object:
    """Something to be committed to: a file in the staging folder, or bytes."""

    role: str
    content: Content
    size: int
    digest: str = ""


def publish(ready: Sequence[Ready], writer: Writer, staging: Staging) -> tuple[Entry, ...]:
    """Append one entry for each report, all in one commit.

    :param staging: the folder that the submissions and their tables lie in
    :returns: the entries, in the order asked
    :raises PublishError: when a report is stopped, or replaces what does not stand
    """
    batch = _Batch(writer, staging)
    for one in ready:
        batch.add(one)
    return writer.commit(staging, batch.leaves, batch.contents)


def record_measurements(
    measurements: Sequence[Measurement], at: datetime, writer: Writer, staging: Staging
) -> tuple[Entry, ...]:
    """Append one entry for each measurement, all in one commit."""
    batch = _Batch(writer, staging)
    for measurement in measurements:
        batch.add_measurement(measurement, at)
    return writer.commit(staging, batch.leaves, batch.contents)


@dataclass(frozen=True, slots=True)
class Act:
    """A public act other than a publication.

    :param objects: what it brings, each with its role
    :param names: objects of other entries: what is redacted or held
    :param scope: codes that say more, such as the reason
    :param prev: the entry whose place it takes
    """

    kind: EntryType
    objects: Mapping[str, bytes] = field(default_factory=dict)
    names: tuple[ObjectRef, ...] = ()
    scope: Mapping[str, str] = field(default_factory=dict)
    prev: int | None = None


def record_acts(
    acts: Sequence[Act], at: datetime, writer: Writer, staging: Staging
) -> tuple[Entry, ...]:
    """Append one entry for each act, all in one commit."""
    batch = _Batch(writer, staging)
    for act in acts:
        batch.add_act(act, at)
    return writer.commit(staging, batch.leaves, batch.contents)


def record_policy(policy: bytes, at: datetime, writer: Writer, staging: Staging) -> Entry:
    """Append the entry that a change of witnesses makes: from it on, checkpoints are held to it.

    :param policy: what ``policy.txt`` will say
    """
    change = Act(EntryType.WITNESS_CHANGE, {POLICY_ROLE: policy})
    [entry] = record_acts([change], at, writer, staging)
    return entry


def record_rotation(
    rotation: Rotation, said: tuple[str, bytes], at: datetime, writer: Writer, staging: Staging
) -> tuple[Entry, Entry]:
    """Append the entry that names another key of the log, and the policy that names both.

    One commit: no checkpoint is over the one and not the other.

    :param said: the statement that both keys signed, and what ``policy.txt`` will say
    """
    note, policy = said
    acts = [
        Act(EntryType.KEY_ROTATION, {STATEMENT_ROLE: note.encode()}, scope=rotation.scope()),
        Act(EntryType.WITNESS_CHANGE, {POLICY_ROLE: policy}),
    ]
    first, second = record_acts(acts, at, writer, staging)
    return first, second


def heartbeat(writer: Writer, at: datetime, said: Mapping[str, str] | None = None) -> Entry | None:
    """Append the day's sign of life, unless it is there: a silent log is then a stopped one.

    :param said: codes that it carries: one hash over what was done at the desk
    """
    if writer.has(EntryType.HEARTBEAT, at.strftime("%Y-%m-%d")):
        return None
    leaf = Leaf(type=EntryType.HEARTBEAT, id=new_id(at), time=rfc3339(at), actor="signer")
    [entry] = writer.commit(None, [replace(leaf, scope=dict(said or {}))])
    return entry


def new_id(at: datetime) -> str:
    """Make a ULID: 48 bits of milliseconds and 80 random ones, in Crockford's base 32."""
    number = int(at.timestamp() * 1000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[number >> 5 * i & 31] for i in reversed(range(_ID_LETTERS)))


def rfc3339(at: datetime) -> str:
    """Write a time in UTC to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(value: object) -> bytes:
    """Write JSON in the one form that a commitment is made to."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


class _Batch:
    """The leaves and contents of one commit, as they are staged."""

    def __init__(self, writer: Writer, staging: Staging) -> None:
        self._writer = writer
        self._staging = staging
        self._first = writer.size
        self._known: dict[bytes, Content] = {}
        self._scopes: dict[tuple[str, bytes], int] = {}
        self.leaves: list[Leaf] = []
        self.contents: list[Content] = []

    def add(self, ready: Ready) -> None:
        report, declaration = ready.report, ready.declaration
        if report.stopped:
            raise PublishError(f"{report.submission.filename}: a stopped file is never published")
        prev = self._replaced(ready)
        name = new_id(ready.at)
        kept_back = report.made_from or (report.submission if report.withheld else None)
        held = self._withheld(kept_back.path, name) if kept_back else ""
        original = report.submission.path
        objects = [] if report.withheld else [self._file("original", original)]
        tables = []
        for typed in report.tables:
            taken = self._file(f"table:{typed.table.name}", typed.path, typed.digest)
            objects.append(taken)
            tables.append(
                table_facts(typed.table)
                | {
                    "rows": typed.rows,
                    "digest_c": commitment(taken.content.salt, bytes.fromhex(typed.digest)),
                }
            )
        objects.append(self._bytes("metadata", canonical(_metadata(ready, tables, held))))
        objects += self._approved(ready.approval)
        self._leaf(
            Leaf(
                type=EntryType.PUBLICATION,
                id=name,
                time=rfc3339(ready.at),
                register=report.register,
                scope=dict(declaration.scope),
                prev=prev,
                actor=ready.actor,
                objects=tuple(ObjectRef(o.role, o.content.c, o.size) for o in objects),
            ),
            objects,
        )
        self._scopes[report.register, canonical(dict(declaration.scope))] = (
            self._first + len(self.leaves) - 1
        )

    def _approved(self, approval: Approval | None) -> list[_Object]:
        """Take what somebody signed who let a publication through: it counts once.

        :raises ApprovalUsedError: when something was published by it already
        """
        if approval is None:
            return []
        statement = approval.statement.encode()
        digest = hashlib.sha256(statement).digest()
        if digest in self._known or self._writer.content(digest) is not None:
            raise ApprovalUsedError("this approval was used already; have it let through once more")
        return [
            self._bytes(approvals.STATEMENT_ROLE, statement),
            self._bytes(approvals.SIGNATURE_ROLE, approval.signature),
        ]

    def add_measurement(self, measurement: Measurement, at: datetime) -> None:
        data = canonical(asdict(measurement) | {"v": 1})
        self.add_act(Act(EntryType.MEASUREMENT, {"measurement": data}), at)

    def add_act(self, act: Act, at: datetime) -> None:
        """Add an entry of the signer's own."""
        taken = [self._bytes(role, data) for role, data in act.objects.items()]
        own = (ObjectRef(one.role, one.content.c, one.size) for one in taken)
        leaf = Leaf(
            type=act.kind,
            id=new_id(at),
            time=rfc3339(at),
            scope=dict(act.scope),
            prev=act.prev,
            actor="signer",
            objects=(*own, *act.names),
        )
        self._leaf(leaf, taken)

    def _leaf(self, leaf: Leaf, objects: Sequence[_Object]) -> None:
        if objects:
            self._staging.add(f"pub/{leaf.id}/entry.json", leaf.encode())
            self._staging.add(f"pub/{leaf.id}/salts.json", canonical(_salts(objects)))
        self.leaves.append(leaf)

    def _replaced(self, ready: Ready) -> int | None:
        """Find the entry this publication takes the place of."""
        register, declaration = ready.report.register, ready.declaration
        if ready.fold is Fold.REPLACE:
            scope = (register, canonical(dict(declaration.scope)))
            return self._scopes.get(scope, self._writer.current(register, declaration.scope))
        if not declaration.replaces:
            return None
        found = self._writer.find(declaration.replaces)
        if found is None or found[0].leaf.register != register:
            raise PublishError(
                f"--replaces {declaration.replaces}: no publication of {register} has that id; "
                f"write one that 'pendopo log' shows"
            )
        entry, stands = found
        if not stands:
            raise PublishError(
                f"--replaces {declaration.replaces}: entry {entry.index} was replaced already; "
                f"write the id of the publication that stands now"
            )
        return entry.index

    def _withheld(self, file: str, name: str) -> str:
        """Keep a submitted file back, and give the commitment to it.

        Its salt stays with it: whoever has both can show which file it was, and nobody else can
        try guesses of what is in it.
        """
        path = self._staging.own(file)
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").digest()
        salt = secrets.token_bytes(_SALT_BYTES)
        c = commitment(salt, sha256)
        opening = {"v": 1, "c": c, "salt": salt.hex(), "sha256": sha256.hex()}
        self._staging.withhold(name, path, canonical(opening))
        return c

    def _file(self, role: str, name: str, digest: str = "") -> _Object:
        path = self._staging.own(name)
        size = path.stat().st_size
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").digest()
        content, fresh = self._content(sha256)
        if fresh:
            self._staging.take(_object_path(content.c), path)
        return _Object(role, content, size, digest)

    def _bytes(self, role: str, data: bytes) -> _Object:
        content, fresh = self._content(hashlib.sha256(data).digest())
        if fresh:
            self._staging.add(_object_path(content.c), data)
        return _Object(role, content, len(data))

    def _content(self, sha256: bytes) -> tuple[Content, bool]:
        """Give the commitment of some bytes; one salt per distinct content, wherever it recurs."""
        known = self._known.get(sha256) or self._writer.content(sha256)
        if known is not None:
            return known, False
        salt = secrets.token_bytes(_SALT_BYTES)
        made = Content(sha256, commitment(salt, sha256), salt)
        self._known[sha256] = made
        self.contents.append(made)
        return made, True


def _object_path(c: str) -> str:
    return f"objects/{c[:2]}/{c}"


def _salts(objects: Sequence[_Object]) -> dict[str, Any]:
    return {
        "v": 1,
        "objects": [
            {
                "role": one.role,
                "c": one.content.c,
                "salt": one.content.salt.hex(),
                "sha256": one.content.sha256.hex(),
            }
            | ({"digest": one.digest} if one.digest else {})
            for one in objects
        ],
    }


def _metadata(ready: Ready, tables: Sequence[Mapping[str, Any]], withheld: str) -> dict[str, Any]:
    """Write what a publication says of itself.

    :param withheld: the commitment to the submitted file where it is kept back, else empty
    """
    report, declaration = ready.report, ready.declaration
    submission = report.submission
    return {
        "v": 1,
        "register": report.register,
        "title": declaration.title or submission.filename,
        "description": declaration.description,
        "publisher": declaration.publisher,
        "licence": declaration.licence,
        "note": declaration.note,
        "sender": submission.sender,
        "received_at": submission.received_at,
        "source": {
            "filename": submission.filename,
            "bytes": submission.size,
            "came_from": submission.came_from,
        }
        | ({"withheld": {"c": withheld}} if withheld else {})
        | (_made_from(report.made_from) if report.made_from else {}),
        "tables": list(tables),
        "findings": [_finding(finding) for finding in report.findings],
        "rules": report.rules,
        "program": f"pendopo {pendopo.__version__}",
        "engine": engine_name(),
    } | {
        name: value
        for name, value in {
            **translations(declaration, SPOKEN),
            "mapping": None if ready.mapping is None else dict(ready.mapping),
            "personal": [asdict(one) for one in report.personal] or None,
            # Where the file is kept back, the nonce would let it be guessed at.
            approvals.NONCE: ready.approval.nonce.hex()
            if ready.approval and not withheld
            else None,
        }.items()
        if value is not None
    }


def _made_from(handed_in: Submission) -> dict[str, Any]:
    """Write what a file of releases was made from, by the mapping that stands beside it."""
    return {"made_from": {"filename": handed_in.filename, "bytes": handed_in.size}}


def table_facts(table: Table) -> dict[str, Any]:
    """Write a table's declaration as JSON, the fields of a column only where they say something."""
    return {
        "name": table.name,
        "title": table.title,
        "row": table.row,
        "version": table.version,
        "key": list(table.key),
        "facets": list(table.facets),
        "source": table.source,
        "columns": [_column(column) for column in table.columns],
    } | {
        name: value
        for name, value in {
            "unique": [list(names) for names in table.unique],
            "foreign": [_foreign(key) for key in table.foreign],
            **translations(table, SPOKEN_OF_TABLE),
        }.items()
        if value
    }


def _foreign(key: ForeignKey) -> dict[str, Any]:
    return {"columns": list(key.columns), "table": key.table, "to": list(key.to)}


def _column(column: Column) -> dict[str, Any]:
    plain = Column(column.name, column.kind)
    said = {
        one.name: getattr(column, one.name)
        for one in fields(Column)
        if getattr(column, one.name) != getattr(plain, one.name)
    }
    return (
        {"name": column.name, "kind": column.kind.value}
        | {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
        | translations(column, SPOKEN_OF_COLUMN)
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {
        "weight": finding.weight.value,
        "values": dict(finding.values),
        "lines": list(finding.lines),
        "cells": list(finding.cells),
    }
