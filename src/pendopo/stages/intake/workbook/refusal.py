"""Workbooks that are not opened, or not to their end: the finding that says why."""

from pendopo.stages.intake.refused import RefusedError
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_COPY = say("Open it in Excel or LibreOffice, copy the table to a new workbook, and hand that in.")
_AS_CSV = say("Save the table as CSV in UTF-8, which has no such limit, and hand that in.")


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


def too_many_styles(most: int) -> RefusedError:
    """Refuse a workbook of too many number formats."""
    return hostile(say("The workbook has more than {most} styles."), most=most)


def too_many_texts(found: int, most: int) -> RefusedError:
    """Refuse a workbook that says it holds too many texts."""
    return hostile(
        say("The workbook says it holds {found} texts; at most {most} are read."),
        found=found,
        most=most,
    )


def tag_too_long(most_mb: int) -> RefusedError:
    """Refuse a tag without end."""
    return hostile(say("The workbook has a single tag of more than {most} MB."), most=most_mb)


def text_too_long(found: int, most: int) -> RefusedError:
    """Refuse a cell without end."""
    return hostile(
        say("A cell of the workbook holds {found} characters; at most {most} are read."),
        found=found,
        most=most,
    )


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
