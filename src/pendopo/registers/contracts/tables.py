"""The tables of the contracts register: what a submission holds, and what the merge makes of it."""

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

_OCDS = "OCDS 1.1.5"
_MERGED = say("OCDS 1.1.5, merged by ocid")

_OCID = Column(
    "ocid",
    Kind.CODE,
    title=say("Contracting process"),
    meaning=say("The open contracting identifier: one process keeps it from plan to payment."),
    source="OCDS 1.1.5, ocid",
)
_RELEASE_ID = Column(
    "release_id",
    Kind.CODE,
    title=say("Release"),
    meaning=say("The publisher's identifier of this release, unique within its process."),
    source="OCDS 1.1.5, id",
)


def _code(name: str, title: str, meaning: str, source: str) -> Column:
    return Column(name, Kind.CODE, title=title, meaning=meaning, source=source)


def _text(name: str, title: str, meaning: str, source: str) -> Column:
    return Column(name, Kind.TEXT, title=title, meaning=meaning, source=source)


def _day(name: str, title: str, meaning: str, source: str) -> Column:
    return Column(name, Kind.DATE, title=title, meaning=meaning, source=source)


def _moment(name: str, title: str, meaning: str, source: str) -> Column:
    return Column(name, Kind.DATETIME, title=title, meaning=meaning, unit="UTC", source=source)


def _count(name: str, title: str, meaning: str, source: str) -> Column:
    return Column(name, Kind.INTEGER, title=title, meaning=meaning, source=source)


def _amount(name: str, title: str, meaning: str, source: str) -> Column:
    unit = say("in the currency beside it")
    return Column(name, Kind.DECIMAL, title=title, meaning=meaning, unit=unit, source=source)


def _money(name: str, title: str, meaning: str, source: str) -> Column:
    unit = say("in the currency beside it")
    return Column(name, Kind.MONEY, title=title, meaning=meaning, unit=unit, source=source)


# What the tables of a submission and those of the merge say in the same words.
_BUYER_ID = _code("buyer_id", say("Buyer's id"), say("Who buys, by id."), "OCDS 1.1.5, buyer/id")
_TENDER_TITLE = _text("title", say("Title"), say("What is bought."), "OCDS 1.1.5, tender/title")
_TENDER_STATUS = _text(
    "status", say("Status"), say("Where the tender stands."), "OCDS 1.1.5, tender/status"
)
_TENDER_METHOD = _text(
    "method",
    say("Method"),
    say("How bidders are chosen: open, selective, limited, direct."),
    "OCDS 1.1.5, tender/procurementMethod",
)
_TENDER_CATEGORY = _text(
    "category",
    say("Category"),
    say("Goods, works or services."),
    "OCDS 1.1.5, tender/mainProcurementCategory",
)
_AWARD_ID = _code("award_id", say("Award"), say("The award's id."), "OCDS 1.1.5, awards/id")
_AWARD_STATUS = _text(
    "status", say("Status"), say("Where the award stands."), "OCDS 1.1.5, awards/status"
)
_AWARD_DATE = _day(
    "date",
    say("Awarded"),
    say("The day of the award, as written."),
    "OCDS 1.1.5, awards/date",
)
_AWARD_CURRENCY = _code(
    "currency", say("Currency"), say("ISO 4217 code."), "OCDS 1.1.5, awards/value/currency"
)
_AWARD_OF_CONTRACT = _code(
    "award_id",
    say("Award"),
    say("The award that the contract stands on."),
    "OCDS 1.1.5, contracts/awardID",
)
_CONTRACT_STATUS = _text(
    "status",
    say("Status"),
    say("Where the contract stands."),
    "OCDS 1.1.5, contracts/status",
)
_CONTRACT_SIGNED = _day(
    "signed",
    say("Signed"),
    say("The day of the signature, as written."),
    "OCDS 1.1.5, contracts/dateSigned",
)
_CONTRACT_CURRENCY = _code(
    "currency",
    say("Currency"),
    say("ISO 4217 code."),
    "OCDS 1.1.5, contracts/value/currency",
)

RELEASES = Table(
    name="releases",
    title=say("Releases"),
    row=say("One row per release, in the order of the file."),
    source=_OCDS,
    facets=("tag", "buyer_name"),
    columns=(
        _OCID,
        _RELEASE_ID,
        _moment(
            "date",
            say("Released at"),
            say("When the release was made; without a zone in the file it is read as UTC."),
            "OCDS 1.1.5, date",
        ),
        _text("tag", say("Stage"), say("What the release tells of."), "OCDS 1.1.5, tag"),
        _BUYER_ID,
        _text("buyer_name", say("Buyer"), say("Who buys, by name."), "OCDS 1.1.5, buyer/name"),
        Column(
            "json",
            Kind.JSON,
            title=say("Release as published"),
            meaning=say("The whole release: its fields in their order, every digit kept."),
            source=_OCDS,
            contacts=True,
        ),
    ),
)

TENDERS = Table(
    name="tenders",
    title=say("Tenders as released"),
    row=say("One row per release that tells of a tender."),
    source="OCDS 1.1.5, tender",
    facets=("status", "method", "category"),
    columns=(
        _OCID,
        _RELEASE_ID,
        _code("tender_id", say("Tender"), say("The tender's id."), "OCDS 1.1.5, tender/id"),
        _TENDER_TITLE,
        _TENDER_STATUS,
        _TENDER_METHOD,
        _TENDER_CATEGORY,
        _amount(
            "amount",
            say("Estimated value"),
            say("The upper estimate of the purchase, as released."),
            "OCDS 1.1.5, tender/value/amount",
        ),
        _code(
            "currency", say("Currency"), say("ISO 4217 code."), "OCDS 1.1.5, tender/value/currency"
        ),
        _day(
            "opened",
            say("Tender opened"),
            say("The first day for bids, as written."),
            "OCDS 1.1.5, tender/tenderPeriod/startDate",
        ),
        _moment(
            "period_start",
            say("Bids from"),
            say("When the tender opened for bids."),
            "OCDS 1.1.5, tender/tenderPeriod/startDate",
        ),
        _moment(
            "period_end",
            say("Bids until"),
            say("When the tender closed for bids."),
            "OCDS 1.1.5, tender/tenderPeriod/endDate",
        ),
        _count(
            "tenderers",
            say("Tenderers"),
            say("How many bid, as the publisher counts."),
            "OCDS 1.1.5, tender/numberOfTenderers",
        ),
    ),
)

AWARDS = Table(
    name="awards",
    title=say("Awards as released"),
    row=say("One row per award of a release."),
    source="OCDS 1.1.5, awards",
    facets=("status",),
    columns=(
        _OCID,
        _RELEASE_ID,
        _AWARD_ID,
        _AWARD_STATUS,
        _AWARD_DATE,
        _amount(
            "amount",
            say("Award value"),
            say("The value of the award, as released."),
            "OCDS 1.1.5, awards/value/amount",
        ),
        _AWARD_CURRENCY,
        _count(
            "suppliers",
            say("Suppliers"),
            say("How many suppliers the award names."),
            "OCDS 1.1.5, awards/suppliers",
        ),
    ),
)

CONTRACTS = Table(
    name="contracts",
    title=say("Contracts as released"),
    row=say("One row per contract of a release."),
    source="OCDS 1.1.5, contracts",
    facets=("status",),
    columns=(
        _OCID,
        _RELEASE_ID,
        _code(
            "contract_id", say("Contract"), say("The contract's id."), "OCDS 1.1.5, contracts/id"
        ),
        _AWARD_OF_CONTRACT,
        _CONTRACT_STATUS,
        _CONTRACT_SIGNED,
        _moment(
            "period_start",
            say("Runs from"),
            say("When the contract starts."),
            "OCDS 1.1.5, contracts/period/startDate",
        ),
        _moment(
            "period_end",
            say("Runs until"),
            say("When the contract ends."),
            "OCDS 1.1.5, contracts/period/endDate",
        ),
        _amount(
            "amount",
            say("Contract value"),
            say("The value of the contract, as released."),
            "OCDS 1.1.5, contracts/value/amount",
        ),
        _CONTRACT_CURRENCY,
    ),
)

PROCESSES = Table(
    name="processes",
    title=say("Contracting processes"),
    row=say("One row per contracting process, as its releases leave it."),
    source=_MERGED,
    key=("ocid",),
    facets=("buyer", "status", "method", "category", "tender_currency", "quarantined"),
    columns=(
        _OCID,
        _TENDER_TITLE,
        _text("buyer", say("Buyer"), say("Who buys."), "OCDS 1.1.5, buyer/name or parties/name"),
        _BUYER_ID,
        _TENDER_STATUS,
        _TENDER_METHOD,
        _TENDER_CATEGORY,
        _money(
            "tender_amount",
            say("Estimated value"),
            say("The upper estimate of the purchase, rounded to two digits."),
            "OCDS 1.1.5, tender/value/amount",
        ),
        _code(
            "tender_currency",
            say("Currency of the estimate"),
            say("ISO 4217 code."),
            "OCDS 1.1.5, tender/value/currency",
        ),
        _day(
            "tender_opened",
            say("Tender opened"),
            say("The first day for bids, as written."),
            "OCDS 1.1.5, tender/tenderPeriod/startDate",
        ),
        _day(
            "tender_closed",
            say("Tender closed"),
            say("The last day for bids, as written."),
            "OCDS 1.1.5, tender/tenderPeriod/endDate",
        ),
        _count(
            "tenderers",
            say("Tenderers"),
            say("How many bid; where no count is given, how many tenderers are listed."),
            "OCDS 1.1.5, tender/numberOfTenderers or tender/tenderers",
        ),
        _count(
            "awards",
            say("Awards"),
            say("How many awards stand: neither cancelled nor unsuccessful."),
            "OCDS 1.1.5, awards/status",
        ),
        _day(
            "award_date",
            say("First award"),
            say("The day of the earliest award that stands, as written."),
            "OCDS 1.1.5, awards/date",
        ),
        _money(
            "award_amount",
            say("Awarded"),
            say(
                "The sum of the awards that stand; empty where one has no value or "
                "currencies differ."
            ),
            "OCDS 1.1.5, awards/value/amount",
        ),
        _code(
            "award_currency",
            say("Currency of the awards"),
            say("ISO 4217 code."),
            "OCDS 1.1.5, awards/value/currency",
        ),
        _count(
            "contracts",
            say("Contracts"),
            say("How many contracts stand: not cancelled."),
            "OCDS 1.1.5, contracts/status",
        ),
        _money(
            "contract_amount",
            say("Contracted"),
            say(
                "The sum of the contracts that stand; empty where one has no value or "
                "currencies differ."
            ),
            "OCDS 1.1.5, contracts/value/amount",
        ),
        _code(
            "contract_currency",
            say("Currency of the contracts"),
            say("ISO 4217 code."),
            "OCDS 1.1.5, contracts/value/currency",
        ),
        _moment(
            "last_release",
            say("Last release"),
            say("When the newest release was made."),
            "OCDS 1.1.5, date",
        ),
        _count("releases", say("Releases"), say("How many releases were merged."), _OCDS),
        _text(
            "quarantined",
            say("Not merged"),
            say("Why the releases of this process contradict each other; empty where they do not."),
            _MERGED,
        ),
        _text(
            "notes",
            say("Choices of the merge"),
            say("Where one list holds an id twice, the last of them was kept."),
            _MERGED,
        ),
    ),
)

MERGED_AWARDS = Table(
    name="awards",
    title=say("Awards"),
    row=say("One row per award of a contracting process."),
    source=_MERGED,
    key=("ocid", "award_id"),
    facets=("status", "currency"),
    columns=(
        _OCID,
        _code(
            "award_id",
            say("Award"),
            say("The award's id; where there is none, no-id and its place."),
            "OCDS 1.1.5, awards/id",
        ),
        _text("title", say("Title"), say("What is awarded."), "OCDS 1.1.5, awards/title"),
        _AWARD_STATUS,
        _AWARD_DATE,
        _money(
            "amount",
            say("Award value"),
            say("The value of the award, rounded to two digits."),
            "OCDS 1.1.5, awards/value/amount",
        ),
        _AWARD_CURRENCY,
        _text(
            "suppliers",
            say("Suppliers"),
            say("The names of the suppliers, joined by semicolons."),
            "OCDS 1.1.5, awards/suppliers/name",
        ),
    ),
)

SUPPLIERS = Table(
    name="suppliers",
    title=say("Suppliers"),
    row=say("One row per supplier of an award."),
    source=_MERGED,
    key=("ocid", "award_id", "supplier_id"),
    facets=("supplier",),
    columns=(
        _OCID,
        _AWARD_ID,
        _code(
            "supplier_id",
            say("Supplier's id"),
            say("The supplier's id; where there is none, no-id and its place."),
            "OCDS 1.1.5, awards/suppliers/id",
        ),
        _text(
            "supplier",
            say("Supplier"),
            say("The supplier's name."),
            "OCDS 1.1.5, awards/suppliers/name or parties/name",
        ),
    ),
)

MERGED_CONTRACTS = Table(
    name="contracts",
    title=say("Contracts"),
    row=say("One row per contract of a contracting process."),
    source=_MERGED,
    key=("ocid", "contract_id"),
    facets=("status", "currency"),
    columns=(
        _OCID,
        _code(
            "contract_id",
            say("Contract"),
            say("The contract's id; where there is none, no-id and its place."),
            "OCDS 1.1.5, contracts/id",
        ),
        _AWARD_OF_CONTRACT,
        _text("title", say("Title"), say("What is contracted."), "OCDS 1.1.5, contracts/title"),
        _CONTRACT_STATUS,
        _CONTRACT_SIGNED,
        _day(
            "starts",
            say("Starts"),
            say("The contract's first day, as written."),
            "OCDS 1.1.5, contracts/period/startDate",
        ),
        _day(
            "ends",
            say("Ends"),
            say("The contract's last day, as written."),
            "OCDS 1.1.5, contracts/period/endDate",
        ),
        _money(
            "amount",
            say("Contract value"),
            say("The value of the contract, rounded to two digits."),
            "OCDS 1.1.5, contracts/value/amount",
        ),
        _CONTRACT_CURRENCY,
    ),
)

SUBMITTED = (RELEASES, TENDERS, AWARDS, CONTRACTS)
FOLDED = (PROCESSES, MERGED_AWARDS, SUPPLIERS, MERGED_CONTRACTS)
