"""A line that drops, or is slow: between a browser and a server, it counts what passes."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_BYTES_A_SECOND = 50_000 / 8
_LATENCY_S = 0.4
_RESET = struct.pack("ii", 1, 0)  # closing tells the other side that the line broke


class Line:
    """A line to a server on this machine.

    :param slow: whether it carries 50 kbit/s, both ways together, and answers after 400 ms at least
    :ivar loses: what becomes of the next pages and forms, one after the other: ``before``
        loses what is asked, ``after`` loses the answer to it; empty loses nothing
    :ivar lost: how often it dropped
    :ivar bytes: how many passed, both ways, heads of HTTP and all
    """

    def __init__(self, port: int, *, slow: bool = False) -> None:
        self.loses: list[str] = []
        self.lost = 0
        self.bytes = 0
        self._slow = slow
        self._wire = threading.Lock()
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])

    def serve(self) -> None:
        """Carry what comes, each in a thread of its own."""
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self._to), timeout=60) as far:
            asked = _whole(near)
            if not asked:
                return
            self._pass(asked)
            # A page or a form, and nothing that a page brings along with it.
            page = b"\r\nsec-fetch-mode: navigate" in asked.partition(b"\r\n\r\n")[0].lower()
            asks = page or asked.startswith(b"POST ")
            how = self.loses.pop(0) if asks and self.loses else ""
            if how != "before":
                far.sendall(asked)
                answer = b"".join(iter(lambda: far.recv(1 << 16), b""))
            if how:
                self.lost += 1
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                return
            self._pass(answer)
            near.sendall(answer)

    def _pass(self, what: bytes) -> None:
        """Count what passes, and take the time that a slow line takes for it."""
        with self._wire:  # which all connections share
            self.bytes += len(what)
            time.sleep(len(what) / _BYTES_A_SECOND if self._slow else 0)
        time.sleep(_LATENCY_S / 2 if self._slow else 0)


def _whole(near: socket.socket) -> bytes:
    """Read one request."""
    asked = b""
    while b"\r\n\r\n" not in asked:
        part = near.recv(1 << 16)
        if not part:
            return b""
        asked += part
    head, _, body = asked.partition(b"\r\n\r\n")
    lengths = [one for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:")]
    left = int(lengths[0].partition(b":")[2]) - len(body) if lengths else 0
    while left > 0:
        part = near.recv(min(left, 1 << 16))
        if not part:
            return b""
        asked, left = asked + part, left - len(part)
    return asked


@contextmanager
def line_to(port: int, *, slow: bool = False) -> Iterator[Line]:
    """Lay a line to a server."""
    line = Line(port, slow=slow)
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        line.close()
