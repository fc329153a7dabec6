"""A plan's files as a verb finds them."""

from pathlib import Path
from typing import Final

from pendopo.cli.verb import RefusedError
from pendopo.cli.words import word
from pendopo.registers.plans.written import PLAN_FILE
from pendopo.terms.wording import say

FOLDER: Final = "plan"


def files_of(folder: Path) -> dict[str, str]:
    """Read a plan's files.

    :raises RefusedError: when the folder is none, or a file is not UTF-8
    """
    if not folder.is_dir():
        text = say("{folder}: there is no such folder; write the folder that holds {file}")
        raise RefusedError(word(text, folder=folder, file=PLAN_FILE))
    files = {}
    for path in sorted(folder.glob("*.md")):
        if path.name.lower() == "readme.md":
            continue
        try:
            files[path.name] = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            text = say("{path}: not UTF-8 at byte {byte}; save it as UTF-8")
            raise RefusedError(word(text, path=path, byte=error.start)) from error
    return files
