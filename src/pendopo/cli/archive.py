"""``pendopo archive``: everything that is published as one folder that any web server can serve."""

import hashlib
import re
import shlex
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from pendopo import __version__
from pendopo.cli.progress import Report, watched
from pendopo.cli.state import state_to_copy
from pendopo.cli.verb import RefusedError, choice, filling, now, programme, verb
from pendopo.cli.words import number, word
from pendopo.exports.archive.archive import Source, archive
from pendopo.exports.archive.asking import Site
from pendopo.exports.archive.bag import close, payload_of
from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.holding import Tally
from pendopo.portal.visit import languages_of
from pendopo.programme.programme import Programme
from pendopo.published.state import State
from pendopo.terms.wording import say
from pendopo.web.wsgi import pages_of

_PATIENT_S = 600
_MEGABYTE = 1_000_000
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~/-]*)?")

BASE = say(
    "The address at which the copy will stand; citations and feeds name it. Without it they name "
    "none."
)
LIVE = say(
    "The address of the running site, if there is one; what needs the program, as filters do, is "
    "linked to there."
)


@verb(
    "archive",
    say(
        "Write everything that is published into the folder OUT: the pages in every language as "
        "files, the log and the objects. Any web server can serve it, and it can be verified. A "
        "later run brings it up to date and touches only what changed."
    ),
)
@click.argument("out", metavar="OUT", type=click.Path(file_okay=False, path_type=Path))
@choice("--at", metavar="SIZE|DATE", text=say("A number of entries, or a day (2026-01-31)."))
@choice("--base", default="", metavar="URL", text=BASE)
@choice("--live", default="", metavar="URL", text=LIVE)
@choice(
    "--bag",
    "as_bag",
    is_flag=True,
    text=say("Make it a bag (BagIt, RFC 8493) with the archive in its folder data."),
)
@click.pass_context
def verb_(
    ctx: click.Context, out: Path, at: str | None, base: str, live: str, *, as_bag: bool
) -> None:
    """Archive and tell."""
    opened = programme(ctx)
    hold_apart(out, opened)
    copy = Copy(address(base, "--base"), address(live, "--live"))
    state = state_to_copy(opened, at)
    folder = payload_of(out) if as_bag else out
    with filling(out), watched() as progress:
        made = make(opened, state, folder, copy, progress)
        if as_bag:
            close(out, facts_of(opened, state, copy))
    tell(made)
    text = say("To look at it: python3 -m http.server --directory {folder}")
    click.echo(word(text, folder=shlex.quote(str(folder))))


def bag(opened: Programme, out: Path) -> None:
    """Write the present record as a bag, and say so."""
    hold_apart(out, opened)
    state, copy = opened.state(), Copy("", "")
    with filling(out), watched() as progress:
        made = make(opened, state, payload_of(out), copy, progress)
        close(out, facts_of(opened, state, copy))
    tell(made)


def facts_of(opened: Programme, state: State, copy: Copy) -> dict[str, str]:
    """Say what a bag is: RFC 8493, 2.2.2."""
    government, origin = opened.config.government, opened.config.log.origin
    facts = {
        "Source-Organization": government.name,
        "Contact-Email": government.contact if "@" in government.contact else "",
        "External-Description": f"What {government.name} published, with the log that signs it",
        "External-Identifier": f"{origin}/{state.size}",
        "Internal-Sender-Identifier": copy.base,
        "Bagging-Date": now().date().isoformat(),
        "Bag-Software-Agent": f"pendopo {__version__}",
    }
    return {name: text for name, text in facts.items() if text}


def make(
    opened: Programme,
    state: State,
    out: Path,
    copy: Copy,
    progress: Report,
    *,
    link: bool = False,
) -> Tally:
    """Make an archive of a programme.

    :param link: share the disk's room with the record; for a folder of the programme's own
    """
    # Nobody waits for a page here as a reader does: a workbook of a whole table may take its time.
    serve = replace(opened.config.serve, seconds=_PATIENT_S)
    patient = Programme(opened.root, replace(opened.config, serve=serve))
    patient.remember()  # each page is asked for in every language
    site = Site(pages_of(patient), copy)  # which also says which languages have a catalogue
    source = Source(
        public=opened.public,
        state=state,
        origin=opened.config.log.origin,
        name=opened.config.government.name,
        languages=languages_of(opened),
        settings=hashlib.sha256(repr((opened.config, copy)).encode()).hexdigest(),
    )
    with closing(patient):
        return archive(out, source, site, progress, link=link)


def tell(made: Tally) -> None:
    """Say what a run did."""
    text = say(
        "{files} files, {size} MB: {written} written, {removed} removed, the others as before."
    )
    click.echo(
        word(
            text,
            files=number(made.files),
            size=number(made.bytes / _MEGABYTE, 1),
            written=number(made.written),
            removed=number(made.removed),
        )
    )


def address(text: str, option: str) -> str:
    """Read the address of a site; without the slash at its end.

    :raises RefusedError: for anything else
    """
    if not text:
        return ""
    try:
        well = _ADDRESS.fullmatch(text) and urlsplit(text).hostname and urlsplit(text).port != 0
    except ValueError:
        well = False
    if not well:
        raise RefusedError(
            word(
                say("{option} is {found}; write the address of a site: https://data.contoh.go.id"),
                option=option,
                found=repr(text),
            )
        )
    return text.rstrip("/")


def hold_apart(out: Path, opened: Programme) -> None:
    """Keep an archive out of the folders that it is made from."""
    whole = out.resolve()
    for folder in (opened.public.resolve(), opened.place.private.resolve()):
        if whole == folder or folder in whole.parents or whole in folder.parents:
            raise RefusedError(
                word(
                    say("{out}: this is the programme's own folder; write another one"),
                    out=out,
                )
            )
