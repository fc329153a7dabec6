"""What is wrong in a release, or to be told of it: everything, in a form that can be counted.

Whatever is wrong, the work is of one order: a release is parsed once, asked whether anything is to
be told of it at all, and only gone through when there is.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any, Final

import jsonschema_rs

from pendopo.standards.ocds.extension import Extension, Profile, merged, profile_of, rules_with
from pendopo.standards.ocds.facts import (
    PATCHES,
    VERSION,
    Schema,
    codelists,
    package_schema,
    versioned_release_schema,
)
from pendopo.standards.ocds.fault import (
    SchemaFault,
    fault_of_error,
    fault_of_seen,
    pointer_of,
    type_name,
)
from pendopo.standards.ocds.glance import Glance, Glanced
from pendopo.standards.ocds.look import (
    ADDITIONAL,
    EMPTY,
    Node,
    Path,
    node_of,
    same_ids,
    seen_in,
)
from pendopo.standards.ocds.often import Kinds
from pendopo.standards.ocds.reading import Package
from pendopo.standards.ocds.rules import Rules, SchemaError, rules_of
from pendopo.standards.ocds.strict import Steps, strict_schema

# A field that is in no schema and in so many releases is in most: it is let pass, and counted.
OFTEN: Final = 100
_LET_PASS_MOST: Final = 40
_OF_NOTHING: Final = frozenset({"minItems", "minLength", "required"})
_DATE: Final[Path] = ("date",)
_NO_FIELDS: Final[dict[str, Any]] = {}


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
        self._judges: dict[tuple[str, tuple[str, ...]], _Judge] = {}
        self._package: Package | None = None
        self._addresses: tuple[str, ...] = ()
        self._last: _Judge
        self._glanced: Package | None = None
        self._at: Callable[[bytes], Glanced | None]
        self._as_written: Callable[[bytes], Glanced | None]
        self.version = ""

    def faults(self, release: dict[str, Any], package: Package) -> Sequence[SchemaFault]:
        """Give everything about one release, in the schema's order.

        Of a kind of fault that very many releases have, and of a field that no schema knows, the
        first are given here and the others counted.

        :raises ValueError: when it is nested deeper than can be looked at
        """
        return self._judge(release, package).faults(release)

    def glance(self, raw: bytes, package: Package) -> Glanced | None:
        """Give what is known of a release as it is written, when nothing is to be told of it.

        Of many others, too, nothing is to be told: ``faults`` is asked.
        """
        return self._at(raw) if self._turn_to(package) else None

    def as_written(self, raw: bytes, package: Package) -> Glanced | None:
        """Give the same where the release is written just as it would be written anew."""
        return self._as_written(raw) if self._turn_to(package) else None

    def _turn_to(self, package: Package) -> bool:
        """Glance at releases of a package; False where each tells its version itself."""
        if package is not self._glanced or package is not self._package:
            if not self._version and package.kind and not package.version:
                return False
            judge = self._judge(_NO_FIELDS, package)
            self._at, self._as_written, self._glanced = judge.glance, judge.as_written, package
        return True

    def often(self) -> Iterator[tuple[SchemaFault, int]]:
        """Give the kinds that were only counted, each with how often besides."""
        for judge in self._judges.values():
            yield from judge.often()

    def let_pass(self) -> Iterator[SchemaFault]:
        """Give the fields in no schema that are only counted by now."""
        for judge in self._judges.values():
            yield from judge.let_pass()

    def rules(self, addresses: Iterable[str]) -> Rules:
        """Give the merge rules of the schema, or of extensions that packages name."""
        if self._own:
            return rules_of(self._own.schema)
        return rules_with(tuple(dict.fromkeys(addresses)), self._declared)

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
        self._glance = Glance(profile, self._let_pass)
        self.glance = self._glance.at
        self.as_written = self._glance.as_written
        self._kinds = Kinds()
        self._node = _node_of(profile)
        self._schema = _schema_of(profile)
        self._strict, self._unseen = _strict_of(profile)
        self._required: list[str] = profile.schema.get("required", [])
        self._below = _below_of(profile)

    def faults(self, release: dict[str, Any]) -> list[SchemaFault]:
        found = [fault_of_seen(one) for one in same_ids(release, self._node)]
        if self._strict.is_valid(release):
            self._pass(release)
            if not found:
                self._glance.learn(release)
            return found
        self._kinds.begin()
        faults, said = self._schema_faults(release)
        if self._unseen.is_valid(release):
            self._pass(release)
        else:
            faults += self._seen(release, said)
        return [*faults, *found]

    def let_pass(self) -> Iterator[SchemaFault]:
        return (SchemaFault(pointer_of(steps), ADDITIONAL, "", "") for steps in self._let_pass)

    def often(self) -> Iterator[tuple[SchemaFault, int]]:
        for one, many in zip(self.let_pass(), self._let_pass.values(), strict=True):
            if many:
                yield one, many
        yield from self._kinds.often()

    def _pass(self, release: dict[str, Any]) -> None:
        """Count the fields that are let pass."""
        for steps in self._let_pass:
            self._let_pass[steps] += _count(release, steps)

    def _schema_faults(self, release: dict[str, Any]) -> tuple[list[SchemaFault], set[Path]]:
        """Give what the schema finds, and the paths of what is said to be empty by it."""
        told: list[SchemaFault | None] = []
        said: set[Path] = set()
        missing = [name for name in self._required if name not in release]
        if missing and self._below.is_valid(release):  # what one file mostly has in each release
            for name in missing:
                at = f"/{name}"
                make = partial(SchemaFault, at, "required", name, "", at)
                told.append(self._kinds.tell(name, make))
            return [one for one in told if one], {()}
        for error in self._schema.iter_errors(release):
            path, schema_path = tuple(error.instance_path), tuple(error.schema_path)
            keyword = schema_path[-1]
            # That a list is empty, or an object lacks what it must have, is said once.
            if keyword in _OF_NOTHING:
                said.add(path)
            told.append(self._error(error, path, schema_path))
        return [one for one in told if one], said

    def _error(
        self, error: jsonschema_rs.ValidationError, path: Path, schema_path: Path
    ) -> SchemaFault | None:
        if path == _DATE:  # whose faults others ask for
            return fault_of_error(error, self.profile.schema)
        more: object = None
        if schema_path[-1] == "type":
            more = type_name(error.instance)
        elif schema_path[-1] == "required":
            more = getattr(error.kind, "property", "")
        key = (schema_path, _starred(path), more)
        return self._kinds.tell(key, partial(fault_of_error, error, self.profile.schema))

    def _seen(self, release: dict[str, Any], said: set[Path]) -> Iterator[SchemaFault]:
        for one in seen_in(release, self._node):
            keyword, path = one[0], one[1]
            if keyword == EMPTY and path in said:
                continue
            steps = _starred(path)
            if keyword == ADDITIONAL:
                if steps in self._let_pass:
                    self._let_pass[steps] += 1
                else:
                    self._meet(steps)
                    yield fault_of_seen(one)
            elif fault := self._kinds.tell((keyword, steps), partial(fault_of_seen, one)):
                yield fault

    def _meet(self, steps: Steps) -> None:
        self._met[steps] += 1
        if self._met[steps] == OFTEN and len(self._let_pass) < _LET_PASS_MOST:
            self._let_pass[steps] = 0
            self._strict, self._unseen = _strictly(self.profile, self._let_pass)


def schema_faults(release: dict[str, Any], version: str = VERSION) -> Iterator[SchemaFault]:
    """Give every error that the release schema finds, in the schema's order."""
    profile = _profile(version, ())
    return (fault_of_error(one, profile.schema) for one in _schema_of(profile).iter_errors(release))


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


def versioned_faults(release: dict[str, Any]) -> Iterator[SchemaFault]:
    """Give every error that the schema of versioned releases of 1.1 finds, in its order.

    :raises ValueError: when it is nested deeper than can be looked at
    """
    schema, validator = _versioned()
    return (fault_of_error(one, schema) for one in validator.iter_errors(release))


def package_faults(package: Package, version: str) -> Iterator[SchemaFault]:
    """Give every error in what stands beside the releases or records of a package.

    :param version: the minor version of its releases
    """
    version = PATCHES.get(version, VERSION)
    kind = "record_package" if package.kind == "records" else "release_package"
    schema, validator = _beside(kind, version)
    return (fault_of_error(one, schema) for one in validator.iter_errors(package.meta))


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
def _versioned() -> tuple[Schema, jsonschema_rs.Draft4Validator]:
    return versioned_release_schema(), _validator_of(versioned_release_schema())


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


def _starred(path: Path) -> Steps:
    return tuple(["*" if type(step) is int else step for step in path])  # type: ignore[misc]


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
