"""Whether a file is UTF-8 from its first byte to its last: other encodings are never guessed."""

import codecs
import mmap
import struct
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

Tell = Callable[[Finding], None]

_WRITE = say(
    "Save the file again in UTF-8: in Excel, choose “CSV UTF-8 (comma delimited)”; in LibreOffice, "
    "choose the character set Unicode (UTF-8)."
)
_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_utf8(path: Path, tell: Tell) -> bool:
    """Tell whether a file is readable UTF-8 text; when not, a finding says why and what to do."""
    if path.stat().st_size == 0:
        tell(
            Finding(
                "file_has_content",
                Weight.STOP,
                say("The file is empty: it has no bytes at all."),
                write=say("Hand in the file with its rows."),
            )
        )
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        finding = _fault(data)
    if finding:
        tell(finding)
    return finding is None


def _fault(data: mmap.mmap) -> Finding | None:
    if data[:4].startswith(_MARKS):
        return Finding(
            "text_is_utf8",
            Weight.STOP,
            say("The file is written in UTF-16 or UTF-32, not in UTF-8."),
            write=_WRITE,
        )
    nul = data.find(b"\0")
    if nul >= 0:
        return Finding(
            "text_has_no_nul",
            Weight.STOP,
            say("The file holds a NUL byte, which no text has; the first is at byte {byte}."),
            {"byte": str(nul + 1)},
            say("Export the table anew from the program that holds it, as CSV in UTF-8."),
            lines=(_line(data, nul),),
            count=1,
        )
    if _valid(data):
        return None
    return _not_utf8(data)


def _valid(data: mmap.mmap) -> bool:
    """Check the encoding of the whole file, with Arrow's vectorised check: 10 GB a second."""
    offsets = pa.py_buffer(struct.pack("<qq", 0, len(data)))
    text = pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(data))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    finally:
        # The mapping cannot be closed while Arrow holds it.
        del text
    return True


def _not_utf8(data: mmap.mmap) -> Finding:
    start, block = 0, 1 << 20
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while start < len(data):
            decoder.decode(data[start : start + block], final=start + block >= len(data))
            start += block
        place = len(data)
    except UnicodeDecodeError as error:
        # The decoder may have kept up to three bytes of the block before.
        kept = len(error.object) - len(data[start : start + block])
        place = start - kept + error.start
    return Finding(
        "text_is_utf8",
        Weight.STOP,
        say("The file is not written in UTF-8: the first letter that is not stands in {found}."),
        {"found": repr(data[max(0, place - 12) : place + 8])[2:-1]},
        _WRITE,
        lines=(_line(data, place),),
        count=1,
    )


def _line(data: mmap.mmap, place: int) -> int:
    """Count the lines of text up to a place, from 1."""
    return data[:place].count(b"\n") + 1
