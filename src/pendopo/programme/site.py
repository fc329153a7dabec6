"""``site.json``: who keeps a record and how its pages speak, so that a mirror shows the same pages.

No log signs it; it stands beside the log like ``policy.txt``, and what a mirror takes from it is
held to the same rules as a ``pendopo.toml``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from pendopo.programme.config import (
    Config,
    ConfigError,
    Government,
    LogSettings,
    MirrorSettings,
    Publishing,
    render,
)
from pendopo.programme.settings import LANGUAGES, SETTINGS

NAME: Final = "site.json"
_PUBLIC: Final = ("government", "publishing")


def site_of(config: Config) -> bytes:
    """Write what a mirror needs to know."""
    facts = {section: asdict(getattr(config, section)) for section in _PUBLIC}
    return json.dumps({"v": 1, **facts}, ensure_ascii=False, indent=1).encode() + b"\n"


def mirror_config(
    before: Config | None, site: bytes | None, mirror: MirrorSettings, origin: str
) -> Config:
    """Give the configuration of a mirror: the origin's words, and our own settings.

    :param before: what the folder is configured with now; None at the first time
    :param site: the origin's ``site.json``; None when it has none
    """
    said = _read(site)
    government = _section(Government, "government", said) or (
        before.government if before else _unknown(origin)
    )
    publishing = _section(Publishing, "publishing", said) or Publishing()
    made = before or Config(government, LogSettings(origin))
    made = replace(
        made, government=government, publishing=publishing, log=LogSettings(origin), mirror=mirror
    )
    try:
        render(made)
    except ConfigError:
        # Names that none may have say nothing of whose record it is.
        made = replace(made, government=_unknown(origin), publishing=Publishing())
        render(made)
    return made


def _read(site: bytes | None) -> Mapping[str, Any]:
    try:
        found = json.loads(site or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _section(kind: type[Any], name: str, said: Mapping[str, Any]) -> Any:  # noqa: ANN401  either
    """Take the keys of a section that this program knows and can write; others are left out."""
    raw = said.get(name)
    if not isinstance(raw, dict):
        return None
    values = {}
    for setting in SETTINGS:
        value: Any = raw.get(setting.key) if setting.section == name else None
        if setting.key == "languages":
            # A newer origin may speak one that this program does not.
            value = [code for code in value or () if code in LANGUAGES] or ["en"]
        value = tuple(value) if isinstance(value, list) else value
        parts = value if isinstance(value, tuple) else ()
        if type(value) is setting.type and all(type(one) is str for one in parts):
            values[setting.key] = value
    try:
        return kind(**values)
    except TypeError:
        return None


def _unknown(origin: str) -> Government:
    """Speak of a government of which nothing but its log's name is known."""
    return Government(
        name=origin,
        level="regency",
        country="ZZ",
        languages=("en",),
        currency="XXX",
        timezone="UTC",
    )
