"""``pendopo deposit``: a copy for a library, a university, an NGO: bags that their shelves take."""

import re
from collections import Counter
from pathlib import Path

import click

from pendopo.cli.archive import BASE, LIVE, address, facts_of, hold_apart, make
from pendopo.cli.progress import watched
from pendopo.cli.state import state_to_copy
from pendopo.cli.verb import RefusedError, choice, filling, programme, verb
from pendopo.cli.words import number, word
from pendopo.exports.archive.copy import Copy
from pendopo.exports.deposit.cited import Deposited
from pendopo.exports.deposit.making import Made, Shape, site_in
from pendopo.exports.deposit.making import deposit as divide
from pendopo.portal.visit import languages_of
from pendopo.programme.programme import Programme
from pendopo.published.state import State
from pendopo.terms.licence import licence_ids
from pendopo.terms.wording import say

_SIZE = re.compile(r"([1-9][0-9]{0,5})\s*(MB|GB|TB)", re.IGNORECASE)
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
_MEGABYTE = 1_000_000


@verb(
    "deposit",
    say(
        "Write a copy of everything that is published into the new folder OUT, to be deposited "
        "with a library, a university or an NGO: in parts, each of them a bag (BagIt, RFC 8493), "
        "with checksums, a citation file and what to do with it, in English and Indonesian."
    ),
)
@click.argument("out", metavar="OUT", type=click.Path(file_okay=False, path_type=Path))
@choice("--at", metavar="SIZE|DATE", text=say("A number of entries, or a day (2026-01-31)."))
@choice(
    "--part-size",
    "part_size",
    default="50GB",
    metavar="SIZE",
    text=say("How large a part may be: 50GB, which Zenodo takes, unless you write another."),
)
@choice(
    "--zip",
    "zipped",
    is_flag=True,
    text=say("Make each part one .zip file, for shelves that take few files."),
)
@choice("--base", default="", metavar="URL", text=BASE)
@choice("--live", default="", metavar="URL", text=LIVE)
@click.pass_context
def verb_(
    ctx: click.Context,
    out: Path,
    at: str | None,
    part_size: str,
    base: str,
    live: str,
    *,
    zipped: bool,
) -> None:
    """Make the archive, divide it, and tell."""
    opened = programme(ctx)
    hold_apart(out, opened)
    shape = Shape(_bytes_of(part_size), zipped)
    copy = Copy(address(base, "--base"), address(live, "--live"))
    state = state_to_copy(opened, at)
    own = opened.place.private / "derived"
    with filling(out), watched() as progress, site_in(own) as site:
        make(opened, state, site, copy, progress, link=True)
        made = divide(out, site, _deposited(opened, state, copy), shape, progress)
    _tell(made, out)


def _deposited(opened: Programme, state: State, copy: Copy) -> Deposited:
    government = opened.config.government
    stated = (opened.metadata(one) for one in state.current())
    counted = Counter(one.licence for one in stated if one is not None)
    counted[opened.config.publishing.licence] += 1
    known = licence_ids()
    return Deposited(
        name=government.name,
        origin=opened.config.log.origin,
        size=state.size,
        day=state.time[:10],
        language=languages_of(opened)[0],
        licences=tuple(name for name, _ in counted.most_common() if name in known),
        address=copy.live or copy.base,
        key=opened.vkey,
        facts=facts_of(opened, state, copy),
    )


def _bytes_of(text: str) -> int:
    """Read a size.

    :raises RefusedError: for anything else
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise RefusedError(
            word(say("--part-size is {found}; write a size as 50GB or 700MB"), found=repr(text))
        )
    return int(found[1]) * _UNITS[found[2].upper()]


def _tell(made: Made, out: Path) -> None:
    text = say("{files} files, {size} MB, in parts: {parts}.")
    values = {
        "files": number(made.files),
        "size": number(made.size / _MEGABYTE, 1),
        "parts": number(len(made.parts)),
    }
    click.echo(word(text, **values))
    for part in made.parts:
        click.echo(f"  {part}")
    click.echo(word(say("What to do with it: {readme}"), readme=out / "README.md"))
