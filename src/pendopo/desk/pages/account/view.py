"""One's own account: the second step, where one is signed in, and what was done in one's name."""

import pyotp
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from pendopo.desk import passkeys
from pendopo.desk.approving import COUNTS_STILL, counted, own_keys
from pendopo.desk.audit import record
from pendopo.desk.browsers import called
from pendopo.desk.guard import sign_in, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.look import name_of
from pendopo.desk.mail import sends
from pendopo.desk.models import Act, Person
from pendopo.desk.noticing import notice
from pendopo.desk.page import page, posted, tell
from pendopo.desk.pages.audit.view import page_of
from pendopo.desk.pages.sign_in.view import locked
from pendopo.desk.passwords import faults_of
from pendopo.desk.posting import code_waits, order_confirming
from pendopo.desk.rights import Right, may, needs_second_step
from pendopo.desk.roles import ROLES, Role
from pendopo.desk.signing_in import (
    confirm_address,
    digits_right,
    end_all,
    has_second_step,
    keep,
    not_ended,
    refuse,
    shut,
)
from pendopo.programme.programme import Programme
from pendopo.programme.settings import OWN_KEY
from pendopo.terms.wording import say

_ACTS_SHOWN = 20
_DRAWN = "totp"
_SENT = say(
    "A code was sent there a moment ago, and is good still. Another one is sent after a quarter of "
    "an hour."
)


def account(request: HttpRequest) -> HttpResponse:
    """Show it."""
    person = signed_in(request)
    context = {
        "posts": [{"role": _(ROLES[Role(one.role)]), "post": one} for one in person.posts.all()],
        "lacks": needs_second_step(person) and not has_second_step(person),
        "sign_ins": [
            {"one": one, "browser": called(one.browser)}
            for one in not_ended(timezone.now()).filter(person=person)
        ],
        "this": sign_in(request),
        "passkeys": person.passkeys.order_by("made_at"),
        **_own_keys(hall(request), person),
        "passkey_options": passkeys.options_to_make(request, person),
        "passkey_script": name_of("js", "passkey"),
        "strength_script": name_of("js", "strength"),
        "sends": sends(hall(request)),
        **page_of(request, Act.objects.filter(who=person.name), _ACTS_SHOWN),
        **_setting_up(request, person),
    }
    return page(request, "desk/pages/account/account.html", context)


@posted
@sensitive_post_parameters("password", "digits")
def second_step(request: HttpRequest) -> HttpResponse:
    """Set up six digits, once they were written right.

    What was set up is replaced for who knows the password too: a sign-in alone may be a stolen one.
    """
    person = signed_in(request)
    refused = _not_owner(request, person)
    if refused is not None:
        return refused
    secret = request.session.get(_DRAWN, "")
    trial = Person(pk=person.pk, totp=secret, totp_used=person.totp_used)
    now = timezone.now()
    if not secret or not digits_right(trial, request.POST.get("digits", ""), now):
        tell(request, say("These are not the digits of now. Nothing was changed."))
        return HttpResponseRedirect(reverse("account"))
    Person.objects.filter(pk=person.pk).update(totp=secret)
    del request.session[_DRAWN]
    end_all(person, now, but=sign_in(request))
    record(person.name, "second-step-set")
    notice(hall(request), person, "second-step-set")
    tell(request, say("The second step is set up. Other sign-ins of yours have ended."))
    return HttpResponseRedirect(reverse("account"))


@posted
@sensitive_post_parameters("password", "new", "again")
def new_password(request: HttpRequest) -> HttpResponse:
    """Take a new password from who knows the present one; every other sign-in ends."""
    person = signed_in(request)
    if shut(request, person.name):
        return locked(request)
    if not person.check_password(request.POST.get("password", "")):
        refuse(request, person.name)
        tell(request, say("The password is not right. Nothing was changed."))
        return HttpResponseRedirect(reverse("account"))
    new = request.POST.get("new", "")
    faults = faults_of(person, new, request.POST.get("again", ""))
    if faults:
        request.session["told"] = " ".join(faults)
        return HttpResponseRedirect(reverse("account"))
    person.set_password(new)
    person.save(update_fields=["password"])
    end_all(person, timezone.now(), but=sign_in(request))
    update_session_auth_hash(request, person)
    keep(request, sign_in(request))
    record(person.name, "password-changed")
    notice(hall(request), person, "password-changed")
    tell(request, say("Your password is changed. Other sign-ins of yours have ended."))
    return HttpResponseRedirect(reverse("account"))


@posted
@sensitive_post_parameters("code")
def confirm_email(request: HttpRequest) -> HttpResponse:
    """Let an e-mail address count, for who writes the code that went there."""
    person = signed_in(request)
    if shut(request, person.name):
        return locked(request)
    if not confirm_address(person, request.POST.get("code", ""), timezone.now()):
        refuse(request, person.name)
        tell(request, say("This is not the code that was sent there, or it is too old."))
        return HttpResponseRedirect(reverse("account"))
    record(person.name, "address-confirmed")
    tell(request, say("The e-mail address is confirmed."))
    return HttpResponseRedirect(reverse("account"))


@posted
def ask_email(request: HttpRequest) -> HttpResponse:
    """Have a code sent to one's own address, with which it is confirmed."""
    person = signed_in(request)
    if order_confirming(hall(request), person, person.name):
        tell(request, say("A code is on its way there."))
    elif code_waits(person):
        tell(request, _SENT)
    return HttpResponseRedirect(reverse("account"))


@posted
@sensitive_post_parameters("password")
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the key that a device made."""
    person = signed_in(request)
    refused = _not_owner(request, person)
    if refused is not None:
        return refused
    sent = request.POST.get("credential", "")
    try:
        passkeys.add(request, person, sent, request.POST.get("name", ""))
    except passkeys.PasskeyError:
        tell(request, say("The device made no passkey. Nothing was changed."))
        return HttpResponseRedirect(reverse("account"))
    end_all(person, timezone.now(), but=sign_in(request))
    record(person.name, "passkey-added")
    notice(hall(request), person, "passkey-added")
    tell(request, say("The passkey is added. Other sign-ins of yours have ended."))
    return HttpResponseRedirect(reverse("account"))


@posted
@sensitive_post_parameters("password")
def remove_passkey(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a key: the device that held it opens nothing any more."""
    person = signed_in(request)
    refused = _not_owner(request, person)
    if refused is not None:
        return refused
    id_ = counted(hall(request), person).get(number, "")
    if not person.passkeys.filter(pk=number).delete()[0]:
        raise Http404
    record(person.name, "passkey-removed")
    notice(hall(request), person, "passkey-removed")
    tell(request, COUNTS_STILL if id_ else say("The passkey is removed."), ids=id_)
    return HttpResponseRedirect(reverse("account"))


@posted
def end_sign_in(request: HttpRequest, number: int) -> HttpResponse:
    """End one sign-in of one's own; 0 ends all but this one."""
    person, now = signed_in(request), timezone.now()
    if number == 0:
        ended = end_all(person, now, but=sign_in(request))
    else:
        ended = person.sign_ins.filter(pk=number, ended_at=None).update(ended_at=now)
        if not ended:
            raise Http404
    record(person.name, "sign-ins-ended", count=ended)
    tell(request, say("Sign-ins ended: {count}."), count=ended)
    return HttpResponseRedirect(reverse("account"))


def _own_keys(opened: Programme, person: Person) -> dict[str, object]:
    """Say which passkeys of who lets things through the public log knows, and which it does not."""
    if not may(person, Right.REVIEW):
        return {}
    keys = own_keys(opened, person)
    return {
        "introduced": [one for one in keys if one.role],
        "lacking": [one for one in keys if not one.role],
        "needed": opened.config.desk.approval == OWN_KEY,
    }


def _not_owner(request: HttpRequest, person: Person) -> HttpResponse | None:
    """Ask for the password before what stands behind it is changed; None where it is right.

    A sign-in alone may be a stolen one. Who has no second step yet just wrote the password.
    """
    if not has_second_step(person):
        return None
    if shut(request, person.name):
        return locked(request)
    if person.check_password(request.POST.get("password", "")):
        return None
    refuse(request, person.name)
    tell(request, say("The password is not right. Nothing was changed."))
    return HttpResponseRedirect(reverse("account"))


def _setting_up(request: HttpRequest, person: Person) -> dict[str, object]:
    """Draw a secret for a phone, and show it as a square to photograph."""
    secret = request.session.setdefault(_DRAWN, pyotp.random_base32())
    government = hall(request).config.government.name
    address = pyotp.TOTP(secret).provisioning_uri(name=person.name, issuer_name=government)
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return {"square": address, "secret": spaced, "has": has_second_step(person)}
