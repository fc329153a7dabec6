"""Using a code once: to begin at the desk, or to set a new password."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from pendopo.desk.audit import record
from pendopo.desk.guard import free
from pendopo.desk.hall import hall
from pendopo.desk.look import name_of
from pendopo.desk.mail import sends
from pendopo.desk.noticing import notice
from pendopo.desk.page import page, posted, tell
from pendopo.desk.pages.sign_in.view import locked
from pendopo.desk.passwords import faults_of
from pendopo.desk.posting import order_forgotten
from pendopo.desk.signing_in import begin, find_code, refuse, shut, use_code
from pendopo.terms.wording import say

_NOT_GOOD: Final = say(
    "This code is not good for this name, or was used, or is too old. If you have just chosen a "
    "password with it, sign in."
)


@free
@sensitive_post_parameters("password", "again", "code")
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the name, the code and a password."""
    context: dict[str, object] = {"name": request.GET.get("name", "")}
    if request.method == "POST":
        done, faults = _use(request)
        if done is not None:
            return done
        context = {"name": request.POST.get("name", ""), "faults": faults}
        context["code"] = request.POST.get("code", "")
    context |= {"sends": sends(hall(request)), "strength_script": name_of("js", "strength")}
    return page(request, "desk/pages/code/code.html", context)


@free
@posted
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a code to whoever has this name; who asks is told the same whether there is one."""
    name = request.POST.get("name", "").strip().lower()
    if shut(request, name):
        return locked(request)
    order_forgotten(hall(request), name)
    text = say("If this name has an e-mail address here, a code is on its way to it.")
    tell(request, text)
    return HttpResponseRedirect(reverse("code"))


def _use(request: HttpRequest) -> tuple[HttpResponse | None, list[str]]:
    name = request.POST.get("name", "").strip().lower()
    password = request.POST.get("password", "")
    if shut(request, name):
        return locked(request), []
    found = find_code(name, request.POST.get("code", ""), timezone.now())
    if found is None or not found.person.is_active:
        refuse(request, name)
        return None, [_(_NOT_GOOD)]
    faults = faults_of(found.person, password, request.POST.get("again", ""))
    if faults:
        return None, faults
    had = found.person.has_usable_password()
    if not use_code(found, password, timezone.now()):
        return None, [_(_NOT_GOOD)]
    record(found.person.name, "password-set")
    if had:  # else it is the first, and they came by their invitation
        notice(hall(request), found.person, "password-set")
    if begin(request, found.person):
        tell(request, say("Your password is set. The code is used up."))
        return HttpResponseRedirect(reverse("home")), []
    return HttpResponseRedirect(reverse("second")), []
