"""``pendopo.toml``, the only configuration: what each setting means, read strictly, written back.

What each key means, and which values it takes, stands in ``pendopo.programme.settings``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from pendopo.programme.settings import (
    OWN_KEY,
    SECTIONS,
    SETTINGS,
    Setting,
    Value,
    near,
    toml_value,
)
from pendopo.terms.answering import HIDE, KEEP
from pendopo.terms.wording import say

FILE_NAME: Final = "pendopo.toml"


NOTICE: Final = say(
    "Not published by the government: {observer} keeps this record about {observed}."
)


class ConfigError(ValueError):
    """A configuration that is refused: each line says the file, the key, and what to write."""


@dataclass(frozen=True, slots=True)
class Government:
    """Who the record is about, and how its pages speak."""

    name: str
    level: str
    country: str
    languages: tuple[str, ...]
    currency: str
    timezone: str
    accent_hue: int = 200
    invented: bool = False
    role: str = "government"
    observes: str = ""
    contact: str = ""

    @property
    def observed(self) -> bool:
        """Whether an observer keeps the record, and the government does not publish it."""
        return self.role == "observer"

    @property
    def subject(self) -> str:
        """Whose figures it holds: the government's own, or those that an observer keeps of it."""
        return self.observes if self.observed and self.observes else self.name

    @property
    def notice(self) -> Mapping[str, str]:
        """The values of ``NOTICE``, which goes with whatever leaves an observer's record."""
        return {"observer": self.name, "observed": self.subject}


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The log's permanent name."""

    origin: str


@dataclass(frozen=True, slots=True)
class Publishing:
    """What a publication takes when nothing else is said with it."""

    licence: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process that reads a stranger's file may use."""

    file_mb: int = 300
    memory_mb: int = 4096
    seconds: int = 600


@dataclass(frozen=True, slots=True)
class Pull:
    """Where ``publish URL`` may go."""

    allow_private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contracts:
    """How procurement data are read.

    :param extensions: a folder, seen from the programme's
    :param thresholds: what is set otherwise of flags, ``FLAG.PARAMETER = NUMBER``
    """

    extensions: str = ""
    always: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Peers:
    """Who keeps this log besides us, and whose logs we keep."""

    mirrors: tuple[str, ...] = ()
    needed: int = 0
    monitoring: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    witness: bool = False

    @property
    def places(self) -> Mapping[str, str]:
        """Where witnesses tell what they have seen, by their names in the policy."""
        return {name: url for name, _, url in (one.partition(" ") for one in self.monitoring)}


@dataclass(frozen=True, slots=True)
class MirrorSettings:
    """Whose mirror this folder is; ``of`` is empty when it is none."""

    of: str = ""
    key: str = ""
    megabytes: int = 100_000
    kilobytes_per_second: int = 0
    redactions: str = KEEP
    reasons: tuple[str, ...] = ()
    holds: str = HIDE


@dataclass(frozen=True, slots=True)
class Serve:
    """Where the pages are served."""

    host: str = "127.0.0.1"
    port: int = 8420
    address: str = ""
    workers: int = 2
    seconds: int = 5
    requests_per_minute: int = 600
    check_mb: int = 300
    behind: tuple[str, ...] = ()
    hsts_days: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the staff work, and what needs a second pair of eyes."""

    host: str = "127.0.0.1"
    port: int = 8431
    address: str = ""
    database: str = ""
    upload_mb: int = 100
    answer_seconds: int = 60
    kept_mb: int = 20_000
    kept_files: int = 5_000
    keep_days: int = 365
    keep_traces_days: int = 90
    scanner: tuple[str, ...] = ()
    without_reviewer: tuple[str, ...] = ()
    approval: str = OWN_KEY
    due: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    villages: bool = True
    mail: str = ""
    mail_from: str = ""
    signer_users: tuple[str, ...] = ()
    metrics: str = ""
    oidc_issuer: str = ""
    oidc_client: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All of ``pendopo.toml``, one dataclass a section."""

    government: Government
    log: LogSettings
    publishing: Publishing = field(default_factory=Publishing)
    limits: Limits = field(default_factory=Limits)
    pull: Pull = field(default_factory=Pull)
    serve: Serve = field(default_factory=Serve)
    peers: Peers = field(default_factory=Peers)
    mirror: MirrorSettings = field(default_factory=MirrorSettings)
    contracts: Contracts = field(default_factory=Contracts)
    desk: Desk = field(default_factory=Desk)


_CLASSES: Mapping[str, type] = {
    "government": Government,
    "log": LogSettings,
    "publishing": Publishing,
    "limits": Limits,
    "pull": Pull,
    "contracts": Contracts,
    "peers": Peers,
    "mirror": MirrorSettings,
    "serve": Serve,
    "desk": Desk,
}


def load(path: Path) -> Config:
    """Read a ``pendopo.toml``.

    :raises ConfigError: naming the file, every key that is wrong, and what to write
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); run 'pendopo init' to make one, "
            f"or name its folder with --home"
        ) from error
    try:
        return parse(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def parse(text: str, where: str = FILE_NAME) -> Config:
    """Read the text of a ``pendopo.toml``.

    :param where: the file's name for messages
    :raises ConfigError: naming the file, every key that is wrong, and what to write
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: not TOML: {error}; write key = value lines") from error
    wrong = _unknown(raw)
    values: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    for setting in SETTINGS:
        section = raw.get(setting.section, {})
        found = section.get(setting.key) if isinstance(section, dict) else None
        value, fault = value_of(setting, found)
        values[setting.section][setting.key] = value
        wrong += [fault] if fault else []
    wrong = wrong or _together(values["government"]) + _mirrored(values["mirror"])
    wrong = wrong or _of_flags(values["contracts"])
    if wrong:
        raise ConfigError("\n".join(f"{where}: {fault}" for fault in wrong))
    return Config(**{name: _CLASSES[name](**keys) for name, keys in values.items()})


def _unknown(raw: Mapping[str, Any]) -> list[str]:
    """Name the sections and keys that there are not."""
    wrong = []
    for section, keys in raw.items():
        if section not in SECTIONS:
            what = f"section [{section}]" if isinstance(keys, dict) else f"key {section}"
            wrong.append(
                f"{what} is unknown; write one of [{'], ['.join(SECTIONS)}]"
                + near(section, SECTIONS)
            )
        elif not isinstance(keys, dict):
            wrong.append(f"{section} is {keys!r}; write a section [{section}] with keys below it")
        else:
            names = [setting.key for setting in SETTINGS if setting.section == section]
            wrong += [
                f"{section}.{key} is unknown; [{section}] has {', '.join(names)}" + near(key, names)
                for key in keys
                if key not in names
            ]
    return wrong


def value_of(setting: Setting, found: object) -> tuple[Value | None, str]:
    """Give a setting's value, or what is wrong with it."""
    if found is None:
        if setting.default is not None:
            return setting.default, ""
        example = f"{setting.key} = {toml_value(setting.example)}"
        return None, f"{setting.name} is missing; write {example} under [{setting.section}]"
    value = tuple(found) if isinstance(found, list) else found
    typed = type(value) is setting.type and (
        not isinstance(value, tuple) or all(isinstance(item, str) for item in value)
    )
    write = setting.check(value) if typed else setting.kind
    if not write:
        return cast("Value", value), ""
    return None, f"{setting.name} is {found!r}; write {write}"


def _together(government: Mapping[str, Any]) -> list[str]:
    """Compare keys with each other: an observer observes someone, a government does not."""
    if government["role"] == "observer" and not government["observes"]:
        return ["government.observes is ''; write the name of the government that is observed"]
    observed = government["observes"]
    if government["role"] == "government" and observed:
        write = 'write role = "observer", or leave observes out'
        return [f"government.observes is {observed!r} but the role is 'government'; {write}"]
    return []


def _mirrored(mirror: Mapping[str, Any]) -> list[str]:
    """Compare a mirror's keys: its origin is held to one that is known."""
    if bool(mirror["of"]) == bool(mirror["key"]):
        return []
    lacks, has = ("key", "of") if mirror["of"] else ("of", "key")
    return [
        f"mirror.{lacks} is '' but mirror.{has} is not; begin a mirror with: pendopo follow URL"
    ]


def _of_flags(contracts: Mapping[str, Any]) -> list[str]:
    """Hold thresholds to the flags that there are, which are read only where some are set."""
    if not contracts["thresholds"]:
        return []
    from pendopo.programme.thresholds import ThresholdError, thresholds_of  # noqa: PLC0415

    try:
        thresholds_of(contracts["thresholds"])
    except ThresholdError as error:
        return [str(error)]
    return []


def render(config: Config) -> str:
    """Write a configuration as a commented ``pendopo.toml``: every setting, with its meaning.

    :raises ConfigError: when ``parse`` would refuse what it is to write
    """
    values = asdict(config)
    lines = ["# What this Pendopo is. Every setting there is stands here with what it means."]
    for section, about in SECTIONS.items():
        lines += ["", f"# {about}", f"[{section}]"]
        for setting in SETTINGS:
            if setting.section == section:
                lines += ["", *(f"# {line}" for line in _wrapped(setting.meaning))]
                lines.append(f"{setting.key} = {toml_value(values[section][setting.key])}")
    text = "\n".join(lines) + "\n"
    parse(text)
    return text


def _wrapped(text: str, width: int = 88) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
