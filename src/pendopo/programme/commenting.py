"""The same spreadsheet back with comments: the call of the limited child that makes it."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pendopo.exports.remarks import Remark, Words
from pendopo.store.child import Limits, run
from pendopo.store.confine import Reach

# By its name, so that openpyxl is loaded in the child alone.
_FUNCTION = "pendopo.programme.comment_child:write_comments"
COMMENTED = "commented.xlsx"


def comment(
    file: Mapping[str, Any],
    remarks: Sequence[Remark],
    words: Words,
    limits: Limits,
    out: Path,
) -> None:
    """Write the spreadsheet with comments.

    :param file: ``path``, ``filename``, ``register``, ``reading``, and ``work``, an empty folder
    :param out: where the workbook is to lie; it appears there whole or not at all
    :raises ChildError: when the file ends the child that reads it
    """
    spec = {**file, "remarks": [asdict(one) for one in remarks], "words": asdict(words)}
    run(_FUNCTION, spec, limits, None, Reach((file["path"],), (file["work"],)))
    shutil.copyfile(Path(file["work"]) / COMMENTED, out)
