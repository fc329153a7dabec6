"""``pendopo handover``: hand a record over, or take it over: on paper, signed, and tried first."""

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pendopo.cli.archive import address as site
from pendopo.cli.archive import bag
from pendopo.cli.sign import read_signed
from pendopo.cli.verb import (
    STOPPED,
    RefusedError,
    VerbGroup,
    choice,
    now,
    programme,
    verb,
    write_whole,
)
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import language as spoken
from pendopo.cli.words import speak, word
from pendopo.exports.handover.briefing import TEMPLATE, facts
from pendopo.exports.handover.steps import STATEMENT, Place
from pendopo.exports.printed.paper import noted, print_pdf
from pendopo.portal.visit import languages_of
from pendopo.programme.handing_over import checklist, gather, record
from pendopo.programme.programme import Programme
from pendopo.programme.promised import unread
from pendopo.programme.rehearsing import rehearsal_of
from pendopo.terms.wording import say

_ADDRESS = say("The address of the site, for the square of dots on the paper.")
_COMMAND_S = 900
# Of the last step: it is for the day when both keys have signed long enough.
_LATER = 1


@click.group(
    "handover",
    cls=VerbGroup,
    help=say(
        "Hand a record over to whoever comes next, or take it over: a bag with everything, a "
        "briefing on paper, a checklist that both officers sign with their own keys, and a new key "
        "for the log. Rehearse it first: nothing is touched by that."
    ),
)
def verb_() -> None:
    """Hold the verbs of a handover."""


@verb(
    "briefing",
    say("Write the briefing as PDF: promises, owners, keys, witnesses, risks, and the steps."),
)
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@choice("--address", default="", metavar="URL", text=_ADDRESS)
@click.pass_context
def briefing(ctx: click.Context, file: Path, address: str) -> None:
    """Print it."""
    opened = programme(ctx)
    write_whole(file, [_printed(opened, now(), site(address, "--address"))])
    click.echo(word(say("Written: {file}"), file=file))


@verb("checklist", say("Write the text that both officers sign, over the record as it is now."))
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def checklist_(ctx: click.Context, file: Path) -> None:
    """Write it."""
    opened = programme(ctx)
    if file.exists():
        raise RefusedError(word(say("{path}: is there already; write another name"), path=file))
    write_whole(file, [checklist(opened, now()).text().encode()])
    click.echo(word(say("Written: {file}"), file=file))
    text = say("Each officer reads and signs it on their own device: pendopo sign {file} --key KEY")
    click.echo(word(text, file=file.name))


@verb(
    "record",
    say("Record the handover: the checklist, with the signatures of both officers over it."),
)
@click.argument(
    "signatures", metavar="SIG...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.pass_context
def record_(ctx: click.Context, signatures: Sequence[Path]) -> None:
    """Record it."""
    opened = programme(ctx)
    entry = record(opened, read_signed(signatures), now)
    text = say("Recorded in entry {index}, signed by both officers.")
    click.echo(word(text, index=entry.index))
    tell_waiting(opened)


@verb(
    "prepare",
    say(
        "Write everything that is handed over into the folder OUT: the bag, the briefing in each "
        "language, and the checklist to sign."
    ),
)
@click.argument("out", metavar="OUT", type=click.Path(file_okay=False, path_type=Path))
@choice("--address", default="", metavar="URL", text=_ADDRESS)
@click.pass_context
def prepare(ctx: click.Context, out: Path, address: str) -> None:
    """Write the bag and the papers."""
    opened, chosen = programme(ctx), spoken()
    home = site(address, "--address")
    text, listed = checklist(opened, now()).text(), out / STATEMENT
    if listed.exists():
        # One of the two may have signed it: another text would leave them with half of each.
        raise RefusedError(
            word(say("{path}: is there already, perhaps signed; write a new folder"), path=listed)
        )
    bag(opened, out / "bag")
    for language in languages_of(opened):
        speak(language)
        write_whole(out / f"briefing-{language}.pdf", [_printed(opened, now(), home)])
    speak(chosen)
    write_whole(listed, [text.encode()])
    for path in sorted(out.iterdir()):
        click.echo(f"  {path}")


@verb(
    "rehearse",
    say(
        "Follow the printed briefing, step by step, on a copy in a temporary folder, with keys "
        "that are thrown away: its log has another name, and no witness or mirror is asked. "
        "The real log is only read. Exits with 1 when a step fails."
    ),
)
@choice(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    text=say("Rehearse in this new folder, and leave everything there to be looked at."),
)
@click.pass_context
def rehearse(ctx: click.Context, keep: Path | None) -> None:
    """Try it."""
    opened = programme(ctx)
    if keep is not None and keep.exists() and any(keep.iterdir()):
        raise RefusedError(word(say("{folder}: is not empty; write a new folder"), folder=keep))
    with tempfile.TemporaryDirectory(prefix="pendopo-") as scratch:
        folder = (keep or Path(scratch)).resolve() / "record"
        copy = rehearsal_of(opened, folder, now())
        before, done = copy.vkey, _follow(copy, folder)
        rotated = Programme.open(folder).vkey != before
    if not done:
        sys.exit(STOPPED)
    _tell_real(opened, rotated=rotated)


def _follow(copy: Programme, folder: Path) -> bool:
    """Type what the paper prints, one command after the other; stop at the first that fails."""
    printed = noted(TEMPLATE, _facts(copy, now(), ""), "command")
    for line in printed[:-_LATER]:
        click.secho(f"$ {line}", bold=True)
        code, told = _typed(line, folder)
        for one in told.splitlines():
            click.echo(f"  {one}")
        if code:
            text = say("This step failed. On the real record, stop here and ask.")
            click.secho(word(text), fg="red", err=True)
            return False
    return True


def _typed(line: str, folder: Path) -> tuple[int, str]:
    """Run one command as it is printed; a question is answered with yes."""
    programs = {"pendopo": [sys.executable, "-P", "-m", "pendopo"], "python3": [sys.executable]}
    first, *words = shlex.split(line.replace("\\\n", " "))
    if first == "cd":
        return (0 if (folder / words[0]).is_dir() else STOPPED), ""
    done = subprocess.run(  # noqa: S603  our own programs, and words that we print
        [*programs[first], *words],
        cwd=folder,
        input="y\n",
        capture_output=True,
        text=True,
        timeout=_COMMAND_S,
        check=False,
    )
    return done.returncode, done.stdout + (done.stderr if done.returncode else "")


def _tell_real(opened: Programme, *, rotated: bool) -> None:
    """Say what would have happened to the real record."""
    click.echo(word(say("Rehearsed on a copy; the record itself was only read.")))
    if rotated:
        click.echo(word(say("At its end the copy was signed by its new key.")))
    names = ", ".join(opened.witnesses.policy().witnesses)
    if names:
        text = say("On the real record these witnesses would be asked for each entry: {names}.")
        click.echo(word(text, names=names))
    if opened.config.peers.mirrors:
        text = say("Mirrors that would learn the new key: {names}.")
        click.echo(word(text, names=", ".join(opened.config.peers.mirrors)))


def _printed(opened: Programme, at: datetime, address: str) -> bytes:
    return print_pdf(TEMPLATE, _facts(opened, at, address), at)


def _facts(opened: Programme, at: datetime, address: str) -> Mapping[str, Any]:
    found = replace(gather(opened, at, spoken(), word), unread=unread(opened))
    place = Place(str(opened.root), two_keys=bool(opened.log_keys(at).until))
    return facts(found, address, place, word, _day)


def _day(day: date) -> str:
    return str(import_module("babel.dates").format_date(day, "medium", locale=spoken()))


for _verb in (briefing, checklist_, record_, prepare, rehearse):
    verb_.add_command(_verb)
