"""What click itself says around a verb's own words, in the language in use."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from pendopo.cli.words import meant, word
from pendopo.terms.wording import say

# The heads of click's lists, which it writes in English.
_HEADS: Final[Mapping[str, str]] = {
    "Options": say("Options"),
    "Commands": say("Commands"),
    "Positional arguments": say("Positional arguments"),
}
_USAGE: Final = say("Usage:")
_TRY: Final = say("Try '{command}' for help.")
_ERROR: Final = say("Error: {message}")
_HELP: Final = say("Show this message and exit.")


class _Formatter(click.HelpFormatter):
    """Writes help whose heads are in the language in use."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a verb is called."""
        super().write_usage(prog, args, f"{word(_USAGE)} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the head of a list."""
        super().write_heading(word(_HEADS.get(heading, heading)))


def hold_known(ctx: click.Context, name: str, names: Sequence[str]) -> None:
    """Hold a word to be a verb that there is; what begins with a hyphen is an option.

    :raises click.UsageError: naming those there are, and the one that was probably meant
    """
    if name not in names and not name.startswith("-"):
        text = say("there is no verb {name}; write one of {names}.")
        ctx.fail(word(text, name=name, names=", ".join(names)) + meant(name, names))


class Context(click.Context):
    """One call of a verb, whose help is in the language in use."""

    formatter_class = _Formatter


class InLanguage(click.Command):
    """A command whose option for help says in the language in use what it does."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option that asks for the help, with its own help."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = word(_HELP)
        return found


class Choice(click.Option):
    """An option whose help is in the language in use."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the option's names and its help."""
        spoken = copy.copy(self)
        spoken.help = word(self.help or "")
        return click.Option.get_help_record(spoken, ctx)


class MisusedError(click.UsageError):
    """A command line that cannot be followed, told in the language in use."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401  click's own signature
        """Write how the verb is called, where to read more, and what is wrong."""
        if self.ctx is not None:
            option = max(self.ctx.command.get_help_option_names(self.ctx), key=len)
            click.echo(self.ctx.get_usage(), file=file, err=file is None)
            command = f"{self.ctx.command_path} {option}"
            click.echo(f"{word(_TRY, command=command)}\n", file=file, err=file is None)
        told = word(_ERROR, message=self.format_message())
        click.echo(told, file=file, err=file is None)
