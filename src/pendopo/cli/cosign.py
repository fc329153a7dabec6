"""``pendopo cosign``: witness logs without a server, from cron."""

import secrets
import sys
from http import HTTPStatus
from pathlib import Path

import click

from pendopo.cli.verb import STOPPED, RefusedError, choice, now, verb
from pendopo.cli.words import number, word
from pendopo.peers.asking import AskError, post
from pendopo.peers.cosign import HAND_IN, Cosigned, ForkedError, cosign
from pendopo.peers.follow import HttpShelf
from pendopo.peers.witness import Witness, open_witness
from pendopo.published.verify import FolderShelf, Shelf, ShelfError
from pendopo.terms.wording import say

_POST_S = 30.0
_ANSWER_MOST = 4_096


@verb(
    "cosign",
    say(
        "Be a witness without a server: fetch the newest checkpoint of the log at URL, hold it to "
        "all that this witness has seen before, sign it, and hand the signature in. Let cron call "
        "it daily or hourly. Exits with 1 when the log has taken something back."
    ),
)
@click.argument("where", metavar="URL")
@choice(
    "--key",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    text=say("The folder that 'pendopo witness init' made: key and memory belong together."),
)
@choice(
    "--out",
    type=click.Path(path_type=Path),
    text=say("Write the signature to a file, to send it some other way; hand nothing in."),
)
def verb_(where: str, folder: Path, out: Path | None) -> None:
    """Fetch, check, sign and hand in."""
    with open_witness(folder) as witness:
        try:
            signed = _cosigned(witness, where)
        except ForkedError as error:
            click.secho(word(say("WRONG")), fg="red", nl=False, err=True)
            click.echo(f" {error}", err=True)
            sys.exit(STOPPED)
    text = say("{origin}: {size} entries, {new} of them new, signed.")
    new = signed.checkpoint.size - signed.old
    origin = signed.checkpoint.origin
    click.echo(word(text, origin=origin, size=number(signed.checkpoint.size), new=number(new)))
    if out is None and _is_address(where):
        _hand_in(where, signed)
        return
    path = out or Path(f"{signed.checkpoint.size}.cosigned")
    _write(path, signed.note.encode())
    text = say("Written to {file}. The log's keeper runs: pendopo witnesses take {file}")
    click.echo(word(text, file=path))


def _cosigned(witness: Witness, where: str) -> Cosigned:
    try:
        if not _is_address(where):
            return cosign(witness, _folder(Path(where)), now())
        with HttpShelf(where) as shelf:
            return cosign(witness, shelf, now())
    except ShelfError as error:
        raise RefusedError(
            word(say("{where}: no answer ({why})"), where=where, why=str(error))
        ) from error


def _folder(path: Path) -> Shelf:
    for folder in (path, path / "public"):
        if (folder / "log").is_dir():
            return FolderShelf(folder)
    raise RefusedError(
        word(
            say("{where}: no log is here; write a folder that holds log/, objects/ and pub/"),
            where=path,
        )
    )


def _is_address(where: str) -> bool:
    return where.startswith(("https://", "http://"))


def _hand_in(where: str, signed: Cosigned) -> None:
    """Give the signature to the log.

    :raises RefusedError: when the log does not take it, saying why
    """
    address = f"{where.rstrip('/')}/{HAND_IN}"
    try:
        reply = post(address, signed.note.encode(), _POST_S, _ANSWER_MOST)
    except AskError as error:
        raise RefusedError(
            word(say("{where}: no answer ({why})"), where=where, why=str(error))
        ) from error
    if reply.status == HTTPStatus.ACCEPTED:
        click.echo(word(say("Handed in.")))
        return
    if reply.status == HTTPStatus.CONFLICT:
        text = say("The log has grown meanwhile, to {size} entries; the next run signs them.")
        click.echo(word(text, size=reply.text.strip()))
        return
    if reply.status == HTTPStatus.FORBIDDEN:
        raise RefusedError(
            word(
                say(
                    "{where}: does not name this witness in its policy; give the log's keeper "
                    "its key, which 'pendopo witness show' prints"
                ),
                where=where,
            )
        )
    raise RefusedError(
        word(
            say("{where}: does not take signatures ({status}); write --out FILE and send the file"),
            where=where,
            status=reply.status,
        )
    )


def _write(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_bytes(data)
    draft.replace(path)
