"""Every dirty workbook of the corpus, drawn from what officers' spreadsheets do."""

from tests.corpus.workbooks.excel import EXCEL
from tests.corpus.workbooks.old_forms import OLD_FORMS
from tests.corpus.workbooks.open_document import OPEN_DOCUMENT


def all_of_them():
    """Every one of them; the clean twin of each is made from the table that it means."""
    return [one for group in (*EXCEL, *OPEN_DOCUMENT, *OLD_FORMS) for one in group()]
