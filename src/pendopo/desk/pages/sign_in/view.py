"""Signing in with a name and a password; the second step; signing out; the language."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from pendopo.desk import oidc, passkeys
from pendopo.desk.guard import free
from pendopo.desk.hall import hall
from pendopo.desk.language import spoken
from pendopo.desk.look import name_of
from pendopo.desk.models import Person
from pendopo.desk.page import page, posted, word
from pendopo.desk.provider import OidcError, SilentError
from pendopo.desk.signing_in import (
    begin,
    digits_right,
    end,
    finish,
    pending,
    refuse,
    shut,
    tell_shut,
)

_log = logging.getLogger(__name__)
_YEAR_S = 31_536_000
UNFINISHED: Final = "unfinished"
OUT: Final = "out"


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Give where somebody wanted to go, if it is here."""
    return (
        wanted
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) and wanted[:1] == "/"
        else reverse("home")
    )


@free
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a password."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context: dict[str, object] = {"next": wanted, "oidc": oidc.offered(hall(request))}
    context["unfinished"] = UNFINISHED in request.GET
    context["out"] = OUT in request.GET
    if request.method == "POST":
        name = request.POST.get("name", "").strip().lower()
        found = authenticate(request, name=name, password=request.POST.get("password", ""))
        if isinstance(found, Person):
            if begin(request, found):
                return HttpResponseRedirect(safe_next(request, wanted))
            request.session["next"] = wanted
            return HttpResponseRedirect(reverse("second"))
        context |= {"name": name, "faults": [_("The name or the password is not right.")]}
    return page(request, "desk/pages/sign_in/sign_in.html", context)


@free
@sensitive_post_parameters("digits")
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits of a phone, or a passkey.

    They count once, whoever sends them again: whose reply was lost is told what to do (decision
    0052).
    """
    person = pending(request)
    if person is None:
        told = f"?{UNFINISHED}=1" if request.method == "POST" else ""
        return HttpResponseRedirect(reverse("sign_in") + told)
    faults = []
    if request.method == "POST":
        if shut(request, person.name):
            return locked(request)
        wanted = request.session.get("next", "")
        if _signed(request, person):
            finish(request, person)
            return HttpResponseRedirect(safe_next(request, wanted))
        refuse(request, person.name)
        faults = [_unsigned(request)]
    context: dict[str, object] = {"digits": bool(person.totp), "faults": faults}
    if person.passkeys.exists():
        context["passkey_options"] = passkeys.options_to_sign(request, person)
        context["passkey_script"] = name_of("js", "passkey")
    return page(request, "desk/pages/sign_in/second.html", context)


def _signed(request: HttpRequest, person: Person) -> bool:
    """Whether the six digits or the passkey are right."""
    if sent := request.POST.get("credential", ""):
        return passkeys.signed(request, person, sent)
    digits = request.POST.get("digits", "")
    return bool(person.totp) and digits_right(person, digits, timezone.now())


def _unsigned(request: HttpRequest) -> str:
    if request.POST.get("credential", ""):
        return _("This passkey is not one of yours, or was asked too late. Try again.")
    return _("These are not the digits of now, or were used. Wait half a minute for the next ones.")


@free
def oidc_go(request: HttpRequest) -> HttpResponse:
    """Send the browser to the government's identity provider."""
    if not oidc.offered(hall(request)):
        raise Http404
    try:
        return oidc.to_sign_in(request)
    except OidcError as error:
        return _not_by_oidc(request, error)


@free
def oidc_back(request: HttpRequest) -> HttpResponse:
    """Take whom the identity provider sent back; who has a second step here takes it."""
    if not oidc.offered(hall(request)):
        raise Http404
    try:
        person = oidc.signed_in_there(request)
    except OidcError as error:
        return oidc.forget_drawn(_not_by_oidc(request, error))
    # The provider has seen whose the address is, and who owns it came here by it.
    Person.objects.filter(pk=person.pk, email_confirmed_at=None).update(
        email_confirmed_at=timezone.now()
    )
    wanted = reverse("home" if begin(request, person) else "second")
    return oidc.forget_out(oidc.forget_drawn(HttpResponseRedirect(wanted)))


def _not_by_oidc(request: HttpRequest, error: OidcError) -> HttpResponse:
    _log.warning("nobody was signed in by the provider: %s", error)
    context = {"faults": [word(error.told)], "oidc": True}
    status = 503 if isinstance(error, SilentError) else 403
    return page(request, "desk/pages/sign_in/sign_in.html", context, status)


@free
@posted
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in."""
    end(request)
    if not oidc.offered(hall(request)):
        return HttpResponseRedirect(reverse("sign_in"))
    return oidc.remember_out(HttpResponseRedirect(f"{reverse('sign_in')}?{OUT}=1"))


@free
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Speak another language from now on."""
    if code not in spoken(request):
        raise Http404
    if isinstance(request.user, Person):
        Person.objects.filter(pk=request.user.pk).update(language=code)
    answer = HttpResponseRedirect(safe_next(request, request.GET.get("next", "")))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=_YEAR_S, httponly=True, samesite="Lax"
    )
    return answer


def locked(
    request: HttpRequest,
    response: HttpResponse | None = None,  # noqa: ARG001  what django-axes calls with
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer 429: too many wrong ones.

    :param credentials: what was wrong just now; None where nothing was compared any more
    """
    if credentials:
        tell_shut(str(credentials.get("name", "")))
    title = _("Too many wrong tries")
    detail = _("Wait a quarter of an hour. Who forgot the password asks for a new code.")
    context = {"title": title, "detail": detail}
    return page(request, "desk/parts/problem.html", context, 429)
