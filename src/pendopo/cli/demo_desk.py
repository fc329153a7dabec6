"""The demo's desk: an administrator, a clerk and a reviewer, each with a code to begin with."""

import os
import subprocess

import click

from pendopo.cli.demo_witnesses import free
from pendopo.cli.desk import address_of, invited, new_code, open_desk, serving
from pendopo.cli.words import word
from pendopo.programme.config import FILE_NAME
from pendopo.programme.programme import Programme
from pendopo.programme.settings import OWN_KEY, SECOND_STEP, toml_value
from pendopo.terms.wording import say

# Invented, as all of the example is.
_PEOPLE = (
    ("ratna", "Ratna Kusuma", "administrator"),
    ("sari", "Sari Wulandari", "publisher"),
    ("budi", "Budi Santoso", "reviewer"),
)
_REGISTER = "datasets"


def keep_open(opened: Programme) -> None:
    """Serve the desk until the last process ends that this one becomes or starts."""
    port = free(opened.config.desk.port, [])
    open_desk(opened)
    address = address_of(opened, port)
    for name, full_name, role in _PEOPLE:
        office = _office(opened) if role == "publisher" else ""
        made = new_code(name)
        code = invited(name, full_name, role, office) if made is None else made
        text = say("The desk, as {role}: {address}/code/?name={name} with the code {code}")
        if code:
            click.echo(word(text, role=role, address=address, name=name, code=code))
    if opened.config.desk.approval == SECOND_STEP:
        click.echo(_approving(opened, port))
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)  # noqa: FBT003  its own signature
    command = serving(opened, None, port, pages_only=False, until=reading)
    # Of a session of its own: Ctrl+C reaches the pages alone, and the desk ends once, by the pipe.
    subprocess.Popen(command, pass_fds=[reading], start_new_session=True)  # noqa: S603  our own
    os.close(reading)


def _approving(opened: Programme, port: int) -> str:
    """Say that here the second step is enough, and how it becomes a signature."""
    text = say(
        "Here the reviewer's second step is enough. For a signature by a passkey of their own, "
        "write under [desk] in {file}: approval = {own}, address = {address}. My account at the "
        "desk then shows what to introduce by 'pendopo roles add'."
    )
    return word(
        text,
        file=opened.root / FILE_NAME,
        own=toml_value(OWN_KEY),
        address=toml_value(f"http://localhost:{port}"),
    )


def _office(opened: Programme) -> str:
    """Give the office that published a table last: the clerk is hers."""
    current = opened.state().current(_REGISTER) or opened.state().current()
    found = (opened.metadata(one) for one in reversed(current))
    return next((one.publisher for one in found if one), opened.config.government.name)
