"""The addresses that take something in: what witnesses and people signed, a file to be checked.

The file is hashed as it comes, and not kept.
"""

import re
from wsgiref.types import WSGIEnvironment

from pendopo.peers.cosign import HAND_IN
from pendopo.programme.claiming import HAND_IN as CLAIM_IN
from pendopo.programme.questioning import FORM_BYTES_MOST
from pendopo.programme.questioning import HAND_IN as ASKED_IN
from pendopo.standards.tlog.note import NOTE_BYTES_MOST
from pendopo.standards.tlog.witness import BODY_BYTES_MOST

# What a form adds around the file: its boundaries, names, and a salt.
_AROUND_BYTES = 16_384
_MB = 1_000_000
_TOO_LARGE = "413 Content Too Large"
# What is handed in, at most so many bytes.
_HANDED_IN = {
    f"/{HAND_IN}": BODY_BYTES_MOST,
    f"/{CLAIM_IN}": NOTE_BYTES_MOST,
    f"/{ASKED_IN}": FORM_BYTES_MOST,
}
_CHECKED = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?/verify/file/")


def is_sent(environ: WSGIEnvironment) -> bool:
    """Whether a request sends a file to be checked."""
    path = environ.get("PATH_INFO", "")
    return environ["REQUEST_METHOD"] == "POST" and _CHECKED.fullmatch(path) is not None


def refusal(environ: WSGIEnvironment, most_mb: int) -> str:
    """Say why what a request carries is not read; empty when it is, or when it carries nothing.

    :param most_mb: the largest file that is checked; 0 for none
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if not is_sent(environ):
        taken = environ["REQUEST_METHOD"] == "POST"
        most = _HANDED_IN.get(environ.get("PATH_INFO", ""), 0) if taken else 0
        return "" if _within(length or "0", most) else _TOO_LARGE
    if not length:
        return "411 Length Required"
    return "" if most_mb and _within(length, most_mb * _MB + _AROUND_BYTES) else _TOO_LARGE


def _within(length: str, most: int) -> bool:
    return length.isascii() and length.isdigit() and int(length) <= most
