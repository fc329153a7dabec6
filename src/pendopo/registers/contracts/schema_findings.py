"""What the schema says of a release, and what it leaves unsaid, in sentences."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pendopo.standards.ocds.fault import SchemaFault
from pendopo.standards.ocds.look import ADDITIONAL, DEPRECATED, EMPTY, OPEN_CODE, SAME_ID
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_SCHEMA = Finding(
    "release_fits_the_schema",
    Weight.WARN,
    say("{pointer} holds {found}, against the rule {keyword}: {expected}."),
    table="releases",
    column="json",
    source="OCDS, release schema",
)
_BY_KEYWORD: Final[Mapping[str, tuple[str, str]]] = {
    "required": (say("{pointer} is missing."), say("Write the field; OCDS requires it.")),
    "type": (
        say("{pointer} holds a JSON {found}; OCDS has {expected} there."),
        say("Write it as one of: {expected}."),
    ),
    "enum": (
        say("{pointer} holds {found}, which is not in the closed list of codes."),
        say("Write one of: {expected}"),
    ),
    "format": (
        say("{pointer} holds {found}, which is not of the format {expected}."),
        say("Write it in the format {expected}; a date-time is like 2026-03-02T09:00:00+07:00."),
    ),
    "uniqueItems": (
        say("The list {pointer} holds the same thing twice."),
        say("Write each thing once."),
    ),
    "minItems": (
        say("The list {pointer} is empty."),
        say("Write at least one thing into the list, or leave the field out."),
    ),
    "minLength": (
        say("{pointer} is an empty text."),
        say("Write the text, or leave the field out."),
    ),
}
_APART: Final[Mapping[str, Finding]] = {
    ADDITIONAL: replace(
        _SCHEMA,
        rule="field_is_in_the_schema",
        weight=Weight.NOTE,
        message=say("{pointer} is a field that OCDS does not know."),
        write=say(
            "Look whether the field is spelt as OCDS spells it; a field of an extension is known "
            "when the package names the extension."
        ),
        source="OCDS, additional fields",
    ),
    DEPRECATED: replace(
        _SCHEMA,
        rule="field_is_in_use",
        weight=Weight.NOTE,
        message=say("{pointer} is a field that OCDS gave up in version {expected}."),
        write=say("Write the field that took its place; the schema reference names it."),
        source="OCDS, deprecated fields",
    ),
    EMPTY: replace(
        _SCHEMA,
        rule="field_holds_something",
        weight=Weight.NOTE,
        message=say("{pointer} is there and holds nothing."),
        write=say("Write what it is, or leave the field out."),
        source="OCDS, empty fields",
    ),
    OPEN_CODE: replace(
        _SCHEMA,
        rule="code_is_in_the_open_list",
        weight=Weight.NOTE,
        message=say("{pointer} holds {found}, a code that is not in the standard's open list."),
        write=say("Write one of these where it means the same: {expected}"),
        source="OCDS, open codelists",
    ),
    SAME_ID: replace(
        _SCHEMA,
        rule="ids_differ_within_a_list",
        message=say("{pointer} holds {found} more than once within one list."),
        write=say("Give each thing in a list an id of its own; the merge keeps only the last."),
        source="OCDS, identifier merge",
    ),
}
_PACKAGE = replace(
    _SCHEMA, rule="package_fits_the_schema", table="", column="", source="OCDS, package schema"
)
# These have findings of their own, which say more.
_SAID_OTHERWISE = frozenset({"/ocid", "/date"})
_SAID_WHEN_MISSING = frozenset({"/tag"})


def rule_of(fault: SchemaFault) -> str:
    """Name the rule that a fault of a release breaks; empty when a finding says it better."""
    apart = _APART.get(fault.keyword)
    if fault.pointer in _SAID_OTHERWISE:
        return ""
    if fault.pointer in _SAID_WHEN_MISSING and (apart or fault.keyword == "required"):
        return ""
    return apart.rule if apart else _SCHEMA.rule


def finding_of(fault: SchemaFault) -> Finding | None:
    """Put what is wrong in a release into words; None when a finding of its own says it better."""
    return _worded(_SCHEMA, fault) if rule_of(fault) else None


def package_finding_of(fault: SchemaFault) -> Finding:
    """Put what is wrong in a package, beside its releases, into words."""
    return _worded(_PACKAGE, fault)


def kind_of(fault: SchemaFault) -> str:
    """Tell faults apart that are told apart."""
    kind = f"{fault.pointer} {fault.keyword} {fault.expected}"
    return f"{kind} {fault.found}" if fault.keyword == "type" else kind


def _worded(finding: Finding, fault: SchemaFault) -> Finding:
    values = {
        "pointer": fault.pointer,
        "keyword": fault.keyword,
        "expected": fault.expected,
        "found": fault.found,
    }
    if fault.keyword in _APART:
        return replace(_APART[fault.keyword], values=values)
    known = (finding.message, finding.write)
    message, write = _BY_KEYWORD.get(fault.keyword, known)
    return replace(finding, message=message, write=write, values=values)
