"""The page to write and sign a claim with, as a file to keep: see ``exports.claim_form``."""

from django.http import HttpResponse
from django.utils.translation import gettext

from pendopo.exports.claim_form import Known
from pendopo.exports.claim_form import claim_form as written
from pendopo.portal.visit import Visit, answer
from pendopo.programme.promises import Promised


@answer()
def claim_form(visit: Visit) -> HttpResponse:
    """Give the page to save; it is never run from this site, whose pages run no script of it."""
    newest = {one.plan: one for one in visit.programme.claiming.promises(visit.state)}
    known = Known(visit.origin, visit.state.size, tuple(map(_plan, newest.values())))
    page = written(known, visit.language, gettext)
    headers = {"Content-Disposition": 'attachment; filename="sign-a-claim.html"'}
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers=headers)


def _plan(one: Promised) -> dict[str, object]:
    return {
        "plan": one.plan,
        "title": one.title,
        "era": one.era,
        "commitments": [
            {
                "id": id_,
                "text": one.titles[id_],
                "milestones": [
                    {"id": step, "text": one.steps[id_, step]} for step in one.commitments[id_]
                ],
            }
            for id_ in one.commitments
        ],
    }
