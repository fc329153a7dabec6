"""``pendopo recover``: bring a log back from its mirrors, with the same key and name."""

from collections.abc import Iterator
from shutil import rmtree

import click

from pendopo.cli.progress import watched
from pendopo.cli.verb import RefusedError, choice, now, programme, verb
from pendopo.cli.words import number, word
from pendopo.peers.recovery import Recovered
from pendopo.terms.wording import say

_SHOWN = 10


@verb(
    "recover",
    say(
        "Bring this log back after an old copy of it was restored, or part of it was lost: "
        "everything that it signed is fetched from its mirrors and held to its signature, and what "
        "was acknowledged here is kept. Only this ends the state in which nothing is signed."
    ),
)
@choice(
    "--from",
    "sources",
    multiple=True,
    metavar="URL|DIR",
    text=say("A mirror: its address or its folder. May stand several times."),
)
@choice(
    "--accept-loss",
    is_flag=True,
    text=say("Go on although some files are with none of the mirrors; verification will say so."),
)
@choice(
    "--nothing-newer",
    is_flag=True,
    text=say(
        "Of a log that was restored from a backup and has no witnesses or mirrors to ask: say that "
        "nothing was published after the backup. If that is wrong, the log has two pasts and ends."
    ),
)
@click.pass_context
def verb_(
    ctx: click.Context, sources: tuple[str, ...], *, accept_loss: bool, nothing_newer: bool
) -> None:
    """Recover and tell."""
    opened = programme(ctx)
    if nothing_newer:
        opened.peering.nothing_newer()
        click.echo(word(say("The log goes on from here, on your word.")))
        return
    asked = sources or opened.config.peers.mirrors
    if not asked:
        raise RefusedError(
            word(say("--from is missing; write the address or the folder of a mirror of this log."))
        )
    with watched() as progress:
        done = opened.peering.recover(asked, now(), progress, accept_loss=accept_loss)
    if done.withdrawn:
        # What was made from it is made again without it, and copies that were to be sent go.
        for name in ("site", "deposit"):
            rmtree(opened.place.private / "derived" / name, ignore_errors=True)
        opened.rebuild()
    opened.search.bring_up()
    _tell(done)


def _tell(done: Recovered) -> None:
    lines = [
        (say("The log has {size} entries again; {new} of them were not known here."), {
            "size": number(done.size), "new": number(max(0, done.size - done.before)),
        }),
    ]  # fmt: skip
    if done.tail:
        text = say("{count} entries that were acknowledged here and never signed follow them.")
        lines.append((text, {"count": number(done.tail)}))
    if done.displaced:
        text = say(
            "{count} entries that were acknowledged here have no place in what the mirrors kept. "
            "They lie in {folder}; publish their files again."
        )
        lines.append((text, {"count": number(done.displaced), "folder": str(done.apart)}))
    if done.withdrawn:
        text = say("{count} objects that the log took away since are removed here too.")
        lines.append((text, {"count": number(done.withdrawn)}))
    lines += _absent(done)
    for name, why in done.silent.items():
        lines.append((say("{name}: no answer ({why})."), {"name": name, "why": why}))
    for text, values in lines:
        click.echo(word(text, **values))
    click.echo(word(say("Now look at all of it: pendopo verify")))


def _absent(done: Recovered) -> Iterator[tuple[str, dict[str, str]]]:
    """Tell what is not here: kept back, hidden, lost."""
    if done.withheld:
        text = say(
            "{count} submitted files with personal data were kept back and are with no mirror; "
            "bring private/withheld/ back from a backup. The first: {names}"
        )
        names = ", ".join(done.withheld[:_SHOWN])
        yield text, {"count": number(len(done.withheld)), "names": names}
    if done.held:
        text = say(
            "{count} files that a hold in the log hides for now are with none of the mirrors, "
            "which hide them too, and are not here. When the hold is over, run the same again: "
            "they are fetched then. The first is {path}."
        )
        yield text, {"count": number(len(done.held)), "path": done.held[0].path}
    if done.lost:
        text = say("{count} files are with none of the mirrors; the first is {path}.")
        yield text, {"count": number(len(done.lost)), "path": done.lost[0].path}
