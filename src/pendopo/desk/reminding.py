"""Reminders by e-mail: who owes something is told once in three days, in their own language."""

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from pendopo.desk import hall
from pendopo.desk.audit import record
from pendopo.desk.dues import Due, dues_of
from pendopo.desk.mail import MailError, send, sends
from pendopo.desk.models import Person
from pendopo.desk.page import word
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

_AGAIN: Final = timedelta(days=3)
_log = logging.getLogger(__name__)
_SUBJECT: Final = say("{government}: what {office} is to publish")
_BODY: Final = say(
    "Dear {name},\n\nthis is still to be published for {office}:\n\n{list}\n\n"
    "Hand it in at {address}\n\n{government}"
)
_NEVER: Final = say("{title}: nothing yet")
_UNTIL: Final = say("{title}: due on {day}")


def order_reminders(opened: Programme, today: date, by: str) -> int:
    """Have everybody reminded who owes something and was not reminded lately; give how many.

    :param by: the name of who asks for it
    """
    if not sends(opened):
        return 0
    owing = {
        person.pk: person
        for due in dues_of(opened)
        if due.late(today) or due.soon(today)
        for person in due.people
        if person.confirmed
    }
    lately = timezone.now() - _AGAIN
    wanted = Person.objects.filter(pk__in=owing).filter(
        Q(reminded_at=None) | Q(reminded_at__lt=lately)
    )
    chosen = list(wanted)
    for person in chosen:
        Person.objects.filter(pk=person.pk).update(reminded_at=timezone.now())
        record(by, "reminded", name=person.name)
        remind.enqueue(person.pk, today.isoformat())
    return len(chosen)


@task()
def remind(number: int, day: str) -> None:
    """Send one person what they owe; who cannot be reached may be reminded again at once."""
    opened, today = hall.own(), date.fromisoformat(day)
    person = Person.objects.prefetch_related("posts").get(pk=number)
    posts = [post for post in person.posts.all() if post.role == "publisher"]
    owed = [one for one in dues_of(opened, posts) if one.late(today) or one.soon(today)]
    if not owed or not person.confirmed:
        return
    government = opened.config.government
    with override(person.language or government.languages[0]):
        subject, body = letter(opened, person, owed)
    try:
        send(opened, person.email, subject, body)
    except MailError as error:
        _log.warning("a reminder was not sent: %s", error.kind)
        Person.objects.filter(pk=number).update(reminded_at=None)
        record("worker", "not-reminded", name=person.name)


def letter(opened: Programme, person: Person, owed: Iterable[Due]) -> tuple[str, str]:
    """Write a reminder in the language in use: its subject and its text."""
    owed = list(owed)
    desk = opened.config.desk
    words = {
        "government": opened.config.government.name,
        "office": ", ".join(dict.fromkeys(one.office for one in owed)),
        "name": str(person),
        "list": "\n".join(f"- {_line(opened, one)}" for one in owed),
        "address": desk.address or f"http://{desk.host}:{desk.port}",
    }
    return word(_SUBJECT, **words), word(_BODY, **words)


def _line(opened: Programme, one: Due) -> str:
    title = _(opened.registers[one.register].title)
    if one.on is None:
        return word(_NEVER, title=title)
    return word(_UNTIL, title=title, day=one.on.isoformat())
