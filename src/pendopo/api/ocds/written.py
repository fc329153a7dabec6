"""How packages are written for an address: their heads, records, and links."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from pendopo.api.door import JSON, Call
from pendopo.published.contracting.index import Released
from pendopo.published.contracting.process import Process, extensions_of, written
from pendopo.standards.ocds import packaging

# A package as far as a description of it goes; the standard's own schema says the rest.
RELEASE_PACKAGE = {"type": "object", "required": ["uri", "version", "publishedDate", "releases"]}
RECORD_PACKAGE = {"type": "object", "required": ["uri", "version", "publishedDate", "records"]}


def release_package(
    call: Call,
    uri: str,
    releases: Sequence[Released],
    links: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with a release package."""
    texts = [one.text for one in releases]
    return _answer(packaging.release_package(head(call, uri, releases), texts, links), links)


def record_package(
    call: Call,
    uri: str,
    processes: Sequence[Process],
    form: tuple[bool, bool],
    links: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with a record package.

    :param form: whether releases are linked, and whether versioned releases are wanted
    """
    releases = [one for process in processes for one in process.releases]
    texts = [_record(call, process, form) for process in processes]
    return _answer(packaging.record_package(head(call, uri, releases), texts, links), links)


def head(call: Call, uri: str, releases: Sequence[Released]) -> packaging.Head:
    """Write what stands beside releases: who published them, when, under which licence."""
    entries = sorted({one.cursor.entry for one in releases})
    publisher, licence = call.programme.contracting.publishers(call.state, entries)
    newest = call.state.publication(entries[-1]).time if entries else call.state.time
    return packaging.Head(uri, newest, publisher, licence, policy(call), extensions_of(releases))


def policy(call: Call) -> str:
    """Give the address of the page that says how data are published here."""
    return call.today("about", language=call.language)


def asked(call: Call, name: str, question: Mapping[str, str], /, **named: object) -> str:
    """Write the address, at this state for good, of a question."""
    rest = {key: text for key, text in question.items() if text}
    address = call.lasting(name, **named)
    return f"{address}?{urlencode(rest)}" if rest else address


def release_address(call: Call, ocid: str, release_id: str) -> str:
    """Write the address of one release, at this state for good."""
    return call.lasting("ocds-release", named=f"{ocid}/{release_id}")


def _record(call: Call, process: Process, form: tuple[bool, bool]) -> bytes:
    is_linked, is_versioned = form
    ordered = process.ordered
    texts = [
        _linked(call, one, content) if is_linked and one.id else one.text
        for one, content in ordered
    ]
    versioned = written(process.versioned) if is_versioned else b""
    return packaging.record(process.ocid, texts, written(process.compiled), versioned)


def _linked(call: Call, one: Released, content: Mapping[str, Any]) -> bytes:
    url = release_address(call, one.ocid, one.id)
    return packaging.linked(url, content.get("date"), content.get("tag"))


def _answer(content: bytes, links: Mapping[str, str] | None) -> HttpResponse:
    response = HttpResponse(content, content_type=JSON)
    if links and "next" in links:
        response.headers["Link"] = f'<{links["next"]}>; rel="next"'
    return response
