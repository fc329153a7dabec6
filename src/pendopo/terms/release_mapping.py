"""A mapping to releases: a file that says how a source's rows become releases of OCDS.

It is a mapping like others (``terms.mapping``), whose columns are fields of a release. What it does
not name is not read, so that nothing else can reach a page. All that it may say is in
docs/how-to/publish-from-spse-and-sirup.md. Here it is parsed; the register of contracts applies it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pendopo.terms.mapping import (
    KEEP,
    STOP,
    ColumnRule,
    MappingError,
    Place,
    Skip,
    SourceMapping,
    mapping_of,
    skip_of,
)
from pendopo.terms.wording import say

DROP = "drop"
# What becomes of a cell that is on no list: told and left out, kept as it is, left out.
OTHERS = (STOP, KEEP, DROP)
# The name of a cell that is only worked out, to be used by others: ``$method``.
LOCAL = "$"
ISO = "iso"
_PATH = re.compile(r"\$[a-z_]+|[A-Za-z]+(?:/(?:[A-Za-z]+|[0-9]))*")
_PREFIX = re.compile(r"ocds-[a-z0-9]{6}")
_DIRECTIVE = re.compile(r"%(.)")
_DIRECTIVES = frozenset("dmYBHIMSpz")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_TOP = (
    "register",
    "title",
    "extends",
    "extensions",
    "ignore",
    "empty",
    "secret",
    "source",
    "release",
)
_PARTS = ("numbers", "dates", "list", "skip", "column", "party")


@dataclass(frozen=True, slots=True)
class Condition:
    """When something is made: a cell that holds something, or one of some words.

    :param words: in small letters; empty for anything at all
    """

    column: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Only:
    """Where a rule is followed.

    :param each: the list whose every item is asked; empty for the row
    :param when: all of these must hold
    :param unless: none of these may hold
    """

    each: str = ""
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field of a release is made.

    :param name: its path, a number for the item of a list (``awards/0/value/amount``); or a local
        name
    :param sources: columns, or local names; the filled ones are joined
    :param form: a text with ``{column}`` in it; nothing where one of them is empty
    :param first: whether only the first filled one counts, as it does for numbers, dates and ids
    :param take: a pattern whose group is taken
    :param codes: whole cells, case aside, and what is written for each
    """

    name: str
    sources: tuple[str, ...] = ()
    value: str = ""
    form: str = ""
    join: str = " "
    first: bool = False
    take: str = ""
    remove: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    others: str = STOP
    only: Only = Only()


@dataclass(frozen=True, slots=True)
class PartyRule:
    """How an organisation is made, and where it is referred to.

    :param at: the paths of its references: ``buyer``, ``awards/0/suppliers/0``
    :param numbers: columns of its tax number, the best first; a person's becomes a pseudonym
    :param scheme: of the tax number: ``ID-NPWP``
    :param code: the source's own number of it, a column or a form, where there is no tax number
    :param code_scheme: of that number
    :param known_as: the local name under which its id can be used: ``$supplier``
    """

    name: str
    roles: tuple[str, ...]
    at: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    scheme: str = ""
    code: str = ""
    code_scheme: str = ""
    known_as: str = ""
    only: Only = Only()


@dataclass(frozen=True, slots=True)
class ListRule:
    """A list in a cell: a JSON list, or texts with a mark between them.

    :param split: the mark; empty for a JSON list
    """

    name: str
    source: str
    split: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers are written.

    :param remove: what stands beside them: ``Rp``
    :param words: short words for powers of ten, in small letters: ``jt`` for a million
    """

    decimal: str = "."
    group: str = ""
    remove: tuple[str, ...] = ()
    words: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReleaseMapping:
    """A whole mapping to releases.

    :param prefix: of the ocid, as it was registered for the publisher
    :param ocid: the form of what follows it
    :param date: the columns of the release's date, of which the latest counts; none for the moment
        of receipt, which also stands for one that is yet to come
    :param apart: a column, or local name: rows in which it holds something make releases of their
        own, one for each of its words and each date; empty for none
    :param zone: the zone of dates that name none: an IANA name
    :param dates: the forms that dates have
    :param empty: whole cells that say nothing, in any column
    :param secret: columns whose cells are taken out of every text of their row as well
    """

    source: SourceMapping
    prefix: str
    ocid: str
    date: tuple[str, ...]
    apart: str
    currency: str
    language: str
    zone: str
    marks: Marks
    dates: tuple[str, ...]
    extensions: tuple[str, ...]
    secret: tuple[str, ...]
    empty: tuple[str, ...]
    lists: tuple[ListRule, ...]
    skips: tuple[Skip, ...]
    fields: tuple[FieldRule, ...]
    parties: tuple[PartyRule, ...]


def makes_releases(raw: Mapping[str, Any]) -> bool:
    """Tell whether a mapping's content is one to releases."""
    return "release" in raw


def source_of(raw: Mapping[str, Any]) -> SourceMapping:
    """Give what a mapping of either kind says of its source.

    :raises MappingError: for the first thing in it that cannot be followed
    """
    return release_mapping_of(raw).source if makes_releases(raw) else mapping_of(raw)


def release_mapping_of(raw: Mapping[str, Any]) -> ReleaseMapping:
    """Read the content of a mapping to releases.

    :raises MappingError: for the first thing in it that cannot be followed
    """
    top = Place(raw, "")
    top.only(*_TOP, *_PARTS)
    release = Place(top.table("release"), "release")
    release.only("prefix", "ocid", "date", "apart", "currency", "language", "timezone")
    dates = Place(top.table("dates"), "dates")
    dates.only("forms")
    lists = tuple(map(_list, top.tables("list")))
    fields = tuple(map(_field, top.tables("column")))
    parties = tuple(map(_party, top.tables("party")))
    if not fields:
        raise MappingError("column", None, say("Write [[column]] for each field of the release."))
    known = {one.name for one in lists}
    each = [(one.name, one.only.each) for one in fields]
    each += [(one.name, one.only.each) for one in parties]
    for name, listed in each:
        if listed and listed not in known:
            raise MappingError(f"{name}.each", listed, say("Write the name of a [[list]]."))
    return ReleaseMapping(
        source=_source(raw, fields, parties),
        prefix=_prefix(release),
        ocid=_ocid(release),
        date=release.texts("date"),
        apart=release.text("apart"),
        currency=release.text("currency"),
        language=release.text("language"),
        zone=release.text("timezone") or "UTC",
        marks=_marks(Place(top.table("numbers"), "numbers")),
        dates=_forms(dates),
        extensions=top.texts("extensions"),
        secret=top.texts("secret"),
        empty=top.texts("empty"),
        lists=lists,
        skips=tuple(map(skip_of, top.tables("skip"))),
        fields=fields,
        parties=parties,
    )


def placeholders(form: str) -> tuple[str, ...]:
    """Give the columns that a form names."""
    return tuple(_PLACEHOLDER.findall(form))


def filled(form: str, cell: Mapping[str, str]) -> str:
    """Put cells into a form."""
    return _PLACEHOLDER.sub(lambda found: cell[found[1]], form)


def _source(
    raw: Mapping[str, Any], fields: Sequence[FieldRule], parties: Sequence[PartyRule]
) -> SourceMapping:
    """Read what is said of the source, and show how fields are made, as in any mapping."""
    said = {name: raw[name] for name in ("title", "source", "ignore") if name in raw}
    unused = {"column": [{"name": "release", "value": ""}]}
    source = mapping_of({**said, **unused, "register": raw.get("register", "contracts")})
    made = [
        ColumnRule(
            one.name,
            one.sources or placeholders(one.form),
            one.value or None,
            take=one.take,
            remove=one.remove,
            codes=one.codes,
        )
        for one in fields
    ]
    made += [
        ColumnRule(at, tuple(filter(None, (one.name, *one.numbers, *_codes(one)))))
        for one in parties
        for at in one.at
    ]
    return replace(source, columns=tuple(made))


def _codes(party: PartyRule) -> tuple[str, ...]:
    return placeholders(party.code) or (party.code,)


def _prefix(release: Place) -> str:
    prefix = release.text("prefix")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise MappingError(
            release.at("prefix"),
            prefix,
            say("Write the prefix that was registered for you: ocds- and six letters or digits."),
        )
    return prefix


def _ocid(release: Place) -> str:
    form = release.text("ocid")
    if not placeholders(form):
        raise MappingError(
            release.at("ocid"),
            form or None,
            say("Write a form with a column of the source in curly brackets: its own number."),
        )
    return form


def _marks(place: Place) -> Marks:
    place.only("decimal", "group", "remove", "words")
    words = {}
    for word, value in place.table("words").items():
        if type(value) is not int or value < 1:
            raise MappingError(f"numbers.words.{word}", value, say("Write a whole number."))
        words[word.casefold()] = Decimal(value)
    decimal = place.mark("decimal") or "."
    group = place.mark("group")
    if decimal == group:
        raise MappingError(
            place.at("group"), group, say("Write another mark than that of the decimals.")
        )
    return Marks(decimal, group, place.texts("remove"), words)


def _forms(place: Place) -> tuple[str, ...]:
    forms = place.texts("forms") or (ISO,)
    for form in forms:
        found = _DIRECTIVE.findall(form)
        day = {"d", "Y"} < set(found) and len({"m", "B"} & set(found)) == 1
        if form != ISO and not (day and _DIRECTIVES.issuperset(found)):
            raise MappingError(
                place.at("forms"),
                form,
                say(
                    'Write "iso", or a form of %d, %m or %B, %Y, and perhaps %H or %I, %M, %S, %p.'
                ),
            )
    return forms


def _list(place: Place) -> ListRule:
    place.only("name", "from", "split")
    rule = ListRule(place.text("name"), place.text("from"), place.text("split"))
    if not rule.name or not rule.source:
        raise MappingError(
            place.where, sorted(place.found), say("Write name, and from: the column it stands in.")
        )
    return rule


def _conditions(place: Place, name: str) -> tuple[Condition, ...]:
    found = []
    for text in place.texts(name):
        column, mark, words = text.partition("=")
        listed = tuple(word.strip().casefold() for word in words.split("|")) if mark else ()
        found.append(Condition(column.strip(), listed))
    return tuple(found)


def _only(place: Place) -> Only:
    return Only(place.text("each"), _conditions(place, "when"), _conditions(place, "unless"))


_OF_FIELD = (
    "name",
    "from",
    "value",
    "form",
    "join",
    "first",
    "take",
    "remove",
    "empty",
    "codes",
    "others",
)
_OF_ONLY = ("each", "when", "unless")


def _field(place: Place) -> FieldRule:
    place.only(*_OF_FIELD, *_OF_ONLY)
    rule = FieldRule(
        name=place.text("name"),
        sources=place.texts("from"),
        value=place.text("value"),
        form=place.text("form"),
        join=place.text("join") if "join" in place.found else " ",
        first=place.truth("first"),
        take=place.pattern("take", (1,)),
        remove=place.texts("remove"),
        empty=place.texts("empty"),
        codes=place.codes(),
        others=place.text("others") or STOP,
        only=_only(place),
    )
    if not _PATH.fullmatch(rule.name):
        raise MappingError(
            place.at("name"), rule.name or None, say("Write a path such as tender/value/amount.")
        )
    if sum(map(bool, (rule.sources, rule.value, rule.form))) != 1:
        raise MappingError(
            place.where,
            sorted(place.found),
            say("Write one of from, value and form: where it comes from."),
        )
    if rule.others not in OTHERS:
        raise MappingError(place.at("others"), rule.others, say('Write "stop", "keep" or "drop".'))
    return rule


def _party(place: Place) -> PartyRule:
    place.only("name", "roles", "at", "number", "scheme", "code", "code_scheme", "as", *_OF_ONLY)
    rule = PartyRule(
        name=place.text("name"),
        roles=place.texts("roles"),
        at=place.texts("at"),
        numbers=place.texts("number"),
        scheme=place.text("scheme"),
        code=place.text("code"),
        code_scheme=place.text("code_scheme"),
        known_as=place.text("as"),
        only=_only(place),
    )
    if not rule.name or not rule.roles or bool(rule.numbers) != bool(rule.scheme):
        raise MappingError(
            place.where,
            sorted(place.found),
            say("Write name, the column of its name; roles; and scheme where there is a number."),
        )
    return rule
