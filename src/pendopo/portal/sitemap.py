"""The list of pages for those who search the web: everything that stands today, in each language.

Source: sitemaps.org, protocol 0.9: at most 50,000 addresses a file, and an index over the files.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from django.http import Http404, HttpRequest, HttpResponse

from pendopo.portal.gazetteer import Gazetteer
from pendopo.portal.offices import offices
from pendopo.portal.visit import Visit, enter, languages_of

PAGES_MOST = 10_000
_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_ALONE = (
    "home",
    "registers",
    "places",
    "offices",
    "search",
    "log",
    "downloads",
    "developers",
    "verify",
)


@dataclass(frozen=True, slots=True)
class Address:
    """A page in every language.

    :param changed: when it last became another; empty where that is not known
    """

    name: str
    named: dict[str, str]
    changed: str = ""


def serve_index(request: HttpRequest) -> HttpResponse:
    """Answer ``/sitemap.xml``: the files of addresses, however many there are."""
    visit = _visit(request)
    files = max(1, -(-len(list(_pages(visit))) // PAGES_MOST))
    root = ET.Element("sitemapindex", {"xmlns": _NS})
    for number in range(1, files + 1):
        one = ET.SubElement(root, "sitemap")
        ET.SubElement(one, "loc").text = f"{visit.site}/sitemap-{number}.xml"
    return _xml(root)


def serve_file(request: HttpRequest, number: int) -> HttpResponse:
    """Answer ``/sitemap-<number>.xml``: up to ten thousand pages, each in every language.

    :raises Http404: when there are fewer files
    """
    visit = _visit(request)
    first = (number - 1) * PAGES_MOST
    pages = list(_pages(visit))[first : first + PAGES_MOST] if number else []
    if not pages:
        raise Http404
    root = ET.Element("urlset", {"xmlns": _NS, "xmlns:xhtml": _XHTML})
    for page in pages:
        _add(root, visit, page)
    return _xml(root)


def listing(addresses: Iterable[str]) -> HttpResponse:
    """Answer with a file of addresses that have no other languages."""
    top = ET.Element("urlset", {"xmlns": _NS})
    for address in addresses:
        ET.SubElement(ET.SubElement(top, "url"), "loc").text = address
    return _xml(top)


def _visit(request: HttpRequest) -> Visit:
    programme = request.META["pendopo.programme"]
    return enter(request, languages_of(programme)[0], None, ("home", {}))


def _pages(visit: Visit) -> Iterator[Address]:
    for name in (*_ALONE, "about"):
        yield Address(name, {})
    for name in visit.programme.registers:
        yield Address("register", {"register": name})
    if any(one.register == "budgets" for one in visit.state.current()):
        yield Address("money", {})
        yield Address("shelf", {})
        yield Address("questions", {})
    for table in visit.programme.filled(visit.state):
        newest = visit.state.publication(table.publications[-1])
        yield Address("table", {"register": table.register, "name": table.name}, newest.time)
    for office in offices(visit):
        yield Address("office", {"office": office.slug}, office.cards[0].publication.time)
    for place in Gazetteer(visit).every():
        yield Address("place", {"scheme": place.scheme, "code": place.code})
    for publication in visit.state.publications:
        yield Address("publication", {"id": publication.id}, publication.time)


def _add(root: ET.Element, visit: Visit, page: Address) -> None:
    spoken = languages_of(visit.programme)
    addresses = {
        language: visit.base + visit.in_language(language).address(page.name, **page.named)
        for language in spoken
    }
    for language in spoken:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = addresses[language]
        if page.changed:
            ET.SubElement(url, "lastmod").text = page.changed
        for other in spoken if len(spoken) > 1 else ():
            link = {"rel": "alternate", "hreflang": other, "href": addresses[other]}
            ET.SubElement(url, "xhtml:link", link)


def _xml(root: ET.Element) -> HttpResponse:
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(content + b"\n", content_type="application/xml; charset=utf-8")
