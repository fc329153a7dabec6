"""Rows of the competition: the tender, its lots, who bids, and what they bid."""

from pendopo.registers.contracts.merged.process import NO_ID, Item, Process, Row, named, value_of
from pendopo.registers.contracts.values import (
    count_of,
    day_of,
    money_of,
    object_at,
    objects_at,
    text_of,
    texts_of,
)


def tender_rows(process: Process) -> list[Row]:
    """Give one row where the process tells of its tender."""
    tender = process.tender
    if not tender:
        return []
    entity, least = object_at(tender, "procuringEntity"), object_at(tender, "minValue")
    asked = tender.get("hasEnquiries")
    opened, opened_at = process.both(object_at(tender, "tenderPeriod").get("startDate"))
    closed, closed_at = process.until(object_at(tender, "tenderPeriod").get("endDate"))
    worth = process.worth(value_of(tender), opened, "tender")
    return [
        (
            *process.begin("tender"),
            text_of(tender.get("id")),
            text_of(tender.get("title")),
            text_of(tender.get("status")),
            text_of(tender.get("procurementMethod")),
            text_of(tender.get("mainProcurementCategory")),
            *worth.value,
            opened,
            closed,
            text_of(tender.get("description")),
            text_of(tender.get("procurementMethodDetails")),
            text_of(tender.get("procurementMethodRationale")),
            texts_of(tender.get("additionalProcurementCategories")),
            text_of(tender.get("awardCriteria")),
            text_of(tender.get("awardCriteriaDetails")),
            texts_of(tender.get("submissionMethod")),
            text_of(tender.get("eligibilityCriteria")),
            text_of(entity.get("id")),
            process.name(entity),
            money_of(least.get("amount")),
            text_of(least.get("currency")),
            *worth.compared,
            opened_at,
            closed_at,
            *_moments(process, object_at(tender, "enquiryPeriod")),
            asked if isinstance(asked, bool) else None,
            *_moments(process, object_at(tender, "awardPeriod")),
            *days(process, object_at(tender, "contractPeriod")),
            count_of(tender.get("numberOfTenderers")),
        )
    ]


def lot_rows(process: Process) -> list[Row]:
    """Give one row per lot of the tender."""
    lots = objects_at(process.tender, "lots")
    if not lots:
        return []
    opened = day_of(object_at(process.tender, "tenderPeriod").get("startDate"))
    return [
        (
            *process.begin("tender"),
            lot_id,
            text_of(lot.get("title")),
            text_of(lot.get("status")),
            *worth.value,
            text_of(lot.get("description")),
            *worth.compared,
            *days(process, object_at(lot, "contractPeriod")),
        )
        for lot_id, lot in named(lots)
        for worth in (process.worth(value_of(lot), opened, "tender"),)
    ]


def bid_rows(process: Process) -> list[Row]:
    """Give one row per bid."""
    rows: list[Row] = []
    for bid_id, bid in process.bids:
        day, moment = process.both(bid.get("date"))
        worth = process.worth(value_of(bid), day, ("bids", text_of(bid.get("id"))))
        rows.append(
            (
                *process.begin("bids", bid),
                bid_id,
                process.people(bid, "tenderers"),
                text_of(bid.get("status")),
                day,
                *worth.value,
                moment,
                *worth.compared,
                texts_of(bid.get("relatedLots")),
            )
        )
    return rows


def tenderer_rows(process: Process) -> list[Row]:
    """Give one row per tenderer of the tender, and one per tenderer of a bid."""
    tender = process.tender
    places = [(process.begin("bids", bid), "bid", bid_id, bid) for bid_id, bid in process.bids]
    if tender:
        tender_id = text_of(tender.get("id")) or NO_ID
        places.append((process.begin("tender"), "tender", tender_id, tender))
    return [
        (*begun, part, part_id, tenderer_id, process.name(tenderer))
        for begun, part, part_id, content in places
        for tenderer_id, tenderer in process.organisations(
            objects_at(content, "tenderers"), part_id
        )
    ]


def days(process: Process, period: Item) -> Row:
    """Give a period's first and last day, as written."""
    return process.day(period.get("startDate")), process.day(period.get("endDate"))


def _moments(process: Process, period: Item) -> Row:
    return process.moment(period.get("startDate")), process.moment(period.get("endDate"))
