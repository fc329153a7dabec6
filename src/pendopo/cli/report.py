"""The report of a check as one HTML page without anything beside it."""

import os
from collections.abc import Sequence
from pathlib import Path

import django
from django.template import Context, Engine
from django.utils import translation

from pendopo.cli.findings import summary
from pendopo.cli.told import told
from pendopo.cli.words import language
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Report
from pendopo.terms.telling import plain


def html_report(report: Report, missing: Sequence[Finding]) -> str:
    """Render a report in the language in use.

    :param missing: what is still to be said before the file could be published
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    django.setup()
    engine = Engine(dirs=[str(Path(__file__).parent)], builtins=["django.templatetags.i18n"])
    facts = {
        "language": language(),
        "report": report,
        "name": plain(report.submission.filename),
        "summary": summary(report.findings),
        "findings": told(report.findings),
        "missing": told(missing),
    }
    with translation.override(language()):
        return engine.get_template("report.html").render(Context(facts))
