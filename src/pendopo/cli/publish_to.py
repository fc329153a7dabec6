"""``pendopo publish-to``: the public site on ordinary hosting, without a server of one's own."""

from pathlib import Path

import click

from pendopo.cli.archive import BASE, LIVE, address, make, tell
from pendopo.cli.progress import watched
from pendopo.cli.verb import STOPPED, RefusedError, choice, programme, verb
from pendopo.cli.words import number, word
from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.record import CHECKPOINT
from pendopo.exports.sending.opened import opened as open_target
from pendopo.exports.sending.send import Sent, send
from pendopo.exports.sending.target import place
from pendopo.peers.follow import HttpShelf
from pendopo.published.verify import ShelfError
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.terms.wording import say

_MEGABYTE = 1_000_000


@verb(
    "publish-to",
    say(
        "Send the public site to ordinary hosting: the pages in every language, the log and the "
        "objects. TARGET is sftp://user@host/path, rsync://user@host/path, user@host:path, or "
        "s3://bucket/prefix with the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Only "
        "what changed is sent, the signed checkpoint last, once all else has arrived."
    ),
)
@click.argument("target", metavar="TARGET")
@choice("--base", default="", metavar="URL", text=BASE)
@choice("--live", default="", metavar="URL", text=LIVE)
@choice(
    "--host-key",
    default="",
    metavar="KEY",
    text=say(
        "For sftp://, the host's key (ssh-ed25519 AAAA…) or its fingerprint (SHA256:…); else the "
        "host must stand in known_hosts."
    ),
)
@choice(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    text=say(
        "The file of a private key; else the agent's keys and your own, or for sftp:// the "
        "password in PENDOPO_SFTP_PASSWORD."
    ),
)
@click.pass_context
def verb_(
    ctx: click.Context, target: str, base: str, live: str, host_key: str, identity: Path | None
) -> None:
    """Make the archive, send it, and look whether it is served."""
    hall = programme(ctx)
    there = place(target)
    copy = Copy(address(base, "--base"), address(live, "--live"))
    site = hall.place.private / "derived" / "site"
    # Before the archive is made: who cannot get in need not wait for it.
    reached = open_target(there, host_key, identity)
    try:
        with watched() as progress:
            tell(make(hall, hall.state(), site, copy, progress, link=True))
            sent = send(site, reached, progress)
    finally:
        reached.close()
    _tell(sent, target)
    if copy.base and not _is_served(copy.base, (site / CHECKPOINT).read_bytes()):
        ctx.exit(STOPPED)


def _tell(sent: Sent, target: str) -> None:
    text = say(
        "{files} files sent to {target}, {size} MB; {removed} removed, {kept} there already."
    )
    click.echo(
        word(
            text,
            files=number(sent.files),
            target=target,
            size=number(sent.bytes / _MEGABYTE, 1),
            removed=number(sent.removed),
            kept=number(sent.kept),
        )
    )


def _is_served(base: str, checkpoint: bytes) -> bool:
    """Look whether the address serves the checkpoint that was sent.

    :raises RefusedError: when nothing answers there
    """
    try:
        found = HttpShelf(f"{base}/").read(CHECKPOINT, NOTE_BYTES_MOST)
    except ShelfError as error:
        raise RefusedError(
            word(say("{where}: no answer ({why})"), where=base, why=str(error))
        ) from error
    if found == checkpoint:
        click.secho(word(say("{base} serves it."), base=base), fg="green")
        return True
    click.secho(
        word(
            say(
                "{base} does not serve the checkpoint that was sent; the target may be another "
                "folder than the one it serves, or a cache may hold an older one."
            ),
            base=base,
        ),
        fg="red",
    )
    return False
