"""A claim's text: written, signed and read back in one form, or refused with what to write."""

from dataclasses import replace

import pytest

from pendopo.published.claims.claim import Claim, ClaimError, claim_of
from pendopo.standards.statement import Statement, parse_statement

CLAIM = Claim(
    log="uji.example/log",
    at="2026-03-02T03:00:00Z",
    role="reviewer",
    plan="uji-2026",
    commitment="open-contracting",
    codebook="irm-2020",
    question="completion_end",
    value="Limited",
    sources=("https://example.org/review.pdf", "entry 4"),
    says="Payments are missing.",
    language="en",
    number=1,
    seen=12,
)


@pytest.mark.parametrize(
    "claim", [CLAIM, replace(CLAIM, milestone="payments", says="", language="", seen=None)]
)
def test_what_is_signed_is_read_back(claim):
    assert claim_of(parse_statement(claim.statement().text())) == claim


@pytest.mark.parametrize(
    ("changed", "told", "found"),
    [
        ({"role": "officer"}, "Nobody rates as", "officer"),
        ({"value": "Major"}, "The codebook does not have it", "completion_2020 is 'Major'"),
        ({"question": "diog"}, "The codebook does not have it", "does not ask 'diog'"),
        ({"codebook": "irm-1999"}, "The codebook does not have it", "no codebook is called"),
        ({"plan": "Uji 2026"}, "{name} is {found}", "Uji 2026"),
        ({"language": "English"}, "{name} is {found}", "English"),
        ({"says": "a" * 2_001}, "letters", "2001"),
        ({"sources": ()}, "has no line", "source"),
        ({"sources": ("a",) * 21}, "sources", "20"),
        ({"commitment": ""}, "has no line", "commitment"),
    ],
)
def test_a_claim_that_does_not_hold_says_what_to_write(changed, told, found):
    with pytest.raises(ClaimError, match=told) as refused:
        claim_of(replace(CLAIM, **changed).statement())

    assert found in " ".join(refused.value.values.values())


def test_a_line_that_nobody_would_be_shown_is_refused():
    statement = CLAIM.statement()
    more = replace(statement, facts=(*statement.facts, ("secretly", "Complete")))

    with pytest.raises(ClaimError, match="has no line") as refused:
        claim_of(more)

    assert refused.value.values == {"name": "secretly"}


def test_lines_stand_in_one_order():
    statement = CLAIM.statement()

    with pytest.raises(ClaimError, match="another order"):
        claim_of(replace(statement, facts=tuple(reversed(statement.facts))))


def test_another_act_is_no_claim():
    with pytest.raises(ClaimError, match="not of a rating"):
        claim_of(Statement("uji.example/log", "redaction", CLAIM.at, (("entry", "X"),)))
