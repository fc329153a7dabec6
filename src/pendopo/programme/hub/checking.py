"""What is wrong with a hub's members: where, what was found, what to write instead."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pendopo.programme.config import FILE_NAME, ConfigError, load
from pendopo.programme.hub.looking import OgpFile, WrongKindError, hold_kind
from pendopo.programme.hub.settings import Hub, Kind, Member
from pendopo.programme.peering import KEYS
from pendopo.store.keys import KeyFileError, load_keys

# Whose files are handed in here: each has a desk, if it wants one.
RUN_HERE: Final = frozenset({Kind.OWN, Kind.OBSERVED})
# Who listens at one of these listens at every name of the machine.
_EVERY: Final = frozenset({"0.0.0.0", "::", "[::]"})  # noqa: S104  compared, not listened at
_SAME: Final = {"localhost": "127.0.0.1", "::1": "127.0.0.1", "[::1]": "127.0.0.1"}
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
    opened = [one for one in hub.members if one.kind in RUN_HERE and _has_desk(root, one)]
    yield from (f"member {one.code}: {fault}" for one, fault in shared_ports(root, opened))


def _has_desk(root: Path, member: Member) -> bool:
    return bool(member.folder) and (root / member.folder / "private" / "desk").is_dir()


def shared_ports(root: Path, members: Iterable[Member]) -> Iterator[tuple[Member, str]]:
    """Tell of members whose desk, or its figures, would stand where another's does."""
    places: list[tuple[str, str, Member]] = []
    for member in members:
        with suppress(ConfigError):  # told as a fault of its folder
            desk = load((root / member.folder).resolve() / FILE_NAME).desk
            host, _, port = desk.metrics.rpartition(":")
            found = _standing(places, desk.host, str(desk.port))
            told = [f"desk.port is {desk.port}, as that of member {one.code}" for one in found]
            found = _standing(places, host, port) if port else []
            told += [
                f"desk.metrics is {desk.metrics}, as that of member {one.code}" for one in found
            ]
            yield from ((member, f"{one}; write another one into its pendopo.toml") for one in told)
            places += [(desk.host, str(desk.port), member), (host, port, member)]


def _standing(places: Iterable[tuple[str, str, Member]], host: str, port: str) -> list[Member]:
    """Give the first who stands at a port already, under whatever name of the machine."""
    here = _SAME.get(host, host)
    return [
        other
        for there, taken, other in places
        if taken == port and (_EVERY & {here, there} or _SAME.get(there, there) == here)
    ][:1]


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
    if member.kind not in RUN_HERE:
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
