"""Text of which each line means something, but not as the rows of a table do.

A reader of CSV makes one column of it, or several of a program's commas, and is content. Told by
how all lines of a file's beginning are written, never by its name.
"""

import re
from collections.abc import Callable, Sequence

_LINES_LEAST = 2
_NAMED_LEAST = 3
_RULE_WITHIN = 6
_MOST = 0.8

# Commands of a dump, behind remarks: no names of columns read so.
_SQL = re.compile(
    r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/;?|#[^\n]*\n)*+(?:create\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?"
    r"(?:table|database|schema|view|sequence|index)\b|insert\s+(?:or\s+\w+\s+)?into\s|replace\s+into\s"
    r"|drop\s+(?:table|database|view)\s|lock\s+tables\s|start\s+transaction\s*;|begin(?:\s+transaction)?;\s*\n"
    r"|set\s+@?\w+(?:\s+to)?\s*=|use\s+\W?\w+\W?;\s*\n|pragma\s+\w+\s*[=;(]|copy\s[^\n]+\sfrom\s+stdin"
    r"|select\s[^;]+\sfrom\s[^;]+;\s*(?:\n|$))",
    re.IGNORECASE | re.DOTALL,
)
# Names of other marks of JavaScript, and JSON handed to a function or kept in a name. Brackets
# alone stand around names of columns and remarks too: behind them begins an object, or a value.
_VALUE = r"(?:[\"'\[{]|-?[0-9]|(?:true|false|null)\b)"
_OBJECT = rf"\{{\s*(?:[A-Za-z_$][\w$]*\s*:\s+{_VALUE}|'[^'\n]*'\s*:)"
_HANDED = r"(?:[\[{]\s*[\"'\[{]|\[\s*(?:-?[0-9][\w.]*|true|false|null)\s*,)"
_JAVASCRIPT = re.compile(
    r"\s*(?://[^\n]*\n\s*)*(?:(?:var|let|const)\s+[\w$]+\s*=|(?:window|module|self)\.[\w.$]+\s*="
    rf"|export\s+(?:default|const)\s|[\w$.]+\(\s*(?:{_HANDED}|{_OBJECT})|(?:\[\s*)?{_OBJECT})"
)
_PYTHON_BEGINS = re.compile(
    r"import [\w.]+(?: as \w+)?(?:, *\w+)*|from [\w.]+ import .+|def \w+\(.*|class \w+.*:"
)
_PYTHON = re.compile(
    r"\s*(?:import [\w.]+|from [\w.]+ import |def \w+\(|class \w+.*:|(?:for|while|if|with) .+:$"
    r"|print\(|return\b|[\w.]+ = |@\w+).*"
)
_BEGINNINGS: Sequence[tuple[str, "re.Pattern[str]"]] = (
    ("SQL", _SQL),
    ("JavaScript", _JAVASCRIPT),
    ("LaTeX", re.compile(r"(?:\s|%[^\n]*\n)*+\\(?:documentclass|usepackage|begin\{)")),
    ("PHP", re.compile(r"\s*<\?php\b")),
    ("R", re.compile(r"\s*(?:structure\(list\(|[\w.]+\s*<-\s|library\([\w.]+\)\s*\n)")),
    ("shell", re.compile(r"#!\s*/\S+")),
    (
        "ARFF",
        re.compile(
            r"(?:\s|%[^\n]*\n)*+@relation\s+[^\n]+\n(?:[^@\n][^\n]*\n|\n)*+@attribute\s",
            re.IGNORECASE,
        ),
    ),
    ("DIF", re.compile(r"TABLE\r?\n0,1\r?\n")),
    ("MediaWiki", re.compile(r"\s*\{\|[^\n]*\r?\n(?:\|\+[^\n]*\r?\n)?\s*(?:!|\|-)")),
    ("BibTeX", re.compile(r"\s*@[A-Za-z]+\{[^,\n]*,\s*\n\s*\w+\s*=")),
    ("Turtle", re.compile(r"\s*@(?:prefix|base)\s+\S*\s*<", re.IGNORECASE)),
    ("diff", re.compile(r"(?:diff [^\n]*\n(?:[^\n]*\n)?)?--- [^\n]*\r?\n\+\+\+ [^\n]*\r?\n@@ ")),
    ("PGP, PEM", re.compile(r"\s*-----BEGIN [A-Z0-9 ]+-----")),
)

# One line of each.
_REMARK = re.compile(r"\s*[#;].*")
_NAME = r"(?:[\w$][\w .$/()-]*|\"[^\"]*\"|'[^']*')"
_YAML = re.compile(
    rf"---.*|\.\.\.|%YAML .*|\s*(?:- +)*{_NAME}:(?:\s+(?![^\"'{{\[|>&*!]*: )[^\n]*)?|\s*- .*|\s*-"
)
_YAML_NAMED = re.compile(rf"\s*(?:- +)*({_NAME}):(?:\s|$)")
_YAML_NESTED = re.compile(rf"---\s*$|%YAML |\s*- +{_NAME}:(?:\s|$)|{_NAME}:\s*$")
_SECTION = re.compile(r"\s*\[{1,2}[\w .:/\"'-]+\]{1,2}\s*(?:#.*)?")
_ASSIGNED = re.compile(r"\s*+[\w.\"'-][\w.\"' \t-]*+=.*")
_SETTING = re.compile(f"(?:{_SECTION.pattern}|{_ASSIGNED.pattern})")
# A line that is drawn, its crossings with a plus: of psql, MySQL, reStructuredText and Org.
_DRAWN = re.compile(r"\s*[|+]?[-=]{2,}(?:\+[-=]{2,})+[|+]?\s*|\s*\+[-=]{2,}\+\s*")

_ROOT = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*+<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?/?>", re.DOTALL)
_TAG_ENDS = re.compile(r"</[A-Za-z_]|/>")
_OWN_CELLS = re.compile(r"<(?:table|tr)\b", re.IGNORECASE)
_CELL_ENDS = re.compile(r"</[\w:.-]+>[\"']?\s*[,;|\t]")


def written_as(text: str, *, whole: bool) -> str:
    """Name what else a text is than a table; nothing where it may be one.

    :param text: its beginning
    :param whole: whether that is all of it, so that its last line is one
    """
    lines = text.splitlines()
    if not whole:
        lines = lines[:-1]
    held = [line for line in lines if line.strip() and not _REMARK.fullmatch(line)]
    for what, form in _BEGINNINGS:
        if form.match(text):
            return what
    return next((what for what, is_so in _OF_LINES if is_so(held)), "")


def is_markup(text: str) -> bool:
    """Tell text between tags, without a word of what it is before them."""
    return bool(_ROOT.match(text) and _TAG_ENDS.search(text)) and not begins_with_cells(text)


def begins_with_cells(text: str) -> bool:
    """Tell whether tags stand in cells: a table may hold them, in those of its header too.

    The cells of a web page, which may be one line, stand in tags of their own.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    return bool(_CELL_ENDS.search(first)) and not _OWN_CELLS.search(first)


def _is_yaml(lines: Sequence[str]) -> bool:
    """Tell lists and names with values, some of them set in, or each name there only once."""
    if len(lines) < _LINES_LEAST:
        return False
    names = [found[1] for line in lines if (found := _YAML_NAMED.match(line))]
    if any(map(_YAML_NESTED.match, lines)):
        return bool(names) and _most(_YAML, lines)
    once = len(names) == len(lines) >= _NAMED_LEAST and len(set(names)) == len(names)
    return once and all(map(_YAML.fullmatch, lines))


def _is_settings(lines: Sequence[str]) -> bool:
    """Tell names with values behind a sign of equality, perhaps under names in brackets."""
    if len(lines) < _LINES_LEAST or not any(map(_ASSIGNED.fullmatch, lines)):
        return False
    if any(map(_SECTION.fullmatch, lines)):
        return _most(_SETTING, lines)
    return all(map(_ASSIGNED.fullmatch, lines))


def _most(form: "re.Pattern[str]", lines: Sequence[str]) -> bool:
    """Tell whether the first lines and most have a form: long texts may go on in another."""
    fit = sum(map(bool, map(form.fullmatch, lines)))
    return fit >= _MOST * len(lines) and all(map(form.fullmatch, lines[:_LINES_LEAST]))


def _is_python(lines: Sequence[str]) -> bool:
    found = sum(map(bool, map(_PYTHON.fullmatch, lines)))
    return found >= _LINES_LEAST and bool(_PYTHON_BEGINS.fullmatch(lines[0]))


def _is_drawn(lines: Sequence[str]) -> bool:
    return any(map(_DRAWN.fullmatch, lines[:_RULE_WITHIN]))


_OF_LINES: Sequence[tuple[str, Callable[[Sequence[str]], bool]]] = (
    ("YAML", _is_yaml),
    ("TOML, INI", _is_settings),
    ("Python", _is_python),
    ("+-----+", _is_drawn),
)
