"""Which file of the archive an address of the site lies in.

``/at/<size>/x`` and ``/x`` are one file. A page of a list is a folder of its own: ``?page=2``
becomes ``page~2/``, with a mark that no name of a register or table can have. Links name
``index.html``, so that the pages open from a disk and from stores that know no folders.
"""

import posixpath
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

INDEX: Final = "index.html"
# What the lists of the portal may be asked, each answer a file; all else needs the program.
_ASKED = frozenset({"page", "show", "table", "level", "links", "of", "within"})
_STATE = re.compile(r"/at/(0|[1-9][0-9]{0,14})(/.*)")
_SERVED = re.compile(r"/(?:api/|openapi\.json$|sitemap|robots\.txt$)")
_RECORD = re.compile(
    r"/(?:log/.+|objects/.+|pub/.+|policy\.txt|VERIFY\.md|verify_archive\.py)", re.DOTALL
)
_STATELESS = re.compile(r"/(?:static/.+|favicon\.ico)")
_NAME_BYTES_MOST = 200
_LETTERS_AS_THEY_ARE = "/~!$'()*+,;=@"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one state's files.

    :param size: how many entries the state has
    """

    size: int

    def of(self, address: str) -> str:
        """Give the path of the file that holds an address's answer; empty where there is none."""
        split = urlsplit(address)
        path = self._present(split.path)
        if not path.startswith("/") or _SERVED.match(path):
            return ""
        asked = parse_qsl(split.query, keep_blank_values=True)
        *folders, name = [unquote(part) for part in path[1:].split("/")]
        folders += [f"{key}~{text}" for key, text in sorted(asked)]
        parts = [*folders, name or INDEX]
        if any(key not in _ASKED for key, _text in asked) or not all(map(_is_name, parts)):
            return ""
        return "/".join(parts)

    def plain(self, address: str) -> str:
        """Give an address without a state: what is kept of it from one run to the next."""
        split = urlsplit(address)
        asked = sorted(parse_qsl(split.query, keep_blank_values=True))
        return self._present(split.path) + (f"?{urlencode(asked)}" if asked else "")

    def asked(self, address: str) -> str:
        """Give an address at this state for good, so that it stays as it is while it is asked."""
        plain = self.plain(address)
        stateless = _STATELESS.fullmatch(urlsplit(plain).path)
        return plain if stateless else f"/at/{self.size}{plain}"

    def _present(self, path: str) -> str:
        """Take the state out of a path; empty where it is another state's."""
        found = _STATE.fullmatch(path)
        if found is None:
            return path
        return found[2] if int(found[1]) == self.size else ""


def in_record(address: str) -> str:
    """Give the path of a file of the log, the objects or what stands beside; empty for a page."""
    path = unquote(urlsplit(address).path)
    return path[1:] if _RECORD.fullmatch(path) else ""


def relative(here: str, there: str) -> str:
    """Write the way from one file to another as a link."""
    return quote(posixpath.relpath(there, posixpath.dirname(here) or "."), _LETTERS_AS_THEY_ARE)


def pretty(place: str) -> str:
    """Write a file's path as a server is asked for it: a folder's page by the folder."""
    folder, name = posixpath.split(place)
    whole = (f"{folder}/" if folder else "") if name == INDEX else place
    return quote(whole, _LETTERS_AS_THEY_ARE)


def _is_name(part: str) -> bool:
    """Whether a part of an address may be the name of a file or folder, on any disk."""
    return (
        bool(part)
        and not part.startswith(".")
        and not any(mark in part for mark in "/\\\0")
        and len(part.encode("utf-8", "replace")) <= _NAME_BYTES_MOST
    )
