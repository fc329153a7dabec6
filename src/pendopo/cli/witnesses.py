"""``pendopo witnesses``: who cosigns this log, and what waits for them."""

import json
from pathlib import Path

import click

from pendopo.cli.verb import RefusedError, VerbGroup, choice, now, programme, readable, verb
from pendopo.cli.waiting import tell_waiting, told
from pendopo.cli.words import word
from pendopo.programme.programme import Programme
from pendopo.programme.quorum import with_quorum, with_witness, without_witness
from pendopo.published.waiting import Standing, Waiting
from pendopo.published.witnessed import default_quorum
from pendopo.standards.tlog.note import NOTE_BYTES_MOST, Verifier
from pendopo.standards.tlog.policy import Party, Policy, parse_policy
from pendopo.terms.wording import say


@click.group(
    "witnesses",
    cls=VerbGroup,
    help=say(
        "Independent witnesses cosign each checkpoint before it is published, so many of them as "
        "policy.txt asks for. Each change of witnesses is an entry of the log."
    ),
)
def verb_() -> None:
    """Hold the verbs of a log's witnesses."""


@verb("show", say("Show the witnesses, what each has signed last, and what waits for them."))
@choice("--json", "as_json", is_flag=True, text=say("Print the same as JSON."))
@click.pass_context
def show(ctx: click.Context, *, as_json: bool) -> None:
    """Tell what there is."""
    opened = programme(ctx)
    signed = opened.checkpoint()
    standing = opened.witnesses.standing(signed.note, signed.size) if signed else ()
    waiting = opened.witnesses.waiting()
    if as_json:
        click.echo(json.dumps(_as_json(opened.witnesses.policy(), standing, waiting), indent=2))
        return
    for one in standing:
        click.echo(f"  {one.name}: {told(one)}")
    _tell_quorum(opened.witnesses.policy())
    tell_waiting(opened)


@verb(
    "add",
    say(
        "Ask one witness more. VKEY is its public key; URL where it answers, left out for one "
        "that fetches checkpoints by itself."
    ),
)
@click.argument("vkey", metavar="VKEY")
@click.argument("url", metavar="[URL]", default="", required=False)
@choice("--name", default="", text=say("Its name in policy.txt; else the name of its key."))
@click.pass_context
def add(ctx: click.Context, vkey: str, url: str, name: str) -> None:
    """Record one more."""
    opened = programme(ctx)
    key = Verifier.parse(vkey)
    if url and not url.startswith(("https://", "http://")):
        raise RefusedError(
            word(say("{url}: no address; write one that begins with https://"), url=url)
        )
    policy = opened.witnessing.in_force()[1]
    _change(opened, with_witness(policy, name or key.name, Party(key, url)))


@verb("remove", say("Ask a witness no longer."))
@click.argument("name", metavar="NAME")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Record one less."""
    opened = programme(ctx)
    policy = opened.witnessing.in_force()[1]
    changed = without_witness(policy, name)
    _change(opened, changed, policy.witnesses[name].key.vkey)


@verb("quorum", say("Ask for K of the witnesses before anything is published."))
@click.argument("k", metavar="K", type=click.IntRange(1, 1_000))
@click.pass_context
def quorum(ctx: click.Context, k: int) -> None:
    """Record another number."""
    opened = programme(ctx)
    _change(opened, with_quorum(opened.witnessing.in_force()[1], k))


@verb("set", say("Take a whole policy from a file, in the form of C2SP tlog-policy."))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_context
def set_(ctx: click.Context, file: Path) -> None:
    """Record a policy as it is written."""
    opened = programme(ctx)
    data = readable(file).read_bytes()
    policy = parse_policy(data)
    if opened.vkey not in [party.key.vkey for party in policy.logs]:
        raise RefusedError(
            word(
                say("{file}: does not name this log; write the line: log {vkey}"),
                file=file,
                vkey=opened.vkey,
            )
        )
    _record(opened, data, policy)


@verb(
    "ask",
    say(
        "Ask for the signatures that are still missing, and publish what has enough. 'pendopo "
        "serve' does so by itself."
    ),
)
@click.pass_context
def ask(ctx: click.Context) -> None:
    """Ask now."""
    opened = programme(ctx)
    new = opened.ask_witnesses(now)
    if new:
        text = say("New signatures on the published checkpoint: {count}.")
        click.echo(word(text, count=new))
    tell_waiting(opened)
    opened.follow()


@verb(
    "take",
    say("Take the signature of a witness that came as a file, from 'pendopo cosign --out'."),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_context
def take(ctx: click.Context, file: Path) -> None:
    """Keep it, and ask."""
    opened = programme(ctx)
    with readable(file).open("rb") as opened_file:
        name = opened.witnessing.hand_in(opened_file.read(NOTE_BYTES_MOST + 1))
    click.echo(word(say("Taken: the signature of {name}."), name=name))
    opened.ask_witnesses(now)
    tell_waiting(opened)
    opened.follow()


def _change(opened: Programme, policy: Policy, without: str = "") -> None:
    _record(opened, policy.encode(), policy, without)


def _record(opened: Programme, data: bytes, policy: Policy, without: str = "") -> None:
    entry = opened.change_witnesses(data, now, without)
    click.echo(word(say("Recorded in entry {index}."), index=entry.index))
    _tell_quorum(policy)
    tell_waiting(opened)
    opened.follow()


def _tell_quorum(policy: Policy) -> None:
    count, needed = len(policy.witnesses), policy.needed()
    if not count:
        click.echo(word(say("No witness is asked.")))
        return
    text = say("{needed} of {count} witnesses must sign before anything is published.")
    click.echo(word(text, needed=needed, count=count))
    least = default_quorum(count)
    if needed < least:
        text = say(
            "Fewer than {least} of {count}: a log whose keeper is false could show two pasts, and "
            "each would have its witnesses."
        )
        click.echo(word(text, least=least, count=count), err=True)


def _as_json(
    policy: Policy, standing: tuple[Standing, ...], waiting: Waiting | None
) -> dict[str, object]:
    return {
        "needed": policy.needed(),
        "witnesses": [
            {
                "name": one.name,
                "vkey": one.party.key.vkey,
                "url": one.party.url or None,
                "signed": one.seconds or None,
                "outcome": one.known.outcome if one.known else None,
                "said": one.known.said if one.known else None,
            }
            for one in standing
        ],
        "waiting": None
        if waiting is None
        else {
            "size": waiting.checkpoint.size,
            "entries": len(waiting.entries),
            "have": waiting.have,
            "needed": waiting.needed,
            "signed": list(waiting.signed),
        },
    }


for _verb in (show, add, remove, quorum, set_, ask, take):
    verb_.add_command(_verb)
