"""Django's settings for the public doors. Importable without a ``pendopo.toml``.

There is no database, session, cookie or form token: a public page is a function of the log.
``PENDOPO_HOME`` names the programme's folder and is read by ``wsgi`` alone.
"""

import secrets
from pathlib import Path
from typing import Any

from babel import Locale

_PACKAGE = Path(__file__).resolve().parent.parent

# Nothing is signed with it, so a new one at each start does no harm.
SECRET_KEY = secrets.token_urlsafe(32)
DEBUG = False
# Any name may point here; the page cache keeps the host in its key, so no visitor sees another's.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "pendopo.web.urls"
APPEND_SLASH = False
INSTALLED_APPS = ["pendopo.portal"]
MIDDLEWARE = [
    "pendopo.web.hub_urls.choose",
    "pendopo.web.csp.protect",
    "pendopo.web.slash.complete",
    "pendopo.web.slow.TellSlow",
]
DATABASES: dict[str, dict[str, Any]] = {}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_PACKAGE / "portal"],
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "pendopo.portal.templatetags.pendopo"],
        },
    }
]

# The one form that sends anything in sends one file and a salt; the file is never held.
DATA_UPLOAD_MAX_NUMBER_FILES = 1
DATA_UPLOAD_MAX_MEMORY_SIZE = 4096

LANGUAGE_CODE = "en"
# English is the source; each compiled catalogue is one more language, named as it names itself.
LANGUAGES = [
    (code, (Locale.parse(code, sep="-").get_display_name() or code).capitalize())
    for code in sorted(
        {"en", *(path.parts[-3] for path in _PACKAGE.glob("locale/*/LC_MESSAGES/django.mo"))}
    )
]
USE_I18N = True
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# A fault of ours goes to standard error with its traceback; a reader's mistyped address does not.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"faults": {"()": "pendopo.web.slow.NoFault"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["faults"]}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
