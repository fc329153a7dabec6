"""The report of a check as one HTML page without anything beside it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.template import Context, Engine
from django.utils import translation

from pendopo.cli.findings import sentence, summary, what_to_write, where
from pendopo.cli.words import language
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report


def html_report(report: Report, missing: Sequence[Finding]) -> str:
    """Render a report in the language in use.

    :param missing: what is still to be said before the file could be published
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    django.setup()
    engine = Engine(dirs=[str(Path(__file__).parent)], builtins=["django.templatetags.i18n"])
    order = list(Weight)
    facts = {
        "language": language(),
        "report": report,
        "summary": summary(report.findings),
        "findings": [
            _finding(finding)
            for finding in sorted(report.findings, key=lambda one: order.index(one.weight))
        ],
        "missing": [_finding(finding) for finding in missing],
    }
    with translation.override(language()):
        return engine.get_template("report.html").render(Context(facts))


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "weight": finding.weight.value,
        "sentence": sentence(finding),
        "where": where(finding),
        "write": what_to_write(finding),
        "source": finding.source,
    }
