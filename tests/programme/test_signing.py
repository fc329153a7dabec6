"""Whose signatures count, and since when: keys of roles in the log."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest

from pendopo.programme.own_key import new_key, sign
from pendopo.programme.signing import Introduction, RoleError, person_in
from pendopo.published.people import SignedError
from pendopo.standards.statement import Statement, join_signed
from tests.desk.authenticator import Authenticator
from tests.programme.conftest import BEGINNING

LOG = "uji.example/log"
SAID = Statement(LOG, "redaction", "2026-03-01T03:00:00Z", (("entry", "X"),))


@pytest.fixture
def clock():
    """A clock that is a minute later each time."""
    now = BEGINNING

    def tick():
        nonlocal now
        now += timedelta(minutes=1)
        return now

    return tick


@pytest.fixture
def introduce(programme, clock, tmp_path):
    """Make a key and introduce it; give its file and its entry."""

    def run(name, unit, roles=("officer",), **more):
        path = tmp_path / name
        asked = Introduction(new_key(path), roles, f"Office of {unit}", unit, **more)
        return path, programme.signing.introduce(asked, clock)

    return run


def test_two_officers_sign_and_their_units_are_known(programme, introduce):
    files = [introduce("a", "legal")[0], introduce("b", "inspectorate")[0]]
    note = join_signed([sign(SAID, file)[0] for file in files])

    signed = programme.signing.people().check(note, "redaction", LOG)

    assert signed.statement == SAID
    assert signed.units == {"legal", "inspectorate"}
    assert programme.verify().ok


def test_a_key_signs_from_its_entry_on_until_it_is_ended(programme, introduce, clock):
    file, entry = introduce("a", "legal")
    note, name = sign(SAID, file)
    end = programme.signing.end(entry.leaf.id, "left", clock)
    people = programme.signing.people()

    assert people.before(entry.index + 1).check(note, "redaction", LOG).units == {"legal"}
    assert people.before(end.index).find(entry.leaf.id).in_force
    with pytest.raises(SignedError, match="never introduced"):
        people.before(entry.index).check(note, "redaction", LOG)
    with pytest.raises(SignedError, match="was ended") as refused:
        people.check(note, "redaction", LOG)
    assert refused.value.values["name"] == name


def test_a_key_that_takes_the_place_of_another_ends_it(programme, introduce):
    _, first = introduce("a", "legal")
    _, second = introduce("b", "legal", replaces=first.leaf.id)

    keys = programme.signing.people().keys

    assert [(key.ended, key.why) for key in keys] == [(second.index, "replaced"), (None, "")]
    assert second.leaf.prev == first.index


def test_one_key_is_not_two_officers_under_two_names(programme, introduce, clock):
    file, entry = introduce("a", "legal")
    vkey = file.with_name("a.pub").read_text().strip()
    programme.signing.end(entry.leaf.id, "lost", clock)

    with pytest.raises(RoleError, match="known already"):
        programme.signing.introduce(Introduction(vkey, ("officer",), "Other", "other"), clock)


def test_what_another_recorded_meanwhile_decides(programme, clock, tmp_path):
    asked = Introduction(new_key(tmp_path / "a"), ("officer",), "Legal", "legal")
    first: list[Any] = []

    def late():
        """Another process introduces the same key, and ends it, before we have the lock."""
        if not first:
            first.append(clock())
            entry = programme.signing.introduce(asked, clock)
            programme.signing.end(entry.leaf.id, "left", clock)
            first.append(entry.leaf.id)
        return clock()

    with pytest.raises(RoleError, match="known already"):
        programme.signing.introduce(asked, late)
    with pytest.raises(RoleError, match="No key in force"):
        programme.signing.end(first[1], "lost", clock)
    assert len(programme.signing.people().keys) == 1
    assert programme.verify().ok


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"roles": ("king",)}, "no role"),
        ({"unit": "Unit One"}, "no code of a unit"),
        ({"office": ""}, "empty"),
        ({"office": "Budi, budi@example.org"}, "personal data"),
        ({"vkey": "not a key"}, "no key"),
        ({"replaces": "01JH5Q0E4ZQF4Q2M1K7Y8C3V9T"}, "No key in force"),
    ],
)
def test_what_is_said_of_a_key_is_codes_and_an_office(programme, tmp_path, clock, changed, told):
    given = {"roles": ("officer",), "office": "Legal", "unit": "legal", "replaces": ""}
    given = {"vkey": new_key(tmp_path / "key")} | given | changed

    with pytest.raises(RoleError, match=told):
        programme.signing.introduce(Introduction(**given), clock)


def test_the_logs_own_key_is_nobodys(programme, clock):
    asked = Introduction(programme.vkey, ("officer",), "Legal", "legal")

    with pytest.raises(RoleError, match="the log's own"):
        programme.signing.introduce(asked, clock)


def test_an_approver_is_introduced_by_a_passkey_which_signs_no_text(programme, clock):
    device = Authenticator("desk.uji.example")
    asked = Introduction(device.passkey.vkey, ("approver",), "Inspectorate", "inspectorate")

    entry = programme.signing.introduce(asked, clock)

    [key] = programme.signing.people().keys
    assert (key.key, key.roles, key.id) == (device.passkey, ("approver",), entry.leaf.id)
    assert programme.verify().ok
    line = f"— {device.place} {b64encode(bytes.fromhex(key.key.key_id) + b'x' * 64).decode()}"
    with pytest.raises(SignedError, match="never introduced"):
        programme.signing.people().check(f"{SAID.text()}\n{line}\n", "redaction", LOG)
    with pytest.raises(RoleError, match="known already"):
        programme.signing.introduce(asked, clock)


def test_a_passkey_has_no_other_role_and_no_other_key_is_an_approvers(programme, clock, tmp_path):
    line, vkey = Authenticator("desk.uji.example").passkey.vkey, new_key(tmp_path / "a")
    refused = {
        (line, ("officer",)): "is a passkey",
        (line, ("approver", "officer")): "is a passkey",
        (vkey, ("approver",)): "an approver signs with a passkey",
        (vkey, ("officer", "approver")): "an approver signs with a passkey",
        (line[:-4], ("approver",)): "This is no key",
    }

    for (key, roles), told in refused.items():
        with pytest.raises(RoleError, match=told):
            programme.signing.introduce(Introduction(key, roles, "Legal", "legal"), clock)

    assert programme.signing.people().keys == ()


def test_a_role_signs_its_own_acts_only(programme, introduce):
    note, _ = sign(SAID, introduce("a", "panel", roles=("reviewer",))[0])

    with pytest.raises(SignedError, match="does not sign"):
        programme.signing.people().check(note, "redaction", LOG)


@pytest.mark.parametrize(("act", "log"), [("rating", LOG), ("redaction", "other.example/log")])
def test_a_signature_counts_for_its_own_act_and_log(programme, introduce, act, log):
    roles = ("officer", "reviewer")
    note, _ = sign(SAID, introduce("a", "legal", roles=roles)[0])

    with pytest.raises(SignedError, match="What was signed is of"):
        programme.signing.people().check(note, act, log)


def test_one_wrong_signature_among_right_ones_is_refused(programme, introduce):
    note, _ = sign(SAID, introduce("a", "legal")[0])

    with pytest.raises(SignedError, match="not over this text"):
        programme.signing.people().check(note.replace("entry: X", "entry: Y"), "redaction", LOG)


def test_a_number_of_a_person_in_a_public_text_is_found():
    assert person_in("Data milik NIK 3171012501900003 ditarik.", "ID") == "NIK"
    assert not person_in("Data ditarik karena permohonan warga.", "ID")
