"""From a submission to what the programme is asked: a file, and what is said of it."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pendopo.desk.models import Submission, Version
from pendopo.programme.checking import Request
from pendopo.programme.mappings import load_mapping
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.personal import Decision, Fate
from pendopo.terms.reading import Reading

_NAME_LETTERS = 120
ALONE: Final = "publisher"
BOTH: Final = "publisher.reviewer"


def request_of(opened: Programme, submission: Submission, version: Version) -> Request:
    """Make what the programme is asked of a submission's file.

    :raises MappingFileError: when the mapping it names cannot be followed
    """
    said = submission.said
    return Request(
        file=folder_of(opened) / version.path,
        register=submission.register,
        received_at=version.received_at.replace(microsecond=0),
        declaration=Declaration(
            title=said.get("title", ""),
            description=said.get("description", ""),
            publisher=submission.office,
            licence=said.get("licence", "") or opened.config.publishing.licence,
            note=said.get("note", ""),
            scope=dict(submission.scope),
            replaces=said.get("replaces", ""),
            personal={
                column: Decision(Fate(fate), reason, by=submission.office)
                for column, (fate, reason) in submission.personal.items()
            },
        ),
        sender=submission.office,
        reading=_reading(opened, submission),
        filename=version.filename,
        actor=BOTH if submission.reviewer_id else ALONE,
    )


def folder_of(opened: Programme) -> Path:
    """Give the folder that holds what was handed in."""
    return opened.place.handed_in


def place_for(opened: Programme, submission: Submission) -> str:
    """Give where another file of a submission goes, below the folder of what was handed in.

    All of a submission lie in one folder: what a redaction takes away, it takes away with the
    files that it was mended from (``store.withdraw``).
    """
    (folder_of(opened) / str(submission.pk)).mkdir(exist_ok=True)
    return f"{submission.pk}/{secrets.token_hex(16)}"


def keep(opened: Programme, submission: Submission, parts: Iterable[bytes]) -> tuple[str, str, int]:
    """Write what comes in to a file of its own, as it comes.

    :returns: where it lies, its SHA-256 in hexadecimal and its size
    """
    name = place_for(opened, submission)
    digest, size = hashlib.sha256(), 0
    with (folder_of(opened) / name).open("xb") as file:
        for part in parts:
            digest.update(part)
            size += len(part)
            file.write(part)
    return name, digest.hexdigest(), size


def plain_name(text: str) -> str:
    """Give a file's name without a folder and without what cannot be seen."""
    last = text.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    return shown[-_NAME_LETTERS:] or "file"


def next_version(submission: Submission, **facts: object) -> Version:
    """Add a file to a submission; the earlier ones stay."""
    before = submission.version
    number = before.number + 1 if before else 1
    return Version.objects.create(submission=submission, number=number, **facts)


def received(at: datetime) -> datetime:
    """Give a time to the second, as entries have it."""
    return at.replace(microsecond=0)


def morning_of(opened: Programme, submission: Submission) -> datetime | None:
    """Give when the day begins, where the government is, from which it may be published."""
    if submission.not_before is None:
        return None
    return datetime.combine(submission.not_before, time(), zone_of(opened)).astimezone(UTC)


def zone_of(opened: Programme) -> ZoneInfo:
    """Give the time zone of the government: its days begin and end there."""
    return ZoneInfo(opened.config.government.timezone)


def day_of(opened: Programme, at: datetime) -> date:
    """Give the day that a time falls on where the government is."""
    return at.astimezone(zone_of(opened)).date()


def _reading(opened: Programme, submission: Submission) -> Reading:
    own = submission.schema or None
    if not submission.mapping:
        return Reading(schema=own)
    saved = load_mapping(opened.root, submission.mapping)
    return Reading(mapping=saved.content, schema=own or saved.schema)
