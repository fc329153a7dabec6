"""Set a paper: a template of ours and facts in, a tagged PDF out (PDF/UA-1, ISO 14289-1)."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

import typst

FACTS_BYTES_MOST: Final = 4_000_000
_ROOM = "pendopo.exports"
_FONTS = "printed/fonts"


class PaperError(Exception):
    """A paper cannot be set: what typst said of it."""


def print_pdf(template: str, facts: Mapping[str, Any], at: datetime) -> bytes:
    """Give a paper as PDF/UA-1; the same facts give the same bytes.

    :param template: its path below ``exports``: ``handover/briefing.typ``
    :param facts: texts in the reader's language and plain values; JSON
    :param at: when it was made, which the file says
    :raises PaperError: when the facts are too many, or the template does not fit them
    """
    try:
        made = _compiler(template, facts).compile(
            format="pdf", pdf_standards="ua-1", timestamp=int(at.timestamp())
        )
    except typst.TypstError as error:
        raise PaperError(f"{template}: {error.message} {error.diagnostic}") from error
    return b"".join(made) if isinstance(made, list) else made or b""


def noted(template: str, facts: Mapping[str, Any], label: str) -> list[str]:
    """Give what a paper notes under a label, in its order: the commands that it prints."""
    compiler = _compiler(template, facts)
    found = json.loads(compiler.query(f"<{label}>", field="value"))
    return [str(one) for one in found]


def print_pictures(template: str, facts: Mapping[str, Any], dots_an_inch: float) -> list[bytes]:
    """Give the same paper as PNG, one for each page: to look at."""
    made = _compiler(template, facts).compile(format="png", ppi=dots_an_inch)
    return made if isinstance(made, list) else [made or b""]


def _compiler(template: str, facts: Mapping[str, Any]) -> typst.Compiler:
    data = json.dumps(facts, ensure_ascii=False)
    if len(data.encode()) > FACTS_BYTES_MOST:
        raise PaperError(f"{template}: facts of more than {FACTS_BYTES_MOST} bytes; print a part")
    root = Path(str(resources.files(_ROOM)))
    return typst.Compiler(
        input=str(root / template),
        root=str(root),
        font_paths=[str(root / _FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": data},
    )
