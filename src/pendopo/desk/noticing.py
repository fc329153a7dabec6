"""Telling people what was changed of how they sign in, so that who did not do it learns of it.

By e-mail where they have a confirmed address and the desk a server; else, or where that server
takes no letter, on their own desk for a week. Source: OWASP ASVS 4.0.3, 2.2.3.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from pendopo.desk import hall
from pendopo.desk.asking import zone_of
from pendopo.desk.mail import MailError, send, sends
from pendopo.desk.models import Person
from pendopo.desk.page import word
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

_log = logging.getLogger(__name__)
_SHOWN_FOR: Final = timedelta(days=7)
# By the act that it stands under in the table of acts.
_WHAT: Final[Mapping[str, str]] = {
    "password-set": say("Your password was set anew, with a code."),
    "password-changed": say("Your password was changed."),
    "second-step-set": say("The six digits of your second step were set up anew."),
    "second-step-taken-away": say("Your second step was taken away."),
    "passkey-added": say("A passkey was added to your account."),
    "passkey-removed": say("A passkey was removed from your account."),
    "reached-otherwise": say("The e-mail address of your account was changed."),
}
_SUBJECT: Final = say("{government}: your account at the desk was changed")
_BODY: Final = say(
    "Dear {name},\n\n{what} That was on {at}.\n\nIf it was you, there is nothing to do. If it was "
    "not, ask for a new code at {address} and set a new password at once, which ends every other "
    "sign-in; and tell whoever gave you your account.\n\n{government}"
)
# The new address is not confirmed by then, and the earlier one no longer the account's.
_OTHERWISE: Final = say(
    "Dear {name},\n\n{what} That was on {at}.\n\nIf you asked for it, there is nothing to do. If "
    "you did not, tell an administrator of the desk at once, or whoever gave you your account: no "
    "code for a new password goes to this address any more.\n\n{government}"
)


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed, in words of the language in use."""

    at: datetime
    sentence: str


def notice(opened: Programme, person: Person, what: str, before: str = "") -> None:
    """Tell somebody what was changed of how they sign in.

    :param what: one of ``_WHAT``
    :param before: an address that was theirs until now, which is told too; as theirs, one that its
        owner confirmed
    """
    confirmed = person.email if person.confirmed else ""
    now, to = timezone.now(), dict.fromkeys((confirmed, before))
    reached = [address for address in to if address] if sends(opened) else []
    for address in reached:
        send_notice.enqueue(person.pk, what, now.isoformat(), address)
    if not reached:
        _keep(person.pk, what, now)


def changes_of(person: Person, now: datetime) -> list[Change]:
    """Give what a person is to be told on their desk, newest first."""
    found = [(datetime.fromisoformat(at), what) for what, at in person.changes]
    return [
        Change(at, _(_WHAT[what]))
        for at, what in sorted(found, reverse=True)
        if now - at < _SHOWN_FOR and what in _WHAT
    ]


@task()
def send_notice(number: int, what: str, at: str, to: str) -> None:
    """Send one; where it was not taken, it stands on the person's desk."""
    opened, person = hall.own(), Person.objects.get(pk=number)
    government, desk = opened.config.government, opened.config.desk
    moment = datetime.fromisoformat(at)
    with override(person.language or government.languages[0]):
        words = {
            "government": government.name,
            "name": str(person),
            "what": _(_WHAT[what]),
            "at": f"{moment.astimezone(zone_of(opened)):%Y-%m-%d %H:%M %Z}",
            "address": f"{desk.address or f'http://{desk.host}:{desk.port}'}/code/",
        }
        said = _OTHERWISE if what == "reached-otherwise" else _BODY
        subject, body = word(_SUBJECT, **words), word(said, **words)
    try:
        send(opened, to, subject, body)
    except MailError as error:
        _log.warning("a notice was not sent: %s", error.kind)
        _keep(number, what, moment)


def _keep(number: int, what: str, at: datetime) -> None:
    """Have it stand on the person's desk, and nothing there that is a week old."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=number)
        fresh = [one for one in person.changes if at - datetime.fromisoformat(one[1]) < _SHOWN_FOR]
        person.changes = [*fresh, [what, at.isoformat()]]
        person.save(update_fields=["changes"])
