"""A copy of a record to rehearse on: its own key, nobody to ask, and nothing of the real log.

A copy that could sign with the log's key, or ask the log's witnesses, would fork the log: they
would cosign the rehearsal. So a log of another name begins in a folder of its own, with a key that
is thrown away, and takes in what was published, entry by entry; the real key is not read.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pendopo.programme.checking import MASKS
from pendopo.programme.config import LogSettings, MirrorSettings, Peers, render
from pendopo.programme.programme import Programme
from pendopo.store.place import LogError
from pendopo.terms.entry import REHEARSAL, EntryType, Leaf

# Whose keys sign and who cosigns is the real log's own; a rehearsal has keys and nobody of its own.
_LEFT_OUT = frozenset(
    {
        EntryType.KEY_ROTATION,
        EntryType.WITNESS_CHANGE,
        EntryType.ROLE_KEY,
        EntryType.HANDOVER,
    }
)
_BATCH = 4_096


def rehearsal_of(opened: Programme, folder: Path, at: datetime) -> Programme:
    """Begin a rehearsal's record in an empty folder.

    :raises LogError: when the record was written after the time given
    """
    config = replace(
        opened.config,
        log=LogSettings(opened.config.log.origin + REHEARSAL),
        peers=Peers(),
        mirror=MirrorSettings(),
    )
    entries = opened.state().entries
    first = datetime.fromisoformat(entries[0].leaf.time) if entries else at
    if entries and entries[-1].leaf.time > f"{at:%Y-%m-%dT%H:%M:%SZ}":
        raise LogError(f"the clock says {at}, before the last entry; set the clock")
    copy = Programme.create(folder, render(config), first)
    with suppress(FileNotFoundError):
        shutil.copytree(opened.root / "plan", folder / "plan")
    _share_masks(opened, copy)
    leaves = list(_leaves(opened))
    for leaf in leaves:
        _place(opened, copy, leaf)
    with copy.writer() as writer:
        for start in range(0, len(leaves), _BATCH):
            writer.commit(None, leaves[start : start + _BATCH])
    return copy


def forget_masks(copy: Programme) -> None:
    """Take the key of pseudonyms out of a copy whose tables are made."""
    (copy.root / MASKS).unlink(missing_ok=True)


def _share_masks(opened: Programme, copy: Programme) -> None:
    """Let the same value have the same pseudonym in the copy: else each masked row differs."""
    with suppress(FileNotFoundError):
        key = (opened.root / MASKS).read_bytes()
        target = copy.root / MASKS
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.touch(mode=0o600)
        target.write_bytes(key)


def _leaves(opened: Programme) -> Iterator[Leaf]:
    """Give the entries that the copy takes in, each naming what it replaces by its place there."""
    places: dict[int, int] = {}
    at = 1  # behind the copy's own first sign of life
    for entry in opened.state().entries:
        if entry.leaf.type in _LEFT_OUT:
            continue
        places[entry.index] = at
        prev = entry.leaf.prev
        yield replace(entry.leaf, prev=None if prev is None else places.get(prev))
        at += 1


def _place(opened: Programme, copy: Programme, leaf: Leaf) -> None:
    """Give the copy what an entry brings; what is never changed is shared with the record."""
    if not leaf.own:
        return
    folder = copy.public / "pub" / leaf.id
    folder.mkdir(parents=True)
    salts = opened.public / "pub" / leaf.id / "salts.json"
    (folder / "entry.json").write_bytes(leaf.encode())
    (folder / "salts.json").write_bytes(salts.read_bytes())
    for one in leaf.own:
        source, target = opened.object_path(one.c), copy.object_path(one.c)
        if source.exists() and not target.exists():
            target.parent.mkdir(exist_ok=True)
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)
