"""A witness over HTTP: ``add-checkpoint`` for logs, the latest checkpoint of each for monitors.

Both prefixes of C2SP tlog-witness are the site's root. No Django: a witness needs no pages.
"""

import os
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from pendopo.peers.rotating import learn_at_home, puzzled
from pendopo.peers.witness import Answer, Witness, WitnessError, open_witness
from pendopo.standards.tlog.witness import BODY_BYTES_MOST
from pendopo.web.handed import body_of, send
from pendopo.web.rates import Rates

FOLDER = "PENDOPO_WITNESS"
_ADD = "/add-checkpoint"
_LATEST = re.compile(r"/([0-9a-f]{64})/checkpoint")
# A log asks a few times a minute; from this machine nothing is counted.
_REQUESTS_A_MINUTE = 600
_TAKEN_FOR_LATEST = ("GET", "HEAD")


def make_application(
    witness: Witness, clock: Callable[[], datetime] | None = None
) -> WSGIApplication:
    """Give what answers for a witness.

    :param clock: tells the time that cosignatures say
    """
    now = clock or (lambda: datetime.now(UTC))
    rates = Rates(_REQUESTS_A_MINUTE)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        wait = rates.wait(environ.get("REMOTE_ADDR", ""), 1)
        if wait:
            answer = Answer(HTTPStatus.TOO_MANY_REQUESTS, f"ask again in {wait} s\n")
            return send(answer, method, start_response, [("Retry-After", str(wait))])
        path = environ.get("PATH_INFO", "")
        taken = _taken(path)
        if method not in taken:
            answer = Answer(HTTPStatus.METHOD_NOT_ALLOWED, f"write {' or '.join(taken)}\n")
            return send(answer, method, start_response, [("Allow", ", ".join(taken))])
        return send(_answer(witness, path, environ, now), method, start_response)

    return application


def _taken(path: str) -> tuple[str, ...]:
    return ("POST",) if path == _ADD else _TAKEN_FOR_LATEST


def _answer(
    witness: Witness, path: str, environ: WSGIEnvironment, now: Callable[[], datetime]
) -> Answer:
    if path == _ADD:
        return _add(witness, environ, now)
    found = _LATEST.fullmatch(path)
    if found:
        return witness.checkpoint(found[1])
    if path == "/":
        return Answer(HTTPStatus.OK, _about(witness))
    return Answer(HTTPStatus.NOT_FOUND, "there is nothing here\n")


def _add(witness: Witness, environ: WSGIEnvironment, now: Callable[[], datetime]) -> Answer:
    body = body_of(environ, BODY_BYTES_MOST)
    if body is None:
        return Answer(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {BODY_BYTES_MOST} bytes are read\n"
        )
    try:
        answer = witness.add_checkpoint(body, now())
    except WitnessError as error:
        environ["wsgi.errors"].write(f"{error}\n")
        return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, f"{error}\n")
    if answer.status == HTTPStatus.OK:
        _learn(witness, body, now())
    return answer


def _learn(witness: Witness, body: bytes, now: datetime) -> None:
    """Look, once the log has its answer, whether its entries name the key that is new here."""
    origin = puzzled(witness, body.decode().partition("\n\n")[2])
    if origin:
        # The log holds its lock until all witnesses have answered: its pages come after that.
        threading.Thread(target=learn_at_home, args=(witness, origin, now), daemon=True).start()


def _about(witness: Witness) -> str:
    """Say in a few lines whose address this is."""
    logs = "".join(f"  {one.origin}\n" for one in witness.logs())
    return f"This is a witness (C2SP tlog-witness).\n\n{witness.vkey}\n\nIt cosigns for:\n{logs}"


def __getattr__(name: str) -> WSGIApplication:
    """Make ``application`` when a server asks for it, for the folder in the environment."""
    if name != "application":
        raise AttributeError(name)
    folder = os.environ.get(FOLDER, "")
    if not folder:
        raise RuntimeError(f"{FOLDER} is not set; write the folder of a witness")
    made = make_application(open_witness(Path(folder)))
    globals()["application"] = made
    return made
