"""A part of a file, as a program asks for it: Parquet is read by its end and a few columns."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

BLOCK = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def part(asked: str, if_range: str, tag: str, size: int) -> tuple[int, int] | None:
    """Read ``Range``: first and last byte to send, the whole when none is asked or it is odd.

    :param asked: the header; empty for none
    :param if_range: the tag that the file must still have; empty for any
    :returns: None when the part asked for lies outside the file

    Source: RFC 9110, 14.2: a range this server does not understand is ignored.
    """
    whole = (0, size - 1)
    found = _RANGE.fullmatch(asked)
    if found is None or asked == "bytes=-" or (if_range or tag) != tag:
        return whole
    if not found[1]:
        length = int(found[2])
        return (max(0, size - length), size - 1) if length and size else None
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return whole
    return (first, last) if first < size else None


class Part:
    """A part of a file, block by block; closing it closes the file, read or not.

    :param first: the first byte
    :param length: how many
    """

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        self._file = file
        self._left = length
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        """Read."""
        while self._left and (block := self._file.read(min(BLOCK, self._left))):
            self._left -= len(block)
            yield block
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def send(file: BinaryIO, size: int, tag: str, headers: Mapping[str, str]) -> HttpResponseBase:
    """Answer with a file, or with the part of it that ``Range`` asks for.

    :param headers: those asked with
    """
    found = part(headers.get("Range", ""), headers.get("If-Range", ""), tag, size)
    said = {"Accept-Ranges": "bytes", "ETag": tag}
    if found is None:
        file.close()
        said["Content-Range"] = f"bytes */{size}"
        return HttpResponse(status=416, headers=said)
    first, last = found
    whole = found == (0, size - 1)
    said["Content-Length"] = str(last - first + 1)
    if not whole:
        said["Content-Range"] = f"bytes {first}-{last}/{size}"
    content = Part(file, first, last - first + 1)
    return StreamingHttpResponse(content, status=200 if whole else 206, headers=said)
