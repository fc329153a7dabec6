"""The photo of a form's row: kept without metadata, and known again when it comes twice."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from pendopo.desk.asking import folder_of
from pendopo.desk.forms import VISIT, Row, rows_in, with_key
from pendopo.desk.guard import signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Draft, Submission
from pendopo.desk.page import tell
from pendopo.desk.room import lacks_room
from pendopo.programme.programme import Programme
from pendopo.published.reads import Query
from pendopo.terms.wording import say

_PHOTO_MOST: Final = 20_000_000
_KNOWN_MOST: Final = 100_000
# Published pictures, and the column that says of what each is.
_PICTURES: Final = (("visits", "visits", "ocid"), ("villages", "photos", "village"))


def pictured(request: HttpRequest, found: Draft, placed_by: str) -> tuple[Row, bool]:
    """Keep the photo that was sent with a row.

    :param placed_by: who says already where it was; empty for nobody
    :returns: what the row says of it, nothing where there was none; and whether it was left out,
        which the next page tells
    """
    sent = request.FILES.get("photo")
    if not isinstance(sent, UploadedFile) or not sent.size:
        return {}, False
    if sent.size > _PHOTO_MOST:
        tell(request, say("The photo is larger than 20 MB. Send it smaller."))
        return {}, True
    full = " ".join(lacks_room(hall(request), signed_in(request), found.office, sent.size)).strip()
    if full:
        tell(request, "{full}", full=full)
        return {}, True
    photos = import_module("pendopo.evidence.photos")  # Pillow, only where a picture came
    try:
        photo = photos.kept(sent.read())
    except photos.PhotoError as error:
        tell(request, error.message, **error.values)
        return {}, True
    opened = hall(request)
    other = photos.seen_before(photo, _known(opened, found))
    if other:
        tell(request, say("The same picture as one of {other}; take a new one."), other=other)
    folder = _folder(opened, found)
    folder.mkdir(exist_ok=True)
    (folder / f"{photo.sha256}.jpg").write_bytes(photo.data)
    by = placed_by or photos.placed(photo, None, officer=False)[0]
    return {"sha256": photo.sha256, "likeness": photo.likeness, "placed_by": by}, False


def move_photos(opened: Programme, found: Draft, submission: Submission) -> None:
    """Lay a draft's photos beside the submission's file: with it a redaction takes them away."""
    folder = _folder(opened, found)
    if not folder.is_dir():
        return
    beside = folder_of(opened) / str(submission.pk)
    beside.mkdir(exist_ok=True)
    for photo in folder.iterdir():
        photo.rename(beside / photo.name)


def photos_of(opened: Programme, submission: Submission) -> list[str]:
    """Give the hashes of the photos that lie beside a submission's file."""
    return sorted(one.stem for one in (folder_of(opened) / str(submission.pk)).glob("*.jpg"))


def _folder(opened: Programme, found: Draft) -> Path:
    return folder_of(opened) / f"draft-{found.pk}"


def _known(opened: Programme, found: Draft) -> Iterator[tuple[str, str]]:
    """Give the likeness of each picture known already, and of what it is."""
    state = opened.state()
    content = with_key(VISIT, found.key, found.office, {VISIT.sheets[0]: [{}]})
    own = content[VISIT.sheets[0]][0][VISIT.keyed]
    for register, name, of in _PICTURES:
        try:
            table = opened.table(state, register, name)
        except KeyError:
            continue
        for row in opened.reader(table).page(Query(()), 0, _KNOWN_MOST):
            if row["likeness"] and row.get("visit") != own:
                yield str(row["likeness"]), str(row[of])
    for one in Draft.objects.filter(form=VISIT.name).exclude(pk=found.pk):
        for kept in rows_in(one.content, VISIT.sheets[0]):
            yield kept.get("likeness", ""), kept.get("ocid", "")
