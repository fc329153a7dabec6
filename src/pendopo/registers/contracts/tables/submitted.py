"""The tables of a submission: what one file holds, as the rules and the merge read it."""

from typing import Final

from pendopo.registers.contracts.tables.columns import (
    AWARD_DATE,
    AWARD_ID,
    AWARD_OF_CONTRACT,
    AWARD_STATUS,
    BUYER_ID,
    CONTRACT_SIGNED,
    CONTRACT_STATUS,
    OCDS,
    OCID,
    RELEASE_ID,
    TENDER_CATEGORY,
    TENDER_METHOD,
    TENDER_STATUS,
    TENDER_TITLE,
    amount,
    code,
    count,
    currency,
    day,
    moment,
    text,
)
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

_TAKEN = say("the government's own settings")
_GOVERNMENT: Final = say("the government that publishes them")

RELEASES: Final = Table(
    name="releases",
    title=say("Releases"),
    row=say("One row per release, in the order of the file."),
    version=2,
    source=OCDS,
    facets=("tag", "buyer_name"),
    columns=(
        OCID,
        RELEASE_ID,
        moment(
            "date",
            say("Released at"),
            say("When the release was made; without a zone in the file it is read in ours."),
            f"{OCDS}, date",
        ),
        text("tag", say("Stage"), say("What the release tells of."), f"{OCDS}, tag"),
        BUYER_ID,
        text("buyer_name", say("Buyer"), say("Who buys, by name."), f"{OCDS}, buyer/name"),
        Column(
            "json",
            Kind.JSON,
            title=say("Release as published"),
            meaning=say("The whole release: its fields in their order, every digit kept."),
            source=OCDS,
            contacts=True,
        ),
        code(
            "zone",
            say("Zone"),
            say("The time zone in which dates without one are read."),
            _TAKEN,
        ),
        code(
            "home_currency",
            say("Home currency"),
            say("The currency in which amounts are compared."),
            _TAKEN,
        ),
        text(
            "extensions",
            say("Extensions"),
            say(
                "The addresses of the extensions that its package names, with spaces between; for "
                "one that the government hands along, an address that holds how its fields merge."
            ),
            f"{OCDS}, packages, extensions",
        ),
    ),
)

TENDERS: Final = Table(
    name="tenders",
    title=say("Tenders as released"),
    row=say("One row per release that tells of a tender."),
    source=f"{OCDS}, tender",
    facets=("status", "method", "category"),
    columns=(
        OCID,
        RELEASE_ID,
        code("tender_id", say("Tender"), say("The tender's id."), f"{OCDS}, tender/id"),
        TENDER_TITLE,
        TENDER_STATUS,
        TENDER_METHOD,
        TENDER_CATEGORY,
        amount(
            "amount",
            say("Estimated value"),
            say("The upper estimate of the purchase, as released."),
            f"{OCDS}, tender/value/amount",
        ),
        currency("tender/value"),
        day(
            "opened",
            say("Tender opened"),
            say("The first day for bids, as written."),
            f"{OCDS}, tender/tenderPeriod/startDate",
        ),
        moment(
            "period_start",
            say("Bids from"),
            say("When the tender opened for bids."),
            f"{OCDS}, tender/tenderPeriod/startDate",
        ),
        moment(
            "period_end",
            say("Bids until"),
            say("When the tender closed for bids."),
            f"{OCDS}, tender/tenderPeriod/endDate",
        ),
        count(
            "tenderers",
            say("Tenderers"),
            say("How many bid, as the publisher counts."),
            f"{OCDS}, tender/numberOfTenderers",
        ),
    ),
)

AWARDS: Final = Table(
    name="awards",
    title=say("Awards as released"),
    row=say("One row per award of a release."),
    source=f"{OCDS}, awards",
    facets=("status",),
    columns=(
        OCID,
        RELEASE_ID,
        AWARD_ID,
        AWARD_STATUS,
        AWARD_DATE,
        amount(
            "amount",
            say("Award value"),
            say("The value of the award, as released."),
            f"{OCDS}, awards/value/amount",
        ),
        currency("awards/value"),
        count(
            "suppliers",
            say("Suppliers"),
            say("How many suppliers the award names."),
            f"{OCDS}, awards/suppliers",
        ),
    ),
)

CONTRACTS: Final = Table(
    name="contracts",
    title=say("Contracts as released"),
    row=say("One row per contract of a release."),
    source=f"{OCDS}, contracts",
    facets=("status",),
    columns=(
        OCID,
        RELEASE_ID,
        code("contract_id", say("Contract"), say("The contract's id."), f"{OCDS}, contracts/id"),
        AWARD_OF_CONTRACT,
        CONTRACT_STATUS,
        CONTRACT_SIGNED,
        moment(
            "period_start",
            say("Runs from"),
            say("When the contract starts."),
            f"{OCDS}, contracts/period/startDate",
        ),
        moment(
            "period_end",
            say("Runs until"),
            say("When the contract ends."),
            f"{OCDS}, contracts/period/endDate",
        ),
        amount(
            "amount",
            say("Contract value"),
            say("The value of the contract, as released."),
            f"{OCDS}, contracts/value/amount",
        ),
        currency("contracts/value"),
    ),
)

RELEASED: Final = (RELEASES, TENDERS, AWARDS, CONTRACTS)

RATES: Final = Table(
    name="exchange_rates",
    title=say("Exchange rates"),
    row=say("One row per currency and day."),
    source=_GOVERNMENT,
    key=("currency", "day", "home_currency"),
    facets=("currency",),
    columns=(
        Column(
            "currency",
            Kind.CODE,
            title=say("Currency"),
            meaning=say("ISO 4217 code."),
            source="ISO 4217",
            required=True,
            pattern="[A-Z]{3}",
        ),
        Column(
            "day",
            Kind.DATE,
            title=say("Day"),
            meaning=say("From this day on, until the next rate and for at most 31 days."),
            source=_GOVERNMENT,
            required=True,
        ),
        Column(
            "rate",
            Kind.DECIMAL,
            title=say("Rate"),
            meaning=say("What one unit of the currency was worth."),
            unit=say("in the home currency"),
            source=_GOVERNMENT,
            required=True,
            above="0",
        ),
        text(
            "source",
            say("Source"),
            say("Who set the rate, such as the central bank."),
            _GOVERNMENT,
        ),
        Column(
            "home_currency",
            Kind.CODE,
            title=say("Home currency"),
            meaning=say("The currency that the rate is in."),
            source="ISO 4217",
            required=True,
            pattern="[A-Z]{3}",
        ),
    ),
)

SUBMITTED: Final = (*RELEASED, RATES)
