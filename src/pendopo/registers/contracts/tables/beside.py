"""What several parts of a process have: items, milestones and documents."""

from typing import Final

from pendopo.registers.contracts.tables.columns import (
    COMPARED_PRICE,
    MERGED,
    OCDS,
    OCID,
    PART,
    PART_ID,
    amount,
    by_id,
    code,
    currency,
    day,
    text,
)
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

ITEMS: Final = Table(
    name="items",
    title=say("Items"),
    row=say("One row per thing that a tender, an award or a contract is about."),
    source=MERGED,
    key=("ocid", "part", "part_id", "item_id"),
    facets=("part", "scheme", "unit", "currency"),
    columns=(
        OCID,
        PART,
        PART_ID,
        by_id("item_id", say("Item"), "tender/items"),
        text(
            "description",
            say("Description"),
            say("What it is."),
            f"{OCDS}, items/description",
        ),
        amount(
            "amount",
            say("Unit price"),
            say("The value of one unit, rounded to nine digits."),
            f"{OCDS}, items/unit/value/amount",
        ),
        currency("items/unit/value"),
        Column(
            "quantity",
            Kind.DECIMAL,
            title=say("Quantity"),
            meaning=say("How many, of the unit beside it; rounded to nine digits."),
            unit=say("in the unit beside it"),
            source=f"{OCDS}, items/quantity",
        ),
        text("unit", say("Unit"), say("What is counted."), f"{OCDS}, items/unit/name"),
        code(
            "unit_id",
            say("Unit's code"),
            say("What is counted, as a code."),
            f"{OCDS}, items/unit/id",
        ),
        code(
            "scheme",
            say("Scheme"),
            say("The list that its class is of, such as CPV or UNSPSC."),
            f"{OCDS}, items/classification/scheme",
        ),
        code(
            "class_id",
            say("Class"),
            say("Its class in that list."),
            f"{OCDS}, items/classification/id",
        ),
        text(
            "class",
            say("Class in words"),
            say("Its class in that list, in words."),
            f"{OCDS}, items/classification/description",
        ),
        text(
            "other_classes",
            say("Other classes"),
            say("Scheme and class of each, joined by semicolons."),
            f"{OCDS}, items/additionalClassifications",
        ),
        *COMPARED_PRICE,
        code(
            "related_lot",
            say("Lot"),
            say("The lot that it is of."),
            "OCDS, lots: items/relatedLot",
        ),
    ),
)

MILESTONES: Final = Table(
    name="milestones",
    title=say("Milestones"),
    row=say("One row per dated step of a plan, a tender, a contract or its implementation."),
    source=MERGED,
    key=("ocid", "part", "part_id", "milestone_id"),
    facets=("part", "type", "status"),
    columns=(
        OCID,
        PART,
        PART_ID,
        by_id("milestone_id", say("Milestone"), "contracts/implementation/milestones"),
        text("title", say("Title"), say("What is to be reached."), f"{OCDS}, milestones/title"),
        day(
            "due",
            say("Due"),
            say("The day by which it is to be reached, as written."),
            f"{OCDS}, milestones/dueDate",
        ),
        day(
            "met",
            say("Met"),
            say("The day on which it was reached, as written."),
            f"{OCDS}, milestones/dateMet",
        ),
        text(
            "status",
            say("Status"),
            say("Where it stands: scheduled, met, notMet, partiallyMet."),
            f"{OCDS}, milestones/status",
        ),
        day(
            "modified",
            say("Looked at"),
            say("The day on which it was last looked at, as written."),
            f"{OCDS}, milestones/dateModified",
        ),
        code("type", say("Type"), say("What kind of step it is."), f"{OCDS}, milestones/type"),
        text(
            "description",
            say("Description"),
            say("What is to be reached, at length."),
            f"{OCDS}, milestones/description",
        ),
        code(
            "code",
            say("Code"),
            say("What events of this kind are called."),
            f"{OCDS}, milestones/code",
        ),
    ),
)

DOCUMENTS: Final = Table(
    name="documents",
    title=say("Documents"),
    row=say("One row per document of a plan, a tender, a bid, an award or a contract."),
    source=MERGED,
    key=("ocid", "part", "part_id", "document_id"),
    facets=("part", "type", "format", "language"),
    columns=(
        OCID,
        PART,
        PART_ID,
        by_id("document_id", say("Document"), "documents"),
        code("type", say("Type"), say("What it is."), f"{OCDS}, documents/documentType"),
        text("title", say("Title"), say("What it is called."), f"{OCDS}, documents/title"),
        text(
            "url",
            say("Address"),
            say("Where it is published; never fetched."),
            f"{OCDS}, documents/url",
        ),
        day(
            "published",
            say("Published"),
            say("The day on which it was first published, as written."),
            f"{OCDS}, documents/datePublished",
        ),
        day(
            "modified",
            say("Modified"),
            say("The day on which it was last changed, as written."),
            f"{OCDS}, documents/dateModified",
        ),
        text(
            "description",
            say("Description"),
            say("What it says in short."),
            f"{OCDS}, documents/description",
        ),
        code("format", say("Format"), say("Its media type."), f"{OCDS}, documents/format"),
        code(
            "language",
            say("Language"),
            say("Its language, as a code."),
            f"{OCDS}, documents/language",
        ),
    ),
)
