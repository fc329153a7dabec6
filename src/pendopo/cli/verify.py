"""``pendopo verify``: recompute everything that is published, here, in a copy, or over HTTP."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from pendopo.cli.progress import Report, watched
from pendopo.cli.verb import STOPPED, RefusedError, choice, programme, verb
from pendopo.cli.words import number, word
from pendopo.peers.follow import HttpShelf
from pendopo.published.verify import (
    FolderShelf,
    Given,
    Problem,
    Shelf,
    ShelfError,
    Verdict,
    verify,
)
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.terms.wording import say

_WORKERS = 2
# What is counted, in the order it is told, with the words of verification for it.
_COUNTED = {
    "entries": say("Entries, held to the signed root"),
    "tiles": say("Tiles, byte for byte"),
    "checkpoints": say("Earlier checkpoints, held to be beginnings of this log"),
    "publications": say("Publications"),
    "measurements": say("Measurements"),
    "other entries": say("Other entries: heartbeats, redactions and the like"),
    "receipts": say("Receipts, each proven against its checkpoint"),
    "objects": say("Objects, held to their commitments"),
    "bytes": say("Bytes read"),
    "cosignatures": say("Cosignatures of known witnesses"),
    "redacted": say("Objects taken away by a logged redaction"),
    "approvals": say("Publications let through with an approver's own key"),
}


@verb(
    "verify",
    say(
        "Recompute everything that is published and say what was checked and what is wrong. WHERE "
        "is a folder, the address of another programme, or left out for this one. Exits with 1 "
        "when anything is wrong."
    ),
)
@click.argument("where", metavar="[DIR|URL]", required=False)
@choice(
    "--key",
    default="",
    metavar="VKEY",
    text=say(
        "The log's public key, as its policy.txt shows it, handed over some other way; without it "
        "the key in the folder itself is believed."
    ),
)
@choice(
    "--checkpoint",
    "kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    text=say(
        "A checkpoint of this log kept from an earlier day; what it signs must still be there."
    ),
)
@choice(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    text=say(
        "A policy of your own: its witnesses must have signed, whatever the log's own policy says."
    ),
)
@click.pass_context
def verb_(
    ctx: click.Context, where: str | None, key: str, kept: Path | None, policy: Path | None
) -> None:
    """Verify and tell."""
    held = policy.read_bytes() if policy else b""
    given = Given(key, kept.read_bytes() if kept else b"", held)
    with watched() as progress:
        counted = counting(progress)
        if where is None and not key and not policy:
            verdict = programme(ctx).verify(counted, kept=given.kept)
        else:
            shelf, workers = _shelf(where or str(programme(ctx).public))
            verdict = verify(shelf, given, counted, workers)
    show_verdict(verdict)
    sys.exit(0 if verdict.ok else STOPPED)


def counting(progress: Report) -> Callable[[int, int], None]:
    """Tell of verification as of other long work: so many entries of so many."""
    return lambda done, total: progress({"stage": "verify", "done": done, "total": total})


def _shelf(where: str) -> tuple[Shelf, int]:
    """Give what is to be read, and with how many processes.

    :raises RefusedError: when it is neither an address nor a folder with a log in it
    """
    if where.startswith(("https://", "http://")):
        return _answering(where), 1
    root = Path(where)
    for folder in (root, root / "public"):
        if (folder / "log").is_dir():
            return FolderShelf(folder), _WORKERS
    raise RefusedError(
        word(
            say("{where}: no log is here; write a folder that holds log/, objects/ and pub/"),
            where=where,
        )
    )


def _answering(where: str) -> Shelf:
    """Give the record at an address.

    :raises RefusedError: when nothing answers there, or something that is no log
    """
    shelf = HttpShelf(where)
    try:
        found = shelf.read("log/checkpoint", NOTE_BYTES_MOST)
    except ShelfError as error:
        raise RefusedError(
            word(say("{where}: no answer ({why})"), where=where, why=str(error))
        ) from error
    if found is None:
        raise RefusedError(
            word(
                say("{where}: no log is at this address; write the site's own, without a page"),
                where=where,
            )
        )
    return shelf


def show_verdict(verdict: Verdict) -> None:
    """Print what was checked, how many, and what is wrong with which publication."""
    click.echo(word(say("Log: {origin}"), origin=verdict.origin or "?"))
    for name, text in _COUNTED.items():
        if verdict.counts.get(name):
            click.echo(f"  {number(verdict.counts[name]):>15}  {word(text)}")
    for office, count in verdict.offices.items():
        text = word(say("approved by the key of {office}"), office=office)
        click.echo(f"  {number(count):>15}    {text}")
    for remark in verdict.unchecked:
        click.echo(word(say("Not checked: {what}"), what=word(remark.message, **remark.values)))
    for problem in verdict.problems:
        click.secho(word(say("WRONG")), fg="red", nl=False)
        click.echo(f" {_about(problem)}{word(problem.message, **problem.values)} ({problem.where})")
    many = len(verdict.problems) + verdict.more
    if verdict.more:
        click.echo(word(say("… and {count} more."), count=number(verdict.more)))
    if verdict.ok:
        click.secho(word(say("Everything that was checked is as it was signed.")), fg="green")
    else:
        click.secho(word(say("Wrong: {count}."), count=number(many)), fg="red")


def _about(problem: Problem) -> str:
    """Name the publication that a problem is of, where there is one."""
    if not problem.id:
        return ""
    place = word(say("entry {index}"), index=str(problem.index))
    return f"{' '.join(filter(None, (problem.register, place, problem.id)))}: "
