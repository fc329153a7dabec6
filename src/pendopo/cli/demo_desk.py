"""The demo's desk: an administrator, a clerk and a reviewer, each with a code to begin with."""

import os
import subprocess
from dataclasses import replace

import click

from pendopo.cli.demo_witnesses import free
from pendopo.cli.desk import address_of, invited, new_code, open_desk, serving
from pendopo.cli.serve import reachable
from pendopo.cli.words import word
from pendopo.programme.config import FILE_NAME, render
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


def keep_open(opened: Programme, public: int) -> None:
    """Serve the desk until the last process ends that this one becomes or starts.

    :param public: the port of the public pages
    """
    port = free(opened.config.desk.port, [])
    opened = told_of(opened, port, public)
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
        click.echo(_approving(opened))
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)  # noqa: FBT003  its own signature
    command = serving(opened, None, port, pages_only=False, until=reading)
    # Of a session of its own: Ctrl+C reaches the pages alone, and the desk ends once, by the pipe.
    subprocess.Popen(command, pass_fds=[reading], start_new_session=True)  # noqa: S603  our own
    os.close(reading)


def _approving(opened: Programme) -> str:
    """Say that here the second step is enough, and how it becomes a signature."""
    text = say(
        "Here the reviewer's second step is enough. For a signature by a passkey of their own, "
        "write approval = {own} under [desk] in {file} and begin anew. My account at the desk then "
        "shows what to introduce by 'pendopo roles add'."
    )
    return word(text, file=opened.root / FILE_NAME, own=toml_value(OWN_KEY))


def told_of(opened: Programme, port: int, public: int) -> Programme:
    """Write where desk and pages are into the settings: each leads to the other; open it anew.

    Replies to flags and visits to sites are sent to the desk; it leads to the page of what it
    published. The ports may be others each time.
    """
    desk, serve = opened.config.desk, opened.config.serve
    if desk.address.startswith("https:"):
        return opened
    host = reachable(desk.host)
    # A passkey is bound to a name, never to a number: W3C WebAuthn, 5.1.2.
    found = replace(desk, address=f"http://{'localhost' if host == '127.0.0.1' else host}:{port}")
    pages = replace(serve, address=f"http://{reachable(serve.host)}:{public}")
    config = replace(opened.config, desk=found, serve=pages)
    (opened.root / FILE_NAME).write_text(render(config), "utf-8")
    return Programme.open(opened.root)


def _office(opened: Programme) -> str:
    """Give the office that published a table last: the clerk is hers."""
    current = opened.state().current(_REGISTER) or opened.state().current()
    found = (opened.metadata(one) for one in reversed(current))
    return next((one.publisher for one in found if one), opened.config.government.name)
