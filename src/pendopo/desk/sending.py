"""A file that a form hands in counts once, however often the form comes.

The reply is lost, and the browser sends the form again; or somebody presses twice. The form carries
a number of its own: with it, the same file from the same person is what came before. Another file
in the same form is another one: who goes back in the browser finds the old form.
"""

import hashlib
import re
import secrets
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from pendopo.desk.asking import plain_name
from pendopo.desk.guard import signed_in
from pendopo.desk.models import Submission, Upload
from pendopo.terms.wording import say

ALREADY: Final = say(
    "That was done already when your form came once more. This page shows how it is now."
)
_ONCE: Final = re.compile(r"[0-9a-f]{32}")


def form_number() -> str:
    """Draw the number of a form: 128 random bits, hexadecimal."""
    return secrets.token_hex(16)


def sending_of(
    request: HttpRequest,
    sent: "UploadedFile[Any]",
    office: str,
    register: str,
    into: Submission | None = None,
) -> Upload:
    """Give the sending that a form with a file is: a new one, or the one that came before.

    Within a transaction: who sends the same form meanwhile waits for its end.

    :param into: the submission whose file it takes the place of; None for a new one
    :returns: with the submission that was made of it, where one was
    """
    place = (office, register, str(into.pk) if into else "")
    found, _ = Upload.objects.get_or_create(
        key=_key(request, sent, place),
        defaults={
            "by": signed_in(request),
            "office": office,
            "register": register,
            "filename": plain_name(sent.name or ""),
            "size": sent.size or 0,
            "made_at": timezone.now(),
            "into": into,
        },
    )
    return found


def _key(request: HttpRequest, sent: "UploadedFile[Any]", place: tuple[str, ...]) -> str:
    """Give the same key for the same file in the same form, and for no other."""
    number = request.POST.get("once", "")
    if not _ONCE.fullmatch(number):
        return form_number()
    digest = hashlib.sha256()
    for part in sent.chunks():
        digest.update(part)
    said = "\0".join((number, str(signed_in(request).pk), *place, digest.hexdigest()))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
