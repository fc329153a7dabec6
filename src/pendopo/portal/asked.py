"""What a reader asks of a table, and the addresses that ask a little more or less."""

from urllib.parse import urlencode

from pendopo.portal.pager import PAGE
from pendopo.portal.visit import Visit
from pendopo.published.asking import SEARCH, SORT


class Asked:
    """The question in a visit's address: parameters with a value, in their order."""

    def __init__(self, visit: Visit) -> None:
        self._plain = visit.plain
        self._items = [
            (name, text)
            for name, texts in visit.query.lists()
            for text in texts
            if text and name != PAGE
        ]

    def of_table(self) -> list[tuple[str, str]]:
        """Give the question without the page number, as ``published.asking`` reads it."""
        return list(self._items)

    @property
    def sort(self) -> str:
        """The column sorted by, ``-`` before it for descending."""
        return dict(self._items).get(SORT, "")

    @property
    def query_string(self) -> str:
        """The question, for the address of a download; empty or beginning with ``?``."""
        return f"?{urlencode(self._items)}" if self._items else ""

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The parameters that filter."""
        return [(name, text) for name, text in self._items if name not in {SEARCH, SORT}]

    def value(self, name: str) -> str:
        """Give a parameter's value, empty where it is not asked."""
        return dict(self._items).get(name, "")

    def kept_beside(self, names: set[str]) -> list[tuple[str, str]]:
        """Give the parameters that a form with fields of those names must carry along."""
        return [(name, text) for name, text in self._items if name not in names]

    def sorted_by(self, text: str) -> str:
        """Give the address in another order."""
        return self._address([*self.kept_beside({SORT}), (SORT, text)])

    def with_(self, name: str, text: str) -> str:
        """Give the address with a parameter set, in place of what it was."""
        return self._address([*self.kept_beside({name}), (name, text)])

    def without(self, name: str) -> str:
        """Give the address without a parameter."""
        return self._address(self.kept_beside({name}))

    @property
    def nothing(self) -> str:
        """The address that asks nothing."""
        return self._plain

    def _address(self, items: list[tuple[str, str]]) -> str:
        return f"{self._plain}?{urlencode(items)}" if items else self._plain
