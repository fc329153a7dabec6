"""What all processes of a file say together."""

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


@pytest.mark.parametrize(
    ("check", "releases", "limits"),
    [
        ("distribution.tender_procurement_method", tenders(20, procurementMethod="open"), ""),
        ("distribution.tender_status", tenders(20, status="active"), ""),
        (
            "distribution.main_procurement_category",
            tenders(20, mainProcurementCategory="goods"),
            "",
        ),
        ("distribution.tender_value", amounts(*range(1, 100), 1e9), ""),
        ("distribution.tender_value_repetition", amounts(*[5] * 20), ""),
        ("distribution.buyer", [{"buyer": {"id": n}} for n in range(9)], "buyers_count_least = 5"),
        ("distribution.buyer_repetition", [{"buyer": {"id": 1}}] * 9, "buyers_count_least = 5"),
        ("unique.tender_id", [{"tender": {"id": 1}}, {"tender": {"id": "1"}}], ""),
        ("misc.url_availability", [{"tender": {"documents": [{"url": "www"}]}}], ""),
        (
            "reference.related_process_identifier",
            [{"relatedProcesses": [{"scheme": "ocid", "identifier": "ocds-abc123-9"}]}],
            "",
        ),
        (
            "consistent.related_process_title",
            [
                *tenders(1, title="Jalan"),
                {
                    "relatedProcesses": [
                        {"scheme": "ocid", "identifier": "ocds-abc123-0", "title": "x"}
                    ]
                },
            ],
            "",
        ),
    ],
)
def test_what_is_not_as_it_should_be_does_not_pass(check, releases, limits):
    found = results(*releases, limits=limits)[check]

    assert found.passed is False
    assert found.values


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
