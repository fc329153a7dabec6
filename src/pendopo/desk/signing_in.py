"""Signing in: a name and a password, then the second step; and what a code is good for once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from pendopo.desk.audit import record
from pendopo.desk.models import Act, Code, Person, SignIn

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter is taken for a digit
_LETTERS, _GROUP = 16, 4
CODE_DAYS: Final = 14
_PENDING, _PENDING_AT = "pending", "pending_at"
_PENDING_S = 600
_SEEN_EVERY = timedelta(minutes=1)
_STEP_S = 30
_BROWSER_LETTERS = 200
_DESK: Final = "desk"
_TRIES: Final = settings.AXES_FAILURE_LIMIT
# A hash is made of any password, so that time tells nobody which names there are.
BACKEND: Final = "pendopo.desk.signing_in.Desk"


class Desk(BaseBackend):
    """Finds who has a name and its password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  Django's own signature
        name: str | None = None,
        password: str | None = None,
        **_more: object,
    ) -> Person | None:
        """Give the person, or None."""
        person = Person.objects.filter(name=(name or "").lower()).first()
        if person is None:
            Person().set_password(password)
            return None
        return person if person.check_password(password or "") and person.is_active else None

    def get_user(self, user_id: int) -> Person | None:
        """Give who is signed in; nobody whose account was shut since."""
        return Person.objects.filter(pk=user_id, is_active=True).first()


def make_code(
    person: Person,
    at: datetime,
    *,
    beside: bool = False,
    sent_to: str = "",
    confirms: bool = False,
) -> str:
    """Make a code that its bearer sets a password with, once; earlier ones end.

    :param beside: True to let those be good still
    :param sent_to: the e-mail address that it goes to, where nobody else sees it
    :param confirms: True for one that confirms that address, and sets no password
    :returns: the code, four groups of four, for paper or a message
    """
    text = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    with transaction.atomic():
        if not beside:
            person.codes.filter(used_at=None, confirms=confirms).update(used_at=at)
        Code.objects.create(
            person=person,
            digest=_digest(text),
            sent_to=sent_to,
            confirms=confirms,
            made_at=at,
            ends_at=at + timedelta(days=CODE_DAYS),
        )
    return "-".join(text[i : i + _GROUP] for i in range(0, _LETTERS, _GROUP))


def find_code(name: str, text: str, at: datetime) -> Code | None:
    """Give the code of a person that was written, if it is good still and sets a password."""
    return _good(text, at).filter(person__name=name.lower(), confirms=False).first()


def confirm_address(person: Person, text: str, at: datetime) -> bool:
    """Let the e-mail address of a person count, who writes the code that went there.

    :returns: False when this is not the code, or the address is another one by now
    """
    with transaction.atomic():
        found = _good(text, at).filter(person=person, confirms=True).first()
        if found is None or not Code.objects.filter(pk=found.pk, used_at=None).update(used_at=at):
            return False
        return _confirm(found, at)


def _good(text: str, at: datetime) -> QuerySet[Code]:
    """Find a code as it was written, among those that are good still."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    found = Code.objects.filter(digest=_digest(plain), used_at=None, ends_at__gt=at)
    return found.select_related("person")


def _confirm(code: Code, at: datetime) -> bool:
    """Let an address count: who used the code reads what comes there."""
    people = Person.objects.filter(pk=code.person_id, email=code.sent_to)
    return bool(code.sent_to and people.update(email_confirmed_at=at))


def use_code(code: Code, password: str, at: datetime) -> bool:
    """Set the password; every other sign-in of that person ends.

    :returns: False when somebody was faster with the same code
    """
    with transaction.atomic():
        if not Code.objects.filter(pk=code.pk, used_at=None).update(used_at=at):
            return False
        code.person.codes.filter(used_at=None, confirms=False).update(used_at=at)
        _confirm(code, at)
        code.person.set_password(password)
        code.person.save(update_fields=["password"])
        end_all(code.person, at)
    return True


def refuse(request: HttpRequest, name: str) -> None:
    """Count a wrong code, so that guessing shuts the door."""
    user_login_failed.send(sender=__name__, credentials={"name": name}, request=request)


def shut(request: HttpRequest, name: str) -> bool:
    """Whether too many wrong ones shut the door: of this name, or to whoever asks from there.

    Asked before anything is compared, so that what is right tells nothing either.
    """
    return not AxesProxyHandler.is_allowed(request, {"name": name})


def tell_shut(name: str) -> None:
    """Write down that too many wrong ones shut the door, once while it is shut.

    To this name where ten were with it; else to an address, which is kept nowhere. Of a name that
    nobody has nothing is written: it may be a password in the wrong field.
    """
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username=name, attempt_time__gt=since)
    many = (tries.aggregate(all=Sum("failures_since_start"))["all"] or 0) >= _TRIES
    who, what = (name, "shut-out") if many else (_DESK, "address-shut-out")
    told = Act.objects.filter(who=who, what=what, at__gt=since).exists()
    known = who == _DESK or Person.objects.filter(name=who).exists()
    if known and not told:
        record(who, what)


def has_second_step(person: Person) -> bool:
    """Whether a person has set up digits or a passkey."""
    return bool(person.totp) or person.passkeys.exists()


def begin(request: HttpRequest, person: Person) -> bool:
    """Go on after the right password: sign in, or wait for the second step.

    :returns: whether the person is signed in
    """
    if has_second_step(person):
        request.session.cycle_key()
        request.session[_PENDING] = person.pk
        request.session[_PENDING_AT] = timezone.now().timestamp()
        return False
    finish(request, person)
    return True


def pending(request: HttpRequest) -> Person | None:
    """Give who has written the right password, and has to take the second step."""
    at = request.session.get(_PENDING_AT, 0)
    if timezone.now().timestamp() - at > _PENDING_S:
        return None
    number = int(request.session.get(_PENDING, 0))
    return Person.objects.filter(pk=number, is_active=True).first()


def digits_right(person: Person, digits: str, at: datetime) -> bool:
    """Whether six digits are those of this half minute or the one before; each counts once."""
    now = int(at.timestamp()) // _STEP_S
    plain = "".join(digits.split())
    totp = pyotp.TOTP(person.totp)
    for step in (now, now - 1, now + 1):
        if step > person.totp_used and secrets.compare_digest(
            totp.at(step * _STEP_S).encode(), plain.encode()
        ):
            fresh = Person.objects.filter(pk=person.pk, totp_used__lt=step)
            return bool(fresh.update(totp_used=step))
    return False


def finish(request: HttpRequest, person: Person) -> None:
    """Sign in, and remember that it was done here."""
    request.session.flush()
    login(request, person, backend=BACKEND)
    now = timezone.now()
    SignIn.objects.create(
        person=person,
        key=_digest(request.session.session_key or ""),
        address=request.META.get("REMOTE_ADDR", ""),
        browser=request.headers.get("User-Agent", "")[:_BROWSER_LETTERS],
        at=now,
        last_at=now,
    )
    _forgive(request, person)
    record(person.name, "signed-in")


def _forgive(request: HttpRequest, person: Person) -> None:
    """Count no more what somebody wrote wrongly from here before they came in.

    With their own name alone: else who has one account would try others' passwords without end,
    and with the tries from here alone, else its owner's coming in would help who guesses elsewhere.
    """
    here = request.META.get("REMOTE_ADDR") or None
    AccessAttempt.objects.filter(username=person.name, ip_address=here).delete()


def keep(request: HttpRequest, found: SignIn) -> None:
    """Go on being signed in under the session's new key."""
    key = _digest(request.session.session_key or "")
    SignIn.objects.filter(pk=found.pk).update(key=key)


def sign_in_of(request: HttpRequest) -> SignIn | None:
    """Give the sign-in of a request; None where it was ended, or ended by itself."""
    now = timezone.now()
    found = not_ended(now).filter(key=_digest(request.session.session_key or "")).first()
    if found and now - found.last_at > _SEEN_EVERY:
        SignIn.objects.filter(pk=found.pk).update(last_at=now)
    return found


def not_ended(at: datetime) -> QuerySet[SignIn]:
    """Give the sign-ins by which somebody may still come in.

    One ends by itself twelve hours after it began, however much is done by it meanwhile: Django's
    session is good for twelve more each time that something is written into it.
    """
    session = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return SignIn.objects.filter(ended_at=None, at__gt=at - session)


def end(request: HttpRequest) -> None:
    """Sign out; who was signed in still, did so."""
    now = timezone.now()
    with transaction.atomic():
        found = sign_in_of(request)
        if found and SignIn.objects.filter(pk=found.pk, ended_at=None).update(ended_at=now):
            record(found.person.name, "signed-out")
    logout(request)


def end_all(person: Person, at: datetime, but: SignIn | None = None) -> int:
    """End all sign-ins of a person, but perhaps one; give how many."""
    found = person.sign_ins.filter(ended_at=None)
    if but:
        found = found.exclude(pk=but.pk)
    return int(found.update(ended_at=at))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
