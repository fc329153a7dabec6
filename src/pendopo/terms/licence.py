"""The licences that let anyone reuse what is published: a publication states one of them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """An open licence.

    :param id: the SPDX identifier, as it stands in metadata and in ``pendopo.toml``
    :param url: the page with the licence's text, as DCAT wants it
    """

    id: str
    title: str
    url: str


# Each lets anyone use, change and share for any purpose. A licence that forbids commercial use or
# changes does not, and is left out on purpose.
LICENCES: tuple[Licence, ...] = (
    Licence(
        "CC0-1.0",
        "Creative Commons Zero 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    Licence(
        "CC-BY-4.0",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    Licence(
        "CC-BY-SA-4.0",
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    Licence(
        "CC-BY-3.0",
        "Creative Commons Attribution 3.0",
        "https://creativecommons.org/licenses/by/3.0/",
    ),
    Licence(
        "PDDL-1.0",
        "Open Data Commons Public Domain Dedication and Licence 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    Licence(
        "ODC-By-1.0",
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    Licence(
        "ODbL-1.0",
        "Open Data Commons Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    Licence(
        "OGL-UK-3.0",
        "Open Government Licence 3.0 (United Kingdom)",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Licence(
        "OGL-Canada-2.0",
        "Open Government Licence 2.0 (Canada)",
        "https://open.canada.ca/en/open-government-licence-canada",
    ),
    Licence(
        "etalab-2.0",
        "Licence Ouverte 2.0 (Etalab)",
        "https://github.com/etalab/licence-ouverte",
    ),
    Licence(
        "DL-DE-BY-2.0",
        "Data licence Germany, attribution, 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
    ),
    Licence(
        "DL-DE-ZERO-2.0",
        "Data licence Germany, zero, 2.0",
        "https://www.govdata.de/dl-de/zero-2-0",
    ),
)

_BY_ID = {licence.id: licence for licence in LICENCES}
# What CKAN's list calls those that exist in one version only; its ``cc-by`` or ``uk-ogl`` leave the
# version open, and which one was meant is for the publisher to say.
_CKAN = {
    "cc-zero": "CC0-1.0",
    "odc-pddl": "PDDL-1.0",
    "odc-by": "ODC-By-1.0",
    "odc-odbl": "ODbL-1.0",
}
_DEED = re.compile(r"/(deed|legalcode)(\.[a-z_-]+)?$", re.IGNORECASE)


def licence(name: str) -> Licence:
    """Give the licence of that identifier.

    :raises KeyError: for an identifier that is not in the list
    """
    return _BY_ID[name]


def licence_ids() -> tuple[str, ...]:
    """Give the identifiers, in the order they are offered."""
    return tuple(_BY_ID)


def licence_named(text: str) -> Licence | None:
    """Recognise a licence by its identifier in any case, its address, or CKAN's name for it."""
    plain = text.strip().lower()
    address = _DEED.sub("", plain.replace("http://", "https://", 1)).rstrip("/")
    for found in LICENCES:
        if found.id.lower() == plain or found.url.rstrip("/").lower() == address:
            return found
    return _BY_ID.get(_CKAN.get(plain, ""))
