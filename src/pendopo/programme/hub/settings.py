"""``hub.toml``: who runs the hub, how it is served, and its members; read strictly, written back.

A member's own folder is not looked at here: one that is broken must not keep the hub from reading
the others. ``pendopo.programme.hub.checking`` tells what is wrong with folders.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pendopo.programme.config import ConfigError, Serve, value_of
from pendopo.programme.settings import SETTINGS, Setting, Value, near, toml_value

FILE_NAME: Final = "hub.toml"
# A language, and what the hub itself answers at: no member may stand there.
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
_OWN: Final = frozenset({"static", "members", "hub", "api", "at", "log", "feed", "robots"})
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}|localhost")
_FOLDER = re.compile(r"[^\0\r\n]{1,1000}")


class Kind(StrEnum):
    """Whose record a member's is, and who keeps it here."""

    OWN = "own"
    FOLLOWED = "followed"
    OBSERVED = "observed"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Member:
    """One government of the hub.

    :param code: what its addresses begin with
    :param folder: of its record, below the hub's folder or anywhere; empty for one that is listed
    :param host: its own host name; empty for none
    :param locality: its name in OGP's file; empty where the file says nothing of it
    :param name: what it is called where no record says so
    """

    code: str
    kind: Kind
    folder: str = ""
    host: str = ""
    region: str = ""
    locality: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hub:
    """All of ``hub.toml``.

    :param ogp: OGP's commitments data, a CSV file; empty for none
    :param follow_minutes: how often members that are followed are asked; 0 for never
    :param open: how many members' records one process keeps open
    """

    name: str
    languages: tuple[str, ...]
    timezone: str
    accent_hue: int
    contact: str
    ogp: str
    follow_minutes: int
    open: int
    serve: Serve = field(default_factory=Serve)
    members: tuple[Member, ...] = ()

    def member(self, code: str) -> Member | None:
        """Give the member of a code."""
        return next((one for one in self.members if one.code == code), None)


def _form(pattern: re.Pattern[str], words: str) -> Callable[[str], str]:
    return lambda text: "" if not text or pattern.fullmatch(text) else words


def _code(text: str) -> str:
    if not _CODE.fullmatch(text) or _LANGUAGE.fullmatch(text):
        return (
            "three or more small letters, digits and dashes that are no language's code, such as "
            "bojonegoro"
        )
    return "another word: the hub itself answers there" if text in _OWN else ""


def _kind(text: str) -> str:
    kinds = [str(kind) for kind in Kind]
    return "" if text in kinds else f"one of {', '.join(kinds)}" + near(text, kinds)


def _as_in_programme(key: str, meaning: str, default: Value | None, example: Value) -> Setting:
    """Give a setting of a hub that is held to the same rules as that of a programme."""
    same = next(one for one in SETTINGS if one.name == f"government.{key}")
    return Setting("hub", key, same.type, default, meaning, example, same.check)


_LINE = next(one for one in SETTINGS if one.name == "publishing.publisher").check
_MINUTES_MOST = 10_080


def _between(least: int, most: int) -> Callable[[int], str]:
    return lambda number: "" if least <= number <= most else f"a number from {least} to {most}"


def _member(key: str, default: str | None, meaning: str, example: str, check: Any) -> Setting:  # noqa: ANN401  as Setting has it
    return Setting("member", key, str, default, meaning, example, check)


HUB_SETTINGS: Final[tuple[Setting, ...]] = (
    _as_in_programme(
        "name",
        "Who runs the hub, on each of its own pages.",
        None,
        "Association of Local Regencies",
    ),
    _as_in_programme(
        "languages",
        "The languages of the hub's own pages; the first is the one that visitors meet. A member's "
        "pages speak those of its own pendopo.toml.",
        ("en",),
        ("id", "en"),
    ),
    _as_in_programme(
        "timezone", "Where the day begins by which ages are counted.", "UTC", "Asia/Jakarta"
    ),
    _as_in_programme("accent_hue", "The colour of the hub's own pages, in degrees.", 200, 165),
    _as_in_programme("contact", "Where readers reach who runs the hub.", "", "hub@example.org"),
    Setting(
        "hub",
        "ogp",
        str,
        "",
        "OGP's commitments data, a CSV file beside hub.toml: what members that run nothing are "
        "known for. Empty for none.",
        "ogp-commitments.csv",
        _form(_FOLDER, "the path of a CSV file"),
    ),
    Setting(
        "hub",
        "follow_minutes",
        int,
        60,
        "How often members that are followed are asked while the hub is served, in minutes; 0 when "
        "something else calls 'pendopo follow' for them.",
        15,
        _between(0, _MINUTES_MOST),
    ),
    Setting(
        "hub",
        "open",
        int,
        8,
        "How many members' records each process keeps open; the longest unused is closed for "
        "another. More take more memory.",
        20,
        _between(1, 1_000),
    ),
)
MEMBER_SETTINGS: Final[tuple[Setting, ...]] = (
    _member("code", None, "What the member's addresses begin with, for good.", "contoh", _code),
    _member(
        "kind",
        None,
        "own: a programme that is run here; followed: a copy of another's record, begun by "
        "'pendopo follow'; observed: a programme of an observer, about a government that runs "
        "nothing; listed: no record, only what OGP's file says.",
        "own",
        _kind,
    ),
    _member(
        "folder",
        "",
        "The folder that holds the member's pendopo.toml, from hub.toml's; of no other member.",
        "members/contoh",
        _form(_FOLDER, "a folder"),
    ),
    _member(
        "host",
        "",
        "A host name at which the member's record stands alone, besides its path.",
        "data.contoh.example",
        _form(_HOST, "a host name in small letters, without https:// and port"),
    ),
    _member("region", "", "The region that the table is filtered by.", "East Java", _LINE),
    _member(
        "locality",
        "",
        "The member's name in OGP's file, column Country/Locality.",
        "Kigoma Ujiji, Tanzania",
        _LINE,
    ),
    _member("name", "", "What it is called while no record says so.", "Kigoma Ujiji", _LINE),
)
HUB_SECTIONS: Final[Mapping[str, str]] = {
    "hub": "Who runs this hub, and what it keeps at hand.",
    "serve": "The web server: 'pendopo hub serve', as in a pendopo.toml.",
    "member": "A member; one section [[member]] each.",
}
_SERVE = tuple(one for one in SETTINGS if one.section == "serve")


def load(path: Path) -> Hub:
    """Read a ``hub.toml``.

    :raises ConfigError: naming the file, every key that is wrong, and what to write
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); run 'pendopo hub add' to make one, or "
            f"name its folder with --home"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    return parse(text, str(path))


def parse(text: str, where: str = FILE_NAME) -> Hub:
    """Read the text of a ``hub.toml``.

    :raises ConfigError: naming the file, every key that is wrong, and what to write
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: not TOML: {error}; write key = value lines") from error
    wrong = [
        f"{name} is unknown; write one of [hub], [serve], [[member]]" + near(name, HUB_SECTIONS)
        for name in raw
        if name not in HUB_SECTIONS
    ]
    hub, faults = _section(raw.get("hub", {}), HUB_SETTINGS, "hub")
    serve, more = _section(raw.get("serve", {}), _SERVE, "serve")
    wrong += faults + more
    found = raw.get("member", [])
    if not isinstance(found, list):
        found, wrong = [], [*wrong, "member is one section; write [[member]] in two brackets"]
    members = []
    for place, one in enumerate(found, 1):
        values, faults = _section(one, MEMBER_SETTINGS, _called(place, one))
        wrong += faults
        if not faults:
            members.append(Member(**(values | {"kind": Kind(values["kind"])})))
    wrong = wrong or [*_alone(members), *_lacking(members, has_file=bool(hub["ogp"]))]
    if wrong:
        raise ConfigError("\n".join(f"{where}: {fault}" for fault in wrong))
    return Hub(**hub, serve=Serve(**serve), members=tuple(members))


def _called(place: int, raw: object) -> str:
    code = raw.get("code") if isinstance(raw, dict) else None
    return f"member {place} ({code})" if isinstance(code, str) else f"member {place}"


def _section(
    raw: object, settings: Sequence[Setting], where: str
) -> tuple[dict[str, Any], list[str]]:
    """Read the keys of one section; give what is wrong with them."""
    if not isinstance(raw, dict):
        return {one.key: one.default for one in settings}, [
            f"{where} is {raw!r}; write a section with keys below it"
        ]
    names = [one.key for one in settings]
    wrong = [
        f"{where}: {key} is unknown; write one of {', '.join(names)}" + near(key, names)
        for key in raw
        if key not in names
    ]
    values = {}
    for setting in settings:
        values[setting.key], fault = value_of(setting, raw.get(setting.key))
        wrong += [f"{where}: {fault}"] if fault else []
    return values, wrong


def _alone(members: Sequence[Member]) -> Iterable[str]:
    """Hold what is one member's to be no other's."""
    for what in ("code", "host", "folder"):
        counted = Counter(getattr(one, what) for one in members if getattr(one, what))
        for text, times in counted.items():
            if times > 1:
                yield f"{times} members have the {what} {text!r}; write one of its own for each"


def _lacking(members: Sequence[Member], *, has_file: bool) -> Iterable[str]:
    for one in members:
        if one.kind is not Kind.LISTED and not one.folder:
            yield f"member {one.code}: folder is ''; write the folder of its record"
        if one.kind is Kind.LISTED and one.folder:
            yield (
                f"member {one.code}: folder is {one.folder!r} but the kind is 'listed'; write "
                f"another kind, or leave folder out"
            )
        if one.kind is Kind.LISTED and one.host:
            yield f"member {one.code}: host is {one.host!r}, but it has no record; leave host out"
        if one.kind is Kind.LISTED and not one.locality:
            yield f"member {one.code}: locality is ''; write its name in OGP's file"
        if one.locality and not has_file:
            yield f"member {one.code}: has a locality, but hub.ogp is ''; write OGP's CSV file"


def render(hub: Hub) -> str:
    """Write a hub as a commented ``hub.toml``.

    :raises ConfigError: when ``parse`` would refuse what it is to write
    """
    lines = ["# What this hub serves. What each key means: docs/reference/settings.md"]
    for section, settings, values in (
        ("hub", HUB_SETTINGS, hub),
        ("serve", _SERVE, hub.serve),
    ):
        lines += ["", f"# {HUB_SECTIONS[section]}", f"[{section}]"]
        lines += [f"{one.key} = {toml_value(getattr(values, one.key))}" for one in settings]
    text = "\n".join(lines) + "\n" + "".join(render_member(one) for one in hub.members)
    parse(text)
    return text


def render_member(member: Member) -> str:
    """Write a member's section, as it is added at the end of a ``hub.toml``."""
    lines = ["", "[[member]]"]
    for one in MEMBER_SETTINGS:
        text = str(getattr(member, one.key))
        lines += [f"{one.key} = {toml_value(text)}"] if text else []
    return "\n".join(lines) + "\n"
