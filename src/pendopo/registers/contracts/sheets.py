"""The sheets to fill in for who has no program that writes releases: OCDS, as it is flattened.

Each row says of which release it is by ``ocid`` and ``id``. Headings are paths of the schema; what
is not here may be added beside it, under its own path.

Source: OCDS 1.1, serialization, CSV; the schema and its codelists for what is required and allowed.
"""

from dataclasses import replace
from typing import Final

from pendopo.standards.ocds.facts import codelists
from pendopo.standards.ocds.flat.kinds import path_of
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

_OCID: Final = Column(
    "ocid",
    Kind.CODE,
    title=say("Process"),
    meaning=say(
        "The same in all releases of a process: your prefix from the OCDS registry, and your own "
        "number, such as ocds-a1b2c3-2026-017."
    ),
    required=True,
    pattern="ocds-[0-9a-z]{6}-.+",
)
_ID: Final = Column(
    "id",
    Kind.CODE,
    title=say("Release"),
    meaning=say("One for each time that something is told of the process, such as 2026-017-01."),
    required=True,
)
_CURRENCY: Final = say("Currency")


def sheets() -> tuple[Table, ...]:
    """Give the sheets, in the order in which they are filled in."""
    return (
        _sheet("releases", say("Releases: one row each"), *_release()),
        _sheet("parties", say("Who takes part: one row each"), *_parties(), place="parties/0/id"),
        _sheet(
            "items",
            say("What is bought: one row each"),
            *_items(),
            place="tender/items/0/id",
        ),
        _sheet(
            "tenderers",
            say("Who made an offer: one row each"),
            *_organisation("tender/tenderers/0"),
            place="tender/tenderers/0/id",
        ),
        _sheet("awards", say("Awards: one row each"), *_awards(), place="awards/0/id"),
        _sheet(
            "suppliers",
            say("Who was awarded: one row each"),
            _id("awards/0/id", say("Award")),
            *_organisation("awards/0/suppliers/0"),
            place="awards/0/suppliers/0/id",
        ),
        _sheet("contracts", say("Contracts: one row each"), *_contracts(), place="contracts/0/id"),
    )


def _sheet(name: str, row: str, *columns: Column, place: str = "") -> Table:
    """Declare a sheet.

    :param place: the column that tells its rows of one release apart
    """
    key = ("ocid", "id", *filter(None, (place,)))
    told = tuple(
        column if column.source else replace(column, source=f"OCDS 1.1.5, {path_of(column.name)}")
        for column in (_OCID, _ID, *columns)
    )
    return Table(name, name, row, told, key=key)


def _release() -> tuple[Column, ...]:
    return (
        _moment("date", say("When it was told"), required=True),
        _chosen("tag", say("What is told"), "releaseTag", required=True),
        _chosen("initiationType", say("How the process began"), "initiationType", required=True),
        Column("language", Kind.CODE, title=say("Language of the texts"), pattern="[a-z]{2}"),
        Column("buyer/id", Kind.CODE, title=say("Buyer's id"), meaning=_AS_PARTY),
        Column("buyer/name", Kind.TEXT, title=say("Buyer")),
        *_value("planning/budget/amount", say("Budget")),
        Column("tender/id", Kind.CODE, title=say("Tender")),
        Column("tender/title", Kind.TEXT, title=say("Title")),
        _chosen("tender/status", say("Status of the tender"), "tenderStatus"),
        _chosen("tender/procurementMethod", say("Method"), "method"),
        Column("tender/procurementMethodDetails", Kind.TEXT, title=say("Method in your own words")),
        _chosen("tender/mainProcurementCategory", say("Category"), "procurementCategory"),
        *_value("tender/value", say("Estimated value")),
        _moment("tender/tenderPeriod/startDate", say("Offers from")),
        _moment("tender/tenderPeriod/endDate", say("Offers until")),
        Column(
            "tender/numberOfTenderers",
            Kind.INTEGER,
            title=say("Number of tenderers"),
            meaning=say("Who made an offer; who only registered is not counted."),
            minimum="0",
        ),
    )


def _parties() -> tuple[Column, ...]:
    return (
        *_organisation("parties/0"),
        _chosen("parties/0/roles", say("Roles"), "partyRole"),
        Column("parties/0/identifier/scheme", Kind.CODE, title=say("Register of its number")),
        Column("parties/0/identifier/id", Kind.CODE, title=say("Its number there")),
        Column("parties/0/address/locality", Kind.TEXT, title=say("Town")),
        Column("parties/0/address/region", Kind.TEXT, title=say("Region")),
        Column("parties/0/address/countryName", Kind.TEXT, title=say("Country")),
    )


def _items() -> tuple[Column, ...]:
    return (
        _id("tender/id", say("Tender")),
        _id("tender/items/0/id", say("Item")),
        Column("tender/items/0/description", Kind.TEXT, title=say("What it is")),
        Column("tender/items/0/classification/scheme", Kind.CODE, title=say("Classification")),
        Column("tender/items/0/classification/id", Kind.CODE, title=say("Code in it")),
        Column("tender/items/0/quantity", Kind.DECIMAL, title=say("Quantity")),
        Column("tender/items/0/unit/name", Kind.TEXT, title=say("Unit")),
        *_value("tender/items/0/unit/value", say("Value of one unit")),
    )


def _awards() -> tuple[Column, ...]:
    return (
        _id("awards/0/id", say("Award")),
        Column("awards/0/title", Kind.TEXT, title=say("Title")),
        _chosen("awards/0/status", say("Status of the award"), "awardStatus"),
        _moment("awards/0/date", say("When it was awarded")),
        *_value("awards/0/value", say("Award value")),
    )


def _contracts() -> tuple[Column, ...]:
    return (
        _id("contracts/0/id", say("Contract")),
        _id("contracts/0/awardID", say("Award")),
        Column("contracts/0/title", Kind.TEXT, title=say("Title")),
        _chosen("contracts/0/status", say("Status of the contract"), "contractStatus"),
        _moment("contracts/0/dateSigned", say("Signed")),
        _moment("contracts/0/period/startDate", say("Starts")),
        _moment("contracts/0/period/endDate", say("Ends")),
        *_value("contracts/0/value", say("Contract value")),
    )


_AS_PARTY: Final = say("As in the sheet parties.")


def _organisation(path: str) -> tuple[Column, ...]:
    return (
        _id(f"{path}/id", say("Organisation's id")),
        Column(f"{path}/name", Kind.TEXT, title=say("Organisation's name")),
    )


def _id(name: str, title: str) -> Column:
    return Column(name, Kind.CODE, title=title, required=True)


def _value(path: str, title: str) -> tuple[Column, ...]:
    return (
        Column(f"{path}/amount", Kind.MONEY, title=title),
        _chosen(f"{path}/currency", _CURRENCY, "currency"),
    )


def _moment(name: str, title: str, *, required: bool = False) -> Column:
    return Column(
        name,
        Kind.DATETIME,
        title=title,
        meaning=say("Day, time and zone, such as 2026-03-01T09:00:00+07:00."),
        required=required,
    )


def _chosen(name: str, title: str, codelist: str, *, required: bool = False) -> Column:
    codes = tuple(codelists()[f"{codelist}.csv"])
    return Column(name, Kind.CODE, title=title, required=required, one_of=codes)
