"""People: who works at the desk, inviting them, their roles, their codes."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk.approving import COUNTS_STILL, counted
from pendopo.desk.audit import record
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.inviting import InviteError, Wanted, give, held, hold_free, invite
from pendopo.desk.mail import sends
from pendopo.desk.models import Person, Post
from pendopo.desk.noticing import notice
from pendopo.desk.page import page, posted, tell, word
from pendopo.desk.posting import order_code, order_confirming, reaches
from pendopo.desk.rights import Authority, Right, posts_of
from pendopo.desk.roles import ROLES, Role
from pendopo.desk.signing_in import end_all, has_second_step, make_code
from pendopo.terms.wording import say

_LAST = say(
    "The role is taken. {name} has no other that you give; an administrator of the whole "
    "government gives one."
)


@needs(Right.PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List whom one looks after, and invite somebody."""
    context: dict[str, object] = {}
    own = _authority(request)
    if request.method == "POST":
        try:
            found, code = invite(_wanted(request), timezone.now(), signed_in(request).name, own)
        except InviteError as error:
            context = {"faults": [_words(error)], "sent": request.POST}
        else:
            if request.POST.get("by_mail") and reaches(hall(request), found):
                return _posted(request, found)
            order_confirming(hall(request), found, signed_in(request).name)
            return _slip(request, found, code)
    everybody = Person.objects.prefetch_related("posts", "passkeys")
    context["sends"] = sends(hall(request))
    context |= _choices(request, own)
    context["people"] = [_row(one, own) for one in everybody if own.sees(one)]
    return page(request, "desk/pages/people/people.html", context)


@needs(Right.PEOPLE)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show one person with roles; give one more."""
    found, own = get_object_or_404(Person, pk=number), _authority(request)
    if not own.sees(found):
        raise PermissionDenied
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            give(found, _wanted(request), signed_in(request).name, own)
        except InviteError as error:
            context = {"faults": [_words(error)], "sent": request.POST}
        else:
            tell(request, say("The role is given."))
            return HttpResponseRedirect(reverse("person", args=[number]))
    context["reaches"] = reaches(hall(request), found)
    context |= _choices(request, own)
    context |= {"one": _row(found, own), "own": found.pk == signed_in(request).pk}
    return page(request, "desk/pages/people/person.html", context)


@needs(Right.PEOPLE)
@posted
def take_post(request: HttpRequest, number: int, post: int) -> HttpResponse:
    """Take a role away; nobody takes away that by which they are here."""
    found = get_object_or_404(Post.objects.select_related("person"), pk=post, person=number)
    authority = _authority(request)
    if not authority.gives(found):
        raise PermissionDenied
    if not authority.takes(found):
        tell(request, say("Nobody takes their own administrator's role; another one does."))
    else:
        found.delete()
        by, name = signed_in(request).name, found.person.name
        record(by, "post-taken", name=name, role=found.role, office=found.office)
        tell(request, say("The role is taken."))
        if not authority.sees(found.person):
            tell(request, _LAST, name=found.person)
            return HttpResponseRedirect(reverse("people"))
    return HttpResponseRedirect(reverse("person", args=[number]))


@needs(Right.PEOPLE)
@posted
def new_code(request: HttpRequest, number: int) -> HttpResponse:
    """Make a new code: the password stays until it is used."""
    found = _looked_after(request, number)
    if request.POST.get("by_mail") and reaches(hall(request), found):
        return _posted(request, found)
    code = make_code(found, timezone.now())
    record(signed_in(request).name, "code-made", name=found.name)
    return _slip(request, found, code)


@needs(Right.PEOPLE)
@posted
def reach(request: HttpRequest, number: int) -> HttpResponse:
    """Keep how somebody is reached; a code that went to another address is good no more.

    Another address counts once its owner has confirmed it.
    """
    found = _looked_after(request, number)
    email, phone = _reached(request)
    try:
        if email:
            validate_email(email)
        with held(lambda: hold_free(email, found, _authority(request))):
            _reached_otherwise(request, found, email, phone)
    except ValidationError:
        tell(request, say("Write the e-mail address as name@example.org, or leave it empty."))
        return HttpResponseRedirect(reverse("person", args=[number]))
    except InviteError as error:
        tell(request, "{refused}", refused=_words(error))
        return HttpResponseRedirect(reverse("person", args=[number]))
    tell(request, say("Kept. A code that was sent before is good no more if the address changed."))
    return HttpResponseRedirect(reverse("person", args=[number]))


def _reached_otherwise(request: HttpRequest, found: Person, email: str, phone: str) -> None:
    by, people = signed_in(request).name, Person.objects.filter(pk=found.pk)
    before = found.email if found.confirmed else ""
    people.update(phone=phone)
    record(by, "reached-otherwise", name=found.name)
    if email == found.email:
        return
    found.codes.filter(used_at=None).update(used_at=timezone.now())
    people.update(email=email, email_confirmed_at=None)
    found = people.get()
    notice(hall(request), found, "reached-otherwise", before)
    order_confirming(hall(request), found, by)


@needs(Right.PEOPLE)
@posted
def take_second_step(request: HttpRequest, number: int) -> HttpResponse:
    """Take the second step away from somebody who lost the phone; they set up another."""
    found = _looked_after(request, number)
    if found.pk != signed_in(request).pk:
        ids = ", ".join(counted(hall(request), found).values())
        Person.objects.filter(pk=number).update(totp="")
        found.passkeys.all().delete()
        end_all(found, timezone.now())
        record(signed_in(request).name, "second-step-taken-away", name=found.name)
        notice(hall(request), found, "second-step-taken-away")
        done = say("The second step is taken away, and every sign-in has ended.")
        tell(request, COUNTS_STILL if ids else done, ids=ids)
    return HttpResponseRedirect(reverse("person", args=[number]))


@needs(Right.PEOPLE)
@posted
def shut(request: HttpRequest, number: int) -> HttpResponse:
    """Shut an account, or open it again; what was done in its name stays."""
    found = _looked_after(request, number)
    if found.pk != signed_in(request).pk:
        active = request.POST.get("open") == "1"
        Person.objects.filter(pk=number).update(is_active=active)
        if not active:
            end_all(found, timezone.now())
        what = "person-opened" if active else "person-shut"
        record(signed_in(request).name, what, name=found.name)
        tell(request, say("The account is open.") if active else say("The account is shut."))
    return HttpResponseRedirect(reverse("person", args=[number]))


def _authority(request: HttpRequest) -> Authority:
    return Authority(hall(request), signed_in(request))


def _looked_after(request: HttpRequest, number: int) -> Person:
    """Give somebody whose account is this administrator's to look after.

    :raises PermissionDenied: when it is another's
    """
    found = get_object_or_404(Person, pk=number)
    if not _authority(request).looks_after(found):
        raise PermissionDenied
    return found


def _posted(request: HttpRequest, found: Person) -> HttpResponse:
    """Have a code sent, which nobody sees here."""
    order_code(found, signed_in(request).name)
    tell(request, say("The code is on its way by e-mail. Nobody sees it here."))
    return HttpResponseRedirect(reverse("person", args=[found.pk]))


def _slip(request: HttpRequest, found: Person, code: str) -> HttpResponse:
    """Show a code once, to be printed or passed on."""
    address = request.build_absolute_uri(reverse("code"))
    context = {"one": found, "code": code, "address": f"{address}?name={found.name}"}
    return page(request, "desk/pages/people/slip.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    """Read what is asked.

    :raises InviteError: for a register that is not there; left out, none would mean all
    """
    said = request.POST
    role = said.get("role", "")
    known = hall(request).registers
    unknown = [one for one in said.getlist("registers") if one not in known]
    if unknown:
        raise InviteError(
            say("There is no register {found}."), say("Choose among those shown."), found=unknown[0]
        )
    email, phone = _reached(request)
    return Wanted(
        name=said.get("name", "").strip().lower(),
        full_name=said.get("full_name", ""),
        role=Role(role) if role in set(Role) else Role.PUBLISHER,
        office=said.get("office", ""),
        registers=said.getlist("registers"),
        email=email,
        phone=phone,
    )


def _reached(request: HttpRequest) -> tuple[str, str]:
    """Give the e-mail address and the telephone that are written."""
    return request.POST.get("email", "").strip(), request.POST.get("phone", "").strip()[:64]


def _choices(request: HttpRequest, own: Authority) -> dict[str, object]:
    """Give what can be given, and no more."""
    registers, among = hall(request).registers.values(), own.registers
    return {
        "roles": [{"value": role.value, "name": _(ROLES[role])} for role in Role],
        "registers": [
            {"name": one.name, "title": _(one.title)}
            for one in registers
            if among is None or one.name in among
        ],
        "all_registers": among is None,
        "everywhere": own.everywhere,
        "offices": _offices(Post.objects.all()) if own.everywhere else own.offices,
    }


def _offices(posts: Iterable[Post]) -> list[str]:
    return sorted({post.office for post in posts if post.office})


def _row(found: Person, own: Authority) -> dict[str, object]:
    posts = [
        {"post": one, "role": _(ROLES[Role(one.role)]), "taken": own.takes(one)}
        for one in posts_of(found)
    ]
    return {
        "looked_after": own.looks_after(found),
        "gives": own.gives_to(found),
        "person": found,
        "posts": posts,
        "begun": found.has_usable_password(),
        "second": has_second_step(found),
    }


def _words(error: InviteError) -> str:
    return f"{word(error.message, **error.values)} {word(error.write, **error.values)}".strip()
