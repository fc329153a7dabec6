"""What a publisher must say of a file before it can be published."""

import re

from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Declaration
from pendopo.terms.licence import licence_ids, licence_named
from pendopo.terms.register import Fold, Register
from pendopo.terms.wording import say


def check_declaration(register: Register, declaration: Declaration) -> tuple[Finding, ...]:
    """Hold a declaration to what its register and the law of reuse ask: licence, title, scope."""
    return (*_licence(declaration), *_title(declaration), *_scope(register, declaration))


def _licence(declaration: Declaration) -> list[Finding]:
    if not declaration.licence.strip():
        return [
            Finding(
                "publication_has_a_licence",
                Weight.STOP,
                say("No licence says that people may use the data again."),
                {"licences": ", ".join(licence_ids())},
                say("State one of these with --licence: {licences}."),
            )
        ]
    if licence_named(declaration.licence) is None:
        return [
            Finding(
                "publication_has_a_licence",
                Weight.STOP,
                say("{found} is not among the licences that let anyone use the data again."),
                {"found": declaration.licence, "licences": ", ".join(licence_ids())},
                say("State one of these with --licence: {licences}."),
            )
        ]
    return []


def _title(declaration: Declaration) -> list[Finding]:
    if declaration.title.strip():
        return []
    return [
        Finding(
            "publication_has_a_title",
            Weight.STOP,
            say("The publication has no title by which people could find it."),
            write=say("Write what the table is about, where and when: Road repairs in 2026."),
        )
    ]


def _scope(register: Register, declaration: Declaration) -> list[Finding]:
    findings = [
        _finding(register, part.name, declaration.scope.get(part.name, ""), part.example)
        for part in register.scope
        if not (part.optional and part.name not in declaration.scope)
        and not re.fullmatch(part.pattern, declaration.scope.get(part.name, ""))
    ]
    known = {part.name for part in register.scope}
    findings += [_unknown(register, name) for name in declaration.scope if name not in known]
    if declaration.replaces and register.fold is not Fold.MERGE:
        findings.append(_replaces(register))
    return findings


def _finding(register: Register, name: str, found: str, example: str) -> Finding:
    values = {"register": register.name, "name": name, "found": found, "example": example}
    if not found:
        return Finding(
            "scope_is_named",
            Weight.STOP,
            say("A publication in {register} replaces the one before it of the same {name}."),
            {name: values[name] for name in ("register", "name", "example")},
            say("Name it with --scope {name}={example}."),
        )
    return Finding(
        "scope_is_named",
        Weight.STOP,
        say("{found} is not a {name} of {register}."),
        values,
        say("Write it like this: --scope {name}={example}."),
    )


def _unknown(register: Register, name: str) -> Finding:
    return Finding(
        "scope_is_named",
        Weight.STOP,
        say("The register {register} has no {name} in its scope; it has {known}."),
        {
            "register": register.name,
            "name": name,
            "known": ", ".join(part.name for part in register.scope) or say("none"),
        },
        say("Leave --scope {name}=… out."),
    )


def _replaces(register: Register) -> Finding:
    return Finding(
        "scope_is_named",
        Weight.STOP,
        say("In {register} a publication replaces the one of the same scope, not a named one."),
        {"register": register.name},
        say("Leave --replaces out."),
    )
