"""What all verbs share: help in the language in use, the folder, and how a fault is told.

Exit codes: 0 done; 1 a finding stops a file, or verification found a problem; 2 the command or the
configuration is wrong, or something that is needed is missing.
"""

import copy
import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar, runtime_checkable

import click

from pendopo.cli.usage import Choice, InLanguage, MisusedError, hold_known
from pendopo.cli.words import meant, speak, word
from pendopo.terms.wording import say

if TYPE_CHECKING:
    from pendopo.programme.programme import Programme
    from pendopo.terms.register import Register

STOPPED: Final = 1
REFUSED: Final = 2
# What ``--at`` takes: a number of entries, or a day.
_POINT = re.compile(r"[0-9]{1,15}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_F = TypeVar("_F", bound=Callable[..., Any])
_NO_RIGHT = say(
    "{where}: this user may not write there; write another folder, or have its rights changed"
)
_FULL = say("the disk is full; make room, or write to another disk, and say it again")
_NOT_YOURS = say("this user may not do that there; write another path, or have its rights changed")
# What the system says of files and disks, in words, and what to write instead.
_OF_SYSTEM: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _NOT_YOURS,
    errno.EPERM: _NOT_YOURS,
    errno.EROFS: say("this disk can only be read; write the path of a place on another"),
    errno.ENOENT: say("there is no such file or folder; write a path that is there, or make it"),
    errno.EEXIST: say("is there already, and is not written over; write another name"),
    errno.ENOTDIR: say("a file stands where a folder is needed; write the path of a folder"),
    errno.EISDIR: say("this is a folder; write the path of a file"),
    errno.ENAMETOOLONG: say("the name is longer than the disk takes; write a shorter one"),
    errno.EFBIG: say("larger than a file may be there; write to another disk, or in smaller parts"),
    errno.EIO: say("the disk does not answer; look whether it is whole, and write to another"),
}
# What click says of a value that will not do: its own words, so that they can be said in others.
_PATH_SAID = re.compile(
    "(?:File|Directory|Path) (?P<found>'.*'|\".*\") "
    "(?P<why>does not exist|is a file|is a directory|is not readable|is not writable)[.]"
)
_PATH_TOLD: Final = {
    "does not exist": say("{what}: {found} is not there; write a path that is"),
    "is a file": say("{what}: {found} is a file; write the path of a folder"),
    "is a directory": say("{what}: {found} is a folder; write the path of a file"),
    "is not readable": say("{what}: {found} may not be read by this user; have its rights changed"),
    "is not writable": say("{what}: {found} may not be written; write another path"),
}
_CHOICE_SAID = re.compile("(?P<found>'.*?'|\".*?\") is not (?:one of )?(?P<names>'.*'|\".*\")[.]")


class _InLanguage(InLanguage):
    """A command whose help is in the language in use."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the line for the list of verbs."""
        return super(_InLanguage, self._translated()).get_short_help_str(limit)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the paragraphs of the help."""
        super(_InLanguage, self._translated()).format_help_text(ctx, formatter)

    def _translated(self) -> Self:
        spoken = copy.copy(self)
        spoken.help = word(self.help or "")
        return spoken


class Verb(_InLanguage):
    """A verb that does something."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words behind the verb; one too many is told with the option it may be of."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            options = [name for parameter in self.params for name in parameter.opts]
            text = say("{words}: {verb} takes no such words; leave them out.")
            told = word(text, words=" ".join(ctx.args), verb=self.name)
            if "--at" in options and _POINT.fullmatch(ctx.args[0]):
                told += word(say(" Did you mean {word}?"), word=f"--at {ctx.args[0]}")
            ctx.fail(told)
        return rest


class VerbGroup(_InLanguage, click.Group):
    """A verb that has verbs of its own."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb behind this one."""
        hold_known(ctx, args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)


def verb(name: str, text: str) -> Callable[[Callable[..., Any]], Verb]:
    """Make a verb of a function.

    :param text: its help, marked with ``say``
    """
    return click.command(name, cls=Verb, help=text)


def choice(*names: str, text: str, **how: Any) -> Callable[[_F], _F]:  # noqa: ANN401  click's own
    """Add an option to a verb.

    :param text: its help, marked with ``say``
    """
    return click.option(*names, cls=Choice, help=text, **how)


class RefusedError(click.ClickException):
    """A fault that a person can mend: where, what was found, what to write. Exit code 2."""

    exit_code = REFUSED

    def show(self, file: Any = None) -> None:  # noqa: ANN401, ARG002  click's own signature
        """Write the message to standard error."""
        click.echo(f"{click.style('pendopo:', fg='red')} {self.message}", err=True)


@runtime_checkable
class _Spoken(Protocol):
    """A fault with a sentence for a clerk, its values apart, so that it can be translated."""

    message: str
    write: str
    values: Mapping[str, str]


def fault(error: Exception) -> RefusedError | None:
    """Put an expected fault into words; None for one that nobody expected.

    Every exception class of Pendopo carries words for the person who can mend it. What the system
    says of a file or a disk does too.
    """
    if isinstance(error, _Spoken):
        values = {name: _called(value) for name, value in error.values.items()}
        parts = (word(text, **values) for text in (error.message, error.write) if text)
        return RefusedError(" ".join(parts))
    if type(error).__module__.startswith("pendopo."):
        return RefusedError(str(error))
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        told = _OF_SYSTEM.get(error.errno or 0, "")
        return RefusedError(f"{where}{word(told) or error.strerror or error}")
    return None


@contextmanager
def filling(out: Path) -> Iterator[None]:
    """Name the place in a fault of the disk that names none, as of one that is full.

    :param out: what is being written
    """
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno in _OF_SYSTEM:
            error.filename = str(out)
        raise


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all: what stood there stays until then, and may be read.

    :raises OSError: naming the file; nothing new is left of it
    """
    if path.exists() and not path.is_file():  # a pipe, or a device
        with path.open("wb") as file:
            file.writelines(parts)
        return
    target = path.resolve()
    draft = target.with_name(f".pendopo-{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except OSError as error:
        if error.filename in {None, str(draft)}:  # else it is of what the parts are read from
            error.filename = str(path)
        raise
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _called(value: object) -> object:
    """Say what patterns of personal data find in the language in use; give anything else as is."""
    from pendopo.stages.validate.labels import called  # noqa: PLC0415  an error alone needs it

    return called(value, word) if isinstance(value, str) else value


def misused(error: click.UsageError) -> click.UsageError:
    """Put the commonest faults of a command line into the language in use, and keep the others."""
    return MisusedError(_told(error), error.ctx)


def _told(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        known = [name for one in error.ctx.command.params for name in one.opts] if error.ctx else []
        text = word(say("there is no option {name}."), name=error.option_name)
        return text + meant(error.option_name, known)
    if isinstance(error, click.MissingParameter) and error.param:
        name = error.param.opts[0] if error.param.param_type_name == "option" else ""
        shown = f"{name} {error.param.make_metavar(error.ctx)}" if name and error.ctx else ""
        what = shown or str(error.param.metavar or error.param.name)
        return word(say("{what} is missing; write it."), what=what)
    if isinstance(error, click.BadParameter) and error.param:
        return _unfit(error.message, _named(error.param)) or error.format_message()
    return error.format_message()


def _named(parameter: click.Parameter) -> str:
    """Give what a person wrote the value behind: the option, or the word of the usage."""
    if parameter.param_type_name == "option":
        return max(parameter.opts, key=len)
    return str(parameter.metavar or parameter.name)


def _unfit(said: str, what: str) -> str:
    """Say in the language in use why a path or a choice will not do; empty for anything else."""
    if path := _PATH_SAID.fullmatch(said):
        return word(_PATH_TOLD[path["why"]], what=what, found=path["found"])
    if chosen := _CHOICE_SAID.fullmatch(said):
        text = say("{what} is {found}; write one of {names}.")
        names = chosen["names"].replace("'", "")
        return word(text, what=what, found=chosen["found"], names=names)
    return ""


def now() -> datetime:
    """Read the clock: the one place of the command line that does."""
    return datetime.now(UTC).replace(microsecond=0)


def home(ctx: click.Context) -> Path:
    """Give the programme's folder: ``--home``, else PENDOPO_HOME, else the current one."""
    chosen = (ctx.find_root().obj or {}).get("home")
    return Path(chosen or os.environ.get("PENDOPO_HOME") or ".").resolve()


def programme(ctx: click.Context) -> "Programme":
    """Open the programme, and speak its language when nothing else was chosen."""
    # Half a second, which a verb that needs no programme does not spend.
    from pendopo.programme.programme import Programme  # noqa: PLC0415

    opened = Programme.open(home(ctx), now)
    speak((ctx.find_root().obj or {}).get("language", ""), opened.config.government.languages)
    return opened


def register_of(opened: "Programme", name: str) -> "Register":
    """Give a register by its name.

    :raises RefusedError: naming the registers there are, and the one that was probably meant
    """
    if name not in opened.registers:
        raise RefusedError(
            word(
                say("--register: there is no register {name}; write one of {names}."),
                name=name,
                names=", ".join(opened.registers),
            )
            + meant(name, opened.registers)
        )
    return opened.registers[name]


def folder_for(path: Path, option: str = "--out") -> Path:
    """Make the folder that a verb writes into, unless it is there.

    :raises RefusedError: saying why nothing can be written there
    """
    facts = {"where": f"{option} {path}"}
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        text = say("{where}: a file stands there, or on the way to it; write the path of a folder")
        raise RefusedError(word(text, **facts)) from error
    except PermissionError as error:
        raise RefusedError(word(_NO_RIGHT, **facts)) from error
    if not os.access(path, os.W_OK | os.X_OK, effective_ids=True):
        raise RefusedError(word(_NO_RIGHT, **facts))
    return path


def readable(path: Path, option: str = "") -> Path:
    """Hold a path to be a file that can be read.

    :raises RefusedError: saying what it is instead
    """
    where = f"{option} {path}" if option else str(path)
    scheme = re.match("([A-Za-z][A-Za-z0-9+.-]*):/", str(path))
    if scheme and not path.exists():
        text = say(
            "{where}: addresses are fetched by publish, and only those that begin with https:// or "
            "http://; write such an address, or fetch the file yourself and write its path"
        )
        raise RefusedError(word(text, where=where.replace(":/", "://", 1)))
    if not path.exists():
        raise RefusedError(
            word(say("{where}: there is no such file; write the path of one"), where=where)
        )
    if not path.is_file():
        raise RefusedError(
            word(say("{where}: this is not a file; write the path of one"), where=where)
        )
    if not os.access(path, os.R_OK):
        raise RefusedError(
            word(
                say("{where}: the file may not be read; run: chmod u+r {path}"),
                where=where,
                path=path,
            )
        )
    return path
