"""A place as schema.org describes it, for the search engines of the web.

Source: schema.org/AdministrativeArea, PropertyValue for codes, GeoCoordinates (WGS 84).
"""

import json
from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from pendopo.portal.gazetteer import Border, Place
from pendopo.portal.visit import Context, Visit

# As data the script never runs; these marks could end it all the same.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def described(
    visit: Visit,
    place: Place,
    above: Sequence[Place],
    border: Border | None,
    codes: Sequence[tuple[str, str]],
) -> SafeString:
    """Write the description as JSON that may stand inside a ``script`` element."""
    text = json.dumps(area(visit, place, above, border, codes), ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 (the marks of HTML are escaped)


def area(
    visit: Visit,
    place: Place,
    above: Sequence[Place],
    border: Border | None,
    codes: Sequence[tuple[str, str]],
) -> Context:
    """Describe a place and what it lies in."""
    said: Context = {"@context": "https://schema.org/", **_named(visit, place)}
    said["identifier"] = [
        {"@type": "PropertyValue", "propertyID": scheme, "value": code}
        for scheme, code in ((place.scheme, place.code), *codes)
    ]
    if place.other_names:
        said["alternateName"] = list(place.other_names)
    if above:
        said["containedInPlace"] = _named(visit, above[-1])
    if border is not None:
        said["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(border.latitude),
            "longitude": float(border.longitude),
        }
    return said


def _named(visit: Visit, place: Place) -> Context:
    address = visit.absolute("place", scheme=place.scheme, code=place.code)
    return {"@type": "AdministrativeArea", "@id": address, "name": place.name, "url": address}
