"""``pendopo VERB``: one file a verb, found by its name in this folder."""

import gc
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any, NoReturn

import click

from pendopo import __version__
from pendopo.cli.usage import Choice, InLanguage, hold_known
from pendopo.cli.words import speak, word
from pendopo.programme.settings import LANGUAGES
from pendopo.terms.wording import say

# In the order of the journey, as `pendopo --help` lists them.
VERBS = (
    "init",
    "template",
    "mapping",
    "check",
    "publish",
    "log",
    "state",
    "measure",
    "plan",
    "standing",
    "scorecard",
    "photos",
    "claim",
    "verify",
    "rebuild",
    "archive",
    "deposit",
    "publish-to",
    "backup",
    "restore",
    "ocds",
    "fiscal",
    "serve",
    "desk",
    "signer",
    "hub",
    "follow",
    "recover",
    "witness",
    "cosign",
    "witnesses",
    "roles",
    "sign",
    "key",
    "hold",
    "redact",
    "questions",
    "citizens-budget",
    "posters",
    "handover",
    "demo",
)
# They read files: what reads gets ready while the verb is imported.
_READERS = frozenset({"check", "publish"})
_ABOUT = say(
    "The hall of a government: it publishes its records once, in open standards, into a signed "
    "log that anyone can verify."
)
_CODES = say(
    "Exit codes: 0 done; 1 a finding stops a file, or verification found a problem; 2 the command "
    "or the configuration is wrong; 3 and 10 to 14 are those of follow."
)


def _imported(name: str) -> ModuleType:
    """Import a verb, and look for no garbage meanwhile: a tenth of the time, and there is none."""
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.enable()


_told_to_end: list[bool] = []


class _Verbs(InLanguage, click.Group):
    """The verbs, each imported when it is asked for, so that one is quick to start."""

    def make_context(self, *given: Any, **named: Any) -> click.Context:  # noqa: ANN401  click's own
        """Read what stands before the verb; a fault there is told as one behind it."""
        speak("")  # of the environment, until the command line itself was read
        try:
            return super().make_context(*given, **named)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise import_module("pendopo.cli.verb").misused(error) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        found = _imported(f"pendopo.cli.{cmd_name.replace('-', '_')}").verb_
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        hold_known(ctx, name, VERBS)
        if name in _READERS and "--help" not in args:
            import_module("pendopo.programme.reader").begin_reader()
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a verb; an expected fault is told in words, without a traceback."""
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise import_module("pendopo.cli.verb").misused(error) from error
        except (click.Abort, KeyboardInterrupt) as error:
            click.echo(f"\n{word(say('Stopped.'))}", err=True)
            code = 1 if isinstance(error, click.Abort) else 128 + signal.SIGINT
            raise click.exceptions.Exit(code) from error
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if _told_to_end:  # whatever was at work has made a fault of its own of it
                raise click.exceptions.Exit(128 + signal.SIGTERM) from error
            told = import_module("pendopo.cli.verb").fault(error)
            if told is None:
                raise
            raise told from error

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what Pendopo is, and what the exit codes mean."""
        self.help = f"{word(_ABOUT)}\n\n{word(_CODES)}"
        super().format_help_text(ctx, formatter)


def _end(_signal: int, _frame: object) -> NoReturn:
    _told_to_end.append(True)
    sys.exit(128 + signal.SIGTERM)


def _choose(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:  # noqa: ARG001
    speak(value or "")
    return value or ""


@click.group(cls=_Verbs, help=_ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    cls=Choice,
    metavar="DIR",
    help=say("The programme's folder; else PENDOPO_HOME, else the current folder."),
)
@click.option(
    "--language",
    cls=Choice,
    type=click.Choice(list(LANGUAGES)),
    callback=_choose,
    is_eager=True,
    help=say("The language to speak; else that of LANG, else the first of pendopo.toml."),
)
@click.version_option(
    __version__,
    prog_name="pendopo",
    message="%(prog)s %(version)s",
    cls=Choice,
    help=say("Show the version and exit."),
)
@click.pass_context
def main(ctx: click.Context, home: str | None, language: str) -> None:
    """Keep what holds for every verb."""
    # Told to end, a verb ends as by Ctrl+C: its child with it, and what it unpacked is removed.
    _told_to_end.clear()
    with suppress(ValueError):  # only the first thread may say so, and a test may run in another
        signal.signal(signal.SIGTERM, _end)
    ctx.obj = {"home": home, "language": language}
