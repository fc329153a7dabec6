"""Set a paper: a template of ours and facts in, a tagged PDF out (PDF/UA-1, ISO 14289-1)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

import typst

FACTS_BYTES_MOST: Final = 4_000_000
_ROOM = "pendopo.exports"
_FONTS = "printed/fonts"
_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"  # a font of ours has it
_ROUNDS_MOST: Final = 12
_BLOCK, _HAN = 0x80, 0x2E80
_UNSHOWN: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


class PaperError(Exception):
    """A paper cannot be set: what typst said of it."""


def print_pdf(template: str, facts: Mapping[str, Any], at: datetime) -> bytes:
    """Give a paper as PDF/UA-1; the same facts give the same bytes.

    :param template: its path below ``exports``: ``handover/briefing.typ``
    :param facts: texts in the reader's language and plain values; JSON
    :param at: when it was made, which the file says
    :raises PaperError: when the facts are too many, or the template does not fit them
    """
    return Press(template).pdf(facts, at)


class Press:
    """A template that many papers are set with, one after the other: its fonts are read once.

    :param template: its path below ``exports``
    """

    def __init__(self, template: str) -> None:
        self._template = template
        self._compiler = _compiler(template, {})

    def pdf(self, facts: Mapping[str, Any], at: datetime) -> bytes:
        """Give a paper as ``print_pdf`` does.

        PDF/UA-1 (ISO 14289-1, 7.21) wants a glyph for every letter. A record holds letters that no
        font of ours has, as what a word processor pastes for a bullet: U+FFFD takes its place.
        """
        how = {"format": "pdf", "pdf_standards": "ua-1", "timestamp": int(at.timestamp())}
        shown = dict(facts)
        for _round in range(_ROUNDS_MOST):
            try:
                return self._set(shown, **how)
            except PaperError as error:
                lacking = _without_glyph(str(error))
                if not lacking:
                    raise
                shown = {name: _replaced(value, lacking) for name, value in shown.items()}
        return self._set(shown, **how)

    def picture(self, facts: Mapping[str, Any], dots_an_inch: float) -> bytes:
        """Give a paper of one page as PNG."""
        return self._set(facts, format="png", ppi=dots_an_inch)

    def _set(self, facts: Mapping[str, Any], **how: Any) -> bytes:  # noqa: ANN401  typst's own
        inputs = {"facts": _written(self._template, facts)}
        try:
            made = self._compiler.compile(sys_inputs=inputs, **how)
        except typst.TypstError as error:
            raise PaperError(f"{self._template}: {error.message} {error.diagnostic}") from error
        return b"".join(made) if isinstance(made, list) else made or b""


def _without_glyph(message: str) -> frozenset[str]:
    """Give the letters that typst says no font has; none of another message."""
    found = "".join(_UNSHOWN.findall(message))
    plain = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found)
    return frozenset(plain)


def _replaced(value: Any, lacking: frozenset[str]) -> Any:  # noqa: ANN401  JSON holds anything
    """Replace each letter that is lacking, and those that stand in its block.

    One attempt names one letter: of a script that no font has, all are lacking at once.
    """
    if isinstance(value, str):
        blocks = {_block(letter) for letter in lacking}
        return "".join(_UNKNOWN if _block(one) in blocks else one for one in value)
    if isinstance(value, Mapping):
        return {name: _replaced(one, lacking) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(one, lacking) for one in value]
    return value


def _block(letter: str) -> int:
    """Give where a letter's block begins; all from the radicals of Han on are of one."""
    return min(ord(letter), _HAN) // _BLOCK


def noted(template: str, facts: Mapping[str, Any], label: str) -> list[str]:
    """Give what a paper notes under a label, in its order: the commands that it prints."""
    compiler = _compiler(template, facts)
    found = json.loads(compiler.query(f"<{label}>", field="value"))
    return [str(one) for one in found]


def print_pictures(template: str, facts: Mapping[str, Any], dots_an_inch: float) -> list[bytes]:
    """Give the same paper as PNG, one for each page: to look at."""
    made = _compiler(template, facts).compile(format="png", ppi=dots_an_inch)
    return made if isinstance(made, list) else [made or b""]


def _written(template: str, facts: Mapping[str, Any]) -> str:
    data = json.dumps(facts, ensure_ascii=False)
    if len(data.encode()) > FACTS_BYTES_MOST:
        raise PaperError(f"{template}: facts of more than {FACTS_BYTES_MOST} bytes; print a part")
    return data


def _compiler(template: str, facts: Mapping[str, Any]) -> typst.Compiler:
    data = _written(template, facts)
    root = Path(str(resources.files(_ROOM)))
    return typst.Compiler(
        input=str(root / template),
        root=str(root),
        font_paths=[str(root / _FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": data},
    )
