"""The square of dots that leads a camera from a paper to a page (ISO/IEC 18004)."""

import io
from functools import lru_cache

import segno

# A quarter of the dots may be lost: a paper is folded, stamped and copied.
_GRADE = "q"
_QUIET = 4  # the empty margin that a reader needs, in dots: ISO/IEC 18004, 9.1


@lru_cache(64)
def square(address: str) -> str:
    """Draw an address as SVG; empty where there is none.

    :raises ValueError: when the address is too long for any such square
    """
    if not address:
        return ""
    drawn = io.BytesIO()
    segno.make_qr(address, error=_GRADE, boost_error=False).save(
        drawn, kind="svg", xmldecl=False, border=_QUIET, nl=False
    )
    return drawn.getvalue().decode()
