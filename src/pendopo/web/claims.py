"""The door for claims: signed elsewhere, handed in here, public at once, taken by the next commit.

It asks only what a machine can answer (decision 0039); nobody of the government is asked.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from wsgiref.types import WSGIApplication

from pendopo.peers.witness import Answer
from pendopo.programme.claiming import HAND_IN, Claiming, address_of
from pendopo.published.claims.claim import ClaimError
from pendopo.published.people import SignedError
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.terms.wording import fill
from pendopo.web.handed import Door


def claim_door(claiming: Callable[[], Claiming], inner: WSGIApplication) -> Door:
    """Give what takes signed claims and hands on everything else.

    :param claiming: gives what takes them: it is made when the first claim comes
    """

    def take(body: bytes) -> Answer:
        status, said = _taken(claiming, body)
        return Answer(status, f"{said}\n")

    return Door(f"/{HAND_IN}", NOTE_BYTES_MOST, take, inner)


def _taken(claiming: Callable[[], Claiming], body: bytes) -> tuple[HTTPStatus, str]:
    try:
        made = claiming().hand_in(body, datetime.now(UTC))
    except SignedError as error:
        return HTTPStatus.FORBIDDEN, _sentence(error)
    except ClaimError as error:
        return HTTPStatus.BAD_REQUEST, _sentence(error)
    except OSError:
        # Where the pages may not write, claims come some other way.
        return HTTPStatus.SERVICE_UNAVAILABLE, "this site keeps nothing; send the file"
    if made.refused:
        said = "it holds what looks like personal data; the log will say that it was refused"
        return HTTPStatus.UNPROCESSABLE_ENTITY, said
    return HTTPStatus.ACCEPTED, address_of(body)


def _sentence(error: SignedError | ClaimError) -> str:
    parts = (fill(text, error.values) for text in (error.message, error.write) if text)
    return " ".join(parts)
