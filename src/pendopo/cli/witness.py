"""``pendopo witness``: cosign the checkpoints of others' logs, so that none of them can fork."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from pendopo.cli.serve import hold_free, reachable
from pendopo.cli.verb import RefusedError, VerbGroup, choice, verb
from pendopo.cli.words import number, word
from pendopo.peers.follow import HttpShelf
from pendopo.peers.witness import Witness, create_witness, open_witness
from pendopo.published.verify import ShelfError
from pendopo.standards.tlog.note import NOTE_BYTES_MOST, Verifier
from pendopo.standards.tlog.policy import Party, parse_policy
from pendopo.terms.wording import say

PORT = 8180
_FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


@click.group(
    "witness",
    cls=VerbGroup,
    help=say(
        "A witness signs that a log's newest checkpoint only adds to those it has seen before. It "
        "needs no programme of its own: a folder with a key and a memory, which belong together "
        "for good. Where the memory is lost, the key is to be retired."
    ),
)
def verb_() -> None:
    """Hold the verbs of a witness."""


@verb("init", say("Begin a witness in an empty folder: its key, and a memory of nothing yet."))
@_FOLDER
@choice(
    "--name",
    required=True,
    text=say(
        "The witness's name, for good: an address of yours without https://, such as "
        "saksi.example.org/pendopo."
    ),
)
def init(folder: Path, name: str) -> None:
    """Make the folder."""
    vkey = create_witness(folder, name)
    click.echo(word(say("The witness {name} is begun in {folder}."), name=name, folder=folder))
    click.echo(word(say("Its public key, for the logs that are to name it:")))
    click.echo(vkey)
    click.echo(
        word(
            say(
                "Never bring {folder} back from a backup: a witness that has forgotten can be "
                "deceived. If it is lost, begin anew under another name."
            ),
            folder=folder,
        )
    )


@verb(
    "add",
    say(
        "Begin to cosign for a log. LOG is the address of its site, its policy.txt, or its public "
        "key itself. Compare the key with one that the government has made known elsewhere."
    ),
)
@_FOLDER
@click.argument("log", metavar="LOG")
@choice(
    "--key",
    default="",
    metavar="VKEY",
    text=say("The key that the log must have, handed over some other way."),
)
@choice(
    "--origin",
    default="",
    text=say("The log's origin line, where it is not the name of its key."),
)
def add(folder: Path, log: str, key: str, origin: str) -> None:
    """Watch one log more."""
    with open_witness(folder) as witness:
        parties = _parties(log)
        if key and key not in [party.key.vkey for party in parties]:
            raise RefusedError(
                word(
                    say("{log}: names another key than {key}; find out whose it is"),
                    log=log,
                    key=key,
                )
            )
        for party in parties:
            if not key or party.key.vkey == key:
                found = witness.watch(party.key.vkey, party.url, origin)
                click.echo(word(say("Cosigns for {origin} from now on."), origin=found))
                click.echo(word(say("Compare its key: {vkey}"), vkey=party.key.vkey))


@verb("leave", say("Cosign no longer for a log. What was seen of it is kept."))
@_FOLDER
@click.argument("origin", metavar="ORIGIN")
def leave(folder: Path, origin: str) -> None:
    """Watch one log less."""
    with open_witness(folder) as witness:
        if not witness.leave(origin):
            names = ", ".join(one.origin for one in witness.logs())
            raise RefusedError(
                word(
                    say("{origin}: no such log is watched; write one of: {names}"),
                    origin=origin,
                    names=names or "-",
                )
            )
    click.echo(word(say("Cosigns no longer for {origin}."), origin=origin))


@verb("show", say("Show a witness's key, its logs, and what it has cosigned last of each."))
@_FOLDER
@choice("--json", "as_json", is_flag=True, text=say("Print the same as JSON."))
def show(folder: Path, *, as_json: bool) -> None:
    """Tell what there is."""
    with open_witness(folder) as witness:
        if as_json:
            click.echo(json.dumps(_as_json(witness), indent=2))
            return
        click.echo(witness.vkey)
        for one in witness.logs():
            size = number(one.latest.size) if one.latest else word(say("nothing yet"))
            click.echo(f"  {one.origin}: {size}")


@verb(
    "serve",
    say(
        "Answer logs and monitors over HTTP (C2SP tlog-witness). Put a proxy with TLS in front. "
        "Ctrl+C ends it."
    ),
)
@_FOLDER
@choice("--host", default="127.0.0.1", show_default=True, text=say("The address to listen on."))
@choice(
    "--port",
    type=click.IntRange(1, 65_535),
    default=PORT,
    show_default=True,
    text=say("The port to listen on."),
)
def serve(folder: Path, host: str, port: int) -> None:
    """Serve until told to stop."""
    with open_witness(folder) as witness:
        name = witness.name
    hold_free(host, port)
    text = say("The witness {name} answers at {place} (Ctrl+C ends it)")
    told = word(text, name=name, place=address(host, port))
    spec = {"witnesses": [serving(folder, (host, port), told)]}
    sys.stdout.flush()
    os.execv(sys.executable, command(spec))  # noqa: S606  our own interpreter and our own words


def address(host: str, port: int) -> str:
    """Give the address at which a witness is asked."""
    shown = reachable(host)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def serving(folder: Path, place: tuple[str, int], told: str) -> dict[str, object]:
    """Say how a witness is to be served."""
    host, port = place
    return {
        "folder": str(folder.resolve()),
        "host": host,
        "port": port,
        "reached": reachable(host),
        "told": told,
    }


def command(spec: Mapping[str, object]) -> list[str]:
    """Give the command that serves witnesses."""
    return [sys.executable, "-P", "-m", "pendopo.web.witnesses", json.dumps(spec)]


def _parties(log: str) -> tuple[Party, ...]:
    """Give the logs that an address, a file or a key names."""
    if log.startswith(("https://", "http://")):
        parties = parse_policy(_fetched(log)).logs
        return tuple(Party(party.key, party.url or log) for party in parties)
    path = Path(log)
    if path.is_file():
        return parse_policy(path.read_bytes()).logs
    return (Party(Verifier.parse(log)),)


def _fetched(address: str) -> bytes:
    site = address.removesuffix("policy.txt")
    with HttpShelf(site) as shelf:
        try:
            found = shelf.read("policy.txt", NOTE_BYTES_MOST)
        except ShelfError as error:
            raise RefusedError(
                word(say("{where}: no answer ({why})"), where=site, why=str(error))
            ) from error
    if found is None:
        raise RefusedError(
            word(
                say("{where}: no log is at this address; write the site's own, without a page"),
                where=site,
            )
        )
    return found


def _as_json(witness: Witness) -> dict[str, object]:
    return {
        "name": witness.name,
        "vkey": witness.vkey,
        "logs": [
            {
                "origin": one.origin,
                "vkeys": list(one.vkeys),
                "url": one.url or None,
                "size": one.latest.size if one.latest else None,
                "time": one.latest.time if one.latest else None,
            }
            for one in witness.logs()
        ],
    }


for _verb in (init, add, leave, show, serve):
    verb_.add_command(_verb)
