"""A delimited file of another dialect is written as RFC 4180 has it, row for row."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from pendopo.stages.intake.dialect import ROW_BYTES_MOST, Dialect
from pendopo.stages.intake.encoding import Text, written

_WORDS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Where a file is not of the dialect.

    :param row: which row it is, from 0
    :param words: what stands there
    """

    row: int
    words: str
    too_long: bool = False


class _LongError(Exception):
    """A line does not seem to end."""


def rewritten(text: Text, start: int, dialect: Dialect) -> Text | Unreadable:
    """Write a file's rows with commas and quotation marks, in a file without a name.

    :param start: the first byte of the first row
    """
    stream = text.stream()
    stream.seek(start)
    row, last = 0, [""]
    with (
        io.TextIOWrapper(stream, "utf-8", newline="") as letters,
        tempfile.TemporaryFile() as out,
        io.TextIOWrapper(out, "utf-8", newline="", write_through=True) as buffered,
    ):
        writer = csv.writer(buffered)  # CRLF: else a CR within a cell is not quoted
        try:
            for cells in dialect.rows(_lines(letters, last), strict=True):
                writer.writerow(cells)
                row += 1
        except _LongError:
            return Unreadable(row, "", too_long=True)
        except csv.Error as error:
            long = "field larger" in str(error)
            return Unreadable(row, last[0][:_WORDS_SHOWN].strip(), too_long=long)
        buffered.flush()
        return written(out)


def _lines(letters: io.TextIOWrapper, last: list[str]) -> Iterator[str]:
    """Give lines with their ends; ``last`` holds the one that is being read."""
    while line := letters.readline(ROW_BYTES_MOST):
        if len(line) == ROW_BYTES_MOST:
            raise _LongError
        last[0] = line
        yield line
