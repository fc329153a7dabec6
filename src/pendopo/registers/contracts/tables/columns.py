"""Columns as the tables of contracts declare them, and those that several of them share."""

from dataclasses import replace
from typing import Final

from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import say

OCDS: Final = "OCDS 1.1.5"
MERGED: Final = say("OCDS 1.1.5, merged by ocid")
# What a column of the exchange table says, and what follows from it.
RATES: Final = say("the exchange rates that the government published")
_BESIDE: Final = say("in the currency beside it")
_HOME: Final = say("in the home currency")


def code(name: str, title: str, meaning: str, source: str) -> Column:
    """Declare a column of codes."""
    return Column(name, Kind.CODE, title=title, meaning=meaning, source=source)


def text(name: str, title: str, meaning: str, source: str) -> Column:
    """Declare a column of texts."""
    return Column(name, Kind.TEXT, title=title, meaning=meaning, source=source)


def day(name: str, title: str, meaning: str, source: str) -> Column:
    """Declare a column of days, as written in the publisher's own zone."""
    return Column(name, Kind.DATE, title=title, meaning=meaning, source=source)


def moment(name: str, title: str, meaning: str, source: str) -> Column:
    """Declare a column of moments."""
    return Column(name, Kind.DATETIME, title=title, meaning=meaning, unit="UTC", source=source)


def count(name: str, title: str, meaning: str, source: str) -> Column:
    """Declare a column of whole numbers."""
    return Column(name, Kind.INTEGER, title=title, meaning=meaning, source=source)


def amount(name: str, title: str, meaning: str, source: str) -> Column:
    """Declare a column of amounts with every digit, in the currency beside it."""
    return Column(name, Kind.DECIMAL, title=title, meaning=meaning, unit=_BESIDE, source=source)


def money(name: str, title: str, meaning: str, source: str) -> Column:
    """Declare a column of amounts of two digits, in the currency beside it."""
    return Column(name, Kind.MONEY, title=title, meaning=meaning, unit=_BESIDE, source=source)


def home(name: str, title: str, meaning: str) -> Column:
    """Declare a column of amounts that may be compared with each other."""
    return Column(name, Kind.MONEY, title=title, meaning=meaning, unit=_HOME, source=RATES)


def currency(path: str, name: str = "currency", title: str = say("Currency")) -> Column:
    """Declare the currency beside an amount.

    :param path: where it stands in a release
    """
    return code(name, title, say("ISO 4217 code."), f"{OCDS}, {path}/currency")


HOME_CURRENCY: Final = code(
    "home_currency",
    say("Home currency"),
    say("The currency in which amounts are compared: the government's own when it published."),
    RATES,
)
# What follows an amount and its currency, where a table has one amount a row.
COMPARED: Final = (
    home(
        "home_amount",
        say("In the home currency"),
        say("The amount at the rate of its day; empty where no rate is at hand."),
    ),
    HOME_CURRENCY,
    Column(
        "rate",
        Kind.DECIMAL,
        title=say("Rate"),
        meaning=say("What one unit of the currency was worth; 1 for the home currency itself."),
        unit=_HOME,
        source=RATES,
    ),
    day(
        "rate_day",
        say("Day of the rate"),
        say("The last day with a rate, at most 31 days before the amount's own."),
        RATES,
    ),
)
# The same where amounts are of single things, which cost less than a hundredth.
COMPARED_PRICE: Final = (replace(COMPARED[0], kind=Kind.DECIMAL), *COMPARED[1:])

OCID: Final = code(
    "ocid",
    say("Contracting process"),
    say("The open contracting identifier: one process keeps it from plan to payment."),
    f"{OCDS}, ocid",
)
RELEASE_ID: Final = code(
    "release_id",
    say("Release"),
    say("The publisher's identifier of this release, unique within its process."),
    f"{OCDS}, id",
)
PART: Final = code(
    "part",
    say("Part"),
    say(
        "To which part of the process it belongs: process, planning, tender, bid, award, contract "
        "or implementation."
    ),
    OCDS,
)
PART_ID: Final = code(
    "part_id",
    say("Part's id"),
    say(
        "The id of that tender, bid, award or contract; for the process and its planning, and "
        "where there is none, no-id."
    ),
    OCDS,
)


def by_id(name: str, title: str, path: str) -> Column:
    """Declare the column that names the things of a list.

    :param path: where the list stands in a release
    """
    meaning = say("Its id as text; where there is none, no-id and its place in the list.")
    return code(name, title, meaning, f"{OCDS}, {path}/id")


def by_firm(name: str, title: str, path: str) -> Column:
    """Declare the column that names the organisations of a list.

    :param path: where the list stands in a release
    """
    meaning = say(
        "Its id as text; where there is none, no-id with the ocid and its name, which hold within "
        "this process alone."
    )
    return code(name, title, meaning, f"{OCDS}, {path}/id")


# What the tables of a submission and those of the merge say in the same words.
BUYER_ID: Final = code("buyer_id", say("Buyer's id"), say("Who buys, by id."), f"{OCDS}, buyer/id")
TENDER_TITLE: Final = text("title", say("Title"), say("What is bought."), f"{OCDS}, tender/title")
TENDER_STATUS: Final = text(
    "status", say("Status"), say("Where the tender stands."), f"{OCDS}, tender/status"
)
TENDER_METHOD: Final = text(
    "method",
    say("Method"),
    say("How bidders are chosen: open, selective, limited, direct."),
    f"{OCDS}, tender/procurementMethod",
)
TENDER_CATEGORY: Final = text(
    "category",
    say("Category"),
    say("Goods, works or services."),
    f"{OCDS}, tender/mainProcurementCategory",
)
AWARD_ID: Final = code("award_id", say("Award"), say("The award's id."), f"{OCDS}, awards/id")
AWARD_STATUS: Final = text(
    "status", say("Status"), say("Where the award stands."), f"{OCDS}, awards/status"
)
AWARD_DATE: Final = day(
    "date", say("Awarded"), say("The day of the award, as written."), f"{OCDS}, awards/date"
)
AWARD_OF_CONTRACT: Final = code(
    "award_id",
    say("Award"),
    say("The award that the contract stands on."),
    f"{OCDS}, contracts/awardID",
)
CONTRACT_STATUS: Final = text(
    "status", say("Status"), say("Where the contract stands."), f"{OCDS}, contracts/status"
)
CONTRACT_SIGNED: Final = day(
    "signed",
    say("Signed"),
    say("The day of the signature, as written."),
    f"{OCDS}, contracts/dateSigned",
)
