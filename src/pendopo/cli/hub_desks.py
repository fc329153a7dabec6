"""``pendopo hub desks``: the desk of each member that is run here, apart from every other."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

import click

from pendopo.cli.desk import open_desk, serving
from pendopo.cli.verb import RefusedError, choice, home, verb
from pendopo.cli.words import word
from pendopo.programme.config import ConfigError
from pendopo.programme.hub.checking import RUN_HERE, shared_ports
from pendopo.programme.hub.settings import FILE_NAME, Hub, Member, load
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

_LAST: Final = say("The desk of {code} ended; no other is left.")
_LOOK_S: Final = 0.2


@verb(
    "desks",
    say(
        "Serve the desk of each member that is run here: each with the folder, key, accounts, "
        "worker and signer of its own, at the port that desk.port in its pendopo.toml says. "
        "Ctrl+C ends them all."
    ),
)
@choice("--only", "codes", multiple=True, metavar="CODE", text=say("Of this member; repeat it."))
@click.pass_context
def desks(ctx: click.Context, codes: tuple[str, ...]) -> None:
    """Serve until it is told to stop, or no desk is left; one that ends takes no other along."""
    root = home(ctx)
    members = _members(load(root / FILE_NAME), codes)
    faults = [f"member {member.code}: {fault}" for member, fault in shared_ports(root, members)]
    if faults:
        raise RefusedError("\n".join(faults))
    with _open(root, members) as children, suppress(KeyboardInterrupt):
        wait_for(children)
        ctx.exit(1)


def wait_for(children: Iterable[tuple[str, "subprocess.Popen[bytes]"]]) -> None:
    """Wait until no desk is left, and tell of each as it ends, whichever is the first."""
    left = dict(children)
    while left:
        for code in [code for code, child in left.items() if child.poll() is not None]:
            del left[code]
            text = say("The desk of {code} ended; the others go on.")
            click.echo(word(text if left else _LAST, code=code), err=True)
        time.sleep(_LOOK_S)


def _members(hub: Hub, codes: Sequence[str]) -> list[Member]:
    """Give the members whose desks are asked for.

    :raises RefusedError: for one that is not run here, and where none is
    """
    run_here = {one.code: one for one in hub.members if one.kind in RUN_HERE}
    for code in codes:
        if code not in run_here:
            text = say("--only: {code} is no member that is run here; write one of {codes}.")
            raise RefusedError(word(text, code=code, codes=", ".join(run_here)))
    if not run_here:
        raise RefusedError(word(say("No member of this hub is run here, so none has a desk.")))
    return [one for code, one in run_here.items() if not codes or code in codes]


@contextmanager
def _open(
    root: Path, members: Sequence[Member]
) -> Iterator[list[tuple[str, "subprocess.Popen[bytes]"]]]:
    """Start the desks; all of them end with the pipe that this process holds."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    reading, writing = os.pipe()
    children: list[tuple[str, subprocess.Popen[bytes]]] = []
    try:
        for member in members:
            try:
                command = _serving(root, member, reading)
            except (ConfigError, RefusedError, OSError) as error:
                click.echo(f"member {member.code}: {error}", err=True)
                continue
            # Of a session of its own: Ctrl+C reaches this process, and each desk ends by the pipe.
            child = subprocess.Popen(  # noqa: S603  our own
                command, pass_fds=[reading], start_new_session=True
            )
            children.append((member.code, child))
        if not children:
            raise RefusedError(word(say("No desk could be opened.")))
        yield children
    finally:
        os.close(writing)
        for _code, child in children:
            child.wait()
        os.close(reading)


def _serving(root: Path, member: Member, until: int) -> list[str]:
    """Open a member's desk, and give the command that serves it until a pipe is closed.

    :raises ConfigError: when its folder's pendopo.toml is missing or wrong
    :raises RefusedError: when its port is taken
    """
    opened = Programme.open((root / member.folder).resolve())
    open_desk(opened)
    return serving(opened, None, None, pages_only=False, until=until)
