"""The facts of the OCDS 1.1.5 release schema: names, types, constraints, codes, merge options."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

VERSION = "1.1.5"
# An ocid is a prefix that the standard's keepers registered, a hyphen, and the publisher's own id.
# Prefixes are lower case and six characters long: OCDS 1.1, Open Contracting Identifier.
REGISTERED_OCID = re.compile(r"ocds-[a-z0-9]{6}-.+", re.DOTALL)


@cache
def release_schema() -> dict[str, Any]:
    """Give the release schema as JSON Schema draft 4, without its prose.

    One object is shared by all callers, who leave it as it is.

    Source: open-contracting/standard, tag 1__1__5, schema/release-schema.json.
    """
    text = files(__package__).joinpath("release_1_1_5.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
