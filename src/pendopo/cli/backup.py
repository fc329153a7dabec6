"""``pendopo backup``: all of a programme, its keys included, as one folder or file."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path

import click

from pendopo.cli.desk import dumped
from pendopo.cli.progress import Report, watched
from pendopo.cli.verb import STOPPED, RefusedError, choice, filling, home, now, programme, verb
from pendopo.cli.verify import counting
from pendopo.cli.words import number, word
from pendopo.exports.backup.making import PIPE, Asked, Made, into_file, into_folder, into_stream
from pendopo.exports.backup.restoring import Wanted, look
from pendopo.exports.backup.sealed import identities, recipients
from pendopo.terms.wording import say

_MEGABYTE = 1_000_000
_SHOWN = 10
_FILES = (".tar", ".tar.age", ".age")
IDENTITY = say("A file with a secret key of age or SSH that opens the backup.")
ACCEPT_LOSS = say("Go on although something is missing that the log signed.")


@verb(
    "backup",
    say(
        "Copy all of a programme, what is private too, as it is at one moment, while others go on "
        "publishing. WHERE is a folder of backups, to which one more is added that shares "
        "unchanged files with the one before; or a file that ends in .tar or .age; or - for a "
        "pipe. The "
        "backup holds the log's key: whoever has it can sign in your name."
    ),
)
@click.argument("where", metavar="WHERE", type=click.Path(path_type=Path, allow_dash=True))
@choice(
    "--check",
    "checking",
    is_flag=True,
    text=say("Make none: look whether the newest at WHERE is as it was written and verifies."),
)
@choice(
    "--keep-days",
    type=click.IntRange(1),
    metavar="N",
    text=say("Then remove the backups in the folder that are older than N days."),
)
@choice("--without-keys", is_flag=True, text=say("Leave out private/keys and private/secrets."))
@choice(
    "--recipient",
    "to",
    multiple=True,
    metavar="KEY",
    text=say(
        "Encrypt the file for a public key of age (age1…) or SSH. May stand several times; each "
        "of them can read it."
    ),
)
@choice("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), text=IDENTITY)
@choice("--accept-loss", is_flag=True, text=ACCEPT_LOSS)
@click.pass_context
def verb_(
    ctx: click.Context,
    where: Path,
    keep_days: int | None,
    to: tuple[str, ...],
    identity: Path | None,
    *,
    checking: bool,
    without_keys: bool,
    accept_loss: bool,
) -> None:
    """Back up and tell, or look at a backup."""
    if checking:
        return check(where, Wanted(by=tuple(identities(identity)) if identity else ()))
    opened = programme(ctx)
    asked = Asked(
        root=opened.root,
        origin=opened.config.log.origin,
        at=now(),
        keys=not without_keys,
        accept_loss=accept_loss,
        to=recipients(to),
    )
    _hold_apart(where, home(ctx))
    with filling(where), watched() as progress, dumped(opened) as begun:
        made = _made(where, replace(asked, begun=begun), keep_days, progress)
    _tell(made, asked)
    return None


def _made(where: Path, asked: Asked, keep_days: int | None, progress: Report) -> Made:
    if where == PIPE:
        return into_stream(sys.stdout.buffer, asked, progress)
    if where.name.endswith(_FILES):
        return into_file(where, asked, progress)
    if asked.to:
        raise RefusedError(
            word(say("--recipient encrypts a file; write a name that ends in .tar.age, or -"))
        )
    return into_folder(where, asked, progress, keep_days)


def check(where: Path, wanted: Wanted) -> None:
    """Look at a backup and tell; the exit code is 1 when something is wrong with it."""
    with watched() as progress:
        source = sys.stdin.buffer if where == PIPE else where
        facts, problems = look(source, wanted, counting(progress))
    text = say("{where}: as it was written, {files} files of {at}, with {entries} entries.")
    values = {"files": number(facts.files), "at": facts.at, "entries": number(facts.entries)}
    click.echo(word(text, where=where, **values))
    if problems:
        text = say("Verification finds {count} problems in what it holds.")
        click.secho(word(text, count=number(problems)), fg="red")
        sys.exit(STOPPED)


def _tell(made: Made, asked: Asked) -> None:
    """Say what was made, on standard error: standard output may be the backup."""
    facts = made.facts
    text = say("{files} files, {size} MB, {entries} entries; {shared} files shared with the last.")
    values = {
        "files": number(facts.files),
        "size": number(facts.total / _MEGABYTE, 1),
        "entries": number(facts.entries),
        "shared": number(made.shared),
    }
    click.echo(word(text, **values), err=True)
    for path in made.lost[:_SHOWN]:
        click.secho(word(say("missing: {path}"), path=path), fg="red", err=True)
    if made.removed:
        text = say("Removed, for they were too old: {names}")
        click.echo(word(text, names=", ".join(made.removed)), err=True)
    if facts.keys and not asked.to:
        text = say(
            "It holds the log's key, not encrypted: whoever gets it can sign in your name. Keep it "
            "where only you reach it."
        )
        click.secho(word(text), fg="yellow", err=True)
    if not facts.keys:
        text = say("It holds no keys: without private/keys/log.key the log cannot go on.")
        click.secho(word(text), fg="yellow", err=True)
    if made.where != PIPE:
        text = say("To look whether it is whole: pendopo backup --check {where}")
        click.echo(word(text, where=shlex.quote(str(made.where))), err=True)


def _hold_apart(where: Path, root: Path) -> None:
    """Keep backups out of the folders that they are made from."""
    whole = where.resolve()
    for folder in (root / "public", root / "private", root / "plan", root / "mappings"):
        if where != PIPE and (whole == folder or folder in whole.parents):
            raise RefusedError(
                word(say("{out}: this is the programme's own folder; write another one"), out=where)
            )
