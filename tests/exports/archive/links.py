"""Follows every link of an archive, as its readers would; written apart from what made it."""

import posixpath
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LINKS = frozenset({"href", "src", "action", "formaction", "poster", "data", "xlink:href"})


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, text in attrs:
            if name == "id" and text:
                self.names.add(text)
            if name in _LINKS and text is not None:
                self.links.append((tag, text))

    handle_startendtag = handle_starttag


def broken(out: Path) -> list[str]:
    """Give every link of every page that leads to no file, or to no place in one."""
    seen = {path: _seen(path) for path in out.rglob("*.html")}
    return [
        f"{path.relative_to(out)}: {link}"
        for path, one in seen.items()
        for _tag, link in one.links
        if not _leads(out, path, link, seen)
    ]


def pages(out: Path) -> list[str]:
    """Give the path of every page."""
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))


def _seen(path: Path) -> _Seen:
    found = _Seen()
    found.feed(path.read_text("utf-8"))
    return found


def _leads(out: Path, page: Path, link: str, seen: dict[Path, _Seen]) -> bool:
    split = urlsplit(link)
    if split.scheme in {"http", "https", "mailto"}:
        return True
    if split.scheme or split.netloc or split.query or link.startswith("/"):
        return False
    folder = page.parent.relative_to(out).as_posix()
    way = posixpath.normpath(posixpath.join(folder, unquote(split.path)))
    there = out / way if split.path else page
    if way.startswith("..") or not there.is_file():
        return False
    if not split.fragment or there.suffix != ".html":
        return True
    names = seen[there].names
    # What a form is to begin with is named by its field: #code=99.01.01.2001.
    field = split.fragment.partition("=")[0]
    return not names.isdisjoint({split.fragment, unquote(split.fragment), field})
