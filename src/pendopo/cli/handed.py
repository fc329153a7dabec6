"""What ``check`` and ``publish`` are handed: options that become a declaration and requests."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pendopo.cli.verb import RefusedError, readable
from pendopo.cli.words import meant, word
from pendopo.terms.licence import licence_ids, licence_named
from pendopo.terms.register import Register, ScopePart
from pendopo.terms.wording import say

# Patterns of scopes in words.
_LETTERS = {
    "[a-z0-9-]{1,64}": say("1 to 64 of these: the small letters a to z, digits and hyphens"),
}


def scope_of(parts: Sequence[str], register: Register) -> dict[str, str]:
    """Read ``--scope name=code`` options; which codes a register needs is its declaration's.

    :raises RefusedError: naming the register's codes, with an example
    """
    scope: dict[str, str] = {}
    known = {part.name: part for part in register.scope}
    for text in parts:
        name, mark, code = text.partition("=")
        if not mark or name not in known:
            raise RefusedError(_scope_help(text, register) + meant(name, known))
        scope[name] = code
    return scope


def hold_codes(parts: Sequence[str], register: Register) -> None:
    """Hold the codes that a person wrote to the letters that they may have.

    A code that a file's name is put into is left to the check of that file.

    :raises RefusedError: saying which letters those are, with an example
    """
    known = {part.name: part for part in register.scope}
    for text in parts:
        name, _, code = text.partition("=")
        part = known.get(name)
        if part and code and "{name}" not in code and not re.fullmatch(part.pattern, code):
            raise RefusedError(_code_help(part, code))


def _code_help(part: ScopePart, code: str) -> str:
    letters = word(_LETTERS.get(part.pattern, say("the form {pattern}")), pattern=part.pattern)
    near = re.sub("[^a-z0-9]+", "-", code.lower()).strip("-")
    example = near if re.fullmatch(part.pattern, near) else part.example
    return word(
        say("--scope {name}={code}: a {name} is {letters}; write, for example, {example}"),
        name=part.name,
        code=code,
        letters=letters,
        example=f"--scope {part.name}={example}",
    )


def _scope_help(text: str, register: Register) -> str:
    if not register.scope:
        say_none = say("--scope {text}: register {register} has no scope; leave it out")
        return word(say_none, text=text, register=register.name)
    example = " ".join(f"--scope {part.name}={part.example}" for part in register.scope)
    return word(
        say("--scope {text}: register {register} takes {example}."),
        text=text,
        register=register.name,
        example=example,
    )


def licence_of(text: str) -> str:
    """Hold a licence to be one that allows reuse, and give its identifier.

    :raises RefusedError: naming those there are
    """
    found = licence_named(text)
    if text and found is None:
        raise RefusedError(
            word(
                say("--licence is {text}; write one of {names}."),
                text=repr(text),
                names=", ".join(licence_ids()),
            )
            + meant(text, licence_ids())
        )
    return found.id if found else ""


def title_of(filename: str) -> str:
    """Give the title of a file that nobody gave one: its name, without the ending."""
    return Path(filename).stem.replace("_", " ").strip() or filename


def schema_of(path: Path | None) -> Mapping[str, Any] | None:
    """Read a Table Schema descriptor.

    :raises RefusedError: when it is none
    """
    if path is None:
        return None
    readable(path, "--schema")
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise RefusedError(
            word(
                say(
                    "--schema {path}: no JSON from line {line}, sign {sign} on; write a "
                    "Table Schema"
                ),
                path=path,
                line=error.lineno,
                sign=error.colno,
            )
        ) from error
    except UnicodeDecodeError as error:
        raise RefusedError(
            word(say("--schema {path}: not UTF-8; save it as UTF-8"), path=path)
        ) from error
    if not isinstance(found, dict) or not isinstance(found.get("fields"), list):
        raise RefusedError(
            word(
                say('--schema {path}: no list of fields; write {"fields": [{"name": …}]}'),
                path=path,
            )
        )
    return found
