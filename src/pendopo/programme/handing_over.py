"""A handover: what the record says for the briefing, and the checklist that both officers sign."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pendopo.exports.handover.briefing import Briefing, Holder, LogFacts, Promise
from pendopo.programme.programme import Clock, Programme
from pendopo.programme.promised import promises_of
from pendopo.programme.witnessing import Asking
from pendopo.published.people import SignedError
from pendopo.published.waiting import Standing
from pendopo.published.withdrawals import HELD_MOST, Hold
from pendopo.published.witnessed import default_quorum
from pendopo.stages.publish import Act, record_acts, rfc3339
from pendopo.standards.statement import Statement, join_signed
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from pendopo.terms.roles import HANDOVER, ROLES
from pendopo.terms.wording import say

Words = Callable[..., str]

STATEMENT_ROLE: Final = "statement"
CHECKLIST: Final = (
    say("The record was verified whole, together, and no problem was told."),
    say("A bag with every page, file and signature was handed over, and lies with a third party."),
    say("Every promise was gone through: its day, its office, its legal basis, its budget line."),
    say("Every key and where its copies lie were shown; none was sent by mail."),
    say("Every witness, every mirror and every contact was named, and how to reach them."),
    say("What is open and what is at risk was gone through."),
    say("The log's key is rotated today, to one that the outgoing officer does not have."),
    say("Passwords of the machine, the domain and the proxy are changed today."),
)
_SILENT: Final = timedelta(hours=26)
_OFFICERS: Final = 2


def gather(opened: Programme, at: datetime, language: str, word: Words) -> Briefing:
    """Gather what the record says.

    :param word: gives a marked text in the reader's language
    """
    config, state = opened.config, opened.state()
    signed, keys = opened.checkpoint(), opened.log_keys(at)
    standing = opened.witnesses.standing(signed.note, signed.size) if signed else ()
    holders = sum(1 for one in standing if one.seconds) + len(config.peers.mirrors)
    promises = promises_of(opened, at.date(), holders, word)
    log = LogFacts(
        config.log.origin,
        state.size,
        signed.root_base64 if signed else "",
        state.time,
        keys.newest.vkey,
        keys.until,
        _waiting(opened),
    )
    return Briefing(
        government=config.government.name,
        on=at.date(),
        log=log,
        contact=config.government.contact,
        hue=config.government.accent_hue,
        language=language,
        promises=promises,
        owners=[
            Holder(one.office, _roles(one.roles, word), one.unit, one.since[:10])
            for one in opened.signing.people().in_force()
        ],
        keys=_keys(opened, at, word),
        witnesses=[_witness(one, word) for one in standing],
        needed=opened.witnesses.policy().needed(),
        mirrors=[Holder(url) for url in config.peers.mirrors],
        work=_work(opened, promises, at, word),
        risks=_risks(opened, promises, at, word),
        checklist=[word(item) for item in CHECKLIST],
    )


def _roles(roles: Sequence[str], word: Words) -> str:
    return "; ".join(word(ROLES.get(role, role)) for role in roles)


def checklist(opened: Programme, at: datetime) -> Statement:
    """Give the text that both officers sign, over the record as it is published now.

    It is in English, whatever language the briefing is in: what is signed has one wording.
    """
    signed = opened.checkpoint()
    facts = [
        ("entries", str(signed.size if signed else 0)),
        ("root", signed.root_base64 if signed else "-"),
        ("key", opened.log_keys(at).newest.vkey),
        *(("item", item) for item in CHECKLIST),
    ]
    return Statement(opened.config.log.origin, HANDOVER, rfc3339(at.astimezone(UTC)), tuple(facts))


def record(opened: Programme, notes: Sequence[str], at: Clock) -> Entry:
    """Record a checklist that both officers signed, each with their own key.

    :param notes: their signatures, over one text
    :raises SignedError: when a signature is not of a key in force, one of the two is missing, or
        what was signed is not about this record
    """
    note = join_signed(notes)
    with opened.staging() as staging, opened.writer(Asking(at())) as writer:
        # Under the lock: what was signed is held to the keys and the log that the entry follows.
        act = _handover(opened, note)
        [entry] = record_acts([act], at(), writer, staging)
    return entry


def _handover(opened: Programme, note: str) -> Act:
    held = opened.signing.people().check(note, HANDOVER, opened.config.log.origin)
    roles = [{role for role in key.roles if role in _BOTH} for key in held.by]
    if len(held.by) < _OFFICERS or not all(any(one in had for had in roles) for one in _BOTH):
        raise SignedError(
            say("A handover is signed by a key with the role outgoing and another with incoming."),
            say("Hand in the signatures of both: pendopo handover record OUTGOING INCOMING."),
        )
    _hold_record(opened, held.statement)
    _hold_once(opened, held.statement)
    units = {role: key.unit for role in _BOTH for key in held.by if role in key.roles}
    return Act(EntryType.HANDOVER, {STATEMENT_ROLE: note.encode()}, scope=units)


_BOTH: Final[tuple[str, ...]] = ("outgoing", "incoming")


def _hold_once(opened: Programme, said: Statement) -> None:
    """Refuse a checklist that the log has: a handover said twice would be two of them."""
    for entry in opened.state().entries:
        if entry.leaf.type is not EntryType.HANDOVER:
            continue
        for one in entry.leaf.objects:
            path = opened.object_path(one.c)
            note = path.read_text("utf-8") if path.is_file() else ""
            if note.startswith(f"{said.text()}\n"):
                raise SignedError(
                    say("This handover is in the log already: entry {index}."),
                    say("To hand over anew, have a new text signed: pendopo handover checklist."),
                    index=str(entry.index),
                )


def _hold_record(opened: Programme, said: Statement) -> None:
    """Hold a checklist to the record that it was signed over: its past is this log's."""
    size = said.value("entries")
    path = opened.public / f"log/history/{size}.checkpoint"
    lines = path.read_text("utf-8").split("\n") if size.isdecimal() and path.is_file() else []
    if len(lines) < _OFFICERS + 1 or lines[2] != said.value("root"):
        raise SignedError(
            say("What was signed is about {size} entries that this log does not have."),
            say("Write the text anew and have it signed: pendopo handover checklist FILE."),
            size=size or "0",
        )


def _waiting(opened: Programme) -> int:
    waiting = opened.witnesses.waiting()
    return len(waiting.entries) if waiting else 0


def _keys(opened: Programme, at: datetime, word: Words) -> list[Holder]:
    keys = opened.log_keys(at)
    first, *others = keys.present
    rows = [(first, word(say("signs")))]
    rows += [(key, word(say("signs too, until {day}"), day=keys.until)) for key in others]
    rows += [(key, word(say("signed until {day}"), day=day)) for key, day in keys.retired]
    return [Holder(key.key_id, what, _file(opened, opened.key_file(key))) for key, what in rows]


def _file(opened: Programme, path: Path) -> str:
    return path.relative_to(opened.root).as_posix() if path.exists() else ""


def _witness(one: Standing, word: Words) -> Holder:
    outcomes = {
        "cosigned": say("signed"),
        "refused": say("refused"),
        "silent": say("did not answer"),
        "ahead": say("has seen more than is here"),
    }
    what = word(outcomes[one.known.outcome]) if one.known and one.known.outcome in outcomes else ""
    day = datetime.fromtimestamp(one.seconds, UTC).date().isoformat() if one.seconds else ""
    return Holder(one.name, what or (word(say("signed")) if day else ""), one.party.url, day)


def _work(opened: Programme, promises: Sequence[Promise], at: datetime, word: Words) -> list[str]:
    """Say what is open, from the record alone."""
    late = [one for one in promises if one.overdue(at.date())]
    halt, waiting = opened.peering.halt, _waiting(opened)
    retired = [opened.key_file(key) for key, _ in opened.log_keys(at).retired]
    destroy = [path.name for path in retired if path.exists()]
    asked = opened.questioning.unanswered(opened.state())
    told: list[tuple[object, str, dict[str, object]]] = [
        (halt, say("The log may only be read. Run: pendopo recover"), {}),
        (waiting, say("Entries that wait for witnesses: {count}."), {"count": waiting}),
        (
            late,
            say("Promises past their day: {ids}."),
            {"ids": ", ".join(one.id for one in late)},
        ),
        (
            destroy,
            say("Keys that are retired and to be destroyed: {files}."),
            {"files": ", ".join(destroy)},
        ),
        *((True, *_undecided(opened, hold)) for hold in opened.state().withdrawn.lasting),
        (
            asked,
            say("Questions of the public without an answer: {count}, the oldest of {day}."),
            {"count": len(asked), "day": min((one.at[:10] for one in asked), default="")},
        ),
    ]
    return [word(text, **values) for true, text, values in told if true]


def _undecided(opened: Programme, hold: Hold) -> tuple[str, dict[str, object]]:
    """Say what a hold hides, and what becomes of it if nobody decides."""
    since = datetime.fromisoformat(hold.since)
    facts: dict[str, object] = {
        "entry": hold.index,
        "count": len(hold.names),
        "reason": hold.reason,
        "day": since.date().isoformat(),
    }
    if opened.withdrawing.lasts(hold):
        return say(
            "A hold is not decided: entry {entry} hides {count} objects ({reason}) since {day}, "
            "and until two officers decide: pendopo redact draft, or pendopo hold --end."
        ), facts
    return say(
        "A hold is not decided: entry {entry} hides {count} objects ({reason}) since {day}; they "
        "are back by {until} unless two officers decide: pendopo redact draft."
    ), facts | {"until": rfc3339(since + HELD_MOST)}


def _risks(opened: Programme, promises: Sequence[Promise], at: datetime, word: Words) -> list[str]:
    """Say what can go wrong, as far as the record shows it."""
    policy, peers = opened.witnesses.policy(), opened.config.peers
    count, needed = len(policy.witnesses), policy.needed()
    units = {key.unit for key in opened.signing.people().in_force() if "officer" in key.roles}
    withheld = opened.place.withheld
    kept = sum(1 for _ in withheld.iterdir()) if withheld.is_dir() else 0
    keys = opened.log_keys(at)
    missing = {
        say("{count} of {all} promises name no legal basis."): [p.legal_basis for p in promises],
        say("{count} of {all} promises name no budget line."): [p.budget_lines for p in promises],
        say("{count} of {all} promises name no office that answers."): [p.lead for p in promises],
    }
    told: list[tuple[object, str, dict[str, object]]] = [
        (
            not count,
            say("No witness signs this log: whoever keeps it could take back what it published."),
            {},
        ),
        (
            count and needed < default_quorum(count),
            say("{needed} of {count} witnesses must sign; fewer than {least} can be deceived."),
            {"needed": needed, "count": count, "least": default_quorum(count)},
        ),
        (
            not peers.mirrors,
            say("No mirror is named in pendopo.toml: if this machine is lost, entries may be."),
            {},
        ),
        (
            len(units) < _OFFICERS,
            say("Fewer than two units have an officer's key: nothing can be taken away by law."),
            {},
        ),
        (
            kept,
            say("Files kept back, which no mirror has: {count}, in private/withheld/."),
            {"count": kept},
        ),
        (keys.until, say("Two keys sign until {day}: both must stay here."), {"day": keys.until}),
        (
            _silent(opened.state().time, at),
            say("The last entry is of {time}: a log that is alive adds one each day."),
            {"time": opened.state().time},
        ),
        (not opened.config.government.contact, say("The programme names no contact."), {}),
    ]
    for text, named in missing.items():
        lacking = named.count("")
        told.append((lacking, text, {"count": lacking, "all": len(promises)}))
    return [word(text, **values) for true, text, values in told if true]


def _silent(time: str, at: datetime) -> bool:
    return bool(time) and at - datetime.fromisoformat(time) > _SILENT
