"""Looking at the members: what is known of each, and of one that is broken, that it is.

Only what changed since is looked at anew. Whoever looks waits for each member for a while and no
longer, so that a disk that does not answer hides one member and not the others.
"""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from pendopo import __version__
from pendopo.programme.config import FILE_NAME, Config
from pendopo.programme.hub.facts import Event, Facts, Following, Signing, decode, encode
from pendopo.programme.hub.promised import LOCALITY, plan_of_ogp, plan_of_record
from pendopo.programme.hub.settings import Hub, Kind, Member
from pendopo.programme.programme import Programme
from pendopo.published.state import State
from pendopo.published.witnessed import ANSWERS_FILE, POLICY_FILE
from pendopo.standards.ogp.commitments import Row, read_commitments
from pendopo.store.files import PRIVATE_FOLDER, Disk

DERIVED: Final = "derived"
KNOWN: Final = "members.json"
_EVENTS_MOST = 20
_PATIENCE_S = 60.0
_STAMPED = (
    FILE_NAME,
    "public/log/checkpoint",
    "public/log/pending",
    f"public/{POLICY_FILE}",
    f"public/{ANSWERS_FILE}",
    "public/mirror/status.json",
    "public/mirror/alarms.json",
    "public/halted/halt.json",
)


@dataclass
class Looker:
    """Looks at the members of a hub, round after round.

    :param root: the folder that holds ``hub.toml``
    :param patience_s: how long one member is waited for
    """

    root: Path
    patience_s: float = _PATIENCE_S
    _waiting: dict[str, threading.Thread] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where what is known lies."""
        return self.root / DERIVED / KNOWN

    def round(self, hub: Hub) -> dict[str, Facts]:
        """Look at every member, and write down what is known where that changed."""
        before = known(self.root)
        ogp = OgpFile(self.root, hub)
        found = {one.code: self._at(one, before.get(one.code), ogp) for one in hub.members}
        if found != before or not self.path.exists():
            self.path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            Disk(self.path.parent / "scratch").put_many({self.path: encode(found)})
        return found

    def _at(self, member: Member, before: Facts | None, ogp: "OgpFile") -> Facts:
        """Look at one member in a thread of its own: nothing else can be left when a disk hangs."""
        stuck = self._waiting.get(member.code)
        if stuck is not None and stuck.is_alive():
            return _unanswered(member, before, "its folder does not answer")
        done: list[Facts] = []

        def look_now() -> None:
            done.append(look(self.root, member, before, ogp))

        thread = threading.Thread(target=look_now, daemon=True)
        thread.start()
        thread.join(self.patience_s)
        if thread.is_alive():
            self._waiting[member.code] = thread
        if done:
            return done[0]
        why = f"its folder does not answer within {self.patience_s:g} s"
        return _unanswered(member, before, why)


@dataclass
class OgpFile:
    """OGP's commitments data, read once, when a member is known for it."""

    root: Path
    hub: Hub

    def of(self, locality: str) -> Sequence[Row]:
        """Give the rows of one government.

        :raises OSError: when the file cannot be read
        :raises ValueError: when it is not OGP's data
        """
        return self.by_locality.get(locality, ())

    @property
    def by_locality(self) -> Mapping[str, Sequence[Row]]:
        """The rows of each government, by its name in the file's words."""
        if isinstance(self._read, Exception):
            raise self._read
        return self._read

    @cached_property
    def _read(self) -> Mapping[str, Sequence[Row]] | Exception:
        found: dict[str, list[Row]] = {}
        try:
            with (self.root / self.hub.ogp).open(encoding="utf-8-sig", newline="") as file:
                for row in read_commitments(file).rows:
                    found.setdefault(row.text(LOCALITY) or "", []).append(row)
        except (OSError, ValueError) as error:
            return error  # else it would be read again for each member
        return found

    @property
    def stamp(self) -> str:
        """Name the file as it lies there now."""
        return _stat(self.root / self.hub.ogp) if self.hub.ogp else ""


def known(root: Path) -> dict[str, Facts]:
    """Give what was known when it was looked last; nothing before the first time."""
    try:
        return decode((root / DERIVED / KNOWN).read_bytes())
    except OSError:
        return {}


def look(root: Path, member: Member, before: Facts | None, ogp: OgpFile) -> Facts:
    """Look at one member; nothing that is wrong with it reaches who looks."""
    stamp = _stamp(root, member, ogp)
    if before is not None and before.stamp == stamp and not before.broken:
        return before
    try:
        return _looked(root, member, stamp, ogp)
    except Exception as error:  # noqa: BLE001  whatever a broken folder makes of it
        return _broken(member, stamp, before, _why(error))


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")
    return str(error) or repr(error)


def _broken(member: Member, stamp: str, before: Facts | None, why: str) -> Facts:
    about = member.name or (before.about if before else "") or member.locality or member.code
    return Facts(code=member.code, stamp=stamp, broken=why, about=about)


def _unanswered(member: Member, before: Facts | None, why: str) -> Facts:
    return replace(_broken(member, "", before, why), unanswered=True)


def _stamp(root: Path, member: Member, ogp: OgpFile) -> str:
    parts = [__version__, str(member.kind), member.locality, member.name]
    parts += [ogp.stamp] if member.locality else []
    if member.folder:
        parts += [_stat(root / member.folder / name) for name in _STAMPED]
    return "|".join(parts)


def _stat(path: Path) -> str:
    try:
        facts = os.stat(path)  # noqa: PTH116  called eight times a member
    except OSError:
        return ""
    return f"{facts.st_mtime_ns:x}-{facts.st_size:x}"


def _looked(root: Path, member: Member, stamp: str, ogp: OgpFile) -> Facts:
    found = Facts(code=member.code, stamp=stamp, about=member.name or member.locality)
    if member.kind is not Kind.LISTED:
        found = _of_record(found, member, root / member.folder)
    if found.plan is None and member.locality:
        found = replace(found, plan=plan_of_ogp(ogp.of(member.locality)))
    return found


def _of_record(found: Facts, member: Member, folder: Path) -> Facts:
    programme = Programme.open(folder)
    try:
        hold_kind(member.kind, programme.config)
        state = programme.state()
        government = programme.config.government
        published = state.publications
        halt = programme.peering.halt
        return replace(
            found,
            about=government.observes or government.name,
            kept_by=government.name if government.observes else "",
            level=government.level,
            country=government.country,
            languages=government.languages,
            invented=government.invented,
            origin=programme.config.log.origin,
            size=state.size,
            last_entry=state.time,
            last_publication=published[-1].time if published else "",
            publications=len(state.current()),
            witnesses=_signing(programme, state),
            halted=halt.kind if halt else "",
            following=(following := _following(programme)),
            plan=plan_of_record(programme, state),
            disputed=_disputed(programme, state),
            events=tuple(_events(programme, state, following)),
        )
    finally:
        programme.close()


def _disputed(programme: Programme, state: State) -> int | None:
    """Count the commitments on which voices differ; where nobody has spoken, nothing is known."""
    claims = programme.claiming.claims(state)
    return len(claims.disputed) if claims.recorded else None


class WrongKindError(ValueError):
    """A member's folder is of another kind than ``hub.toml`` says."""


def hold_kind(kind: Kind, config: Config) -> None:
    """Hold a folder to the kind of member that it is said to be.

    :raises WrongKindError: saying what to write
    """
    is_kind = Kind.OBSERVED if config.government.role == "observer" else Kind.OWN
    is_kind = Kind.FOLLOWED if config.mirror.of else is_kind
    if kind is not is_kind:
        raise WrongKindError(
            f"kind is {str(kind)!r} but its {FILE_NAME} is of one that is {is_kind}; "
            f'write kind = "{is_kind}"'
        )


def _signing(programme: Programme, state: State) -> Signing | None:
    signed = programme.checkpoint()
    if signed is None:
        return None
    standing = programme.witnesses.standing(signed.note, state.size)
    policy = programme.witnesses.policy(state.size)
    return Signing(
        signed=sum(one.seconds > 0 for one in standing),
        of=len(standing),
        needed=policy.needed(),
        waiting=programme.witnesses.waiting() is not None,
    )


def _following(programme: Programme) -> Following | None:
    mirror = programme.peering.mirror
    if mirror is None:
        return None
    status = mirror.status
    return Following(
        of=mirror.of,
        asked_at=status.asked_at if status else "",
        answered_at=status.answered_at if status else "",
        alive_at=status.alive_at if status else "",
        alarms=tuple(
            Event("alarm", one.at, one.message, f"{one.kind}-{one.key}-{one.at}", dict(one.values))
            for one in mirror.open
        ),
    )


def _events(programme: Programme, state: State, following: Following | None) -> Iterator[Event]:
    """Give the newest publications, and the alarms that last and that ended."""
    for one in reversed(state.publications[-_EVENTS_MOST:]):
        metadata = programme.metadata(one)
        title = metadata.title if metadata else ""
        yield Event("publication", one.time, str(title), one.id, {"register": one.register})
    if following is None:
        return
    yield from following.alarms
    mirror = programme.peering.mirror
    ended = [one for one in mirror.alarms if one.ended_at] if mirror else []
    for alarm in ended[:_EVENTS_MOST]:
        name = f"{alarm.kind}-{alarm.key}-{alarm.at}-ended"
        yield Event("ended", alarm.ended_at, alarm.message, name, dict(alarm.values))
