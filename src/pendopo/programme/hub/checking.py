"""What is wrong with a hub's members: where, what was found, what to write instead."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pendopo.programme.config import FILE_NAME, ConfigError, load
from pendopo.programme.hub.looking import OgpFile, WrongKindError, hold_kind
from pendopo.programme.hub.settings import Hub, Kind, Member
from pendopo.programme.peering import KEYS
from pendopo.store.keys import KeyFileError, load_keys

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def check(root: Path, hub: Hub) -> Iterator[str]:
    """Tell each fault of a hub's members, each in one line; nothing is changed.

    :param root: the folder that holds ``hub.toml``
    """
    ogp = OgpFile(root, hub)
    if hub.ogp:
        try:
            ogp.by_locality  # noqa: B018  which reads it
        except (OSError, ValueError) as error:
            yield f"hub.ogp: {root / hub.ogp}: {error}; write the path of OGP's commitments data"
            hub = replace(hub, ogp="")
            ogp = OgpFile(root, hub)
    keys: dict[str, Member] = {}
    folders: dict[Path, Member] = {}
    for member in hub.members:
        where = f"member {member.code}"
        yield from (f"{where}: {fault}" for fault in _locality(member, ogp))
        if member.folder:
            folder = (root / member.folder).resolve()
            yield from (f"{where}: {fault}" for fault in _folder(member, folder))
            yield from (f"{where}: {fault}" for fault in _apart(folder, folders))
            yield from (f"{where}: {fault}" for fault in _keys(member, folder, keys))
            folders[folder] = member


def _locality(member: Member, ogp: OgpFile) -> Iterator[str]:
    if not member.locality or not ogp.hub.ogp:
        return
    names = list(ogp.by_locality)
    if member.locality not in names:
        close = get_close_matches(member.locality, names, n=1, cutoff=0.5)
        meant = f". Did you mean {close[0]}?" if close else ""
        yield (
            f"locality is {member.locality!r}, which OGP's file does not have; write a name of its "
            f"column Country/Locality{meant}"
        )


def _folder(member: Member, folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        yield (
            f"folder is {member.folder!r}, and {folder} is no folder; write one that holds a "
            f"{FILE_NAME}, or begin it with pendopo init or pendopo follow"
        )
        return
    try:
        hold_kind(member.kind, load(folder / FILE_NAME))
    except (ConfigError, WrongKindError) as error:
        yield str(error)
    private = folder / "private"
    try:
        mode = private.stat().st_mode
    except OSError as error:
        yield f"{private}: cannot be read ({error.strerror}); bring it back from a backup"
        return
    if mode & _OTHERS:
        yield f"{private}: others on this machine may read it; run: chmod 700 {private}"
    if not os.access(folder / "public", os.R_OK | os.X_OK):
        yield f"{folder / 'public'}: cannot be read; bring it back from a backup"


def _apart(folder: Path, folders: dict[Path, Member]) -> Iterator[str]:
    """Hold each member's folder to lie outside every other's."""
    for other, member in folders.items():
        if folder == other or folder in other.parents or other in folder.parents:
            yield (
                f"{folder} lies within the folder of member {member.code} or around it; "
                f"write a folder of its own"
            )


def _keys(member: Member, folder: Path, keys: dict[str, Member]) -> Iterator[str]:
    """Hold each log to a key of its own: what one signs must never pass for another's."""
    if member.kind not in {Kind.OWN, Kind.OBSERVED}:
        return
    try:
        ring = load_keys(folder / "private" / KEYS)
    except (KeyFileError, ValueError) as error:
        yield str(error)
        return
    for name in (*(one.public.hex() for one in ring.verifiers), ring.name):
        other = keys.setdefault(name, member)
        if other is not member:
            yield (
                f"its log has the name or the key of member {other.code}; begin one of its own "
                f"with pendopo init"
            )
            return
