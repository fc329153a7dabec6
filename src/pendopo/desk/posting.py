"""Codes by e-mail: an invitation, a new password for who forgot theirs, an address to be confirmed.

The worker makes the code as it sends it, so that its text is kept nowhere, in no queue either.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from pendopo.desk import hall
from pendopo.desk.audit import record
from pendopo.desk.inviting import NAME
from pendopo.desk.mail import MailError, send, sends
from pendopo.desk.models import Person
from pendopo.desk.page import word
from pendopo.desk.signing_in import CODE_DAYS, make_code
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

_log = logging.getLogger(__name__)
_WORKER: Final = "worker"
# Who asks again and again for somebody else does not fill their letter box.
_AGAIN: Final = timedelta(minutes=15)
_SUBJECT: Final = say("{government}: your code for the desk")
_BODY: Final = say(
    "Dear {name},\n\nopen {address}\nand write the code {code}\n\nIt is good once, for fourteen "
    "days. Nobody else needs it. If you did not ask for it, leave it: your password stays.\n\n"
    "{government}"
)
# Whoever reads it may be a stranger: it names nobody.
_WHETHER: Final = say("{government}: is this your e-mail address?")
_CONFIRM: Final = say(
    "Good day,\n\nthis address was written down for an account at the desk. If the account is "
    "yours, sign in at {address}\nand write the code {code}\n\nIt is good once, for fourteen days. "
    "If you have no account there, leave it.\n\n{government}"
)


def reaches(opened: Programme, person: Person) -> bool:
    """Whether a code that sets a password can be sent to somebody by e-mail.

    To an address that its owner confirmed; to another one only the first, with which they begin:
    who has begun would lose the account to whoever reads what comes there.
    """
    begins = bool(person.email) and not person.has_usable_password() and person.last_login is None
    return sends(opened) and (person.confirmed or begins) and person.is_active


def order_code(person: Person, by: str) -> None:
    """Have the worker make a code and send it; earlier ones end once it is sent.

    :param by: the name of who asks for it
    """
    record(by, "code-sent", name=person.name)
    send_code.enqueue(person.pk)


def order_confirming(opened: Programme, person: Person, by: str) -> bool:
    """Have a code sent to an address, with which its owner confirms it; whether one goes there.

    None does where one went a moment ago.

    :param by: the name of who asks for it
    """
    asks = sends(opened) and bool(person.email) and not person.confirmed and person.is_active
    asks = asks and not code_waits(person, _AGAIN)
    if asks:
        record(by, "confirming-sent", name=person.name)
        send_confirming.enqueue(person.pk)
    return asks


def code_waits(person: Person, within: timedelta = timedelta(days=CODE_DAYS)) -> bool:
    """Whether a code that confirms a person's address is good still.

    :param within: and was made no longer ago than that
    """
    since = timezone.now() - within
    codes = person.codes.filter(confirms=True, used_at=None, made_at__gt=since)
    return codes.filter(sent_to=person.email).exists()


def order_forgotten(opened: Programme, name: str) -> None:
    """Have a code sent to whoever has a name, unless that was asked a moment ago.

    Who has it is looked for by the worker: here, time would tell which names there are.
    """
    if not sends(opened) or not NAME.fullmatch(name):
        return
    lately = DBTaskResult.objects.filter(
        task_path=send_forgotten.module_path, enqueued_at__gt=timezone.now() - _AGAIN
    )
    if not lately.filter(args_kwargs__args=[name]).exists():
        send_forgotten.enqueue(name)


def post_code(opened: Programme, person: Person, by: str) -> None:
    """Make a code and send it now; earlier ones end with that.

    :param by: the name of who asks for it
    :raises MailError: when it was not sent; earlier codes are good still
    """
    record(by, "code-sent", name=person.name)
    _replaced(opened, person, by)


@task()
def send_code(number: int) -> None:
    """Make a code and send it."""
    with _logged():
        _replaced(hall.own(), Person.objects.get(pk=number), _WORKER)


@task()
def send_confirming(number: int) -> None:
    """Make a code that confirms an address, and send it there, unless one went a moment ago."""
    now, person = timezone.now(), Person.objects.get(pk=number)
    if person.confirmed or not person.email or code_waits(person, _AGAIN):
        return
    with _logged():
        _send(hall.own(), person, now, _WORKER, confirms=True)
        person.codes.filter(confirms=True, used_at=None, made_at__lt=now).update(used_at=now)


@task()
def send_forgotten(name: str) -> None:
    """Send a code to whoever has a name, where nobody did so a moment ago.

    Anybody may ask for it: so it ends no other code, and waits for no name that nobody has.
    """
    now = timezone.now()
    asked = DBTaskResult.objects.filter(task_path=send_forgotten.module_path)
    asked.finished().filter(enqueued_at__lt=now - _AGAIN).delete()
    person = Person.objects.filter(name=name).first()
    if person is None or not person.confirmed or not reaches(hall.own(), person):
        return
    if person.codes.filter(made_at__gt=now - _AGAIN, confirms=False).exists():
        return
    with _logged():
        _send(hall.own(), person, now, _WORKER)
        record(_WORKER, "code-sent", name=name)


@contextmanager
def _logged() -> Iterator[None]:
    """Have the log say that a letter was not sent: nobody waits for the worker's answer."""
    try:
        yield
    except MailError as error:
        _log.warning("a code was not sent: %s", error.kind)


def _replaced(opened: Programme, person: Person, by: str) -> None:
    now = timezone.now()
    _send(opened, person, now, by)
    person.codes.filter(used_at=None, made_at__lt=now, confirms=False).update(used_at=now)


def _send(
    opened: Programme, person: Person, now: datetime, by: str, *, confirms: bool = False
) -> None:
    """Make a code beside those there are, and send it; one that was not sent ends.

    :param confirms: True for one that confirms the address, and sets no password
    :raises MailError: when it was not sent
    """
    government, desk = opened.config.government, opened.config.desk
    place = desk.address or f"http://{desk.host}:{desk.port}"
    words = {
        "government": government.name,
        "name": str(person),
        "address": f"{place}/account/" if confirms else f"{place}/code/?name={person.name}",
        "code": make_code(person, now, beside=True, sent_to=person.email, confirms=confirms),
    }
    subject, body = (_WHETHER, _CONFIRM) if confirms else (_SUBJECT, _BODY)
    try:
        with override(person.language or government.languages[0]):
            send(opened, person.email, word(subject, **words), word(body, **words))
    except MailError:
        person.codes.filter(made_at=now).update(used_at=now)
        record(by, "code-not-sent", name=person.name)
        raise
