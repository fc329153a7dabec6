"""Builders for tests: small, real things with as little said as possible."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pendopo.standards.tlog.note import Signer
from pendopo.store.files import Disk
from pendopo.store.keys import create_key, load_key
from pendopo.store.log import Content, Writer, create_log, open_writer
from pendopo.store.place import LogPlace, Staging
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, commitment
from pendopo.terms.journey import Entry

ORIGIN = "contoh.example/log"
SALT = bytes(32)
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def log_place(folder: Path) -> tuple[LogPlace, Signer]:
    """An empty log with its key."""
    place = LogPlace(folder / "public", folder / "private")
    create_log(place)
    create_key(place.private / "keys" / "log.key", ORIGIN)
    return place, load_key(place.private / "keys" / "log.key")


def publication_id(number: int) -> str:
    """The nth id, 26 characters of Crockford's alphabet."""
    return f"01J{number:023d}"


def append(
    place: LogPlace, signer: Signer, number: int, disk: Disk | None = None, withheld: bytes = b""
) -> None:
    """Publish one small text through the log's writer, as its own commit."""
    with open_writer(place, signer, disk or Disk(place.scratch), wait_s=5) as writer:
        append_with(writer, place, number, disk or Disk(place.scratch), withheld=withheld)


def append_with(
    writer: Writer,
    place: LogPlace,
    number: int,
    disk: Disk,
    over: Entry | None = None,
    withheld: bytes = b"",
) -> None:
    """Publish one small text with a writer at hand.

    :param over: the entry whose place it takes, in its register and scope
    :param withheld: the bytes of a file that is kept back with it
    """
    text = f"publication {number}".encode()
    digest = sha256(text).digest()
    c = commitment(SALT, digest)
    name = publication_id(number)
    leaf = Leaf(
        type=EntryType.PUBLICATION,
        id=name,
        time=(FIRST_DAY + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        register="datasets",
        scope=over.leaf.scope if over else {"dataset": f"d{number}"},
        prev=over.index if over else None,
        actor="publisher",
        objects=(ObjectRef("original", c, len(text)),),
    )
    staging = Staging(place, name, disk)
    try:
        staging.add(f"objects/{c[:2]}/{c}", text)
        staging.add(f"pub/{name}/entry.json", leaf.encode())
        staging.add(
            f"pub/{name}/salts.json",
            b'{"objects":[{"c":"%s","role":"original","salt":"%s","sha256":"%s"}],"v":1}'
            % (c.encode(), SALT.hex().encode(), digest.hex().encode()),
        )
        if withheld:
            kept = staging.work / "0.original"
            disk.write(kept, withheld)
            staging.withhold(name, kept, b'{"salt":"00"}')
        writer.commit(staging, [leaf], [Content(digest, c, SALT)])
    finally:
        staging.close()
