"""``pendopo desk``: serve the staff's pages, do their work, and invite people."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from pendopo.cli.serve import hold_free, reachable
from pendopo.cli.verb import RefusedError, VerbGroup, choice, now, programme, verb
from pendopo.cli.words import number, word
from pendopo.programme.settings import OWN_KEY, SECOND_STEP, SETTINGS, toml_value
from pendopo.terms.roles import APPROVER
from pendopo.terms.wording import say

if TYPE_CHECKING:
    from pendopo.desk.models import Person
    from pendopo.programme.programme import Programme

_PORT = next(setting for setting in SETTINGS if setting.name == "desk.port")
_ROLES = (
    "publisher",
    "reviewer",
    "lead",
    "civil-society",
    "independent-reviewer",
    "moderator",
    "administrator",
)
_OPERATOR = "operator"


@click.group(
    "desk",
    cls=VerbGroup,
    help=say(
        "The staff's side: an officer hands in a spreadsheet in a browser, mends it, and a second "
        "person lets it through."
    ),
)
def verb_() -> None:
    """Hold the verbs of the desk together."""


@verb(
    "serve",
    say(
        "Serve the staff's pages, with the worker and the signer beside them. Where those run as "
        "users of their own, write --pages-only."
    ),
)
@choice("--host", text=say("The address to listen on."))
@choice("--port", type=click.IntRange(1, 65_535), text=say("The port to listen on."))
@choice("--pages-only", is_flag=True, text=say("Start neither the worker nor the signer."))
@click.pass_context
def serve(ctx: click.Context, host: str | None, port: int | None, *, pages_only: bool) -> None:
    """Serve until it is told to stop."""
    opened = opened_desk(ctx)
    command = serving(opened, host, port, pages_only=pages_only)
    _tell_lacking(opened)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)  # noqa: S606  our own interpreter and our own words


def _tell_lacking(opened: "Programme") -> None:
    """Say that nobody lets anything through, where the log knows no approver's key."""
    if opened.config.desk.approval != OWN_KEY:
        return
    if not any(APPROVER in one.roles for one in opened.signing.people().in_force()):
        text = say(
            "Nothing is let through yet: the log knows no approver's passkey. A reviewer's My "
            "account shows what to introduce by 'pendopo roles add'; approval = {other} under "
            "[desk] does without."
        )
        shown = word(text, other=toml_value(SECOND_STEP))
        click.secho(shown, fg="yellow", err=True)


@verb("worker", say("Check files, make previews, and have published what was let through."))
@click.pass_context
def worker(ctx: click.Context) -> None:
    """Work until it is told to stop."""
    opened = opened_desk(ctx)
    os.environ["PENDOPO_HOME"] = str(opened.root)
    from django.core.management import call_command  # noqa: PLC0415  once the desk is open

    from pendopo.desk.alive import AliveError, be_the_worker  # noqa: PLC0415
    from pendopo.desk.clearing import clear_at_start  # noqa: PLC0415
    from pendopo.desk.working import begin_again  # noqa: PLC0415

    try:
        be_the_worker(opened)
    except AliveError as error:
        raise RefusedError(str(error)) from error
    forget(opened)
    clear_at_start(opened, now())
    begin_again()
    call_command("db_worker", interval=0.5, startup_delay=False)


@verb(
    "invite",
    say(
        "Make an account for NAME and print the code with which its owner begins, or send it by "
        "e-mail. The first one is an administrator, who invites the others in the browser."
    ),
)
@click.argument("name", metavar="NAME")
@choice("--full-name", default="", text=say("The person's name, as others see it."))
@choice("--role", type=click.Choice(_ROLES), required=True, text=say("What the person is."))
@choice("--office", default="", text=say("For which office or village; else for all."))
@choice("--register", "registers", multiple=True, text=say("For which registers; else for all."))
@choice("--email", default="", text=say("Send the code there, by the server of desk.mail."))
@click.pass_context
def invite(
    ctx: click.Context,
    name: str,
    full_name: str,
    role: str,
    office: str,
    registers: tuple[str, ...],
    email: str,
) -> None:
    """Invite."""
    opened = opened_desk(ctx)
    _hold_known(opened, registers)
    if email:
        hold_reachable(opened, email)
    made = invited(name, full_name, role, office, registers, email)
    click.echo(post(opened, name) if email else slip(opened, name, made))


@verb(
    "give",
    say(
        "Give NAME, who has an account, one more role. In the browser an administrator does it; "
        "nobody gives themselves one there."
    ),
)
@click.argument("name", metavar="NAME")
@choice("--role", type=click.Choice(_ROLES), required=True, text=say("What the person is."))
@choice("--office", default="", text=say("For which office or village; else for all."))
@choice("--register", "registers", multiple=True, text=say("For which registers; else for all."))
@click.pass_context
def give(ctx: click.Context, name: str, role: str, office: str, registers: tuple[str, ...]) -> None:
    """Give a role."""
    opened = opened_desk(ctx)
    _hold_known(opened, registers)
    from pendopo.desk.inviting import InviteError, Wanted  # noqa: PLC0415  once the desk is open
    from pendopo.desk.inviting import give as giving  # noqa: PLC0415
    from pendopo.desk.roles import Role  # noqa: PLC0415

    try:
        giving(_named(name), Wanted(name, "", Role(role), office, registers), _OPERATOR)
    except InviteError as error:
        raise RefusedError(str(error)) from error
    click.echo(word(say("{name} has the role now."), name=name))


def _hold_known(opened: "Programme", registers: tuple[str, ...]) -> None:
    """Hold registers to be some that there are.

    :raises RefusedError: for the first that is none
    """
    unknown = [one for one in registers if one not in opened.registers]
    if unknown:
        text = say("--register: there is no register {name}; write one of {names}.")
        raise RefusedError(word(text, name=unknown[0], names=", ".join(opened.registers)))


def _named(name: str) -> "Person":
    """Give who has a name at the desk.

    :raises RefusedError: when nobody has it
    """
    from pendopo.desk.models import Person  # noqa: PLC0415  once the desk is open

    found = Person.objects.filter(name=name).first()
    if found is None:
        raise RefusedError(word(say("{name}: nobody has this name at the desk."), name=name))
    return found


@verb("code", say("Make a new code for NAME, who forgot the password, and print it."))
@click.argument("name", metavar="NAME")
@click.pass_context
def code(ctx: click.Context, name: str) -> None:
    """Make a code."""
    opened = opened_desk(ctx)
    from pendopo.desk.audit import record  # noqa: PLC0415  once the desk is open
    from pendopo.desk.signing_in import make_code  # noqa: PLC0415

    made = make_code(_named(name), now())
    record(_OPERATOR, "code-made", name=name)
    click.echo(slip(opened, name, made))


@verb(
    "remind",
    say(
        "Remind by e-mail who is late or soon due, each once in three days; the worker sends it. "
        "For a timer, once a day."
    ),
)
@click.pass_context
def remind(ctx: click.Context) -> None:
    """Remind."""
    opened = opened_desk(ctx)
    from pendopo.desk.asking import day_of  # noqa: PLC0415  once the desk is open
    from pendopo.desk.mail import sends  # noqa: PLC0415
    from pendopo.desk.reminding import order_reminders  # noqa: PLC0415

    if not sends(opened):
        raise RefusedError(word(say("desk.mail: no server is named; write it in pendopo.toml")))
    count = order_reminders(opened, day_of(opened, now()), _OPERATOR)
    click.echo(word(say("Reminders on their way: {count}."), count=count))


@verb(
    "clear",
    say(
        "Remove what is kept no longer: what was given up or never sent on, the earlier files of "
        "what was published, old sign-ins and codes. The settings desk.keep_days and "
        "desk.keep_traces_days say after how many days. The worker does it as it starts; for a "
        "timer, once a day."
    ),
)
@click.pass_context
def clear(ctx: click.Context) -> None:
    """Remove it."""
    opened = opened_desk(ctx)
    from pendopo.desk.clearing import clear as clearing  # noqa: PLC0415  once the desk is open

    count = clearing(opened, now(), _OPERATOR)
    click.echo(word(say("Rows and files removed: {count}."), count=number(count)))


@verb(
    "load",
    say(
        "Bring the desk's tables back into an empty PostgreSQL database, from the file that came "
        "with 'pendopo restore'. With SQLite nothing is to be done: the restored folder has them."
    ),
)
@click.pass_context
def load(ctx: click.Context) -> None:
    """Load."""
    opened = programme(ctx)
    open_desk(opened, migrated=False)
    from pendopo.desk import dumping, laying  # noqa: PLC0415  once the desk is open

    if not dumping.on_postgresql():
        raise RefusedError(word(say("desk.database is empty: the tables lie in private/desk.")))
    try:
        count = dumping.load(opened.place.private / laying.DUMP)
    except dumping.DumpError as error:
        raise RefusedError(str(error)) from error
    click.echo(word(say("Tables brought back: {count}."), count=number(count)))


@contextmanager
def dumped(opened: "Programme") -> Iterator[Callable[[], Callable[[], None]]]:
    """Give what has the desk's tables lie in a file while a backup is made, as of its moment.

    Where PostgreSQL keeps them: else they are a file already, of which the backup has a view.
    """
    if not opened.config.desk.database or not opened.place.handed_in.is_dir():
        yield lambda: lambda: None
        return
    open_desk(opened)
    from pendopo.desk import dumping, laying  # noqa: PLC0415  once the desk is open

    path = opened.place.private / laying.DUMP
    try:
        with ExitStack() as until:
            yield lambda: dumping.begin(path, until)
    finally:
        path.unlink(missing_ok=True)


for _verb in (serve, worker, invite, give, code, remind, clear, load):
    verb_.add_command(_verb)


def opened_desk(ctx: click.Context) -> "Programme":
    """Open the programme and its desk."""
    opened = programme(ctx)
    open_desk(opened)
    return opened


def open_desk(opened: "Programme", *, migrated: bool = True) -> None:
    """Open the desk's tables.

    :raises RefusedError: when its folder is another user's, or its database does not answer
    """
    from django.db import Error as DatabaseError  # noqa: PLC0415

    from pendopo.desk.laying import LayingError  # noqa: PLC0415  half a second
    from pendopo.desk.opening import SETTINGS as MODULE  # noqa: PLC0415
    from pendopo.desk.opening import open_desk as opening  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = MODULE
    try:
        opening(opened, migrated=migrated)
    except LayingError as error:
        raise RefusedError(str(error)) from error
    except DatabaseError as error:
        text = say("desk.database: {why}; see that it answers, and who may write there")
        raise RefusedError(word(text, why=" ".join(str(error).split()))) from error


def forget(opened: "Programme") -> None:
    """Let the desk forget what was taken away, where there is a desk."""
    if not opened.place.handed_in.is_dir():
        return
    open_desk(opened)
    from pendopo.desk.forgetting import forget as forgetting  # noqa: PLC0415  once it is open

    forgetting(opened)


def invited(
    name: str,
    full_name: str,
    role: str,
    office: str = "",
    registers: tuple[str, ...] = (),
    email: str = "",
) -> str:
    """Make an account and give its code; the desk is open."""
    from pendopo.desk.inviting import Wanted, invite  # noqa: PLC0415
    from pendopo.desk.roles import Role  # noqa: PLC0415

    wanted = Wanted(name, full_name, Role(role), office, registers, email)
    return invite(wanted, now(), _OPERATOR)[1]


def hold_reachable(opened: "Programme", email: str) -> None:
    """Hold an address to be one, and that there is a server to send by; the desk is open.

    :raises RefusedError: before anybody was invited
    """
    from django.core.exceptions import ValidationError  # noqa: PLC0415  once the desk is open
    from django.core.validators import validate_email  # noqa: PLC0415

    from pendopo.desk.mail import sends  # noqa: PLC0415

    if not sends(opened):
        text = say(
            "desk.mail is empty, so nothing goes to {email}; write the server into pendopo.toml, "
            'mail = "smtp://mail.example.org" under [desk], or leave --email out and pass the code '
            "on yourself."
        )
        raise RefusedError(word(text, email=email))
    try:
        validate_email(email)
    except ValidationError as error:
        text = say("--email is {email}; write it as name@example.org.")
        raise RefusedError(word(text, email=email)) from error


def post(opened: "Programme", name: str) -> str:
    """Send somebody who was invited the code; give what is said of it.

    :raises RefusedError: when the server did not take it
    """
    from pendopo.desk.mail import MailError  # noqa: PLC0415  once the desk is open
    from pendopo.desk.models import Person  # noqa: PLC0415
    from pendopo.desk.posting import post_code  # noqa: PLC0415

    person = Person.objects.get(name=name)
    try:
        post_code(opened, person, _OPERATOR)
    except MailError as error:
        text = say(
            "{name} has an account, but no letter went to {email}: {why}. Write 'pendopo desk code "
            "{name}' for a code to pass on, or mend desk.mail and send one from the page of People."
        )
        raise RefusedError(word(text, name=name, email=person.email, why=str(error))) from error
    text = say("{name} has an account; the code went to {email}, good once, for fourteen days.")
    return word(text, name=name, email=person.email)


def new_code(name: str) -> str | None:
    """Give a new code to who was invited and has not begun; the desk is open.

    :returns: None for a name that nobody has, and nothing for who has begun
    """
    from pendopo.desk.models import Person  # noqa: PLC0415  once the desk is open
    from pendopo.desk.signing_in import make_code  # noqa: PLC0415

    found = Person.objects.filter(name=name).first()
    if found is None:
        return None
    return "" if found.has_usable_password() else make_code(found, now())


def slip(opened: "Programme", name: str, made: str) -> str:
    """Write what is passed on to the person."""
    text = say("{name} begins at {address} with the code {code}: good once, for fourteen days.")
    return word(text, name=name, address=f"{address_of(opened)}/code/?name={name}", code=made)


def address_of(opened: "Programme", port: int | None = None) -> str:
    """Give where the desk is reached."""
    desk = opened.config.desk
    return desk.address or f"http://{reachable(desk.host)}:{port or desk.port}"


def serving(
    opened: "Programme", host: str | None, port: int | None, *, pages_only: bool, **more: int
) -> list[str]:
    """Give the command that serves the desk.

    :param more: ``until``, a pipe that ends it

    :raises RefusedError: when the port is taken
    """
    desk = opened.config.desk
    place = (host or desk.host, port or desk.port)
    hold_free(*place)
    reached = reachable(place[0])
    shown = f"[{reached}]" if ":" in reached else reached
    spec: dict[str, Any] = {
        "home": str(opened.root),
        "host": place[0],
        "port": place[1],
        "reached": reached,
        "beside": [] if pages_only else [["desk", "worker"], ["signer"]],
        "told": word(say("The desk is at http://{place}/"), place=f"{shown}:{place[1]}"),
        **more,
    }
    return [sys.executable, "-P", "-m", "pendopo.web.desk_serving", json.dumps(spec)]
