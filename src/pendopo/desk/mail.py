"""Sending e-mail by the server that the settings name; without one, nothing is sent.

A password is never in ``pendopo.toml``: it is the one line of ``private/secrets/mail.password``.
"""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote, urlsplit

from pendopo.programme.programme import Programme

_WAIT_S: Final = 20.0
_PORTS: Final = {"smtp": 25, "smtps": 465}


class MailError(Exception):
    """Why an e-mail was not sent, for an operator."""

    @property
    def kind(self) -> str:
        """What a line of the log may say: a server's own words hold names and addresses."""
        return type(self.__cause__).__name__ if self.__cause__ else str(self)


def sends(opened: Programme) -> bool:
    """Whether there is a server to send by."""
    return bool(opened.config.desk.mail)


def send(opened: Programme, to: str, subject: str, body: str) -> None:
    """Send one e-mail.

    TLS is used from the first byte with ``smtps``, else from STARTTLS on (RFC 3207). Without it
    nothing leaves this machine: whoever listens would have the password, and the codes in letters.

    :raises MailError: when there is no server, or it did not take the e-mail
    """
    parts = urlsplit(opened.config.desk.mail)
    if not parts.hostname:
        raise MailError("desk.mail is empty; write smtp://mail.example.org")
    message = EmailMessage()
    try:
        message["From"] = opened.config.desk.mail_from or f"pendopo@{parts.hostname}"
        message["To"] = to
        message["Subject"] = subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        place = (parts.hostname, parts.port or _PORTS[parts.scheme])
        with _line(parts.scheme, place) as line:
            if parts.username:
                line.login(unquote(parts.username), _password(opened))
            line.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailError(f"{parts.hostname}: {error}") from error


def _line(scheme: str, place: tuple[str, int]) -> smtplib.SMTP:
    host, port = place
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_WAIT_S, context=context)
    line = smtplib.SMTP(host, port, timeout=_WAIT_S)
    line.ehlo()
    if line.has_extn("starttls"):
        line.starttls(context=context)
        line.ehlo()
    elif line.sock is None or not ip_address(line.sock.getpeername()[0]).is_loopback:
        line.close()
        raise MailError("the mail server offers no STARTTLS; write smtps:// where it has TLS")
    return line


def _password(opened: Programme) -> str:
    with suppress(FileNotFoundError):
        path = opened.place.private / "secrets" / "mail.password"
        return path.read_text("utf-8").strip()
    raise MailError("private/secrets/mail.password is not there; write the password into it")
