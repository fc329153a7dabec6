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
COMMENTED = "commented"
XLSX, ODS = "xlsx", "ods"


def comment(
    file: Mapping[str, Any],
    remarks: Sequence[Remark],
    words: Words,
    limits: Limits,
    out: Path,
) -> Path:
    """Write the spreadsheet with comments.

    Under a name that ends in ``.ods`` an ODS comes back as one. What cannot, for its size or since
    it is none, is an XLSX, and lies beside that name with ``.xlsx`` behind it.

    :param file: ``path``, ``filename``, ``register``, ``reading``, and ``work``, an empty folder
    :param out: where the workbook is to lie; it appears there whole or not at all
    :returns: where it lies
    :raises ChildError: when the file ends the child that reads it
    """
    spec = {**file, "remarks": [asdict(one) for one in remarks], "words": asdict(words)}
    spec["form"] = ODS if out.suffix.lower() == f".{ODS}" else XLSX
    made = run(_FUNCTION, spec, limits, None, Reach((file["path"],), (file["work"],)))
    lies = out if made["form"] == spec["form"] else out.with_name(f"{out.name}.{XLSX}")
    shutil.copyfile(Path(file["work"]) / COMMENTED, lies)
    return lies
