"""``pendopo follow``: keep a copy of another government's log, and say what is wrong with it."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from pendopo.cli.progress import watched
from pendopo.cli.verb import REFUSED, RefusedError, choice, fault, home, now, programme, verb
from pendopo.cli.words import number, speak, word
from pendopo.peers.cosign import CosignError, ForkedError
from pendopo.peers.following import Round
from pendopo.peers.trouble import EXIT_CODES, Alarm, Kind
from pendopo.programme import mirroring
from pendopo.programme.config import FILE_NAME, MirrorSettings, load
from pendopo.programme.programme import Programme
from pendopo.published.verify import ShelfError
from pendopo.terms.wording import say

UNANSWERED = 3
_MEGABYTE = 1_000_000
_MINUTE_S = 60


@verb(
    "follow",
    say(
        "Copy another government's log and its files from URL into the folder --into, each held to "
        "what was signed, or bring the copy up to date; it is served by 'pendopo serve'. Without "
        "URL: the mirror in the current folder, or the logs that peers.follow names. Exits with "
        "10 when entries were taken back, 11 when two pasts were signed, 12 when files are gone "
        "without a redaction, 13 when what is served is not what was signed, 14 after 26 hours of "
        "silence, and 3 when there was no answer."
    ),
)
@click.argument("url", metavar="[URL]", required=False)
@choice("--into", type=click.Path(path_type=Path), text=say("The folder of the copy."))
@choice(
    "--key",
    default="",
    metavar="VKEY",
    text=say(
        "The log's public key, handed over some other way; without it the key that its policy.txt "
        "names at the first time is believed for good."
    ),
)
@choice("--once", is_flag=True, text=say("Ask once and end; so it is without --every."))
@choice(
    "--every",
    type=click.IntRange(1, 1_440),
    metavar="MINUTES",
    text=say("Ask again after so many minutes, until it is told to end."),
)
@choice(
    "--megabytes",
    type=click.IntRange(1, 100_000_000),
    text=say("How much room the copy may take, at the first time; then mirror.megabytes."),
)
@choice(
    "--kilobytes-per-second",
    "speed",
    type=click.IntRange(0, 10_000_000),
    text=say("How quickly to read, at the first time; then mirror.kilobytes_per_second."),
)
@click.pass_context
def verb_(
    ctx: click.Context,
    url: str | None,
    into: Path | None,
    key: str,
    every: int | None,
    megabytes: int | None,
    speed: int | None,
    *,
    once: bool,
) -> None:
    """Follow, once or for good."""
    if once and every:
        raise RefusedError(word(say("--once and --every: write one of them")))
    folders = _begun(ctx, url, into, key, _limits(megabytes, speed))
    while True:
        if len(folders) == 1 and not every:
            sys.exit(_follow(*folders[0]))
        codes = [_told(root, of) for root, of in folders]
        if not every:
            sys.exit(next((code for code in _gravest() if code in codes), 0))
        time.sleep(every * _MINUTE_S)


def _limits(megabytes: int | None, speed: int | None) -> MirrorSettings:
    plain = MirrorSettings()
    return MirrorSettings(megabytes=megabytes or plain.megabytes, kilobytes_per_second=speed or 0)


def _gravest() -> list[int]:
    return [*(EXIT_CODES[kind] for kind in Kind), REFUSED, UNANSWERED]


def _begun(
    ctx: click.Context, url: str | None, into: Path | None, key: str, limits: MirrorSettings
) -> list[tuple[Path, Programme | None]]:
    """Give the folders to bring up to date, and the programme that each is a peer's for.

    :raises RefusedError: when there is nothing to follow
    """
    if url:
        if into is None:
            raise RefusedError(word(say("--into is missing; write the folder of the copy.")))
        root = into.resolve()
        fresh = not (root / FILE_NAME).exists()
        config = mirroring.begin(root, url, key, limits)
        speak((ctx.find_root().obj or {}).get("language", ""), config.government.languages)
        if fresh and not key:
            text = say("Compare the log's key with one made known elsewhere: {vkey}")
            click.echo(word(text, vkey=config.mirror.key))
        return [(root, None)]
    root = into.resolve() if into else home(ctx)
    if load(root / FILE_NAME).mirror.of:
        return [(root, None)]
    return _peers(programme(ctx), limits)


def _peers(opened: Programme, limits: MirrorSettings) -> list[tuple[Path, Programme | None]]:
    """Give the folders in which a programme keeps the logs of its peers.

    :raises RefusedError: when it has none
    """
    if not opened.config.peers.follow:
        raise RefusedError(
            word(say("URL is missing; write the address of a log, or peers.follow in pendopo.toml"))
        )
    if opened.config.peers.witness:
        vkey = mirroring.begin_witness(opened.place, opened.config.log.origin)
        if vkey:
            text = say("The key of this government's witness, for its peers: {vkey}")
            click.echo(word(text, vkey=vkey))
    found: list[tuple[Path, Programme | None]] = []
    for peer in opened.config.peers.follow:
        folder = mirroring.folder_of(opened.root, peer)
        mirroring.begin(folder, peer, "", limits)
        found.append((folder, opened))
    return found


def _told(root: Path, of: Programme | None) -> int:
    """Bring one copy of several up to date; what is wrong with it is told and holds up no other."""
    try:
        return _follow(root, of)
    except Exception as error:  # noqa: BLE001  whatever a stranger's log makes of it
        known = fault(error)
        click.echo(f"{root}: {known.message if known else repr(error)}", err=True)
        return REFUSED


def _follow(root: Path, of: Programme | None) -> int:
    """Bring one copy up to date, and tell.

    :returns: the exit code that it alone would have
    """
    config = load(root / FILE_NAME)
    with watched() as progress:
        done = mirroring.follow(root, now(), progress)
    _tell(config.mirror.of, done)
    _prepare(root)
    if of is not None and of.config.peers.witness and not _code(done):
        return _witness(root, of)
    return _code(done)


def _witness(root: Path, of: Programme) -> int:
    """Cosign what was copied, as the witness of our own government, and hand the signature in.

    :returns: the exit code of what it refused to sign, else 0
    """
    peer = load(root / FILE_NAME).mirror
    try:
        refused = mirroring.witness_peer(of.place, root, peer, now())
    except (CosignError, ShelfError) as error:
        click.echo(word(say("{url}: not cosigned ({why})"), url=peer.of, why=str(error)), err=True)
        if not isinstance(error, ForkedError):
            return 0
        alarms = mirroring.alarm(root, peer, error, now())
        _alarm(peer.of, alarms)
        return _gravest_of(alarms)
    text = say("{url}: cosigned and handed in.")
    if refused:
        text = say("{url}: cosigned, and not taken there ({why}); it names another policy.")
    click.echo(word(text, url=peer.of, why=refused))
    return 0


def _prepare(root: Path) -> None:
    """Bring the copy's search up; what another signed may be more than our pages can show."""
    try:
        opened = Programme.open(root)
        opened.search.bring_up()
        opened.flagging.follow()
    except (KeyError, ValueError, OSError) as error:
        text = say("The copy is whole, but its search could not be brought up: {why}")
        click.echo(word(text, why=repr(error)), err=True)


def _code(done: Round) -> int:
    return _gravest_of(done.open) or (UNANSWERED if done.unanswered else 0)


def _gravest_of(alarms: Sequence[Alarm]) -> int:
    kinds = {alarm.kind for alarm in alarms}
    return next((EXIT_CODES[kind] for kind in Kind if kind in kinds), 0)


def _tell(url: str, done: Round) -> None:
    """Say what was copied, and each alarm on a line of its own on standard error."""
    text = say("{url}: {size} entries here, {entries} of them new; {bytes} MB copied.")
    click.echo(
        word(
            text,
            url=url,
            size=number(done.size),
            entries=number(done.entries),
            bytes=number(done.bytes / _MEGABYTE, 1),
        )
    )
    if done.withdrawn:
        text = say(
            "{count} objects that the log took away are no longer served here. They lie in "
            "private/withdrawn/: judge whether the law asks you to delete them."
        )
        click.echo(word(text, count=number(done.withdrawn)))
    if done.unanswered:
        text = say("{url}: no answer ({why}); what is here is kept, and the next time goes on.")
        click.echo(word(text, url=url, why=done.unanswered), err=True)
    _alarm(url, done.open)


def _alarm(url: str, alarms: Sequence[Alarm]) -> None:
    for alarm in alarms:
        click.secho(word(say("ALARM")), fg="red", nl=False, err=True)
        said = word(alarm.message, **alarm.values)
        click.echo(f" {alarm.kind.value} {alarm.at} {url}: {said}", err=True)
