"""What a compiled release says of itself that cannot all be so: each check is broken once."""

import json
from decimal import Decimal
from itertools import product

import pytest

from pendopo.standards.ocds.process import CHECKS, Limits, Process, coherent, doubts
from pendopo.standards.ocds.process.limits import LimitsError
from pendopo.standards.ocds.process.values import at

EARLY, LATE, LAST = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")
BUYER = {"id": "B", "name": "Dinas", "roles": ["buyer", "procuringEntity", "payer"]}
FIRM = {"id": "F", "name": "CV", "roles": ["tenderer", "supplier", "payee"]}
AT_BUYER, AT_FIRM = {"id": "B", "name": "Dinas"}, {"id": "F", "name": "CV"}


def money(amount, currency="IDR"):
    return {"amount": amount, "currency": currency}


def sound():
    """A process of which nothing is doubted."""
    return {
        "ocid": "ocds-abc123-1",
        "date": LAST,
        "parties": [dict(BUYER), dict(FIRM)],
        "buyer": dict(AT_BUYER),
        "planning": {
            "budget": {"amount": money(100)},
            "milestones": [{"id": "1", "status": "met", "dateMet": EARLY}],
        },
        "tender": {
            "id": "T",
            "status": "complete",
            "procurementMethod": "open",
            "procuringEntity": dict(AT_BUYER),
            "tenderers": [dict(AT_FIRM)],
            "numberOfTenderers": 1,
            "value": money(100),
            "tenderPeriod": {"startDate": EARLY, "endDate": LATE, "durationInDays": 31},
            "amendments": [{"id": "1", "date": LATE}],
            "documents": [{"id": "1", "datePublished": EARLY, "dateModified": LATE}],
        },
        "awards": [
            {
                "id": "A",
                "status": "active",
                "date": LATE,
                "value": money(100),
                "suppliers": [dict(AT_FIRM)],
            }
        ],
        "contracts": [
            {
                "id": "C",
                "awardID": "A",
                "status": "active",
                "dateSigned": LATE,
                "value": money(100),
                "implementation": {
                    "transactions": [
                        {
                            "id": "1",
                            "date": LAST,
                            "value": money(100),
                            "payer": dict(AT_BUYER),
                            "payee": dict(AT_FIRM),
                        }
                    ]
                },
            }
        ],
    }


def changed(path, value):
    release = sound()
    at = release
    *steps, last = path.split("/")
    for step in steps:
        at = at[int(step) if isinstance(at, list) else step]
    at[int(last) if isinstance(at, list) else last] = value
    return release


PAID = "contracts/0/implementation/transactions/0"
BROKEN = {
    "coherent.amendments_dates": ("tender/amendments/0/date", "2025-12-31T00:00:00Z"),
    "coherent.awards_status": ("awards/0/status", "cancelled"),
    "coherent.contracts_status": ("contracts/0/status", "pending"),
    "coherent.dates": ("awards/0/date", EARLY),
    "coherent.documents_dates": ("tender/documents/0/datePublished", LAST),
    "coherent.milestone_status": ("planning/milestones/0/status", "notMet"),
    "coherent.milestones_dates": ("planning/milestones/0/dateMet", "2026-03-02T00:00:00Z"),
    "coherent.period": ("tender/tenderPeriod/startDate", LAST),
    "coherent.procurement_method_vs_number_of_tenderers": (
        "tender",
        {"id": "T", "procurementMethod": "direct", "numberOfTenderers": 2},
    ),
    "coherent.release_date": ("date", LATE),
    "coherent.tender_status": ("tender/status", "planned"),
    "coherent.value_realistic": ("awards/0/value/amount", 9e13),
    "consistent.number_of_tenderers": ("tender/numberOfTenderers", 2),
    "consistent.tender_value": ("planning/budget/amount", money(151)),
    "consistent.contracts_value": ("contracts/0/value/amount", 49),
    "consistent.parties_roles": ("parties/1/roles", ["tenderer", "supplier", "payee", "payer"]),
    "consistent.supplier_in_parties_roles": ("parties/1/roles", ["tenderer", "payee"]),
    "consistent.tenderer_in_parties_roles": ("parties/1/roles", ["supplier", "payee"]),
    "consistent.buyer_in_parties_roles": ("parties/0/roles", ["payer"]),
    "consistent.procuring_entity_in_parties_roles": ("parties/0/roles", ["buyer"]),
    "consistent.payer_in_parties_roles": ("parties/0/roles", ["buyer"]),
    "consistent.payee_in_parties_roles": ("parties/1/roles", ["supplier"]),
    "consistent.contracts_implementation_transactions_value": (f"{PAID}/value/amount", 101),
    "consistent.period_duration_in_days": ("tender/tenderPeriod/durationInDays", 30),
    "consistent.supplier_name_in_parties": ("awards/0/suppliers/0/name", "PT"),
    "consistent.tenderer_name_in_parties": ("tender/tenderers/0/name", "PT"),
    "consistent.buyer_name_in_parties": ("buyer/name", "PT"),
    "consistent.procuring_entity_name_in_parties": ("tender/procuringEntity/name", "PT"),
    "consistent.payer_name_in_parties": (f"{PAID}/payer/name", "PT"),
    "consistent.payee_name_in_parties": (f"{PAID}/payee/name", "PT"),
    "reference.supplier_in_parties": ("awards/0/suppliers/0/id", "X"),
    "reference.tenderer_in_parties": ("tender/tenderers/0/id", "X"),
    "reference.buyer_in_parties": ("buyer", {"name": "Dinas"}),
    "reference.procuring_entity_in_parties": ("tender/procuringEntity/id", 1),
    "reference.payer_in_parties": (f"{PAID}/payer/id", "X"),
    "reference.payee_in_parties": (f"{PAID}/payee/id", "X"),
    "reference.contract_in_awards": ("contracts/0/awardID", "X"),
}


def test_every_check_is_broken_once():
    assert set(BROKEN) == set(CHECKS)
    assert len(CHECKS) == 37


def test_of_a_sound_process_nothing_is_doubted():
    assert list(doubts(sound(), Limits())) == []


@pytest.mark.parametrize("check", BROKEN)
def test_what_cannot_be_so_is_doubted_with_its_place(check):
    found = [one for one in doubts(changed(*BROKEN[check]), Limits()) if one.check == check]

    assert found
    assert all(one.pointer.startswith("/") and one.values for one in found)


@pytest.mark.parametrize("value", [None, "x", 5, [], {}, [None], [[]], [{"id": []}], True])
@pytest.mark.parametrize("field", ["parties", "buyer", "tender", "awards", "contracts", "planning"])
def test_a_strange_shape_does_no_harm(field, value):
    list(doubts(changed(field, value), Limits()))


@pytest.mark.parametrize("odd", [{}, {"date": [EARLY] * 500, "tender": [sound()["tender"]] * 500}])
def test_many_contracts_are_compared_with_their_own_payments_alone(monkeypatch, odd):
    pairs = []

    def counted(*lists):
        found = list(product(*lists))
        pairs.append(len(found))
        return found

    monkeypatch.setattr(coherent, "product", counted)
    contract = sound()["contracts"][0] | {
        "amendments": [{"id": "1", "date": EARLY}],
        "implementation": {"transactions": [{"id": "P", "date": EARLY}]},
    }
    many = sound() | {"contracts": [contract] * 500} | odd

    found = list(doubts(many, Limits()))

    assert sum(pairs) < 20 * 500
    of_payments = [one for one in found if one.check == "coherent.dates"]
    assert len(of_payments) == (1_000 if odd else 500)


def test_amounts_in_two_currencies_are_not_compared():
    other = changed("contracts/0/value", money(1, "USD"))

    assert "consistent.contracts_value" not in {one.check for one in doubts(other, Limits())}


def test_every_real_process_is_asked_without_a_crash(shared_data):
    folder = shared_data / "ocds/sample-data/fictional-example/1.1/record"
    [path] = folder.glob("*00001.json")
    record = json.loads(path.read_text("utf-8"))["records"][0]

    found = {one.check for one in doubts(record["compiledRelease"], Limits())}

    assert found <= set(CHECKS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1", "there is no x; write one of realistic, budget_share"),
        ("budget_share = 'half'", "budget_share is 'half'; write a number"),
        ("code_share = 1", "write two numbers"),
        ("realistic = 5", "write a table such as IDR = 8e13"),
        ("[realistic]\nIDR = true", "realistic.IDR is True; write a number"),
        ("= 1", "the limits are no TOML"),
    ],
)
def test_limits_that_cannot_be_read_are_refused_with_what_to_write(text, said):
    with pytest.raises(LimitsError, match=said.replace("[", r"\[")):
        Limits.read(text)


def test_limits_that_are_not_named_stay_as_they_are():
    limits = Limits.read("budget_share = 0.2\nbuyers_count_least = 5\n[realistic]\nIDR = 1e12\n")

    assert (limits.budget_share, limits.buyers_count_least) == (Decimal("0.2"), 5)
    assert limits.realistic["IDR"] == 1e12
    assert limits.realistic["USD"] == 5e9


def test_a_process_gives_at_each_path_what_a_release_gives_there_and_seeks_it_once():
    release = sound() | {"tag": [["a"], "b"], "awards": [[{"id": 1}], 2, {"items": [{"id": "3"}]}]}
    process = Process(release)
    paths = [("tag",), ("awards", "id"), ("awards", "items", "id"), ("tender", "value", "no", "no")]

    assert [process.at(path) for path in paths] == [at(release, *path) for path in paths]
    assert process.at(paths[1]) is process.at(paths[1])
    assert process.at(paths[0]) == [("/tag/0/0", "a"), ("/tag/1", "b")]
