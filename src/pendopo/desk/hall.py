"""The programme whose desk this is, as each request brings it or the folder names it."""

import os
from functools import cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from pendopo.programme.programme import Programme

PROGRAMME: Final = "pendopo.programme"
HOME: Final = "PENDOPO_HOME"


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


def own() -> Programme:
    """Give the programme of the worker, whose folder the environment names."""
    return programme_in(os.environ[HOME])
