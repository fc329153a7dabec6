"""A file that is no OCDS becomes a file of OCDS, and a database a ZIP of some of its tables.

Both in the child that reads it. From here on that one is the submission: it is checked and
published; what was handed in is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pendopo.registers.contracts.sources.care import Care
from pendopo.registers.contracts.sources.convert import Given, convert
from pendopo.stages.intake import JSON_TABLE, receive
from pendopo.stages.intake.database import pack_tables
from pendopo.stages.validate import Guard
from pendopo.stages.validate.masking import pseudonyms
from pendopo.stages.validate.scrubbing import Scrubber
from pendopo.store.engine import connect
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.mapping import MappingError, same_name
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet, Source
from pendopo.terms.release_mapping import ReleaseMapping, placeholders, release_mapping_of
from pendopo.terms.wording import say

# What a source may be: any table.
FORMS: Final = ("csv", "xlsx", "ods", "xls", JSON_TABLE)
_FAMILY: Final = "npwp"

Tell = Callable[[Finding], None]


def converted(
    submission: Submission,
    reading: Reading,
    work: Path,
    guard: Guard,
    opened: Callable[[], tuple[Source | None, list[Finding]]],
) -> tuple[Submission | None, list[Finding]]:
    """Make a file of releases of a submission.

    :param opened: opens the submission as a table
    :returns: the file made, in the work folder, or None when none can be made; and what is told
    """
    mapping = release_mapping_of(reading.mapping or {})
    if not mapping.prefix:
        return None, [_no_prefix()]
    source, told = opened()
    if source is None or not source.sheets:
        return None, told
    made = work / "releases.ocds.json"
    with connect() as engine, made.open("wb") as out:
        scrubber = Scrubber(engine, guard.patterns)
        care = Care(
            clean=scrubber.text,
            tells=scrubber.tells,
            pseudonym=pseudonyms(guard.key, "contracts", _FAMILY),
            received=submission.received_at,
            publisher=submission.sender,
        )
        given = Given(_sheet(source, mapping), mapping, care, guard.patterns)
        done = convert(given, out)
    told += done.findings
    if any(finding.weight is Weight.STOP for finding in told):
        return None, told
    if not done.releases:
        return None, [*told, _nothing(done.rows)]
    told.append(_made(done.rows, done.releases, done.left_out))
    name = f"{Path(submission.filename).stem}.ocds.json"
    received = receive(made, submission.sender, submission.received_at, submission.came_from)
    return replace(received, filename=name), told


def packed(
    submission: Submission, wanted: Mapping[str, Sequence[str]], work: Path, tell: Tell
) -> Submission | None:
    """Make a ZIP of some tables of a database, in the work folder.

    :returns: None when it cannot be made, and a finding told why
    """
    made = work / "tables.zip"
    if not pack_tables(Path(submission.path), wanted, made, tell):
        return None
    received = receive(made, submission.sender, submission.received_at, submission.came_from)
    return replace(received, filename=f"{Path(submission.filename).stem}.zip")


def judged(guard: Guard) -> Guard:
    """Look no more for tax numbers in a file that was made here: those in it are companies'.

    Whose each is was told by its digits and the name beside it, which stands in another field now.
    """
    patterns = tuple(one for one in guard.patterns if one.name != _FAMILY)
    return replace(guard, patterns=patterns)


def _sheet(source: Source, mapping: ReleaseMapping) -> Sheet:
    """Choose the first sheet that has the columns of the ocid; else the first."""
    own = {same_name(name) for name in placeholders(mapping.ocid)}
    for sheet in source.sheets:
        if own <= {same_name(name) for name in sheet.header}:
            return sheet
    return source.sheets[0]


def _no_prefix() -> Finding:
    return MappingError(
        "release.prefix",
        None,
        say(
            "Write the prefix of your ocids in a mapping of your own that extends this one; the "
            "Open Contracting Partnership gives prefixes."
        ),
    ).finding()


def _nothing(rows: int) -> Finding:
    return Finding(
        "rows_make_releases",
        Weight.STOP,
        say("Of {rows} rows of the file none makes a release."),
        {"rows": str(rows)},
        say("Look at the other findings, and correct the mapping."),
    )


def _made(rows: int, releases: int, left_out: int) -> Finding:
    return Finding(
        "rows_make_releases",
        Weight.NOTE,
        say("Rows of the source: {rows}. Releases made of them: {count}. Rows left out: {read}."),
        {"rows": str(rows), "count": str(releases), "read": str(left_out)},
    )
