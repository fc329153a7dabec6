"""``pendopo restore``: a programme brought back from a backup, into a new folder."""

import shlex
import sys
from pathlib import Path

import click

from pendopo.cli.backup import ACCEPT_LOSS, IDENTITY
from pendopo.cli.progress import watched
from pendopo.cli.verb import choice, filling, verb
from pendopo.cli.verify import counting
from pendopo.cli.words import number, word
from pendopo.desk.laying import DUMP
from pendopo.exports.backup.making import PIPE
from pendopo.exports.backup.restoring import Restored, Wanted, restore
from pendopo.exports.backup.sealed import identities
from pendopo.terms.wording import say


@verb(
    "restore",
    say(
        "Bring a programme back from a backup into the new folder DIR, and verify all of it before "
        "it has its name. FROM is a backup, a folder of backups (then its newest), or - for a "
        "pipe. It signs nothing until its witnesses and mirrors have said that they have seen no "
        "more than is there."
    ),
)
@click.argument(
    "source", metavar="FROM", type=click.Path(exists=True, path_type=Path, allow_dash=True)
)
@click.argument("into", metavar="DIR", type=click.Path(path_type=Path))
@choice("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), text=IDENTITY)
@choice("--accept-loss", is_flag=True, text=ACCEPT_LOSS)
def verb_(source: Path, into: Path, identity: Path | None, *, accept_loss: bool) -> None:
    """Restore and tell."""
    by = tuple(identities(identity)) if identity else ()
    with filling(into), watched() as progress:
        given = sys.stdin.buffer if source == PIPE else source
        done = restore(given, into.resolve(), Wanted(by, accept_loss), counting(progress))
    _tell(done)


def _tell(done: Restored) -> None:
    facts = done.facts
    text = say("{where}: {entries} entries, as they were on {at}; all of it verified.")
    if done.problems:
        text = say(
            "{where}: {entries} entries, as they were on {at}; pendopo verify names what is wrong."
        )
    click.echo(word(text, where=done.where, entries=number(facts.entries), at=facts.at))
    if not facts.keys:
        text = say("The backup held no keys: bring private/keys and private/secrets back yourself.")
        click.echo(word(text))
    lines = (
        say(
            "Nothing is signed here until all witnesses and mirrors have said what they have seen."
        ),
        say("If any has seen more, or nobody can be asked: pendopo recover --from ADDRESS"),
        say("Make the tables and the search again: pendopo --home {where} rebuild"),
    )
    for line in (*lines, *_of_the_desk(done)):
        click.echo(word(line, where=shlex.quote(str(done.where))))


def _of_the_desk(done: Restored) -> tuple[str, ...]:
    """Say how its tables come back where they lie in a database that is not in the backup."""
    if not (done.where / "private" / DUMP).is_file():
        return ()
    return (
        say(
            "The desk's tables lie in a file: name an empty database in desk.database of "
            "{where}/pendopo.toml, then: pendopo --home {where} desk load"
        ),
    )
