"""Having a file looked at for what is known to be harmful, by the scanner that the settings name.

A scanner is another's program: it is called with words and never a line, knows nothing of our
environment, and is ended when its time is up. What it has not said is well is not served.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pendopo.terms.wording import say

# As clamdscan and clamscan answer (their manual, RETURN CODES); what else comes is no answer.
_WELL, _HARMFUL = 0, 1
_WAIT_S: Final = 300.0
HARMFUL: Final = say(
    "The virus scanner knows this file as harmful, so it was deleted here. Have the computer that "
    "it came from cleaned, and hand in another file."
)
UNSCANNED: Final = say(
    "The virus scanner did not answer, so this file was not opened. Have it done again; if that "
    "fails too, whoever runs the desk sees to the scanner."
)


class HarmfulError(Exception):
    """The scanner knows a file as harmful."""


class UnscannedError(Exception):
    """The scanner gave no answer: why, for the log."""


def hold_harmless(words: Sequence[str], path: Path) -> None:
    """Have a file scanned.

    :param words: the scanner's command, to which the path is added; none where there is no scanner
    :raises HarmfulError: when it is known as harmful
    :raises UnscannedError: when the scanner says neither
    """
    if not words:
        return
    try:
        done = subprocess.run(  # noqa: S603  the operator's own words, and a name that we made
            [*words, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath)},
            timeout=_WAIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnscannedError(f"desk.scanner: {type(error).__name__}") from error
    if done.returncode == _HARMFUL:
        raise HarmfulError
    if done.returncode != _WELL:
        raise UnscannedError(f"desk.scanner: it ended with {done.returncode}")
