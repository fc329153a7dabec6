"""The catalogue of everything published: DCAT 3 as JSON-LD.

Source: W3C, Data Catalog Vocabulary (DCAT) version 3; media types as IANA's own addresses, since
validators of DCAT-AP refuse the bare word "CSV".
"""

from typing import Any

from django.http import HttpResponse

from pendopo.api.door import Call, Operation, answer, as_json
from pendopo.api.table import FORMS, title_of
from pendopo.programme.config import NOTICE, Government
from pendopo.published.metadata import Metadata
from pendopo.published.tables import PublishedTable
from pendopo.terms.licence import licence, licence_ids
from pendopo.terms.spoken import Spoken
from pendopo.terms.wording import fill

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_LINKED = "application/ld+json"
_CATALOG = {"type": "object", "required": ["@context", "@id", "@type", "dcat:dataset"]}


@answer(Operation("The catalogue of everything published (DCAT 3)", {_LINKED: _CATALOG}))
def catalog(call: Call) -> HttpResponse:
    """Answer ``/catalog.jsonld``."""
    government = call.programme.config.government
    tables = call.programme.filled(call.state)
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@id": call.address("catalog"),
        "@type": "dcat:Catalog",
        "dct:title": government.subject,
        "dct:description": _of_all(government),
        "dct:publisher": _agent(government.name),
        "dct:language": list(government.languages),
        "foaf:homepage": _page(call.address("home", language=call.language)),
        "dcat:dataset": [_dataset(call, table) for table in tables],
    }
    if call.state.time:
        found["dct:modified"] = _moment(call.state.time)
    return as_json(found, _LINKED)


def _of_all(government: Government) -> str:
    if government.observed:
        return fill(NOTICE, government.notice)
    return f"What {government.name} published, table by table."


def _dataset(call: Call, table: PublishedTable) -> dict[str, Any]:
    names = {"register": table.register, "name": table.name}
    publications = [call.state.publication(index) for index in table.publications]
    newest = call.programme.metadata(publications[-1])
    first = call.state.versions(publications[0])[0]
    return {
        "@id": call.address("table-about", **names),
        "@type": "dcat:Dataset",
        "dct:identifier": f"{table.register}/{table.name}",
        "dct:title": _literal(title_of(call, table)),
        "dct:description": _literal(_description(call, table, newest)),
        "dct:publisher": _agent(_publisher(call, table, newest)),
        "dct:issued": _moment(first.time),
        "dct:modified": _moment(publications[-1].time),
        "dct:conformsTo": call.programme.registers[table.register].standard,
        "dcat:landingPage": _page(call.address("table", language=call.language, **names)),
        "dcat:distribution": [_distribution(call, table, form, newest) for form in FORMS],
    }


def _description(call: Call, table: PublishedTable, newest: Metadata | None) -> str:
    """Describe a table by its publication, or by its register where several make it."""
    if table.folded or len(table.publications) > 1:
        return f"{table.table.row} {call.programme.registers[table.register].summary}"
    return newest.description if newest and newest.description else table.table.row


def _publisher(call: Call, table: PublishedTable, newest: Metadata | None) -> str:
    """Name who publishes a table: of one publication its publisher, of several the programme's."""
    if newest and len(table.publications) == 1:
        return newest.publisher
    config = call.programme.config
    return config.publishing.publisher or config.government.name


def _distribution(
    call: Call, table: PublishedTable, form: str, newest: Metadata | None
) -> dict[str, Any]:
    address = call.address(f"table-{form}", register=table.register, name=table.name)
    found: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _literal(title_of(call, table), f", {form.upper()}"),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{FORMS[form]}"},
    }
    if newest and newest.licence in licence_ids():
        found["dct:license"] = {"@id": licence(newest.licence).url}
    return found


def _literal(text: str, ending: str = "") -> Any:  # noqa: ANN401 (JSON-LD)
    """Write a text, in each of its languages where its publisher wrote several.

    Source: JSON-LD 1.1, 4.2.4, string internationalization.
    """
    if not isinstance(text, Spoken):
        return text + ending
    return [{"@value": one + ending, "@language": code} for code, one in text.texts.items()]


def _agent(name: str) -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": name}


def _page(address: str) -> dict[str, str]:
    return {"@id": address, "@type": "foaf:Document"}


def _moment(time: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": time}
