"""What somebody at the desk is told when an address cannot be answered."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pendopo.desk.advice import SMALLER
from pendopo.desk.hall import hall
from pendopo.desk.page import page, word
from pendopo.desk.rights import RIGHTS, Right
from pendopo.desk.roles import ROLES
from pendopo.terms.wording import say

LARGER: Final = say("The file is larger than this desk takes: {most} MB at most.")


def forbidden(request: HttpRequest, right: Right) -> HttpResponse:
    """Answer 403: say what right is lacking, and who has it."""
    sentence, roles = RIGHTS[right]
    names = ", ".join(sorted(_(ROLES[role]) for role in roles))
    context = {"title": _("This is not for your role"), "lacks": _(sentence), "roles": names}
    return page(request, "desk/parts/problem.html", context, 403)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 403 without saying of whom it is."""
    title = _("This is of another office, or of nobody")
    return page(request, "desk/parts/problem.html", {"title": title}, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 404."""
    title = _("There is nothing at this address")
    return page(request, "desk/parts/problem.html", {"title": title}, 404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer 400."""
    title = _("This was not understood")
    return page(request, "desk/parts/problem.html", {"title": title}, 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413: say how large a file may be, and what to do with a larger one."""
    most = hall(request).config.desk.upload_mb
    context = {"title": word(LARGER, most=most), "detail": _(SMALLER)}
    return page(request, "desk/parts/problem.html", context, 413)


def no_room(request: HttpRequest, title: str, detail: str) -> HttpResponse:
    """Answer 507: so much lies here that another file does not go in."""
    context = {"title": title, "detail": detail}
    return page(request, "desk/parts/problem.html", context, 507)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer 403 to a form that did not come from one of our pages, or was open too long."""
    title = _("This form was open too long, or came from elsewhere")
    detail = _("Nothing was done. Go back, load the page anew, and send it again.")
    return page(request, "desk/parts/problem.html", {"title": title, "detail": detail}, 403)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer 500 in fixed words: the tables may be what broke."""
    return HttpResponse(render_to_string("pages/problem/broken.html"), status=500)
