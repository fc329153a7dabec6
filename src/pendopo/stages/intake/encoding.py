"""A file's text in UTF-8: as it is, or decoded as its byte order mark or a person says.

Without either, bytes that are not UTF-8 are never decoded on a guess: encodings that fit are shown
with what the first doubtful words are under each, and a person says which is right.
"""

import codecs
import mmap
import os
import re
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake.candidates import readings, without_mark
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

Tell = Callable[[Finding], None]

_BLOCK = 16 << 20
_DECODED_AT_ONCE = 1 << 20
_HEAD = 1 << 16
_AROUND = 400
_LOOKED_THROUGH = 8 << 20
_ODD = re.compile(rb"[\x80-\xff]")
_UTF8 = frozenset({"utf-8", "utf-8-sig"})
# A mark of UTF-32 begins like one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WRITE = say(
    "Save the file again in UTF-8: in Excel, choose “CSV UTF-8 (comma delimited)”; in LibreOffice, "
    "choose the character set Unicode (UTF-8)."
)
# What Windows-1252 makes of the second byte of a letter in UTF-8, in UTF-8 again.
_SECOND = (
    rb"(?:\xc2[\x80-\xbf]|\xc5[\x92-\xbe]|\xc6\x92|\xcb[\x86\x9c]|\xe2(?:\x80.|\x82\xac|\x84\xa2))"
)
# Text that was read in a wrong encoding before it came here: letters lost, control characters of
# ISO-8859-1 that nobody writes, Ã©, â€™, Ð¿Ñ€. Each begins with a byte that is looked for quickly.
_HARMED = tuple(
    re.compile(form, re.DOTALL)
    for form in (
        rb"\xef\xbf\xbd",
        rb"\xc2[\x80-\x9f]",
        rb"\xc3(?:[\x82\x83]" + _SECOND + rb"|\xa2\xe2\x82\xac|\xaf\xc2\xbb\xc2\xbf)",
        rb"\xc3(?:[\x90\x91]" + _SECOND + rb"\xc3?){2}",
    )
)
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
# What people mean by Latin-1: the encodings of Windows have letters where those of ISO have none.
_WINDOWS = {
    "iso8859-1": "windows-1252",
    "iso8859-15": "windows-1252",
    "iso8859-2": "windows-1250",
    "iso8859-5": "windows-1251",
    "iso8859-7": "windows-1253",
    "iso8859-9": "windows-1254",
}
_CONTROLS = tuple(bytes([code]) for code in (*range(1, 9), 0x0B, 0x0C, *range(0x0E, 0x1C), 0x7F))
_NEAR = 1 << 18  # which a processor keeps at hand while each of them is looked for
_CONTROLS_TOLD = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1b\x7f]")


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text in UTF-8.

    :param number: of the open file; one of its own, without a name, where it had to be decoded
    :param start: the byte behind a byte order mark
    """

    number: int
    start: int = 0

    def mapped(self) -> mmap.mmap:
        """Map the whole file, its mark included."""
        return mmap.mmap(self.number, 0, access=mmap.ACCESS_READ)

    def stream(self) -> BinaryIO:
        """Open the file once more, at the start of its text; the caller closes it."""
        again = os.fdopen(os.dup(self.number), "rb")
        again.seek(self.start)
        return again

    def __del__(self) -> None:
        """Close the file with the last that needs its text."""
        os.close(self.number)


def open_text(path: Path, said: str, tell: Tell) -> Text | None:
    """Open a file's text.

    :param said: the name of its encoding, where a person named one; else empty
    :returns: None when it cannot be read; the finding that says why was told
    """
    if path.stat().st_size == 0:
        tell(_empty())
        return None
    with path.open("rb") as file:
        encoding, start = _named(file.read(4), said)
        file.seek(start)
        text = written(file, start) if encoding in _UTF8 else _decoded(file, encoding, tell)
    if text is None:
        return None
    with text.mapped() as data:
        finding = _fault(data, text.start)
        if finding is None:
            _look_for_harm(data, encoding, tell)
    if finding:
        tell(finding)
        return None
    return text


def written(file: IO[bytes], start: int = 0) -> Text:
    """Give an open file as a text that stays when the file is closed."""
    file.flush()
    return Text(os.dup(file.fileno()), start)


def _named(head: bytes, said: str) -> tuple[str, int]:
    """Give the encoding that a mark or a person names, and the byte behind the mark."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            try:
                same = not said or codecs.lookup(said).name.startswith(name[:6])
            except LookupError:
                return said, 0
            return (name, len(mark)) if same else (said, 0)
    try:
        return codecs.lookup(said or "utf-8").name, 0
    except LookupError:
        return said, 0


def _decoded(file: BinaryIO, encoding: str, tell: Tell) -> Text | None:
    """Decode a file into one of UTF-8, in pieces; nothing is left out or put in for a letter."""
    try:
        "a".encode(encoding)  # which refuses what is no encoding of text
        decoder = codecs.getincrementaldecoder(encoding)()
    except (LookupError, TypeError, ValueError):
        tell(_unknown(encoding))
        return None
    with tempfile.TemporaryFile() as text:
        done, line = 0, 1
        while block := file.read(_DECODED_AT_ONCE):
            more = len(block) == _DECODED_AT_ONCE
            try:
                letters = decoder.decode(block, final=not more)
                text.write(letters.encode())
            except UnicodeError as error:
                found, place = _refused(error, block)
                before = block[: max(0, place)].decode(encoding, "ignore")
                tell(_not_in(encoding, found, done + place, line + before.count("\n")))
                return None
            done += len(block)
            line += letters.count("\n") or letters.count("\r")
        if text.tell():
            return written(text)
    tell(_empty())
    return None


def _refused(error: UnicodeError, block: bytes) -> tuple[str, int]:
    """Give the bytes that an encoding does not have, and where they stand in the block."""
    if not isinstance(error, UnicodeDecodeError):
        return str(error)[:60], 0
    kept = len(error.object) - len(block)  # of the block before
    return repr(error.object[max(0, error.start - 12) : error.start + 8])[2:-1], error.start - kept


def _fault(data: mmap.mmap, start: int) -> Finding | None:
    place = _not_valid(data)
    nul = _first_nul(data, start)
    if nul >= 0 and (place < 0 or nul < place):
        return _wide(data) or _nul(data, nul)
    return None if place < 0 else _not_utf8(data, place)


def _first_nul(data: mmap.mmap, start: int) -> int:
    """Give the place of the first NUL byte, or -1; in blocks, so that no file stays in memory."""
    for begin, end in _blocks(data):
        found = data.find(b"\0", max(begin, start), end)
        if found >= 0:
            return found
    return -1


def _blocks(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Cut a file into blocks between letters: the first byte and the one behind the last.

    What was looked at is given back, so that a large file does not stay in memory.
    """
    start = 0
    while start < len(data):
        end = min(start + _BLOCK, len(data))
        while end < len(data) and end > start + 1 and data[end] & 0xC0 == 0x80:  # noqa: PLR2004
            end -= 1
        yield start, end
        give_back(data, start, end)
        start = end


def give_back(data: mmap.mmap, start: int, end: int) -> None:
    """Let go of the pages of a mapped file, which stays as it is on the disk."""
    first = start - start % mmap.PAGESIZE
    if end > first and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED, first, end - first)


def _not_valid(data: mmap.mmap) -> int:
    """Give the place of the first byte that is not UTF-8, or -1.

    Blocks are checked with Arrow's vectorised check, 10 GB a second.
    """
    whole = pa.py_buffer(data)
    try:
        for start, end in _blocks(data):
            text = _as_text(whole.slice(start, end - start))
            try:
                text.validate(full=True)
            except pa.ArrowInvalid:
                return start + _first_odd(data[start:end])
            finally:
                # The mapping cannot be closed while Arrow holds it.
                del text
    finally:
        del whole
    return -1


def _as_text(block: pa.Buffer) -> pa.Array:
    offsets = pa.py_buffer(struct.pack("<qq", 0, block.size))
    return pa.LargeStringArray.from_buffers(1, offsets, block)


def _first_odd(block: bytes) -> int:
    try:
        block.decode()
    except UnicodeDecodeError as error:
        return error.start
    return len(block)


def _look_for_harm(data: mmap.mmap, encoding: str, tell: Tell) -> None:
    """Tell of text that was read in a wrong encoding before, and of control characters.

    Letters are looked at in blocks that hold more than ASCII, controls up to the first.
    """
    place, count, control = -1, 0, -1
    whole = pa.py_buffer(data)
    for start, end in _blocks(data):
        text = _as_text(whole.slice(start, end - start))
        plain = pc.string_is_ascii(text)[0].as_py()
        del text
        control = _first_control(data, start, end) if control < 0 else control
        if plain:
            continue
        block = data[start:end]
        found = [one.start() for form in _HARMED for one in form.finditer(block)]
        place = start + min(found) if found and place < 0 else place
        count += len(found)
    del whole
    if count:
        nearest = _WINDOWS.get(encoding, "") if _C1.match(data, place) else ""
        tell(_not_quite(data, place, encoding, nearest) if nearest else _harmed(data, place, count))
    if control >= 0:
        tell(_control(data, control))


def _first_control(data: mmap.mmap, start: int, end: int) -> int:
    """Give the place of the first control character of a block; -1 where there is none.

    Each is looked for by itself: in all, ten times as fast as a pattern.
    """
    for near in range(start, end, _NEAR):
        found = [data.find(one, near, min(near + _NEAR, end)) for one in _CONTROLS]
        if max(found) >= 0:
            return min(place for place in found if place >= 0)
    return -1


def _wide(data: mmap.mmap) -> Finding | None:
    """Tell of text in UTF-16 or UTF-32 without a mark: every other byte of it is NUL."""
    head = data[:_HEAD]
    found = without_mark(head)
    if not found:
        return None
    return Finding(
        "text_is_utf8",
        Weight.STOP,
        say("The file is not written in UTF-8; these encodings fit: {readings}."),
        {"readings": "; ".join(f"{name}: {words}" for name, words in found), "best": found[0][0]},
        say("Look in which the words are right, and name it, for instance: --encoding {best}."),
    )


def _not_utf8(data: mmap.mmap, place: int) -> Finding:
    found = {"found": repr(data[max(0, place - 12) : place + 8])[2:-1]}
    where = (line_of(data, place),)
    fitting = readings(_odd_lines(data, place))
    if not fitting:
        return Finding(
            "text_is_utf8",
            Weight.STOP,
            say(
                "The file is not written in UTF-8: the first letter that is not stands in {found}."
            ),
            found,
            _WRITE,
            lines=where,
            count=1,
        )
    shown = "; ".join(f"{name}: {words}" for name, words in fitting)
    return Finding(
        "text_is_utf8",
        Weight.STOP,
        say("The file is not written in UTF-8; these encodings fit: {readings}."),
        {**found, "readings": shown, "best": fitting[0][0]},
        say(
            "Look in which the words are right, and name it, for instance: --encoding {best}. Or "
            "save the file again in UTF-8."
        ),
        lines=where,
        count=1,
    )


def _odd_lines(data: mmap.mmap, place: int) -> bytes:
    """Give what stands around the letters from a place on that are not ASCII, some of it."""
    around = bytearray()
    start = place
    for odd in _ODD.finditer(data, place, min(len(data), place + _LOOKED_THROUGH)):
        if odd.start() < start:
            continue
        first = data.rfind(b"\n", max(0, odd.start() - _AROUND), odd.start())
        last = data.find(b"\n", odd.end(), odd.end() + _AROUND)
        start = last if last >= 0 else odd.end() + _AROUND
        around += data[first + 1 if first >= 0 else max(0, odd.start() - _AROUND) : start] + b"\n"
        if len(around) > _HEAD:
            break
    return bytes(around)


def line_of(data: mmap.mmap, place: int) -> int:
    """Count the lines of text up to a place, from 1."""
    feeds = returns = 0
    for start in range(0, place, _BLOCK):
        block = data[start : min(place, start + _BLOCK)]
        feeds += block.count(b"\n")
        returns += block.count(b"\r")
    return (feeds or returns) + 1


def _empty() -> Finding:
    return Finding(
        "file_has_content",
        Weight.STOP,
        say("The file is empty: it has no bytes at all."),
        write=say("Hand in the file with its rows."),
    )


def _nul(data: mmap.mmap, nul: int) -> Finding:
    return Finding(
        "text_has_no_nul",
        Weight.STOP,
        say("The file holds a NUL byte, which no text has; the first is at byte {byte}."),
        {"byte": str(nul + 1)},
        say("Export the table anew from the program that holds it, as CSV in UTF-8."),
        lines=(line_of(data, nul),),
        count=1,
    )


def _unknown(encoding: str) -> Finding:
    return Finding(
        "encoding_is_known",
        Weight.STOP,
        say("There is no encoding called {encoding}."),
        {"encoding": encoding[:60]},
        say(
            "Write the name of one: utf-8, utf-16, windows-1252, iso-8859-15, windows-1251, "
            "shift_jis, gb18030."
        ),
    )


def _not_in(encoding: str, found: str, place: int, line: int) -> Finding:
    return Finding(
        "text_is_in_its_encoding",
        Weight.STOP,
        say("The file is not written in {encoding}: byte {byte} stands in {found}."),
        {"encoding": encoding, "byte": str(place + 1), "found": found},
        say("Name another encoding, or none to see which ones fit."),
        lines=(line,),
        count=1,
    )


def _harmed(data: mmap.mmap, place: int, count: int) -> Finding:
    around = data[max(0, place - 16) : place + 16].decode("utf-8", "ignore")
    return Finding(
        "letters_are_whole",
        Weight.WARN,
        say(
            "Letters were lost before the file came here, by reading it in a wrong encoding: "
            "{found}."
        ),
        {"found": " ".join(around.split()), "places": str(count)},
        say("Export the table anew from the program that holds it, as CSV in UTF-8."),
        lines=(line_of(data, place),),
        count=1,
    )


def _not_quite(data: mmap.mmap, place: int, encoding: str, nearest: str) -> Finding:
    around = data[max(0, place - 16) : place + 16].decode("utf-8", "ignore")
    return Finding(
        "letters_are_whole",
        Weight.WARN,
        say("The file is not quite in {encoding}: letters are missing in {found}."),
        {"encoding": encoding, "found": ascii(" ".join(around.split()))[1:-1], "nearest": nearest},
        say("Look at whether the words are right with --encoding {nearest}."),
        lines=(line_of(data, place),),
        count=1,
    )


def _control(data: mmap.mmap, place: int) -> Finding:
    around = data[max(0, place - 16) : place + 16].decode("utf-8", "ignore")
    found = _CONTROLS_TOLD.sub(lambda one: f"<{ord(one[0]):02X}>", " ".join(around.split()))
    return Finding(
        "text_has_no_controls",
        Weight.WARN,
        say("The text holds characters that steer a device and are no letters: {found}."),
        {"found": found},
        say(
            "Export the table anew from the program that holds it, as CSV in UTF-8; they were kept."
        ),
        lines=(line_of(data, place),),
        count=1,
    )
