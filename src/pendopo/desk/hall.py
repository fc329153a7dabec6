"""The programme whose desk this is, as each request brings it or the folder names it."""

import copy
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from pendopo.programme.programme import Programme

PROGRAMME: Final = "pendopo.programme"
HOME: Final = "PENDOPO_HOME"
# Set in the environment of a request whose file is larger than the desk takes, and was not read.
TOO_LARGE: Final = "pendopo.too_large"


def hall(request: HttpRequest) -> Programme:
    """Give the programme of a request."""
    found = request.META[PROGRAMME]
    if not isinstance(found, Programme):
        raise TypeError(f"{PROGRAMME} is {found!r}, and no programme")
    return found


@cache
def programme_in(home: str) -> Programme:
    """Open the programme in a folder, once a process."""
    return Programme.open(Path(home), timezone.now)


def answering(opened: Programme) -> Programme:
    """Give a programme as it reads what was handed in here: within ``desk.answer_seconds``."""
    found, config = copy.copy(opened), opened.config
    seconds = min(config.limits.seconds, config.desk.answer_seconds)
    found.config = replace(config, limits=replace(config.limits, seconds=seconds))
    found.__dict__.pop("_checking", None)  # made of the other limits, where it was used already
    return found


def own() -> Programme:
    """Give the programme of the worker, whose folder the environment names."""
    return programme_in(os.environ[HOME])
