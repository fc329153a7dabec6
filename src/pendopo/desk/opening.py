"""Opening the desk of a programme's folder: its database, its key, its address."""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from pendopo.desk.laying import DATABASE, FOLDER, KEY, lay_out
from pendopo.desk.place import put
from pendopo.programme.config import Desk
from pendopo.programme.programme import Programme

SESSION: Final = "pendopo_desk"
SETTINGS: Final = "pendopo.web.desk_settings"
# What the settings say, before a folder has its say: the next one may have another database.
_PLAIN: dict[str, Any] = {}


def open_desk(programme: Programme, *, migrated: bool = True) -> None:
    """Make Django speak with this programme's tables, which are made or brought up to date.

    :param migrated: False to leave them as they are, or not there
    :raises LayingError: when the folder is another user's, and not laid out yet
    :raises OSError: when the folder may not be written
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    private = programme.place.private
    lay_out(programme)
    put(private)
    settings.SECRET_KEY = (private / KEY).read_text("ascii")
    address = programme.config.desk.address
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = address.startswith("https:")
    settings.CSRF_TRUSTED_ORIGINS = [address] if address else []
    _name_cookies(programme.config.desk)
    _PLAIN.update({} if _PLAIN else settings.DATABASES["default"])
    settings.DATABASES["default"] |= _PLAIN | _database(private, programme.config.desk)
    django.setup()
    if "default" in connections.settings:
        connections.close_all()
        connections.settings["default"] |= settings.DATABASES["default"]
        for opened in connections.all(initialized_only=True):
            del connections[opened.alias]
    if migrated:
        call_command("migrate", verbosity=0, interactive=False)


def _name_cookies(desk: Desk) -> None:
    """Name cookies by the port: browsers keep them by host, and a hub has many desks at one.

    Behind TLS they are so named that a browser takes them from no neighbour's name and from no
    plain line (RFC 6265bis, 4.1.3.2).
    """
    mark = "" if desk.port == Desk().port else f"_{desk.port}"
    prefix = "__Host-" if desk.address.startswith("https:") else ""
    settings.SESSION_COOKIE_NAME = f"{prefix}{SESSION}{mark}"
    settings.CSRF_COOKIE_NAME = f"{prefix}{SESSION}{mark}_form"
    settings.LANGUAGE_COOKIE_NAME = f"{SESSION}{mark}_language"


def _database(private: Path, desk: Desk) -> dict[str, Any]:
    if not desk.database:
        return {"NAME": str(private / FOLDER / DATABASE)}
    parts = urlsplit(desk.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {},
    }
