"""The legal lists: closed, coded, sourced, in every language of ours."""

import pytest

from pendopo.standards.withdrawal import legal_list, reason_of
from pendopo.terms.entry import EntryType, Leaf


@pytest.mark.parametrize(("country", "own"), [("ID", "ID-"), ("DE", "GDPR-"), ("KE", "")])
def test_a_country_has_its_own_law_and_the_general_reasons(country, own):
    codes = set(legal_list(country).reasons)

    assert {"COURT-ORDER", "COPYRIGHT", "MALWARE"} <= codes
    assert all(code.startswith(own) for code in codes if code.partition("-")[0] in ("ID", "GDPR"))
    assert any(code.startswith(own) for code in codes)


@pytest.mark.parametrize("country", ["ID", "DE"])
def test_every_reason_fits_a_leaf_and_says_its_clause_in_english_and_indonesian(country):
    for code, reason in legal_list(country).reasons.items():
        leaf = Leaf(
            EntryType.HOLD, "0" * 26, "2026-01-01T00:00:00Z", scope={"reason": code}
        ).encode()

        assert code.encode() in leaf
        assert reason.source
        assert reason.text("en") != reason.text("id")
        assert reason_of(code) == reason


def test_the_indonesian_list_is_that_of_the_two_statutes():
    codes = set(legal_list("ID").reasons) - {"COURT-ORDER", "COPYRIGHT", "MALWARE"}

    assert codes == {"ID-PDP-43", "ID-PDP-44"} | {f"ID-KIP-17{letter}" for letter in "abcdefghij"}
    assert not any(legal_list("ID").reasons[code].verified for code in codes)


def test_what_stands_against_an_erasure_is_listed():
    assert len(legal_list("DE").against) == 5
