"""``pendopo init``: begin a programme in an empty folder."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from pendopo.cli.verb import RefusedError, choice, now, verb
from pendopo.cli.words import word
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.programme import Programme
from pendopo.programme.settings import SETTINGS, Setting
from pendopo.terms.wording import say

_SETTINGS = {setting.name: setting for setting in SETTINGS}
# What is asked when it is not given, and what stands in for an empty answer.
_ASKED: Mapping[str, tuple[str, str, str | None]] = {
    "name": ("government.name", say("Name of the government"), None),
    "observes": ("government.observes", say("Name of the government that is observed"), None),
    "level": ("government.level", say("Level of government"), None),
    "country": ("government.country", say("Country, two letters"), None),
    "languages": ("government.languages", say("Languages of the pages, by commas"), None),
    "currency": ("government.currency", say("Currency, three letters"), None),
    "timezone": ("government.timezone", say("Time zone"), "UTC"),
    "origin": (
        "log.origin",
        say("Permanent name of the log, a host and a path such as data.example.org/log"),
        None,
    ),
    "licence": (
        "publishing.licence",
        say("Reuse licence of publications; empty means that each names its own"),
        "",
    ),
}
_NEEDED = ("name", "level", "country", "languages", "currency", "origin")


@verb(
    "init",
    say(
        "Begin a programme in DIR: a commented pendopo.toml, the log's key, and an empty log. "
        "What is not given as an option is asked."
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@choice("--name", text=say("The government's full name; an observer gives its own."))
@choice("--level", text=say("The level of government: village, regency, national and so on."))
@choice("--country", text=say("The country, two capital letters as in ISO 3166-1."))
@choice("--languages", text=say("The languages of the pages, by commas: id,en."))
@choice("--currency", text=say("The currency, three capital letters as in ISO 4217."))
@choice("--origin", text=say("The log's permanent name: a host and a path, without https://."))
@choice("--timezone", text=say("The time zone in which a day begins: Asia/Jakarta. Else UTC."))
@choice("--licence", text=say("The reuse licence of publications that name none: CC-BY-4.0."))
@choice(
    "--as",
    "role",
    type=click.Choice(["government", "observer"]),
    default="government",
    text=say("Who runs this: the government, or an observer of one that runs nothing."),
)
@choice("--observes", text=say("The government that an observer observes."))
@choice("--invented", is_flag=True, text=say("Every page says that this government is invented."))
def verb_(folder: Path, role: str, *, invented: bool, **given: str | None) -> None:
    """Ask, write, and say what comes next."""
    _hold_empty(folder)
    answers = _answers(given, role)
    config = Config(
        Government(
            name=answers["name"],
            level=answers["level"],
            country=answers["country"],
            languages=answers["languages"],
            currency=answers["currency"],
            timezone=answers["timezone"],
            invented=invented,
            role=role,
            observes=answers["observes"],
        ),
        LogSettings(answers["origin"]),
        Publishing(licence=answers["licence"]),
    )
    Programme.create(folder, render(config), now())
    _tell(folder)
    if config.government.timezone == "UTC":
        text = say("Days begin in UTC; write government.timezone in pendopo.toml if that is wrong.")
        click.echo(word(text))


def _hold_empty(folder: Path) -> None:
    """Refuse a folder that holds anything.

    :raises RefusedError: saying what to do
    """
    if folder.exists() and not folder.is_dir():
        raise RefusedError(word(say("{folder}: this is a file; write a folder"), folder=folder))
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError(
            word(
                say("{folder}: the folder is not empty; write a new or an empty one"), folder=folder
            )
        )


def _answers(given: Mapping[str, str | None], role: str) -> dict[str, Any]:
    """Take what is given and ask for the rest, each held to its setting."""
    needed = [*_NEEDED, *(["observes"] if role == "observer" else [])]
    asking = any(given[name] is None for name in needed)
    answers: dict[str, Any] = {}
    for name, (key, question, stand_in) in _ASKED.items():
        setting, text = _SETTINGS[key], given[name]
        if name == "observes" and role == "government" and text is None:
            answers[name] = ""
        elif text is not None:
            answers[name] = _held(setting, text, f"--{name}")
        elif asking:
            answers[name] = _ask(setting, question, stand_in, name)
        else:
            answers[name] = stand_in or ""
    return answers


def _value(setting: Setting, text: str) -> str | tuple[str, ...]:
    if setting.type is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text.strip()


def _held(setting: Setting, text: str, where: str) -> str | tuple[str, ...]:
    """Hold an answer to its setting.

    :raises RefusedError: saying what to write
    """
    value = _value(setting, text)
    write = setting.check(value)
    if write:
        raise RefusedError(
            word(
                say("{where} is {found}; write {write}"), where=where, found=repr(text), write=write
            )
        )
    return value


def _ask(setting: Setting, question: str, stand_in: str | None, name: str) -> Any:  # noqa: ANN401
    """Ask until the answer will do.

    :raises RefusedError: when nobody answers, naming the option
    """
    text = word(question)
    while True:
        try:
            answer = click.prompt(text, default=stand_in, show_default=bool(stand_in), err=True)
        except click.Abort as error:
            raise RefusedError(
                word(say("--{name} is missing; write it, or answer the question"), name=name)
            ) from error
        try:
            return _held(setting, answer, name)
        except RefusedError as refused:
            refused.show()


def _tell(folder: Path) -> None:
    """Say what was made and what comes next."""
    policy = (folder / "public" / "policy.txt").read_text("utf-8")
    vkey = next(line for line in policy.splitlines() if line.startswith("log ")).split()[1]
    lines = (
        say("{folder}/pendopo.toml holds every setting with what it means."),
        say("{folder}/private/keys/log.key signs the log. Keep a copy where only you reach it."),
        say("Anyone can check the log with its public key: {vkey}"),
    )
    for line in lines:
        click.echo(word(line, folder=folder, vkey=vkey))
    text = say("Next: cd {folder} && pendopo check FILE --register datasets")
    click.echo(word(text, folder=shlex.quote(str(folder))))
