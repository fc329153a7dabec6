"""The addresses of a hub's own pages, and which requests they are for."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, re_path

from pendopo.portal import look, problems
from pendopo.portal.hub import view
from pendopo.portal.hub.visit import BOARD
from pendopo.web import converters


def choose(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Take these addresses for what is asked of a hub itself, and not of a member."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if BOARD in request.META:
            request.urlconf = __name__
        return respond(request)

    return middleware


converters.register()

urlpatterns = [
    path("", view.front, name="front"),
    path("robots.txt", view.robots),
    path("sitemap.xml", view.sitemap),
    path("favicon.ico", look.serve_icon),
    re_path(r"^static/look\.(?P<digest>[0-9a-f]{12})\.css$", look.serve_stylesheet),
    re_path(r"^static/accent\.(?P<hue>\d{1,3})\.(?P<digest>[0-9a-f]{12})\.css$", look.serve_accent),
    re_path(r"^static/(?:fonts/)?(?P<name>[A-Za-z0-9.-]+)$", look.serve_file),
    path("members.csv", view.members_csv, name="members_csv"),
    path("members.json", view.members_json, name="members_json"),
    path("<language:language>/", view.members, name="members"),
    path("<language:language>/feed.atom", view.hub_feed, name="hub_feed"),
    path("<language:language>/members/<slug:code>/", view.about_member, name="member"),
]

handler400 = view.refused
handler404 = view.not_found
handler500 = problems.broken
