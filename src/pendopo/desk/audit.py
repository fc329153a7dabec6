"""What was done at the desk: rows that are only ever added, each bound to the one before.

Whoever changes a row, or takes one out, breaks the chain; ``whole`` finds where.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from pendopo.desk.models import Act
from pendopo.desk.place import private
from pendopo.programme.desk_acts import write_down
from pendopo.terms.wording import say

BEGINNING: Final = "0" * 64
_LOCK = 0x70656E646F706F  # "pendopo"
_CHUNK, _STEP = 2_000, 50_000
WHAT: Final[Mapping[str, str]] = {
    "signed-in": say("signed in"),
    "signed-out": say("signed out"),
    "shut-out": say("was shut out for a quarter of an hour: ten wrong tries with this name"),
    "address-shut-out": say("shut an address out for a quarter of an hour: ten wrong tries"),
    "acts-exported": say("took all acts as a file"),
    "invited": say("invited {name}"),
    "code-made": say("made a new code for {name}"),
    "code-sent": say("had a code sent to {name} by e-mail"),
    "code-not-sent": say("could not send the code for {name} by e-mail"),
    "password-set": say("set a password with a code"),
    "password-changed": say("changed the password"),
    "second-step-set": say("set up the second step"),
    "passkey-added": say("added a passkey"),
    "passkey-removed": say("removed a passkey"),
    "second-step-taken-away": say("took the second step away from {name}"),
    "sign-ins-ended": say("ended {count} sign-ins"),
    "post-given": say("gave {name} the role {role}"),
    "post-taken": say("took the role {role} from {name}"),
    "confirming-sent": say("had {name} asked by e-mail whether the address is theirs"),
    "address-confirmed": say("confirmed the e-mail address"),
    "reached-otherwise": say("changed the e-mail or the telephone of {name}"),
    "person-shut": say("shut the account of {name}"),
    "person-opened": say("opened the account of {name}"),
    "handed-in": say("handed in {file}"),
    "filled-in": say("filled in a form and handed in {file}"),
    "filled": say("wrote in the form {form} for {office}"),
    "row-out": say("took a row out of the form {form} for {office}"),
    "row-back": say("put a row back into the form {form} for {office}"),
    "form-aside": say("laid the form {form} for {office} aside"),
    "form-up": say("took up the form {form} for {office} again"),
    "matched": say("had it read by the mapping {mapping}"),
    "described": say("said what its columns are"),
    "undescribed": say("had guessed again what its columns are"),
    "reminded": say("had {name} reminded by e-mail"),
    "not-reminded": say("could not reach {name} by e-mail"),
    "hold-asked": say("asked that {publication} be hidden"),
    "end-asked": say("asked that {publication} be given back"),
    "redact-asked": say("drafted what two officers sign to take {publication} away"),
    "withdrawal-signed": say("brought what an officer signed about {publication}"),
    "withdrawal-dropped": say("wants {publication} withdrawn no more"),
    "held": say("{publication} is hidden"),
    "given-back": say("{publication} is given back"),
    "redacted": say("{publication} is taken away"),
    "attested": say("handed in a signed attestation for {office}"),
    "mended": say("mended {count} cells"),
    "harmful": say("deleted {file}, which the virus scanner knows as harmful"),
    "not-mended": say("could not mend the cells; the file stays as it was"),
    "cancelled": say("left off checking it"),
    "retried": say("had it done once more"),
    "comments-asked": say("asked for the spreadsheet with comments"),
    "said": say("changed what is said of it"),
    "sent": say("sent it to a reviewer"),
    "taken-back": say("took it back"),
    "recalled": say("took back that it was let through"),
    "returned": say("sent it back"),
    "approved": say("let it through"),
    "published": say("published it as {publication}"),
    "given-up": say("gave it up"),
    "taken-up": say("took it up again"),
    "cleared": say("removed what is kept no longer: {count} rows and files"),
    "seen": say("opened the file {file}"),
}


def record(who: str, what: str, submission: int | None = None, **about: object) -> Act:
    """Add what was done.

    :param who: the name somebody signs in with; ``worker``, ``signer`` and ``desk`` are programs
    :param what: one of ``WHAT``
    """
    if what not in WHAT:
        raise ValueError(f"{what!r} is no act of the desk; add it to WHAT with its words")
    facts = {name: str(value) for name, value in about.items()}
    with transaction.atomic():
        _alone()
        at, before = timezone.now(), _newest()
        chain = _chain(before, (at, who, what, submission, facts))
        made = Act.objects.create(
            at=at, who=who, what=what, submission=submission, about=facts, chain=chain
        )
        # The act stands by now; the next one writes the file anew should this not be possible.
        transaction.on_commit(lambda: write_down(private(), _newest), robust=True)
        return made


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the rows were compared, each with the one before it.

    :param row: the number of the last row that follows; 0 before the first
    :param chain: its hash
    :param broken: the number of the row that does not follow from it; None where none was met
    :param more: whether rows may come after it
    """

    row: int = 0
    chain: str = BEGINNING
    broken: int | None = None
    more: bool = True


def follow(so_far: Followed, most: int) -> Followed:
    """Compare the next rows, so many at most."""
    rows = Act.objects.filter(pk__gt=so_far.row).order_by("id")
    taken = rows.values_list("pk", "chain", "at", "who", "what", "submission", "about")[:most]
    row, chain, count = so_far.row, so_far.chain, 0
    for number, own, *facts in taken.iterator(_CHUNK):
        if own != _chain(chain, facts):
            return Followed(row, chain, number, more=False)
        row, chain, count = number, own, count + 1
    return Followed(row, chain, more=count == most)


def whole() -> Act | None:
    """Give the first row that does not follow from the one before it; None where all do."""
    found = Followed()
    while found.more:
        found = follow(found, _STEP)
    return None if found.broken is None else Act.objects.get(pk=found.broken)


def held(hashes: Iterable[str]) -> dict[str, Act | None]:
    """Give for each hash that the log holds the act that it is of; None for one that is gone."""
    wanted = set(hashes)
    found = {act.chain: act for act in Act.objects.filter(chain__in=wanted)}
    return {one: found.get(one) for one in wanted}


def _newest() -> str:
    last = Act.objects.order_by("-id").first()
    return last.chain if last else BEGINNING


def _alone() -> None:
    """Wait for whoever adds a row. SQLite has one writer anyway: transactions begin as writes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _chain(before: str, facts: Sequence[Any]) -> str:
    """Give the hash of a row.

    :param before: that of the row before it
    :param facts: its time, who, what, the submission's number or None, and about what
    """
    at, *rest = facts
    text = json.dumps([before, at.isoformat(), *rest], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
