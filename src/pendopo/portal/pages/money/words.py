"""How phases, directions and readings are called on the page of money."""

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.pages.money.asked import CAPITA_WORD, NOMINAL_WORD, REAL_WORD, Budget
from pendopo.terms.wording import fill


def phases() -> dict[str, str]:
    """Name the phases of a budget."""
    return {
        "pre-budget": _("Before the budget"),
        "proposal": _("Proposed"),
        "approved": _("Approved"),
        "revised": _("Revised"),
        "executed": _("Executed"),
        "audited": _("Audited"),
    }


def directions() -> dict[str, str]:
    """Name the ways that money goes."""
    return {
        "revenue": _("Where it comes from"),
        "expenditure": _("Where it goes"),
        "financing-in": _("Loans and savings used"),
        "financing-out": _("Loans repaid and savings made"),
    }


def readings(budget: Budget) -> dict[str, str]:
    """Name the readings of an amount."""
    year = {"year": budget.prices_year}
    return {
        NOMINAL_WORD: _("As written then"),
        REAL_WORD: fill(_("In prices of {year}"), year),
        CAPITA_WORD: _("For each person"),
    }


def told_reading(budget: Budget) -> dict[str, str]:
    """Say what the amounts are, of which index or count, and what is not known."""
    note = fill(_("In {currency}, as written then."), {"currency": budget.currency})
    if budget.reading_word == REAL_WORD and budget.reading.prices:
        prices = budget.reading.prices
        said = {
            "currency": budget.currency,
            "year": budget.prices_year,
            "table": prices.table,
            "base": prices.base or _("no base told"),
        }
        note = fill(_("In {currency} at prices of {year}, by {table} ({base})."), said)
    if budget.reading_word == CAPITA_WORD and budget.reading.people:
        found = budget.reading.people.at(budget.publisher, int(budget.year))
        by = "; ".join(budget.reading.people.counted_by(budget.publisher, int(budget.year)))
        table = budget.reading.people.table
        said = {"currency": budget.currency, "table": f"{table} ({by})" if by else table}
        if found:
            said |= {"people": writing.number(found[1]), "year": str(found[0])}
            words = _("In {currency} for each of {people} people of {year}, by {table}.")
        elif by:
            words = _("In {currency} for each person; how many there were differs in {table}.")
        else:
            words = _("In {currency} for each person; how many there were is not in {table}.")
        note = fill(words, said)
    return {"note": note}


def people(budget: Budget, year: int) -> str:
    """Say for how many people of which year amounts of a year are; empty in other readings."""
    if budget.reading_word != CAPITA_WORD or not budget.reading.people:
        return ""
    found = budget.reading.people.at(budget.publisher, year)
    if found is None:
        return _("how many people there were is not known")
    said = {"people": writing.number(found[1]), "year": str(found[0])}
    return fill(_("{people} people of {year}"), said)


def unavailable(budget: Budget) -> list[str]:
    """Say which readings are not to be had, and what would have to be published."""
    words = {
        REAL_WORD: _(
            "Amounts in the prices of one year are not shown: no index of prices that can be read "
            "is published here."
        ),
        CAPITA_WORD: _(
            "Amounts for each person are not shown: how many people live here is not published."
        ),
    }
    return [text for word, text in words.items() if word in budget.refused]
