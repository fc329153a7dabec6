"""Workbooks that are not opened, or not to their end: the finding that says why."""

from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_COPY = say("Open it in Excel or LibreOffice, copy the table to a new workbook, and hand that in.")
_AS_CSV = say("Save the table as CSV in UTF-8, which has no such limit, and hand that in.")


class RefusedError(Exception):
    """A workbook that is not read; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence())
        self.finding = finding


def hostile(message: str, write: str = _COPY, **values: object) -> RefusedError:
    """Refuse what would cost a reader more than any table is worth."""
    return RefusedError(
        Finding(
            "workbook_is_harmless",
            Weight.STOP,
            message,
            {name: str(value) for name, value in values.items()},
            write,
        )
    )


def too_large(most_mb: int) -> RefusedError:
    """Refuse a workbook of too many bytes."""
    return hostile(say("The workbook unpacks to more than {most} MB."), _AS_CSV, most=most_mb)


def too_many_cells(most: int) -> RefusedError:
    """Refuse a workbook of too many cells."""
    return hostile(say("The workbook has more than {most} cells."), _AS_CSV, most=most)


def damaged(error: object) -> RefusedError:
    """Refuse a workbook that is broken."""
    return RefusedError(
        Finding(
            "workbook_is_whole",
            Weight.STOP,
            say("The workbook is damaged and cannot be opened: {error}"),
            {"error": str(error)[:200]},
            say("Open it in Excel or LibreOffice, let it be repaired, save it, and hand that in."),
        )
    )


def locked() -> RefusedError:
    """Refuse a workbook that cannot be read without a password."""
    return RefusedError(
        Finding(
            "workbook_is_open",
            Weight.STOP,
            say("The workbook is protected by a password."),
            write=say("Take the password away in Excel, save it, and hand that in."),
        )
    )


def other(message: str, write: str) -> RefusedError:
    """Refuse a file that is no workbook, or one of a kind that is not read."""
    return RefusedError(Finding("workbook_is_one", Weight.STOP, message, write=write))
