"""Makes the archive: record first, then pages, the signed checkpoint last.

Whoever looks while it is made sees the log as it was; a run that was ended is finished by the next.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from babel import Locale

from pendopo import __version__
from pendopo.exports.archive.asking import Site
from pendopo.exports.archive.crawl import Crawl
from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.holding import Holding, Tally
from pendopo.exports.archive.led import LINKS, Led
from pendopo.exports.archive.places import INDEX, Places
from pendopo.exports.archive.record import CHECKPOINT, Record
from pendopo.exports.archive.verifier import VERIFIER, verifier
from pendopo.published.state import State
from pendopo.terms.wording import say

Progress = Callable[[Mapping[str, Any]], None]

_COPYING: Final = "archive"
_PAGES: Final = "pages"


@dataclass(frozen=True, slots=True)
class Source:
    """What is archived.

    :param public: the folder that is served
    :param origin: the log's permanent name
    :param name: whose record it is
    :param languages: those of its pages, the first one first
    :param settings: names all else that pages depend on, but the program and the state; empty if
        that is not known, and then each page is made every time
    """

    public: Path
    state: State
    origin: str
    name: str
    languages: Sequence[str]
    settings: str = ""


def archive(
    out: Path, source: Source, site: Site, progress: Progress, *, link: bool = False
) -> Tally:
    """Make an archive of one state, or bring one up to it.

    :param link: share the disk's room with the record; see ``Holding.copy``
    :raises ArchiveError: when the folder holds something else or a longer log, or the state
        cannot be archived
    """
    record = Record(source.public, source.state)
    made = f"{__version__} {source.settings}" if source.settings else ""
    holding = Holding(out, source.origin, made or f"{__version__} {site.copy.base}")
    try:
        _hold_no_longer(holding, source.state)
        if holding.is_of(source.state.size, made):
            return holding.tally
        paths = _place_record(holding, record, source.public, progress, link=link)
        crawl = Crawl(site, Places(source.state.size), holding, paths)
        if made:
            crawl.known = Led.read(out)
        beginnings = [f"/{language}/" for language in source.languages]
        crawl.run(beginnings, lambda done, total: progress(_told(_PAGES, done, total)))
        holding.put(INDEX, _front(source).encode())
        if made:
            holding.put(LINKS, crawl.now.encode())
        holding.settle()
        # What it signs is there now: from here on the archive is that of the new state.
        holding.put(CHECKPOINT, record.checkpoint)
        holding.settle()
        holding.finish(source.state.size, made)
    finally:
        holding.close()
    return holding.tally


def _hold_no_longer(holding: Holding, state: State) -> None:
    if holding.size > state.size:
        raise ArchiveError(
            say(
                "{folder} holds the record up to {found} entries; an archive never goes back, so "
                "write another folder for one of {size}"
            ),
            folder=holding.root,
            found=holding.size,
            size=state.size,
        )


def _place_record(
    holding: Holding, record: Record, public: Path, progress: Progress, *, link: bool
) -> frozenset[str]:
    paths = {CHECKPOINT, VERIFIER}
    holding.put(VERIFIER, verifier())
    for piece in record.pieces():
        if piece.content is not None:
            holding.put(piece.path, piece.content)
        else:
            holding.copy(piece.path, public / piece.path, link=link)
        paths.add(piece.path)
        progress(_told(_COPYING, len(paths), 0))
    return frozenset(paths)


def _told(stage: str, done: int, total: int) -> Mapping[str, Any]:
    return {"stage": stage, "done": done, "total": total}


def _front(source: Source) -> str:
    """Write the page that leads to the first language, and to each of the others."""
    links = "\n".join(
        f'      <li><a href="{code}/{INDEX}" lang="{code}" hreflang="{code}">'
        f"{escape(_named(code))}</a></li>"
        for code in source.languages
    )
    first = source.languages[0]
    return f"""<!doctype html>
<html lang="{first}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="refresh" content="0; url={first}/{INDEX}">
    <link rel="icon" href="static/mark.svg" type="image/svg+xml">
    <title>{escape(source.name)}</title>
  </head>
  <body>
    <h1>{escape(source.name)}</h1>
    <ul>
{links}
    </ul>
  </body>
</html>
"""


def _named(code: str) -> str:
    return (Locale.parse(code, sep="-").get_display_name() or code).capitalize()
