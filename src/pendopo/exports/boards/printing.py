"""Boards set on paper: each as large as its page holds, several at once."""

import io
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from PIL import Image

from pendopo.exports.boards.shapes import Shape
from pendopo.exports.boards.told import TEMPLATE
from pendopo.exports.printed.paper import PaperError, Press

# What the template says when something would be cut off.
_TOO_LONG: Final = "too long"
_SMALLER: Final = 0.95
_ATTEMPTS: Final = 20
_COLOURS: Final = 40  # of a picture: paper, ink, two of the government's, and what smooths letters
# Fewer are set in less time than it takes to start another process.
_ALONE_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file to be printed.

    :param facts: what stands on it; of ``told.facts``
    :param at: when it was made, which a PDF says
    """

    path: Path
    shape: Shape
    facts: Mapping[str, Any]
    at: datetime


def set_board(press: Press, shape: Shape, facts: Mapping[str, Any], at: datetime) -> bytes:
    """Set a board as PDF/UA-1, or as PNG where its shape is a picture.

    :raises PaperError: when it fits its page at no size that can be read
    """
    said = dict(facts)
    for attempt in range(_ATTEMPTS):
        try:
            if shape.dots_an_inch:
                return _light(press.picture(said, shape.dots_an_inch))
            return press.pdf(said, at)
        except PaperError as error:
            if _TOO_LONG not in str(error) or attempt == _ATTEMPTS - 1:
                raise
        said["size"] *= _SMALLER
    raise AssertionError  # pragma: no cover  the last attempt returns or raises


def _light(picture: bytes) -> bytes:
    """Write a picture with few colours: it has few, and phones pay for each kilobyte."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    # Every other dot of every other line has all colours, and costs a quarter to choose from.
    half = image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST)
    palette = half.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE)
    few = image.quantize(palette=palette, dither=Image.Dither.NONE)
    out = io.BytesIO()
    # Even runs are what a drawing has: looking for more costs four times as much and saves 3 kB.
    few.save(out, "PNG", compress_type=zlib.Z_RLE)
    return out.getvalue()


def print_boards(sheets: Iterable[Sheet], count: int, workers: int) -> Iterator[Path]:
    """Print files, and give the path of each when it is written, in their order.

    :param count: how many sheets there are
    :param workers: how many processes print at once
    """
    if count <= _ALONE_MOST or workers <= 1:
        _begin()
        yield from map(_print, sheets)
        return
    # Started anew, not forked: whoever asks may have threads, which a fork would leave half there.
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
        yield from pool.map(_print, sheets, chunksize=4)


_PRESS: list[Press] = []


def _begin() -> None:
    """Read the fonts once in this process."""
    if not _PRESS:
        _PRESS.append(Press(TEMPLATE))


def _print(sheet: Sheet) -> Path:
    data = set_board(_PRESS[0], sheet.shape, sheet.facts, sheet.at)
    draft = sheet.path.with_name(f".{sheet.path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(sheet.path)
    return sheet.path
