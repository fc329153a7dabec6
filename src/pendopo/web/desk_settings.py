"""Django's settings for the desk: those of the public doors, and besides them its tables.

The public doors stay as they are, since the desk's preview is made by them: what is the desk's own
stands in ``DESK_MIDDLEWARE`` and ``DESK_URLCONF``, which ``web.desk`` uses. Importable without a
``pendopo.toml``; ``desk.opening`` names the database, the key and the address once they are known.
"""

from pendopo.web.settings import *  # noqa: F403  this is the one place that adds to them
from pendopo.web.settings import _PACKAGE

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "pendopo.desk",
    "pendopo.portal",
]
_FAULT = "ext://pendopo.desk.logs.is_fault"
DESK_URLCONF = "pendopo.web.desk_urls"
DESK_MIDDLEWARE = [
    # A form's token differs in each answer (Django masks it), so that packing tells nothing of it.
    "django.middleware.gzip.GZipMiddleware",
    "pendopo.web.desk_urls.choose",
    "pendopo.desk.watching.watch",
    "pendopo.web.csp.protect",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pendopo.desk.language.speak",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pendopo.desk.guard.guard",
    "axes.middleware.AxesMiddleware",
    "pendopo.desk.leading.lead",
]
# One writer at a time; who comes second waits, and nobody reads what is half written.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "pragma journal_mode=wal; pragma synchronous=full; pragma secure_delete=on;"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "desk.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "pendopo.desk.signing_in.Desk"]
PASSWORD_HASHERS = ["pendopo.desk.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("NumericPasswordValidator", {}),
    )
] + [
    # Of the passwords that leaked most often, 19,646 come with Django.
    {"NAME": "pendopo.desk.passwords.NotLeaked"},
    {"NAME": "pendopo.desk.passwords.NotTooLong"},
    {"NAME": "pendopo.desk.passwords.NotOneself"},
]

# Ten wrong ones in a quarter of an hour shut an account, and an address, for a quarter of an hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
# Else who signs in as themselves would have their wrong tries at others counted anew: what somebody
# wrote wrongly with their own name is forgiven in ``desk.signing_in``.
AXES_RESET_ON_SUCCESS = False
AXES_LOCKOUT_CALLABLE = "pendopo.desk.pages.sign_in.view.locked"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# django-axes keeps what was posted with a wrong try: of our forms it keeps the name alone.
AXES_SENSITIVE_PARAMETERS = [
    "password",
    "new",
    "again",
    "code",
    "digits",
    "credential",
    "next",
    "csrfmiddlewaretoken",
]

SESSION_COOKIE_NAME = "pendopo_desk"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "pendopo_desk_form"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pendopo.desk.problems.stale"
LANGUAGE_COOKIE_NAME = "pendopo_desk_language"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

TEMPLATES = [
    {
        **TEMPLATES[0],  # noqa: F405
        "DIRS": [_PACKAGE / "portal", _PACKAGE],
    }
]

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# A line of JSON for each thing, to standard error; nobody's name or address is in it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "pendopo.desk.logs.Line"}},
    "filters": {"faults": {"()": "django.utils.log.CallbackFilter", "callback": _FAULT}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers write messages whole.
        **{name: {"handlers": [], "propagate": True} for name in ("django", "axes")},
        "pendopo.desk": {"level": "INFO"},
        # Who was not let in, and what was not found, stand in the line of the answer.
        "django.request": {"level": "ERROR", "filters": ["faults"]},
        "django.security": {"level": "ERROR"},
    },
}
