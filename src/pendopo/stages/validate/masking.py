"""Pseudonyms: the same for the same value in every release, and nobody's without the key.

HMAC-SHA256 (RFC 2104) in SQL over whole columns: H(K xor opad, H(K xor ipad, text)).
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import duckdb

from pendopo.stages.validate.persons import plain, stripped
from pendopo.standards.identity import Pattern, plain_name
from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.personal import Decision, Fate

_PREFIX = b"pendopo/pseudonym/v1\0"
_BLOCK_BYTES = 64
# 80 bits: among a million values two share a pseudonym once in a trillion times.
_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Domain:
    """Within what the same value has the same pseudonym.

    :param key: the programme's
    :param scope: the codes of the publication: another dataset's pseudonyms are others
    """

    key: bytes
    register: str
    scope: str

    def key_of(self, column: str, decision: Decision, patterns: Sequence[Pattern]) -> bytes:
        """Give the key of a column's family.

        Told by names alone, never by what the cells hold: else a release with other faults in it
        would have other pseudonyms.
        """
        named = next((p.name for p in patterns if p.names_family(column)), plain_name(column))
        within = ("family", decision.family) if decision.family else ("scope", self.scope, named)
        text = "\0".join((self.register, *within)).encode()
        return hmac.digest(self.key, _PREFIX + text, hashlib.sha256)


def pseudonyms(key: bytes, register: str, family: str) -> Callable[[str], str]:
    """Give what makes a family's pseudonyms one by one: those that a masked column of it has.

    :param key: the programme's
    """
    within = Domain(key, register, "").key_of("", Decision(Fate.MASK, "", family=family), ())

    def pseudonym(text: str) -> str:
        digest = hmac.digest(within, text.encode(), hashlib.sha256).hex()
        return f"P-{digest[:_DIGITS].upper()}"

    return pseudonym


@dataclass(frozen=True, slots=True)
class Mask:
    """How one column is masked: every cell that holds a value, whoever's it is.

    :param key: of its family
    :param patterns: by which a number that is written in several ways has one pseudonym, those
        that the column's name tells first
    :param family: the pattern that gives the column its family, by which separators are left out
        of whatever else stands in it
    """

    column: Column
    key: bytes
    patterns: Sequence[Pattern] = ()
    family: Pattern | None = None

    def masked(self) -> Column:
        """Give the column as it is published."""
        return Column(
            self.column.name,
            Kind.CODE,
            title=self.column.title,
            meaning=self.column.meaning,
            source=self.column.source,
            personal=True,
            unique=self.column.unique,
        )

    def sql(self, engine: duckdb.DuckDBPyConnection, number: int) -> str:
        """Give the SQL of the masked cells; the key itself is no part of it.

        :param number: of the masks of a table, this one
        """
        padded = self.key.ljust(_BLOCK_BYTES, b"\0")
        for name, pad in (("ipad", 0x36), ("opad", 0x5C)):
            engine.execute(f"set variable {name}_{number} = $1", [bytes(b ^ pad for b in padded)])
        cell = f"{quote(self.column.name)}::varchar"
        inner = f"unhex(sha256(getvariable('ipad_{number}') || encode({self._text(cell)})))"
        outer = f"sha256(getvariable('opad_{number}') || {inner})"
        pseudonym = f"'P-' || upper(left({outer}, {_DIGITS}))"
        return f"case when {cell} is null then null else {pseudonym} end"

    def _text(self, cell: str) -> str:
        """Give the SQL of what a pseudonym is made of: the value as its pattern writes it."""
        other = stripped(cell, self.family) if self.family else f"trim({cell})"
        whole = rf"regexp_replace(trim({plain(cell)}), '^([0-9]{{10,18}})[.,]0{{1,2}}$', '\1')"
        cases = [
            f"when regexp_full_match({whole}, {literal(form)}) then"
            f" {_of_x(pattern.normal or 'x', stripped(whole, pattern))}"
            for pattern in self.patterns
            for form in (pattern.form, pattern.named if pattern.names(self.column.name) else "")
            if form and (pattern.separators or pattern.normal)
        ]
        return f"case {' '.join(cases)} else {other} end" if cases else other


def _of_x(sql: str, text: str) -> str:
    """Put a text into SQL that is written over ``x``."""
    return re.sub(r"\bx\b", lambda _: f"({text})", sql)


def without(table: Table, dropped: Sequence[str], masked: Sequence[Mask]) -> Table:
    """Give a table as it is published: columns dropped, columns masked."""
    masks = {mask.column.name: mask for mask in masked}
    columns = tuple(
        masks[column.name].masked() if column.name in masks else column
        for column in table.columns
        if column.name not in dropped
    )
    hidden = {*dropped, *masks}
    return replace(
        table,
        columns=columns,
        key=table.key if not set(dropped).intersection(table.key) else (),
        facets=tuple(name for name in table.facets if name not in hidden),
        unique=tuple(names for names in table.unique if not set(dropped).intersection(names)),
        foreign=tuple(
            key
            for key in table.foreign
            if not hidden.intersection(key.columns)
            and (key.table or not hidden.intersection(key.to))
        ),
    )
