"""What a process, and a whole file, says of itself, in sentences."""

from collections.abc import Mapping
from typing import Final

from pendopo.standards.ocds.dataset import Result
from pendopo.standards.ocds.process import Doubt
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_SOURCE: Final = "OCDS, data quality: compiled releases"
_SOURCE_ALL: Final = "OCDS, data quality: the collection"
_LATER = (
    say("{date} at {pointer} is later than {later} at {other}."),
    say("Look which of the two is right; day and month may have changed places."),
)
_REFERS = (
    say("The reference {pointer} ({id}) leads to none of the parties, or to several."),
    say("Write the id of exactly one party, as the same kind of JSON value."),
)
_ROLE = (
    say("{pointer} refers to {id} as {role}, a role that the party at {other} does not have."),
    say("Write the role into the party's list of roles."),
)
_NAME = (
    say("{pointer} names {id} otherwise than {other} does."),
    say("Write the same name in both places."),
)
_DATES = ("period", "dates", "amendments_dates", "documents_dates", "milestones_dates")
_ORGANISATIONS = ("supplier", "tenderer", "buyer", "procuring_entity", "payer", "payee")
_OF_PROCESS: Final[Mapping[str, tuple[str, str]]] = {
    **{f"coherent.{name}": _LATER for name in (*_DATES, "release_date")},
    **{f"reference.{name}_in_parties": _REFERS for name in _ORGANISATIONS},
    **{f"consistent.{name}_in_parties_roles": _ROLE for name in _ORGANISATIONS},
    **{f"consistent.{name}_name_in_parties": _NAME for name in _ORGANISATIONS},
    "coherent.awards_status": (
        say("Award {id} is {status}, and a contract names it."),
        say("Write the award's state as it is now, or the award that the contract follows."),
    ),
    "coherent.contracts_status": (
        say("The contract at {pointer} is {status}, and {many} payments were made."),
        say("Write the contract's state as it is now."),
    ),
    "coherent.tender_status": (
        say("The tender is {status}, and there are {many} awards and contracts."),
        say("Write the tender's state as it is now."),
    ),
    "coherent.milestone_status": (
        say("The milestone at {pointer} is {status}, and was met on {date}."),
        say("Write the milestone's state as it is now."),
    ),
    "coherent.procurement_method_vs_number_of_tenderers": (
        say("The procurement was direct, and {many} firms took part."),
        say("Write the method by which it was procured."),
    ),
    "coherent.value_realistic": (
        say("{pointer} holds {amount} {currency}, more than {most}, which counts as realistic."),
        say("Write the amount in the currency's own unit; or set the limit where it is right."),
    ),
    "consistent.number_of_tenderers": (
        say("The tender says {said} tenderers, and lists {many}."),
        say("Write the number of those that are listed, or list all."),
    ),
    "consistent.tender_value": (
        say("The budget is {amount} {currency}, far from the tender's value of {other}."),
        say("Write both in the same unit."),
    ),
    "consistent.contracts_value": (
        say("The contracts come to {amount} {currency}, far from the award's value of {other}."),
        say("Write all in the same unit; an amendment says why a value changed."),
    ),
    "consistent.contracts_implementation_transactions_value": (
        say("Payments come to {amount} {currency}, more than the contract's value of {other}."),
        say("Write the contract's present value, or the payments as they were."),
    ),
    "consistent.period_duration_in_days": (
        say("The period at {pointer} says {said} days; its dates are {days} days apart."),
        say("Write the days from its start to its end, or leave them out."),
    ),
    "consistent.parties_roles": (
        say("The party {id} has the role {role}, and nothing refers to it so."),
        say("Write the reference, or take the role away."),
    ),
    "reference.contract_in_awards": (
        say("The contract at {pointer} ({id}) follows none of the awards, or several."),
        say("Write the id of exactly one award into awardID, as the same kind of JSON value."),
    ),
}
_CODES = (
    say(
        "Of {count} codes at {pointer}: {shares}; a code that hardly ever or nearly always "
        "stands there may be one that nobody chose."
    ),
    say("Look whether the system fills it in by itself."),
)
_TOP = (
    say("The largest hundredth of {count} values has {share} of all in {currency}."),
    say("Look at the largest: digits too many are common."),
)
_REPEATED = (
    say("Three amounts make up {share} of {count} values."),
    say("Look whether they stand for an unknown value; leave it out then."),
)
_OF_FILE: Final[Mapping[str, tuple[str, str]]] = {
    **{
        f"distribution.{name}": _CODES
        for name in (
            *("tender_procurement_method", "tender_status", "tender_award_criteria"),
            *("tender_submission_method", "awards_status", "contracts_status"),
            *("milestone_status", "milestone_type", "document_document_type"),
            *("value_currency", "related_process_relation"),
        )
    },
    **{f"distribution.{name}_value": _TOP for name in ("tender", "awards", "contracts")},
    **{
        f"distribution.{name}_value_repetition": _REPEATED
        for name in ("tender", "awards", "contracts")
    },
    "distribution.main_procurement_category": (
        say("{share} of {count} tenders are of one category: {code}."),
        say("Look whether the system fills it in by itself."),
    ),
    "distribution.buyer": (
        say("{share} of the buyers have one process only: they may not have an id of their own."),
        say("Write the same id for the same buyer."),
    ),
    "distribution.buyer_repetition": (
        say("The commonest buyer has {share} of {count} processes."),
        say("Write the id of the unit that buys, not that of the whole government."),
    ),
    "unique.tender_id": (
        say("{many} of {count} tenders share their id with another process."),
        say("Give each tender an id of its own."),
    ),
    "misc.url_availability": (
        say("{many} of {count} addresses of documents are no web addresses; none was fetched."),
        say("Write whole addresses that begin with https://."),
    ),
    "reference.related_process_identifier": (
        say("{many} of {count} related processes are not in the file."),
        say("Write the ocid of the related process, and publish it too."),
    ),
    "consistent.related_process_title": (
        say("{many} of {count} related processes have another title than is said of them."),
        say("Write the title that the related process has."),
    ),
    "time.ocid": (
        say("{many} of {count} processes of the earlier file are not in this one."),
        say("Publish what was published before, unless the law has it taken back."),
    ),
    "time.phase_stable": (
        say("{many} of {count} processes tell less than in the earlier file."),
        say("Publish what was published before, unless the law has it taken back."),
    ),
    "time.tender_title": (
        say("{many} of {count} tenders have another title than in the earlier file."),
        say("Look whether an ocid was given to another process."),
    ),
}
SET_APART = Finding(
    "releases_of_a_process_agree",
    Weight.WARN,
    say("{ocid} cannot be merged: {reason}"),
    write=say("Write each field in one shape in all releases of the process."),
    table="releases",
    column="ocid",
    source="OCDS 1.1, merging",
)


def rule_of_doubt(check: str) -> str:
    """Give the name of the rule that a check of processes is, in findings."""
    return check.replace(".", "_")


def finding_of_doubt(doubt: Doubt, starred: str) -> Finding:
    """Put a doubt about a process into words.

    :param starred: its pointer with stars for places in lists
    """
    message, write = _OF_PROCESS[doubt.check]
    values = {"pointer": starred, **doubt.values}
    rule = rule_of_doubt(doubt.check)
    return Finding(rule, Weight.WARN, message, values, write, "releases", "json", source=_SOURCE)


def finding_of_result(result: Result) -> Finding:
    """Put what a check of the whole file found into words."""
    message, write = _OF_FILE[result.check]
    values = {"count": str(result.count), **result.values}
    rule = "file_" + result.check.replace(".", "_")
    return Finding(rule, Weight.NOTE, message, values, write, source=_SOURCE_ALL)
