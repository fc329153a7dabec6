"""What is published beside a release, so that everybody merges it alike, whatever is at hand."""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from pendopo.standards.ocds.extension import (
    Extension,
    at_hand,
    handed,
    is_address,
    patched,
    rules_with,
)
from pendopo.standards.ocds.facts import VERSION
from pendopo.standards.ocds.rules import Rules, alike, core_rules, rules_of

# How the fields of an extension merge, in an address that holds it: RFC 2397; RFC 7396, section 4.
# The parameter names, in base64url, the address whose extension it takes the place of.
_HELD: Final = "data:application/merge-patch+json;"
_PARTS: Final = re.compile(re.escape(_HELD) + r"(?:of=([A-Za-z0-9_-]*);)?base64,([A-Za-z0-9+/=]*)")
_OF_MERGING: Final = ("type", "$ref", "omitWhenMerged", "wholeListMerge", "mergeStrategy")
_BESIDE: Final = frozenset({"type"})  # what a field may say and merge as if it were unknown
# What a patch that makes no schema may end in: ``ValueError`` is that of ``SchemaError``, too.
NO_RULES: Final = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


def told_with(addresses: Iterable[str], declared: Sequence[Extension]) -> tuple[str, ...]:
    """Give what is published beside a release: ``rules_told`` makes of it the rules of the check.

    :param addresses: that its package names
    :param declared: as ``profile_of`` has them
    :returns: those addresses, and for each extension handed along that has a say in how fields
        merge, an address that holds it; one that a package itself holds, and what cannot be an
        address, is left out
    """
    return _told(tuple(dict.fromkeys(addresses)), tuple(declared))


def rules_told(addresses: Iterable[str]) -> Rules:
    """Give the merge rules for releases of which ``told_with`` was published.

    What is in a log never raises: what is held and gives no rules counts as nothing.
    """
    return _rules_told(tuple(dict.fromkeys(addresses)))


def is_held(address: str) -> bool:
    """Whether an address holds how fields merge, and leads nowhere."""
    return address.startswith(_HELD)


@lru_cache(maxsize=256)
def _told(addresses: tuple[str, ...], declared: tuple[Extension, ...]) -> tuple[str, ...]:
    named = tuple(one for one in addresses if is_address(one) and not is_held(one))
    if not declared:
        return named
    used = {address: one for address in named if (one := handed(address, declared))}
    names = {one.name for one in used.values()}
    always = [("", one) for one in declared if one.always and one.name not in names]
    given = [*used.items(), *always]
    brief = (*named, *filter(None, (_held(_brief(one.patch), at) for at, one in given)))
    try:
        if alike(rules_told(brief), rules_with(named, declared)):
            return brief
    except NO_RULES:  # told where extensions are read; here, they have no say
        return brief
    # A reference may lead to what is left out of the brief form.
    return (*named, *filter(None, (_held(one.patch, at) for at, one in given)))


@lru_cache(maxsize=256)
def _rules_told(addresses: tuple[str, ...]) -> Rules:
    parts = [one for address in addresses if is_held(address) and (one := _part_in(address))]
    named = tuple(address for address in addresses if not is_held(address))
    if not parts:
        return rules_with(named)
    instead = {at: one for at, one in parts if at in named}  # the newest, in the order of the log
    found = [instead.get(address) or at_hand(address) for address in named]
    applied = [one for one in found if one]
    applied += [one for at, one in parts if at not in named]
    try:
        return _rules(applied)
    except NO_RULES:
        return _rules_of_sound(applied)


def _rules(applied: Sequence[Extension]) -> Rules:
    return rules_of(patched(VERSION, applied).schema) if applied else core_rules()


def _rules_of_sound(applied: Iterable[Extension]) -> Rules:
    """Give the rules of those that give any together with the ones before."""
    kept: list[Extension] = []
    rules = core_rules()
    for one in applied:
        try:
            rules = _rules([*kept, one])
        except NO_RULES:
            continue
        kept.append(one)
    return rules


def _held(part: Mapping[str, Any], instead_of: str) -> str:
    """Write how the fields of an extension merge; nothing where it has no say in that."""
    if not part and not (instead_of and at_hand(instead_of)):
        return ""
    text = json.dumps(part, separators=(",", ":"), sort_keys=True).encode()
    name = base64.urlsafe_b64encode(instead_of.encode("utf-8", "surrogatepass")).decode()
    of = f"of={name.rstrip('=')};" if name else ""
    return f"{_HELD}{of}base64,{base64.b64encode(text).decode()}"


@lru_cache(maxsize=256)
def _part_in(address: str) -> tuple[str, Extension] | None:
    """Read what an address holds, and which one it takes the place of.

    :returns: None of what is no patch, or gives no rules by itself: written by no program of ours
    """
    match = _PARTS.fullmatch(address)
    if match is None:
        return None
    try:
        part = Extension("", json.loads(base64.b64decode(match[2], validate=True)))
        if not isinstance(part.patch, dict):
            return None
        _rules([part])
        name = base64.urlsafe_b64decode(f"{match[1] or ''}==").decode("utf-8", "surrogatepass")
    except NO_RULES:
        return None
    return name, part


def _brief(schema: Any) -> Any:  # noqa: ANN401 - JSON holds anything
    """Leave of a patch what ``rules_of`` looks at; nothing of fields of plain values but an id."""
    if not isinstance(schema, Mapping):
        return schema
    found = {name: schema[name] for name in _OF_MERGING if name in schema}
    if "items" in schema:
        found["items"] = _brief(schema["items"])
    for name in ("properties", "definitions"):
        inner = schema.get(name)
        if isinstance(inner, Mapping):
            kept = {field: _brief(one) for field, one in inner.items()}
            # Whether its items have an id says how a list merges: OCDS 1.1, merging.
            inner = {at: one for at, one in kept.items() if at == "id" or not _is_plain(one)}
        if name in schema and inner != {}:
            found[name] = inner
    return found


def _is_plain(part: Any) -> bool:  # noqa: ANN401 - JSON holds anything
    """Whether a field merges as one that the schema does not have."""
    if not isinstance(part, Mapping) or not part.keys() <= _BESIDE:
        return False
    types = part.get("type", [])
    given = types if isinstance(types, list) else [types]
    return all(isinstance(one, str) and one not in {"object", "array"} for one in given)
