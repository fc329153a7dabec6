"""One row of a source, followed by a mapping: fields of a release, and its organisations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Final

from pendopo.registers.contracts.sources import told as kind_of
from pendopo.registers.contracts.sources.care import Care, Secrets
from pendopo.registers.contracts.sources.cells import (
    Figure,
    date_reader,
    is_plain_number,
    number_reader,
    number_text,
    plain_text,
)
from pendopo.registers.contracts.sources.party import (
    COMPANY,
    PERSON,
    Party,
    digits_of,
    id_of_name,
    owner_of,
    same_number,
)
from pendopo.registers.contracts.sources.told import Told
from pendopo.standards.ocds.flat.kinds import INTEGER, NUMBER, path_of
from pendopo.terms.mapping import KEEP
from pendopo.terms.release_mapping import (
    DROP,
    LOCAL,
    Condition,
    FieldRule,
    Only,
    PartyRule,
    ReleaseMapping,
    filled,
    placeholders,
)

_DATE: Final = re.compile(r"(?:.*/)?(?:date|date[A-Z]\w*|\w*Date)")
_ID: Final = re.compile(r"(?:.*/)?(?:id|\w+ID|identifier|uri|url)")
# No amount has as many digits; a NIK has sixteen.
_DIGITS_OF_A_PERSON = 15
_CACHED = 1 << 16

# What a form may name besides columns: the prefix of the ocids.
PREFIX: Final = "$prefix"

Scope = Mapping[str, str]
Cells = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row, or one item of a list in it.

    :param scope: its cells, by the names that the mapping has for them
    """

    line: int
    scope: dict[str, str]
    secrets: Secrets


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of a row, or of the items of one list."""

    locals: list[FieldRule]
    fields: list[FieldRule]
    parties: list[PartyRule]


class Following:
    """Follows the rules of a mapping, row by row.

    :param kinds: of the fields of a release, by their path
    """

    def __init__(
        self, mapping: ReleaseMapping, care: Care, told: Told, kinds: Mapping[str, str]
    ) -> None:
        self._mapping = mapping
        self._care = care
        self._told = told
        self._kinds = kinds
        self._number = number_reader(mapping.marks)
        self._date = date_reader(mapping.dates, mapping.zone)
        self._take = {one.take: re.compile(one.take) for one in mapping.fields if one.take}
        self._known_as = [one.known_as for one in mapping.parties if one.known_as]
        self._codes: dict[str, dict[str, str]] = {}
        for one in mapping.fields:
            own = {code.casefold(): ours for code, ours in one.codes.items()}
            self._codes[one.name] = self._codes.get(one.name, {}) | own
        self._clean = lru_cache(_CACHED)(care.clean)
        self._tells = lru_cache(_CACHED)(care.tells)
        self._pseudonym = cache(care.pseudonym)
        self._by_list = {
            name: _Rules(
                [one for one in mapping.fields if one.only.each == name and _is_local(one)],
                [one for one in mapping.fields if one.only.each == name and not _is_local(one)],
                [one for one in mapping.parties if one.only.each == name],
            )
            for name in ("", *(one.name for one in mapping.lists))
        }

    def ocid(self, row: Row) -> str:
        """Give what follows the prefix of a row's ocid; empty where it has none, which is told."""
        made = self._form(self._mapping.ocid, row.scope)
        if made and not self._personal(made, row):
            return re.sub(r"\s+", "-", made)
        self._told.add(kind_of.NO_ID, self._mapping.ocid, row.line)
        return ""

    def date(self, row: Row) -> str:
        """Give the date of a row's release: the latest that can be read; empty for none."""
        found = []
        for name in self._mapping.date:
            cell = row.scope.get(name, "")
            read = self._date(cell, False) if cell else None  # noqa: FBT003
            if read:
                found.append(read)
            elif cell:
                self._told.add(kind_of.DATE, name, row.line, self._clean(cell))
        return max(found, key=datetime.fromisoformat, default="")

    def fields(self, row: Row, each: str = "") -> Cells:
        """Give the fields that a row makes, or an item of a list."""
        made: Cells = []
        for rule in self._by_list[each].fields:
            if _always(rule.only) or self.holds(rule.only, row.scope):
                cell = self._cell(rule, row)
                if cell:
                    made += self._value(rule.name, cell, row)
        return made

    def locals(self, row: Row, each: str = "") -> None:
        """Work out what other rules use, and put it beside the cells."""
        for rule in self._by_list[each].locals:
            if self.holds(rule.only, row.scope):
                row.scope[rule.name] = self._cell(rule, row)

    def parties(self, row: Row, each: str = "") -> Iterator[tuple[Party, PartyRule]]:
        """Give the organisations that a row names, or an item of a list."""
        for rule in self._by_list[each].parties:
            if self.holds(rule.only, row.scope):
                party = self._party(rule, row)
                if party:
                    yield party, rule

    def holds(self, only: Only, scope: Scope) -> bool:
        """Tell whether a rule is to be followed."""
        return all(_holds(one, scope) for one in only.when) and not any(
            _holds(one, scope) for one in only.unless
        )

    def _form(self, form: str, scope: Scope) -> str:
        cells = {name: plain_text(scope.get(name, "")) for name in placeholders(form)}
        return filled(form, cells) if all(cells.values()) else ""

    def _cell(self, rule: FieldRule, row: Row) -> str:
        if rule.value:
            return rule.value
        if rule.form:
            return self._form(rule.form, row.scope)
        found = [
            cell
            for name in rule.sources
            if (cell := row.scope.get(name, "")) and not self._empty(rule, cell)
        ]
        joins = len(found) > 1 and not rule.first and self._joins(rule.name)
        cell = rule.join.join(found) if joins else next(iter(found), "")
        return self._shaped(rule, cell, row)

    def _empty(self, rule: FieldRule, cell: str) -> bool:
        """Tell whether a cell says nothing: where 0 does, so does 0 in every way of writing it."""
        return cell.strip() in rule.empty or ("0" in rule.empty and self._number(cell) == 0)

    def _shaped(self, rule: FieldRule, given: str, row: Row) -> str:
        cell = given
        if rule.take and cell:
            match = self._take[rule.take].search(cell)
            cell = match[1] or "" if match else self._unknown(rule, cell, row)
        for text in rule.remove:
            cell = cell.replace(text, "")
        if isinstance(given, Figure) and is_plain_number(cell):
            cell = Figure(cell)
        return self._coded(rule, cell, row) if rule.codes and cell.strip() else cell

    def _joins(self, name: str) -> bool:
        """Tell whether several cells make one text; of numbers, dates and ids the first counts."""
        kind = self._kinds.get(path_of(name), "")
        return kind not in {NUMBER, INTEGER} and not (_DATE.fullmatch(name) or _ID.fullmatch(name))

    def _coded(self, rule: FieldRule, cell: str, row: Row) -> str:
        plain = plain_text(cell)
        known = self._codes[rule.name].get(plain.casefold())
        return self._unknown(rule, plain, row) if known is None else known

    def _unknown(self, rule: FieldRule, cell: str, row: Row) -> str:
        """Say what becomes of a cell that is on no list, or lacks the part that is taken."""
        if rule.others != DROP:
            kind = kind_of.KEPT if rule.others == KEEP else kind_of.CODE
            self._told.add(kind, rule.name, row.line, self._shown(cell, row))
        return cell if rule.others == KEEP else ""

    def _value(self, name: str, cell: str, row: Row) -> Cells:
        """Give a field and its value, and the currency beside an amount."""
        kind = self._kinds.get(path_of(name), "")
        if kind in {NUMBER, INTEGER}:
            return self._amount(name, cell, row)
        if _DATE.fullmatch(name):
            read = self._date(cell, name.endswith("endDate"))
            if read is None and cell.strip():
                self._told.add(kind_of.DATE, name, row.line, self._shown(cell, row))
            return [(name, read)] if read else []
        text = plain_text(cell)
        if _ID.fullmatch(name):
            if self._personal(self._without_parties(text, row), row):
                self._told.add(kind_of.ID, name, row.line)
                return []
            return [(name, text)] if text else []
        text = self._cleaned(name, text, row)
        return [(name, text)] if text else []

    def _amount(self, name: str, cell: str, row: Row) -> Cells:
        if not cell.strip():
            return []
        digits = sum(letter.isdigit() for letter in cell)
        long = digits >= _DIGITS_OF_A_PERSON and self._personal(cell, row)
        if long or row.secrets.is_one(cell):
            self._told.add(kind_of.ID, name, row.line)
            return []
        number = self._number(cell)
        if number is None:
            self._told.add(kind_of.NUMBER, name, row.line, self._shown(cell, row))
            return []
        made = [(name, number_text(number))]
        if name.endswith("/amount") and self._mapping.currency:
            made.append((f"{name.removesuffix('amount')}currency", self._mapping.currency))
        return made

    def _cleaned(self, name: str, text: str, row: Row, *, words: bool = True) -> str:
        clean = self._clean(row.secrets.out_of(text, words=words))
        if clean != text:
            self._told.add(kind_of.PERSON, name, row.line)
        return clean

    def _without_parties(self, text: str, row: Row) -> str:
        """Give an id without those of organisations, which were judged when they were made."""
        for name in self._known_as:
            known = row.scope.get(name, "")
            text = text.replace(known, "") if known else text
        return text

    def _shown(self, cell: str, row: Row) -> str:
        return self._clean(row.secrets.out_of(plain_text(cell)))

    def _personal(self, code: str, row: Row) -> bool:
        return self._tells(str(code)) or row.secrets.holds(code)

    def _party(self, rule: PartyRule, row: Row) -> Party | None:
        raw = plain_text(row.scope.get(rule.name, ""))
        if not raw:
            return None
        name = self._cleaned(rule.name, raw, row, words=False)
        for column in rule.numbers:
            digits = digits_of(_whole(row.scope.get(column, "")))
            owner = owner_of(digits, raw) if digits else ""
            if owner == COMPANY:
                number = same_number(digits)
                return Party(f"{rule.scheme}-{number}", name, rule.scheme, number)
            if owner == PERSON:
                self._told.add(kind_of.PSEUDONYM, rule.name, row.line)
                return Party(self._pseudonym(same_number(digits)), name)
            if digits:
                self._told.add(kind_of.TAX, column, row.line)
        code = self._code(rule, row)
        if code and not self._personal(code, row):
            scheme = rule.code_scheme
            return Party(f"{scheme}-{code}" if scheme else code, name, scheme, code)
        return Party(id_of_name(name), name)

    def _code(self, rule: PartyRule, row: Row) -> str:
        if "{" in rule.code:
            return self._form(rule.code, row.scope)
        return plain_text(row.scope.get(rule.code, ""))


def _is_local(rule: FieldRule) -> bool:
    return rule.name.startswith(LOCAL)


def _always(only: Only) -> bool:
    return not only.when and not only.unless


def _whole(cell: str) -> str:
    """Give a number that a spreadsheet or a float wrote without what it has behind the point."""
    return re.sub(r"^([0-9]{10,18})\.0{1,2}$", r"\1", cell.strip())


def _holds(condition: Condition, scope: Scope) -> bool:
    cell = scope.get(condition.column, "").strip()
    return cell.casefold() in condition.words if condition.words else bool(cell)


def scope_of(item: object, name: str) -> dict[str, str]:
    """Give the cells of an item of a list: ``name.member``, or ``name`` for a plain one."""
    if not isinstance(item, dict):
        return {name: _written(item)}
    found: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            found |= scope_of(value, f"{name}.{key}")
        else:
            found[f"{name}.{key}"] = _written(value)
    return found


def _written(value: object) -> str:
    if value is None or isinstance(value, list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, Figure) else str(value)
