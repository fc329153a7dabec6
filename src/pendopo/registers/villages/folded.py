"""What is handed in, and what of it stands: which rows a later file takes the place of."""

from dataclasses import replace
from typing import Final

from pendopo.registers.villages.beside import (
    DOCUMENTS,
    EVENTS,
    INDICES,
    PHOTOS,
    SCORES,
    TRANCHE_RULES,
    TRANCHES,
)
from pendopo.registers.villages.columns import LAW, in_its_currency
from pendopo.registers.villages.tables import ACTIVITIES, BOOKS, EVALUATIONS, LINES
from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import say

SUBMITTED: Final = (
    LINES, BOOKS, ACTIVITIES, EVALUATIONS, TRANCHES, TRANCHE_RULES, INDICES, EVENTS, DOCUMENTS,
    PHOTOS, SCORES,
)  # fmt: skip


BOOKS_NOW = replace(
    BOOKS,
    key=("village", "year", "phase"),
    columns=(
        *BOOKS.columns,
        Column(
            "first_received_on",
            Kind.DATE,
            title=say("First handed in on"),
            meaning=say("The day on which its first file came in; later ones correct it."),
        ),
        Column(
            "year_received_on",
            Kind.DATE,
            title=say("Whole year first handed in on"),
            meaning=say(
                "Of what was executed: the day of the first file that tells of it until the "
                "year's end."
            ),
        ),
        in_its_currency("revenue", say("Revenue")),
        in_its_currency("expenditure", say("Expenditure")),
        in_its_currency("financing_in", say("Financing in")),
        in_its_currency("financing_out", say("Financing out")),
        replace(
            in_its_currency(
                "balance",
                say("Balance"),
                say("Revenue less expenditure, and financing in less financing out."),
            ),
            source=LAW,
        ),
    ),
)
# What a later file replaces: the rows of the table that agree in these columns, all together. What
# it does not say anew stands: October's meeting takes nothing from January's.
REPLACED_TOGETHER: Final = {
    "lines": ("village", "year", "phase"),
    "books": ("village", "year", "phase"),
    "activities": ("village", "year", "activity_code"),
    "evaluations": ("village", "year", "phase", "activity_code", "account_code"),
    "tranches": ("village", "year", "fund", "tranche"),
    "tranche_rules": ("year", "fund"),
    "indices": ("village", "year", "method"),
    "events": ("village", "year", "held_on", "kind"),
    "documents": ("village", "year", "kind", "title"),
    "photos": ("village", "year", "sha256"),
    "scores": ("village", "year", "judge"),
}
# The rows of a fold are named by columns, not by the file that brought them.
_KEYS: Final = {
    "lines": ("village", "year", "phase", "activity_code", "account_code", "source"),
    "activities": ("village", "year", "activity_code", "package"),
    "evaluations": ("village", "year", "phase", "activity_code", "account_code"),
    "tranches": ("village", "year", "fund", "tranche"),
    "tranche_rules": ("year", "fund", "status", "tranche"),
    "indices": ("village", "year", "method", "part"),
    "events": ("village", "year", "held_on", "kind"),
    "documents": ("village", "year", "kind", "title"),
    "photos": ("village", "year", "sha256"),
    "scores": ("village", "year", "criterion", "judge"),
}
FOLDED: Final = tuple(
    BOOKS_NOW if table is BOOKS else replace(table, key=_KEYS[table.name]) for table in SUBMITTED
)
