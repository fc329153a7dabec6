"""A file that is sent to be checked: hashed as it comes, and kept nowhere.

Of what may be a receipt or a checkpoint the first megabyte is held until the answer is given; such
files are public and small. Of all others nothing is left but the hash and the size.
"""

import hashlib
import threading
import time
from collections.abc import Callable

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from pendopo.programme.bringing import RECEIPT_BYTES_MOST

# The beginning of a slow line is slow; after that a sender must bring so much a second, since it
# holds one of the few threads that answer.
_PATIENCE_S, _BYTES_A_SECOND = 20.0, 32_000


class BusyError(Exception):
    """Another file is being hashed by this process."""


class TooSlowError(Exception):
    """A file came so slowly that it was not waited for."""


class Hashing(FileUploadHandler):
    """Hashes the file of a form.

    :ivar name: the file's name; empty while none has begun
    :ivar head: its first bytes, at most those of the longest receipt and one
    """

    def __init__(self, request: HttpRequest, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(request)
        self.name = ""
        self.size = 0
        self.head = bytearray()
        self.slow = False
        self._hash = hashlib.sha256()
        self._clock = clock
        self._begun = clock()

    @property
    def sha256(self) -> bytes:
        """The hash of what has come."""
        return self._hash.digest()

    def new_file(self, *arguments: object, **named: object) -> None:
        """Begin: Django has made the name harmless."""
        super().new_file(*arguments, **named)  # type: ignore[arg-type]
        self.name = self.file_name or ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django's name
        """Hash a piece, and let go of it."""
        self._hash.update(raw_data)
        self.size += len(raw_data)
        if len(self.head) <= RECEIPT_BYTES_MOST:
            self.head += raw_data[: RECEIPT_BYTES_MOST + 1 - len(self.head)]
        taken = self._clock() - self._begun
        if taken > _PATIENCE_S and self.size < taken * _BYTES_A_SECOND:
            self.slow = True
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        """Give no file: none is kept."""


# Readers are answered while someone sends a large file over a slow line: by the other thread.
_alone = threading.BoundedSemaphore(1)


def receive(request: HttpRequest) -> tuple[Hashing, str]:
    """Read the form that a request carries.

    :returns: what became of the file, and the salt that was written beside it
    :raises BusyError: while this process hashes another one
    :raises TooSlowError: when it came too slowly
    """
    if not _alone.acquire(blocking=False):
        raise BusyError
    try:
        hashing = Hashing(request)
        request.upload_handlers = [hashing]
        salt = str(request.POST.get("salt", ""))
    finally:
        _alone.release()
    if hashing.slow:
        raise TooSlowError
    return hashing, salt
