"""Looking for what must be gone: in every file of a folder, and in what is packed in it."""

import gzip
import sqlite3
import zipfile

import pyarrow.parquet as pq


def bytes_below(folder):
    """Give the bytes of every file, and what is packed in it."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield path, data
        if data[:2] == b"\x1f\x8b":
            yield path, gzip.decompress(data)
        if data[:4] == b"PAR1":
            yield path, repr(pq.read_table(path).to_pylist()).encode()
        if data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(path) as packed:
                yield from ((path, packed.read(name)) for name in packed.namelist())
        if data[:15] == b"SQLite format 3":
            with sqlite3.connect(path) as database:
                yield path, "\n".join(database.iterdump()).encode()


def places_of(root, *needles):
    """Give the files in which any of some bytes are."""
    return sorted(
        {
            str(path.relative_to(root))
            for path, data in bytes_below(root)
            if any(needle in data for needle in needles)
        }
    )
