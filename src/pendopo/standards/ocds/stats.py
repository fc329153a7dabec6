"""What is in a file: how many releases of what, of when, and how often each field is filled."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from pendopo.standards.ocds.instant import parse_instant
from pendopo.standards.ocds.process.values import at, name_of, object_of

_LISTS = (
    ("awards", ("awards",)),
    ("contracts", ("contracts",)),
    ("tenderers", ("tender", "tenderers")),
    ("suppliers", ("awards", "suppliers")),
    ("items", ("tender", "items")),
    ("documents", ("tender", "documents")),
    ("transactions", ("contracts", "implementation", "transactions")),
)
_FIELDS_MOST = 5_000  # a hostile file could name a new field in every release


class Stats:
    """Counts over releases, taken one by one."""

    def __init__(self) -> None:
        self.releases = 0
        self.undated = 0
        self.first = ""
        self.last = ""
        self.tags: Counter[str] = Counter()
        self.currencies: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self._things: dict[str, set[int]] = {name: set() for name, _ in _LISTS}
        self._processes: set[int] = set()
        self._buyers: set[int] = set()

    def add(self, release: dict[str, Any]) -> None:
        """Count one release."""
        self.releases += 1
        ocid = name_of(release.get("ocid")) or ""
        self._processes.add(hash(ocid))
        buyer = name_of(object_of(release.get("buyer")).get("id"))
        if buyer is not None:
            self._buyers.add(hash(buyer))
        self._add_date(release.get("date"))
        tags = at(release, "tag")
        self.tags.update(tag for _, tag in tags if isinstance(tag, str))
        for name, path in _LISTS:
            found = self._things[name]
            found.update(hash((ocid, where, name_of(one))) for where, one in _named(release, path))
        self._add_fields(release)

    def summary(self, known: Collection[str]) -> dict[str, Any]:
        """Give the counts as a JSON value; fields and codes the most frequent first.

        :param known: the fields of the schema: ``tender/items/id``
        """
        filled = sum(f"/{one}" in self.fields for one in known)
        return {
            "releases": self.releases,
            "processes": len(self._processes),
            "buyers": len(self._buyers),
            **{name: len(found) for name, found in self._things.items()},
            "first": self.first,
            "last": self.last,
            "undated": self.undated,
            "schema_fields": len(known),
            "schema_fields_filled": filled,
            "tags": dict(self.tags.most_common()),
            "currencies": dict(self.currencies.most_common()),
            "fields": dict(sorted(self.fields.items())),
        }

    def _add_date(self, date: object) -> None:
        instant = parse_instant(date) if isinstance(date, str) else None
        if instant is None:
            self.undated += 1
            return
        text = instant.utc.isoformat(timespec="seconds") + "Z"
        self.first = min(self.first or text, text)
        self.last = max(self.last, text)

    def _add_fields(self, release: dict[str, Any]) -> None:
        left: list[tuple[str, Any]] = [("", release)]
        while left:
            where, value = left.pop()
            if isinstance(value, list):
                left += [(where, one) for one in value]
            elif isinstance(value, dict):
                for name, one in value.items():
                    if one not in (None, "", [], {}):
                        self._count(f"{where}/{name}", name, one)
                        left.append((f"{where}/{name}", one))

    def _count(self, where: str, name: str, value: object) -> None:
        if where in self.fields or len(self.fields) < _FIELDS_MOST:
            self.fields[where] += 1
        if name == "currency" and isinstance(value, str):
            self.currencies[value] += 1


def _named(release: dict[str, Any], path: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Give each thing with the id of what holds it, by which it is one through all releases."""
    if len(path) == 1 or path[0] == "tender":
        return [("", object_of(one).get("id")) for _, one in at(release, *path)]
    holders = [object_of(one) for _, one in at(release, path[0])]
    return [
        (name_of(holder.get("id")) or "", object_of(one).get("id"))
        for holder in holders
        for _, one in at(holder, *path[1:])
    ]
