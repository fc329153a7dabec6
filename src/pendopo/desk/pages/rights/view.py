"""Every right that there is, and who has it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pendopo.desk.guard import signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Post
from pendopo.desk.page import page
from pendopo.desk.rights import RIGHTS, Authority, Right, may
from pendopo.desk.roles import ROLES, SIGNS, Role
from pendopo.programme.programme import Programme


def rights(request: HttpRequest) -> HttpResponse:
    """Show roles and rights as one table; and, to who may know, the people of their offices."""
    context: dict[str, object] = {
        "roles": [{"name": _(ROLES[role]), "signs": role in SIGNS} for role in Role],
        "rights": [
            {"sentence": _(sentence), "has": [role in roles for role in Role]}
            for sentence, roles in RIGHTS.values()
        ],
    }
    if may(signed_in(request), Right.PEOPLE):
        opened = hall(request)
        own = Authority(opened, signed_in(request))
        posts = Post.objects.filter(person__is_active=True).select_related("person")
        context["posts"] = [
            {"post": one, "role": _(ROLES[Role(one.role)]), "registers": _titles(opened, one)}
            for one in posts.order_by("office", "role", "person__name")
            if own.gives(one)
        ]
    return page(request, "desk/pages/rights/rights.html", context)


def _titles(opened: Programme, post: Post) -> list[str]:
    """Name the registers of a role as the pages do; none for every one.

    A role outlives a register that is taken out of the settings: that one has its code alone.
    """
    known = opened.registers
    return sorted(_(known[name].title) if name in known else name for name in post.among() or ())
