"""The competition: the tender, its lots, who bids, and what they bid."""

from typing import Final

from pendopo.registers.contracts.tables.columns import (
    COMPARED,
    MERGED,
    OCDS,
    OCID,
    PART,
    PART_ID,
    TENDER_CATEGORY,
    TENDER_METHOD,
    TENDER_STATUS,
    TENDER_TITLE,
    by_firm,
    by_id,
    code,
    count,
    currency,
    day,
    moment,
    money,
    text,
)
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

MERGED_TENDERS: Final = Table(
    name="tenders",
    title=say("Tenders"),
    row=say("One row per contracting process that tells of its tender."),
    version=2,
    source=MERGED,
    key=("ocid",),
    facets=("status", "method", "method_details", "category", "award_criteria", "currency"),
    columns=(
        OCID,
        code("tender_id", say("Tender"), say("The tender's id."), f"{OCDS}, tender/id"),
        TENDER_TITLE,
        TENDER_STATUS,
        TENDER_METHOD,
        TENDER_CATEGORY,
        money(
            "amount",
            say("Estimated value"),
            say("The upper estimate of the purchase, rounded to two digits."),
            f"{OCDS}, tender/value/amount",
        ),
        currency("tender/value"),
        day(
            "opened",
            say("Tender opened"),
            say("The first day for bids, as written."),
            f"{OCDS}, tender/tenderPeriod/startDate",
        ),
        day(
            "closed",
            say("Tender closed"),
            say("The last day for bids, as written."),
            f"{OCDS}, tender/tenderPeriod/endDate",
        ),
        text(
            "description",
            say("Description"),
            say("What is bought, at length."),
            f"{OCDS}, tender/description",
        ),
        text(
            "method_details",
            say("Method by local law"),
            say("The method in the words of the local law."),
            f"{OCDS}, tender/procurementMethodDetails",
        ),
        text(
            "method_rationale",
            say("Why this method"),
            say("Why this method was chosen."),
            f"{OCDS}, tender/procurementMethodRationale",
        ),
        text(
            "other_categories",
            say("Other categories"),
            say("Further categories, joined by semicolons."),
            f"{OCDS}, tender/additionalProcurementCategories",
        ),
        text(
            "award_criteria",
            say("Award criteria"),
            say("How bids are compared: priceOnly, costOnly, qualityOnly, ratedCriteria."),
            f"{OCDS}, tender/awardCriteria",
        ),
        text(
            "award_criteria_details",
            say("Award criteria at length"),
            say("How bids are compared, at length."),
            f"{OCDS}, tender/awardCriteriaDetails",
        ),
        text(
            "submission_methods",
            say("How bids come in"),
            say("How bids are handed in, joined by semicolons."),
            f"{OCDS}, tender/submissionMethod",
        ),
        text(
            "eligibility",
            say("Who may bid"),
            say("What bidders must fulfil."),
            f"{OCDS}, tender/eligibilityCriteria",
        ),
        code(
            "procuring_entity_id",
            say("Procuring entity's id"),
            say("Who runs the tender, by id."),
            f"{OCDS}, tender/procuringEntity/id",
        ),
        text(
            "procuring_entity",
            say("Procuring entity"),
            say("Who runs the tender."),
            f"{OCDS}, tender/procuringEntity/name or parties/name",
        ),
        money(
            "min_amount",
            say("Lower estimate"),
            say("The lower estimate of the purchase, rounded to two digits."),
            f"{OCDS}, tender/minValue/amount",
        ),
        currency("tender/minValue", "min_currency", say("Currency of the lower estimate")),
        *COMPARED,
        moment(
            "opened_at",
            say("Bids from"),
            say("When the tender opened for bids."),
            f"{OCDS}, tender/tenderPeriod/startDate",
        ),
        moment(
            "closed_at",
            say("Bids until"),
            say("When the tender closed for bids; of a day alone its last second."),
            f"{OCDS}, tender/tenderPeriod/endDate",
        ),
        moment(
            "enquiries_from",
            say("Questions from"),
            say("From when questions were taken."),
            f"{OCDS}, tender/enquiryPeriod/startDate",
        ),
        moment(
            "enquiries_until",
            say("Questions until"),
            say("Until when questions were taken."),
            f"{OCDS}, tender/enquiryPeriod/endDate",
        ),
        Column(
            "has_enquiries",
            Kind.BOOLEAN,
            title=say("Questions were asked"),
            meaning=say("Whether anyone asked."),
            source=f"{OCDS}, tender/hasEnquiries",
        ),
        moment(
            "evaluated_from",
            say("Evaluation from"),
            say("When the evaluation and award began."),
            f"{OCDS}, tender/awardPeriod/startDate",
        ),
        moment(
            "evaluated_until",
            say("Evaluation until"),
            say("When the evaluation and award ended."),
            f"{OCDS}, tender/awardPeriod/endDate",
        ),
        day(
            "contract_starts",
            say("Contract to start"),
            say("When the contract is to start, as written."),
            f"{OCDS}, tender/contractPeriod/startDate",
        ),
        day(
            "contract_ends",
            say("Contract to end"),
            say("When the contract is to end, as written."),
            f"{OCDS}, tender/contractPeriod/endDate",
        ),
        count(
            "tenderers",
            say("Tenderers"),
            say("How many bid, as the publisher counts."),
            f"{OCDS}, tender/numberOfTenderers",
        ),
    ),
)

LOTS: Final = Table(
    name="lots",
    title=say("Lots"),
    row=say("One row per lot of a tender."),
    source=MERGED,
    key=("ocid", "lot_id"),
    facets=("status", "currency"),
    columns=(
        OCID,
        by_id("lot_id", say("Lot"), "tender/lots"),
        text("title", say("Title"), say("What the lot is."), "OCDS, lots: tender/lots/title"),
        text(
            "status", say("Status"), say("Where the lot stands."), "OCDS, lots: tender/lots/status"
        ),
        money(
            "amount",
            say("Lot value"),
            say("The upper estimate of the lot, rounded to two digits."),
            "OCDS, lots: tender/lots/value/amount",
        ),
        currency("tender/lots/value"),
        text(
            "description",
            say("Description"),
            say("What the lot is, at length."),
            "OCDS, lots: tender/lots/description",
        ),
        *COMPARED,
        day(
            "contract_starts",
            say("Contract to start"),
            say("When the contract is to start, as written."),
            "OCDS, lots: tender/lots/contractPeriod/startDate",
        ),
        day(
            "contract_ends",
            say("Contract to end"),
            say("When the contract is to end, as written."),
            "OCDS, lots: tender/lots/contractPeriod/endDate",
        ),
    ),
)

BIDS: Final = Table(
    name="bids",
    title=say("Bids"),
    row=say("One row per bid in a contracting process."),
    source=MERGED,
    key=("ocid", "bid_id"),
    facets=("status", "currency"),
    columns=(
        OCID,
        by_id("bid_id", say("Bid"), "bids/details"),
        text(
            "tenderers",
            say("Tenderers"),
            say("Who bids, joined by semicolons; the table of tenderers has a row for each."),
            "OCDS, bids: bids/details/tenderers/name",
        ),
        text(
            "status",
            say("Status"),
            say("Where the bid stands: invited, pending, valid, disqualified, withdrawn."),
            "OCDS, bids: bids/details/status",
        ),
        day(
            "date",
            say("Handed in"),
            say("The day of the bid, as written."),
            "OCDS, bids: bids/details/date",
        ),
        money(
            "amount",
            say("Bid value"),
            say("What was bid, rounded to two digits."),
            "OCDS, bids: bids/details/value/amount",
        ),
        currency("bids/details/value"),
        moment(
            "date_at",
            say("Handed in at"),
            say("When the bid was handed in."),
            "OCDS, bids: bids/details/date",
        ),
        *COMPARED,
        text(
            "related_lots",
            say("Lots"),
            say("The lots that the bid is for, joined by semicolons."),
            "OCDS, lots: bids/details/relatedLots",
        ),
    ),
)

TENDERERS: Final = Table(
    name="tenderers",
    title=say("Tenderers"),
    row=say("One row per tenderer that a tender lists or that a bid names."),
    source=MERGED,
    key=("ocid", "part", "part_id", "tenderer_id"),
    facets=("part", "tenderer"),
    columns=(
        OCID,
        PART,
        PART_ID,
        by_firm("tenderer_id", say("Tenderer's id"), "tender/tenderers"),
        text(
            "tenderer",
            say("Tenderer"),
            say("The tenderer's name."),
            f"{OCDS}, tender/tenderers/name or parties/name",
        ),
    ),
)
