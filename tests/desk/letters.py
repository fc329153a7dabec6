"""A server on this machine that takes e-mail, by TLS where it has a certificate."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Letters:
    """What came.

    :param taken: the e-mails
    :param signed_in: name and password of who signed in, and whether by TLS
    """

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    plain: list[bytes] = field(default_factory=list)
    signed_in: list[tuple[str, str]] = field(default_factory=list)


class Taking(socketserver.StreamRequestHandler):
    """What RFC 5321 asks of a server that takes e-mail; STARTTLS (RFC 3207), AUTH (RFC 4954)."""

    letters: Letters
    tls: ssl.SSLContext | None = None

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            if not self.safe:
                self.letters.plain.append(line)
            if not self.answer(line):
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()  # not the socket that the server knows, once it speaks TLS

    @property
    def safe(self) -> bool:
        return isinstance(self.request, ssl.SSLSocket)

    def answer(self, line: bytes) -> bool:
        """Answer a line; False where the other does not go on."""
        word = line[:4].upper()
        if b"refused@" in line:
            self.wfile.write(b"550 no " + line[8:].strip() + b"\r\n")
        elif word == b"EHLO" and self.tls:
            self.wfile.write(
                b"250-here\r\n250 %b\r\n" % (b"AUTH PLAIN" if self.safe else b"STARTTLS")
            )
        elif word == b"STAR":
            return self.go_safe()
        elif word == b"AUTH":
            _, name, password = base64.b64decode(line.split()[2]).decode().split("\0")
            self.letters.signed_in.append((name, password))
            self.wfile.write(b"235 well\r\n")
        elif word == b"DATA":
            self.wfile.write(b"354 go on\r\n")
            self.letters.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"250 well\r\n")
        else:
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 well\r\n")
        return True

    def go_safe(self) -> bool:
        assert self.tls
        self.wfile.write(b"220 go on\r\n")
        try:
            self.request = self.tls.wrap_socket(self.request, server_side=True)
        except (ssl.SSLError, OSError):  # the other does not believe the certificate
            return False
        self.rfile.close()
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        return True


@contextmanager
def taking(tls: ssl.SSLContext | None = None) -> Iterator[Letters]:
    """Take e-mail at 127.0.0.1 until the block ends."""

    class Own(Taking):
        letters = Letters()

    Own.tls = tls
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Own) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Own.letters.port = server.server_address[1]
        yield Own.letters
        server.shutdown()
