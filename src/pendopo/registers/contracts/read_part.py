"""The rest of a document of releases, read while another process reads what stands before it."""

from collections.abc import Iterator

from pendopo.registers.contracts.read import DocumentReading
from pendopo.terms.register import AloneError, Rows, Source, Told


def read_part(source: Source) -> Iterator[Rows | Told]:
    """Read the releases of a part of a file of lines, as ``read`` does, with ``line`` from 1.

    :raises AloneError: when the part must be read with what stands before it
    """
    if source.document is None:
        raise AloneError
    reading = DocumentReading(source, source.document, apart=True)
    yield from reading.rows()
    examined = reading.examined
    if reading.laid_out != examined.kept:
        raise AloneError  # the ids of all that were kept are told by their rows
    yield Told(examined.as_json())
