"""Find the file behind an address: a CKAN resource, a DCAT distribution, or the file itself.

CKAN: the Action API's ``resource_show`` and ``package_show``. DCAT: JSON-LD as catalogues write it
(compact, with ``@graph`` or nested; DCAT 3, DCAT-US); this is no JSON-LD processor, and a catalogue
that writes otherwise is told apart by nothing but giving no distribution.
"""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urldefrag, urljoin, urlsplit, urlunsplit

from pendopo.evidence.capture import Captured, FetchError, Reach, fetch
from pendopo.terms.licence import licence_named
from pendopo.terms.spoken import Spoken, SpokenError, spoken

# /dataset/<d>/resource/<id>, below a root path or a language; …/download/<file> is the file itself.
_PAGE = re.compile(r"(?P<root>.*)/dataset/[^/]+/resource/(?P<id>[^/]+)/?(view/[^/]+/?)?")
_ACTION = re.compile(r"(?P<root>.*)/api/(3/)?action/resource_show/?")
_CATALOGUE_BYTES_MOST: Final = 64 << 20
_LD_JSON: Final = "application/ld+json"


@dataclass(frozen=True, slots=True)
class Pulled:
    """A file and what its catalogue says of it; what it does not say is empty.

    :param licence: an identifier of ``terms.licence``, where the catalogue's is recognised
    :param licence_said: the licence as the catalogue writes it
    """

    captured: Captured
    title: str = ""
    description: str = ""
    publisher: str = ""
    licence: str = ""
    licence_said: str = ""


def pull(url: str, into: Path, reach: Reach) -> Pulled:
    """Fetch the file that an address leads to.

    :raises FetchError: when an address on the way is refused or gives no file
    """
    resource = _ckan_resource(url)
    if resource:
        return _from_ckan(*resource, into, reach)
    address, fragment = urldefrag(url)
    captured = fetch(address, into, reach)
    catalogue = _catalogue(captured)
    if catalogue is None:
        return Pulled(captured)
    captured.path.unlink()
    return _from_dcat(catalogue, fragment, captured, into, reach)


def _ckan_resource(url: str) -> tuple[str, str] | None:
    """Give a CKAN site's address and a resource's id, when the address is of either form."""
    parts = urlsplit(url)
    action = _ACTION.fullmatch(parts.path)
    page = _PAGE.fullmatch(parts.path)
    if action and parse_qs(parts.query).get("id"):
        root, name = action["root"], parse_qs(parts.query)["id"][0]
    elif page:
        root, name = page["root"], page["id"]
    else:
        return None
    return urlunsplit((parts.scheme, parts.netloc, root, "", "")), name


def _from_ckan(site: str, name: str, into: Path, reach: Reach) -> Pulled:
    resource = _action(site, "resource_show", name, reach)
    package_id = str(resource.get("package_id", ""))
    package = _action(site, "package_show", package_id, reach) if package_id else {}
    address = str(resource.get("url", ""))
    if not address:
        raise FetchError(f"{site}: the resource {name} has no file; write another resource")
    captured = fetch(urljoin(site + "/", address), into, reach)
    organization = package.get("organization") or {}
    said = [package.get("license_url"), package.get("license_id"), package.get("license_title")]
    return _described(
        _with_ending(captured, str(resource.get("format", ""))),
        title=_fluent(resource, "name") or _fluent(package, "title"),
        description=_fluent(resource, "description") or _fluent(package, "notes"),
        publisher=_text(organization.get("title")),
        licences=[_text(licence) for licence in said],
    )


def _action(site: str, action: str, name: str, reach: Reach) -> dict[str, Any]:
    """Ask CKAN's Action API; its answers are ``{"success": true, "result": {…}}``."""
    url = f"{site}/api/3/action/{action}?id={quote(name, safe='')}"
    small = replace(reach, bytes_most=min(reach.bytes_most, _CATALOGUE_BYTES_MOST))
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        text = fetch(url, Path(folder), small).path.read_bytes()
    try:
        answer = json.loads(text)
    except ValueError as error:
        raise FetchError(f"{url}: not the answer of a CKAN API ({error})") from error
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, dict):
        raise FetchError(f"{url}: a CKAN API answers with a result; there is none")
    return result


def _with_ending(captured: Captured, form: str) -> Captured:
    """Add the ending that CKAN's format tells where the file's own name has none."""
    ending = re.sub(r"[^a-z0-9]", "", form.lower())
    if captured.path.suffix or not ending:
        return captured
    name = f"{captured.filename}.{ending}"
    return replace(captured, filename=name, path=captured.path.rename(captured.path.parent / name))


def _catalogue(captured: Captured) -> object:
    """Give a fetched file's JSON when it is a catalogue, None when it is data."""
    linked = captured.media_type == _LD_JSON or captured.filename.endswith(".jsonld")
    listed = captured.filename.endswith(".json") or captured.media_type.endswith("json")
    if not (linked or listed) or captured.size > _CATALOGUE_BYTES_MOST:
        return None
    try:
        document = json.loads(captured.path.read_bytes())
    except ValueError:
        return None  # broken JSON is a finding of the check, not of the fetch
    return document if linked or _says_dcat(document) else None


def _says_dcat(document: object) -> bool:
    """Whether a JSON document calls itself a DCAT catalogue, dataset or distribution."""
    if not isinstance(document, dict):
        return False
    graph = document.get("@graph")
    nodes = [document, *(graph if isinstance(graph, list) else [])]
    words = {"Catalog", "Dataset", "Distribution", "CatalogRecord"}
    return any(word in words for node in nodes for word in _types(node))


def _types(node: object) -> set[str]:
    if not isinstance(node, dict):
        return set()
    return {_short(word) for word in _list(node.get("@type")) if isinstance(word, str)}


def _short(name: str) -> str:
    """Give a term without its prefix: ``dcat:distribution``, or the whole address of it."""
    return re.split(r"[:/#]", name)[-1]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


class _Nodes:
    """The nodes of a JSON-LD document, with references to ``@id`` followed."""

    def __init__(self, document: object) -> None:
        self.all = list(_walk(document))
        self._by_id: dict[str, dict[str, Any]] = {}
        for node in self.all:
            known = self._by_id.get(node["@id"]) if isinstance(node.get("@id"), str) else None
            if isinstance(node.get("@id"), str) and len(node) > len(known or {}):
                self._by_id[node["@id"]] = node

    def get(self, node: Mapping[str, Any], term: str) -> list[Any]:
        """Give a term's values, a reference replaced by the node it names."""
        found = [v for key, value in node.items() if _short(key) == term for v in _list(value)]
        return [
            self._by_id.get(str(value["@id"]), value)
            if isinstance(value, dict) and "@id" in value
            else value
            for value in found
        ]

    def text(self, node: Mapping[str, Any], term: str) -> str:
        """Give a term's first value as text: a literal, a language's, or an address."""
        return next((text for text in map(_text, self.get(node, term)) if text), "")

    def told(self, node: Mapping[str, Any], term: str) -> str:
        """Give a term's texts, one for each language; or its first where none names a language."""
        values = self.get(node, term)
        return _spoken(pair for value in values for pair in _literals(value)) or self.text(
            node, term
        )


def _literals(value: object) -> Iterator[tuple[object, object]]:
    """Give a literal's language and text.

    Source: JSON-LD 1.1, 4.2.4: a value object, or a map of languages.
    """
    if isinstance(value, dict) and "@language" in value:
        yield value["@language"], value.get("@value")
    elif isinstance(value, dict) and not any(str(key).startswith("@") for key in value):
        yield from value.items()


def _spoken(pairs: Iterable[tuple[object, object]]) -> str:
    """Put texts of several languages together; empty where there is none.

    A catalogue is a stranger's: what is no language or no text is passed over.
    """
    found: dict[str, str] = {}
    for code, text in pairs:
        with suppress(SpokenError):
            one = spoken({code: _text(text)})
            found.setdefault(one.language, str(one))
    return Spoken(found) if found else ""


def _fluent(of: Mapping[str, Any], name: str) -> str:
    """Give a text of CKAN, in the languages that its extension *fluent* keeps beside it."""
    texts = of.get(f"{name}_translated")
    return (_spoken(texts.items()) if isinstance(texts, dict) else "") or _text(of.get(name))


def _walk(value: object) -> Iterator[dict[str, Any]]:
    """Give every object of a JSON document."""
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, dict):
            yield here
            todo += reversed(here.values())
        elif isinstance(here, list):
            todo += reversed(here)


def _text(value: object) -> str:
    """Give one line of a literal; CKAN and DCAT write markup and line breaks into descriptions."""
    if isinstance(value, dict):
        value = value.get("@value", value.get("@id"))
    return " ".join(value.split()) if isinstance(value, str) else ""


def _from_dcat(
    catalogue: object, fragment: str, page: Captured, into: Path, reach: Reach
) -> Pulled:
    nodes = _Nodes(catalogue)
    found = [
        (dataset, file, address)
        for dataset in nodes.all
        for file in nodes.get(dataset, "distribution")
        if isinstance(file, dict) and (address := nodes.text(file, "downloadURL"))
        if not fragment or fragment in {_short(nodes.text(n, "@id")) for n in (dataset, file)}
    ]
    addresses = list(dict.fromkeys(address for *_, address in found))
    if len(addresses) != 1:
        raise FetchError(_which(page.url, fragment, addresses))
    dataset, file, address = found[0]
    captured = fetch(urljoin(page.final_url, address), into, reach)
    publishers = [node for node in nodes.get(dataset, "publisher") if isinstance(node, dict)]
    said = [nodes.text(node, term) for node in (file, dataset) for term in ("license", "rights")]
    return _described(
        captured,
        title=nodes.told(dataset, "title") or nodes.told(file, "title"),
        description=nodes.told(dataset, "description"),
        publisher=next((nodes.text(node, "name") for node in publishers), ""),
        licences=said,
    )


def _which(url: str, fragment: str, addresses: list[str]) -> str:
    if not addresses:
        what = f"no distribution named {fragment}" if fragment else "no distribution"
        return f"{url}: a catalogue with {what} to download; write the address of a file"
    some = ", ".join(addresses[:10]) + (" …" if addresses[10:] else "")
    return f"{url}: a catalogue with {len(addresses)} files; write the address of one: {some}"


def _described(
    captured: Captured, *, title: str, description: str, publisher: str, licences: list[str]
) -> Pulled:
    known = [found.id for found in map(licence_named, licences) if found]
    return Pulled(
        captured=captured,
        title=title,
        description=description,
        publisher=publisher,
        licence=known[0] if known else "",
        licence_said=next(filter(None, licences), ""),
    )
