"""What follows the competition: awards and suppliers, contracts, their changes and payments."""

from typing import Final

from pendopo.registers.contracts.tables.columns import (
    AWARD_DATE,
    AWARD_ID,
    AWARD_OF_CONTRACT,
    AWARD_STATUS,
    COMPARED,
    CONTRACT_SIGNED,
    CONTRACT_STATUS,
    MERGED,
    OCDS,
    OCID,
    PART,
    PART_ID,
    by_firm,
    by_id,
    code,
    currency,
    day,
    moment,
    money,
    text,
)
from pendopo.terms.column import Table
from pendopo.terms.wording import say

MERGED_AWARDS: Final = Table(
    name="awards",
    title=say("Awards"),
    row=say("One row per award of a contracting process."),
    version=2,
    source=MERGED,
    key=("ocid", "award_id"),
    facets=("status", "currency"),
    columns=(
        OCID,
        by_id("award_id", say("Award"), "awards"),
        text("title", say("Title"), say("What is awarded."), f"{OCDS}, awards/title"),
        AWARD_STATUS,
        AWARD_DATE,
        money(
            "amount",
            say("Award value"),
            say("The value of the award, rounded to two digits."),
            f"{OCDS}, awards/value/amount",
        ),
        currency("awards/value"),
        text(
            "suppliers",
            say("Suppliers"),
            say("The names of the suppliers, joined by semicolons."),
            f"{OCDS}, awards/suppliers/name",
        ),
        moment("date_at", say("Awarded at"), say("When it was awarded."), f"{OCDS}, awards/date"),
        *COMPARED,
        day(
            "contract_starts",
            say("Contract to start"),
            say("When the contract is to start, as written."),
            f"{OCDS}, awards/contractPeriod/startDate",
        ),
        day(
            "contract_ends",
            say("Contract to end"),
            say("When the contract is to end, as written."),
            f"{OCDS}, awards/contractPeriod/endDate",
        ),
        text(
            "related_bids",
            say("Bids"),
            say("The bids that were awarded, joined by semicolons."),
            "OCDS, bids: awards/relatedBids or relatedBid",
        ),
        text(
            "related_lots",
            say("Lots"),
            say("The lots that were awarded, joined by semicolons."),
            "OCDS, lots: awards/relatedLots",
        ),
    ),
)

SUPPLIERS: Final = Table(
    name="suppliers",
    title=say("Suppliers"),
    row=say("One row per supplier of an award."),
    source=MERGED,
    key=("ocid", "award_id", "supplier_id"),
    facets=("supplier",),
    columns=(
        OCID,
        AWARD_ID,
        by_firm("supplier_id", say("Supplier's id"), "awards/suppliers"),
        text(
            "supplier",
            say("Supplier"),
            say("The supplier's name."),
            f"{OCDS}, awards/suppliers/name or parties/name",
        ),
    ),
)

MERGED_CONTRACTS: Final = Table(
    name="contracts",
    title=say("Contracts"),
    row=say("One row per contract of a contracting process."),
    version=2,
    source=MERGED,
    key=("ocid", "contract_id"),
    facets=("status", "currency"),
    columns=(
        OCID,
        by_id("contract_id", say("Contract"), "contracts"),
        AWARD_OF_CONTRACT,
        text("title", say("Title"), say("What is contracted."), f"{OCDS}, contracts/title"),
        CONTRACT_STATUS,
        CONTRACT_SIGNED,
        money(
            "amount",
            say("Contract value"),
            say("The value of the contract, rounded to two digits."),
            f"{OCDS}, contracts/value/amount",
        ),
        currency("contracts/value"),
        day(
            "starts",
            say("Starts"),
            say("The contract's first day, as written."),
            f"{OCDS}, contracts/period/startDate",
        ),
        day(
            "ends",
            say("Ends"),
            say("The contract's last day, as written."),
            f"{OCDS}, contracts/period/endDate",
        ),
        moment(
            "signed_at",
            say("Signed at"),
            say("When it was signed."),
            f"{OCDS}, contracts/dateSigned",
        ),
        *COMPARED,
        money(
            "first_amount",
            say("First value"),
            say("The value in the oldest release that gives one, rounded to two digits."),
            f"{OCDS}, contracts/value/amount",
        ),
        currency("contracts/value", "first_currency", say("Currency of the first value")),
        day(
            "first_ends",
            say("First end"),
            say("The last day in the oldest release that gives one, as written."),
            f"{OCDS}, contracts/period/endDate",
        ),
        text(
            "related_lots",
            say("Lots"),
            say("The lots that were contracted, joined by semicolons."),
            "OCDS, lots: contracts/relatedLots",
        ),
    ),
)

AMENDMENTS: Final = Table(
    name="amendments",
    title=say("Amendments"),
    row=say("One row per formal change of a tender, an award or a contract."),
    source=MERGED,
    key=("ocid", "part", "part_id", "amendment_id"),
    facets=("part",),
    columns=(
        OCID,
        PART,
        PART_ID,
        by_id("amendment_id", say("Amendment"), "contracts/amendments"),
        day(
            "date",
            say("Amended"),
            say("The day of the change, as written."),
            f"{OCDS}, contracts/amendments/date",
        ),
        text(
            "description",
            say("Description"),
            say("What was changed."),
            f"{OCDS}, contracts/amendments/description",
        ),
        text(
            "rationale",
            say("Rationale"),
            say("Why it was changed."),
            f"{OCDS}, contracts/amendments/rationale",
        ),
        code(
            "amends_release",
            say("Release before"),
            say("The release that holds what was changed."),
            f"{OCDS}, contracts/amendments/amendsReleaseID",
        ),
        code(
            "release",
            say("Release after"),
            say("The release that holds what it was changed to."),
            f"{OCDS}, contracts/amendments/releaseID",
        ),
    ),
)

TRANSACTIONS: Final = Table(
    name="transactions",
    title=say("Transactions"),
    row=say("One row per payment for a contract."),
    source=MERGED,
    key=("ocid", "contract_id", "transaction_id"),
    facets=("payer", "payee", "currency"),
    columns=(
        OCID,
        code("contract_id", say("Contract"), say("What is paid for."), f"{OCDS}, contracts/id"),
        by_id("transaction_id", say("Transaction"), "contracts/implementation/transactions"),
        day(
            "date",
            say("Paid"),
            say("The day of the payment, as written."),
            f"{OCDS}, contracts/implementation/transactions/date",
        ),
        text(
            "payee",
            say("Payee"),
            say("Who is paid."),
            f"{OCDS}, contracts/implementation/transactions/payee/name or parties/name",
        ),
        money(
            "amount",
            say("Payment"),
            say("What was paid, rounded to two digits."),
            f"{OCDS}, contracts/implementation/transactions/value/amount",
        ),
        currency("contracts/implementation/transactions/value"),
        text(
            "payer",
            say("Payer"),
            say("Who pays."),
            f"{OCDS}, contracts/implementation/transactions/payer/name or parties/name",
        ),
        *COMPARED,
        code(
            "payer_id",
            say("Payer's id"),
            say("Who pays, by id."),
            f"{OCDS}, contracts/implementation/transactions/payer/id",
        ),
        code(
            "payee_id",
            say("Payee's id"),
            say("Who is paid, by id."),
            f"{OCDS}, contracts/implementation/transactions/payee/id",
        ),
        text(
            "uri",
            say("Address"),
            say("Where the payment is published; never fetched."),
            f"{OCDS}, contracts/implementation/transactions/uri",
        ),
    ),
)
