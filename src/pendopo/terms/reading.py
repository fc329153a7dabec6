"""How a file is to be read: what a person said of it, so that it need not be guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

# The names of sheets that this program writes beside a table (findings, what each column means)
# begin so. They are no tables, and a workbook that is handed in again may hold them still.
OUR_SHEETS: Final = "Pendopo · "


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person said of a file; what is empty is found in the file.

    :param encoding: the name of its character encoding, as a finding proposed it
    :param delimiter: the one character between cells
    :param quote: the one character around cells
    :param sheet: the sheet of a workbook, or the file of an archive, to read
    :param header: the header's row, as a spreadsheet counts; 0 to find it
    :param names: its columns' names, where it has no header row: then its first row is data
    :param schema: a Table Schema descriptor
    :param mapping: a mapping file's content: how the source's columns and codes become ours
    """

    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    sheet: str = ""
    header: int = 0
    names: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None
    mapping: Mapping[str, Any] | None = None
