"""Making the catalogues: find every marked text, keep its translations, compile, find faults."""

import ast
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from pendopo.flags import flags
from pendopo.indicators import indicators
from pendopo.published.search import stemmer_of
from pendopo.published.tables import ENTRY, LINE
from pendopo.registers import registers
from pendopo.terms.column import Column, Table
from pendopo.terms.register import Register
from pendopo.terms.rule import parse_rule

PACKAGE = Path(__file__).resolve().parent.parent
# English is the source and has no catalogue.
LANGUAGES = tuple(sorted(path.parts[-3] for path in PACKAGE.glob("locale/*/LC_MESSAGES/django.po")))
# How many forms a plural has where Babel's table for gettext lacks the language.
_PLURALS = {"id": "nplurals=1; plural=0;"}
_MARKS = frozenset({"say", "gettext", "gettext_lazy", "_"})
_PLURAL_MARKS = frozenset({"ngettext", "ngettext_lazy"})
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_HEADER = """\
# Pendopo in %s.
# Made by "python -m pendopo.locale extract"; translations are written here by hand.
#"""
# Lines that would differ at every run and say nothing.
_RESTLESS = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team'
    rb"|Report-Msgid-Bugs-To|Project-Id-Version): .*\n",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A marked text and the file it stands in, seen from the package.

    :param plural: its plural form, or empty
    """

    text: str
    plural: str
    place: str


def texts() -> list[Text]:
    """Find every text that people read."""
    found = {*_of_templates(), *_of_python(), *_of_rules(), *_of_declarations()}
    return sorted((text for text in found if text.text), key=lambda t: (t.place, t.text))


def plural_forms(language: str) -> str:
    """Give how a language's plurals are chosen, as gettext writes it."""
    return _PLURALS.get(language) or str(get_plural(language.replace("-", "_")).plural_forms)


def add(language: str) -> list[str]:
    """Begin a language's catalogue with every text and no translation; give what to do next.

    :raises ValueError: for what is no language's code, the source, or one that is there already
    """
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (ValueError, TypeError, UnknownLocaleError) as error:
        raise ValueError(f"{language!r} is no code of a language; write one such as es") from error
    if language == "en" or po_path(language).exists():
        raise ValueError(f"{language} ({name}) is there already; edit {po_path(language)}")
    po_path(language).parent.mkdir(parents=True)
    po_path(language).write_bytes(po_bytes(updated(Catalog(locale=language), language)))
    return checklist(language)


def checklist(language: str) -> list[str]:
    """Say what a language needs still, in the order it is done."""
    locale = Locale.parse(language, sep="-")
    catalog, marked = read(language), texts()
    missing = len({text.text for text in _missing(catalog, marked)})
    path = po_path(language).relative_to(PACKAGE.parent.parent)
    steps = [
        f"{locale.get_display_name()} ({language}), written {locale.character_order}",
        f"1. Translate {missing} of {len({t.text for t in marked})} texts in {path}",
        f"   Plurals: {plural_forms(language)}",
        "   A word that stands in braces or after % is a value: keep it, wherever it belongs.",
        "2. Settle the words of this house first (log, entry, checkpoint, witness, receipt) and",
        "   write them into src/pendopo/locale/README.md, so that the next hand keeps them",
        "3. python -m pendopo.locale compile, then check, until it says 0 faults",
        f'4. In pendopo.toml: languages = ["{language}", …]; numbers, days and currencies follow',
        "5. Read every page in it, at 360 pixels and at 1280; tests/locale and tests/browser pass",
    ]
    if stemmer_of(language) is None:
        steps.append("   Search has no stemmer for it: a word finds only its own form")
    if locale.text_direction == "rtl":
        steps.append("6. It is written from right to left: look at the pages once more for that")
    return steps


def po_path(language: str) -> Path:
    """Give the place of a language's catalogue."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Read a language's catalogue; an empty one where there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def extract_all() -> None:
    """Bring every catalogue up to date with the marked texts."""
    for language in LANGUAGES:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(updated(read(language), language)))


def updated(old: Catalog, language: str) -> Catalog:
    """Give a catalogue of exactly the marked texts, each with the translation it had."""
    new = Catalog(locale=language, header_comment=_HEADER % language, fuzzy=False)
    new.mime_headers = [("Plural-Forms", plural_forms(language))]
    for text in texts():
        before = old.get(text.text)
        key = (text.text, text.plural) if text.plural else text.text
        new.add(key, before.string if before else None, locations=[(text.place, 0)])
    return new


def po_bytes(catalog: Catalog) -> bytes:
    """Write a catalogue so that the same texts give the same bytes."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, include_lineno=False, sort_output=False)
    return _RESTLESS.sub(b"", file.getvalue())


def compile_all() -> None:
    """Compile every catalogue."""
    for language in LANGUAGES:
        po_path(language).with_suffix(".mo").write_bytes(mo_bytes(read(language)))


def mo_bytes(catalog: Catalog) -> bytes:
    """Compile a catalogue, so that the same texts give the same bytes."""
    catalog.creation_date = catalog.revision_date = _NO_DAY
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def faults(language: str) -> list[str]:
    """Say what is wrong with a language's catalogue: one line a fault."""
    catalog = read(language)
    marked = texts()
    known = {text.text for text in marked}
    found = [
        f"{language}: no translation: {t.text!r} ({t.place})" for t in _missing(catalog, marked)
    ]
    found += [
        f"{language}: nobody says any more: {_singular(m)!r}"
        for m in catalog
        if m.id and _singular(m) not in known
    ]
    found += [f"{language}: {fault}" for message in catalog for fault in _lost(message)]
    compiled = po_path(language).with_suffix(".mo")
    if not compiled.exists() or _said(compiled.read_bytes()) != _said(mo_bytes(catalog)):
        found.append(f"{language}: django.mo is not what django.po compiles to")
    return found


def _said(compiled: bytes) -> dict[str, object]:
    """Give the texts of a compiled catalogue; its head names the version of Babel and differs."""
    messages = read_mo(io.BytesIO(compiled))
    return {_singular(message): message.string for message in messages if message.id}


def _missing(catalog: Catalog, marked: Iterable[Text]) -> Iterator[Text]:
    for text in marked:
        message = catalog.get(text.text)
        strings = message.string if message else ""
        if not strings or not all([strings] if isinstance(strings, str) else strings):
            yield text


def _lost(message: Message) -> Iterator[str]:
    """Find placeholders that a translation lost or made up."""
    if not message.id or not message.string:
        return
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = set(_PLACEHOLDER.findall(" ".join(ids)))
    for string in [message.string] if isinstance(message.string, str) else message.string:
        if string and set(_PLACEHOLDER.findall(string)) != wanted:
            yield f"placeholders of {ids[0]!r} differ in {string!r}"
        if message.fuzzy:
            yield f"fuzzy: {ids[0]!r}"


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _of_templates() -> Iterator[Text]:
    """Ask Django's own parser, so that the text is the very one it will look for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    django.setup()
    from django.template import Engine, Template  # noqa: PLC0415 (settings come first)
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode  # noqa: PLC0415

    engine = Engine.get_default()
    for path in sorted(PACKAGE.rglob("*.html")):
        nodes: Any = Template(path.read_text("utf-8"), engine=engine).nodelist
        place = str(path.relative_to(PACKAGE))
        for node in nodes.get_nodes_by_type(TranslateNode):
            yield Text(str(node.filter_expression.var.literal), "", place)
        for block in nodes.get_nodes_by_type(BlockTranslateNode):
            singular, _names = block.render_token_list(block.singular)
            plural, _names = block.render_token_list(block.plural) if block.plural else ("", None)
            yield Text(singular, plural, place)


def _of_python() -> Iterator[Text]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = str(path.relative_to(PACKAGE))
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and (strings := _literals(node)):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in _MARKS:
                    yield Text(strings[0], "", place)
                if name in _PLURAL_MARKS and len(strings) > 1:
                    yield Text(strings[0], strings[1], place)


def _literals(call: ast.Call) -> list[str]:
    return [
        argument.value
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def _of_rules() -> Iterator[Text]:
    for path in sorted(PACKAGE.glob("registers/*/rules/*.sql")):
        rule = parse_rule(path.stem, path.read_text("utf-8"))
        for text in (rule.message, rule.write):
            yield Text(text, "", str(path.relative_to(PACKAGE)))


def _of_declarations() -> Iterator[Text]:
    for register in registers().values():
        yield from _of_register(register, f"registers/{register.name}")
    for indicator in indicators().values():
        yield Text(indicator.question, "", f"indicators/{indicator.name}")
        yield Text(indicator.unit, "", f"indicators/{indicator.name}")
    for flag in flags().values():
        units = (one.unit for one in flag.parameters)
        for text in (flag.title, flag.question, flag.unit, *units, *flag.changes.values()):
            yield Text(text, "", f"flags/{flag.name}")
    for column in (ENTRY, LINE):
        yield from _of_column(column, "published/tables.py")


def _of_register(register: Register, place: str) -> Iterator[Text]:
    yield Text(register.title, "", place)
    yield Text(register.summary, "", place)
    for part in register.scope:
        yield Text(part.title, "", place)
    for table in (*register.tables, *register.folded):
        yield from _of_table(table, place)


def _of_table(table: Table, place: str) -> Iterator[Text]:
    yield Text(table.title, "", place)
    yield Text(table.row, "", place)
    for column in table.columns:
        yield from _of_column(column, place)


def _of_column(column: Column, place: str) -> Iterator[Text]:
    for text in (column.title, column.meaning, column.unit):
        yield Text(text, "", place)
