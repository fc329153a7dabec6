"""A witness: it cosigns a log's checkpoint when that only adds to what it has cosigned before.

What it answers is a function of the request, of what it has seen, and of the time; HTTP is
elsewhere (``web/witness.py``), and a witness without a server asks itself (``peers/cosign.py``).

Source: C2SP tlog-witness. The order of the checks is that of other witnesses: what is malformed,
whose log, who signed, which size, and the proof last.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Self

from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.cosigner import Cosigner
from pendopo.standards.tlog.merkle import EMPTY_ROOT, ProofError, verify_consistency
from pendopo.standards.tlog.note import Note, NoteError, Signature, Verifier, open_note, split_note
from pendopo.standards.tlog.witness import (
    SIZE_TYPE,
    Asked,
    RequestError,
    origin_hash,
    parse_add_checkpoint,
)
from pendopo.store.keys import load_cosigner, new_cosigner, write_cosigner
from pendopo.store.seen import Latest, Seen, Turn, Watched, create_seen

KEY_FILE, SEEN_FILE = "witness.key", "seen.sqlite"
TEXT = "text/plain; charset=utf-8"
_LOG_KINDS = frozenset({0x01, 0x06})
# A clock may be set back by so much; a witness that was a year wrong would date its word wrong.
_CLOCK_BACK_MOST_S = 300


class WitnessError(Exception):
    """A witness's folder cannot be used: what was found, what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers over HTTP."""

    status: HTTPStatus
    body: str
    content_type: str = TEXT


class _RefusedError(Exception):
    """The request is answered without a cosignature."""

    def __init__(self, status: HTTPStatus, why: str, content_type: str = TEXT) -> None:
        super().__init__(why)
        self.answer = Answer(status, why + "\n", content_type)


class Witness:
    """One witness with its key and its memory. Made by ``open_witness``.

    :param seen: its memory
    """

    def __init__(self, cosigner: Cosigner, seen: Seen) -> None:
        self._cosigner = cosigner
        self._seen = seen

    def __enter__(self) -> Self:
        """Give the witness, to be closed in the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its memory."""
        self._seen.close()

    @property
    def name(self) -> str:
        """Its name, which stands on its signature lines."""
        return self._cosigner.name

    @property
    def vkey(self) -> str:
        """Its verifier key, as policies name it."""
        return self._cosigner.vkey

    def watch(self, vkey: str, url: str = "", origin: str = "") -> str:
        """Begin to cosign for a log.

        :param url: where its public folder is served
        :param origin: its permanent name, where its key is called otherwise
        :returns: the origin
        :raises NoteError: when it is no key, or one that would verify anything
        """
        verifier = Verifier.parse(vkey)
        if verifier.kind not in _LOG_KINDS:
            raise NoteError(f"the key of {verifier.name} is a witness's; write the log's own")
        self._seen.watch(origin or verifier.name, vkey, url)
        return origin or verifier.name

    def keys(self, origin: str) -> tuple[Verifier, ...]:
        """Give the keys of a log, any of which may sign its checkpoints."""
        return tuple(Verifier.parse(one) for one in self._seen.vkeys(origin))

    def trust(self, origin: str, old: str, new: str) -> None:
        """Believe a further key of a log, which what it cosigned says takes over from another."""
        url = next((one.url for one in self._seen.logs() if one.origin == origin), "")
        if old in self._seen.vkeys(origin):
            self.watch(new, url, origin)

    def distrust(self, origin: str, vkey: str) -> None:
        """Believe a key of a log no longer, unless it is the only one."""
        if len(self._seen.vkeys(origin)) > 1:
            self._seen.drop(origin, vkey)

    def leave(self, origin: str) -> bool:
        """Cosign no longer for a log; false when there was none. What was seen of it stays."""
        return self._seen.leave(origin)

    def logs(self) -> Sequence[Watched]:
        """Give the logs it cosigns for, with what it has seen of each."""
        return self._seen.logs()

    def latest(self, origin: str) -> Latest | None:
        """Give the largest checkpoint of a log that it has cosigned."""
        return self._seen.latest(origin)

    def opens(self, note: str) -> Checkpoint | None:
        """Read a checkpoint that a watched log has signed; None for any other text."""
        with suppress(ValueError):
            found = parse_checkpoint(split_note(note)[0])
            keys = [Verifier.parse(one) for one in self._seen.vkeys(found.origin)]
            return parse_checkpoint(open_note(note, keys).text)
        return None

    def add_checkpoint(self, body: bytes, now: datetime) -> Answer:
        """Answer a request for a cosignature.

        :param now: the time that the cosignature says
        :raises WitnessError: when the request shows that this witness has forgotten what it signed
        """
        try:
            asked = parse_add_checkpoint(body)
        except RequestError as error:
            return Answer(HTTPStatus.BAD_REQUEST, f"{error}\n")
        try:
            note = self._signed(asked)
            _hold_sizes(asked)
            return Answer(HTTPStatus.OK, self._cosign(asked, note, int(now.timestamp())))
        except _RefusedError as error:
            return error.answer

    def checkpoint(self, hashed: str) -> Answer:
        """Give the latest cosigned checkpoint of a log, for monitors.

        :param hashed: the hash of the log's origin, 64 hexadecimal digits
        """
        latest = self._seen.latest_of(hashed)
        if latest is None:
            return Answer(HTTPStatus.NOT_FOUND, "no checkpoint of such a log was cosigned\n")
        return Answer(HTTPStatus.OK, latest.note)

    def _signed(self, asked: Asked) -> Note:
        """Hold a checkpoint to the keys of its log; the keys of all others say nothing."""
        keys = [Verifier.parse(one) for one in self._seen.vkeys(asked.checkpoint.origin)]
        if not keys:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "this witness does not know the log")
        if not asked.misspelt:
            try:
                note = asked.text + "\n" + "".join(one.line() for one in asked.signatures)
                return open_note(note, keys)
            except NoteError as error:
                raise _RefusedError(HTTPStatus.FORBIDDEN, str(error)) from error
        if {key.name for key in keys}.intersection(asked.misspelt):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "the log's signature is no canonical base64")
        raise _RefusedError(HTTPStatus.BAD_REQUEST, "a signature is no canonical base64")

    def _cosign(self, asked: Asked, note: Note, seconds: int) -> str:
        """Check against what was seen last, keep, and sign, with nobody between."""
        checkpoint = asked.checkpoint
        with self._seen.turn(checkpoint.origin, origin_hash(checkpoint.origin)) as turn:
            latest = turn.latest
            self._hold_to_memory(asked, latest)
            _hold_to_latest(asked, latest)
            seconds = _time(seconds, latest)
            line = self._cosigner.cosign(asked.text.encode(), seconds)
            _keep(turn, asked, note.signatures, (seconds, line))
        # Only here it is on the disk: what was promised must outlive this process.
        return line

    def _hold_to_memory(self, asked: Asked, latest: Latest | None) -> None:
        """Refuse when a request shows that this witness has signed what it does not remember."""
        key = self._cosigner.verifier
        ours = [one for one in asked.signatures if (one.name, one.key_id) == (key.name, key.key_id)]
        for one in ours:
            with suppress(NoteError):
                key.verify(asked.text.encode(), one.signature)
                if latest is None or latest.size < asked.checkpoint.size:
                    raise WitnessError(
                        f"this witness has signed {asked.checkpoint.size} entries of "
                        f"{asked.checkpoint.origin} and remembers "
                        f"{latest.size if latest else 'none'}: an old copy of its memory was "
                        f"brought back. Retire its key and begin anew under another name"
                    )


def _hold_sizes(asked: Asked) -> None:
    if asked.old > asked.checkpoint.size:
        raise _RefusedError(HTTPStatus.BAD_REQUEST, "the old size is larger than the new one")


def _hold_to_latest(asked: Asked, latest: Latest | None) -> None:
    size, root = (latest.size, latest.root) if latest else (0, EMPTY_ROOT)
    if asked.old != size:
        raise _RefusedError(HTTPStatus.CONFLICT, str(size), SIZE_TYPE)
    checkpoint = asked.checkpoint
    try:
        verify_consistency(size, checkpoint.size, root, checkpoint.root, asked.proof)
    except ProofError as error:
        raise _RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error


def _time(now: int, latest: Latest | None) -> int:
    """Give the time to sign: not before the last, for it says what was largest until then."""
    last = latest.time if latest else 0
    if not now > 0 or now + _CLOCK_BACK_MOST_S < last:
        raise _RefusedError(
            HTTPStatus.INTERNAL_SERVER_ERROR, "the witness's clock is wrong; it signs nothing"
        )
    return max(now, last)


def _keep(turn: Turn, asked: Asked, signatures: Sequence[Signature], ours: tuple[int, str]) -> None:
    seconds, line = ours
    note = asked.text + "\n" + "".join(one.line() for one in signatures) + line
    turn.keep(Latest(asked.checkpoint.size, asked.checkpoint.root, seconds, note))


def create_witness(folder: Path, name: str) -> str:
    """Begin a witness: its key and an empty memory, made once and together.

    :returns: its verifier key
    :raises WitnessError: when the folder holds a witness already, or the remains of one
    :raises NoteError: when the name will not do
    """
    cosigner = new_cosigner(name)
    if folder.is_dir() and any(folder.iterdir()):
        raise WitnessError(
            f"{folder}: is not empty; a witness is begun once, so write another folder"
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    # The key last: without it nothing can have been signed that the memory does not hold.
    create_seen(folder / SEEN_FILE, cosigner.vkey)
    write_cosigner(folder / KEY_FILE, cosigner)
    return cosigner.vkey


def open_witness(folder: Path) -> Witness:
    """Open the witness in a folder.

    :raises WitnessError: when there is none
    :raises KeyFileError: when others could have read its key
    :raises SeenError: when its memory is lost, so that it must never sign again
    """
    if not (folder / KEY_FILE).exists():
        raise WitnessError(
            f"{folder}: no witness is here ({KEY_FILE} is missing); "
            f"begin one with: pendopo witness init"
        )
    cosigner = load_cosigner(folder / KEY_FILE)
    return Witness(cosigner, Seen(folder / SEEN_FILE, cosigner.vkey))
