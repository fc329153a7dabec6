"""The facts of OCDS 1.0.3 and 1.1.5: names, types, constraints, codes, merge options; no prose."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

VERSION = "1.1.5"
# The last patch of each minor version; packages name the minor version only.
PATCHES = {"1.0": "1.0.3", "1.1": "1.1.5"}
# An ocid is a prefix that the standard's keepers registered, a hyphen, and the publisher's own id.
# Prefixes are lower case and six characters long: OCDS 1.1, Open Contracting Identifier.
REGISTERED_OCID = re.compile(r"ocds-[a-z0-9]{6}-.+", re.DOTALL)
_BASE = "https://standard.open-contracting.org/schema"

Schema = dict[str, Any]


def release_schema(version: str = VERSION) -> Schema:
    """Give the release schema as JSON Schema draft 4, without its prose.

    One object is shared by all callers, who leave it as it is.

    :param version: ``1.0.3`` or ``1.1.5``

    Source: open-contracting/standard, tag of that version, schema/release-schema.json.
    """
    return _facts(f"release_{version.replace('.', '_')}")


def package_schema(kind: str, version: str = VERSION) -> Schema:
    """Give the schema of a package, without its prose; releases in it are by reference.

    :param kind: ``release_package`` or ``record_package``
    """
    return _facts(f"{kind}_{version.replace('.', '_')}")


def versioned_release_schema() -> Schema:
    """Give the schema of versioned releases of 1.1, without its prose; 1.0 has none.

    Source: open-contracting/standard, tag 1__1__5, schema/versioned-release-validation-schema.json.
    """
    return _facts("versioned_release_1_1_5")


def codelists(version: str = VERSION) -> dict[str, list[str]]:
    """Give the codes of every list by its file's name: ``releaseTag.csv``."""
    return _facts(f"codelists_{version.replace('.', '_')}")


def release_schema_address(version: str) -> str:
    """Give the address by which packages refer to the release schema."""
    return f"{_BASE}/{version.replace('.', '__')}/release-schema.json"


@cache
def _facts(name: str) -> Schema:
    text = files(__package__).joinpath(f"{name}.json").read_text("utf-8")
    found: Schema = json.loads(text)
    return found
