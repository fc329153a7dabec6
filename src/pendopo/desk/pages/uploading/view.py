"""Sending a file in pieces, which goes on where the line dropped: tus 1.0.0, core and creation.

What has come lies in a file whose length is how far it is: nothing else has to agree with it, after
a crash neither. Source: https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
import fcntl
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from pendopo.desk.asking import plain_name
from pendopo.desk.clearing import begun_long_ago, leave_uploads, pieces_of
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Upload
from pendopo.desk.page import tell
from pendopo.desk.pages.hand_in.view import may_hand_in, new_submission, take_parts
from pendopo.desk.pages.submission.acts import MOVED, replace_file
from pendopo.desk.pages.submission.view import submission_of
from pendopo.desk.problems import no_room, too_large
from pendopo.desk.rights import Right
from pendopo.desk.room import lacks_room
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

VERSION: Final = "1.0.0"
_BODY: Final = "application/offset+octet-stream"
_CHUNK: Final = 1 << 16
_MB: Final = 1_000_000
_OPEN_MOST: Final = 5
_BUSY: Final = 423
_LENGTH = re.compile(r"[0-9]{1,12}")
_NOT_WHOLE: Final = say(
    "The file is not whole yet. Choose the same file again: it goes on where it stopped."
)
_HEADERS: Final = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}


@needs(Right.HAND_IN)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin to send a file: its length, its name, and where it belongs."""
    if request.method != "POST":
        return _answer(405, Allow="POST")
    most = hall(request).config.desk.upload_mb * _MB
    length = request.headers.get("Upload-Length", "")
    if request.headers.get("Tus-Resumable") != VERSION:
        return _answer(412, **{"Tus-Version": VERSION})
    if not _LENGTH.fullmatch(length) or int(length) == 0:
        return _answer(400)
    if int(length) > most:
        return _refused(too_large(request), **{"Tus-Max-Size": str(most)})
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    place = _place(request, said)
    _clear(request)
    full = lacks_room(hall(request), signed_in(request), str(place["office"]), int(length))
    if any(full):
        return _refused(no_room(request, *full))
    made = Upload.objects.create(
        key=secrets.token_hex(16),
        by=signed_in(request),
        filename=plain_name(said.get("filename", "")),
        size=int(length),
        made_at=timezone.now(),
        **place,
    )
    pieces_of(hall(request), made).touch(mode=0o600)
    return _answer(201, Location=reverse("upload", args=[made.key]))


@needs(Right.HAND_IN)
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Say how far it is, take the next piece, or go to what became of it."""
    found = get_object_or_404(Upload, key=key, by=signed_in(request))
    # Begun days ago: who sent it may have gone to another office since.
    if not found.submission_id and not may_hand_in(found.by, found.office, found.register):
        raise PermissionDenied
    if request.method == "PATCH":
        return _piece(request, found)
    path = pieces_of(hall(request), found)
    if request.method == "HEAD" and not found.submission_id and not path.is_file():
        return _answer(410)
    refused = _came_whole(request, found, path)
    if request.method == "HEAD":
        told = {"Upload-Metadata": _said(found), **_far(hall(request), found)}
        return _answer(_BUSY if refused == _BUSY else 200, **told)
    if found.submission_id is None:
        tell(request, MOVED if refused else _NOT_WHOLE)
    number = found.submission_id or found.into_id
    if number:
        return HttpResponseRedirect(reverse("submission", args=[number]))
    return HttpResponseRedirect(reverse("hand_in"))


def _piece(request: HttpRequest, found: Upload) -> HttpResponse:
    """Put a piece behind what is there; one writer at a time."""
    if request.headers.get("Content-Type") != _BODY:
        return _answer(415)
    path = pieces_of(hall(request), found)
    if found.submission_id is None:
        if not path.is_file():
            return _answer(410)
        refused = _taken(request, found, path)
        if refused:
            return _answer(refused, **_far(hall(request), found))
    return _answer(204, **_far(hall(request), found))


def _taken(request: HttpRequest, found: Upload, path: Path) -> int:
    """Write a piece as it comes; hand the file in once it is whole.

    A piece of no bytes hands in what came whole and could not be handed in then.

    :returns: the status that refuses it, or 0
    """
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _BUSY
        if request.headers.get("Upload-Offset") != str(file.tell()):
            return 409
        if int(request.META.get("CONTENT_LENGTH") or 0) > found.size - file.tell():
            return 413
        with suppress(UnreadablePostError):  # what came stays; the next piece goes on from there
            while part := request.read(_CHUNK):
                file.write(part)
        file.flush()
        if file.tell() == found.size and not _whole(request, found, path):
            return 409
    return 0


def _came_whole(request: HttpRequest, found: Upload, path: Path) -> int:
    """Hand in what came whole where that failed: a full disk, a busy database, a crash.

    :returns: 423 while it is being handed in, 409 where nothing takes it any more, or 0
    """
    if found.submission_id or not path.is_file() or path.stat().st_size != found.size:
        return 0
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _BUSY
        return 0 if _whole(request, found, path) else 409


def _whole(request: HttpRequest, found: Upload, path: Path) -> bool:
    """Hand in what has come whole, once.

    :returns: whether there is something of it; not where it was to take the place of a file that
        a reviewer looks at by now: then what came is kept
    """
    with transaction.atomic():
        now = Upload.objects.select_for_update().get(pk=found.pk)
        if now.submission_id is None:
            number = now.into_id
            if number is None:
                made = new_submission(request, now.office, now.register)
                take_parts(request, made, now.filename, _parts(path))
            else:
                made = submission_of(request, number, Right.HAND_IN)
                if not replace_file(request, made, now.filename, _parts(path)):
                    return False
            Upload.objects.filter(pk=found.pk).update(submission=made)
            now.submission_id = made.pk
    found.submission_id = now.submission_id
    path.unlink(missing_ok=True)
    return True


def _place(request: HttpRequest, said: dict[str, str]) -> dict[str, object]:
    """Give where a file belongs, to who may hand it in there."""
    number = said.get("submission", "")
    if number.isascii() and number.isdigit():
        into = submission_of(request, int(number), Right.HAND_IN)
        return {"into": into, "office": into.office, "register": into.register}
    office, register = said.get("office", ""), said.get("register", "")
    may = may_hand_in(signed_in(request), office, register)
    if not may or register not in hall(request).registers:
        raise PermissionDenied
    return {"office": office, "register": register}


def _said(found: Upload) -> str:
    """Give what was said of a file when it was begun: it tells whether this is that one."""
    place = {"office": found.office, "register": found.register}
    if found.into_id:
        place = {"submission": str(found.into_id)}
    said = {**place, "filename": found.filename}
    words = (f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in said.items())
    return ",".join(sorted(words))


def _clear(request: HttpRequest) -> None:
    """Leave what anybody began long ago, and all but one's last few: no disk is filled."""
    mine = Upload.objects.filter(by=signed_in(request), submission=None)
    leave_uploads(hall(request), [*begun_long_ago(timezone.now()), *mine[_OPEN_MOST - 1 :]])


def _far(opened: Programme, found: Upload) -> dict[str, str]:
    path = pieces_of(opened, found)
    offset = path.stat().st_size if path.is_file() else found.size if found.submission_id else 0
    return {"Upload-Offset": str(offset), "Upload-Length": str(found.size)}


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _metadata(text: str) -> dict[str, str]:
    """Read ``name base64,name base64``; what cannot be read is left out."""
    found = {}
    for pair in text.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            continue
    return found


def _refused(page: HttpResponse, **headers: str) -> HttpResponse:
    """Refuse to begin, by a page of which the script tells the sentences."""
    for name, value in {**_HEADERS, **headers}.items():
        page.headers[name] = value
    return page


def _answer(status: int, **headers: str) -> HttpResponse:
    return HttpResponse(status=status, headers={**_HEADERS, **headers})
