"""Addresses in what the site answered, written anew for a folder of files.

Each kind of answer is changed in its own way, and only where it names an address: links become
relative; an address in a text becomes that of the copy. All else stays byte for byte.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Final, Protocol
from urllib.parse import quote, unquote

# The name that the site is asked under: RFC 2606 keeps it from ever being anyone's.
HOST: Final = "archive.invalid"
SITE: Final = f"http://{HOST}"
# In the text of a page a bare mark of HTML ends an address, and ``&amp;`` is part of it.
_IN_TEXT = re.compile(
    re.escape(SITE) + r"((?:[/?#](?:[\w\-.~:/?#\[\]@!$'()*+,;=%]|&amp;)*)?)", re.ASCII
)
_ADDRESS = re.compile(re.escape(SITE) + r"((?:[/?#][\w\-.~:/?#\[\]@!$&'()*+,;=%]*)?)", re.ASCII)
_IN_LETTER = re.compile(re.escape(quote(SITE, "")) + r"((?:%2F)(?:[\w\-.~]|%2F|%3F|%3D|%26|%25)*)?")
_END_MARKS = ".,;:!?)'"
_ALTERNATE = re.compile(r'(<link rel="alternate" type="text/html" href=")([^"]*)"')
_CSS = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")
_LINKS = frozenset({"href", "xlink:href", "src", "action", "formaction", "poster", "data"})
# Without what they lead to, these say nothing at all.
_ONLY_LINKS = frozenset({"link", "img", "source", "use", "image"})
_WITH_HREF = frozenset({"href", "download", "hreflang", "type", "rel", "target"})
# A comment, a script with its content, or the beginning of an element.
_ELEMENT = re.compile(
    r"<!--.*?-->"
    r"|(?P<script><script\b[^>]*>.*?</script>)"
    r"""|<(?P<tag>[a-zA-Z][\w-]*)(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'))?""")
_NAMING = re.compile(rf"\s(?:{'|'.join(sorted(_LINKS))}|srcset)\s*=")

Attributes = list[tuple[str, str | None]]


class Leads(Protocol):
    """Knows where addresses lead, as seen from one file."""

    def link(self, address: str) -> str | None:
        """Give what a link is to say; None where it would lead nowhere."""

    def words(self, address: str) -> str:
        """Give an address of the site as a reader is told it."""

    def reference(self, address: str) -> str:
        """Give an address of the site as a program is told it."""


def page(text: str, leads: Leads) -> str:
    """Rewrite a page."""
    return _Page(leads).written(text)


def style(text: str, leads: Leads) -> str:
    """Rewrite a style sheet."""

    def one(found: re.Match[str]) -> str:
        link = leads.link(found[2])
        return found[0] if link is None else f'url("{link}")'

    return _CSS.sub(one, text)


def data(text: str, leads: Leads) -> str:
    """Rewrite what programs read, JSON: an address stands whole in a text there."""
    return _each(text, leads.reference)


def feed(text: str, leads: Leads) -> str:
    """Rewrite what programs read, XML: as ``data``, with the marks of XML.

    An entry has to lead to a page (RFC 4287, 4.1.2): where its own is not in the copy, as a row's
    of a past state, it leads to the page of the feed.
    """
    written = _each(text, lambda address: escape(leads.reference(unescape(address))))
    page = _ALTERNATE.search(written)
    if page is None:
        return written
    return _ALTERNATE.sub(lambda found: found[0] if found[2] else f'{found[1]}{page[2]}"', written)


class _Page:
    """Changes the addresses of one page, element by element.

    A page of a table has some ten thousand elements, and few of them name an address: those alone
    are taken apart. The pages are our own, so that every mark in their texts is written as HTML
    has it.
    """

    def __init__(self, leads: Leads) -> None:
        self._leads = leads

    def written(self, text: str) -> str:
        """Give the page anew."""
        found: list[str] = []
        at = 0
        for match in _ELEMENT.finditer(text):
            found.append(self._text(text[at : match.start()]))
            found.append(self._element(match))
            at = match.end()
        found.append(self._text(text[at:]))
        return "".join(found)

    def _element(self, match: re.Match[str]) -> str:
        raw = match[0]
        if match["script"] is not None:
            return self._script(raw)
        if match["tag"] is None or not (_NAMING.search(raw) or SITE in raw):
            return raw
        tag = match["tag"].lower()
        changed = self._changed(tag, _attributes(raw[1 + len(tag) :]))
        if changed is None:
            return ""
        return f"<{tag}{_inside(changed)}{' />' if raw.endswith('/>') else '>'}"

    def _script(self, raw: str) -> str:
        """Change what a script says, and where its file is."""
        head, end, rest = raw.partition(">")
        changed = self._changed("script", _attributes(head[len("<script") :]))
        if changed and any(name == "src" for name, _text in changed):
            head = "<script" + _inside(changed)
        raw = head + end + rest
        return _each(raw, self._leads.reference) if SITE in raw else raw

    def _text(self, text: str) -> str:
        if SITE not in text:
            return text
        return _each(text, lambda at: escape(self._leads.words(unescape(at))), _IN_TEXT)

    def _changed(self, tag: str, attributes: Attributes) -> Attributes | None:
        """Change the addresses among an element's attributes; None to leave the element out."""
        found: Attributes = []
        lost = False
        for name, text in attributes:
            if text is None or (name not in _LINKS and name != "srcset"):
                found.append((name, text if text is None else _each(text, self._leads.words)))
                continue
            link = self._several(text) if name == "srcset" else self._link(text)
            lost = lost or link is None
            if link is not None:
                found.append((name, link))
        if not lost:
            return found
        if tag in _ONLY_LINKS:
            return None
        return [(name, text) for name, text in found if name not in _WITH_HREF]

    def _link(self, text: str) -> str | None:
        if text.startswith("mailto:"):
            return _IN_LETTER.sub(
                lambda at: quote(self._leads.words(unquote(at[1] or "/")), ""), text
            )
        return self._leads.link(text)

    def _several(self, text: str) -> str | None:
        """Change the addresses of a ``srcset``: each with its width or density behind it."""
        found = []
        for one in text.split(","):
            address, _, size = one.strip().partition(" ")
            link = self._leads.link(address)
            if link is not None:
                found.append(f"{link} {size}".strip())
        return ", ".join(found) or None


def _inside(attributes: Attributes) -> str:
    return "".join(
        f" {name}" if text is None else f' {name}="{escape(text)}"' for name, text in attributes
    )


def _attributes(text: str) -> Attributes:
    """Read the attributes of an element, as they stand behind its name."""
    return [
        (match[1].lower(), None if match[2] is None else unescape(match[2][1:-1]))
        for match in _ATTRIBUTE.finditer(text)
    ]


def _each(text: str, say: Callable[[str], str], form: re.Pattern[str] = _ADDRESS) -> str:
    """Change each whole address of the site in a text; marks that end a sentence are not its."""

    def one(found: re.Match[str]) -> str:
        address = found[1]
        if not address.endswith("&amp;"):
            address = address.rstrip(_END_MARKS)
        return say(address or "/") + found[1][len(address) :]

    return form.sub(one, text)
