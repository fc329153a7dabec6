"""``pendopo roles``: whose signatures count, by keys that people made and handed over."""

import errno
import json
from collections.abc import Sequence
from pathlib import Path

import click

from pendopo.cli.verb import VerbGroup, choice, now, programme, verb
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import word
from pendopo.programme.signing import Introduction
from pendopo.published.people import RoleKey
from pendopo.standards.passkey import Passkey
from pendopo.terms.roles import ENDINGS, ROLES
from pendopo.terms.wording import say


@click.group(
    "roles",
    cls=VerbGroup,
    help=say(
        "Ratings, withdrawals and handovers carry the signatures of people, each with a key of "
        "their own that stays on their own device. These verbs tell the log which key has which "
        "role, and when it has it no longer. Nothing about a person is recorded."
    ),
)
def verb_() -> None:
    """Hold the verbs of roles."""


@verb("list", say("List the keys, those in force and those that were ended."))
@choice("--json", "as_json", is_flag=True, text=say("Print the same as JSON."))
@click.pass_context
def list_(ctx: click.Context, *, as_json: bool) -> None:
    """Tell what there is."""
    keys = programme(ctx).signing.people().keys
    if as_json:
        click.echo(json.dumps([_as_json(key) for key in keys], indent=2, ensure_ascii=False))
        return
    for key in keys:
        click.echo(_line(key))
    if not keys:
        click.echo(word(say("No key was introduced yet: pendopo roles add.")))


@verb(
    "add",
    say(
        "Introduce a key with its roles. KEY is the file that its holder handed over, the one "
        "that ends in .pub, or the line in it; of who lets through at the desk it is the line that "
        "their account there shows. Compare its fingerprint with them, by telephone or at a desk."
    ),
)
@click.argument("key", metavar="KEY")
@choice(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(list(ROLES)),
    text=say("What its holder may sign; may be given more than once."),
)
@choice("--office", required=True, text=say("The office in words; never a person's name."))
@choice(
    "--unit",
    required=True,
    metavar="CODE",
    text=say("A code of the unit: two officers of one unit count as one."),
)
@choice("--replaces", default="", metavar="ID", text=say("The key that it takes the place of."))
@click.pass_context
def add(
    ctx: click.Context, key: str, roles: Sequence[str], office: str, unit: str, replaces: str
) -> None:
    """Introduce a key."""
    opened = programme(ctx)
    asked = Introduction(
        _handed_over(key), tuple(dict.fromkeys(roles)), office.strip(), unit, replaces
    )
    entry = opened.signing.introduce(asked, now)
    text = say("The key is introduced: entry {index}, id {id}.")
    click.echo(word(text, index=entry.index, id=entry.leaf.id))
    made = opened.signing.people().find(entry.leaf.id)
    if made and isinstance(made.key, Passkey):
        text = say("Its fingerprint, which its holder's account at the desk shows too: {print}")
        click.echo(word(text, print=made.key.fingerprint))
    tell_waiting(opened)


@verb("end", say("Record that a key signs no longer. ID is the one that 'roles list' shows."))
@click.argument("id_", metavar="ID")
@choice(
    "--why",
    required=True,
    type=click.Choice(list(ENDINGS)),
    text=say("Why: left, replaced, lost or stolen."),
)
@click.pass_context
def end(ctx: click.Context, id_: str, why: str) -> None:
    """End a key."""
    opened = programme(ctx)
    entry = opened.signing.end(id_, why, now)
    click.echo(word(say("The key signs no longer: entry {index}."), index=entry.index))
    tell_waiting(opened)


def _handed_over(key: str) -> str:
    """Give the line of a key, or the one in the file that it names.

    :raises OSError: when there is a file of this name that cannot be read
    """
    try:
        return Path(key).read_text("utf-8", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):  # no file is meant: a line has strokes in it
        return key.strip()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return key.strip()


def _line(key: RoleKey) -> str:
    roles = ", ".join(key.roles)
    ended = say("{id}  {name}  {roles}  {office} ({unit}), from {since} to {until}: {why}")
    text = say("{id}  {name}  {roles}  {office} ({unit}), since {since}") if key.in_force else ended
    return word(
        text,
        id=key.id,
        name=key.key.name,
        roles=roles,
        office=key.office,
        unit=key.unit,
        since=key.since[:10],
        until=key.until[:10],
        why=word(ENDINGS.get(key.why, key.why)),
    )


def _as_json(key: RoleKey) -> dict[str, object]:
    return {
        "id": key.id,
        "vkey": key.key.vkey,
        "roles": list(key.roles),
        "office": key.office,
        "unit": key.unit,
        "since": key.since,
        "until": key.until or None,
        "why": key.why or None,
    }


for _verb in (list_, add, end):
    verb_.add_command(_verb)
