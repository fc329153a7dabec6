"""An address for programs at which nothing is: told as programs are told everything else."""

import re

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from pendopo.api.door import problem

_OURS = re.compile(r"/(?:at/[^/]*/)?(?:data|api|openapi|catalog)(?:[/.]|$)")


def is_ours(request: HttpRequest) -> bool:
    """Whether an address looks like one for programs."""
    return _OURS.match(request.path_info) is not None


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer 404."""
    words = f"{request.path!r} is no address; {reverse('openapi')} lists those there are"
    return problem(404, "Nothing is at this address", words)
