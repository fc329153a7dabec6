"""The workbook to fill in for a register, in the language in use."""

from importlib import import_module
from pathlib import Path

from pendopo.desk.page import word
from pendopo.exports.template_words import template_words
from pendopo.terms.register import Register


def template_of(register: Register, out: Path) -> None:
    """Write it."""
    made = import_module("pendopo.exports.template")
    tables = register.sheets() if register.sheets else register.tables[:1]
    made.write_template(tables, made.TemplateWords(**template_words(word)), out, filled=False)
