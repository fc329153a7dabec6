"""A filled form as a document for word processors: DOCX (ECMA-376), with headings and tables."""

import io
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

from pendopo.exports.plan_form.besides import Line
from pendopo.exports.plan_form.filled import Form, Sheet

_NEVER = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def write_docx(form: Form, at: datetime) -> bytes:
    """Write it.

    :param at: when it was made, which the file says
    """
    document = docx.Document()
    _describe(document, form, at)
    document.add_heading(_text(form.title), level=0)
    document.add_paragraph(_text(form.template))
    _lines(document, form.about, form.nothing)
    for sheet in form.sheets:
        _sheet(document, sheet, form)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _describe(document: Document, form: Form, at: datetime) -> None:
    about = document.core_properties
    about.title, about.author, about.language = _text(form.title), "Pendopo", form.language
    about.created = about.modified = at.replace(tzinfo=None)
    about.comments = ""
    # A screen reader speaks the language that the default run is of.
    for one in document.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), form.language)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    # A4, in twentieths of a point behind the library's own unit.
    section.page_width, section.page_height = docx.shared.Mm(297), docx.shared.Mm(210)


def _sheet(document: Document, sheet: Sheet, form: Form) -> None:
    document.add_heading(_text(sheet.title), level=1).paragraph_format.page_break_before = True
    _lines(document, sheet.lines, form.nothing)
    document.add_heading(_text(sheet.table), level=2)
    table = document.add_table(rows=1, cols=len(sheet.head), style="Table Grid")
    _mark_head(table)
    for cell, text in zip(table.rows[0].cells, sheet.head, strict=True):
        cell.paragraphs[0].add_run(_text(text)).bold = True
    for row in sheet.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _text(text)
    _lines(document, sheet.after, form.nothing)
    if sheet.besides:
        document.add_heading(_text(form.besides), level=2)
        _lines(document, sheet.besides, form.nothing)


def _mark_head(table: Table) -> None:
    """Repeat the first row on each page, which also names it as a head to screen readers."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001  the library has no other way


def _lines(document: Document, lines: Sequence[Line], nothing: str) -> None:
    for line in lines:
        document.add_paragraph().add_run(_text(line.question)).bold = True
        document.add_paragraph(_text(line.answer or nothing))


def _text(text: str) -> str:
    """Leave out what XML may not hold."""
    return text.translate(_NEVER)
