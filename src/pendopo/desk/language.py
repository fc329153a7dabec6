"""Which language the desk speaks: the person's own, else the one chosen, else the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from pendopo.desk.hall import hall


def spoken(request: HttpRequest) -> tuple[str, ...]:
    """Give the languages of the programme that there is a catalogue for."""
    known = dict(settings.LANGUAGES)
    found = hall(request).config.government.languages
    return tuple(code for code in found if code in known) or ("en",)


def speak(
    respond: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Speak it while a request is answered."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        languages = spoken(request)
        accepted = request.headers.get("Accept-Language", "").lower()
        wanted = [
            getattr(request.user, "language", ""),
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            *(part.split(";")[0].strip().split("-")[0] for part in accepted.split(",")),
        ]
        chosen = next((code for code in wanted if code in languages), languages[0])
        with translation.override(chosen):
            response = respond(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware
