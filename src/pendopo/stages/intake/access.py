"""The parser of Access databases, held to what ends: it follows pointers that a file may bend.

access-parser knows the form; what a table says of itself it believes. Apart from ``database``,
since it is loaded only where a database was handed in.
"""

from typing import Any, Final

from access_parser.access_parser import AccessParser, AccessTable, TableObj
from access_parser.parsing_primitives import TDEF_HEADER, parse_data_page_header
from construct import ConstructError

__all__ = ["ConstructError", "Database", "Kept"]

_USERS: Final = 1  # the kind of an object that is a table, in the catalogue
_IN_PLACE: Final = 0xC000_0000  # of a long text: kept in its row, or in one row elsewhere
_PLACE: Final = 0xFFF  # of where a row begins: the bits above say that it is deleted or moved
_CATALOGUE: Final = 2  # the page that declares it


class Kept(AccessTable):  # type: ignore[misc]
    """One table."""

    def _merge_table_data(self, first_page: int) -> bytes:
        seen: set[int] = set()
        data, at = b"", first_page
        while at:
            if at in seen:
                raise ValueError(f"the declaration of a table goes round in page {at}")
            seen.add(at)
            page = self._table_defs[at * self.page_size]
            head = TDEF_HEADER.parse(page)
            data += page[head.header_end :]
            at = head.next_page_ptr
        return data

    def _get_overflow_record(self, record_pointer: int) -> bytes | None:
        """Give a row that moved to another page, where it no longer fitted.

        It ends where the row before it in that page begins, which may itself have moved or be
        deleted: the place is the low 12 bits, above them stand flags (mdbtools, HACKING).
        """
        at, nth = (record_pointer >> 8) * self.page_size, record_pointer & 0xFF
        page: bytes | None = self._data_pages.get(at)
        if not page:
            raise ValueError(f"a row moved to page {at // self.page_size}, which holds none")
        offsets = parse_data_page_header(page, version=self.version).record_offsets
        if nth >= len(offsets):
            raise ValueError(f"a row moved to place {nth} of a page of {len(offsets)} rows")
        end = offsets[nth - 1] & _PLACE if nth else len(page)
        return page[offsets[nth] & _PLACE : end]

    def _parse_memo(self, data: bytes, return_raw: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
        if return_raw:  # a picture or a program
            return None
        if len(data) >= 4 and int.from_bytes(data[:4], "little") & _IN_PLACE:  # noqa: PLR2004
            return super()._parse_memo(data)
        # Over several pages, of which each names the next: no code, name or amount is so long.
        return ""


class Database(AccessParser):  # type: ignore[misc]
    """A database, and its tables by their names in ``catalog``."""

    def table(self, name: str) -> Kept:
        """Open a table.

        :raises KeyError: when no page declares it
        """
        at = self.catalog[name] * self.page_size
        found = self._tables_with_data.get(at) or TableObj(at, self._table_defs[at])
        return self._kept(found)

    def parse_msys_table(self) -> dict[str, Any]:
        """Leave out how Access shows cells: an amount shown as $1,000.0 has lost a digit."""
        return {}

    def _parse_catalog(self) -> dict[str, int]:
        rows = self._kept(self._tables_with_data[_CATALOGUE * self.page_size]).parse()
        listed = zip(rows["Name"], rows["Id"], rows["Type"], strict=True)
        return {name: at for name, at, kind in listed if kind == _USERS and name[:4] != "MSys"}

    def _kept(self, found: TableObj) -> Kept:
        return Kept(found, self.version, self.page_size, self._data_pages, self._table_defs)
