"""Feeds in Atom: what was published, so that a reader hears of it without looking.

Source: RFC 4287. Ids are name-based UUIDs (RFC 9562, version 5) of the log's permanent name, so
that they stay when a site moves; times are those of the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from django.http import HttpResponse

from pendopo.portal.visit import Visit
from pendopo.terms.spoken import Spoken

MOST = 50
_ATOM = "http://www.w3.org/2005/Atom"
_XML_NEVER = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
# A log without an entry has no time; RFC 4287 wants one.
NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened.

    :param name: names it for good: within the log, or anywhere
    :param address: its page, whole
    """

    name: str
    title: str
    updated: str
    address: str
    summary: str
    author: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself.

    :param id: names it for good
    :param address: its own, whole
    :param page: the page that it tells the news of, whole
    :param subtitle: what a reader must know of all of it; empty for nothing
    """

    id: str
    language: str
    title: str
    updated: str
    author: str
    address: str
    page: str
    rights: str = ""
    subtitle: str = ""


def atom(visit: Visit, title: str, items: Sequence[Item]) -> HttpResponse:
    """Answer with a feed; its page is the one that the visit's route names without ``_feed``."""
    head = Head(
        id=_id(visit, f"feed {visit.language} {_place(visit)}"),
        language=visit.language,
        title=title,
        updated=items[0].updated if items else NEVER,
        author=visit.government.name,
        address=visit.base + visit.here(),
        page=visit.base + visit.page_of_feed,
        rights=visit.licence,
        subtitle=visit.notice,
    )
    return written(head, [replace(item, name=_id(visit, item.name)) for item in items])


def written(head: Head, items: Sequence[Item]) -> HttpResponse:
    """Answer with a feed whose items are named for good already."""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": head.language})
    _text(feed, "id", head.id)
    _text(feed, "title", head.title)
    if head.subtitle:
        _text(feed, "subtitle", head.subtitle)
    _text(feed, "updated", head.updated)
    _person(feed, head.author)
    _link(feed, "self", head.address, "application/atom+xml")
    _link(feed, "alternate", head.page, "text/html")
    if head.rights:
        _text(feed, "rights", head.rights)
    for item in items:
        entry = ET.SubElement(feed, "entry")
        _text(entry, "id", item.name)
        _text(entry, "title", item.title)
        _text(entry, "updated", item.updated)
        _text(entry, "published", item.updated)
        _person(entry, item.author)
        _link(entry, "alternate", item.address, "text/html")
        _text(entry, "summary", item.summary)
    ET.indent(feed)
    content = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return HttpResponse(content + b"\n", content_type="application/atom+xml; charset=utf-8")


def _place(visit: Visit) -> str:
    """Name a feed by its address at the present state: a past one is another reading of it."""
    return visit.here(language=visit.language, size=None)


def _id(visit: Visit, name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{visit.origin} {name}')}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    element = ET.SubElement(parent, name)
    element.text = text.translate(_XML_NEVER)
    if isinstance(text, Spoken):
        element.set("xml:lang", text.language)


def _person(parent: ET.Element, name: str) -> None:
    person = ET.SubElement(parent, "author")
    _text(person, "name", name)


def _link(parent: ET.Element, rel: str, address: str, type_: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": type_, "href": address})
