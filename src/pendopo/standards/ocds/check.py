"""What is wrong in a release, or to be told of it: everything, in a form that can be counted.

Whatever is wrong, the work is of one order: a release is parsed once, asked whether anything is to
be told of it at all, and only gone through when there is.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Final

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.extension import Extension, Profile, merged, profile_of
from pendopo.standards.ocds.facts import PATCHES, VERSION, Schema, codelists, package_schema
from pendopo.standards.ocds.look import (
    ADDITIONAL,
    EMPTY,
    OPEN_CODE,
    Node,
    Path,
    Seen,
    node_of,
    same_ids,
    seen_in,
)
from pendopo.standards.ocds.reading import Package
from pendopo.standards.ocds.rules import SchemaError, rules_of
from pendopo.standards.ocds.strict import Steps, strict_schema

_SHOWN = 80  # characters of a value that are quoted
_CODES_SHOWN = 6
_TYPE_NAMES = {bool: "boolean", str: "string", list: "array", dict: "object", type(None): "null"}
# A field that is in no schema and in so many releases is in most: it is let pass, and counted.
_OFTEN: Final = 100
_LET_PASS_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """One error of one release, or one thing to be told of it.

    :param pointer: the JSON pointer of the field, indexes replaced by ``*``: ``/awards/*/id``
    :param keyword: the schema's word that it breaks: ``type``, ``required``, ``enum`` …; or of
        what the schema does not forbid ``additional``, ``deprecated``, ``empty``, ``openCodelist``
        and ``sameId``
    :param expected: what the schema wants there, in its own words: ``string, null``
    :param found: what stands there, cut at eighty characters (under ``type`` the name of its
        type); empty where nothing does
    :param at: the JSON pointer with its indexes
    """

    pointer: str
    keyword: str
    expected: str
    found: str
    at: str = field(default="", compare=False)


class Checker:
    """Checks releases, each against what its package declares.

    :param declared: extensions that are applied whatever a package says
    :param version: ``1.0`` or ``1.1``, whatever a package says; empty to go by it
    :param schema: a release schema to hold every release against, whatever a package declares;
        the codes are those of its version
    :raises SchemaError: when the schema is none

    ``version`` is then that of the release that was checked last.
    """

    def __init__(
        self,
        declared: Sequence[Extension] = (),
        version: str = "",
        schema: Schema | None = None,
    ) -> None:
        self._declared = tuple(declared)
        self._own = _own(schema, declared) if schema else None
        self._version = version
        self._judges: dict[object, _Judge] = {}
        self._package: Package | None = None
        self._addresses: tuple[str, ...] = ()
        self._last: _Judge
        self.version = ""

    def faults(self, release: dict[str, Any], package: Package) -> Sequence[SchemaFault]:
        """Give everything about one release, in the schema's order.

        Of a field that no schema knows and that very many releases have, the first are given here
        and the others counted.

        :raises ValueError: when it is nested deeper than can be looked at
        """
        return self._judge(release, package).faults(release)

    def often(self) -> Iterator[tuple[SchemaFault, int]]:
        """Give the fields that were only counted, each with how often besides."""
        for judge in self._judges.values():
            yield from judge.often()

    def profiles(self) -> Iterator[Profile]:
        """Give what was checked against, in the order in which it was met."""
        for judge in self._judges.values():
            yield judge.profile

    def _judge(self, release: dict[str, Any], package: Package) -> "_Judge":
        if package is self._package and (package.version or not package.kind):
            return self._last  # nothing in the release tells its version
        self.version = self._version or version_of(release, package)
        if package is not self._package:
            self._package, self._addresses = package, extensions_of(package)
        key = (self.version, () if self._own else self._addresses)
        if key not in self._judges:
            patch = PATCHES.get(self.version, VERSION)
            own = replace(self._own, version=patch, lists=codelists(patch)) if self._own else None
            self._judges[key] = _Judge(own or _profile(patch, self._addresses, self._declared))
        self._last = self._judges[key]
        return self._last


class _Judge:
    """Checks releases against one profile."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._met: Counter[Steps] = Counter()
        self._let_pass: Counter[Steps] = Counter()
        self._node = _node_of(profile)
        self._schema = _schema_of(profile)
        self._strict, self._unseen = _strict_of(profile)
        self._required: list[str] = profile.schema.get("required", [])
        self._below = _below_of(profile)

    def faults(self, release: dict[str, Any]) -> list[SchemaFault]:
        found = [_told(one) for one in same_ids(release, self._node)]
        if self._strict.is_valid(release):
            self._pass(release)
            return found
        faults = self._schema_faults(release)
        if self._unseen.is_valid(release):
            self._pass(release)
            return [*faults, *found]
        # That a list is empty, or an object lacks what it must have, is said once.
        said = {one.at for one in faults if one.keyword in {"minItems", "minLength"}}
        said |= {one.at.rpartition("/")[0] for one in faults if one.keyword == "required"}
        seen = (one for one in self._seen(release) if one.keyword != EMPTY or one.at not in said)
        return [*faults, *seen, *found]

    def often(self) -> Iterator[tuple[SchemaFault, int]]:
        for steps, many in self._let_pass.items():
            if many:
                yield SchemaFault(_pointer(steps), ADDITIONAL, "", ""), many

    def _pass(self, release: dict[str, Any]) -> None:
        """Count the fields that are let pass."""
        for steps in self._let_pass:
            self._let_pass[steps] += _count(release, steps)

    def _schema_faults(self, release: dict[str, Any]) -> list[SchemaFault]:
        missing = [name for name in self._required if name not in release]
        if missing and self._below.is_valid(release):  # what one file mostly has in each release
            return [SchemaFault(f"/{name}", "required", name, "", f"/{name}") for name in missing]
        return [_fault(error, self.profile.schema) for error in self._schema.iter_errors(release)]

    def _seen(self, release: dict[str, Any]) -> Iterator[SchemaFault]:
        for one in seen_in(release, self._node):
            if one[0] == ADDITIONAL:
                steps = tuple("*" if isinstance(step, int) else step for step in one[1])
                if steps in self._let_pass:
                    self._let_pass[steps] += 1
                    continue
                self._meet(steps)
            yield _told(one)

    def _meet(self, steps: Steps) -> None:
        self._met[steps] += 1
        if self._met[steps] == _OFTEN and len(self._let_pass) < _LET_PASS_MOST:
            self._let_pass[steps] = 0
            self._strict, self._unseen = _strictly(self.profile, self._let_pass)


def schema_faults(release: dict[str, Any], version: str = VERSION) -> Iterator[SchemaFault]:
    """Give every error that the release schema finds, in the schema's order."""
    profile = _profile(version, ())
    return (_fault(one, profile.schema) for one in _schema_of(profile).iter_errors(release))


def version_of(release: dict[str, Any], package: Package) -> str:
    """Tell the minor version of a release.

    Version 1.0 had no field for it. A package without one is of 1.0, unless its release names
    parties, which 1.0 did not know; a release in no package is taken for 1.1.

    Source: OCDS 1.1, changelog.
    """
    named = package.version[:3]  # some write the patch, too
    if named in PATCHES or not package.kind:
        return named or "1.1"
    return "1.1" if named or "parties" in release else "1.0"


def package_faults(package: Package, version: str) -> Iterator[SchemaFault]:
    """Give every error in what stands beside the releases or records of a package.

    :param version: the minor version of its releases
    """
    version = PATCHES.get(version, VERSION)
    kind = "record_package" if package.kind == "records" else "release_package"
    schema, validator = _beside(kind, version)
    return (_fault(one, schema) for one in validator.iter_errors(package.meta))


def extensions_of(package: Package) -> tuple[str, ...]:
    """Give the addresses of the extensions that a package declares, each once."""
    found = package.meta.get("extensions")
    texts = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    return tuple(dict.fromkeys(texts))


@lru_cache(maxsize=64)
def _profile(
    version: str, addresses: tuple[str, ...], declared: tuple[Extension, ...] = ()
) -> Profile:
    return profile_of(version, addresses, declared)


def _own(schema: Schema, declared: Sequence[Extension]) -> Profile:
    """Give a profile of somebody's own schema.

    :raises SchemaError: when it is none
    """
    for extension in declared:
        schema = merged(schema, extension.patch)
    try:
        _validator_of(schema)
        rules_of(schema)
        return Profile("", schema, {}, tuple(one.name for one in declared))
    except (ValueError, AttributeError, TypeError) as error:
        raise SchemaError(str(error)) from error


@lru_cache(maxsize=64)
def _node_of(profile: Profile) -> Node:
    return node_of(profile.schema, profile.lists)


@lru_cache(maxsize=64)
def _schema_of(profile: Profile) -> jsonschema_rs.Draft4Validator:
    return _validator_of(profile.schema)


@lru_cache(maxsize=64)
def _below_of(profile: Profile) -> jsonschema_rs.Draft4Validator:
    """Give what holds a release against its schema, whatever fields of its own are missing."""
    return _validator_of({k: v for k, v in profile.schema.items() if k != "required"})


_Two = tuple[jsonschema_rs.Draft4Validator, jsonschema_rs.Draft4Validator]


@lru_cache(maxsize=64)
def _strict_of(profile: Profile) -> _Two:
    return _strictly(profile, ())


def _strictly(profile: Profile, allowed: Collection[Steps]) -> _Two:
    """Give what passes a release of which nothing is to be told, or nothing but schema errors."""
    schema, lists = profile.schema, profile.lists
    every, unseen = (strict_schema(schema, lists, allowed, values=one) for one in (True, False))
    return _validator_of(every), _validator_of(unseen)


@cache
def _beside(kind: str, version: str) -> tuple[Schema, jsonschema_rs.Draft4Validator]:
    # Without the definition of a record, which refers to the schemas of what is in it.
    schema = {k: v for k, v in package_schema(kind, version).items() if k != "definitions"}
    own = {"releases", "records"}
    schema["properties"] = {
        name: one for name, one in schema["properties"].items() if name not in own
    }
    schema["required"] = [name for name in schema["required"] if name not in own]
    return schema, _validator_of(schema)


def _validator_of(schema: Schema) -> jsonschema_rs.Draft4Validator:
    # Offline: an address in a schema is never fetched.
    return jsonschema_rs.Draft4Validator(schema, validate_formats=True, offline=True)


def _count(value: Any, steps: Steps) -> int:  # noqa: ANN401 - JSON holds anything
    """Count how often a field stands in a release."""
    for place, step in enumerate(steps):
        if step == "*":
            rest = steps[place + 1 :]
            return sum(_count(one, rest) for one in value) if isinstance(value, list) else 0
        if not isinstance(value, dict) or step not in value:
            return 0
        value = value[step]
    return 1


def _told(seen: Seen) -> SchemaFault:
    keyword, path, expected, found = seen
    wanted = _codes(expected) if keyword == OPEN_CODE else str(expected)
    return SchemaFault(_pointer(path), keyword, wanted, _quoted(found), _pointer(path, exact=True))


def _fault(error: jsonschema_rs.ValidationError, schema: Schema) -> SchemaFault:
    path: list[str | int] = list(error.instance_path)
    keyword = str(error.schema_path[-1])
    expected, found = _facts(error, schema)
    if keyword == "required":
        path.append(expected)
    return SchemaFault(_pointer(path), keyword, expected, found, _pointer(path, exact=True))


def _pointer(path: Path | Sequence[str | int], *, exact: bool = False) -> str:
    steps = (
        str(step) if isinstance(step, int) and exact else "*" if isinstance(step, int) else step
        for step in path
    )
    return "".join("/" + _escaped(step) for step in steps)


def _escaped(step: str) -> str:
    # RFC 6901, section 3.
    return step.replace("~", "~0").replace("/", "~1")


def _facts(error: jsonschema_rs.ValidationError, schema: Schema) -> tuple[str, str]:
    """Give what was expected and what was found."""
    match error.kind:
        case ValidationErrorKind.Type(types=types):
            return ", ".join(sorted(types)), _type_name(error.instance)
        case ValidationErrorKind.Required(property=name):
            return str(name), ""
        case ValidationErrorKind.Enum(options=options):
            return _codes(options), _quoted(error.instance)
        case ValidationErrorKind.Format(format=name):
            return name, _quoted(error.instance)
        case _:
            return _limit(error.schema_path, schema), _quoted(error.instance)


def _limit(schema_path: list[str | int], schema: Schema) -> str:
    """Give the schema's own value at a path: the least length, the pattern."""
    value: Any = schema
    for step in schema_path:
        value = value[step]
    return _quoted(value)


def _type_name(value: object) -> str:
    return _TYPE_NAMES.get(type(value), "number")


def _codes(options: Sequence[Any]) -> str:
    shown = ", ".join(str(code) for code in options[:_CODES_SHOWN] if code is not None)
    return shown + (" …" if len(options) > _CODES_SHOWN else "")


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else dump(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
