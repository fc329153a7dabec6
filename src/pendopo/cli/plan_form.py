"""``pendopo plan export --docx`` and ``--pdf``: a plan on the form of an OGP template."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from pendopo.cli.words import language, word
from pendopo.exports.plan_form.filled import fill_form
from pendopo.registers.plans.questions import NEW
from pendopo.terms.commitment import Plan
from pendopo.terms.wording import say

TEMPLATE: Final = "plan_form/form.typ"
_HUE: Final = 200


def write_form(
    plan: Plan, template: str, at: datetime, *, docx: Path | None, pdf: Path | None
) -> None:
    """Write the files that are asked for.

    :param template: empty for that of the plan, else that since 2022
    """
    form = fill_form(plan, template or plan.template or NEW, language(), word)
    if docx is not None:
        # Each brings a library of megabytes that no other verb needs.
        from pendopo.exports.plan_form.as_docx import write_docx  # noqa: PLC0415

        docx.write_bytes(write_docx(form, at))
    if pdf is not None:
        from pendopo.exports.printed.paper import print_pdf  # noqa: PLC0415

        more = {"hue": _HUE, "under": plan.government, "words": {"page": word(say("Page"))}}
        pdf.write_bytes(print_pdf(TEMPLATE, form.facts() | more, at))
    for path in (docx, pdf):
        if path is not None:
            click.echo(word(say("Written: {file}"), file=path))
