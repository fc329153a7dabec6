"""Whether the desk is well, for whatever looks after it."""

from django.http import HttpRequest, HttpResponse

from pendopo.desk.alive import signer_lives, worker_lives
from pendopo.desk.guard import free
from pendopo.desk.hall import hall
from pendopo.desk.models import Job


@free
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the worker and the signer are there, and how much waits; 503 if one is not."""
    opened = hall(request)
    waiting = Job.objects.filter(ended_at=None, cancelled=False).count()
    there = {"worker": worker_lives(opened), "signer": signer_lives(opened)}
    well = all(there.values())
    lines = ["ok" if well else "not ok", f"jobs {waiting}"]
    lines += [f"{name} {'is there' if lives else 'is not there'}" for name, lives in there.items()]
    kind = "text/plain; charset=utf-8"
    return HttpResponse("\n".join([*lines, ""]), content_type=kind, status=200 if well else 503)
