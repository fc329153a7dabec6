"""Codes of purchases in the reader's language: those of OCDS, and those that methods write.

A code that is not here is the publisher's own, and stands as it was written.
"""

from typing import Final

from django.utils.translation import gettext_lazy

CODES: Final = {
    # OCDS 1.1.5: method, tenderStatus, awardStatus, contractStatus, procurementCategory.
    "open": gettext_lazy("open"),
    "selective": gettext_lazy("selective"),
    "limited": gettext_lazy("limited"),
    "direct": gettext_lazy("direct"),
    "planning": gettext_lazy("in planning"),
    "planned": gettext_lazy("planned"),
    "active": gettext_lazy("active"),
    "cancelled": gettext_lazy("cancelled"),
    "unsuccessful": gettext_lazy("unsuccessful"),
    "complete": gettext_lazy("complete"),
    "withdrawn": gettext_lazy("withdrawn"),
    "pending": gettext_lazy("pending"),
    "terminated": gettext_lazy("terminated"),
    "goods": gettext_lazy("goods"),
    "works": gettext_lazy("works"),
    "services": gettext_lazy("services"),
    # What the methods of flags say that they compared with.
    "buyers": gettext_lazy("buyers"),
    "processes": gettext_lazy("processes"),
    "procuring entities": gettext_lazy("procuring entities"),
    "procuring entity": gettext_lazy("procuring entity"),
    "suppliers": gettext_lazy("suppliers"),
    "tenderers": gettext_lazy("tenderers"),
}


def said_code(code: str | None) -> str:
    """Write a code; empty where there is none."""
    return str(CODES.get(code, code)) if code else ""
