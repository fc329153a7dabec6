"""All processes of a state in files, made when somebody asks and kept while they are asked for."""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from pendopo.programme.contracting import Contracting
from pendopo.published.contracting.bulk import Bundle, month_of, plan
from pendopo.published.contracting.forms import FORMS, RECORDS, Making, write
from pendopo.published.contracting.process import Process
from pendopo.published.deadline import SlowError
from pendopo.published.kept import Kept
from pendopo.published.state import State
from pendopo.terms.wording import say

_BYTES_MOST: Final = 16 << 30
_PLANS_KEPT: Final = 8
_RETRY_AFTER_S: Final = 2
# What odd data may do to a form. A disk that is full is not among it.
_FAILURES: Final = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is there.

    :param sha256: in hexadecimal
    """

    bundle: Bundle
    form: str
    path: Path
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """What it is called in its address."""
        return f"{self.bundle.stem}.{self.form}"


class Bulk:
    """The files of a programme's contracting processes.

    :param folder: where they lie: ``private/derived/bulk``
    """

    def __init__(self, contracting: Contracting, folder: Path) -> None:
        self._contracting = contracting
        self._kept = Kept(folder, _BYTES_MOST)
        self._plans: OrderedDict[str, list[Bundle]] = OrderedDict()

    def plan(self, state: State) -> list[Bundle]:
        """Give the bundles of a state, newest month first."""
        version = self._contracting.standing(state).version
        found = self._plans.get(version)
        if found is None:
            found = self._plans[version] = plan(self._contracting.sizes(state))
            while len(self._plans) > _PLANS_KEPT:
                self._plans.popitem(last=False)
        return found

    def named(self, state: State, name: str) -> Made | None:
        """Give the file of a name, made when it is not there; None where there is none."""
        for bundle in self.plan(state):
            form = name.removeprefix(f"{bundle.stem}.")
            if name != form and form in FORMS:
                return self._tried(state, bundle, form)
        return None

    def names(self, state: State) -> list[str]:
        """Give the names of all files that a state is to have."""
        return [f"{bundle.stem}.{form}" for bundle in self.plan(state) for form in FORMS]

    def all(self, state: State, seconds: float) -> list[Made]:
        """Give every file of a state, made when it is not there, without those that cannot be made.

        :param seconds: after which a reader is asked to come again; what was made stays
        :raises SlowError: then
        """
        ended = threading.Event()
        timer = threading.Timer(seconds, ended.set)
        timer.daemon = True
        timer.start()
        try:
            return self._all(state, ended.is_set)
        finally:
            timer.cancel()

    def prepare(self, state: State) -> None:
        """Make every file of a state that is not there yet, however long it takes."""
        self._all(state, lambda: False)

    def drop_all(self) -> None:
        """Remove every file."""
        self._kept.drop_all()
        _digest.cache_clear()

    def _all(self, state: State, is_over: Callable[[], bool]) -> list[Made]:
        wanted = [(bundle, form) for bundle in self.plan(state) for form in FORMS]
        made: list[Made] = []
        for bundle, form in wanted:
            if is_over():
                raise SlowError(
                    say("The files are being made: {done} of {all} are there. Ask again."),
                    _RETRY_AFTER_S,
                    done=str(len(made)),
                    all=str(len(wanted)),
                )
            file = self._tried(state, bundle, form)
            made += [file] if file else []
        return made

    def _tried(self, state: State, bundle: Bundle, form: str) -> Made | None:
        """Make a file; None where odd data make that impossible, as the others are to be had."""
        try:
            return self._made(state, bundle, form)
        except _FAILURES:
            _log.exception("%s.%s was not made", bundle.stem, form)
            return None

    def _made(self, state: State, bundle: Bundle, form: str) -> Made:
        path = self._file(state, bundle, form)
        size, digest = _digest(path)
        return Made(bundle, form, path, size, digest)

    def _file(self, state: State, bundle: Bundle, form: str) -> Path:
        making = Making(
            partial(self._processes, state, bundle), partial(self._file, state, bundle, RECORDS)
        )
        return self._kept.get(f"{bundle.key}.{form}", partial(write, form, making))

    def _processes(self, state: State, bundle: Bundle) -> Iterator[Process]:
        """Give the processes of a bundle: of those between its first and last, those of a month."""
        times = {share.entry: share.time for share in self._contracting.standing(state).shares}
        for process in self._contracting.between(state, bundle.first, bundle.last):
            moments = (
                (one.moment.isoformat() if one.moment else "", times[one.cursor.entry])
                for one in process.releases
            )
            if month_of(moments) == bundle.month:
                yield process


@lru_cache(maxsize=65_536)
def _digest(path: Path) -> tuple[int, str]:
    """Give the size and the hash of a file, whose name says what it holds."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest
