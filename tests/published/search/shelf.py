"""A small index to ask."""

from pathlib import Path
from typing import Any

from pendopo.published.search import Asked, Document, Found, Indexes, Kind, Page, Shelf, Stems

STEMS = Stems(["id", "en"])
OF_ROADS: dict[str, Any] = {"register": "datasets", "publisher": "Dinas Jalan", "year": 2026}


def publication(entry: int, title: str, body: str = "", **said: Any) -> Document:
    """One publication of the office for roads, of 2026."""
    given: dict[str, Any] = {
        "register": "datasets",
        "publisher": "Dinas Jalan",
        "year": 2026,
        **said,
    }
    return Document(f"p:{entry}", Kind.PUBLICATION, title, body, route={"id": str(entry)}, **given)


def row(entry: int, title: str, body: str = "", **said: Any) -> Document:
    given: dict[str, Any] = {
        "register": "datasets",
        "publisher": "Dinas Jalan",
        "year": 2026,
        **said,
    }
    return Document(f"p:{entry}", Kind.ROW, title, body, route={"row": title}, **given)


class Index:
    """Indexes of a folder, with questions in one word."""

    def __init__(self, folder: Path) -> None:
        self.indexes = Indexes(folder, STEMS)
        self.shelf = Shelf(self.indexes)
        self.size = 0

    def add(self, *documents: Document, gone: tuple[str, ...] = ()) -> None:
        """Make the index of one more entry."""
        self.size += 1
        with self.indexes.draft(self.size) as draft:
            for source in gone:
                draft.remove(source)
            draft.add(documents)

    def find(self, words: str, **asked: Any) -> Found:
        found = self.shelf.find(Asked(words, **asked), self.size, Page(0, 20))
        assert found is not None
        return found

    def titles(self, words: str, **asked: Any) -> list[str]:
        return ["".join(text for text, _ in hit.title) for hit in self.find(words, **asked).hits]
