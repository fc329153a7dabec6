"""The ``datapackage.json`` of a package: which files it names (Data Package, 1.0 and 2.0)."""

import json
from collections.abc import Mapping
from typing import Any, Final

DESCRIPTOR: Final = "datapackage.json"


def descriptor_of(data: bytes) -> Mapping[str, Any]:
    """Read a descriptor.

    :raises ValueError: when it is no JSON object, with what it is instead
    """
    try:
        found = json.loads(data)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    if not isinstance(found, dict):
        raise ValueError(type(found).__name__)  # noqa: TRY004  of what is written, not of a call
    return found


def paths_in(descriptor: Mapping[str, Any]) -> list[str]:
    """Give the paths of the files that a descriptor names, as it writes them."""
    resources = descriptor.get("resources")
    listed = resources if isinstance(resources, list) else []
    paths = [one.get("path") for one in listed if isinstance(one, Mapping)]
    return list(dict.fromkeys(one for one in paths if isinstance(one, str) and one))
