"""``pendopo demo``: build the example regency, verify it, and serve it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

import pendopo
from pendopo.cli.demo_witnesses import MOST, begin, found, keep_running, running
from pendopo.cli.measure import number
from pendopo.cli.progress import watched
from pendopo.cli.serve import serve
from pendopo.cli.told import sentence
from pendopo.cli.verb import STOPPED, RefusedError, choice, now, verb
from pendopo.cli.verify import counting, show_verdict
from pendopo.cli.words import speak, word
from pendopo.programme.checking import Progress, Request
from pendopo.programme.config import FILE_NAME
from pendopo.programme.programme import Outcome, Programme
from pendopo.terms.finding import Weight
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from pendopo.terms.spoken import spoken
from pendopo.terms.wording import say

_EXAMPLE = Path("examples") / "kabupaten-contoh"


@dataclass(frozen=True, slots=True)
class _Handed:
    """One submission of the example: its file, what its sender says, what is expected of it."""

    file: Path
    said: Mapping[str, Any]
    received_at: datetime
    expect: str


@verb(
    "demo",
    say(
        "Build the example regency, an invented one, in a folder: publish its files, have them "
        "witnessed, measure, verify, and serve the pages. A second run serves what is there."
    ),
)
@choice(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    text=say("Where to build it."),
)
@choice(
    "--example",
    type=click.Path(path_type=Path),
    text=say("The folder of another example; else the repository's."),
)
@choice("--port", type=click.IntRange(1, 65_535), text=say("The port to serve on."))
@choice(
    "--witnesses",
    "count",
    type=click.IntRange(0, MOST),
    default=MOST,
    show_default=True,
    text=say("How many witnesses to run beside it."),
)
@choice("--no-serve", is_flag=True, text=say("Build and verify only."))
@click.pass_context
def verb_(
    ctx: click.Context,
    folder: Path,
    example: Path | None,
    port: int | None,
    count: int,
    *,
    no_serve: bool,
) -> None:
    """Build what is missing, then serve.

    One language is spoken throughout; before there is a configuration none of its languages is.
    """
    fresh = not (folder / FILE_NAME).exists()
    if fresh:
        _hold_free(folder)
        _build(folder, _example(example), count)
    opened = Programme.open(folder.resolve())
    if fresh:
        click.echo(word(say("The example is built in {folder}."), folder=folder))
        _show_measurements(opened)
        _verified(opened)
    else:
        speak(ctx.find_root().obj["language"], opened.config.government.languages)
        click.echo(word(say("{folder} is there already; delete it to begin anew."), folder=folder))
    if not no_serve:
        place = opened.config.serve
        keep_running(found(opened.root, opened))
        serve(opened.root, (place.host, port or place.port), place.workers, heartbeat=False)


def _example(chosen: Path | None) -> Path:
    """Find the example's folder.

    :raises RefusedError: when it is not there, as in an installation without the repository
    """
    repository = Path(pendopo.__file__).parents[2]
    places = [chosen] if chosen else [_EXAMPLE, repository / _EXAMPLE]
    for place in places:
        if (place / "make.py").is_file() and (place / FILE_NAME).is_file():
            return place
    raise RefusedError(
        word(
            say("{place}: no example is here; run this in the repository, or write --example DIR"),
            place=places[0],
        )
    )


def _hold_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(
            word(say("--dir {folder}: holds something else; write another folder"), folder=folder)
        )


def _build(folder: Path, example: Path, count: int) -> None:
    """Build beside the folder and move it there whole: a demo that broke off is never served."""
    building = folder.with_name(f".{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="pendopo-") as made:
        click.echo(_make(example, Path(made)))
        handed = _read(Path(made))
        settings = (example / FILE_NAME).read_text("utf-8")
        opened = Programme.create(building, settings, handed[0].received_at)
        witnesses, policy = begin(building, opened, count)
        with running(witnesses), watched(len(handed)) as progress:
            if witnesses:
                opened.change_witnesses(policy.encode(), handed[0].received_at)
            outcomes = [_publish(opened, batch, progress) for batch in _batches(handed)]
            opened.heartbeat(max(now(), handed[-1].received_at))
    _show(handed, outcomes)
    with watched() as progress:
        opened.prepare(progress)
    if folder.exists():
        folder.rmdir()
    building.rename(folder)


def _make(example: Path, into: Path) -> str:
    """Run the example's generator; it needs the standard library alone."""
    command = [sys.executable, str(example / "make.py"), "--out", str(into)]
    made = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  ours
    if made.returncode:
        raise RefusedError(f"{example / 'make.py'}: {made.stderr.strip()}")
    return made.stdout.strip()


def _read(folder: Path) -> list[_Handed]:
    """Read the manifest: what is handed in, oldest first."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return [
        _Handed(
            folder / one["file"],
            json.loads((folder / one["sidecar"]).read_bytes()),
            datetime.fromisoformat(one["received_at"]),
            one["expect"],
        )
        for one in manifest
    ]


def _batches(handed: Sequence[_Handed]) -> Iterator[list[_Handed]]:
    """Cut into few commits: one a year, and one before whatever names what it replaces."""
    batch: list[_Handed] = []
    for one in handed:
        begins = batch and (
            one.received_at.year != batch[-1].received_at.year or one.said.get("replaces")
        )
        if begins:
            yield batch
            batch = []
        batch.append(one)
    yield batch


def _publish(opened: Programme, batch: Sequence[_Handed], progress: Progress) -> Outcome:
    """Publish what can be, in one commit, and measure what then stands."""
    requests = [_request(opened, one) for one in batch]
    outcome = opened.publish(requests, progress, keep_going=True)
    at = batch[-1].received_at
    zone = ZoneInfo(opened.config.government.timezone)
    opened.measure((), at, at.astimezone(zone).date())
    return outcome


def _request(opened: Programme, one: _Handed) -> Request:
    said = one.said
    schema = said.get("schema")
    texts: dict[str, Any] = {
        name: spoken(text) if isinstance(text := said.get(name, ""), dict) else text
        for name in ("title", "description", "publisher", "licence", "note")
    }
    declaration = Declaration(
        **texts,
        scope=said.get("scope", {}),
        replaces=_published_as(opened, said["replaces"]) if said.get("replaces") else "",
    )
    return Request(
        file=one.file,
        register=said["register"],
        received_at=one.received_at,
        declaration=declaration,
        reading=Reading(
            schema=json.loads((one.file.parent / schema).read_bytes()) if schema else None
        ),
    )


def _published_as(opened: Programme, filename: str) -> str:
    """Give the id of the publication of a file; empty when it was refused."""
    for publication in reversed(opened.state().current()):
        metadata = opened.metadata(publication)
        if metadata and metadata.filename == filename:
            return publication.id
    return ""


def _show(handed: Sequence[_Handed], outcomes: Sequence[Outcome]) -> None:
    """Say how many were published, what was refused and why, and what nobody expected."""
    reports = [report for outcome in outcomes for report in outcome.reports]
    entries = sum(len(outcome.entries) for outcome in outcomes)
    click.echo(word(say("Files published: {count}."), count=entries))
    click.echo(word(say("Files refused: {count}."), count=len(reports) - entries))
    for one, report in zip(handed, reports, strict=True):
        stops = [finding for finding in report.findings if finding.weight is Weight.STOP]
        if stops:
            click.echo(f"  {report.submission.filename}: {sentence(stops[0])}")
        if bool(stops) != (one.expect == "stop"):
            text = say("  {file}: the example expects it to be {expected}")
            expected = word(say("refused") if one.expect == "stop" else say("published"))
            click.echo(word(text, file=one.file.name, expected=expected), err=True)


def _show_measurements(opened: Programme) -> None:
    """Print each indicator's latest number."""
    found = opened.measurements(opened.state())
    latest = {measurement.indicator: measurement for _, measurement in found}
    for measurement in latest.values():
        text = say("{name}: {value}, as of {day}")
        click.echo(
            word(
                text,
                name=measurement.indicator,
                value=number(opened, measurement),
                day=measurement.as_of,
            )
        )


def _verified(opened: Programme) -> None:
    with watched() as progress:
        verdict = opened.verify(counting(progress))
    show_verdict(verdict)
    if not verdict.ok:
        sys.exit(STOPPED)
