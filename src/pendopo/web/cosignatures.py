"""The door for witnesses without a server: they fetch a checkpoint, sign it, and hand it in here.

Only right signatures by witnesses of the log's own policy are kept, one a witness, and only on the
checkpoint that waits or is published; the next writer puts them to it.
"""

from http import HTTPStatus
from wsgiref.types import WSGIApplication

from pendopo.peers.cosign import HAND_IN
from pendopo.peers.witness import Answer
from pendopo.programme.witnessing import HandInError, Witnessing
from pendopo.standards.tlog.witness import BODY_BYTES_MOST, SIZE_TYPE
from pendopo.web.handed import Door


def cosignature_door(witnessing: Witnessing, inner: WSGIApplication) -> Door:
    """Give what takes cosignatures and hands on everything else."""

    def take(body: bytes) -> Answer:
        try:
            name = witnessing.hand_in(body)
        except HandInError as error:
            if error.status is HTTPStatus.CONFLICT:
                return Answer(error.status, f"{error}\n", SIZE_TYPE)
            return Answer(error.status, f"{error}\n")
        except OSError:
            # Where the pages may not write, signatures come some other way.
            said = "this site keeps nothing; send a file\n"
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, said)
        return Answer(HTTPStatus.ACCEPTED, f"{name}\n")

    return Door(f"/{HAND_IN}", BODY_BYTES_MOST, take, inner)
