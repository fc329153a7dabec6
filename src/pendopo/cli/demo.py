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
from pendopo.cli.demo_claims import FOLDER as PEOPLE
from pendopo.cli.demo_claims import Saying
from pendopo.cli.demo_desk import keep_open
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
from pendopo.programme.mappings import FOLDER, load_mapping
from pendopo.programme.programme import Outcome, Programme
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.written import parse_plan
from pendopo.terms.commitment import Plan
from pendopo.terms.finding import Weight
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from pendopo.terms.spoken import spoken
from pendopo.terms.wording import say

_EXAMPLE = Path("examples") / "kabupaten-contoh"
_PLAN = "plan"
# What an example hands in where nothing makes it.
_BY_HAND = "handed-in"


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
        keep_open(opened, port or place.port)
        serve(opened.root, (place.host, port or place.port), place.workers, heartbeat=False)


def _example(chosen: Path | None) -> Path:
    """Find the example's folder.

    :raises RefusedError: when it is not there, as in an installation without the repository
    """
    repository = Path(pendopo.__file__).parents[2]
    places = [chosen] if chosen else [_EXAMPLE, repository / _EXAMPLE]
    for place in places:
        made = (place / "make.py").is_file() or (place / _BY_HAND).is_dir()
        if made and (place / FILE_NAME).is_file():
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
        if told := _make(example, Path(made)):
            click.echo(told)
        handed = _read(Path(made))
        settings = (example / FILE_NAME).read_text("utf-8")
        opened = Programme.create(building, settings, handed[0].received_at)
        if (Path(made) / FOLDER).is_dir():
            shutil.copytree(Path(made) / FOLDER, building / FOLDER, dirs_exist_ok=True)
        witnesses, policy = begin(building, opened, count)
        with running(witnesses), watched(len(handed)) as progress:
            if witnesses:
                opened.change_witnesses(policy.encode(), handed[0].received_at)
            plan = _promise(opened, example, Path(made), handed[0].received_at)
            saying = Saying(example, building / PEOPLE, plan)
            saying.introduce(opened, handed[0].received_at)
            outcomes = _hand_in(opened, handed, saying, progress)
    _show(handed, outcomes)
    with watched() as progress:
        opened.prepare(progress)
    if folder.exists():
        folder.rmdir()
    building.rename(folder)


def _hand_in(
    opened: Programme, handed: Sequence[_Handed], saying: Saying, progress: Progress
) -> list[Outcome]:
    """Publish what is handed in, and between what people said meanwhile."""
    outcomes = []
    for batch in _batches(handed, saying.days):
        saying.up_to(opened, batch[0].received_at)
        outcomes.append(_publish(opened, batch, progress))
    last = max(now(), handed[-1].received_at, *saying.days)
    saying.up_to(opened, last)
    opened.heartbeat(last)
    return outcomes


def _promise(opened: Programme, example: Path, made: Path, at: datetime) -> Plan | None:
    """Publish the example's plan before everything else, so that it is held to what follows.

    :param made: where the generator may have made it
    :returns: the plan; None where the example has none
    """
    folder = next((one / _PLAN for one in (example, made) if (one / _PLAN).is_dir()), None)
    if folder is None:
        return None
    plan = parse_plan({one.name: one.read_text("utf-8") for one in folder.glob("*.md")})
    file = made / "plan.json"
    file.write_text(json.dumps(document_of(plan), ensure_ascii=False), "utf-8")
    said = Declaration(
        title=plan.title,
        publisher=plan.government,
        licence="CC-BY-4.0",
        scope={"plan": plan.id},
    )
    opened.publish([Request(file, "plans", at, said)])
    return plan


def _make(example: Path, into: Path) -> str:
    """Run the example's generator, which needs the standard library alone; or take its files."""
    if not (example / "make.py").is_file():
        shutil.copytree(example / _BY_HAND, into, dirs_exist_ok=True)
        return ""
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


def _batches(handed: Sequence[_Handed], cuts: Sequence[datetime]) -> Iterator[list[_Handed]]:
    """Cut into few commits: one a year, and one before whatever names what it replaces.

    :param cuts: times at which something else goes into the log
    """
    batch: list[_Handed] = []
    for one in handed:
        begins = batch and (
            one.received_at.year != batch[-1].received_at.year
            or one.said.get("replaces")
            or any(batch[-1].received_at < cut <= one.received_at for cut in cuts)
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
    schema, mapping = said.get("schema"), said.get("mapping")
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
            schema=json.loads((one.file.parent / schema).read_bytes()) if schema else None,
            mapping=load_mapping(one.file.parent, Path(mapping).stem).content if mapping else None,
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
