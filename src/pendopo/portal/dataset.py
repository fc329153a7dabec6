"""A table as schema.org describes a data set, for the search engines of the web.

Source: schema.org/Dataset, and Google's guide to it: a name, a description of 50 to 5,000 letters,
a licence, a creator, and where the files are. It says what ``api.catalog`` says in DCAT.
"""

import json

from django.utils.safestring import SafeString, mark_safe

from pendopo.portal import writing
from pendopo.portal.listed import forms, rows_of
from pendopo.portal.visit import Context, Visit
from pendopo.published.tables import PublishedTable
from pendopo.terms.licence import licence, licence_ids
from pendopo.terms.spoken import Spoken

_SHORTEST, _LONGEST = 50, 5_000
# Source: IANA, media types.
_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# As data the script never runs; these marks could end it all the same.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def described(visit: Visit, table: PublishedTable, title: str) -> SafeString:
    """Write the description as JSON that may stand inside a ``script`` element."""
    text = json.dumps(dataset(visit, table, title), ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 (the marks of HTML are escaped)


def dataset(visit: Visit, table: PublishedTable, title: str) -> Context:
    """Describe a table."""
    publications = [visit.state.publication(entry) for entry in table.publications]
    newest = visit.programme.metadata(publications[-1])
    first = visit.state.versions(publications[0])[0]
    names = {"register": table.register, "name": table.name}
    publisher = visit.publisher
    if newest is not None and len(publications) == 1:
        publisher = newest.publisher
    organisation = {"@type": "GovernmentOrganization", "name": publisher}
    found: Context = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": visit.absolute("table-about", **names),
        "name": title,
        "description": _description(visit, table, newest.description if newest else ""),
        "url": visit.absolute("table", **names),
        "identifier": f"{visit.origin}/{table.register}/{table.name}",
        "version": table.version,
        "isAccessibleForFree": True,
        "creator": organisation,
        "publisher": organisation,
        "datePublished": first.time,
        "dateModified": publications[-1].time,
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": column.name,
                "description": writing.said(column.meaning) or writing.said(column.title),
            }
            for column in table.table.columns
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": _MEDIA_TYPES[form.name],
                "contentUrl": visit.base + form.address,
            }
            for form in forms(visit, table, rows_of(visit, table))
        ],
        "includedInDataCatalog": {"@type": "DataCatalog", "url": visit.absolute("catalog")},
    }
    called = table.title if isinstance(table.title, Spoken) else None
    if called is not None:
        found["alternateName"] = [text for text in called.texts.values() if text != title]
    if newest is not None and newest.licence in licence_ids():
        found["license"] = licence(newest.licence).url
    return found


def _description(visit: Visit, table: PublishedTable, own: str) -> str:
    """Describe a table in enough letters: by its publication, its rows and its register."""
    register = visit.programme.registers[table.register]
    texts = [writing.own(own), writing.full(table.table.row)]
    if len(" ".join(texts)) < _SHORTEST or table.folded:
        texts.append(writing.full(register.summary))
    return " ".join(text for text in texts if text)[:_LONGEST]
