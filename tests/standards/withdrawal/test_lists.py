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
        assert reason.source("en")
        assert reason.text("en") != reason.text("id")
        assert reason_of(code) == reason


def test_the_indonesian_list_is_that_of_the_two_statutes():
    codes = set(legal_list("ID").reasons) - {"COURT-ORDER", "COPYRIGHT", "MALWARE"}

    assert codes == {"ID-PDP-43", "ID-PDP-44"} | {f"ID-KIP-17{letter}" for letter in "abcdefghij"}
    assert not any(legal_list("ID").reasons[code].verified for code in codes)


def test_a_clause_is_written_in_the_language_that_is_read():
    reasons = legal_list("ID").reasons

    assert reasons["ID-PDP-44"].source("en") == "UU 27/2022, art. 44"
    assert reasons["ID-PDP-44"].source("id") == "UU 27/2022, pasal 44"
    assert all(one.source("id") for one in legal_list("DE").reasons.values())
    told = [one.source("id") for one in reasons.values()]
    assert not [one for one in told if any(word in one for word in ("art.", " of ", "law", "no "))]


def test_what_stands_against_an_erasure_is_listed():
    assert len(legal_list("DE").against) == 5
