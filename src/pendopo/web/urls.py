"""The root addresses: pages by language, files for programs, either also at a past state."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, re_path

from pendopo.api import nothing
from pendopo.portal import look, problems, sitemap, timemaps, visit
from pendopo.web import converters


def front(request: HttpRequest) -> HttpResponse:
    """Send a reader to the first page in a language of theirs."""
    accepted = request.headers.get("Accept-Language", "")
    address = visit.first_address(request.META[visit.PROGRAMME], accepted)
    return HttpResponseRedirect(address, headers={"Vary": "Accept-Language"})


def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers that they may read everything: it is published to be found."""
    site = f"{request.scheme}://{request.get_host()}{visit.root()}"
    text = f"User-agent: *\nAllow: /\nSitemap: {site}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is at an address, to a program or to a person."""
    if nothing.is_ours(request):
        return nothing.not_found(request)
    return problems.not_found(request, exception)


converters.register()
pages = include("pendopo.portal.urls")
answers = include("pendopo.api.urls")

timemaps_of = [
    path("timemap/<publication_id:id>.link", timemaps.serve, name="timemap"),
    path("timemap/<language:language>/<publication_id:id>.link", timemaps.serve, name="timemap"),
    path(
        "timemap/<language:language>/<slug:register>/<table:name>.link",
        timemaps.serve_table,
        name="timemap_table",
    ),
]
urlpatterns = [
    path("", front, name="front"),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap.serve_index),
    path("sitemap-<int:number>.xml", sitemap.serve_file),
    path("favicon.ico", look.serve_icon),
    re_path(r"^static/look\.(?P<digest>[0-9a-f]{12})\.css$", look.serve_stylesheet),
    re_path(r"^static/accent\.(?P<hue>\d{1,3})\.(?P<digest>[0-9a-f]{12})\.css$", look.serve_accent),
    re_path(r"^static/(?:fonts/)?(?P<name>[A-Za-z0-9.-]+)$", look.serve_file),
    path("", include(timemaps_of)),
    path("at/<size:size>/", include(timemaps_of)),
    path("", answers),
    path("at/<size:size>/", answers),
    path("<language:language>/", pages),
    path("at/<size:size>/<language:language>/", pages),
]

handler400 = problems.refused
handler404 = nothing_here
handler500 = problems.broken
