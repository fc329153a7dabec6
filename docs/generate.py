"""Write ``docs/reference/`` from the code, or with ``--check`` say what has drifted from it."""

import ast
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import click
import django
from django.urls import URLPattern, URLResolver, get_resolver

from pendopo.cli import VERBS, main, report_json
from pendopo.indicators import indicators
from pendopo.programme.hub.settings import HUB_SECTIONS, HUB_SETTINGS, MEMBER_SETTINGS
from pendopo.programme.settings import SECTIONS, SETTINGS, Setting, toml_value
from pendopo.registers import registers
from pendopo.stages.validate.sentences import NOT_OF_KIND
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.entry import EntryType, Leaf, ObjectRef
from pendopo.terms.finding import Weight
from pendopo.terms.register import Fold, Register
from pendopo.terms.rule import Rule, parse_rule

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "pendopo"
MADE = "<!-- Made from the code by docs/generate.py; change the code, then run it. -->"


# Settings


def settings_page() -> str:
    """Every key of ``pendopo.toml``."""
    lines = [
        "# Settings",
        "",
        "`pendopo.toml` is the only configuration. `pendopo init` writes one with all of these.",
        "An unknown key or a wrong value is refused with the file, the key and what to write.",
    ]
    for section, about in SECTIONS.items():
        lines += ["", f"## [{section}]", "", about]
        lines += _settings(one for one in SETTINGS if one.section == section)
    about = "A hub serves many records; `hub.toml` names them. Its `[serve]` is as above."
    lines += ["", "## hub.toml", "", about]
    for section, about, settings in (
        ("[hub]", HUB_SECTIONS["hub"], HUB_SETTINGS),
        ("[[member]]", HUB_SECTIONS["member"], MEMBER_SETTINGS),
    ):
        lines += ["", f"## {section}", "", about, *_settings(settings)]
    return _page(lines)


def _settings(settings: Iterable[Setting]) -> list[str]:
    lines = []
    for setting in settings:
        default = "none: it must be written"
        if setting.default is not None:
            default = f"`{toml_value(setting.default)}`"
        lines += [
            "",
            f"### {setting.name}",
            "",
            setting.meaning,
            "",
            f"- Written as {setting.kind}: `{setting.key} = {toml_value(setting.example)}`",
            f"- Default: {default}",
        ]
    return lines


# The command line


def cli_page() -> str:
    """Every verb with its arguments and options."""
    context = click.Context(main, info_name="pendopo")
    lines = [
        "# The command line",
        "",
        str(main.help),
        "",
        "| exit code | means |",
        "|---|---|",
        "| 0 | done |",
        "| 1 | a finding stops a file, or verification found a problem |",
        "| 2 | the command or the configuration is wrong, or something that is needed is missing |",
        "",
        "Messages about faults go to standard error: where, what was found, what to write.",
        "",
        "## For every verb",
        "",
        *_options(main, context),
    ]
    for name in VERBS:
        verb = main.get_command(context, name)
        assert verb is not None, name  # noqa: S101
        lines += _verb(verb, context, f"pendopo {name}", 2)
    return _page(lines)


def _verb(verb: click.Command, context: click.Context, called: str, depth: int) -> list[str]:
    inner = click.Context(verb, info_name=called, parent=context)
    usage = " ".join(verb.collect_usage_pieces(inner))
    lines = ["", f"{'#' * depth} {called}", "", f"    {called} {usage}", "", str(verb.help), ""]
    lines += _options(verb, inner)
    if isinstance(verb, click.Group):
        for name, one in verb.commands.items():
            lines += _verb(one, inner, f"{called} {name}", depth + 1)
    return lines


def _options(command: click.Command, context: click.Context) -> list[str]:
    lines = []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record:
            lines.append(f"- `{record[0]}`: {record[1]}")
    return lines


# Registers


def registers_page() -> str:
    """Every register: what it reads, its tables with all their columns, its rules."""
    lines = [
        "# Registers",
        "",
        "A register is one kind of public record with its open standard. Every published table",
        "also has `line`, the row in the file that was submitted, and where it is read, `entry`,",
        "the publication's place in the log.",
    ]
    for register in registers().values():
        lines += ["", f"## {register.name}", "", f"**{register.title}.** {register.summary}", ""]
        lines += [f"- Standard: {register.standard}"]
        lines += [f"- Reads: {', '.join(register.forms)}"]
        lines += [f"- Fold: {_fold(register)}"]
        lines += [f"- Source: {register.source}"] * bool(register.source)
        lines += [f"- [README](../../src/pendopo/registers/{register.name}/README.md)"]
        for table in register.tables:
            lines += _table(table, "published")
        for table in register.folded:
            lines += _table(table, "folded from what is published")
        rules = rules_of(register)
        if rules:
            lines += ["", "### Rules", "", "| rule | weight | what it says | source |"]
            lines += ["|---|---|---|---|"]
        lines += [
            f"| `{rule.name}` | {rule.weight} | {_cell(rule.message)} | {_cell(rule.source)} |"
            for rule in rules
        ]
    return _page(lines)


def _fold(register: Register) -> str:
    if register.fold is Fold.MERGE:
        return "merge: publications accumulate; `--replaces` names one whose place is taken"
    parts = ", ".join(f"`{part.name}={part.example}` ({part.title})" for part in register.scope)
    return f"replace: a publication replaces what its scope held: {parts or 'all'}"


def _table(table: Table, how: str) -> Iterator[str]:
    yield from ["", f"### {table.name} ({how})", "", f"{table.title}. {table.row}"]
    if table.key:
        yield from ["", f"Key: {', '.join(f'`{name}`' for name in table.key)}."]
    yield from ["", "| column | kind | meaning |", "|---|---|---|"]
    for column in table.columns:
        yield f"| `{column.name}` | {_kind(column)} | {_meaning(column)} |"


def _kind(column: Column) -> str:
    marks = ["required"] * column.required + ["unique"] * column.unique
    marks += ["personal"] * column.personal
    return ", ".join([column.kind.value, *marks])


def _meaning(column: Column) -> str:
    parts = [column.title, column.meaning]
    parts += [f"Unit: {column.unit}"] * bool(column.unit)
    parts += [f"One of {', '.join(column.one_of)}"] * bool(column.one_of)
    parts += [f"Source: {column.source}"] * bool(column.source)
    return _cell(" ".join(f"{part.rstrip('.')}." for part in parts if part))


def rules_of(register: Register) -> list[Rule]:
    """Read a register's rule files."""
    folder = resources.files(f"pendopo.registers.{register.name}").joinpath("rules")
    if not folder.is_dir():
        return []
    return [
        parse_rule(path.name.removesuffix(".sql"), path.read_text("utf-8"))
        for path in sorted(folder.iterdir(), key=lambda path: path.name)
        if path.name.endswith(".sql")
    ]


# Indicators


def indicators_page() -> str:
    """Every indicator with what its README says."""
    lines = [
        "# Indicators",
        "",
        "An indicator is one question, one SQL file, one number with its unit. Its whole method is",
        "its `measure.sql`; a measurement in the log carries that text.",
    ]
    for indicator in indicators().values():
        folder = f"../../src/pendopo/indicators/{indicator.name}"
        reads = ", ".join(f"`{name}`" for name in indicator.reads)
        lines += ["", f"## {indicator.name}", "", f"**{indicator.question}**", ""]
        lines += [f"- Unit: {indicator.unit}", f"- Reads: {reads}"]
        lines += [f"- [Method]({folder}/measure.sql)"]
        readme = resources.files("pendopo.indicators").joinpath(indicator.name, "README.md")
        lines += ["", *_inner(readme.read_text("utf-8"), f"pendopo/indicators/{indicator.name}")]
    return _page(lines)


def _inner(text: str, folder: str) -> Iterator[str]:
    """Give a README's paragraphs, one storey lower and without its title."""
    for line in text.strip().splitlines():
        if line.startswith("# "):
            continue
        lower = f"##{line.removeprefix('#')}" if line.startswith("## ") else line
        yield re.sub(r"\]\((?![a-z]+:|#|/)", f"](../../src/{folder}/", lower)


# Pages and answers


@dataclass(frozen=True, slots=True)
class Route:
    """One address and what answers there."""

    pattern: str
    name: str
    view: Callable[..., Any]


def routes(urls: str | None = None) -> list[Route]:
    """Give every address of the web, in the order they are tried.

    :param urls: the module that lists them; None for those of a record
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.web.settings")
    django.setup()
    return list(_routes(get_resolver(urls).url_patterns, ""))


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for one in patterns:
        here = before + _readable(str(one.pattern))
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, here)
        else:
            yield Route(here, one.name or one.callback.__name__, one.callback)


def _readable(pattern: str) -> str:
    """Write a converter or a regular expression's group as its name."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    named = re.sub(r"<\w+:(\w+)>", r"<\1>", re.sub(r"\(\?:(.*?)\)\?", r"[\1]", named))
    return named.strip("^$").replace("\\", "")


def pages_page() -> str:
    """Every address of the web with its view's words."""
    lines = [
        "# Pages and answers",
        "",
        "Each page is a function of the published record. What stands below `/at/<size>/` is the",
        "same page when the log had that many entries, and never changes.",
        "",
        "Files of the record itself, `/log/…`, `/objects/…`, `/pub/…`, `/policy.txt` and",
        "`/VERIFY.md`, are served as they lie in `public/`.",
    ]
    own = routes()
    lines += _views(own)
    shared = {route.view for route in own}
    lines += ["", "A hub has pages of its own, beside those of each member below its code:"]
    lines += _views(one for one in routes("pendopo.web.hub_urls") if one.view not in shared)
    return _page(lines)


def _views(found: Iterable[Route]) -> list[str]:
    """Describe each view with its addresses."""
    views: dict[Callable[..., Any], list[str]] = {}
    for route in found:
        views.setdefault(route.view, []).append(f"/{route.pattern}")
    lines = []
    for view, patterns in views.items():
        words = " ".join((view.__doc__ or "").split())
        lines += ["", f"## {view.__module__.removeprefix('pendopo.')}: {view.__name__}", ""]
        lines += [*(f"- `{pattern}`" for pattern in patterns), "", words]
    return lines


# Findings


@dataclass(frozen=True, slots=True)
class Given:
    """A kind of finding that the code gives, and where."""

    rule: str
    weight: str
    message: str
    write: str
    where: str


_SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9{}]+)+")


def findings_in_code() -> list[Given]:
    """Collect what is written in stages and registers: a rule's name beside its sentences."""
    found = [
        Given(f"cell_is_{kind.value}", "stop", *sentences, "stages/validate/sentences.py")
        for kind, sentences in NOT_OF_KIND.items()
    ]
    for folder in ("stages", "registers"):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            if path.name != "tables.py":
                module = _Module(path)
                found += [one for call in module.calls for one in module.given(call)]
                found += module.listed()
    return sorted(dict.fromkeys(found), key=lambda one: (one.where, one.rule, one.message))


class _Module:
    """One module's calls, and what the names in them can be."""

    def __init__(self, path: Path) -> None:
        tree = ast.parse(path.read_text("utf-8"))
        self.where = path.relative_to(SOURCE).as_posix()
        self.calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        self._assigned: dict[str, list[ast.expr]] = {}
        self._parameters: dict[str, list[ast.expr]] = {}
        self._tuples = [node for node in ast.walk(tree) if isinstance(node, ast.Tuple)]
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                self._assign(node)
            elif isinstance(node, ast.FunctionDef):
                self._call(node)
            elif isinstance(node, ast.ImportFrom):
                self._import(node)

    def _import(self, node: ast.ImportFrom) -> None:
        """Take over what another module of ours assigns to the names that are imported."""
        path = SOURCE.parent / f"{(node.module or '').replace('.', '/')}.py"
        wanted = {alias.name for alias in node.names if alias.name.isupper()}
        if not wanted or not path.is_file():
            return
        for one in ast.parse(path.read_text("utf-8")).body:
            names = {target.id for target in getattr(one, "targets", ()) if hasattr(target, "id")}
            if isinstance(one, ast.Assign) and names & wanted:
                self._assign(one)

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=False))
            for name, value in pairs:
                if isinstance(name, ast.Name):
                    self._assigned.setdefault(name.id, []).append(value)

    def _call(self, function: ast.FunctionDef) -> None:
        """Note what a function's parameters are given where it is called."""
        names = [argument.arg for argument in function.args.args]
        for call in self.calls:
            if getattr(call.func, "id", "") == function.name:
                for name, value in zip(names, call.args, strict=False):
                    self._parameters.setdefault(name, []).append(value)

    def given(self, call: ast.Call) -> Iterator[Given]:
        """Give the findings that a call is about: ``Finding(…)``, or a rule beside sentences."""
        named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        parts = [*call.args, *named.values()]
        is_finding = getattr(call.func, "id", "") == "Finding"
        sentences = [self._texts(part) for part in parts if _is_sentence(part)]
        rules = [text for part in parts for text in self._texts(part) if _SLUG.fullmatch(text)]
        if getattr(call.func, "id", "") == "replace" and isinstance(call.args[0], ast.Name):
            rules += self._rule_of(call.args[0].id)
            if "rule" in named and not sentences:  # a finding of its own in the words of another
                parts += self._parts_of(call.args[0].id)
                sentences = [self._texts(part) for part in parts if _is_sentence(part)]
        if is_finding:
            rules = rules or [rule for listed in self._tuples for rule in _slugs(listed)]
            sentences = self._of_finding(call, sentences)
        write = " / ".join(sentences[1]) if len(sentences) > 1 else ""
        for rule in rules if is_finding else rules[:1]:
            for message in sentences[0] if sentences else []:
                yield Given(rule, self._weight(parts), message, write, self.where)

    def _of_finding(self, call: ast.Call, sentences: list[list[str]]) -> list[list[str]]:
        """Give a finding's message first; none when it stands beside the rule in a list."""
        if len(call.args) <= len(("rule", "weight")) or _is_sentence(call.args[2]):
            return sentences
        message = self._texts(call.args[2])
        return [message, *sentences] if message else []

    def listed(self) -> Iterator[Given]:
        """Give the findings whose rule and message stand side by side in a list."""
        for listed in self._tuples:
            sentences = [one for one in listed.elts if _is_sentence(one)]
            for rule in _slugs(listed) if sentences else []:
                for message in self._texts(sentences[0]):
                    yield Given(rule, "stop", message, "", self.where)

    def _rule_of(self, name: str) -> list[str]:
        return [text for part in self._parts_of(name)[:1] for text in self._texts(part)]

    def _parts_of(self, name: str) -> list[ast.expr]:
        """Give what the call is given that a name stands for."""
        for value in self._assigned.get(name, []):
            if isinstance(value, ast.Call) and value.args:
                return [*value.args, *(keyword.value for keyword in value.keywords)]
        return []

    def _texts(self, node: ast.expr, *, follow: bool = True) -> list[str]:
        """Give the texts that an expression can be.

        :param follow: whether a name stands for what it is given; once, since names can be circular
        """
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            return self._texts(node.args[0], follow=follow)
        if isinstance(node, ast.IfExp):
            both = (node.body, node.orelse)
            return [text for one in both for text in self._texts(one, follow=follow)]
        if isinstance(node, ast.Name) and follow:
            values = [*self._assigned.get(node.id, []), *self._parameters.get(node.id, [])]
            found = [text for value in values for text in self._texts(value, follow=False)]
            return list(dict.fromkeys(found))
        return []

    def _weight(self, parts: list[ast.expr]) -> str:
        names = [part.attr.lower() for part in parts if isinstance(part, ast.Attribute)]
        return next((name for name in names if name in set(Weight)), "stop")


def _slugs(listed: ast.Tuple) -> list[str]:
    return [
        str(one.value)
        for one in listed.elts
        if isinstance(one, ast.Constant) and _SLUG.fullmatch(str(one.value))
    ]


def _is_sentence(node: ast.expr) -> bool:
    """Whether an expression is a marked text, or a choice of them."""
    if isinstance(node, ast.IfExp):
        return _is_sentence(node.body) or _is_sentence(node.orelse)
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"


def findings_page() -> str:
    """Every kind of finding."""
    lines = [
        "# Findings",
        "",
        "A **stop** blocks the file. A **warn** is published with the data. A **note** informs.",
        "Values of the file stand where `{braces}` are. The rules of each register, which are",
        "SELECTs of the rows that break them, are in [registers](registers.md).",
        "",
        "| rule | weight | what it says | what to write | given by |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{one.rule}` | {one.weight} | {_cell(one.message)} | {_cell(one.write)} | {one.where} |"
        for one in findings_in_code()
    ]
    return _page(lines)


# The report of a check


def report_page() -> str:
    """Every field of the report that ``pendopo check --json`` prints."""
    lines = [
        "# The report as JSON",
        "",
        "`pendopo check FILE --register NAME --json` prints one object. Its shape is stable:",
        "fields are added in time; none is changed or taken away while `v` is the same.",
    ]
    for title, fields in (
        ("The report", report_json.REPORT),
        ("A finding", report_json.FINDING),
        ("A table", report_json.TABLE),
    ):
        lines += ["", f"## {title}", "", "| field | means |", "|---|---|"]
        lines += [f"| `{name}` | {_cell(meaning)} |" for name, meaning in fields.items()]
    return _page(lines)


# The leaf

_FIELDS = {
    "v": "1, the version of this form",
    "type": "the kind of act, below",
    "id": "a ULID, which also names the folder `pub/<id>/`",
    "time": "RFC 3339 in UTC, whole seconds",
    "register": "the register of a publication; empty for other acts",
    "scope": "the codes of what a publication replaces, name to code",
    "prev": "the index of the entry whose place it takes, or null",
    "actor": "a role, never a person",
    "objects": "what it commits to: each with `role`, `c` and `n`",
}
_ACTS = {
    EntryType.PUBLICATION: "a file made public, with its tables, findings and metadata",
    EntryType.MEASUREMENT: "an indicator's number, with its whole method",
    EntryType.RATING: "what a person says of a commitment, signed with their own key",
    EntryType.ROLE_KEY: "the introduction of a person's key for a role, or its end",
    EntryType.HOLD: "objects hidden for 72 hours, or personal data until it is decided",
    EntryType.HOLD_LAPSED: "the end of a hold",
    EntryType.REDACTION: "content taken away, by its commitments, with what two people signed",
    EntryType.KEY_ROTATION: "another signing key takes over; both sign until the day it names",
    EntryType.HANDOVER: "a checklist that the outgoing and the incoming officer signed",
    EntryType.WITNESS_CHANGE: "another set of witnesses",
    EntryType.HEARTBEAT: "the day's sign of life: a quiet log is not a stopped one",
}


def leaf_page() -> str:
    """Give the bytes of a leaf, and of what it commits to."""
    example = Leaf(
        type=EntryType.PUBLICATION,
        id="01JH5Q0E4ZQF4Q2M1K7Y8C3V9T",
        time="2026-01-31T02:12:00Z",
        register="datasets",
        scope={"dataset": "villages"},
        actor="publisher",
        objects=(ObjectRef("original", "0" * 64, 48),),
    )
    lines = [
        "# The leaf",
        "",
        "Each entry of the log is one leaf: canonical JSON in ASCII, keys sorted, no spaces, at",
        "most 65,535 bytes. It holds codes and commitments, and no free text about anyone.",
        "",
        "```json",
        example.encode().decode(),
        "```",
        "",
        "| field | holds |",
        "|---|---|",
        *(f"| `{name}` | {text} |" for name, text in _FIELDS.items()),
        "",
        "`c` is a salted commitment, in hexadecimal:",
        "",
        '    SHA-256("pendopo/object/v1" + one zero byte + salt (32 bytes) + SHA-256(content))',
        "",
        "and `n` the content's size in bytes. The content is `objects/<first two digits>/<c>`.",
        "`pub/<id>/salts.json` holds each salt beside the content's plain SHA-256; with salt and",
        "content destroyed, the commitment says nothing about what was there.",
        "",
        "## Kinds of act",
        "",
        "| type | what was done |",
        "|---|---|",
        *(f"| `{kind.value}` | {_ACTS[kind]} |" for kind in EntryType),
        "",
        "## Kinds of column",
        "",
        "What a table's column may hold, as the `metadata` object declares it:",
        "",
        *(f"- `{kind.value}`" for kind in Kind),
        "",
        "## Files of the log",
        "",
        "`log/` is a [C2SP tlog-tiles](https://c2sp.org/tlog-tiles) log: `checkpoint`, `tile/…`,",
        "and beside them `history/<size>.checkpoint`. `pub/<id>/receipt.tlog-proof` proves one",
        "entry.",
    ]
    return _page(lines)


# Writing


def _page(lines: list[str]) -> str:
    return "\n".join([lines[0], "", MADE, *lines[1:]]).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES: dict[str, Callable[[], str]] = {
    "settings": settings_page,
    "cli": cli_page,
    "registers": registers_page,
    "indicators": indicators_page,
    "pages": pages_page,
    "findings": findings_page,
    "leaf": leaf_page,
    "report": report_page,
}


def run(arguments: list[str]) -> int:
    """Write the pages, or compare them; give the exit code."""
    import_module("pendopo.cli.words").speak("en")
    drifted = []
    for name, make in PAGES.items():
        path, text = REFERENCE / f"{name}.md", make()
        if not path.exists() or path.read_text("utf-8") != text:
            drifted.append(path.relative_to(ROOT).as_posix())
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    if drifted and "--check" in arguments:
        print(f"not as the code says: {', '.join(drifted)}; run: python docs/generate.py")
        return 1
    print("\n".join(f"written: {path}" for path in drifted) or "docs/reference is as the code says")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
