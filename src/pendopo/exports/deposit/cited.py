"""What a library catalogues: the citation file and DataCite's metadata of one state of a record.

Sources: Citation File Format 1.2.0; DataCite Metadata Schema 4.5 in its JSON form.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pendopo.terms.licence import licence

_SCHEMA: Final = "http://datacite.org/schema/kernel-4"
# The licences of ours that CFF 1.2.0 knows by name; the others are named by their address.
_KNOWN: Final = ("CC", "PDDL-1.0", "ODC-By-1.0", "ODbL-1.0", "OGL-", "etalab-2.0")


@dataclass(frozen=True, slots=True)
class Deposited:
    """What is deposited.

    :param name: whose record it is
    :param origin: the log's permanent name
    :param size: how many entries it has
    :param day: the day of the last of them, YYYY-MM-DD
    :param language: the first of its pages
    :param licences: their SPDX identifiers, the one of most publications first
    :param address: where it is served; empty if nowhere
    :param key: the log's verifier key
    :param facts: what else is said of it, by the labels of ``bag-info.txt``
    """

    name: str
    origin: str
    size: int
    day: str
    language: str
    licences: Sequence[str]
    address: str
    key: str
    facts: Mapping[str, str]

    @property
    def title(self) -> str:
        """Its name in a catalogue."""
        return f"Published record of {self.name}, to entry {self.size}"

    @property
    def abstract(self) -> str:
        """What it is, in a few sentences."""
        return (
            f"Everything that {self.name} had published when its log had {self.size} entries, on "
            f"{self.day}: files as they were submitted, tables, their metadata, pages that any "
            f"browser reads, and the signed, append-only log (C2SP tlog-tiles) that they are held "
            f"to. verify_archive.py checks all of it with Python alone. The log's key is {self.key}"
        )

    @property
    def identifier(self) -> str:
        """Names this state of this record for good."""
        return f"{self.origin}/{self.size}"


def citation(one: Deposited) -> bytes:
    """Write ``CITATION.cff``. JSON is YAML too, and its marks need no rules of their own."""
    facts: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "To cite this copy, use these facts and add where you found it.",
        "type": "dataset",
        "title": one.title,
        "authors": [{"name": one.name}],
        "abstract": one.abstract,
        "version": str(one.size),
        "date-released": one.day,
        "identifiers": [{"type": "other", "value": one.identifier, "description": "log and size"}],
    }
    if one.address:
        facts["url"] = one.address
    for name in one.licences[:1]:
        known = name.startswith(_KNOWN)
        facts["license" if known else "license-url"] = name if known else licence(name).url
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items())
    return "".join(lines).encode()


def datacite(one: Deposited) -> bytes:
    """Write ``datacite.json``, to which a repository adds its DOI."""
    rights = [licence(name) for name in one.licences]
    facts: dict[str, Any] = {
        "schemaVersion": _SCHEMA,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Published government record"},
        "creators": [{"name": one.name, "nameType": "Organizational"}],
        "titles": [{"title": one.title, "lang": "en"}],
        "publisher": {"name": one.name},
        "publicationYear": one.day[:4],
        "dates": [{"date": one.day, "dateType": "Issued"}],
        "language": one.language,
        "version": str(one.size),
        "alternateIdentifiers": [
            {"alternateIdentifier": one.identifier, "alternateIdentifierType": "log and size"}
        ],
        "rightsList": [
            {
                "rights": known.title,
                "rightsUri": known.url,
                "rightsIdentifier": known.id,
                "rightsIdentifierScheme": "SPDX",
            }
            for known in rights
        ],
        "descriptions": [
            {"description": one.abstract, "descriptionType": "Abstract", "lang": "en"}
        ],
    }
    if one.address:
        facts["relatedIdentifiers"] = [
            {
                "relatedIdentifier": one.address,
                "relatedIdentifierType": "URL",
                "relationType": "IsVersionOf",
            }
        ]
    return json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"
