"""A page whose question took too long says so, and when to ask again."""

import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from pendopo.portal import problems
from pendopo.published.deadline import SlowError

_SLOW = 503


class NoFault(logging.Filter):
    """Leaves out of the operator's log what is no fault: a question that was ended in time."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is told."""
        return getattr(record, "status_code", 0) != _SLOW


class TellSlow:
    """Answers 503 where a view was ended by the clock."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand on."""
        return self._respond(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Answer for a question that was ended; leave every other fault to Django."""
        return problems.slow(request, exception) if isinstance(exception, SlowError) else None
