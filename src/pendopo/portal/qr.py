"""A square of dots that leads a camera from a printed page to the page (ISO/IEC 18004)."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

_KEPT = 512
# A quarter of the dots may be lost under a fold or a stamp in grade Q; paper in an office loses
# fewer, and an address of 90 letters stays coarse enough in grade M (15 %) for a cheap camera.
_GRADE = "m"
# Any of the eight masks is read. To compare all of them would take 12 ms of each page, this one 3.
_MASK = 4
_QUIET = 4  # the empty margin that a reader needs, in dots: ISO/IEC 18004, 9.1


@lru_cache(_KEPT)
def square(address: str) -> SafeString:
    """Draw an address as an SVG of one path, a run of dots at a time.

    :raises ValueError: when the address is too long for any such square
    """
    drawn = io.BytesIO()
    segno.make_qr(address, error=_GRADE, boost_error=False, mask=_MASK).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=_QUIET,
        svgclass="qr__dots", lineclass=None, nl=False,
    )  # fmt: skip
    # Ours alone: the address itself is drawn and stands nowhere as text.
    return mark_safe(drawn.getvalue().decode())  # noqa: S308
