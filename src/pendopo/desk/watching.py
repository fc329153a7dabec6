"""How the desk is doing, in figures for Prometheus and a log line for each answer; about nobody.

The figures are served on an address of their own (``desk.metrics``), never with the pages.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, Min
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from prometheus_client import CollectorRegistry, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from pendopo.desk.alive import signer_lives, worker_lives
from pendopo.desk.models import Job, Submission
from pendopo.desk.signing_in import not_ended
from pendopo.programme.programme import Programme

_log = logging.getLogger(__name__)
_BUCKETS: Final = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
_answered: Final = Histogram(
    "pendopo_desk_answer_seconds",
    "How long answers took, by page and class of status.",
    ["page", "status"],
    buckets=_BUCKETS,
    registry=None,
)


def watch(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Time each answer; a page is told by its name, not by its address, which names a file."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = respond(request)
        took = time.perf_counter() - began
        found = request.resolver_match
        page = (found.url_name if found else None) or "none"
        _answered.labels(page, f"{response.status_code // 100}xx").observe(took)
        facts = {"page": page, "status": response.status_code, "ms": round(1000 * took)}
        _log.info("answered", extra={"facts": {"method": request.method, **facts}})
        return response

    return middleware


class Figures(Collector):
    """Counts what stands in the tables whenever it is asked."""

    def __init__(self, opened: Programme) -> None:
        self._opened = opened

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the figures of this moment."""
        try:
            yield from self._figures()
        finally:
            connection.close()  # each is asked for in a thread of its own, which ends

    def _figures(self) -> Iterator[GaugeMetricFamily]:
        yield from self._work(timezone.now())
        stages = GaugeMetricFamily(
            "pendopo_desk_submissions", "Submissions, by stage.", labels=["stage"]
        )
        by_stage = Submission.objects.order_by().values_list("stage")
        for stage, count in by_stage.annotate(count=Count("pk")):
            stages.add_metric([stage], count)
        yield stages
        signed_in = not_ended(timezone.now()).count()
        yield GaugeMetricFamily("pendopo_desk_sign_ins", "Sign-ins not ended.", signed_in)
        size = self._opened.recorded().size
        yield GaugeMetricFamily("pendopo_log_entries", "Entries of the log.", size)
        up = GaugeMetricFamily("pendopo_desk_up", "Whether a process is there.", labels=["process"])
        up.add_metric(["worker"], worker_lives(self._opened))
        up.add_metric(["signer"], signer_lives(self._opened))
        yield up

    def _work(self, now: datetime) -> Iterator[GaugeMetricFamily]:
        waiting = Job.objects.filter(ended_at=None, cancelled=False)
        due = waiting.exclude(not_before__gt=now).order_by()
        jobs = GaugeMetricFamily("pendopo_desk_jobs", "Jobs not ended, by work.", labels=["work"])
        for work, count in waiting.order_by().values_list("work").annotate(count=Count("pk")):
            jobs.add_metric([work], count)
        yield jobs
        oldest = due.aggregate(at=Min("at"))["at"]
        yield GaugeMetricFamily(
            "pendopo_desk_oldest_job_seconds",
            "For how long the oldest job that could be done has waited.",
            (now - oldest).total_seconds() if oldest else 0,
        )


def registry_of(opened: Programme) -> CollectorRegistry:
    """Give all figures of a desk."""
    made = CollectorRegistry()
    made.register(_answered)
    made.register(Figures(opened))
    return made


def serve_figures(opened: Programme) -> None:
    """Serve the figures where ``desk.metrics`` says; nowhere where it says nothing."""
    host, _, port = opened.config.desk.metrics.rpartition(":")
    if port:
        start_http_server(int(port), host.strip("[]"), registry_of(opened))
