"""Claims as facts for programs: the same rows for JSON, CSV and the command line."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pendopo.published.claims.recorded import Claims, Recorded
from pendopo.standards.ogp.codebook import codebooks, in_words
from pendopo.terms.wording import say

# Who speaks, as a sentence begins.
VOICES: Final[Mapping[str, str]] = {
    "publisher": say("The government"),
    "civil-society": say("Civil society"),
    "reviewer": say("The independent reviewer"),
    "monitoring-body": say("The monitoring body"),
}
COLUMNS: Final = (
    "entry",
    "id",
    "recorded_at",
    "written_at",
    "plan",
    "commitment",
    "milestone",
    "role",
    "office",
    "unit",
    "signed",
    "key",
    "number",
    "codebook",
    "question",
    "value",
    "says",
    "language",
    "sources",
    "seen",
    "newer",
)
_SUBJECT: Final = ("plan", "commitment", "milestone")

Row = dict[str, Any]


def facts_of(claims: Claims, waiting: Iterable[Row] = ()) -> dict[str, list[Row]]:
    """Give everything that there is of claims.

    :param waiting: what was handed in and is not in the log yet
    :returns: ``claims`` with ``COLUMNS``; ``conflicts``, ``gone``, ``refused``, ``missing``,
        ``waiting``
    """
    return {
        "claims": [row_of(claims, one) for one in claims.recorded],
        "conflicts": [
            dict(zip((*_SUBJECT, "codebook", "question"), one.topic, strict=True))
            | {"sides": [row_of(claims, side) for side in one.sides]}
            for one in claims.conflicts
        ],
        "gone": [
            _of(one.subject)
            | {
                "entry": one.index,
                "id": one.id,
                "recorded_at": one.time,
                "withdrawn_by": one.withdrawn,
            }
            for one in claims.gone
        ],
        "refused": [
            _of(one.subject)
            | {
                "entry": one.index,
                "id": one.id,
                "recorded_at": one.time,
                "office": one.key.office if one.key else None,
                "number": one.number,
                "why": one.why,
            }
            for one in claims.refused
        ],
        "missing": [
            {
                "office": one.key.office,
                "key": one.key.key.name,
                "spans": [{"first": first, "last": last} for first, last in one.spans],
            }
            for one in claims.missing
        ],
        "waiting": list(waiting),
    }


def row_of(claims: Claims, one: Recorded) -> Row:
    """Give a claim's row; ``newer`` is the entry of what the same voice says now, or None."""
    claim, key, newer = one.claim, one.key, claims.newer(one)
    return {
        "entry": one.index,
        "id": one.id,
        "recorded_at": one.time,
        "written_at": claim.at,
        **_of(claim.subject),
        "role": claim.role,
        "office": one.office,
        "unit": key.unit if key else None,
        "signed": key is not None,
        "key": key.key.name if key else None,
        "number": claim.number,
        "codebook": claim.codebook,
        "question": claim.question,
        "value": claim.value,
        "says": claim.says or None,
        "language": claim.language or None,
        "sources": list(claim.sources),
        "seen": claim.seen,
        "newer": newer.index if newer else None,
    }


def known_day(*, signed: bool, written_at: str, recorded_at: str) -> str:
    """Give when a claim was said, RFC 3339; empty where nobody knows.

    What is recorded for somebody was said when the record tells. One that was written on the day
    of its entry tells of no day but that, and an entry is not when somebody spoke.
    """
    if signed:
        return recorded_at
    return written_at if written_at[:10] != recorded_at[:10] else ""


def told(codebook: str, question: str, code: str, language: str) -> str:
    """Give a code in a reader's language; its question where no code is given, or the codebook.

    :returns: empty where the scale was not held against its source: it is shown as unknown
    """
    asked = question or next(iter(codebooks()[codebook]))
    scale = codebooks()[codebook][asked]
    words = in_words(codebook, asked, code or next(iter(scale.ordinals)))
    texts = words.value if code else words.question if question else words.codebook
    return "" if texts is None else texts.get(language, texts["en"])


def _of(subject: tuple[str, str, str]) -> Row:
    plan, commitment, milestone = subject
    return {"plan": plan, "commitment": commitment, "milestone": milestone or None}
