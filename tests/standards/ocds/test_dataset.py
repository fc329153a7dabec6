"""What all processes of a file say together."""

from decimal import Decimal

import pytest

from pendopo.standards.ocds.dataset import Dataset, Earlier
from pendopo.standards.ocds.process import Limits


def results(*releases, limits=""):
    dataset = Dataset(Limits.read(limits))
    for number, release in enumerate(releases):
        dataset.add(f"ocds-abc123-{number}", release)
    return {one.check: one for one in dataset.results()}


def tenders(count, **fields):
    return [{"tender": {"id": str(n), **fields}} for n in range(count)]


def amounts(*values, currency="IDR"):
    money = [{"amount": value, "currency": currency} for value in values]
    return [{"tender": {"id": str(n), "value": one}} for n, one in enumerate(money)]


def test_there_are_twenty_four_and_none_says_anything_of_nothing():
    found = results()

    assert len(found) == 24
    assert {one.passed for one in found.values()} == {None}


def under(path, values):
    """Give a process for each value, which stands at a path; ``*`` is the one item of a list."""
    for number, value in enumerate(values):
        made: object = value
        for step in reversed(path.split("/")):
            made = [made] if step == "*" else {step: made}
        assert isinstance(made, dict)
        yield {"tender": {"id": str(number)} | made.pop("tender", {}), **made}


def money(*values, currency="IDR"):
    return [{"amount": value, "currency": currency} for value in values]


ONE_HIGH, ONE_AMOUNT = money(*range(1, 100), 1e9), money(*[5] * 20)
FEW = "buyers_count_least = 5"
ALIKE = "code_share = [0.2, 0.9]"
# Each check, the releases of which it does not hold, and the limits.
BROKEN = {
    "distribution.tender_procurement_method": (
        under("tender/procurementMethod", ["open"] * 20),
        "",
    ),
    "distribution.tender_status": (under("tender/status", ["active"] * 20), ""),
    "distribution.awards_status": (under("awards/*/status", ["pending"] * 20), ""),
    "distribution.contracts_status": (
        under("contracts/*/status", [*["active"] * 19, "terminated"]),
        ALIKE,
    ),
    "distribution.milestone_status": (
        under("contracts/*/implementation/milestones/*/status", ["notMet"] * 20),
        "",
    ),
    "distribution.main_procurement_category": (
        under("tender/mainProcurementCategory", ["goods"] * 20),
        "",
    ),
    "distribution.tender_value": (under("tender/value", ONE_HIGH), ""),
    "distribution.awards_value": (under("awards/*/value", ONE_HIGH), ""),
    "distribution.contracts_value": (under("contracts/*/value", ONE_HIGH), ""),
    "distribution.tender_value_repetition": (under("tender/value", ONE_AMOUNT), ""),
    "distribution.awards_value_repetition": (under("awards/*/value", ONE_AMOUNT), ""),
    "distribution.contracts_value_repetition": (under("contracts/*/value", ONE_AMOUNT), ""),
    "distribution.buyer": (under("buyer/id", range(9)), FEW),
    "distribution.buyer_repetition": (under("buyer/id", [1] * 9), FEW),
    "unique.tender_id": (under("tender/id", [1, "1"]), ""),
    "misc.url_availability": (under("contracts/*/documents/*/url", ["www"]), ""),
    "reference.related_process_identifier": (
        under("relatedProcesses/*", [{"scheme": "ocid", "identifier": "ocds-abc123-9"}]),
        "",
    ),
    "consistent.related_process_title": (
        [
            {"tender": {"title": "Jalan"}},
            *under(
                "relatedProcesses/*",
                [{"scheme": "ocid", "identifier": "ocds-abc123-0", "title": "x"}],
            ),
        ],
        "",
    ),
}
# Of these no code has to occur, so that none can be missed: they count, and show.
NEVER_BROKEN = {
    "distribution.tender_award_criteria": "tender/awardCriteria",
    "distribution.tender_submission_method": "tender/submissionMethod/*",
    "distribution.milestone_type": "planning/milestones/*/type",
    "distribution.document_document_type": "awards/*/documents/*/documentType",
    "distribution.value_currency": "planning/budget/amount/currency",
    "distribution.related_process_relation": "contracts/*/relatedProcesses/*/relationship/*",
}


def test_every_check_of_a_file_is_broken_once_or_cannot_be():
    assert {*BROKEN, *NEVER_BROKEN} == set(results())


@pytest.mark.parametrize("check", BROKEN)
def test_what_is_not_as_it_should_be_does_not_pass(check):
    releases, limits = BROKEN[check]

    found = results(*releases, limits=limits)[check]

    assert found.passed is False
    assert found.values


@pytest.mark.parametrize("check", NEVER_BROKEN)
def test_codes_of_which_none_has_to_occur_are_counted(check):
    found = results(*under(NEVER_BROKEN[check], ["a"] * 20))[check]

    assert (found.passed, found.count) == (True, 20)


def test_limits_of_a_government_are_held_instead_of_the_usual_ones():
    shares = list(under("tender/mainProcurementCategory", ["goods"] * 19 + ["works"]))
    check = "distribution.main_procurement_category"

    assert results(*shares)[check].passed is True
    assert results(*shares, limits="category_share = 0.9")[check].passed is False
    assert results(*shares, limits="count_least = 21")[check].passed is None


@pytest.mark.parametrize("amount", [1e308, Decimal("1e400")])
def test_amounts_beyond_all_reason_end_no_check(amount):
    found = results(*amounts(*[amount] * 200))

    assert found["distribution.tender_value_repetition"].passed is False


def test_what_is_as_it_should_be_passes():
    methods = [
        {"tender": {"id": str(n), "procurementMethod": m}} for n, m in enumerate(("open", "direct"))
    ]

    found = results(*methods * 10, *amounts(*range(1, 200)))

    for check in ("tender_procurement_method", "tender_value", "tender_value_repetition"):
        assert found[f"distribution.{check}"].passed is True


def test_amounts_are_compared_in_the_commonest_currency_only():
    found = results(*amounts(*range(1, 150)), *amounts(1e15, currency="USD"))

    assert found["distribution.tender_value"].passed is True


def test_what_an_earlier_file_had_is_compared():
    earlier = Earlier(Limits())
    one = {"tender": {"title": "Jalan  Desa"}, "awards": [{"id": "1"}]}
    for name in "abc":
        earlier.add_before(name, one)

    earlier.add("a", one | {"tender": {"title": "jalan desa"}})
    earlier.add("b", {"tender": {"title": "Jembatan"}})

    found = {result.check: dict(result.values) for result in earlier.results()}
    assert {check: values["many"] for check, values in found.items()} == {
        "time.ocid": "1",
        "time.phase_stable": "1",
        "time.tender_title": "1",
    }
