"""Where each page of an archive leads, kept in it: what a page that nothing touched still needs.

A page that is not made anew is not read anew either, and what it leads to must stay. A line of
``.pendopo-links`` is a page: the tag that it was made under, and the addresses behind its links.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

LINKS: Final = ".pendopo-links"


@dataclass(frozen=True, slots=True)
class Led:
    """The pages of an archive and where they lead.

    :param pages: by their places: a tag, and addresses without a state
    """

    pages: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path) -> "Led":
        """Read what an archive keeps; nothing where that cannot be read."""
        try:
            said = json.loads((root / LINKS).read_bytes())
            addresses: list[str] = said["addresses"]
            return cls(
                {
                    place: (str(tag), tuple(addresses[one] for one in to))
                    for place, (tag, to) in said["pages"].items()
                }
            )
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return cls()

    def of(self, place: str, tag: str) -> tuple[str, ...] | None:
        """Give where a page leads; None where that is not known of one made under that tag."""
        known, addresses = self.pages.get(place, ("", ()))
        return addresses if tag and known == tag else None

    def put(self, place: str, tag: str, addresses: Iterable[str]) -> None:
        """Take note of a page."""
        self.pages[place] = tag, tuple(addresses)

    def encode(self) -> bytes:
        """Write all down: each address once."""
        numbers: dict[str, int] = {}
        pages: Mapping[str, Any] = {
            place: [tag, [numbers.setdefault(one, len(numbers)) for one in addresses]]
            for place, (tag, addresses) in sorted(self.pages.items())
        }
        said = {"addresses": list(numbers), "pages": pages}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
