"""What is said of a contracting process as a whole: its state, plan, parties and relations."""

from typing import Final

from pendopo.registers.contracts.tables.columns import (
    BUYER_ID,
    COMPARED,
    HOME_CURRENCY,
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
    home,
    moment,
    money,
    text,
)
from pendopo.terms.column import Table
from pendopo.terms.wording import say

PROCESSES: Final = Table(
    name="processes",
    title=say("Contracting processes"),
    row=say("One row per contracting process, as its releases leave it."),
    version=2,
    source=MERGED,
    key=("ocid",),
    facets=("buyer", "status", "method", "category", "tender_currency", "undated", "quarantined"),
    columns=(
        OCID,
        TENDER_TITLE,
        text("buyer", say("Buyer"), say("Who buys."), f"{OCDS}, buyer/name or parties/name"),
        BUYER_ID,
        TENDER_STATUS,
        TENDER_METHOD,
        TENDER_CATEGORY,
        money(
            "tender_amount",
            say("Estimated value"),
            say("The upper estimate of the purchase, rounded to two digits."),
            f"{OCDS}, tender/value/amount",
        ),
        currency("tender/value", "tender_currency", say("Currency of the estimate")),
        home(
            "tender_home_amount",
            say("Estimated value, compared"),
            say("The estimate at the rate of its day; empty where no rate is at hand."),
        ),
        day(
            "tender_opened",
            say("Tender opened"),
            say("The first day for bids, as written."),
            f"{OCDS}, tender/tenderPeriod/startDate",
        ),
        day(
            "tender_closed",
            say("Tender closed"),
            say("The last day for bids, as written."),
            f"{OCDS}, tender/tenderPeriod/endDate",
        ),
        count(
            "tenderers",
            say("Tenderers"),
            say("How many bid; where no count is given, how many tenderers are listed."),
            f"{OCDS}, tender/numberOfTenderers or tender/tenderers",
        ),
        count(
            "awards",
            say("Awards"),
            say("How many awards stand: neither cancelled nor unsuccessful."),
            f"{OCDS}, awards/status",
        ),
        day(
            "award_date",
            say("First award"),
            say("The day of the earliest award that stands, as written."),
            f"{OCDS}, awards/date",
        ),
        money(
            "award_amount",
            say("Awarded"),
            say(
                "The sum of the awards that stand; empty where one has no value or "
                "currencies differ."
            ),
            f"{OCDS}, awards/value/amount",
        ),
        currency("awards/value", "award_currency", say("Currency of the awards")),
        home(
            "award_home_amount",
            say("Awarded, compared"),
            say("The sum of the awards that stand, each at its rate; empty where one has none."),
        ),
        count(
            "contracts",
            say("Contracts"),
            say("How many contracts stand: not cancelled."),
            f"{OCDS}, contracts/status",
        ),
        money(
            "contract_amount",
            say("Contracted"),
            say(
                "The sum of the contracts that stand; empty where one has no value or "
                "currencies differ."
            ),
            f"{OCDS}, contracts/value/amount",
        ),
        currency("contracts/value", "contract_currency", say("Currency of the contracts")),
        home(
            "contract_home_amount",
            say("Contracted, compared"),
            say("The sum of the contracts that stand, each at its rate; empty where one has none."),
        ),
        HOME_CURRENCY,
        moment(
            "first_release",
            say("First release"),
            say("When the oldest release with a date was made."),
            f"{OCDS}, date",
        ),
        moment(
            "last_release",
            say("Last release"),
            say("When the newest release was made."),
            f"{OCDS}, date",
        ),
        count("releases", say("Releases"), say("How many releases were merged."), OCDS),
        count(
            "undated",
            say("Undated releases"),
            say("How many of them have no date, or one of year 1; undated names them."),
            f"{OCDS}, date",
        ),
        count(
            "zoneless",
            say("Dates without a zone"),
            say("How many dates of its releases and rows were read in the publisher's zone."),
            f"{OCDS}, date formats",
        ),
        text(
            "quarantined",
            say("Not merged"),
            say("Why the releases of this process contradict each other; empty where they do not."),
            MERGED,
        ),
        text(
            "notes",
            say("Choices of the merge"),
            say("Where one list holds an id twice, the last of them was kept."),
            MERGED,
        ),
    ),
)

UNDATED: Final = Table(
    name="undated",
    title=say("Undated releases"),
    row=say("One row per release whose date is missing, no date, or in year 1."),
    source=f"{OCDS}, date",
    key=("ocid", "number"),
    facets=("reason",),
    columns=(
        OCID,
        count(
            "number",
            say("Number"),
            say("Which it is of the undated releases of its process, in the order of the log."),
            OCDS,
        ),
        code("release_id", say("Release"), say("The release's id."), f"{OCDS}, id"),
        text("written", say("Written"), say("What stands in place of a date."), f"{OCDS}, date"),
        code(
            "reason",
            say("Reason"),
            say("missing, unreadable or year-1; such releases are merged before all others."),
            f"{OCDS}, date",
        ),
    ),
)

PLANNING: Final = Table(
    name="planning",
    title=say("Planning"),
    row=say("One row per contracting process that tells of its plan."),
    source=MERGED,
    key=("ocid",),
    facets=("currency",),
    columns=(
        OCID,
        code(
            "budget_id",
            say("Budget line"),
            say("The id of the budget that pays."),
            f"{OCDS}, planning/budget/id",
        ),
        text(
            "budget",
            say("Budget"),
            say("The budget that pays, in words."),
            f"{OCDS}, planning/budget/description",
        ),
        money(
            "amount",
            say("Budgeted"),
            say("What the budget sets aside, rounded to two digits."),
            f"{OCDS}, planning/budget/amount/amount",
        ),
        currency("planning/budget/amount"),
        text(
            "project",
            say("Project"),
            say("The project that the purchase is part of."),
            f"{OCDS}, planning/budget/project",
        ),
        text(
            "rationale",
            say("Rationale"),
            say("Why the purchase is needed."),
            f"{OCDS}, planning/rationale",
        ),
        code(
            "project_id",
            say("Project's id"),
            say("The project that the purchase is part of, by id."),
            f"{OCDS}, planning/budget/projectID",
        ),
        *COMPARED,
    ),
)

PARTIES: Final = Table(
    name="parties",
    title=say("Parties"),
    row=say("One row per organisation that takes part in a contracting process."),
    source=MERGED,
    key=("ocid", "party_id"),
    facets=("roles", "scheme", "region", "country"),
    columns=(
        OCID,
        by_firm("party_id", say("Party"), "parties"),
        text("name", say("Name"), say("The organisation's name."), f"{OCDS}, parties/name"),
        text(
            "roles",
            say("Roles"),
            say("What it does in this process, joined by semicolons."),
            f"{OCDS}, parties/roles",
        ),
        code(
            "scheme",
            say("Scheme"),
            say("The list that its identifier is of, as org-id.guide names it."),
            f"{OCDS}, parties/identifier/scheme",
        ),
        code(
            "identifier",
            say("Identifier"),
            say("Its number in that list."),
            f"{OCDS}, parties/identifier/id",
        ),
        text(
            "legal_name",
            say("Legal name"),
            say("Its name in that list."),
            f"{OCDS}, parties/identifier/legalName",
        ),
        text(
            "other_identifiers",
            say("Other identifiers"),
            say("Scheme and number of each, joined by semicolons."),
            f"{OCDS}, parties/additionalIdentifiers",
        ),
        text(
            "street",
            say("Street"),
            say("Street and number of its office."),
            f"{OCDS}, parties/address/streetAddress",
        ),
        text(
            "locality",
            say("Locality"),
            say("Town or village."),
            f"{OCDS}, parties/address/locality",
        ),
        text("region", say("Region"), say("Province or state."), f"{OCDS}, parties/address/region"),
        code(
            "postal_code",
            say("Postal code"),
            say("Postal code."),
            f"{OCDS}, parties/address/postalCode",
        ),
        text(
            "country",
            say("Country"),
            say("The country's name."),
            f"{OCDS}, parties/address/countryName",
        ),
    ),
)

RELATED: Final = Table(
    name="related_processes",
    title=say("Related processes"),
    row=say("One row per process that a process or a contract refers to."),
    source=MERGED,
    key=("ocid", "part", "part_id", "related_id"),
    facets=("relationship", "scheme"),
    columns=(
        OCID,
        PART,
        PART_ID,
        by_id("related_id", say("Reference"), "relatedProcesses"),
        text(
            "relationship",
            say("Relationship"),
            say("How they are related, joined by semicolons."),
            f"{OCDS}, relatedProcesses/relationship",
        ),
        code(
            "scheme",
            say("Scheme"),
            say("What kind of identifier follows: ocid for a contracting process."),
            f"{OCDS}, relatedProcesses/scheme",
        ),
        code(
            "identifier",
            say("Identifier"),
            say("The other process."),
            f"{OCDS}, relatedProcesses/identifier",
        ),
        text(
            "title",
            say("Title"),
            say("The other process, in words."),
            f"{OCDS}, relatedProcesses/title",
        ),
        text(
            "uri",
            say("Address"),
            say("Where it is published; never fetched."),
            f"{OCDS}, relatedProcesses/uri",
        ),
    ),
)
