"""What keeps a hub's members alive beside its pages: looking, following, heartbeats, witnesses.

One process looks at the members itself and calls verbs for each as it is due, few at once, each in
a process of its own: whatever becomes of one does not keep the others.
"""

import os
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pendopo.programme.config import ConfigError
from pendopo.programme.hub.looking import Looker
from pendopo.programme.hub.settings import FILE_NAME, Hub, Kind, Member, load
from pendopo.web.supervise import command, waits

AT_ONCE = 2
_HEARTBEAT_EVERY_S = 3600.0
_WITNESSES_EVERY_S = 150.0
_LOOK_EVERY_S = 15.0
_STEP_S = 1.0
_MINUTE_S = 60.0

Words = tuple[str, ...]


@dataclass
class Keeper:
    """Calls what is due, few at once, and never twice for one member at a time.

    :param root: the folder that holds ``hub.toml``
    :param heartbeat: whether each own log gets its sign of life
    """

    root: Path
    heartbeat: bool
    due: dict[tuple[str, Words], float] = field(default_factory=dict)
    queue: deque[tuple[str, Words]] = field(default_factory=deque)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def step(self, hub: Hub, now: float) -> None:
        """Queue what is due, take back what has ended, and start what there is room for.

        :param now: seconds of a clock that never goes back
        """
        self._queue(hub, now)
        self.running = {
            code: process for code, process in self.running.items() if process.poll() is None
        }
        folders = {one.code: self.root / one.folder for one in hub.members}
        for what in [one for one in self.queue if one[0] not in self.running]:
            code, words = what
            if len(self.running) < AT_ONCE and code not in self.running:
                self.queue.remove(what)
                if code in folders:
                    self.running[code] = _start(folders[code], words)

    def _queue(self, hub: Hub, now: float) -> None:
        for member in hub.members:
            for words, every_s in self._wanted(member, hub):
                what = member.code, words
                if now >= self.due.get(what, 0.0) and what not in self.queue:
                    self.due[what] = now + every_s
                    self.queue.append(what)

    def _wanted(self, member: Member, hub: Hub) -> Iterator[tuple[Words, float]]:
        """Give what a member is to have, and after how many seconds again."""
        folder = self.root / member.folder
        if member.kind is Kind.FOLLOWED and hub.follow_minutes:
            yield ("follow",), hub.follow_minutes * _MINUTE_S
        if member.kind not in {Kind.OWN, Kind.OBSERVED}:
            return
        if self.heartbeat and os.access(folder / "private" / "log.sqlite", os.W_OK):
            yield ("log", "--heartbeat"), _HEARTBEAT_EVERY_S
        if waits(folder):
            yield ("witnesses", "ask"), _WITNESSES_EVERY_S


def _start(folder: Path, words: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own
        command(folder, *words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def keep(root: Path, *, heartbeat: bool) -> None:
    """Keep a hub's members until told to stop."""
    keeper, looker = Keeper(root, heartbeat), Looker(root)
    hub = load(root / FILE_NAME)
    looked = float("-inf")
    while True:
        now = time.monotonic()
        if now - looked >= _LOOK_EVERY_S:
            with suppress(ConfigError):  # a person is at it; 'pendopo hub check' tells
                hub = load(root / FILE_NAME)
            looker.round(hub)
            looked = time.monotonic()
        keeper.step(hub, now)
        time.sleep(_STEP_S)
