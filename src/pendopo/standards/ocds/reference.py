"""Releases merged as the reference library merges them, where it leaves the specification too.

What it does, in words: each release is laid out as a map from path to value, later maps overwrite
earlier ones path by path, and only the last map is put together into an object. A path's step into
a list is the text of the item's id. Everything that surprises follows from that: an object outlives
a null that was put in its place, since their paths differ; 1 and "1" share a path, and are parted
again when the object is put together.

Source: the behaviour of ocdsmerge 0.8, the reference implementation that OCDS 1.1 names.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pendopo.standards.ocds.fold import MergeError, Override, Overrides, Release
from pendopo.standards.ocds.rules import UNKNOWN, Rules

_Path = tuple[Any, ...]
_Laid = dict[_Path, Any]


class _Item(str):
    """The step into an item of a list: it equals any other whose id has the same text.

    :ivar key: what tells the item from others when the object is put together
    :ivar id: its id as written, or None
    """

    __slots__ = ("id", "key")
    id: object
    key: object

    def __new__(cls, key: object, given: object) -> "_Item":
        step = super().__new__(cls, key)
        step.key = key
        step.id = given
        return step


class _Unnamed:
    """What stands for the id of an item without one: like nothing else."""

    def __str__(self) -> str:
        # Longer than any id that a person wrote, and never the same while both are held.
        return f"no id, {id(self)}"


def sorted_like_reference(releases: Sequence[Release]) -> list[Release]:
    """Sort releases by the texts of their dates.

    :raises MergeError: when one of several has no date, or dates are of different types
    """
    if len(releases) == 1:
        return list(releases)
    if any(release.get("date") is None for release in releases):
        raise MergeError("/date: a release has no date, and the reference merges none without")
    try:
        return sorted(releases, key=lambda release: release["date"])
    except TypeError as error:
        raise MergeError("/date: the dates are of different types; write texts") from error


def compile_like_reference(releases: Sequence[Release], rules: Rules, how: Overrides) -> Release:
    """Merge releases into the compiled release that the reference gives.

    :raises MergeError: where the reference fails
    """
    laid: _Laid = {("tag",): ["compiled"]}
    layout = _Layout(rules, how)
    for release in sorted_like_reference(releases):
        laid["id",] = f"{release.get('ocid')}-{release.get('date')}"
        laid["date",] = release.get("date")
        laid["ocid",] = release.get("ocid")
        laid.update(layout.of(release))
    return _put_together(laid)


def version_like_reference(releases: Sequence[Release], rules: Rules, how: Overrides) -> Release:
    """Merge releases into the versioned release that the reference gives.

    :raises MergeError: where the reference fails
    """
    laid: _Laid = {}
    layout = _Layout(rules, how)
    for release in sorted_like_reference(releases):
        paths = layout.of(release)
        paths.pop(("ocid",), None)
        laid["ocid",] = release.get("ocid")
        about = {
            "releaseID": release.get("id"),
            "releaseDate": release.get("date"),
            "releaseTag": release.get("tag"),
        }
        for path, value in paths.items():
            versions = laid.setdefault(path, [])
            if type(versions) is list and not (versions and versions[-1]["value"] == value):
                versions.append({**about, "value": value})
    return _put_together(laid)


class _Layout:
    """Lays releases out as maps from path to value."""

    def __init__(self, rules: Rules, how: Overrides) -> None:
        self._rules = rules
        self._how = how

    def of(self, release: Release) -> _Laid:
        laid: _Laid = {}
        content = {name: value for name, value in release.items() if name != "tag"}
        self._lay(content, self._rules, laid, ((), ()))
        return laid

    def _lay(
        self,
        value: dict[str, Any] | list[dict[str, Any]],
        rules: Rules,
        laid: _Laid,
        at: tuple[_Path, tuple[str, ...]],
    ) -> None:
        path, names = at
        if isinstance(value, list):
            for step, item in self._steps(value, names):
                if item:
                    self._lay(item, rules, laid, ((*path, step), names))
            return
        for name, part in value.items():
            rule = rules.children.get(name, UNKNOWN)
            if rule.omit:
                continue
            if rule.whole or not _merges(part):
                laid[*path, name] = part
            elif part:
                self._lay(part, rule, laid, ((*path, name), (*names, name)))

    def _steps(
        self, items: list[dict[str, Any]], names: tuple[str, ...]
    ) -> Iterator[tuple[_Item, dict[str, Any]]]:
        override = self._how.get(names)
        for number, item in enumerate(items):
            key: object = item["id"] if "id" in item else _Unnamed()
            if override is Override.APPEND:
                key = _Unnamed()
            elif override is Override.BY_POSITION:
                key = number
            yield _Item(key, item.get("id")), item


def _merges(part: object) -> bool:
    if isinstance(part, list):
        return all(isinstance(item, dict) for item in part)
    return isinstance(part, dict)


def _put_together(laid: _Laid) -> Release:
    """Make one object of a map from path to value."""
    whole: Release = {}
    items: dict[_Path, dict[str, Any]] = {}
    for path, value in laid.items():
        node: Any = whole
        for end, step in enumerate(path, start=1):
            if type(step) is _Item:
                node = _item(node, path[: end - 1], step, items)
            elif not isinstance(node, dict):
                raise MergeError(
                    f"{_written(path[: end - 1])}: a literal or a list in an earlier release, "
                    f"an object with {step!r} in a later one; write one shape in both"
                )
            elif step in node:
                node = node[step]
            elif end < len(path):
                node[step] = [] if type(path[end]) is _Item else {}
                node = node[step]
            elif value is not None:
                # A list may yet be added to, and is a release's own.
                node[step] = value.copy() if type(value) is list else value
    return whole


def _item(node: Any, path: _Path, step: _Item, items: dict[_Path, dict[str, Any]]) -> Any:  # noqa: ANN401
    """Give the item at a step, made when it is new."""
    key = (*path, step.key)
    try:
        known = items.get(key)
    except TypeError as error:
        raise MergeError(f"{_written(path)}: an id is an object or a list") from error
    if known is not None:
        return known
    made = {} if step.id is None else {"id": step.id}
    items[key] = made
    if not isinstance(node, list):
        raise MergeError(
            f"{_written(path)}: an object or a literal in an earlier release, a list in a later "
            "one; write one shape in both"
        )
    node.append(made)
    return made


def _written(path: _Path) -> str:
    return "".join("/" + str(step) for step in path)
