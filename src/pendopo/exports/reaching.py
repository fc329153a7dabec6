"""Formulas by which a workbook reaches outside itself, when it is opened or when it is clicked."""

import re

_CALLS = (
    r"\b(?:WEBSERVICE|HYPERLINK|RTD|DDE|CALL|REGISTER(?:\.ID)?|EXEC|FILTERXML|"
    r"IMPORT\w+|IMAGE|CUBE\w+|SQL\.REQUEST|STOCKHISTORY)\s*\("
)
_EXCEL = re.compile(r"\||\[[^\]]*\][^!]*!|" + _CALLS, re.IGNORECASE)
# There a bar parts the rows of an array, and another file is named as 'file:///a.ods'#$Sheet.A1.
_OPEN = re.compile(r"'\s*#|\b\w+:/|" + _CALLS, re.IGNORECASE)
_OPEN_MARKS = ("of:", "oooc:")


def reaches(formula: str) -> bool:
    """Tell whether a formula of Excel reaches outside its workbook."""
    return _EXCEL.search(formula) is not None


def reaches_openly(formula: str) -> bool:
    """Tell whether a formula of an OpenDocument reaches outside it.

    Source: OpenDocument 1.3, part 4, 5.10 (references to other documents).
    """
    if _OPEN.search(formula):
        return True
    return not formula.startswith(_OPEN_MARKS) and reaches(formula)
