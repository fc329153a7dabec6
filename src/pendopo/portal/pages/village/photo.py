"""The page to photograph a board with: see ``exports.photo_form``."""

from django.http import HttpResponse
from django.utils.translation import gettext

from pendopo.exports.photo_form import photo_form, policy
from pendopo.portal.visit import Visit, answer

# On this page alone the browser may be asked where it is.
_ALLOWED = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"


@answer()
def board_photo(visit: Visit) -> HttpResponse:
    """Give the page."""
    page = photo_form(visit.language, gettext)
    headers = {"Content-Security-Policy": policy(page), "Permissions-Policy": _ALLOWED}
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers=headers)
