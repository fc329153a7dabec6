"""``pendopo publish``: from files, or an address that is pulled, to entries in the log."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from pendopo.cli.findings import show_report, summary
from pendopo.cli.handed import hold_codes, licence_of, scope_of, title_of
from pendopo.cli.packing import handed
from pendopo.cli.personal import decides, personal_of
from pendopo.cli.progress import watched
from pendopo.cli.reading import reads
from pendopo.cli.repeated import carried, repeated, sha256_of, show_replaced
from pendopo.cli.spoken import Texts, speaks
from pendopo.cli.verb import (
    STOPPED,
    RefusedError,
    choice,
    now,
    programme,
    register_of,
    verb,
)
from pendopo.cli.waiting import tell_waiting
from pendopo.cli.words import word
from pendopo.evidence.capture import Reach
from pendopo.evidence.sources import Pulled, pull
from pendopo.programme.checking import Request
from pendopo.programme.programme import Outcome, Programme
from pendopo.published.state import Publication
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from pendopo.terms.register import Fold, Register
from pendopo.terms.wording import say


@verb(
    "publish",
    say(
        "Check files and publish them in one commit: the file as received, its tables, the "
        "findings and what is said of it, under a reuse licence. A stop in any of them publishes "
        "none. SOURCE is a file, or the address of one: a CKAN resource, a DCAT distribution or a "
        "plain file. Bytes that stand already are not published again, so that cron can call it."
    ),
)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@choice("--register", required=True, metavar="NAME", text=say("The register it belongs to."))
@choice(
    "--scope",
    multiple=True,
    metavar="NAME=CODE",
    text=say(
        "The codes of what it replaces, once for each; {name} in a code stands for the file's name "
        "without its ending."
    ),
)
@choice(
    "--replaces",
    default="",
    metavar="ID",
    text=say("The publication it takes the place of, in a register that merges."),
)
@choice("--licence", default="", text=say("The reuse licence; else the one of pendopo.toml."))
@speaks
@choice("--publisher", default="", text=say("The office that publishes it."))
@reads
@decides
@choice("--keep-going", is_flag=True, text=say("Publish the others when a finding stops some."))
@click.pass_context
def verb_(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    register: str,
    scope: tuple[str, ...],
    replaces: str,
    licence: str,
    personal: tuple[str, ...],
    *,
    reading: Reading,
    keep_going: bool,
    texts: Texts,
    publisher: str,
) -> None:
    """Publish what is handed in, and say what became of each."""
    opened = programme(ctx)
    hold_codes(scope, register_of(opened, register))
    desk = _Desk(
        opened,
        register_of(opened, register),
        replace(
            texts.declared(opened.config.government.languages[0]),
            publisher=publisher,
            licence=licence_of(licence),
            replaces=replaces,
            personal=personal_of(personal),
        ),
        scope,
        reading,
    )
    with _requests(desk, sources) as requests:
        new = _not_repeated(desk, requests)
        _hold_apart(desk, new)
        if not new:
            return
        with ExitStack() as until_told:
            progress = until_told.enter_context(watched(len(new)))

            def told(outcome: Outcome) -> None:
                until_told.close()
                show_outcome(opened, outcome)
                # It stands and is told: what follows saves the first reader the wait.
                opened.flagging.follow()

            outcome = opened.publish(new, progress, keep_going=keep_going, clock=now, then=told)
    sys.exit(STOPPED if outcome.stopped else 0)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is said once for all the files."""

    opened: Programme
    register: Register
    declaration: Declaration
    scope: tuple[str, ...]
    reading: Reading

    def request(self, file: Path, came_from: str, filename: str) -> Request:
        """Make a file's request."""
        codes = [code.replace("{name}", Path(filename).stem) for code in self.scope]
        said = replace(self.declaration, scope=scope_of(codes, self.register))
        return Request(
            file=file,
            register=self.register.name,
            received_at=now(),
            declaration=said,
            reading=self.reading,
            came_from=came_from,
            filename=filename,
        )


@contextmanager
def _requests(desk: _Desk, sources: Sequence[str]) -> Iterator[list[Request]]:
    """Turn files and addresses into requests; what is pulled lies in a folder meanwhile."""
    found: list[Request] = []
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        for number, source in enumerate(sources):
            if source.lower().startswith(("https://", "http://")):
                into = Path(folder) / str(number)
                into.mkdir()
                found += _pulled(desk, source, into)
            else:
                path = handed(Path(source), desk.register, Path(folder) / f"packed-{number}")
                found.append(desk.request(path, "", path.name))
        yield [_titled(carried(desk.opened, request)) for request in found]


def _titled(request: Request) -> Request:
    """Name a publication that nobody named after its file."""
    said = request.declaration
    title = said.title or title_of(request.filename)
    return replace(request, declaration=replace(said, title=title))


def _pulled(desk: _Desk, url: str, into: Path) -> list[Request]:
    """Fetch an address; give no request when what stands already has the same bytes."""
    config = desk.opened.config
    reach = Reach(config.limits.file_mb << 20, config.pull.allow_private)
    pulled = pull(url, into, reach)
    captured = pulled.captured
    request = _described(desk.request(captured.path, url, captured.filename), pulled)
    standing = _standing(desk, request)
    said = replace(desk.declaration, scope=request.declaration.scope)
    if repeated(desk.opened, request, said):
        text = say("{url}: unchanged since it was published; nothing to do.")
        click.echo(word(text, url=url))
        return []
    if standing and desk.register.fold is Fold.MERGE and not request.declaration.replaces:
        # A merging register has no scope: what the address gave before is what it replaces.
        said = replace(request.declaration, replaces=standing[-1].id)
        request = replace(request, declaration=said)
    if pulled.licence_said and not (request.declaration.licence or config.publishing.licence):
        text = say("{url}: its catalogue says the licence is {said}; write --licence if it is one.")
        click.echo(word(text, url=url, said=pulled.licence_said), err=True)
    return [request]


def _described(request: Request, pulled: Pulled) -> Request:
    """Take from the catalogue what the options leave open."""
    said = request.declaration
    return replace(
        request,
        declaration=replace(
            said,
            title=said.title or pulled.title,
            description=said.description or pulled.description,
            publisher=said.publisher or pulled.publisher,
            licence=said.licence or pulled.licence,
        ),
    )


def _standing(desk: _Desk, request: Request) -> list[Publication]:
    """Give the publications that stand where this one would: in its scope, or from its address."""
    current = desk.opened.recorded().current(desk.register.name)
    if desk.register.fold is Fold.REPLACE:
        return [one for one in current if one.scope == dict(request.declaration.scope)]
    return [
        one
        for one in current
        if (metadata := desk.opened.metadata(one)) and metadata.came_from == request.came_from
    ]


def _not_repeated(desk: _Desk, requests: Sequence[Request]) -> list[Request]:
    """Leave out the files whose bytes stand already, or are handed in twice, and say so."""
    kept: list[Request] = []
    handed: dict[str, str] = {}
    for request in requests:
        said = replace(desk.declaration, scope=request.declaration.scope)
        standing = repeated(desk.opened, request, said)
        several = len(requests) > 1 and desk.register.fold is Fold.MERGE
        digest = sha256_of(request.file) if several else ""
        if standing:
            text = say("{file}: these bytes stand already as entry {index}; nothing to do.")
            click.echo(word(text, file=request.filename, index=standing.index))
        elif digest and digest in handed:
            text = say("{file}: the same bytes as {other}; they are published once.")
            click.echo(word(text, file=request.filename, other=handed[digest]))
        else:
            kept.append(request)
            handed[digest] = request.filename
    return kept


def _hold_apart(desk: _Desk, requests: Sequence[Request]) -> None:
    """Refuse several files for one scope: the last would silently replace the others.

    :raises RefusedError: saying how to give each its own
    """
    if desk.register.fold is Fold.MERGE:
        return
    scopes = [tuple(sorted(request.declaration.scope.items())) for request in requests]
    if len(set(scopes)) < len(scopes):
        part = desk.register.scope[-1].name if desk.register.scope else "name"
        text = say(
            "--scope: several files would replace each other; publish them one by one, or write "
            "--scope {part}={example} for a code from each file's name"
        )
        raise RefusedError(word(text, part=part, example="{name}"))


def show_outcome(opened: Programme, outcome: Outcome) -> None:
    """Print what was found in each file, and what was published."""
    published = iter(outcome.entries)
    waiting = opened.witnesses.waiting()
    for report in outcome.reports:
        show_report(report)
        entry = None if report.stopped else next(published, None)
        if entry:
            text = (
                say("  recorded as {id}, entry {index} of the log")
                if waiting
                else say("  published as {id}, entry {index} of the log")
            )
            click.echo(word(text, id=entry.leaf.id, index=entry.index))
            show_replaced(opened, entry)
        else:
            click.echo(word(say("  not published")))
    click.echo(summary([one for report in outcome.reports for one in report.findings]))
    count = 0 if waiting else len(outcome.entries)
    click.echo(word(say("Files published: {count}."), count=count))
    tell_waiting(opened)
