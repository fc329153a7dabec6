"""Every setting there is: its key, type, default, meaning, example, and what it refuses.

The comments of a new ``pendopo.toml``, its refusals, and ``docs/reference/settings.md`` are all
made from ``SETTINGS``.
"""

import json
import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from pendopo.terms.answering import HIDE, HOLDS, KEEP, POLICIES
from pendopo.terms.licence import licence_ids

_LOCALE = Path(__file__).resolve().parent.parent / "locale"
_NAMES = {"en": "English", "id": "Bahasa Indonesia"}
# English is the source; the others are those that have a compiled catalogue.
LANGUAGES: Final = {
    code: _NAMES.get(code, code)
    for code in ("en", *sorted(p.parts[-3] for p in _LOCALE.glob("*/LC_MESSAGES/django.mo")))
}
ROLES: Final = ("government", "observer")
OWN_KEY: Final = "own-key"
SECOND_STEP: Final = "second-step"
LEVELS: Final = (
    "village", "district", "municipality", "city", "county", "regency",
    "province", "region", "state", "national", "supranational",
)  # fmt: skip

_ORIGIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(/[a-z0-9._~-]+)*")
_CONTACT = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|https?://[^\s<>\"]+")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
# A name that reads in another order than it is stored could pass for another's on a page.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TEXT_MOST = 300

Value = str | int | bool | tuple[str, ...]
Check = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the file.

    :param default: None when the key must be written
    :param check: gives what to write instead, or nothing when the value will do
    """

    section: str
    key: str
    type: type
    default: Value | None
    meaning: str
    example: Value
    check: Check

    @property
    def name(self) -> str:
        """``section.key``, as messages name it."""
        return f"{self.section}.{self.key}"

    @property
    def kind(self) -> str:
        """What is written behind the equals sign, in words."""
        return _KINDS[self.type]


_KINDS: Mapping[type, str] = {
    str: "text in quotation marks",
    int: "a whole number",
    bool: "true or false",
    tuple: "a list of texts in square brackets",
}


def toml_value(value: Value) -> str:
    """Write a value as TOML; a JSON string is a TOML basic string but for DEL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(toml_value(item) for item in value) + "]"


def _line(text: str) -> str:
    """Accept one line of text that looks on a page as it is stored."""
    odd = any(
        unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} or letter in _REORDERING
        for letter in text
    )
    if odd or text != text.strip() or len(text) > _TEXT_MOST:
        return f"one line of at most {_TEXT_MOST} characters without spaces around it"
    return ""


def _name(text: str) -> str:
    return _line(text) if text else "a name"


def near(word: str, words: Iterable[str]) -> str:
    """Suggest what was probably meant."""
    lower = {known.lower(): known for known in words if known}
    match = get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return f". Did you mean {lower[match[0]]}?" if match else ""


def _one_of(*words: str) -> Check:
    def check(text: str) -> str:
        if text in words:
            return ""
        return f"one of {', '.join(word for word in words if word)}" + near(text, words)

    return check


def _form(pattern: str, words: str) -> Check:
    return lambda text: "" if re.fullmatch(pattern, text, re.ASCII) else words


def _between(least: int, most: int) -> Check:
    return lambda number: "" if least <= number <= most else f"a number from {least} to {most}"


def _languages(codes: tuple[str, ...]) -> str:
    known = ", ".join(f'"{code}" ({name})' for code, name in LANGUAGES.items())
    wrong = [code for code in codes if code not in LANGUAGES]
    if wrong or not codes or len(set(codes)) != len(codes):
        return f"one or more of {known}, each once; the first is the language visitors meet"
    return ""


def _zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return "a zone of the IANA database, such as Asia/Jakarta" + near(
            text, zoneinfo.available_timezones()
        )
    return ""


def _origin(text: str) -> str:
    """C2SP tlog-checkpoint: a scheme-less URL prefix; it is also a key name: no space, no plus."""
    if _ORIGIN.fullmatch(text) and ".." not in text:
        return ""
    return (
        "a host and a path in lower case, without https://, spaces, a plus or a slash at the end, "
        "such as data.example.org/log"
    )


def _contact(text: str) -> str:
    if not text or _CONTACT.fullmatch(text):
        return ""
    return "an e-mail address or the address of a page, such as data@example.org"


def _host(text: str) -> str:
    return "" if _HOST.fullmatch(text) else "a host name or an address, such as 127.0.0.1"


def _private(places: tuple[str, ...]) -> str:
    for place in places:
        try:
            ip_network(place)
        except ValueError:
            if not _HOST.fullmatch(place) or "/" in place:
                return 'host names or networks, such as "ckan.intra.example" or "10.20.0.0/16"'
    return ""


def _proxies(places: tuple[str, ...]) -> str:
    for place in places:
        try:
            ip_network(place)
        except ValueError:
            return 'addresses or networks, such as "127.0.0.1" or "10.20.0.0/16"'
    return ""


def _addresses(places: tuple[str, ...]) -> str:
    if any(not _ADDRESS.fullmatch(place) for place in places):
        return "addresses of records, such as https://data.example.org, without ? or #"
    return ""


def _codes(codes: tuple[str, ...]) -> str:
    well = all(re.fullmatch(r"[A-Z][A-Za-z0-9-]{0,63}", code) for code in codes)
    return "" if well else "codes as 'pendopo redact reasons' lists them"


def _thresholds(texts: tuple[str, ...]) -> str:
    form = re.compile(
        r"([a-z0-9_]+\.[a-z_]+) *= *[0-9]{1,18}(?:\.[0-9]{1,9})?"
        r"(?: +since +([0-9]{4}-[0-9]{2}-[0-9]{2}))?"
    )
    found = [form.fullmatch(one) for one in texts]
    if None in found:
        return (
            "FLAG.PARAMETER = NUMBER each, as r003_short_time_to_bid.days = 10, and behind it "
            "since 2026-12-01 where it counts from a day"
        )
    told = [one.groups() for one in found if one]
    return "each parameter once for a day" if len(set(told)) < len(told) else ""


def _monitoring(places: tuple[str, ...]) -> str:
    parts = [one.partition(" ") for one in places]
    if any(not name or not _ADDRESS.fullmatch(url) for name, _, url in parts):
        return "a name of policy.txt, a space and an address each"
    names = [name for name, _, _ in parts]
    return "each witness once" if len(set(names)) < len(names) else ""


def _origin_address(text: str) -> str:
    # Browsers leave out the port that goes without saying: passkeys are bound to what they write.
    if not text or (
        re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", text)
        and not re.fullmatch(r"https:.*:443|http:.*:80", text)
    ):
        return ""
    return "an address without a path or its usual port, such as https://desk.example.org"


def _database(text: str) -> str:
    if not text or re.fullmatch(r"postgresql://([\w.-]+@)?[\w.:/-]*/[\w-]+", text):
        return ""
    return "an address without a password, such as postgresql://pendopo@localhost/desk"


def _issuer(text: str) -> str:
    here = r"http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?"
    if not text or re.fullmatch(rf"https://[^\s?#]+|{here}", text):
        return ""
    return "an address that begins with https://, such as https://sso.example.org"


def _listens(text: str) -> str:
    if not text or re.fullmatch(r"([A-Za-z0-9.-]+|\[[0-9a-f:]+\]):[0-9]{1,5}", text):
        return ""
    return "an address and a port, such as 127.0.0.1:9464"


def _users(names: tuple[str, ...]) -> str:
    well = all(re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", name) for name in names)
    return "" if well else 'names of system users, such as "pendopo-desk"'


def _due(rhythms: tuple[str, ...]) -> str:
    well = all(re.fullmatch(r"[a-z-]+ (month|quarter|half-year|year)", one) for one in rhythms)
    return "" if well else "a register, a space and month, quarter, half-year or year each"


def _mail(text: str) -> str:
    if not text or re.fullmatch(r"smtps?://([\w.%+-]+@)?[\w.-]+(:[0-9]{1,5})?", text):
        return ""
    return "an address without a password, such as smtp://mail.example.org"


def _sender(text: str) -> str:
    if not text or re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", text):
        return ""
    return "an e-mail address, such as data@example.org"


def _any(_value: object) -> str:
    return ""


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "government",
        "name",
        str,
        None,
        "The government's full name, as it stands on every page. An observer writes its own name.",
        "Regency of Example",
        _name,
    ),
    Setting(
        "government",
        "level",
        str,
        None,
        f"Which level of government it is: one of {', '.join(LEVELS)}.",
        "regency",
        _one_of(*LEVELS),
    ),
    Setting(
        "government",
        "country",
        str,
        None,
        "The country, two capital letters as in ISO 3166-1.",
        "ID",
        _form("[A-Z]{2}", "two capital letters as in ISO 3166-1, such as ID"),
    ),
    Setting(
        "government",
        "languages",
        tuple,
        None,
        "The languages of the pages; a visitor meets the first unless the browser wants another. "
        f"There are: {', '.join(f'{code} ({name})' for code, name in LANGUAGES.items())}.",
        ("id", "en"),
        _languages,
    ),
    Setting(
        "government",
        "currency",
        str,
        None,
        "The currency of money that does not name its own, three capital letters as in ISO 4217.",
        "IDR",
        _form("[A-Z]{3}", "three capital letters as in ISO 4217, such as IDR"),
    ),
    Setting(
        "government",
        "timezone",
        str,
        "UTC",
        "The time zone in which a day begins and pages show times, from the IANA database.",
        "Asia/Jakarta",
        _zone,
    ),
    Setting(
        "government",
        "accent_hue",
        int,
        200,
        "The hue of links and marks on the pages, in degrees of the colour circle from 0 to 359; "
        "lightness is chosen so that any hue can be read.",
        160,
        _between(0, 359),
    ),
    Setting(
        "government",
        "invented",
        bool,
        default=False,
        meaning=(
            "Whether the government is invented, for an example or a course. Every page then "
            "says so."
        ),
        example=True,
        check=_any,
    ),
    Setting(
        "government",
        "role",
        str,
        "government",
        "Who runs this: the government itself, or an observer (an NGO, a newsroom, a monitoring "
        "body) about a government that runs nothing. Every page of an observer says so.",
        "observer",
        _one_of(*ROLES),
    ),
    Setting(
        "government",
        "observes",
        str,
        "",
        "The government that an observer observes; empty for a government.",
        "Regency of Example",
        _line,
    ),
    Setting(
        "government",
        "contact",
        str,
        "",
        "Whom a reader asks: an e-mail address, or the address of a page. It stands on the page "
        "about this site; empty means that readers are sent to the office that published.",
        "data@example.org",
        _contact,
    ),
    Setting(
        "log",
        "origin",
        str,
        None,
        "The log's permanent name: a host and a path without https://. It is signed into every "
        "checkpoint, so it never changes and is never used again, even when the host does.",
        "data.example.org/log",
        _origin,
    ),
    Setting(
        "publishing",
        "licence",
        str,
        "",
        "The reuse licence of a publication that names none with --licence; empty means that each "
        f"must. One of {', '.join(licence_ids())}.",
        "CC-BY-4.0",
        _one_of("", *licence_ids()),
    ),
    Setting(
        "publishing",
        "publisher",
        str,
        "",
        "The office that publishes, unless --publisher names another; empty means the "
        "government's name.",
        "Office of Information",
        _line,
    ),
    Setting(
        "limits",
        "file_mb",
        int,
        300,
        "The largest file that is read, in megabytes; a larger one is refused before it is opened.",
        1000,
        _between(1, 100_000),
    ),
    Setting(
        "limits",
        "memory_mb",
        int,
        4096,
        "The address space of what reads files, in megabytes; where two are read at a time, of "
        "both together. A file that needs more is refused; the rest of Pendopo is not touched.",
        8192,
        _between(512, 1_000_000),
    ),
    Setting(
        "limits",
        "seconds",
        int,
        600,
        "How long a file may take until it is answered, in seconds: the process that reads it is "
        "ended before, by a quarter of this and 15 at most, so that a finding can say so.",
        1800,
        _between(1, 86_400),
    ),
    Setting(
        "pull",
        "allow_private",
        tuple,
        (),
        "Host names and networks inside your own network that 'pendopo publish URL' may fetch "
        "from. Every other private, local or reserved address is refused.",
        ("ckan.intra.example", "10.20.0.0/16"),
        _private,
    ),
    Setting(
        "contracts",
        "extensions",
        str,
        "",
        "The folder of OCDS extensions that files may name besides those that Pendopo knows, each "
        "a folder called as its repository: extension.json, release-schema.json, codelists/*.csv. "
        "Nothing is ever fetched. Empty means none.",
        "extensions",
        _line,
    ),
    Setting(
        "contracts",
        "always",
        tuple,
        (),
        "Names of folders in it that are applied to every file, though no package names them.",
        ("ocds_contoh_extension",),
        _any,
    ),
    Setting(
        "contracts",
        "thresholds",
        tuple,
        (),
        "What the government sets otherwise of a red flag, or what only its law knows, each as "
        "FLAG.PARAMETER = NUMBER. Pages show it beside the default. Write since 2026-12-01 behind "
        "it when it changes, and leave what was before: then what is cited stays as it was.",
        ("r002_just_below_a_ceiling.ceiling = 200000000",),
        _thresholds,
    ),
    Setting(
        "serve",
        "host",
        str,
        "127.0.0.1",
        "The address that 'pendopo serve' listens on; 0.0.0.0 is every address of the machine.",
        "192.0.2.10",
        _host,
    ),
    Setting(
        "serve",
        "port",
        int,
        8420,
        "The port that 'pendopo serve' listens on.",
        8000,
        _between(1, 65_535),
    ),
    Setting(
        "serve",
        "address",
        str,
        "",
        "Where readers reach the public pages, as their browsers write it. The desk then leads to "
        "the page of what it published. Empty means that it names the page and leads nowhere.",
        "https://data.example.org",
        lambda text: _addresses((text,)) if text else "",
    ),
    Setting(
        "serve",
        "workers",
        int,
        2,
        "How many processes answer; about one a core.",
        4,
        _between(1, 256),
    ),
    Setting(
        "serve",
        "seconds",
        int,
        5,
        "How long one question of a reader may take, in seconds: a table's page, or SQL. It is "
        "then ended, and the reader told when to ask again.",
        10,
        _between(1, 300),
    ),
    Setting(
        "serve",
        "requests_per_minute",
        int,
        600,
        "How many answers one address gets in a minute from each process; 0 is no limit. A "
        "download counts as 5, a question in SQL as 10, a file sent to be checked as 20. Addresses "
        "of this machine are not counted.",
        1200,
        _between(0, 1_000_000),
    ),
    Setting(
        "serve",
        "check_mb",
        int,
        300,
        "The largest file, in megabytes, that a reader whose browser runs no script may send to "
        "be checked; it is hashed as it comes and not kept. 0 takes none. A browser with a script "
        "hashes a file of any size itself, and sends nothing.",
        1000,
        _between(0, 100_000),
    ),
    Setting(
        "serve",
        "behind",
        tuple,
        (),
        "The reverse proxies before this server, as addresses or networks. Only what they say in "
        "X-Forwarded-For and X-Forwarded-Proto is believed: who asks, and whether by TLS.",
        ("127.0.0.1", "10.20.0.0/16"),
        _proxies,
    ),
    Setting(
        "serve",
        "hsts_days",
        int,
        0,
        "For how many days a browser that came by TLS is to come by TLS only "
        "(Strict-Transport-Security); 0 says nothing of it. Begin with few: it cannot be taken "
        "back.",
        365,
        _between(0, 1_000),
    ),
    Setting(
        "peers",
        "mirrors",
        tuple,
        (),
        "Addresses at which others keep mirrors of this log. Before the first signature after each "
        "start they, and the witnesses that policy.txt names with an address, are asked what they "
        "have seen of it.",
        ("https://pendopo.neighbour.example/mirrors/example",),
        _addresses,
    ),
    Setting(
        "peers",
        "needed",
        int,
        0,
        "How many witnesses and mirrors must answer before anything is signed, besides that those "
        "who are silent are too few for the policy's quorum, or fewer than half without one.",
        3,
        _between(0, 100),
    ),
    Setting(
        "peers",
        "monitoring",
        tuple,
        (),
        "Where witnesses tell the largest checkpoint that they have seen, where that is not the "
        "address at which they cosign: for each its name in policy.txt, a space, and the address.",
        ("saksi https://monitor.example.org",),
        _monitoring,
    ),
    Setting(
        "peers",
        "follow",
        tuple,
        (),
        "Addresses of other governments' logs that 'pendopo follow' copies into the folder peers/.",
        ("https://data.neighbour.example",),
        _addresses,
    ),
    Setting(
        "peers",
        "witness",
        bool,
        default=False,
        meaning=(
            "Whether following a log also witnesses it: its checkpoints are cosigned with the key "
            "in private/witness/, which is made at the first time."
        ),
        example=True,
        check=_any,
    ),
    Setting(
        "mirror",
        "of",
        str,
        "",
        "The address of the log that this folder is a mirror of; empty when it is none. "
        "'pendopo follow' writes it. A mirror publishes nothing of its own.",
        "https://data.neighbour.example",
        lambda text: _addresses((text,)) if text else "",
    ),
    Setting(
        "mirror",
        "key",
        str,
        "",
        "The key that the mirrored log is held to, as 'pendopo follow' first knew it.",
        "data.neighbour.example/log+b6b3ff9c+ATQOnTUoMA1rtZVGJdgIfEgvmTtTFh9vX1hJ1a6r1xYZ",
        _line,
    ),
    Setting(
        "mirror",
        "megabytes",
        int,
        100_000,
        "How much room a mirror may take, in megabytes. A copy that would take more is refused "
        "before it is made.",
        500_000,
        _between(1, 100_000_000),
    ),
    Setting(
        "mirror",
        "kilobytes_per_second",
        int,
        0,
        "How quickly a mirror reads from its origin, in kilobytes a second; 0 is no limit.",
        500,
        _between(0, 10_000_000),
    ),
    Setting(
        "mirror",
        "redactions",
        str,
        KEEP,
        "What a mirror does with what its origin took away by a logged redaction. It is never "
        "served on; 'keep' sets it apart where nobody is served it, 'delete' destroys it, 'listed' "
        "destroys it for the reasons named below and sets the rest apart. The mirror's pages and "
        "mirror/redactions.json say which.",
        "delete",
        _one_of(*POLICIES),
    ),
    Setting(
        "mirror",
        "reasons",
        tuple,
        (),
        "For 'listed': the codes of the reasons for which a mirror destroys what was taken away, "
        "as 'pendopo redact reasons' lists them.",
        ("ID-PDP-43", "ID-PDP-44"),
        _codes,
    ),
    Setting(
        "mirror",
        "holds",
        str,
        HIDE,
        "What a mirror does with what its origin holds: 'hide' serves neither the files nor their "
        "salts while the log says that they are held, and puts them back when it is over; 'serve' "
        "serves them on as files, though its pages do not show them. The mirror's pages and "
        "mirror/redactions.json say which.",
        "serve",
        _one_of(*HOLDS),
    ),
    Setting(
        "desk",
        "host",
        str,
        "127.0.0.1",
        "The address that 'pendopo desk serve' listens on, for the staff's pages.",
        "192.0.2.10",
        _host,
    ),
    Setting(
        "desk",
        "port",
        int,
        8431,
        "The port that 'pendopo desk serve' listens on.",
        8001,
        _between(1, 65_535),
    ),
    Setting(
        "desk",
        "address",
        str,
        "",
        "Where the staff reach the desk, as their browsers write it. Passkeys are bound to it, and "
        "cookies are sent by TLS only where it begins with https. Empty means the host and port "
        "above, for a trial on one machine.",
        "https://desk.example.org",
        _origin_address,
    ),
    Setting(
        "desk",
        "database",
        str,
        "",
        "Where the desk keeps its tables: empty for private/desk/desk.sqlite, or a PostgreSQL "
        "database (it needs the extra 'postgresql'). A password is never written here: PGPASSFILE "
        "names it.",
        "postgresql://pendopo@localhost/desk",
        _database,
    ),
    Setting(
        "desk",
        "upload_mb",
        int,
        100,
        "The largest file that the desk takes from a browser, in megabytes.",
        300,
        _between(1, 100_000),
    ),
    Setting(
        "desk",
        "answer_seconds",
        int,
        60,
        "How long a file that was handed in at the desk may take, from its turn to the finding "
        "that answers it, in seconds. Reading it is ended before, by a quarter of this and 15 at "
        "most; limits.seconds holds where it is less.",
        300,
        _between(20, 86_400),
    ),
    Setting(
        "desk",
        "kept_mb",
        int,
        20_000,
        "How many megabytes of files may lie at the desk that are not published: of one office, "
        "and handed in by one account. What was published is not counted.",
        5_000,
        _between(1, 100_000_000),
    ),
    Setting(
        "desk",
        "kept_files",
        int,
        5_000,
        "How many files may lie at the desk that are not published: of one office, and handed in "
        "by one account, earlier files of a submission among them.",
        500,
        _between(1, 10_000_000),
    ),
    Setting(
        "desk",
        "keep_days",
        int,
        365,
        "After how many days without a change the desk removes what was given up or never sent "
        "on, with its files, forms that were not handed in, and the earlier files of what was "
        "published ('pendopo desk clear').",
        180,
        _between(30, 36_500),
    ),
    Setting(
        "desk",
        "keep_traces_days",
        int,
        90,
        "After how many days the desk forgets sign-ins with their addresses and browsers, wrong "
        "tries, codes, and how a shut account was reached.",
        30,
        _between(1, 36_500),
    ),
    Setting(
        "desk",
        "scanner",
        tuple,
        (),
        "The command of a virus scanner, word by word, to which the path of each file that is "
        "handed in is added before anything opens it: 0 means that the file is well, 1 that it is "
        "known as harmful and is deleted, anything else that it waits. Empty means that no file "
        "is scanned.",
        ("clamdscan", "--fdpass", "--no-summary"),
        _any,
    ),
    Setting(
        "desk",
        "without_reviewer",
        tuple,
        (),
        "The registers whose files are published by the office alone. In all others a reviewer "
        "who is not the publisher has to let them through; so they have to in these where a file "
        "publishes personal data as it is.",
        ("datasets",),
        _any,
    ),
    Setting(
        "desk",
        "approval",
        str,
        OWN_KEY,
        "What counts as letting through: 'own-key' is a signature by the reviewer's own passkey, "
        "which the log holds with the role approver, over just what was looked at; the signer "
        "believes that and nothing else. 'second-step' is the reviewer's sign-in with a second "
        "step: whoever takes over the desk's pages can then forge it.",
        SECOND_STEP,
        _one_of(OWN_KEY, SECOND_STEP),
    ),
    Setting(
        "desk",
        "due",
        tuple,
        (),
        "How often each office is to publish in a register, at least: month, quarter, half-year or "
        "year. The desk tells what is due and late, and reminds of it.",
        ("villages year", "contracts month"),
        _due,
    ),
    Setting(
        "desk",
        "offices",
        tuple,
        (),
        "The offices that are to publish, each as it is to stand on the pages. The desk counts "
        "them and lists them as missing though nobody was invited for them yet; those that have a "
        "publisher are counted without being written here.",
        ("Dinas Pekerjaan Umum", "Dinas Kesehatan"),
        _any,
    ),
    Setting(
        "desk",
        "villages",
        bool,
        default=True,
        meaning=(
            "Whether every village of the published list of places (level 4) is to publish its "
            "budget. The desk then counts each, and lists it as missing, though nobody was invited "
            "for it."
        ),
        example=False,
        check=_any,
    ),
    Setting(
        "desk",
        "mail",
        str,
        "",
        "The server that e-mail is sent by, smtp or smtps, with the name to sign in with where it "
        "asks for one; its password is the one line of private/secrets/mail.password. Empty means "
        "that no e-mail is sent.",
        "smtp://mail.example.org",
        _mail,
    ),
    Setting(
        "desk",
        "mail_from",
        str,
        "",
        "Whom e-mail comes from. Empty means pendopo at the server's name.",
        "data@example.org",
        _sender,
    ),
    Setting(
        "desk",
        "signer_users",
        tuple,
        (),
        "The system users that may ask 'pendopo signer' to publish what was let through. Empty "
        "means the user that runs the signer itself.",
        ("pendopo-desk",),
        _users,
    ),
    Setting(
        "desk",
        "metrics",
        str,
        "",
        "The address and port on which 'pendopo desk serve' gives figures to Prometheus: how many "
        "jobs wait, how long answers take, whether worker and signer are there. Nobody is asked "
        "who they are there; choose one that only the monitoring reaches. Empty means nowhere.",
        "127.0.0.1:9464",
        _listens,
    ),
    Setting(
        "desk",
        "oidc_issuer",
        str,
        "",
        "The government's own identity provider, by whose OpenID Connect the staff may sign in in "
        "place of a password: it is believed in whose an e-mail address is. The client's secret "
        "stands in private/secrets/oidc.secret. Empty means that there is none.",
        "https://sso.example.org",
        _issuer,
    ),
    Setting(
        "desk",
        "oidc_client",
        str,
        "",
        "The name by which that provider knows this desk.",
        "pendopo-desk",
        _any,
    ),
)
SECTIONS: Final[Mapping[str, str]] = {
    "government": "Who the record is about, and how its pages speak.",
    "log": "The signed log.",
    "publishing": "What a publication takes when nothing else is said with it.",
    "limits": "What the process that reads a file may use. A file beyond them is refused.",
    "pull": "Fetching from an address: 'pendopo publish URL'.",
    "contracts": "Procurement data in the Open Contracting Data Standard.",
    "peers": "Who keeps this log besides us, and whose logs we keep.",
    "mirror": "For a folder that is a mirror of another's log.",
    "serve": "The web server: 'pendopo serve'. Options on the command line win.",
    "desk": "The staff's side: 'pendopo desk'.",
}
