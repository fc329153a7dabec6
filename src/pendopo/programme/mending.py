"""Cells of a file written anew: the call of the limited child that makes the new file."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pendopo.store.child import Limits, run
from pendopo.store.confine import Reach

# By its name, so that openpyxl is loaded in the child alone.
_FUNCTION: Final = "pendopo.programme.mend_child:write_mended"
MENDED: Final = "mended"


class MendingError(Exception):
    """Why no file was made, in words for whoever asked for it, marked to be translated."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The file that mending made.

    :param suffix: ``.xlsx`` or ``.ods`` where it is a workbook still, else ``.csv``
    :param cells: how many cells were changed: all that were asked
    """

    suffix: str
    cells: int


def mend(
    file: Mapping[str, Any], cells: Sequence[Mapping[str, Any]], limits: Limits, out: Path
) -> Mended:
    """Write the file with other cells.

    :param file: ``path``, ``filename``, ``register``, ``reading``, and ``work``, an empty folder
    :param cells: ``line``, ``column``, ``text``, ``table`` and ``was`` each, as ``mended.Cell``
    :param out: where it is to lie; it appears there whole or not at all
    :raises ChildError: when the file ends the child that reads it
    :raises MendingError: when a cell cannot be found for certain, or a copy would lose something
    """
    spec = {**file, "cells": [dict(one) for one in cells]}
    made = run(_FUNCTION, spec, limits, None, Reach((file["path"],), (file["work"],)))
    if "refused" in made:
        raise MendingError(made["refused"])
    draft = out.with_name(f"{out.name}.draft")
    shutil.copyfile(Path(file["work"]) / MENDED, draft)
    draft.rename(out)
    return Mended(made["suffix"], made["cells"])
