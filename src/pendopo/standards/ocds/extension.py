"""Extensions: fields and codes added to the schema, by patches at hand; none is fetched."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from pendopo.standards.ocds.facts import VERSION, Schema, codelists, release_schema
from pendopo.standards.ocds.rules import Rules, core_rules, rules_of

_FOLDER: Final = "facts/extensions"
_OWN: Final = "#/definitions/"
# …/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json
_REPOSITORY: Final = re.compile(r"/([A-Za-z0-9_.-]+)/(?:(?:-/)?raw/)?[^/]+/extension\.json$")
# …/contoh/extension.json
_FOLDER_OF: Final = re.compile(r"/([A-Za-z0-9_.-]+)/extension\.json$")


@dataclass(frozen=True, slots=True, eq=False)
class Extension:
    """One extension.

    :param name: as the registry calls it: ``bids``
    :param patch: a JSON Merge Patch of the release schema: RFC 7396
    :param lists: codes by the name of their file; ``+name.csv`` adds codes to a list of the
        standard, ``-name.csv`` takes codes away
    :param always: of one that is declared, whether it is applied though no package names it
    """

    name: str
    patch: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    always: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What data are held against: a version of the standard with extensions.

    :param schema: the release schema with their patches
    :param lists: the codes of every list by its file's name
    :param applied: the names of the extensions, in the order of their patches
    :param unknown: the addresses of those whose patch is not at hand
    """

    version: str
    schema: Schema
    lists: Mapping[str, Sequence[str]]
    applied: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def profile_of(
    version: str, addresses: Iterable[str] = (), declared: Sequence[Extension] = ()
) -> Profile:
    """Put a version of the standard and extensions together.

    :param version: ``1.0.3`` or ``1.1.5``
    :param addresses: of the ``extension.json`` files that a package names; never fetched
    :param declared: extensions that are handed along: one whose name an address holds is taken
        for that address, and one that is for always is applied whatever a package says

    Source: OCDS 1.1, extensions, "applied in the order in which they are listed".
    """
    found = {address: handed(address, declared) or at_hand(address) for address in addresses}
    applied = [one for one in found.values() if one]
    known = {one.name for one in applied}
    applied += [one for one in declared if one.always and one.name not in known]
    unknown = tuple(address for address, one in found.items() if one is None)
    return patched(version, applied, unknown)


def patched(version: str, applied: Sequence[Extension], unknown: tuple[str, ...] = ()) -> Profile:
    """Put a version of the standard and just these extensions together, in their order."""
    schema, lists = release_schema(version), dict(codelists(version))
    for extension in applied:
        schema = merged(schema, extension.patch)
        _change_lists(lists, extension.lists)
    if applied:
        _close(schema, lists)
        _complete(schema)
    return Profile(version, schema, lists, tuple(one.name for one in applied), unknown)


@lru_cache(maxsize=256)
def rules_with(addresses: tuple[str, ...], declared: tuple[Extension, ...] = ()) -> Rules:
    """Give the merge rules of the current release schema with extensions.

    :param addresses: as ``profile_of`` has them
    :param declared: as ``profile_of`` has them

    Source: OCDS 1.1, merging, "the extended release schema".
    """
    if not addresses and not declared:
        return core_rules()
    return rules_of(profile_of(VERSION, addresses, declared).schema)


def at_hand(address: str) -> Extension | None:
    """Give the extension of an address from what is at hand here; None where it is not."""
    match = _REPOSITORY.search(address) if is_address(address) else None
    return _registered().get(match[1]) if match else None


def handed(address: str, declared: Sequence[Extension]) -> Extension | None:
    """Give the extension of an address from those handed along, by its repository or folder."""
    if not is_address(address):
        return None
    names = {match[1] for form in (_REPOSITORY, _FOLDER_OF) if (match := form.search(address))}
    return next((one for one in declared if one.name in names), None)


def is_address(text: str) -> bool:
    """Whether a text may be an address: without white space, which none has (RFC 3986)."""
    return text.split() == [text]


def extension_named(name: str) -> Extension | None:
    """Give an extension that is at hand by the registry's name."""
    return next((one for one in _registered().values() if one.name == name), None)


def extension_names() -> list[str]:
    """Name the extensions that are at hand."""
    return sorted(one.name for one in _registered().values())


def merged(schema: Any, patch: Any) -> Any:  # noqa: ANN401 - JSON holds anything
    """Patch a schema; the one given stays as it is.

    Source: RFC 7396, section 2.
    """
    if not isinstance(patch, Mapping):
        return patch
    found = dict(schema) if isinstance(schema, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), value)
    return found


@cache
def _registered() -> dict[str, Extension]:
    """Give every extension at hand by the name of its repository.

    Restated without prose from the repositories of github.com/open-contracting-extensions, at the
    commits that the files name (Apache-2.0).
    """
    known = {}
    for file in files(__package__).joinpath(_FOLDER).iterdir():
        if file.name.endswith(".json"):
            facts = json.loads(file.read_text("utf-8"))
            name = file.name.removesuffix(".json")
            known[facts["repository"]] = Extension(name, facts["patch"], facts["codelists"])
    return known


def _change_lists(lists: dict[str, list[str]], changes: Mapping[str, Sequence[str]]) -> None:
    for name, codes in changes.items():
        if name.startswith("+"):
            lists[name[1:]] = [*lists.get(name[1:], []), *codes]
        elif name.startswith("-"):
            lists[name[1:]] = [code for code in lists.get(name[1:], []) if code not in codes]
        else:
            lists[name] = list(codes)


def _close(schema: Any, lists: Mapping[str, Sequence[str]]) -> None:  # noqa: ANN401
    """Write the codes of each closed list into the fields that have it, in place.

    Only what ``merged`` made anew is written to: parts that no patch touches are the standard's
    own, and their codes are the same unless a list changed.
    """
    if isinstance(schema, list):
        for one in schema:
            _close(one, lists)
    elif isinstance(schema, dict):
        for name, one in list(schema.items()):
            if isinstance(one, dict):
                closed = one.get("openCodelist") is False
                schema[name] = _closed(one, lists) if closed else dict(one)
            elif isinstance(one, list):
                schema[name] = list(one)
            _close(schema[name], lists)


def _complete(schema: Schema) -> None:
    """Let a definition that is nowhere be anything: an extension may need another one's."""
    definitions = schema.setdefault("definitions", {})
    left: list[Any] = [schema]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            reference = one.get("$ref")
            if isinstance(reference, str):
                if not reference.startswith(_OWN):
                    del one["$ref"]  # of another file, which is not fetched
                else:
                    definitions.setdefault(reference.removeprefix(_OWN), {})
            left += list(one.values())
        elif isinstance(one, list):
            left += one


def _closed(found: Schema, lists: Mapping[str, Sequence[str]]) -> Schema:
    codes = lists.get(str(found.get("codelist")))
    if codes is None:
        return found
    types = found.get("type")
    nothing = [None] if isinstance(types, list) and "null" in types else []
    if "enum" in found:
        return found | {"enum": [*codes, *nothing]}
    items = found.get("items")
    if isinstance(items, dict) and "enum" in items:
        return found | {"items": items | {"enum": list(codes)}}
    return found
