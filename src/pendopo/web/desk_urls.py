"""The addresses of the desk: its pages, and the look that it shares with the public pages."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path, re_path, set_urlconf

from pendopo.desk import problems as problem
from pendopo.desk.guard import free
from pendopo.desk.look import serve_desk
from pendopo.portal import look


def choose(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Take these addresses, and not those of the public doors."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.urlconf = __name__
        set_urlconf(__name__)  # Django does so only once the view is found
        return respond(request)

    return middleware


urlpatterns = [
    path("favicon.ico", free(look.serve_icon)),
    re_path(r"^static/look\.(?P<digest>[0-9a-f]{12})\.css$", free(look.serve_stylesheet)),
    re_path(
        r"^static/accent\.(?P<hue>\d{1,3})\.(?P<digest>[0-9a-f]{12})\.css$",
        free(look.serve_accent),
    ),
    re_path(r"^static/desk\.(?P<digest>[0-9a-f]{12})\.(?P<kind>css|js)$", free(serve_desk)),
    re_path(r"^static/(?P<stem>passkey|strength)\.(?P<digest>[0-9a-f]{12})\.js$", free(serve_desk)),
    re_path(r"^static/(?:fonts/)?(?P<name>[A-Za-z0-9.-]+)$", free(look.serve_file)),
    path("", include("pendopo.desk.urls")),
]

handler400 = problem.refused
handler403 = problem.not_allowed
handler404 = problem.not_found
handler500 = problem.broken
